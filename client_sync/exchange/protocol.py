"""The device's side of sync as a pure machine: what to ask next, and what an answer changes.

    state = read(journal)
    next_step(state)  ->  Ask(request)   send it; then receive(state, request, reply)
                          Wait(seconds)  the office or our own back-off asks for patience
                          Rest(why)      nothing more to do now

No clock, chance, disk or socket: they are parameters. Before: `read` (`sync.py`) took the state
from the journal. After: `page.py` makes the effects durable in one transaction.

Rules that must hold here: a push never waits for a pull, and a pull never runs while batches wait;
sending anything twice is harmless; every answer either moves something on or ends the run, so a run
ends; an answer that contradicts the request changes nothing.
"""

from typing import Final, Literal, TypeAlias

import msgspec

from client_sync.exchange import outbox
from client_sync.exchange.forking import Reissue
from client_sync.exchange.restoring import Restored
from client_sync.storage.journal import (
    Chain,
    Committed,
    HeldKey,
    HeldSnapshot,
    Incident,
    IncidentCode,
    Profile,
    Row,
    SyncState,
)
from events import chain, limits, wire
from events.batch import Batch
from events.entry import Item, KeyGrant
from events.errors import MalformedRequest
from events.ids import Cursor, KeyId
from events.repair import ANY_DEVICE, Found, Part, part_place
from events.snapshot import Snapshot, check_snapshot
from events.wire import (
    Fill,
    Filling,
    Fork,
    HouseholdDigest,
    Returned,
    Scope,
    SyncReply,
    SyncRequest,
)

CLIENT: Final = "jejak/0.1.0"
_UNWELCOME: Final = ("revoked", "clone")
_ROOM_GROWS: Final = 4
_STOPS: Final = ("incarnation_changed", "office_behind")
UNKNOWN_SCOPE: Final = -1
"""Versions are counted anew after a restore: the next reply says all that the scope holds."""

Why = Literal["clone", "done", "forked", "revoked", "busy", "incarnation_changed", "office_behind"]


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What the next step rests on: the journal's part, and how this run went so far."""

    profile: Profile
    install: bytes
    chain: Chain
    sync: SyncState
    first: int
    """The sequence of `rows[0]`, or of the next event to be written."""
    prev: bytes
    """The chain's head before `first`."""
    rows: tuple[Row, ...]
    """What waits, in sequence; at most one more than a batch carries."""
    keys: tuple[HeldKey, ...]
    keys_wanted: tuple[KeyId, ...]
    filling: tuple[Filling, ...]
    """What lacks of households that came into scope; at most as many as one request names."""
    digest: bytes
    returning: tuple[Returned, ...] = ()
    """What is to be offered to an office that was restored."""
    run: "Run"
    snapshot: HeldSnapshot | None = None
    """What is being taken in (`snapshot.py`)."""


class Questions(msgspec.Struct, frozen=True):
    """What the office is asked so that both sides hold the same."""

    looks: tuple[Part, ...] = ()
    check_after: str | None = None
    """The digests of all households after this id."""
    is_checked: bool = False
    """All households were asked about in this run."""

    @property
    def is_open(self) -> bool:
        return bool(self.looks) or self.check_after is not None


NO_QUESTIONS: Final = Questions()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """How one sync went so far; forgotten when it ends."""

    speaks: int = wire.WIRE_VERSION
    """The wire version that is spoken; a lower one once the office said it speaks no higher."""
    asked: int = 0
    caught_up: bool = False
    """A page reached the head of the log, or the office will not send one now."""
    no_page: Why | None = None
    """Why it will not."""
    renewed: bool = False
    """An expired challenge was replaced, which is worth one more request."""
    failures: int = 0
    room: int = limits.BATCH_BYTES_FIRST
    """Bytes of the next batch: more after each answer, fewer after each failure. A batch that is
    too large for the signal would be sent, and cut, for ever."""
    wait_s: float = 0.0
    keys_asked: frozenset[KeyId] = frozenset()
    """Wanted keys this run asked for; each is asked for once."""
    pages_only: bool = False
    """A snapshot could not be had."""
    chunks_broken: int = 0
    no_fill: bool = False
    """The office sends nothing of what lacks; another run asks again."""
    questions: Questions = NO_QUESTIONS
    """About what the office may hold otherwise; a run that ends leaves the rest to the next."""
    questions_asked: int = 0
    no_return: bool = False
    """The office takes nothing of what is offered; another run offers it again."""


class Ask(msgspec.Struct, frozen=True):
    """Send this request."""

    request: SyncRequest


class Wait(msgspec.Struct, frozen=True):
    """Do nothing for so long, then take the next step."""

    seconds: float


class Rest(msgspec.Struct, frozen=True):
    """This run is over."""

    why: Why


