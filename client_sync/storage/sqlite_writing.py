"""What is written into the journal, over named queries: one transaction.

Before: `sqlite_journal.py` opened it. After: what is durable; the schema refuses what must not be.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from client_sync.storage.held import (
    LINE_UNKNOWN,
    Card,
    Chain,
    Checkpoints,
    Committed,
    HeldKey,
    HeldSnapshot,
    Incident,
    Profile,
    Row,
    SyncState,
)
from events.digest import Digest
from events.ids import DeviceId, EventId, KeyId, StreamId, event_id, is_hex_id

if TYPE_CHECKING:
    from events.wire import Filling, Returned
from client_sync.storage.sqlite_reading import SqliteReading, Value


class SqliteWriting(SqliteReading):
    """One transaction."""

    async def enrolled(self, profile: Profile, chain: Chain, state: SyncState) -> None:
        values = [getattr(profile, name) for name in profile.__struct_fields__]
        await self._sql.execute("add_profile", *values)
        await self.begin_epoch(chain)
        await self.save_sync_state(state)

    async def put_profile_right(self, profile: Profile) -> None:
        is_kept = ("office", "enrolled_at")
        values = [
            getattr(profile, name) for name in profile.__struct_fields__ if name not in is_kept
        ]
        await self._sql.execute("put_profile_right", *values)

    async def put_forgotten_right(self) -> None:
        await self._sql.execute("put_forgotten_right")

    async def office_moved(self, address: str) -> None:
        await self._sql.execute("move_office", address)

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
        await self._sql.execute("ask_keys_again")

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

    async def drop_keys_astray(self) -> None:
        await self._sql.execute("drop_keys_astray")

    async def acknowledge_keys(self, ids: Sequence[KeyId]) -> None:
        await self._sql.execute_many("acknowledge_key", [(key,) for key in ids])

    async def want_keys(self, named: Sequence[tuple[KeyId, StreamId]]) -> None:
        await self._sql.execute_many("want_key", named)

    async def keys_unknown(self, ids: Sequence[KeyId], at: int) -> None:
        await self._sql.execute_many("key_unknown", [(key, at) for key in ids])

    async def drop(self, rows: Sequence[Row]) -> None:
        await self._sql.execute_many(
            "drop_event",
            [(row.position, row.device, row.epoch, row.sequence, row.id) for row in rows],
        )

    async def put_right(self, row: Row) -> None:
        place = row.epoch, row.sequence
        await self._sql.execute("begin_mending", *place, sha256(row.line).digest(), row.head)
        await self._sql.execute("drop_copy_of_own", row.id, *place)
        await self._sql.execute(
            "mend_own", *place, row.id, row.stream, row.type, row.on, row.at, row.key, row.line,
            row.personal, row.head,
        )  # fmt: skip
        await self.insert([row])
        await self._sql.execute("end_mending")

    async def note_partless(self, ids: Sequence[EventId]) -> None:
        await self._sql.execute_many("note_partless", [(one,) for one in ids])

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
        rows: list[tuple[Value, ...]] = []
        looked_at = 0
        while len(rows) < count:
            found = await self._sql.fetch("to_let_go", count, looked_at)
            looked_at += len(found)
            known = [
                (epoch, sequence, _hash_of(id_, line), head, position)
                for id_, epoch, sequence, line, head, position in found
                if is_hex_id(id_)  # the schema keeps what nothing can be kept of
            ]
            rows += known[: count - len(rows)]
            if len(found) < count:
                break
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


def _hash_of(id_: EventId, line: bytes) -> bytes:
    """The hash of a line, or as much of it as its id tells once the line is damaged."""
    return sha256(line).digest() if event_id(line) == id_ else bytes.fromhex(id_) + LINE_UNKNOWN


def _values(row: Row) -> tuple[Value, ...]:
    return (
        row.id, row.device, row.epoch, row.sequence, row.stream, row.type, row.on, row.at, row.key,
        row.line, row.personal, row.head, row.position, row.received, row.verdict,
    )  # fmt: skip
