"""What a reader sees of households and enterprises: lists of the region, one of them as of a day.

Lists of today come from the read models, everything else is folded when asked for. Another region's
household is not told from one that does not exist. Before: `server/routes/reading.py` has read the
query. After: JSON.
"""

from datetime import date
from typing import Final

import msgspec

from events.errors import InputRefused
from events.folds import Answer
from events.folds.enterprise import Enterprise
from events.ids import ActorId, HouseholdId
from events.types import EntityId
from server.answers.access import Reader
from server.answers.answering import Answering
from server.answers.readmodels import Card, EnterpriseCard, ReadModels
from server.database import Transaction
from server.devices.scoping import span_of
from server.log import head

_SETTLED: Final = ("met", "not_applicable")


class Moment(msgspec.Struct, frozen=True):
    """`known_at` in ms since 1970 UTC; None is now. `is_now`: neither was asked for."""

    as_of: date
    known_at: int | None
    is_now: bool


class HouseholdRow(msgspec.Struct, frozen=True):
    """A household in a list. `parked`: its newest events could not be folded, so it may be old."""

    id: HouseholdId
    status: str
    flags: tuple[str, ...]
    since: str | None
    region: str | None
    companion: ActorId | None
    members: int
    readiness: str
    unmet: tuple[str, ...]
    enterprises: int
    conflicts: int
    last_met: str | None
    alias_of: HouseholdId | None
    parked: bool


class HouseholdPage(msgspec.Struct, frozen=True):
    """Households by id. `size`: the first so many positions of the log are in them."""

    items: tuple[HouseholdRow, ...]
    next: str | None
    as_of: date
    known_at: int | None
    size: int


class HouseholdDetail(Answer, frozen=True, kw_only=True):
    """An answer with what it takes to get the same one again: log, incarnation and size."""

    id: HouseholdId
    log: str
    incarnation: int
    size: int


class EnterpriseRow(msgspec.Struct, frozen=True):
    """An enterprise in a list; `stage` is null while open claims lead to different ones."""

    id: EntityId
    household: HouseholdId
    region: str | None
    kind: str | None
    stage: str | None
    flags: tuple[str, ...]
    workers_paid: int | None


class EnterprisePage(msgspec.Struct, frozen=True):
    """Enterprises by household and id."""

    items: tuple[EnterpriseRow, ...]
    next: str | None
    as_of: date
    known_at: int | None
    size: int


class EnterpriseDetail(Enterprise, frozen=True, kw_only=True):
    """One enterprise with its months, as of a day."""

    household: HouseholdId
    log: str
    incarnation: int
    size: int
    as_of: date
    known_at: int | None


