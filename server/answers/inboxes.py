"""What waits for people at the office, read from the live generation, oldest first.

Before: `server/projecting/projection.py` wrote what the folds say waits (`inbox.py`, `proposals.py`
and `conflicts.py` of `events/folds`). After: the office's lists at a terminal and over HTTP, and
the acts that decide (`server/officers/deciding.py`). A list is a page; `next` is where the
following one begins.
"""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

import msgspec

from events import limits
from events.errors import InputRefused
from events.folds import Claim
from events.folds.inbox import InboxItem, Kind
from events.folds.proposals import Awaits, ProposalState
from events.ids import ActorId, HouseholdId
from server.answers.readmodels import ReadModels
from server.database import Row

T = TypeVar("T")

END_OF_REGION: Final = "/"
END_OF_ID: Final = "g"
"""Follows every hexadecimal digit: from an id's beginning to before it with this after it."""
END_OF_TIME_MS: Final = 2**53
CASELOAD_PLANNED: Final = 200
"""Households one companion is paid for: 250 companions accompany 50,000."""


class ConflictRow(msgspec.Struct, frozen=True):
    """An open conflict with all that is claimed; `since` (ms) the office knows both sides."""

    household: HouseholdId
    region: str | None
    companion: ActorId | None
    key: str
    field: str
    since: int
    indicators: tuple[str, ...]
    claims: tuple[Claim, ...]


class InboxRow(InboxItem, frozen=True, kw_only=True, gc=False):
    """An entry that waits, and whose household it is of."""

    household: HouseholdId
    region: str | None
    companion: ActorId | None


class ProposalRow(ProposalState, frozen=True, kw_only=True):
    """A proposal with where its household stands now."""

    household: HouseholdId
    region: str | None
    companion: ActorId | None
    status: str
    household_flags: tuple[str, ...]


class CaseloadRow(msgspec.Struct, frozen=True):
    """What one companion has to accompany, and how many visits are `due`.

    School children and balita are counted by open component, and by year of birth.
    """

    companion: ActorId
    households: int
    due: int
    members: int
    pupils_open: int
    pupils_of_age: int
    balita_open: int
    balita_of_age: int
    age_unknown: int


