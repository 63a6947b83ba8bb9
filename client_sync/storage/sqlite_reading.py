"""What the journal's rows mean, over named queries: reading.

Before: `sqlite_journal.py` opened a transaction. After: values of `held.py`. Every column list in
`sql/journal.sql` stands in the order of the value's fields.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

import msgspec

from client_sync.storage.held import (
    Card,
    Chain,
    Checkpoints,
    HeldCheckpoint,
    HeldKey,
    HeldSnapshot,
    Incident,
    Link,
    OutboxCount,
    Place,
    Profile,
    Row,
    Stream,
    SyncState,
    Tip,
)
from events import limits
from events.digest import Digest
from events.errors import LogCorrupt
from events.ids import Cursor, EventId, KeyId, StreamId, is_hex_id

if TYPE_CHECKING:
    from events.wire import Filling, Fork, Returned

Value: TypeAlias = Any
"""What SQLite gives and takes: int, str, bytes or None. Parsed here and nowhere else."""


_HEAD_BYTES: Final = 32


class Statements(Protocol):
    """Runs named queries inside the open transaction."""

    async def fetch(self, name: str, *values: Value) -> list[tuple[Value, ...]]: ...

    async def execute(self, name: str, *values: Value) -> None: ...

    async def execute_many(self, name: str, rows: Sequence[Sequence[Value]]) -> None: ...


class SqliteReading:
    """One snapshot."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    async def is_forgotten_noted(self) -> bool:
        return bool(await self._sql.fetch("readable"))

    async def profile(self) -> Profile | None:
        for row in await self._sql.fetch("profile"):
            return Profile(
                **dict(zip(Profile.__struct_fields__, row, strict=True)),
            )
        return None

    async def chain(self) -> Chain:
        return _chain(await self._sql.fetch("chain"))

    async def chains(self) -> list[Chain]:
        return [Chain(*row) for row in await self._sql.fetch("chains")]

    async def chain_to_send(self) -> Chain:
        return _chain(await self._sql.fetch("chain_to_send"))

    async def own_unsent(self, epoch: int, sequence: int) -> list[Row]:
        return _rows(await self._sql.fetch("own_unsent", epoch, sequence))

    async def last_committed_head(self) -> bytes | None:
        return next((head for (head,) in await self._sql.fetch("last_committed_head")), None)

    async def head_at(self, epoch: int, sequence: int) -> bytes | None:
        return next((head for (head,) in await self._sql.fetch("head_at", epoch, sequence)), None)

    async def links(self, epoch: int, first: int, count: int) -> list[Link]:
        return [
            Link(sequence, sha256(line).digest() if hash_ is None else hash_, head)
            for sequence, head, line, hash_ in await self._sql.fetch("links", epoch, first, count)
        ]

    async def sync_state(self) -> SyncState:
        row = next(iter(await self._sql.fetch("sync_state")), None)
        if row is None:
            raise LogCorrupt("how far this device has read is not noted")
        sequence, head, granted = row[12:15]
        return SyncState(
            turn=row[0],
            cursor=Cursor(row[1], row[2]),
            log_size=row[3],
            challenge=row[4],
            committed=(row[5], row[6]),
            safe=(row[7], row[8]),
            scope_version=row[9],
            scope_region=row[10],
            send_from=row[11],
            fork=None if head is None else _fork(sequence, head, granted),
            refused=row[15],
            synced_at=_clock(row[16]),
            office_ahead_ms=_clock(row[17], -limits.CLOCK_MS_MAX),
            echo=bool(row[18]),
            office_speaks=row[19],
        )

    async def checkpoints(self) -> Checkpoints:
        held = await self._sql.fetch("checkpoints")
        return Checkpoints(**{kind: HeldCheckpoint(*others) for kind, *others in held})

    async def own_rows(self, epoch: int, first: int, count: int) -> list[Row]:
        rows = _rows(await self._sql.fetch("own_rows", epoch, first, count))
        return [row for place, row in enumerate(rows, start=first) if row.sequence == place]

    async def own_copies(self, epoch: int) -> list[Row]:
        return _rows(await self._sql.fetch("own_copies", epoch))

    async def last_place(self, epoch: int, before: int | None = None) -> tuple[int, bytes] | None:
        for sequence, head in await self._sql.fetch("last_place", epoch, before):
            return sequence, head
        return None

    async def first_cut(self) -> tuple[int, int] | None:
        for epoch, sequence in await self._sql.fetch("first_cut"):
            return epoch, sequence
        return None

    async def first_unsent(self, epoch: int, after: int = 0) -> int | None:
        ((first,),) = await self._sql.fetch("first_unsent", epoch, after)
        return None if first is None else int(first)

    async def last_gone(self, epoch: int) -> int:
        ((last,),) = await self._sql.fetch("last_gone", epoch)
        return last or 0

    async def gone_since(self, position: int) -> list[Place]:
        return [Place(*row) for row in await self._sql.fetch("gone_since", position)]

    async def is_safe(self, epoch: int, sequence: int) -> bool:
        ((found,),) = await self._sql.fetch("is_safe", epoch, sequence)
        return bool(found)

    async def gone_count(self) -> int:
        ((count,),) = await self._sql.fetch("gone_count")
        return int(count)

    async def left_count(self) -> int:
        ((count,),) = await self._sql.fetch("left_count")
        return int(count)

    async def outbox(self, count: int) -> list[Row]:
        return _rows(await self._sql.fetch("outbox", count))

    async def outbox_count(self) -> OutboxCount:
        (row,) = await self._sql.fetch("outbox_count")
        return OutboxCount(*row)

    async def rows(self, stream: StreamId) -> list[Row]:
        return _rows(await self._sql.fetch("rows", stream))

    async def partless(self, stream: StreamId) -> set[EventId]:
        return {row[0] for row in await self._sql.fetch("partless", stream)}

    async def rows_of_types(self, stream: StreamId, types: Sequence[str]) -> list[Row]:
        listed = msgspec.json.encode(types).decode()
        return _rows(await self._sql.fetch("rows_of_types", stream, listed))

    async def recent_own(
        self, stream: StreamId | None, kind: str, on: str, since_ms: int
    ) -> list[Row]:
        if stream is None:
            return _rows(await self._sql.fetch("recent_own_anywhere", kind, on, since_ms))
        return _rows(await self._sql.fetch("recent_own", stream, kind, on, since_ms))

    async def items_between(self, start: int, end: int) -> list[Row]:
        return _rows(await self._sql.fetch("items_between", start, end))

    async def stream(self, stream: StreamId) -> Stream | None:
        found = await self._sql.fetch("stream", stream)
        return _stream(found[0]) if found else None

    async def streams(self) -> list[Stream]:
        return [_stream(row) for row in await self._sql.fetch("streams")]

    async def doubtful(self) -> list[StreamId]:
        return [StreamId(row[0]) for row in await self._sql.fetch("doubtful")]

    async def streams_untold(self) -> list[StreamId]:
        return [StreamId(row[0]) for row in await self._sql.fetch("streams_untold")]

    async def streams_of_events(self) -> list[StreamId]:
        return [StreamId(row[0]) for row in await self._sql.fetch("streams_of_events")]

    async def stream_ids(self) -> list[StreamId]:
        return [StreamId(row[0]) for row in await self._sql.fetch("stream_ids")]

    async def returning(self, count: int) -> list["Returned"]:
        from events.wire import Returned  # loads all cryptography, and restores are rare

        return [Returned(*row) for row in await self._sql.fetch("returning", count)]

    async def returning_count(self) -> int:
        ((count,),) = await self._sql.fetch("returning_count")
        return int(count)

    async def snapshot(self) -> HeldSnapshot | None:
        for incarnation, scope_version, offer in await self._sql.fetch("snapshot"):
            from events.snapshot import Snapshot  # as below

            snapshot = msgspec.msgpack.decode(offer, type=Snapshot)
            return HeldSnapshot(incarnation, scope_version, snapshot)
        return None

    async def fillings(self, count: int) -> "list[Filling]":
        found = await self._sql.fetch("fillings", count)
        if not found:
            return []
        from events.wire import Filling  # as for a fork: most commands never need it

        return [Filling(*row) for row in found]

    async def filling_count(self) -> int:
        ((count,),) = await self._sql.fetch("filling_count")
        return int(count)

    async def digest_sums(self) -> list[bytes]:
        return [row[0] for row in await self._sql.fetch("digest_sums")]

    async def streams_like(self, prefix: str) -> list[StreamId]:
        return [StreamId(row[0]) for row in await self._sql.fetch("streams_like", prefix)]

    async def events_like(self, prefix: str) -> list[Row]:
        return _rows(await self._sql.fetch("events_like", prefix))

    async def keys(self, stream: StreamId) -> list[HeldKey]:
        return [_key(row) for row in await self._sql.fetch("keys", stream)]

    async def keys_open(self) -> list[HeldKey]:
        rows = await self._sql.fetch("keys_open", limits.BATCH_KEYS_MAX)
        return [_key(row) for row in rows if is_hex_id(row[0])]

    async def keys_wanted(self, now_ms: int | None = None) -> list[KeyId]:
        waits = (limits.KEY_ASKED_AGAIN_FIRST_MS, limits.KEY_ASKED_AGAIN_MS)
        rows = await self._sql.fetch("keys_wanted", now_ms, *waits, limits.KEYS_WANTED_MAX)
        return [row[0] for row in rows if is_hex_id(row[0])]

    async def keys_in_doubt(self, stream: StreamId) -> tuple[int, int]:
        ((unsent, wanted),) = await self._sql.fetch("keys_in_doubt", stream)
        return int(unsent), int(wanted)

    async def incidents(self, count: int) -> list[Incident]:
        return [Incident(*row) for row in await self._sql.fetch("incidents", count)]

    async def tip(self, stream: StreamId) -> Tip:
        (row,) = await self._sql.fetch("tip", stream)
        key = None if row[9] is None else _key(row[9:15])
        seen = Cursor(row[5], row[6])
        anchor = None if row[16] is None else tuple(row[16:19])
        return Tip(stream, row[15], Chain(*row[:5]), seen, row[7], row[8], key, anchor)


