"""The next request of a run: what waits, as much as fits, and what is asked beside it.

Before: `protocol.next_step` found that one is due. After: the office answers, and `replies.py`
looks whether it answered this.
"""

from typing import Final

from client_sync.exchange import outbox
from client_sync.exchange.state import NO_QUESTIONS, UNKNOWN_SCOPE, State
from client_sync.exchange.witnessing import handed_up, is_withheld, told
from events import limits
from events.ids import KeyId
from events.wire import Filling, Returned, SyncRequest

CLIENT: Final = "jejak/0.1.0"


def request_of(state: State, now_ms: int) -> SyncRequest:
    """What waits, as much as fits, and what this device wants to know beside it."""
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
    pull = (fork is not None or is_all_sent) and not is_withheld(state)
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
        checkpoint=told(state),
        orphan=handed_up(state),
    )


def lacks_something(state: State) -> bool:
    """True when something is to be asked or offered that no page brings by itself."""
    return _has_questions(state) or bool(_to_fill(state)) or bool(_to_return(state))


def _to_return(state: State) -> tuple[Returned, ...]:
    """What an office that was restored may lack, while it takes it."""
    return () if state.run.no_return else state.returning


def _has_questions(state: State) -> bool:
    """True when a key is to be asked for, or both sides to be compared."""
    if state.run.questions_asked >= limits.REPAIR_QUESTIONS_MAX or state.run.no_page is not None:
        return bool(_keys_to_ask(state))
    return bool(_keys_to_ask(state)) or state.run.questions.is_open


def _keys_to_ask(state: State) -> tuple[KeyId, ...]:
    """Keys that events name and that are not here; an auditor is given none this way.

    Whoever does not know its scope is told it first, and nothing of keys.
    """
    if state.profile.role == "auditor" or state.sync.scope_version == UNKNOWN_SCOPE:
        return ()
    return tuple(key for key in state.keys_wanted if key not in state.run.keys_asked)


def _to_fill(state: State) -> tuple[Filling, ...]:
    return () if state.run.no_fill else state.filling
