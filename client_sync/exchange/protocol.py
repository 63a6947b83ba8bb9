"""The device's side of sync as a pure machine: what to ask next, and what an answer changes.

    state = read(journal)
    next_step(state)  ->  Ask(request)   send it; then receive(state, request, reply)
                          Wait(seconds)  the office or our own back-off asks for patience
                          Rest(why)      nothing more to do now

No clock, chance, disk or socket: they are parameters. Before: `sync.read_state` took the state
from the journal. After: `run.py` says how the run goes on, and `taking_in.py` makes the effects
durable in one transaction.

Rules that must hold here: a push never waits for a pull, and a pull never runs while batches wait;
sending anything twice is harmless; every answer either moves something on or ends the run, so a run
ends; an answer that contradicts the request changes nothing.
"""

from typing import Final

import msgspec

from client_sync.exchange.forking import Reissue
from client_sync.exchange.replies import check_fits
from client_sync.exchange.requests import lacks_something, request_of
from client_sync.exchange.restoring import Restored
from client_sync.exchange.run import after_reply, changes_by
from client_sync.exchange.state import (
    NO_QUESTIONS,
    UNKNOWN_SCOPE,
    Ask,
    Effects,
    Rest,
    State,
    Step,
    Wait,
    Why,
)
from client_sync.exchange.witnessing import Doubt, is_withheld, witnessed
from client_sync.storage.held import Committed, Incident, SyncState
from events import limits
from events.ids import Cursor
from events.wire import SyncReply, SyncRequest

_UNWELCOME: Final = ("revoked", "clone")
_STOPS: Final = ("history_differs", "incarnation_changed", "office_behind")


def next_step(state: State, now_ms: int) -> Step:
    """What to do now."""
    run = state.run
    forked = state.sync.fork is not None
    if run.no_page in _STOPS or run.asked >= limits.SYNC_ROUNDS_MAX:
        return Rest(run.no_page or "busy")
    if is_withheld(state) and (forked or not state.rows):
        return Rest("history_differs")
    if run.caught_up and (forked or not state.rows) and not lacks_something(state):
        whole: Why = "chain_short" if state.is_chain_short else "done"
        return Rest("forked" if forked else run.no_page or whole)
    if run.wait_s > 0:
        return Wait(run.wait_s)
    return Ask(request_of(state, now_ms))


def receive(
    state: State, request: SyncRequest, reply: SyncReply, now_ms: int
) -> tuple[State, Effects]:
    """The state and the effects after a reply whose signature was checked.

    Errors: MalformedRequest when the reply does not fit the request; nothing may change then.
    """
    sync = msgspec.structs.replace(
        state.sync,
        turn=state.sync.turn + 1,
        challenge=reply.challenge,
        synced_at=now_ms,
        office_ahead_ms=reply.clock - now_ms,
        office_speaks=max(request.wire, reply.newest),
    )
    incidents = _incidents(state, reply, now_ms)
    if restored := _restored(state, reply):
        held = witnessed(state, request, reply, restored.common)
        if isinstance(held, Doubt):
            return _doubted(state, held, now_ms)
        # Its positions mean other events than those held here, from some on.
        sync = _followed(sync, restored, reply)
        effects = Effects(
            asked_at_turn=state.sync.turn,
            sync=sync,
            read_from=sync.cursor.size,
            restored=restored,
            incidents=incidents,
            checkpoints=held,
        )
        return after_reply(state, sync, caught_up=False, questions=NO_QUESTIONS), effects
    if stop := _stops(state, reply):
        # Its positions may mean other events than those held here: take in nothing of it.
        effects = Effects(
            asked_at_turn=state.sync.turn,
            sync=sync,
            read_from=state.sync.cursor.size,
            incidents=incidents,
        )
        return after_reply(state, sync, no_page=stop), effects
    check_fits(state, request, reply)
    held = witnessed(state, request, reply, None)
    if isinstance(held, Doubt):
        return _doubted(state, held, now_ms)
    sync = _moved_on(state, sync, request, reply)
    # A reply that says what the scope is, or offers a snapshot, says nothing of its households.
    is_answer = reply.page is not None and reply.scope is None and reply.snapshot is None
    answered = len(request.looks) if is_answer else 0
    page = reply.page
    effects = Effects(
        asked_at_turn=state.sync.turn,
        sync=sync,
        committed=_committed(request, reply),
        read_from=state.sync.cursor.size,
        items=() if page is None else page.items,
        keys=reply.keys,
        keys_acknowledged=(*reply.keys_held, *request.keys_held),
        keys_unknown=reply.keys_unknown,
        scope=reply.scope,
        filling=request.filling,
        fills=reply.fills,
        snapshot=reply.snapshot,
        digests=() if page is None or page.more else reply.digests,
        is_at_head=page is not None and not page.more and reply.scope is None,
        asked=msgspec.structs.replace(state.run.questions, looks=request.looks[:answered]),
        unasked=state.run.questions.looks[answered:],
        checked=reply.checked,
        found=reply.found,
        scope_digest=reply.scope_digest,
        returned=request.returned[: max(0, reply.returned)],
        reissue=_reissue(state, request, reply),
        incidents=incidents,
        checkpoints=held,
    )
    return after_reply(state, sync, **changes_by(state, request, reply)), effects


