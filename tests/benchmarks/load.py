"""Put a history into an office's empty database as its committer would have left it, fast.

Signatures and personal parts are left out: nothing that reads the log looks at them. Everything
that is derived from lines (ids, chain heads, positions, digests) is as after a real push.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Final

import msgspec

from events.chain import first_head, next_head
from events.digest import item_hash
from events.entry import ACCEPTED
from events.ids import DeviceId, LogId, StreamId
from events.types import HouseholdRegistered
from server.database import Database
from tests.benchmarks.data import LOG, Written

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


class _Loading:
    """What the office keeps beside the events, as far as it has been loaded."""

    def __init__(self, log: LogId) -> None:
        self.log = log
        self.size = 0
        self.received = 0
        self.places: dict[tuple[DeviceId, int], tuple[int, bytes]] = {}
        self.authors: dict[DeviceId, str] = {}
        self.sums: dict[StreamId, int] = {}
        self.counts: dict[StreamId, int] = {}
        self.regions: dict[StreamId, tuple[str, int]] = {}

    def row(self, event: Written) -> tuple[str | int | bytes, ...]:
        place = (event.device, event.epoch)
        if place in self.places:
            sequence, head = self.places[place]
        else:
            sequence, head = 0, first_head(self.log, event.device, event.epoch)
        assert event.sequence == sequence + 1, "places are dense"
        line_hash = sha256(event.line)
        head = next_head(head, event.line)
        self.places[place] = event.sequence, head
        self.authors.setdefault(event.device, event.by)
        self.received = max(self.received, event.at + RECEIVED_AFTER_MS)
        position, self.size = self.size, self.size + 1
        if len(event.stream) == 36:
            self._count(event, position, line_hash.digest())
        return (
            self.log,
            position,
            event.device,
            event.epoch,
            event.sequence,
            line_hash.hexdigest()[:32],
            event.stream,
            event.type,
            event.on,
            event.at,
            event.by,
            self.received,
            ACCEPTED,
            head,
            event.line,
        )

    def _count(self, event: Written, position: int, line_hash: bytes) -> None:
        item = item_hash(position, event.device, event.epoch, event.sequence, line_hash, ACCEPTED)
        stream = event.stream
        self.sums[stream] = self.sums.get(stream, 0) + int.from_bytes(item, "big")
        self.counts[stream] = self.counts.get(stream, 0) + 1
        if event.type == HouseholdRegistered.type:
            self.regions[stream] = _REGISTERED.decode(event.line).body.region, position


async def load(database: Database, events: Iterable[Written], log: LogId = LOG) -> int:
    """Fill an empty, migrated database; the number of events it then holds."""
    loading = _Loading(log)
    for chunk in _chunks(events, ROWS_AT_ONCE):
        async with database.write() as transaction:
            await transaction.insert(
                "event", EVENT_COLUMNS, [loading.row(event) for event in chunk]
            )
    async with database.write() as transaction:
        await transaction.insert(
            "log",
            (
                "log",
                "deployment",
                "office_device",
                "incarnation",
                "size",
                "received_last",
                "frontier",
            ),
            [(log, "bench", next(iter(loading.authors)), 1, loading.size, loading.received, b"")],
        )
        await transaction.insert(
            "device_epoch",
            ("log", "device", "epoch", "parent", "sequence", "head"),
            [
                (log, device, epoch, bytes(32), sequence, head)
                for (device, epoch), (sequence, head) in loading.places.items()
            ],
        )
        await transaction.insert(
            "household",
            ("log", "household", "region", "region_position", "events", "digest", "keys"),
            [
                (
                    log,
                    stream,
                    *loading.regions.get(stream, (None, None)),
                    loading.counts[stream],
                    (total % _MODULUS).to_bytes(32, "big"),
                    0,
                )
                for stream, total in loading.sums.items()
            ],
        )
    return loading.size


def event_rows(events: Iterable[Written]) -> Iterator[tuple[str | int | bytes | None, ...]]:
    """The rows of `event` that these events become in an empty log."""
    loading = _Loading(LOG)
    return (loading.row(event) for event in events)


def _chunks(events: Iterable[Written], size: int) -> Iterator[list[Written]]:
    remaining = iter(events)
    while chunk := list(islice(remaining, size)):
        yield chunk