Step: TypeAlias = Ask | Wait | Rest


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """What one reply changes in the journal: all of it in one transaction, or nothing."""

    asked_at_turn: int
    sync: SyncState
    committed: tuple[Committed, ...] = ()
    read_from: int
    items: tuple[Item, ...] = ()
    keys: tuple[KeyGrant, ...] = ()
    keys_acknowledged: tuple[KeyId, ...] = ()
    scope: Scope | None = None
    filling: tuple[Filling, ...] = ()
    """What was asked for, and what came of it."""
    fills: tuple[Fill, ...] = ()
    snapshot: Snapshot | None = None
    """Offered: to be taken in from now on."""
    snapshot_gone: bool = False
    """The one that was being taken in is not to be had any more."""
    digests: tuple[HouseholdDigest, ...] = ()
    """To compare with, when the page reached the head."""
    is_at_head: bool = False
    asked: Questions = NO_QUESTIONS
    """What the request asked, which `checked` and `found` answer."""
    unasked: tuple[Part, ...] = ()
    """Parts for which there was no room in it, or of which the reply could not speak."""
    checked: tuple[HouseholdDigest, ...] | None = None
    found: tuple[Found, ...] = ()
    scope_digest: bytes = b""
    restored: Restored | None = None
    """The office goes on in another incarnation; then nothing else of the reply is taken in."""
    returned: tuple[Returned, ...] = ()
    """What was offered and need not be again."""
    reissue: Reissue | None = None
    """Where what parts from the office's history goes on."""
    incidents: tuple[Incident, ...] = ()


def next_step(state: State, now_ms: int) -> Step:
    """What to do now."""
    run = state.run
    forked = state.sync.fork is not None
    if run.no_page in _STOPS or run.asked >= limits.SYNC_ROUNDS_MAX:
        return Rest(run.no_page or "busy")
    lacks = _has_questions(state) or _to_fill(state) or _to_return(state)
    if run.caught_up and (forked or not state.rows) and not lacks:
        return Rest("forked" if forked else run.no_page or "done")
    if run.wait_s > 0:
        return Wait(run.wait_s)
    return Ask(_request(state, now_ms))


def asking(state: State, questions: Questions) -> State:
    """The state when an answer left these questions."""
    return _with_run(state, questions=questions)


def speaking(state: State, version: int) -> State:
    """The state when the office speaks no higher wire version than this."""
    return _with_run(state, speaks=version)


def waited(state: State) -> State:
    """The state after the wait of the last step."""
    return _with_run(state, wait_s=0.0)


def failed(state: State, chance: float, wait_s: float | None = None) -> State:
    """The state after a request that brought no believable answer.

    `chance` in [0, 1) spreads the devices of an office that comes back (full jitter); a wait the
    office asked for is obeyed, and spread beyond it.
    """
    ceiling = min(limits.BACKOFF_MAX_S, limits.BACKOFF_FIRST_S * 2 ** min(state.run.failures, 30))
    return _with_run(
        state,
        failures=state.run.failures + 1,
        room=max(limits.BATCH_BYTES_LEAST, state.run.room // 2),
        wait_s=max(wait_s or 0.0, 0.0) + chance * ceiling,
    )


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
    )
    incidents = _incidents(state, reply, now_ms)
    if restored := _restored(state, reply):
        # Its positions mean other events than those held here, from some on.
        sync = _followed(sync, restored, reply)
        effects = Effects(
            asked_at_turn=state.sync.turn,
            sync=sync,
            read_from=sync.cursor.size,
            restored=restored,
            incidents=incidents,
        )
        return _after(state, sync, caught_up=False, questions=NO_QUESTIONS), effects
    if stop := _stops(state, reply):
        # Its positions may mean other events than those held here: take in nothing of it.
        effects = Effects(
            asked_at_turn=state.sync.turn,
            sync=sync,
            read_from=state.sync.cursor.size,
            incidents=incidents,
        )
        return _after(state, sync, no_page=stop), effects
    _check_fits(state, request, reply)
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
    )
    return _after(state, sync, **_run_after(state, request, reply)), effects


# --- the request ---------------------------------------------------------------------------------