def _doubted(state: State, doubt: Doubt, now_ms: int) -> tuple[State, Effects]:
    """Nothing of this reply is taken in: what it says of own events neither, so they wait on."""
    effects = Effects(
        asked_at_turn=state.sync.turn,
        sync=state.sync,
        read_from=state.sync.cursor.size,
        incidents=(Incident(now_ms, "history_differs", None, doubt.detail()),),
    )
    return after_reply(state, state.sync, no_page="history_differs"), effects


def _moved_on(state: State, sync: SyncState, request: SyncRequest, reply: SyncReply) -> SyncState:
    cursor, scope = sync.cursor, reply.scope
    return msgspec.structs.replace(
        sync,
        cursor=cursor if reply.page is None else Cursor(cursor.incarnation, reply.page.end),
        log_size=reply.size,
        committed=reply.committed,
        safe=reply.safe,
        scope_version=sync.scope_version if scope is None else scope.version,
        scope_region=sync.scope_region if scope is None else scope.region,
        send_from=_send_from(state, request, reply),
        fork=None if reply.fork is None or reply.fork.epoch else reply.fork,
        echo=_is_echo_wanted(state, reply),
        refused=reply.pull_refused if reply.pull_refused in _UNWELCOME else None,
    )


def _committed(request: SyncRequest, reply: SyncReply) -> tuple[Committed, ...]:
    """The results one by one."""
    return tuple(
        Committed(
            request.batch.epoch, run.sequence + k, run.position + k, run.received, run.verdict
        )
        for run in reply.results
        for k in range(run.count)
    )


def _send_from(state: State, request: SyncRequest, reply: SyncReply) -> int | None:
    """From where to send next, when it is not the first event without a position."""
    if reply.expected is not None:
        return reply.expected
    resending = state.sync.send_from is not None and reply.fork is None
    is_over = request.batch.last >= state.chain.sequence
    return request.batch.last + 1 if resending and not is_over else None


def _reissue(state: State, request: SyncRequest, reply: SyncReply) -> Reissue | None:
    """What goes on where, when the office granted an epoch."""
    batch, fork = request.batch, reply.fork
    if fork is None or not fork.epoch:
        return None
    # Before its first event an epoch is known to nobody for ever: an office that is restored from
    # before it began knows what it continues, and so does every other.
    is_continued = fork.sequence > 0 or batch.epoch == 0
    parent = fork.head if is_continued else batch.parent
    return Reissue(batch.epoch, fork.sequence, fork.epoch, parent)


def _is_echo_wanted(state: State, reply: SyncReply) -> bool:
    """After a fork, until all of the log was read once more with own events in it."""
    if reply.fork is not None:
        return True
    return state.sync.echo and (reply.page is None or reply.page.more)


def _restored(state: State, reply: SyncReply) -> Restored | None:
    """The office's new incarnation, when it says how much of it is known here."""
    cursor = state.sync.cursor
    if reply.incarnation <= cursor.incarnation or reply.restored is None:
        return None
    return Restored(cursor, reply.incarnation, max(0, reply.restored))


def _followed(sync: SyncState, restored: Restored, reply: SyncReply) -> SyncState:
    return msgspec.structs.replace(
        sync,
        cursor=restored.goes_on_from,
        log_size=reply.size,
        committed=reply.committed,
        safe=reply.safe,
        scope_version=UNKNOWN_SCOPE,
        send_from=None,
        fork=None,
        echo=True,
    )


def _stops(state: State, reply: SyncReply) -> Why | None:
    """Why the office's log is not the one this device read, if it is not."""
    if reply.incarnation != state.sync.cursor.incarnation:
        return "incarnation_changed"
    return "office_behind" if reply.size < state.sync.cursor.size else None


def _incidents(state: State, reply: SyncReply, now_ms: int) -> tuple[Incident, ...]:
    """What a person should know of this reply."""
    cursor = state.sync.cursor
    found: list[Incident] = []
    detail: dict[str, object]
    if restored := _restored(state, reply):
        detail = {
            "incarnation": restored.incarnation, "common": restored.common, "held": cursor.size
        }  # fmt: skip
        found.append(Incident.of(now_ms, "office_restored", None, detail))
    elif reply.incarnation != cursor.incarnation:
        detail = {"ours": cursor.incarnation, "theirs": reply.incarnation}
        found.append(Incident.of(now_ms, "incarnation_changed", None, detail))
    elif reply.size < cursor.size:
        detail = {"ours": cursor.size, "theirs": reply.size}
        found.append(Incident.of(now_ms, "office_behind", None, detail))
    if reply.fork is not None and reply.fork != state.sync.fork:
        fork = reply.fork
        detail = {"sequence": fork.sequence, "head": fork.head.hex(), "epoch": fork.epoch}
        found.append(Incident.of(now_ms, "fork", None, detail))
    return tuple(found)
