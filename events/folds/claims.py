"""The index of what has been said: every entry under the key it makes a claim about.

Before: entries (`events/entry.py`). After: `merge.py` settles the claims of one key, the rules read
what is settled. Adding is idempotent and does not depend on order: a bucket is kept in the
canonical order (`on`, `at`, id), which fixes iteration and never chooses between two values.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple, cast

from msgspec.structs import fields

from events.entry import Entry
from events.ids import EventId
from events.limits import DAY_MS
from events.types import (
    CATALOGUE,
    Body,
    CommitmentVerified,
    ConflictResolved,
    CostsReported,
    EntityId,
    HousingSurveyed,
    LivelihoodSurveyed,
    SalesReported,
    WellbeingSurveyed,
    WorkforceRecorded,
)

_WIB_MS: Final = 7 * 60 * 60 * 1000  # dates are days of WIB, UTC+7

Key = str | tuple[str | int, ...]
"""What a claim is about, within its type: the parts its merge class names; "" for the household."""


class Filing(NamedTuple):
    """How claims of one type are filed.

    `can_contest`: two claims of one key may contradict each other; where `dated`, only if their
    dates overlap. `series` are the fields whose claims follow each other month by month.
    """

    key: Callable[[Entry], Key]
    can_contest: bool
    dated: bool
    of_enterprise: bool
    series: Callable[[Body], Key] | None


def knew(later: Entry, earlier: Entry) -> bool:
    """True when the author of `later` knew `earlier`; the one thing that orders two claims.

    The office had given `earlier` a position the author's device held, or it stood earlier in that
    device's own history. Clocks say nothing.
    """
    if earlier.device == later.device:
        return (earlier.epoch, earlier.sequence) < (later.epoch, later.sequence)
    return earlier.position is not None and earlier.position < later.event.seen[1]


def overlap(on: str, other: str) -> bool:
    """True when two dates share a day: one names the other's year, month or day."""
    length = min(len(on), len(other))
    return on[:length] == other[:length]


