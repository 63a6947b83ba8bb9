"""A page: what a device may see of the log between its cursor and the head, with the keys to it.

Before: the batch is committed (`server/exchange/sync.py`). Everything here is read in one
transaction, so page, keys and digests speak of one moment. In scope are the programme and the
households that `server/devices/scoping.py` says; the office's own stream goes to auditors alone.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from events import limits
from events.digest import Digest
from events.entry import Item
from events.ids import PROGRAMME, Cursor, KeyId, LogId, StreamId
from events.wire import HouseholdDigest, Page
from server.database import Row, Transaction
from server.devices.enrolled import Device
from server.devices.scoping import sight_of
from server.log import Head

# Few events of a large log may be in scope: a request looks at no more than this many of all.
_POSITIONS_LOOKED_AT_MAX: Final = 200_000
_ROWS_AT_ONCE: Final = 500
"""A row may hold 48 KiB, so a page's bytes are counted every few hundred."""


class StoredKey(NamedTuple):
    """A data key as the office keeps it, under the master key."""

    key: KeyId
    stream: StreamId
    wrapped: bytes


class Own(NamedTuple):
    """The device's own events up to here it holds itself; they are not echoed."""

    epoch: int
    sequence: int


class Read(NamedTuple):
    """A page, the streams of households in it, and the data keys its events name."""

    page: Page
    households: frozenset[str]
    keys: frozenset[str]
    own_keys: frozenset[str] = frozenset()
    """Those of its own events, which it is sent when it may have lost some of what it had."""


def start_of(cursor: tuple[int, int], head: Head) -> int:
    """Where a page begins for a cursor.

    One of another incarnation speaks of positions that may hold something else here, so the page
    begins anew; one that the log never had is set to the nearest it has. `Page.start` tells the
    device.
    """
    incarnation, size = Cursor(*cursor)
    if incarnation != head.incarnation:
        return 0
    return max(0, min(size, head.size))


async def read_page(
    transaction: Transaction,
    log: LogId,
    head: Head,
    device: Device,
    start: int,
    own: Own,
    bytes_max: int,
) -> Read:
    """The page from `start`, ascending; it may be empty and still move the cursor."""
    rows, end = await _rows(transaction, log, head, device, start, own, bytes_max)
    page = Page(start, end, tuple(item_of(row) for row in rows), end < head.size)
    return Read(
        page,
        frozenset(row["stream"] for row in rows) - {PROGRAMME},
        frozenset(row["key"] for row in rows) - {None},
        frozenset(row["key"] for row in rows if row["device"] == device.id) - {None},
    )


async def _rows(
    transaction: Transaction,
    log: LogId,
    head: Head,
    device: Device,
    start: int,
    own: Own,
    bytes_left: int,
) -> tuple[list[Row], int]:
    """The rows of a page, and the position it reaches (exclusive)."""
    scan_end = min(head.size, start + _POSITIONS_LOOKED_AT_MAX)
    kept: list[Row] = []
    position = start
    while len(kept) < limits.PAGE_EVENTS_MAX:
        wanted = min(_ROWS_AT_ONCE, limits.PAGE_EVENTS_MAX - len(kept))
        rows = await transaction.fetch(
            "sync.page", log, position, scan_end, *sight_of(device), *own, wanted
        )
        for row in rows:
            bytes_left -= len(row["line"]) + len(row["part"] or b"")
            if bytes_left < 0 and kept:
                return kept, row["position"]
            kept.append(row)
            position = row["position"] + 1
        if len(rows) < wanted:
            return kept, scan_end
    return kept, position


def item_of(row: Row) -> Item:
    """An event as it travels."""
    return Item(
        row["position"], row["received"], row["device"], row["epoch"], row["sequence"],
        row["verdict"], row["line"], row["part"],
    )  # fmt: skip


async def keys_of_page(
    transaction: Transaction, log: LogId, device: Device, keys: frozenset[str]
) -> list[StoredKey]:
    """Those of the data keys a page names that this device does not hold yet."""
    rows = await transaction.fetch("sync.keys_of_page", log, sorted(keys), *sight_of(device))
    return [StoredKey(*row) for row in rows]


async def keys_of_scope(transaction: Transaction, log: LogId, device: Device) -> list[StoredKey]:
    """The data keys of all that a device sees and does not hold yet, as many as a reply takes."""
    rows = await transaction.fetch("snapshots.keys", log, *sight_of(device), limits.BATCH_KEYS_MAX)
    return [StoredKey(*row) for row in rows]


async def keys_wanted(
    transaction: Transaction, log: LogId, device: Device, keys: Iterable[str]
) -> list[StoredKey]:
    """Those of the data keys a device asks for that the office holds and it may have."""
    rows = await transaction.fetch("sync.keys_wanted", log, sorted(keys), *sight_of(device))
    return [StoredKey(*row) for row in rows]


async def digests(
    transaction: Transaction, log: LogId, device: Device, households: Iterable[str]
) -> tuple[HouseholdDigest, ...]:
    """What the office holds of these households at the head, as far as they are in scope."""
    rows = await transaction.fetch("sync.digests", log, sorted(households), *sight_of(device))
    return tuple(
        HouseholdDigest(household, events, Digest(events, total, keys).short(), keys)
        for household, events, total, keys in rows
    )