class Reading:
    """One reader's view of a log within one reading transaction."""

    def __init__(self, transaction: Transaction, reader: Reader, answering: Answering) -> None:
        self._transaction = transaction
        self._reader = reader
        self._log = reader.log
        self._answering = answering

    async def see(self, household: HouseholdId) -> None:
        """Errors: InputRefused `not_found` unless this reader may see the household."""
        row = await self._transaction.fetch_one("reading.region_of", self._log, household)
        if row is None or not self._reader.may_see(row["region"]):
            raise _not_found()

    async def household(self, household: HouseholdId, moment: Moment) -> HouseholdDetail:
        """Errors: InputRefused `not_found`, also for one nothing was known of then."""
        await self.see(household)
        found = await self._answer(household, moment)
        if found is None:
            raise _not_found()
        now = await head(self._transaction, self._log)
        return HouseholdDetail(
            **msgspec.structs.asdict(found),
            id=household,
            log=self._log,
            incarnation=now.incarnation,
            size=now.size,
        )

    async def households(self, moment: Moment, after: str, limit: int) -> HouseholdPage:
        """Households of the region, by id after one."""
        if moment.is_now:
            models = await ReadModels.open(self._transaction, self._log)
            cards = await models.cards(region=self._reader.region, after=after, limit=limit)
            rows = tuple(_row_of_card(card) for card in cards)
            end = rows[-1].id if len(rows) == limit else None
            return HouseholdPage(rows, end, moment.as_of, None, models.live.position)
        ids = await self._ids(after, limit)
        answers = [(name, await self._answer(name, moment)) for name in ids]
        size = (await head(self._transaction, self._log)).size
        rows = tuple(_row_of_answer(name, found) for name, found in answers if found is not None)
        end = ids[-1] if len(ids) == limit else None
        return HouseholdPage(rows, end, moment.as_of, moment.known_at, size)

    async def enterprise(self, enterprise: EntityId, moment: Moment) -> EnterpriseDetail:
        """Errors: InputRefused `not_found`, also for one nobody had spoken of then."""
        models = await ReadModels.open(self._transaction, self._log)
        card = await models.enterprise(enterprise, region=self._reader.region)
        if card is None:
            raise _not_found()
        household = await self.household(card.household, moment)
        for found in household.enterprises:
            if found.id == enterprise:
                return EnterpriseDetail(
                    **msgspec.structs.asdict(found),
                    household=household.id,
                    log=household.log,
                    incarnation=household.incarnation,
                    size=household.size,
                    as_of=household.as_of,
                    known_at=household.known_at,
                )
        raise _not_found()

    async def enterprises(self, moment: Moment, after: str, limit: int) -> EnterprisePage:
        """Enterprises of the region's households, by household and id after such a pair."""
        household, _, enterprise = after.partition("/")
        if moment.is_now:
            models = await ReadModels.open(self._transaction, self._log)
            cards = await models.enterprises(
                region=self._reader.region, after=(household, enterprise), limit=limit
            )
            rows = tuple(_row_of_enterprise(card) for card in cards)
            end = f"{rows[-1].household}/{rows[-1].id}" if len(rows) == limit else None
            return EnterprisePage(rows, end, moment.as_of, None, models.live.position)
        ids = await self._ids(household, limit)
        rows = tuple([row for name in ids for row in await self._enterprises_of(name, moment)])
        size = (await head(self._transaction, self._log)).size
        end = ids[-1] if len(ids) == limit else None
        return EnterprisePage(rows, end, moment.as_of, moment.known_at, size)

    async def _enterprises_of(
        self, household: HouseholdId, moment: Moment
    ) -> tuple[EnterpriseRow, ...]:
        found = await self._answer(household, moment)
        if found is None:
            return ()
        return tuple(
            EnterpriseRow(
                enterprise.id, household, found.household.region, enterprise.kind,
                enterprise.stage, enterprise.flags, enterprise.workers_paid,
            )
            for enterprise in found.enterprises
        )  # fmt: skip

    async def _answer(self, household: HouseholdId, moment: Moment) -> Answer | None:
        return await self._answering.household(
            self._transaction, self._log, household, moment.as_of, moment.known_at
        )

    async def _ids(self, after: str, limit: int) -> list[HouseholdId]:
        span = span_of(self._reader.region)
        rows = await self._transaction.fetch("reading.households", self._log, *span, after, limit)
        return [row["household"] for row in rows]


def _not_found() -> InputRefused:
    return InputRefused("not_found", "there is nothing of this id for you")


def _row_of_card(card: Card) -> HouseholdRow:
    return HouseholdRow(
        card.household, card.status, card.flags, card.since, card.region, card.companion,
        card.members, card.readiness, card.unmet, card.enterprises, card.conflicts, card.last_met,
        card.alias_of, parked=card.parked_at is not None,
    )  # fmt: skip


def _row_of_answer(household: HouseholdId, found: Answer) -> HouseholdRow:
    standing, indicators = found.household, found.readiness.indicators
    unmet = tuple(name for name, judged in indicators.items() if judged.verdict not in _SETTLED)
    return HouseholdRow(
        household, standing.status, standing.flags, standing.since, standing.region,
        standing.companion, standing.members, found.readiness.verdict, unmet,
        len(found.enterprises), len(found.conflicts), standing.last_met, standing.alias_of,
        parked=False,
    )  # fmt: skip


def _row_of_enterprise(card: EnterpriseCard) -> EnterpriseRow:
    return EnterpriseRow(
        card.enterprise, card.household, card.region, card.kind, card.stage, card.flags,
        card.workers_paid,
    )  # fmt: skip
