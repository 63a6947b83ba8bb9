"""A month of a companion's work, counted from events: nobody types the monthly report again.

    RHK 1   disbursement   what families received of each tranche
    RHK 2   sessions       family sessions and trainings, and who was there
    RHK 3   commitments    pupils, mothers and small children checked, by component
    RHK 4   ways out       graduations asked for and proposed, exits proposed
    RHK 5   updates        what changed in the data of how many families
    besides                visits, referrals, enterprises

Before: `reporting.py` counts it. After: the figures and rows of a report, in which names are
joined. An entry counts in the month it speaks of, and not when it was voided or does not count.
What people differ on is nobody's figure yet. With `by`, only what that person stated counts.
"""

from typing import Literal

from msgspec import Struct

from events.folds.caseload import Counts
from events.ids import HouseholdId
from events.types import Component, EntityId, Programme

Outcome = Literal["waiting", "approved", "ended"]


class Visit(Struct, frozen=True):
    """One visit."""

    household: HouseholdId
    on: str
    kind: str
    outcome: str


class Session(Struct, frozen=True):
    """One session: of how many people it is known whether they came, and how many did."""

    on: str
    kind: str
    topic: str
    people: int
    present: int


class Checked(Struct, frozen=True):
    """The people checked of a component, and those who met their commitment."""

    component: Component
    people: int
    met: int


class Paid(Struct, frozen=True):
    """What families received of a tranche; `amount` is rupiah of all together."""

    programme: Programme
    year: int
    tranche: int
    households: int
    full: int
    partial: int
    not_received: int
    amount: int


class Update(Struct, frozen=True):
    """Entries of a type, about so many households."""

    type: str
    entries: int
    households: int


class WayOut(Struct, frozen=True):
    """A graduation or exit proposed in the month, and what became of it by the month's end."""

    household: HouseholdId
    on: str
    what: str
    outcome: Outcome


class Business(Struct, frozen=True):
    """An enterprise in the month; rupiah are None where not all is known."""

    household: HouseholdId
    enterprise: EntityId
    kind: str | None
    stage: str | None
    revenue: int | None
    net: int | None


class MonthlyReport(Struct, frozen=True):
    """A month of work. Shape: rows by date, of updates and components in catalogue order.

    `registered` are new households, `unvisited` accompanied ones of which nobody was met.
    """

    month: str
    counts: Counts
    registered: int
    unvisited: int
    requests: int
    referrals: int
    visits: tuple[Visit, ...]
    sessions: tuple[Session, ...]
    checked: tuple[Checked, ...]
    paid: tuple[Paid, ...]
    updates: tuple[Update, ...]
    ways_out: tuple[WayOut, ...]
    businesses: tuple[Business, ...]