class Balance(msgspec.Struct, frozen=True):
    """The caseloads of a region; `mean` of the companions who have one, `unassigned` households."""

    items: tuple[CaseloadRow, ...]
    mean: int
    planned: int
    unassigned: int
    position: int


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some of a list. `position`: the first so many positions of the log are in it."""

    items: tuple[T, ...]
    next: str | None
    position: int


class Filter(msgspec.Struct, frozen=True):
    """Whose: of a region, of a companion ("" for all), from where on, and at most how many."""

    region: str = ""
    companion: str = ""
    after: str | None = None
    limit: int = limits.API_PAGE_MAX

    @property
    def span(self) -> tuple[str, str]:
        """The region codes from its own to before what follows all below it."""
        return self.region, self.region + END_OF_REGION


_WHERE: Final = msgspec.json.Decoder(list[int | str])
_CLAIMS: Final = msgspec.json.Decoder(tuple[Claim, ...])
_TEXTS: Final = msgspec.json.Decoder(tuple[str, ...])
_ITEM: Final = msgspec.json.Decoder(InboxItem)
_PROPOSAL: Final = msgspec.json.Decoder(ProposalState)


class Inboxes:
    """The lists of one log within one reading transaction."""

    def __init__(self, models: ReadModels) -> None:
        self._models = models

    async def conflicts(self, wanted: Filter) -> Page[ConflictRow]:
        """Open conflicts."""
        rows = await self._models.fetch(
            "inboxes.conflicts", *_after(wanted, 3), *wanted.span, wanted.companion,
            wanted.limit,
        )  # fmt: skip
        found = [_conflict(row) for row in rows]
        return self._page(
            found, wanted, lambda each: (each.since, each.household, each.key, each.field)
        )

    async def conflicts_of(self, household: HouseholdId) -> list[ConflictRow]:
        """The open conflicts of a household, by key and field."""
        rows = await self._models.fetch("inboxes.conflicts_of", household)
        return [_conflict(row) for row in rows]

    async def items(
        self, kind: Kind, wanted: Filter, until: int = END_OF_TIME_MS
    ) -> Page[InboxRow]:
        """What waits of a kind, as far as it is the office's by a moment."""
        rows = await self._models.fetch(
            "inboxes.items", kind, until, *_after(wanted, 2), *wanted.span, wanted.companion,
            wanted.limit,
        )  # fmt: skip
        found = [_item(row) for row in rows]
        return self._page(found, wanted, lambda each: (each.since or 0, each.household, each.event))

    async def item(self, household: HouseholdId, kind: Kind, event: str) -> InboxRow | None:
        """One entry, while it waits."""
        rows = await self._models.fetch("inboxes.item", household, kind, event)
        return _item(rows[0]) if rows else None

    async def with_authors(self, region: str, now_ms: int) -> int:
        """How many odd entries are still their authors' to explain."""
        span = (region, region + END_OF_REGION)
        rows = await self._models.fetch("inboxes.with_authors", now_ms, *span)
        return int(rows[0][0])

    async def proposals(self, wanted: Filter, awaits: Awaits | None = None) -> Page[ProposalRow]:
        """Proposals that wait for a decision, or for that of one level."""
        rows = await self._models.fetch(
            "inboxes.proposals", *_after(wanted, 2), *wanted.span, wanted.companion,
            awaits or "", wanted.limit,
        )  # fmt: skip
        found = [_proposal(row) for row in rows]
        return self._page(found, wanted, lambda each: (each.since or 0, each.household, each.event))

    async def proposal(self, prefix: str, region: str = "") -> list[ProposalRow]:
        """The proposals whose id begins so, waiting or not, at most 10."""
        span = (region, region + END_OF_REGION)
        rows = await self._models.fetch("inboxes.proposal", prefix, prefix + END_OF_ID, *span)
        return [_proposal(row) for row in rows]

    async def balance(self, region: str = "") -> Balance:
        """What each companion has to accompany, the largest caseload first."""
        span = (region, region + END_OF_REGION)
        rows = await self._models.fetch("inboxes.balance", *span)
        found = [CaseloadRow(row[0], *(int(value) for value in tuple(row)[1:])) for row in rows]
        found.sort(key=lambda row: (-row.households, row.companion))
        unassigned = await self._models.fetch("inboxes.unassigned", *span)
        total = sum(row.households for row in found)
        return Balance(
            items=tuple(found),
            mean=round(total / len(found)) if found else 0,
            planned=CASELOAD_PLANNED,
            unassigned=int(unassigned[0][0]),
            position=self._models.live.position,
        )

    async def accompanied(self, companion: ActorId) -> list[HouseholdId]:
        """The households of a companion, by id."""
        return [row[0] for row in await self._models.fetch("inboxes.accompanied", companion)]

    def _page(self, found: list[T], wanted: Filter, end: Callable[[T], object]) -> Page[T]:
        is_full = len(found) == wanted.limit
        following = msgspec.json.encode(end(found[-1])).decode() if found and is_full else None
        return Page(tuple(found), following, self._models.live.position)


def _after(wanted: Filter, ids: int) -> list[int | str]:
    """Where a page begins: after the moment and ids the one before ended with.

    Errors: InputRefused `bad_query`.
    """
    if wanted.after is None:
        return [-1, *([""] * ids)]
    try:
        where = _WHERE.decode(wanted.after)
    except (msgspec.DecodeError, UnicodeEncodeError):
        where = []
    kinds = [part.__class__ for part in where]
    if kinds != [int, *([str] * ids)] or not _is_storable(where):
        raise InputRefused("bad_query", "`after` must be the `next` of the page before")
    return where


def _is_storable(where: list[int | str]) -> bool:
    """False for what PostgreSQL cannot be asked for: a NUL, a number beyond 64 bits."""
    return all(
        abs(part) < END_OF_TIME_MS if isinstance(part, int) else "\0" not in part for part in where
    )


def _conflict(row: Row) -> ConflictRow:
    household, region, companion, key, field, since, indicators, claims = row
    return ConflictRow(
        household, region, companion, key, field, since, _TEXTS.decode(indicators),
        _CLAIMS.decode(claims),
    )  # fmt: skip


def _item(row: Row) -> InboxRow:
    household, region, companion, detail = row
    return InboxRow(
        **msgspec.structs.asdict(_ITEM.decode(detail)),
        household=household,
        region=region,
        companion=companion,
    )


def _proposal(row: Row) -> ProposalRow:
    household, region, companion, status, flags, detail = row
    return ProposalRow(
        **msgspec.structs.asdict(_PROPOSAL.decode(detail)),
        household=household,
        region=region,
        companion=companion,
        status=status,
        household_flags=_TEXTS.decode(flags),
    )
