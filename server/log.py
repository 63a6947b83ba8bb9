"""The log as it is read: its head, events in order, the entries of a stream, an event by its id.

Before: the committer wrote. After: the projector, pages, history. Positions are dense, so whoever
saw N reads N+1 next, and a hole is corruption.
"""

from collections.abc import Sequence

import msgspec

from events.entry import Entry, entry_of, standing
from events.errors import InputRefused, LogCorrupt
from events.ids import DeviceId, LogId, StreamId, is_hex_id
from server.database import Row, Transaction


class Head(msgspec.Struct, frozen=True):
    """How far a log has come."""

    deployment: str
    office_device: DeviceId
    incarnation: int
    size: int
    """Positions in the log; the last one is `size - 1`."""
    received_last: int
    frontier: bytes
    tree_size: int
    """Positions of which `frontier` is; fewer than `size` after a program without a tree wrote."""
    safe_size: int
    """Positions that a verified back-up holds."""


async def head(transaction: Transaction, log: LogId) -> Head:
    """Errors: InputRefused when this office does not keep the log."""
    return _head(log, await transaction.fetch_one("log.head", log))


async def take_head(transaction: Transaction, log: LogId) -> Head:
    """As `head`, and nobody else takes it before this transaction ends."""
    return _head(log, await transaction.fetch_one("log.take_head", log))


def _head(log: LogId, row: Row | None) -> Head:
    if row is None:
        raise InputRefused(
            "unknown_log", f"this office keeps no log {log}: `jejak-server init --log {log}`"
        )
    return Head(*row)


async def events_from(
    transaction: Transaction, log: LogId, position: int, limit: int
) -> Sequence[Row]:
    """The events at `position`, `position + 1`, …, at most `limit`; empty at the head.

    Columns: position, device, epoch, sequence, stream, type, received, verdict, line.
    Errors: LogCorrupt when a position is missing.
    """
    rows = await transaction.fetch("log.events_from", log, position, limit)
    if rows and (rows[0][0] != position or rows[-1][0] != position + len(rows) - 1):
        raise LogCorrupt(
            f"the log {log} has a hole after position {position}: stop the office and run `verify`"
        )
    return rows


async def entries(
    transaction: Transaction, log: LogId, stream: StreamId, size: int | None = None
) -> list[Entry]:
    """What folds of a stream among the first `size` positions (None: all), ascending.

    Without quarantined events and without types this program does not know.
    """
    rows = await transaction.fetch("log.stream", log, stream, 2**62 if size is None else size)
    found = (
        entry_of(row["line"], row["device"], row["epoch"], row["sequence"],
                 row["position"], row["received"], row["verdict"])
        for row in rows
        if standing(row["verdict"]) != "quarantined"
    )  # fmt: skip
    return [entry for entry in found if entry is not None]


async def find_event(transaction: Transaction, log: LogId, prefix: str) -> Sequence[Row]:
    """The places of the events whose id begins with `prefix`, ascending by position, at most 10.

    Columns: position, device, epoch, sequence, id, stream, type, on, at, by, received, verdict,
    line. Errors: InputRefused when the prefix cannot be the beginning of an id.
    """
    if not 4 <= len(prefix) <= 32 or not is_hex_id(prefix.ljust(32, "0")):
        raise InputRefused(
            "bad_event_id", "write at least the first four of an entry's 32 digits 0-9 and a-f"
        )
    first, last = prefix[:8].ljust(8, "0"), prefix[:8].ljust(8, "f")
    # 'g' follows every hex digit, so the range holds exactly the ids with this prefix.
    return await transaction.fetch("log.find_event", log, first, last, prefix, prefix + "g")
