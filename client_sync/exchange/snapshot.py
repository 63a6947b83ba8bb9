"""Taking in a snapshot, chunk by chunk: what to fetch next, and what a chunk changes. Pure.

    offered in a reply -> Fetch chunk -> its events and the cursor, in one transaction -> Fetch …
                                            -> the tail, in pages

A chunk counts only when its hash is the one that the office signed; a broken one is fetched again,
and after some the pages bring what lacks. What waits to be sent goes first, between two chunks. A
device that was cut off goes on with the chunk it was at. Before: `protocol.py` says what to ask.
After: `taking_in.py` makes it durable.
"""

from typing import Final

import msgspec

from client_sync.exchange import protocol
from client_sync.exchange.run import after_answer
from client_sync.exchange.state import Ask, Effects, Rest, State, Wait
from client_sync.storage.held import HeldSnapshot, Incident, SyncState
from events.batch import Batch
from events.ids import Cursor
from events.snapshot import Slice, decode_chunk, slice_at

BROKEN_MAX: Final = 3
"""Broken chunks of one run before it asks for pages: it may be the office's file."""


class Fetch(msgspec.Struct, frozen=True):
    """Get the bytes of one part of the snapshot of this name.

    `batch` is empty: with its head the device signs for them, and with the challenge.
    """

    batch: Batch
    challenge: bytes
    name: bytes
    part: Slice


def next_step(state: State, now_ms: int) -> Ask | Wait | Rest | Fetch:
    """What to do now; where the protocol would ask for a page, the next chunk of a snapshot."""
    step = protocol.next_step(state, now_ms)
    if not isinstance(step, Ask) or state.snapshot is None or step.request.batch.lines:
        return step
    part = slice_at(state.snapshot.snapshot, state.sync.cursor.size)
    if part is None:
        return step
    name = state.snapshot.snapshot.sha256
    return Fetch(step.request.batch, state.sync.challenge, name, part)


def receive(state: State, fetch: Fetch, data: bytes) -> tuple[State, Effects]:
    """The state and the effects after a chunk.

    Errors: MalformedRequest for other bytes than the office named; nothing may change then.
    """
    cursor = state.sync.cursor
    items = decode_chunk(data, fetch.part)
    sync = _next_turn(state, cursor=Cursor(cursor.incarnation, fetch.part.chunk.end))
    came = tuple(item for item in items if item.position >= cursor.size)
    effects = _effects(state, sync, items=came)
    return after_answer(state, sync), effects


def broken(state: State, fetch: Fetch, now_ms: int) -> tuple[State, Effects]:
    """After a chunk that is not the one that was named: it is noted, and fetched again."""
    count = state.run.chunks_broken + 1
    detail = {"snapshot": fetch.name.hex(), "from": fetch.part.start}
    noted = (Incident.of(now_ms, "snapshot_damaged", None, detail),)
    is_gone = count >= BROKEN_MAX
    effects = _effects(state, _next_turn(state), incidents=noted, snapshot_gone=is_gone)
    return after_answer(state, effects.sync, chunks_broken=count, pages_only=is_gone), effects


def refused(state: State) -> tuple[State, Effects]:
    """After the office has no such snapshot for this device any more: pages bring what lacks."""
    effects = _effects(state, _next_turn(state), snapshot_gone=True)
    return after_answer(state, effects.sync, pages_only=True), effects


def is_over(held: HeldSnapshot, sync: SyncState) -> bool:
    """True when a snapshot has nothing more for a device, or is of another log or scope."""
    of = (held.incarnation, held.scope_version)
    if of != (sync.cursor.incarnation, sync.scope_version):
        return True
    return slice_at(held.snapshot, sync.cursor.size) is None


def _next_turn(state: State, **changes: object) -> SyncState:
    return msgspec.structs.replace(state.sync, turn=state.sync.turn + 1, **changes)


def _effects(state: State, sync: SyncState, **changes: object) -> Effects:
    """What a chunk changes. No question was asked with it, so all of them are left."""
    questions = state.run.questions
    nothing = Effects(
        asked_at_turn=state.sync.turn,
        sync=sync,
        read_from=state.sync.cursor.size,
        asked=msgspec.structs.replace(questions, looks=()),
        unasked=questions.looks,
    )
    return msgspec.structs.replace(nothing, **changes)
