"""The journal's rows and what they mean, over named queries.

Before: `sqlite_journal.py` opened a transaction. After: values of `client_sync/storage/journal.py`.
Every column list in `sql/journal.sql` stands in the order of the value's fields.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import msgspec

from client_sync.storage.journal import (
    Card,
    Chain,
    Checkpoints,
    Committed,
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
from events.ids import Cursor, DeviceId, EventId, KeyId, StreamId

if TYPE_CHECKING:
    from events.wire import Filling, Fork, Returned

Value: TypeAlias = Any
"""What SQLite gives and takes: int, str, bytes or None. Parsed here and nowhere else."""


class Statements(Protocol):
    """Runs named queries inside the open transaction."""

    async def fetch(self, name: str, *values: Value) -> list[tuple[Value, ...]]: ...

    async def execute(self, name: str, *values: Value) -> None: ...

    async def execute_many(self, name: str, rows: Sequence[Sequence[Value]]) -> None: ...


class SqliteReading:
    """One snapshot."""

    def __init__(self, statements: Statements) -> None:
        self._sql = statements

    async def profile(self) -> Profile | None:
        for row in await self._sql.fetch("profile"):
            return Profile(
                **dict(zip(Profile.__struct_fields__, row, strict=True)),
            )
        return None

    async def chain(self) -> Chain:
        ((row),) = await self._sql.fetch("chain")
        return Chain(*row)

    async def chains(self) -> list[Chain]:
        return [Chain(*row) for row in await self._sql.fetch("chains")]

    async def chain_to_send(self) -> Chain:
        ((row),) = await self._sql.fetch("chain_to_send")
        return Chain(*row)

    async def own_unsent(self, epoch: int, sequence: int) -> list[Row]:
        return _rows(await self._sql.fetch("own_unsent", epoch, sequence))

    async def last_committed_head(self) -> bytes | None:
        return next((head for (head,) in await self._sql.fetch("last_committed_head")), None)

    async def head_at(self, epoch: int, sequence: int) -> bytes | None:
        return next((head for (head,) in await self._sql.fetch("head_at", epoch, sequence)), None)

    async def links(self, epoch: int, first: int, count: int) -> list[Link]:
        return [
            Link(sequence, hash_ or sha256(line).digest(), head)
            for sequence, head, line, hash_ in await self._sql.fetch("links", epoch, first, count)
        ]

    async def sync_state(self) -> SyncState:
        (row,) = await self._sql.fetch("sync_state")
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
            synced_at=row[16],
            office_ahead_ms=row[17],
            echo=bool(row[18]),
            office_speaks=row[19],
        )

    async def checkpoints(self) -> Checkpoints:
        held = await self._sql.fetch("checkpoints")
        return Checkpoints(**{kind: HeldCheckpoint(*others) for kind, *others in held})

    async def own_rows(self, epoch: int, first: int, count: int) -> list[Row]:
        return _rows(await self._sql.fetch("own_rows", epoch, first, count))

    async def first_unsent(self, epoch: int, after: int = 0) -> int | None:
        ((first,),) = await self._sql.fetch("first_unsent", epoch, after)
        return None if first is None else int(first)

    async def last_gone(self, epoch: int) -> int:
        ((last,),) = await self._sql.fetch("last_gone", epoch)
        return last or 0

    async def gone_since(self, position: int) -> list[Place]:
        return [Place(*row) for row in await self._sql.fetch("gone_since", position)]

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
        return [_key(row) for row in await self._sql.fetch("keys_open", limits.BATCH_KEYS_MAX)]

    async def keys_wanted(self, now_ms: int | None = None) -> list[KeyId]:
        asked = (now_ms, limits.KEY_ASKED_AGAIN_MS, limits.KEYS_WANTED_MAX)
        return [row[0] for row in await self._sql.fetch("keys_wanted", *asked)]

    async def keys_in_doubt(self, stream: StreamId) -> tuple[int, int]:
        ((unsent, wanted),) = await self._sql.fetch("keys_in_doubt", stream)
        return int(unsent), int(wanted)

    async def incidents(self, count: int) -> list[Incident]:
        return [Incident(*row) for row in await self._sql.fetch("incidents", count)]

    async def tip(self, stream: StreamId) -> Tip:
        (row,) = await self._sql.fetch("tip", stream)
        key = None if row[9] is None else _key(row[9:15])
        cursor = Cursor(row[5], row[6])
        anchor = None if row[16] is None else tuple(row[16:19])
        return Tip(stream, row[15], Chain(*row[:5]), cursor, row[7], row[8], key, anchor)


class SqliteWriting(SqliteReading):
    """One transaction."""

    async def enrolled(self, profile: Profile, chain: Chain, state: SyncState) -> None:
        values = [getattr(profile, name) for name in profile.__struct_fields__]
        await self._sql.execute("add_profile", *values)
        await self.begin_epoch(chain)
        await self.save_sync_state(state)

    async def insert(self, rows: Sequence[Row]) -> None:
        await self._sql.execute_many("insert_event", [_values(row) for row in rows])

    async def begin_incarnation(self, incarnation: int, common: int, earlier: int) -> None:
        await self._sql.execute("add_restore", incarnation, common)
        await self._sql.execute("keep_returning", earlier, common)
        await self._sql.execute("withdraw_own", common)
        await self._sql.execute("withdraw_others", common)
        await self._sql.execute("lose_gone", common)
        await self._sql.execute("lose_keys")
        await self._sql.execute("find_handed_in_keys")

    async def returned(self, offers: Sequence["Returned"]) -> None:
        await self._sql.execute_many(
            "returned", [(one.incarnation, one.position) for one in offers]
        )

    async def become(self, device: DeviceId, chain: Chain) -> None:
        await self._sql.execute("set_device", device)
        for step in (
            "detach_own", "forget_detached", "set_readable", "forget_chains", "forget_gone",
        ):  # fmt: skip
            await self._sql.execute(step)
        await self.begin_epoch(chain)

    async def adopt(self, moves: Sequence[tuple[Row, int, int, bytes]]) -> None:
        await self._sql.execute_many(
            "adopt_event",
            [(row.device, row.epoch, row.sequence, *place) for row, *place in moves],
        )

    async def begin_epoch(self, chain: Chain) -> None:
        await self._sql.execute(
            "add_chain", chain.epoch, chain.parent, chain.sequence, chain.head, chain.at
        )

    async def end_epoch(self, epoch: int, start: bytes) -> None:
        await self._sql.execute("end_epoch", epoch, start)

    async def move(self, moves: Sequence[tuple[Row, int, int, bytes]]) -> None:
        await self._sql.execute_many(
            "move_event", [(row.epoch, row.sequence, *place) for row, *place in moves]
        )

    async def take_copies(self, places: Sequence[tuple[EventId, int, int]]) -> list[Committed]:
        found = [
            Committed(epoch, sequence, *row)
            for id_, epoch, sequence in places
            for row in await self._sql.fetch("copy_of_own", id_, epoch, sequence)
        ]
        await self._sql.execute_many("drop_copy_of_own", places)
        return found

    async def committed(self, results: Sequence[Committed]) -> None:
        await self._sql.execute_many(
            "commit_own",
            [(r.epoch, r.sequence, r.position, r.received, r.verdict) for r in results],
        )

    async def add_keys(self, keys: Sequence[HeldKey]) -> None:
        await self._sql.execute_many(
            "add_key", [(k.id, k.stream, k.sealed, k.grant_box, k.acknowledged) for k in keys]
        )
        await self._sql.execute_many("unwant_key", [(key.id,) for key in keys])

    async def drop_key(self, key: KeyId) -> None:
        await self._sql.execute("drop_key", key)

    async def acknowledge_keys(self, ids: Sequence[KeyId]) -> None:
        await self._sql.execute_many("acknowledge_key", [(key,) for key in ids])

    async def want_keys(self, named: Sequence[tuple[KeyId, StreamId]]) -> None:
        await self._sql.execute_many("want_key", named)

    async def keys_unknown(self, ids: Sequence[KeyId], at: int) -> None:
        await self._sql.execute_many("key_unknown", [(key, at) for key in ids])

    async def drop(self, rows: Sequence[Row]) -> None:
        await self._sql.execute_many(
            "drop_event", [(row.device, row.epoch, row.sequence, row.id) for row in rows]
        )

    async def set_doubtful(self, streams: Sequence[StreamId], doubtful: bool) -> None:
        await self._sql.execute_many("set_doubtful", [(stream, doubtful) for stream in streams])

    async def set_apart(self, streams: Sequence[StreamId], apart: bool) -> None:
        await self._sql.execute_many("set_apart", [(stream, apart) for stream in streams])

    async def save_digests(self, digests: Sequence[tuple[StreamId, Digest]]) -> None:
        await self._sql.execute_many(
            "save_digest", [(stream, digest.events, digest.sum) for stream, digest in digests]
        )

    async def save_card(self, stream: StreamId, card: Card) -> None:
        await self._sql.execute(
            "save_card", stream, card.bytes, card.changes, card.programme, card.day
        )

    async def save_sync_state(self, state: SyncState) -> None:
        fork = state.fork
        await self._sql.execute(
            "save_sync_state",
            state.turn,
            *state.cursor,
            state.log_size,
            state.challenge,
            *state.committed,
            *state.safe,
            state.scope_version,
            state.scope_region,
            state.send_from,
            *((None, None, None) if fork is None else (fork.sequence, fork.head, fork.epoch)),
            state.refused,
            state.synced_at,
            state.office_ahead_ms,
            state.echo,
            state.office_speaks,
        )

    async def save_checkpoints(self, held: Checkpoints) -> None:
        before = await self.checkpoints()
        for kind in Checkpoints.__struct_fields__:
            one = getattr(held, kind)
            if one is None:
                await self._sql.execute("drop_checkpoint", kind)
            elif one != getattr(before, kind):
                values = one.incarnation, one.size, one.root, one.note
                await self._sql.execute("save_checkpoint", kind, *values)

    async def anchored(self) -> None:
        await self._sql.execute("anchored")

    async def add_incident(self, incident: Incident) -> None:
        await self._sql.execute(
            "add_incident", incident.at, incident.code, incident.stream, incident.detail
        )

    async def hold(self, streams: Sequence[StreamId]) -> None:
        await self._sql.execute_many("hold_stream", [(stream,) for stream in streams])

    async def forget(self, stream: StreamId, on: str) -> None:
        for step in ("forget_events", "forget_keys", "forget_wanted_keys", "filled"):
            await self._sql.execute(step, stream)
        await self._sql.execute("forget_stream", stream, on)

    async def forget_keys_handed_in(self) -> None:
        await self._sql.execute("forget_acknowledged_keys")

    async def let_go(self, count: int) -> int:
        rows = [
            (epoch, sequence, sha256(line).digest(), head, position)
            for epoch, sequence, line, head, position in await self._sql.fetch("to_let_go", count)
        ]
        await self._sql.execute_many("add_gone", rows)
        await self._sql.execute_many("drop_own", [row[:2] for row in rows])
        for step in ("drop_streams_gone", "drop_keys_gone"):
            await self._sql.execute(step)
        return len(rows)

    async def save_snapshot(self, held: HeldSnapshot | None) -> None:
        if held is None:
            await self._sql.execute("drop_snapshot")
            return
        offer = msgspec.msgpack.encode(held.snapshot)
        await self._sql.execute("save_snapshot", held.incarnation, held.scope_version, offer)

    async def fill(self, filling: "Filling") -> None:
        await self._sql.execute("fill", filling.household, filling.start, filling.end)

    async def filled(self, stream: StreamId) -> None:
        await self._sql.execute("filled", stream)


def _fork(sequence: int, head: bytes, granted: int) -> "Fork":
    from events.wire import Fork  # loads all cryptography, and forks are rare

    return Fork(sequence, head, granted)


def _rows(found: Sequence[tuple[Value, ...]]) -> list[Row]:
    return [Row(*row) for row in found]


def _values(row: Row) -> tuple[Value, ...]:
    return (
        row.id, row.device, row.epoch, row.sequence, row.stream, row.type, row.on, row.at, row.key,
        row.line, row.personal, row.head, row.position, row.received, row.verdict,
    )  # fmt: skip


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
