"""How one sync goes: what waits, failures, answers and questions make of its run.

A run is patience, the size of batches, and what was asked already, so that it ends; it is forgotten
when it does, and the next one asks again. Nothing here is kept, and nothing of the journal changes.
Before: `protocol.py` and `snapshot.py` have an answer. After: the next step rests on the run.
"""

from typing import Final

import msgspec

from client_sync.exchange.state import Questions, State, Why
from client_sync.storage.held import SyncState
from events import limits
from events.wire import SyncReply, SyncRequest

_ROOM_GROWS: Final = 4


def asking(state: State, questions: Questions) -> State:
    """The state when an answer left these questions."""
    return _changed(state, questions=questions)


def speaking(state: State, version: int) -> State:
    """The state when the office speaks no higher wire version than this."""
    return _changed(state, speaks=version)


def waited(state: State) -> State:
    """The state after the wait of the last step."""
    return _changed(state, wait_s=0.0)


def failed(state: State, chance: float, wait_s: float | None = None) -> State:
    """The state after a request that brought no believable answer.

    `chance` in [0, 1) spreads the devices of an office that comes back (full jitter); a wait the
    office asked for is obeyed, and spread beyond it.
    """
    ceiling = min(limits.BACKOFF_MAX_S, limits.BACKOFF_FIRST_S * 2 ** min(state.run.failures, 30))
    return _changed(
        state,
        failures=state.run.failures + 1,
        room=max(limits.BATCH_BYTES_LEAST, state.run.room // 2),
        wait_s=max(wait_s or 0.0, 0.0) + chance * ceiling,
    )


def after_answer(state: State, sync: SyncState, **changes: object) -> State:
    """The state after an answer that was believed, with what it changes of the run."""
    run = msgspec.structs.replace(state.run, asked=state.run.asked + 1, failures=0, **changes)
    return msgspec.structs.replace(state, sync=sync, run=run)


def after_reply(state: State, sync: SyncState, **changes: object) -> State:
    """The state after a reply: its batch came through, so the next one may be larger."""
    room = min(limits.BATCH_BYTES_MAX, state.run.room * _ROOM_GROWS)
    return after_answer(state, sync, room=room, **changes)


def changes_by(state: State, request: SyncRequest, reply: SyncReply) -> dict[str, object]:
    """What a reply changes of the run: will another request bring a page?"""
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


def _changed(state: State, **changes: object) -> State:
    return msgspec.structs.replace(state, run=msgspec.structs.replace(state.run, **changes))
