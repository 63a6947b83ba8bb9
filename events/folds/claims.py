"""The index of what has been said: every entry under the key it makes a claim about.

Before: entries (`events/entry.py`). After: `merge.py` settles the claims of one key, the rules read
what is settled. Adding is idempotent and does not depend on order: a bucket is kept in the
canonical order (`on`, `at`, id), which fixes iteration and never chooses between two values.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

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

_EPOCH: Final = date(1970, 1, 1)
_WIB_MS: Final = 7 * 60 * 60 * 1000  # dates are days of WIB, UTC+7

Key = str | tuple[str | int, ...]
"""What a claim is about, within its type: the parts its merge class names; "" for the household."""


Contests = Literal["always", "overlapping", "never"]
"""Whether two claims of one key may contradict each other."""

_on: Final[Callable[[Entry], str]] = attrgetter("event.on")
_COARSER: Final = (4, 7)
"""How long a year is as text, and a month."""


class Filing(NamedTuple):
    """How claims of one type are filed.

    The key is what `read` gives, with the first `dated` characters of `on` after it. `contests`:
    whether two claims of one key may contradict each other, in a register only if their dates
    overlap. `series` reads what claims that follow each other month by month have in common.
    """

    read: Callable[[Body], Key] | None
    dated: int
    contests: Contests
    of_enterprise: bool
    series: Callable[[Body], Key] | None

    def key(self, entry: Entry) -> Key:
        """The key an entry is filed under."""
        read = self.read
        key = "" if read is None else read(entry.event.body)
        if not self.dated:
            return key
        on = entry.event.on[: self.dated]
        return (key, on) if isinstance(key, str) else (*key, on)


def knew(later: Entry, earlier: Entry) -> bool:
    """True when the author of `later` knew `earlier`; the one thing that orders two claims.

    The office had given `earlier` a position the author's device held, or it stood earlier in that
    device's own history. Clocks say nothing. A device that claims to have seen more than there was
    when its entry came knew no more than that, nor of an incarnation after the one it had read.
    """
    if earlier.device == later.device:
        return (earlier.epoch, earlier.sequence) < (later.epoch, later.sequence)
    incarnation, size = later.event.seen
    if earlier.position is None or earlier.position >= size:
        return False
    if earlier.event.seen[0] > incarnation:
        return False  # written when the office had been restored; these positions are others
    return later.position is None or earlier.position < later.position


def is_future(entry: Entry) -> bool:
    """True when an entry speaks of a day after the one the office received it on."""
    return entry.received is not None and entry.event.on > day_received(entry.received)


def day_received(received_ms: int) -> str:
    """The day in WIB of the office's clock."""
    return _day((received_ms + _WIB_MS) // DAY_MS)


def begin_of_day(day: date) -> int:
    """The office's clock (ms) when a day of WIB begins."""
    return (day - _EPOCH).days * DAY_MS - _WIB_MS


@lru_cache(maxsize=20_000)
def _day(number: int) -> str:
    """The day that many days after 1970-01-01."""
    return (_EPOCH + timedelta(days=number)).isoformat()


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


_CONTESTS: Final[Mapping[str, Contests]] = MappingProxyType(
    {"natural": "always", "exclusive": "always", "register": "overlapping"}
)


def _filing(body: type[Body]) -> Filing:
    merge = body.spec.merge
    names = tuple(part for part in merge.key if part not in ("month", "on"))
    series = _SERIES.get(body)
    return Filing(
        read=attrgetter(*names) if names and merge.kind != "act" else None,
        dated=0 if len(names) == len(merge.key) else 7 if "month" in merge.key else 10,
        contests=_CONTESTS.get(merge.kind, "never"),
        of_enterprise="enterprise" in body.__struct_fields__,
        series=attrgetter(*series) if series else None,
    )


FILINGS: Final[dict[type[Body], Filing]] = {body: _filing(body) for body in CATALOGUE}


class HeldBack(NamedTuple):
    """Registrations that did not count when they came, and all acts by the entry they name.

    By event, the places of it that waited: another one may count.
    """

    registrations: dict[EventId, list[Entry]]
    acts: Mapping[EventId, list[Entry]]


_NONE: Final[dict[Key, list[Entry]]] = {}
_NO_MONTHS: Final[list[tuple[str, Key]]] = []


class Claims:
    """Entries by type and key.

    `contestable` are the keys whose claims may contradict each other; all others are settled at a
    glance. `dropped` says which claims a person's resolution set aside, and for which. `settled`
    keeps what was worked out of a contestable key or of an enterprise until a claim arrives.
    `filed` are those before any act on them; None when these are. `held_back` are registrations
    that are not among those; None, as mostly, when there are none.
    """

    __slots__ = (
        "buckets", "contestable", "dropped", "enterprises", "filed", "held_back", "series",
        "settled",
    )  # fmt: skip

    def __init__(self) -> None:
        self.buckets: dict[type[Body], dict[Key, list[Entry]]] = {}
        self.series: dict[tuple[type[Body], Key], list[tuple[str, Key]]] = {}
        self.contestable: set[tuple[type[Body], Key]] = set()
        self.enterprises: dict[EntityId, str] = {}
        self.dropped: dict[EventId, list[EventId]] = {}
        self.settled: dict[tuple[object, ...], tuple[object, ...]] = {}
        self.filed: Claims | None = None
        self.held_back: HeldBack | None = None

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
        self.add_all((entry,))

    def add_all(self, entries: Iterable[Entry]) -> None:
        """File entries that are not yet here.

        Every event of a log passes here, so what is asked first is what is mostly so: its key is
        new, or it begins after all that is filed there.
        """
        for entry in entries:
            event = entry.event
            body = event.body
            kind = body.__class__
            read, dated, contests, of_enterprise, series = FILINGS[kind]
            key = "" if read is None else read(body)
            if dated:
                on = event.on[:dated]
                key = (key, on) if key.__class__ is str else (*key, on)
            if of_enterprise:
                self._speak_of(body.enterprise, event.on)  # type: ignore[attr-defined]
            buckets = self.buckets.get(kind)
            if buckets is None:
                buckets = self.buckets[kind] = {}
            bucket = buckets.get(key)
            if bucket is None:
                buckets[key] = [entry]
                if series is not None:
                    self._add_month(kind, series(body), event.on[:7], key)
            else:
                if contests != "never":
                    self._contest(contests, kind, key, bucket, event.on)
                _insert(bucket, entry)
                if self.settled:
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

    def _contest(
        self, contests: Contests, kind: type[Body], key: Key, bucket: list[Entry], on: str
    ) -> None:
        """Note a key whose claims may contradict each other once one of this date is among them."""
        name = (kind, key)
        if name not in self.contestable and (contests == "always" or _overlaps(bucket, on)):
            self.contestable.add(name)

    def _speak_of(self, enterprise: EntityId, on: str) -> None:
        """Keep since when an enterprise is spoken of; what was worked out for it is out of date."""
        known = self.enterprises.get(enterprise)
        if known is None or on < known:
            self.enterprises[enterprise] = on
        if self.settled:
            self.settled.pop(("enterprise", enterprise), None)

    def _add_month(self, kind: type[Body], group: Key, month: str, key: Key) -> None:
        months = self.series.setdefault((kind, group), [])
        item = (month, key)
        if not months or months[-1] < item:
            months.append(item)
        else:
            insort(months, item)

    def _forget(self, kind: type[Body], key: Key) -> None:
        if (kind, key) in self.contestable:  # nothing is kept of the others
            self.settled.pop((kind, key), None)
            for name in kind.__struct_fields__:
                self.settled.pop((kind, key, name), None)


def _insert(bucket: list[Entry], entry: Entry) -> None:
    """Put an entry where it belongs in canonical order; mostly that is the end."""
    last = bucket[-1]
    if last.event.on < entry.event.on or canonical(last) <= canonical(entry):
        bucket.append(entry)
    else:
        insort(bucket, entry, key=canonical)


def _overlaps(bucket: list[Entry], on: str) -> bool:
    """True when a date shares a day with that of a claim filed there.

    In the order of dates as text, those within a date follow it, and the ones it lies in are known.
    """
    within = bisect_left(bucket, on, key=_on)
    if within < len(bucket) and bucket[within].event.on.startswith(on):
        return True
    for length in _COARSER:
        if length < len(on):
            found = bisect_left(bucket, on[:length], hi=within, key=_on)
            if found < within and bucket[found].event.on == on[:length]:
                return True
    return False