def is_future(entry: Entry) -> bool:
    """True when an entry speaks of a day after the one the office received it on."""
    received = entry.received
    return received is not None and entry.event.on > _day((received + _WIB_MS) // DAY_MS)


@lru_cache(maxsize=20_000)
def _day(number: int) -> str:
    """The day that many days after 1970-01-01."""
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def canonical(entry: Entry) -> tuple[str, int, str]:
    """The order entries are gone through: first day, coarser first, clock, id.

    As text, `2018` sorts before `2018-01`, which sorts before `2018-01-01`.
    """
    event = entry.event
    return event.on, event.at, entry.id


def key_text(body: type[Body], key: Key) -> str:
    """A key as conflicts and resolutions name it, e.g. `costs_reported:<enterprise>:2018-11`."""
    parts = (key,) if isinstance(key, str) else key
    return ":".join((body.type, *(str(part) for part in parts if part != "")))


FIELDWISE: Final[Mapping[type[Body], tuple[str, ...]]] = MappingProxyType(
    {
        body: tuple(field.name for field in fields(body) if field.name != "evidence")
        for body in (
            HousingSurveyed,
            LivelihoodSurveyed,
            WellbeingSurveyed,
            WorkforceRecorded,
        )
    }
)
"""Surveys, settled field by field: what a later one did not ask stands as answered before."""

_SERIES: Final[Mapping[type[Body], tuple[str, ...]]] = MappingProxyType(
    {
        CommitmentVerified: ("member", "component"),
        SalesReported: ("enterprise",),
        CostsReported: ("enterprise",),
    }
)


def _key_of(parts: tuple[str, ...]) -> Callable[[Entry], Key]:
    """What reads a key off an entry; made once per type, since every entry passes here."""
    names = tuple(part for part in parts if part not in ("month", "on"))
    if not names:
        return lambda entry: ""
    read = attrgetter(*names)
    if len(names) == len(parts):
        return lambda entry: cast(Key, read(entry.event.body))
    length = 7 if "month" in parts else 10  # the date stands last in a key
    if len(names) == 1:
        return lambda entry: (cast(str, read(entry.event.body)), entry.event.on[:length])
    return lambda entry: (
        *cast(tuple[str, ...], read(entry.event.body)),
        entry.event.on[:length],
    )


def _filing(body: type[Body]) -> Filing:
    merge = body.spec.merge
    series = _SERIES.get(body)
    return Filing(
        key=_key_of(() if merge.kind == "act" else merge.key),
        can_contest=merge.kind in ("natural", "exclusive", "register"),
        dated=merge.kind == "register",
        of_enterprise="enterprise" in body.__struct_fields__,
        series=attrgetter(*series) if series else None,
    )


FILINGS: Final[Mapping[type[Body], Filing]] = MappingProxyType(
    {body: _filing(body) for body in CATALOGUE}
)

_NONE: Final[dict[Key, list[Entry]]] = {}
_NO_MONTHS: Final[list[tuple[str, Key]]] = []


class Claims:
    """Entries by type and key.

    `contestable` are the keys that more than one claim speaks of; only they can hold a conflict.
    `dropped` says which claims a person's resolution set aside, and for which. `settled` keeps what
    `merge.py` made of a key until a claim about it arrives.
    """

    __slots__ = ("buckets", "contestable", "dropped", "enterprises", "series", "settled")

    def __init__(self) -> None:
        self.buckets: dict[type[Body], dict[Key, list[Entry]]] = {}
        self.series: dict[tuple[type[Body], Key], list[tuple[str, Key]]] = {}
        self.contestable: set[tuple[type[Body], Key]] = set()
        self.enterprises: dict[EntityId, str] = {}
        self.dropped: dict[EventId, list[EventId]] = {}
        self.settled: dict[tuple[object, ...], tuple[object, ...]] = {}

    def of(self, body: type[Body]) -> dict[Key, list[Entry]]:
        """The claims of one type by their key, each list in canonical order; may be empty."""
        return self.buckets.get(body, _NONE)

    def entries(self, body: type[Body]) -> Iterator[Entry]:
        """All entries of one type; in canonical order within a key."""
        for bucket in self.of(body).values():
            yield from bucket

    def months(self, body: type[Body], group: Key) -> list[tuple[str, Key]]:
        """The months of a series with their keys, ascending; may be empty."""
        return self.series.get((body, group), _NO_MONTHS)

    def add(self, entry: Entry) -> None:
        """File an entry that is not yet here."""
        event = entry.event
        body = event.body
        kind = body.__class__
        filing = FILINGS[kind]
        key = filing.key(entry)
        if filing.of_enterprise:
            self._speak_of(body.enterprise, event.on)  # type: ignore[attr-defined]
        buckets = self.buckets.get(kind)
        if buckets is None:
            buckets = self.buckets[kind] = {}
        bucket = buckets.get(key)
        if bucket is None:
            buckets[key] = [entry]
            if filing.series is not None:
                self._add_month(kind, filing.series(body), event.on[:7], key)
            return
        if filing.can_contest and (
            not filing.dated or any(overlap(event.on, held.event.on) for held in bucket)
        ):
            self.contestable.add((kind, key))
        if canonical(bucket[-1]) <= canonical(entry):
            bucket.append(entry)
        else:
            insort(bucket, entry, key=canonical)
        self._forget(kind, key)

    def replace(self, old: Entry, new: Entry) -> None:
        """Put a better place of the same event where the old one stands."""
        key = FILINGS[old.event.body.__class__].key(old)
        bucket = self.buckets[old.event.body.__class__][key]
        bucket[bucket.index(old)] = new
        self._forget(old.event.body.__class__, key)

    def set_aside(self, resolutions: Iterable[Entry]) -> None:
        """Let the claims that resolutions decided against give way to those they kept."""
        for resolution in resolutions:
            body = resolution.event.body
            assert isinstance(body, ConflictResolved)
            for other in body.others:
                self.dropped.setdefault(other, []).append(body.kept)

    def _speak_of(self, enterprise: EntityId, on: str) -> None:
        """Keep since when an enterprise is spoken of; what was worked out for it is out of date."""
        known = self.enterprises.get(enterprise)
        if known is None or on < known:
            self.enterprises[enterprise] = on
        self.settled.pop(("enterprise", enterprise), None)

    def _add_month(self, kind: type[Body], group: Key, month: str, key: Key) -> None:
        months = self.series.setdefault((kind, group), [])
        item = (month, key)
        if not months or months[-1] < item:
            months.append(item)
        else:
            insort(months, item)

    def _forget(self, kind: type[Body], key: Key) -> None:
        settled = self.settled
        if not settled:
            return
        settled.pop((kind, key), None)
        for name in FIELDWISE.get(kind, ()):
            settled.pop((kind, key, name), None)