def _request(state: State, now_ms: int) -> SyncRequest:
    fork = state.sync.fork
    if fork is None:
        first, prev, rows = state.first, state.prev, outbox.fitting(state.rows, state.run.room)
    else:
        # The office holds another history from here on. One event is enough to ask again what it
        # grants; pulling goes on meanwhile.
        first, prev, rows = fork.sequence + 1, fork.head, state.rows[:1]
    batch = outbox.batch_of(
        state.profile.log,
        state.profile.device,
        state.chain.epoch,
        state.chain.parent,
        state.install,
        first,
        prev,
        rows,
        state.keys,
    )
    held = tuple(key.id for key in state.keys if key.grant_box is None)
    # While a snapshot is taken in, a request only sends: chunks bring what a page would.
    is_all_sent = len(rows) == len(state.rows) and state.snapshot is None
    pull = fork is not None or is_all_sent
    questions = state.run.questions if pull else NO_QUESTIONS
    return SyncRequest(
        wire=state.run.speaks,
        client=CLIENT,
        clock=now_ms,
        challenge=state.sync.challenge,
        cursor=state.sync.cursor,
        scope_version=state.sync.scope_version,
        digest=state.digest,
        batch=batch,
        pull=pull,
        keys_held=held,
        keys_wanted=_keys_to_ask(state),
        echo=state.sync.echo,
        pages_only=state.run.pages_only,
        filling=_to_fill(state),
        returned=_to_return(state) if pull else (),
        check_after=questions.check_after,
        looks=questions.looks[: limits.REPAIR_PARTS_MAX],
    )


def _to_return(state: State) -> tuple[Returned, ...]:
    """What an office that was restored may lack, while it takes it."""
    return () if state.run.no_return else state.returning


def _has_questions(state: State) -> bool:
    """True when something is to be asked that no page brings by itself."""
    if state.run.questions_asked >= limits.REPAIR_QUESTIONS_MAX or state.run.no_page is not None:
        return bool(_keys_to_ask(state))
    return bool(_keys_to_ask(state)) or state.run.questions.is_open


def _keys_to_ask(state: State) -> tuple[KeyId, ...]:
    """Keys that events name and that are not here; an auditor is given none this way."""
    if state.profile.role == "auditor":
        return ()
    return tuple(key for key in state.keys_wanted if key not in state.run.keys_asked)


def _to_fill(state: State) -> tuple[Filling, ...]:
    return () if state.run.no_fill else state.filling


# --- the reply -----------------------------------------------------------------------------------


def _check_fits(state: State, request: SyncRequest, reply: SyncReply) -> None:
    """Refuse what contradicts the request, and what would let a run go in circles."""
    batch, page = request.batch, reply.page
    if reply.fork is not None:
        _check_fork(state, batch, reply.fork)
    _check_found(request, reply)
    for run in reply.results:
        if run.sequence < batch.first or run.sequence + run.count - 1 > batch.last:
            raise MalformedRequest("bad_reply", "the reply speaks of events that were not sent")
    if reply.expected is not None and not 1 <= reply.expected < batch.first:
        raise MalformedRequest("bad_reply", "the office asks for events that were just sent")
    answered = reply.results or reply.fork is not None or reply.expected is not None
    if batch.lines and not answered:
        raise MalformedRequest("bad_reply", "the reply says nothing of the events that were sent")
    if page is not None and page.start != request.cursor[1]:
        raise MalformedRequest("bad_reply", "the page does not begin where this device stands")
    scope = reply.scope
    if scope is not None and (page is None or page.items or scope.version == request.scope_version):
        raise MalformedRequest("bad_reply", "the scope is none that this device did not have")
    if reply.snapshot is not None:
        _check_snapshot(request, reply, reply.snapshot)
    waits = scope is not None or reply.snapshot is not None
    least = 1 if page is not None and page.more and not waits else 0
    if page is not None and page.end - page.start < least:
        raise MalformedRequest("bad_reply", "the page leads nowhere")
    _check_fills(request, reply)


def _check_snapshot(request: SyncRequest, reply: SyncReply, snapshot: Snapshot) -> None:
    """Refuse one that was not wanted, or that leads nowhere from here."""
    check_snapshot(snapshot)
    page, end = reply.page, snapshot.chunks[-1].end
    if request.pages_only or page is None or page.items or reply.scope is not None:
        raise MalformedRequest("bad_reply", "a snapshot comes alone, to who can take it")
    if not request.cursor[1] < end <= reply.size:
        raise MalformedRequest("bad_reply", "the snapshot has nothing that this device lacks")


def _check_fills(request: SyncRequest, reply: SyncReply) -> None:
    """Refuse events of a household that was not asked for, or of other positions."""
    asked = {one.household: one for one in request.filling}
    for fill in reply.fills:
        one = asked.pop(fill.household, None)
        if one is None or fill.start != one.start or not one.start <= fill.end <= one.end:
            raise MalformedRequest("bad_reply", "the reply fills what was not asked for")


def _check_found(request: SyncRequest, reply: SyncReply) -> None:
    """Refuse an answer about parts that were not asked about, or with other events than theirs."""
    asked = {part_place(part) for part in request.looks}
    for found in reply.found:
        if part_place(found) not in asked or not _fits_part(found, request.cursor[1]):
            raise MalformedRequest("bad_reply", "the reply speaks of parts that were not asked for")
    if reply.checked is not None and any(
        one.household <= (request.check_after or "") for one in reply.checked
    ):
        raise MalformedRequest("bad_reply", "the reply lists households that were not asked for")