def _fork(sequence: int, head: bytes, granted: int) -> "Fork | None":
    """None for one that is none: the office says it again of the batch that meets its history."""
    if sequence < 0 or len(head) != _HEAD_BYTES or granted < 0:
        return None
    from events.wire import Fork  # loads all cryptography, and forks are rare

    return Fork(sequence, head, granted)


def _clock(noted_ms: int | None, least_ms: int = 0) -> int | None:
    """A note of a clock, for people; None for one that no clock shows."""
    is_one = noted_ms is not None and least_ms <= noted_ms <= limits.CLOCK_MS_MAX
    return noted_ms if is_one else None


def _chain(found: Sequence[tuple[Value, ...]]) -> Chain:
    if not found:
        raise LogCorrupt("an own entry is of an epoch of which no chain is noted")
    return Chain(*found[0])


def _rows(found: Sequence[tuple[Value, ...]]) -> list[Row]:
    return [Row(*row) for row in found]


def _key(row: Sequence[Value]) -> HeldKey:
    key, stream, sealed, grant_box, acknowledged, lost = row
    return HeldKey(key, stream, sealed, grant_box, bool(acknowledged), bool(lost))


def _stream(row: Sequence[Value]) -> Stream:
    (
        stream, changes, held, events, total, card, of_changes, of_programme, day, keys, incomplete,
        left_on,
    ) = row  # fmt: skip
    saved = None if card is None else Card(card, of_changes, of_programme, day)
    digest = Digest(events, total, keys)
    return Stream(stream, changes, bool(held), digest, saved, bool(incomplete), left_on)
