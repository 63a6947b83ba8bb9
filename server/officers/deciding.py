"""What officers decide about what waits: one event each, tried before it is written.

    what waits (`server/answers/inboxes.py`) -> an entry for each -> checked as typed (`acting.py`)
        -> tried against its household (`rehearsing.py`) -> all written, or what keeps them

Many of one cause are many events, so that each family's history says what was decided of it, by
whom and why. Before: a command. After: the log; nothing here is written that the folds would not
count.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from events.form import NewEntry
from events.ids import EventId, HouseholdId
from events.problems import Problem
from server.answers.inboxes import ConflictRow
from server.exchange.assigning import settle
from server.intake.office_device import Act, Written
from server.office import Desk, Office
from server.officers.acting import draft_act
from server.officers.rehearsing import Rehearsal

ACTS_AT_ONCE: Final = 200
"""Acts in one transaction: it holds the log for some milliseconds, and devices wait so long."""


class Refused(NamedTuple):
    """An act that is not written: problems of its own, or why it would not count (flags)."""

    entry: NewEntry
    problems: tuple[Problem, ...]
    flags: tuple[str, ...]


class Tried(NamedTuple):
    """Acts that may be written, in the order of their entries, and those that may not."""

    acts: list[Act]
    refused: list[Refused]


class Decided(NamedTuple):
    """One act as it stands in the log."""

    household: HouseholdId
    written: Written


async def try_all(office: Office, desk: Desk, entries: Sequence[NewEntry]) -> Tried:
    """What each of these entries would come to; nothing is written.

    Errors: InputRefused for an actor, household or event that is not there.
    """
    tried = Tried([], [])
    drafted: list[tuple[NewEntry, Act]] = []
    for entry in entries:
        found = await draft_act(office, desk, entry)
        if isinstance(found, list):
            tried.refused.append(Refused(entry, tuple(found), ()))
        else:
            drafted.append((entry, found.act))
    async with office.database.read() as transaction:
        rehearsal = await Rehearsal.begin(office, desk, transaction)
        for entry, act in drafted:
            flags = await rehearsal.flags(act)
            if flags:
                tried.refused.append(Refused(entry, (), flags))
            else:
                tried.acts.append(act)
    return tried


async def write_all(desk: Desk, acts: Sequence[Act]) -> list[Decided]:
    """Write acts in their order, and let scopes follow; what is answered is durable."""
    decided: list[Decided] = []
    for start in range(0, len(acts), ACTS_AT_ONCE):
        some = acts[start : start + ACTS_AT_ONCE]
        written = await desk.device.append_all(some)
        decided += [
            Decided(HouseholdId(act.stream), each) for act, each in zip(some, written, strict=True)
        ]
    await settle(desk.device)
    return decided


# --- conflicts ------------------------------------------------------------------------------------


class Resolution(NamedTuple):
    """A conflict of a household decided for one claim, against those that say otherwise."""

    household: HouseholdId
    key: str
    kept: EventId
    others: tuple[EventId, ...]


class Cause(NamedTuple):
    """What conflicts have in common that came about in one way: a type, and whose devices."""

    type: str
    devices: frozenset[str]


def by_key(rows: Sequence[ConflictRow]) -> dict[tuple[HouseholdId, str], list[ConflictRow]]:
    """Conflicts in several fields of one key are decided together."""
    found: dict[tuple[HouseholdId, str], list[ConflictRow]] = {}
    for row in rows:
        found.setdefault((row.household, row.key), []).append(row)
    return found


def cause_of(rows: Sequence[ConflictRow]) -> Cause:
    """The cause of the conflicts of one key."""
    devices = frozenset(claim.device for row in rows for claim in row.claims)
    return Cause(rows[0].key.partition(":")[0], devices)


def resolution_of(rows: Sequence[ConflictRow], kept: EventId) -> Resolution | None:
    """The conflicts of one key decided for a claim; None when it takes no side in them."""
    others: dict[EventId, None] = {}
    for row in rows:
        sides = {claim.event: claim.value for claim in row.claims}
        if kept in sides:
            others |= dict.fromkeys(event for event, value in sides.items() if value != sides[kept])
    if not others:
        return None
    return Resolution(rows[0].household, rows[0].key, kept, tuple(others))


def alike(
    rows: Sequence[ConflictRow], model: Sequence[ConflictRow], kept: EventId
) -> Resolution | None:
    """The same decision on a conflict of the same cause: for the claim of the same device.

    None when that device made no claim in it or several, so that a person must look.
    """
    device = next(claim.device for row in model for claim in row.claims if claim.event == kept)
    claims = {claim.event for row in rows for claim in row.claims if claim.device == device}
    return resolution_of(rows, claims.pop()) if len(claims) == 1 else None
