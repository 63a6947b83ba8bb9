"""What people and apps ask of the read models, each question one query on the live generation.

Before: `server/projecting/projection.py` wrote. After: routes and commands answer with it. The
caller opens one reading transaction, so that all it asks belongs together. Without `as_of` and
`known_at` these are the answers; with them, the household's entries are folded anew
(`server/log.py`).
"""

from typing import Final

import msgspec

from events import limits
from events.folds import Indicator, Readiness
from events.ids import ActorId, EventId, HouseholdId, LogId
from events.types import EntityId
from server.database import Row, Transaction

_END_OF_REGION: Final = "/"
_NEED_MAX: Final = 2**31
_INDICATORS: Final = msgspec.json.Decoder(dict[str, Indicator])


class Position(msgspec.Struct, frozen=True):
    """How far the read models are: the first so many positions of the log are in them."""

    generation: int
    position: int
    version: str


class Card(msgspec.Struct, frozen=True):
    """Where a household stood on the day `as_of`; `unmet` are the indicators that are not met.

    `position` is its newest event's. `parked_at`: its events from this position on could not be
    folded, so all this may be out of date.
    """

    household: HouseholdId
    status: str
    flags: tuple[str, ...]
    since: str | None
    region: str | None
    companion: ActorId | None
    head: EntityId | None
    members: int
    readiness: str
    unmet: tuple[str, ...]
    enterprises: int
    conflicts: int
    last_met: str | None
    next_visit: str | None
    alias_of: HouseholdId | None
    events: int
    position: int
    as_of: str
    parked_at: int | None


class Visit(msgspec.Struct, frozen=True):
    """A household a companion should see: how urgently, why, and how many questions are open."""

    household: HouseholdId
    need: int
    why: tuple[str, ...]
    questions: int
    last_met: str | None
    next_visit: str | None
    status: str
    readiness: str
    region: str | None


class EnterpriseCard(msgspec.Struct, frozen=True):
    """An enterprise as it stands; `stage` is None while open claims lead to different ones."""

    enterprise: EntityId
    household: HouseholdId
    kind: str | None
    stage: str | None
    flags: tuple[str, ...]
    workers_paid: int | None
    proved_by: tuple[EventId, ...]
    region: str | None


class Month(msgspec.Struct, frozen=True):
    """A month of an enterprise in rupiah; None is unknown."""

    period: str
    quantity: int | None
    unit_price: int | None
    revenue: int | None
    costs: int | None
    net: int | None
    evidence: tuple[EventId, ...]


class ParkedHousehold(msgspec.Struct, frozen=True):
    """A household whose events from `position` on could not be folded, since `since` (ms)."""

    household: HouseholdId
    position: int
    error: str
    since: int


class ReadModels:
    """The live generation of one log within one reading transaction."""

    def __init__(self, transaction: Transaction, log: LogId, live: Position) -> None:
        self.live: Final = live
        self._transaction = transaction
        self._log = log

    @classmethod
    async def open(cls, transaction: Transaction, log: LogId) -> "ReadModels":
        """The read models as of this transaction's snapshot; empty before the first projection."""
        row = await transaction.fetch_one("readmodels.live", log)
        live = Position(0, 0, "") if row is None else Position(*row)
        return cls(transaction, log, live)

    # --- households ------------------------------------------------------------------------------

    async def cards(
        self,
        *,
        region: str = "",
        companion: str = "",
        status: str = "",
        after: str = "",
        limit: int = limits.API_PAGE_MAX,
    ) -> list[Card]:
        """Households by id; those in a region, of a companion, of a status, after an id."""
        rows = await self._fetch(
            "cards", after, region, region + _END_OF_REGION, companion, status, limit
        )
        return [_card(row) for row in rows]

    async def card(self, household: HouseholdId) -> Card | None:
        """One household; None when the log has no event of it."""
        rows = await self._fetch("card", household)
        return _card(rows[0]) if rows else None

    async def caseload(
        self,
        companion: ActorId,
        after: tuple[int, str] | None = None,
        limit: int = limits.API_PAGE_MAX,
    ) -> list[Visit]:
        """Whom a companion should see, the greatest need first; after (need, household)."""
        need, household = after or (_NEED_MAX, "")
        rows = await self._fetch("caseload", companion, need, household, limit)
        return [Visit(row[0], row[1], _texts(row[2]), *tuple(row)[3:]) for row in rows]

    async def readiness(self, household: HouseholdId) -> Readiness | None:
        """What the indicators come to; None for a household without a readable event."""
        for verdict, rule_set, met, supports, indicators, options in await self._fetch(
            "readiness", household
        ):
            return Readiness(
                verdict, rule_set, _INDICATORS.decode(indicators), _INDICATORS.decode(options), met,
                supports,
            )  # fmt: skip
        return None

    # --- enterprises -----------------------------------------------------------------------------

    async def enterprises(
        self,
        *,
        region: str = "",
        after: tuple[str, str] = ("", ""),
        limit: int = limits.API_PAGE_MAX,
    ) -> list[EnterpriseCard]:
        """Enterprises by household and id; those in a region, after (household, enterprise)."""
        rows = await self._fetch("enterprises", *after, region, region + _END_OF_REGION, limit)
        return [_enterprise(row) for row in rows]

    async def enterprises_of(self, household: HouseholdId) -> list[EnterpriseCard]:
        """The enterprises of a household, by id."""
        return [_enterprise(row) for row in await self._fetch("enterprises_of", household)]

    async def enterprise(self, enterprise: EntityId, *, region: str = "") -> EnterpriseCard | None:
        """One enterprise, in the household of a region that started it; None when none wrote of it.

        Another region's household may name it too, and must not stand before it.
        """
        rows = await self._fetch("enterprise", enterprise, region, region + _END_OF_REGION)
        return _enterprise(rows[0]) if rows else None

    async def months(self, household: HouseholdId, enterprise: EntityId) -> list[Month]:
        """The months something is reported of, ascending."""
        rows = await self._fetch("months", household, enterprise)
        return [
            Month(period, quantity, unit_price, revenue, costs, net, _ids(evidence))
            for period, quantity, unit_price, revenue, costs, net, evidence in rows
        ]

    # --- what waits for people -------------------------------------------------------------------

    async def parked(self, limit: int = limits.API_PAGE_MAX) -> list[ParkedHousehold]:
        """Households whose events could not be folded, by id."""
        return [ParkedHousehold(*row) for row in await self._fetch("parked", limit)]

    async def fetch(self, query: str, *values: str | int) -> list[Row]:
        """The rows of a named query about the live generation."""
        return await self._transaction.fetch(query, self._log, self.live.generation, *values)

    async def _fetch(self, query: str, *values: str | int) -> list[Row]:
        return await self.fetch(f"readmodels.{query}", *values)


# --- rows -----------------------------------------------------------------------------------------


def _card(row: Row) -> Card:
    household, status, flags, since, region, companion, head, members, readiness, unmet, *rest = row
    return Card(
        household, status, _texts(flags), since, region, companion, head, members, readiness,
        _texts(unmet), *rest,
    )  # fmt: skip


def _enterprise(row: Row) -> EnterpriseCard:
    enterprise, household, kind, stage, flags, workers_paid, proved_by, region = row
    return EnterpriseCard(
        enterprise, household, kind, stage, _texts(flags), workers_paid, _ids(proved_by), region
    )


def _texts(data: str) -> tuple[str, ...]:
    return msgspec.json.decode(data, type=tuple[str, ...])


def _ids(data: str) -> tuple[EventId, ...]:
    return msgspec.json.decode(data, type=tuple[EventId, ...])
