"""Put a history into an office's empty database as its committer would have left it, fast.

Signatures and personal parts are left out: nothing that reads the log looks at them. Everything
that is derived from lines (ids, chain heads, positions, digests) is as after a real push.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Final

import msgspec

from events.chain import NO_PARENT, first_head, next_head
from events.digest import item_hash
from events.entry import ACCEPTED, Verdict, standing
from events.ids import OFFICE, PROGRAMME, DeviceId, LogId, StreamId
from events.types import HouseholdRegistered
from server.database import Database, Transaction, Value
from tests.benchmarks.writer import LOG, Written

ROWS_AT_ONCE: Final = 20_000
RECEIVED_AFTER_MS: Final = 60_000

EVENT_COLUMNS: Final = (
    "log",
    "position",
    "device",
    "epoch",
    "sequence",
    "id",
    "stream",
    "type",
    "on",
    "at",
    "by",
    "received",
    "verdict",
    "head",
    "line",
)
_MODULUS: Final = 1 << 256


class _Body(msgspec.Struct):
    region: str


class _Registered(msgspec.Struct):
    body: _Body


_REGISTERED: Final = msgspec.json.Decoder(_Registered)


class Loader:
    """Appends events to one log; what the office keeps beside them follows in `flush`."""

    def __init__(self, log: LogId = LOG, keys: int = 0) -> None:
        self.size = 0
        self._keys = keys
        """Of each household, when whoever loads also adds the keys."""
        self._log = log
        self._received = 0
        self._places: dict[tuple[DeviceId, int], tuple[int, bytes]] = {}
        self._households: dict[StreamId, _Household] = {}
        self._moved_places: set[tuple[DeviceId, int]] = set()
        self._moved: set[StreamId] = set()

    async def append(
        self,
        transaction: Transaction,
        events: Iterable[Written],
        verdict: Callable[[Written], Verdict] = lambda _: ACCEPTED,
    ) -> None:
        """Write the events; they count once `flush` has said so."""
        rows = [self.row(event, verdict(event)) for event in events]
        await transaction.insert("event", EVENT_COLUMNS, rows)

    async def flush(self, transaction: Transaction) -> None:
        """Move the heads of log, devices and households."""
        await transaction.fetch_one("founding.make_log", self._log, "bench", "0" * 32, b"")
        await transaction.execute("writing.move_head", self._log, self.size, self._received)
        await transaction.execute_many(
            "writing.move_epoch",
            [(self._log, *place, NO_PARENT, *self._places[place]) for place in self._moved_places],
        )
        await transaction.execute_many(
            "writing.move_household",
            [
                (self._log, name, *self._households[name].columns(), self._keys)
                for name in self._moved
            ],
        )
        self._moved_places.clear()
        self._moved.clear()

    def row(self, event: Written, verdict: Verdict = ACCEPTED) -> tuple[Value, ...]:
        """The row of `event` at the next position."""
        place = (event.device, event.epoch)
        if place in self._places:
            sequence, head = self._places[place]
        else:
            sequence, head = 0, first_head(self._log, event.device, event.epoch)
        assert event.sequence == sequence + 1, "places are dense"
        line_hash = sha256(event.line)
        head = next_head(head, event.line)
        self._places[place] = event.sequence, head
        self._moved_places.add(place)
        self._received = max(self._received, event.at + RECEIVED_AFTER_MS)
        position, self.size = self.size, self.size + 1
        if event.stream not in (PROGRAMME, OFFICE) and standing(verdict) != "quarantined":
            self._count(event, position, line_hash.digest(), verdict)
        return (
            self._log, position, event.device, event.epoch, event.sequence,
            line_hash.hexdigest()[:32], event.stream, event.type, event.on, event.at, event.by,
            self._received, verdict, head, event.line,
        )  # fmt: skip

    def _count(self, event: Written, position: int, line_hash: bytes, verdict: Verdict) -> None:
        household = self._households.setdefault(event.stream, _Household())
        item = item_hash(position, event.device, event.epoch, event.sequence, line_hash, verdict)
        household.total += int.from_bytes(item, "big")
        household.events += 1
        if event.type == HouseholdRegistered.type:
            household.region = _REGISTERED.decode(event.line).body.region
            household.region_position = position
        self._moved.add(event.stream)


class _Household:
    """What the office keeps of a household beside its events."""

    __slots__ = ("events", "region", "region_position", "total")

    def __init__(self) -> None:
        self.events = 0
        self.total = 0
        self.region: str | None = None
        self.region_position: int | None = None

    def columns(self) -> tuple[Value, ...]:
        digest = (self.total % _MODULUS).to_bytes(32, "big")
        return self.region, self.region_position, self.events, digest


async def load(database: Database, events: Iterable[Written], log: LogId = LOG) -> int:
    """Fill an empty, migrated database; the number of events it then holds."""
    loader = Loader(log)
    for chunk in _chunks(events, ROWS_AT_ONCE):
        async with database.write() as transaction:
            await loader.append(transaction, chunk)
    async with database.write() as transaction:
        await loader.flush(transaction)
    return loader.size


def event_rows(events: Iterable[Written]) -> Iterator[tuple[Value, ...]]:
    """The rows of `event` that these events become in an empty log."""
    loader = Loader()
    return (loader.row(event) for event in events)


def _chunks(events: Iterable[Written], size: int) -> Iterator[list[Written]]:
    remaining = iter(events)
    while chunk := list(islice(remaining, size)):
        yield chunk