def _fits_part(found: Found, end: int) -> bool:
    if found.device == ANY_DEVICE:
        return found.items is None
    within = all(
        (item.device, item.epoch) == (found.device, found.epoch)
        and found.first <= item.sequence <= found.last
        and item.position < end
        for item in found.items or ()
    )
    narrower = all(part.last - part.first < found.last - found.first for part in found.parts)
    return within and narrower


def _check_fork(state: State, batch: Batch, fork: Fork) -> None:
    """Refuse a common place that is none, and an epoch that leads back."""
    if fork.epoch and not batch.epoch < fork.epoch < 2**53:
        raise MalformedRequest("bad_reply", "the office grants an epoch that is over")
    ours = {batch.first - 1: batch.prev}
    ours |= {row.sequence: row.head or b"" for row in state.rows[: len(batch.lines)]}
    if fork.sequence and ours.get(fork.sequence) != fork.head:
        raise MalformedRequest("bad_reply", "the histories do not part where the office says")


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
    start = chain.first_head(batch.log, batch.device, batch.epoch, batch.parent)
    # With no place in common, not even the beginning, this epoch's own parent is what is continued.
    has_common = fork.sequence > 0 or fork.head == start
    return Reissue(
        batch.epoch, fork.sequence, fork.epoch, fork.head if has_common else batch.parent
    )


def _is_echo_wanted(state: State, reply: SyncReply) -> bool:
    """After a fork, until all of the log was read once more with own events in it."""
    if reply.fork is not None:
        return True
    return state.sync.echo and (reply.page is None or reply.page.more)


def _run_after(state: State, request: SyncRequest, reply: SyncReply) -> dict[str, object]:
    """How the run stands after a reply: will another request bring a page?"""
    expired = reply.pull_refused == "challenge_expired"
    no_page: Why | None = None
    if reply.pull_refused == "busy" or (expired and state.run.renewed):
        no_page = "busy"
    elif reply.pull_refused == "revoked" or reply.pull_refused == "clone":
        no_page = reply.pull_refused
    if reply.page is not None:
        caught_up = not reply.page.more
    else:
        caught_up = request.pull and (not expired or state.run.renewed)
    return {
        "caught_up": caught_up,
        "no_page": no_page,
        "renewed": state.run.renewed or expired,
        "wait_s": min(reply.wait_s, limits.BACKOFF_MAX_S),
        "keys_asked": state.run.keys_asked.union(request.keys_wanted),
        "no_fill": state.run.no_fill or (caught_up and _fills_nothing(request, reply)),
        "questions_asked": state.run.questions_asked + len(request.looks),
        "no_return": state.run.no_return or (bool(request.returned) and not reply.returned),
    }


def _fills_nothing(request: SyncRequest, reply: SyncReply) -> bool:
    """True when something was to be filled and nothing came, nor a new scope that may say why."""
    if reply.scope is not None or not request.filling:
        return False
    ends = {one.household: one.end for one in request.filling}
    return not any(
        fill.end > fill.start or fill.end == ends[fill.household] for fill in reply.fills
    )


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
        found.append(_incident(now_ms, "office_restored", detail))
    elif reply.incarnation != cursor.incarnation:
        detail = {"ours": cursor.incarnation, "theirs": reply.incarnation}
        found.append(_incident(now_ms, "incarnation_changed", detail))
    elif reply.size < cursor.size:
        detail = {"ours": cursor.size, "theirs": reply.size}
        found.append(_incident(now_ms, "office_behind", detail))
    if reply.fork is not None and reply.fork != state.sync.fork:
        fork = reply.fork
        detail = {"sequence": fork.sequence, "head": fork.head.hex(), "epoch": fork.epoch}
        found.append(_incident(now_ms, "fork", detail))
    return tuple(found)


def _incident(now_ms: int, code: IncidentCode, detail: dict[str, object]) -> Incident:
    return Incident(now_ms, code, None, msgspec.json.encode(detail).decode())


def _after(state: State, sync: SyncState, **changes: object) -> State:
    run = msgspec.structs.replace(
        state.run,
        asked=state.run.asked + 1,
        failures=0,
        room=min(limits.BATCH_BYTES_MAX, state.run.room * _ROOM_GROWS),
        **changes,
    )
    return msgspec.structs.replace(state, sync=sync, run=run)


def _with_run(state: State, **changes: object) -> State:
    return msgspec.structs.replace(state, run=msgspec.structs.replace(state.run, **changes))
