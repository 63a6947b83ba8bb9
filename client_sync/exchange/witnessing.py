"""What the office states of its history, held against what it stated before.

    newest    the newest checkpoint that was proved to go on from the one before it
    safe      the newest of them that a verified back-up holds: no restore may lose it unsaid
    orphan    one beyond what the office was restored to, until it is handed up

Every device is a witness: a reply whose checkpoint is not signed, is of another log or size, or is
not proved to begin with the one held, is not believed in anything. Before: a reply that fits its
request. After: `protocol.receive` takes it in, or keeps a `Doubt` alone. Pure, like the protocol.
"""

from typing import Final, Literal

import msgspec

from client_sync.exchange.state import State
from client_sync.storage.held import Checkpoints, HeldCheckpoint
from events.checkpoint import Checkpoint, origin_of, read_checkpoint
from events.errors import InputRefused, MalformedRequest
from events.tree import is_consistent
from events.wire import CHECKPOINTS_SINCE, SyncReply, SyncRequest

STATED: Final = ',"stated":'
"""In the detail of an incident, what comes before says which trouble it is."""

Reason = Literal["withheld", "not_signed", "another_size", "not_consistent", "safe_lost"]


class Doubt(msgspec.Struct, frozen=True):
    """The office does not prove that its history still holds what it held.

    `withheld`: it was restored, and states nothing more. `not_signed`: the checkpoint is none of
    this log and office. `safe_lost`: after a restore, what a back-up held is gone and nobody has
    declared it lost.
    """

    reason: Reason
    held: HeldCheckpoint | None
    stated: tuple[int, int, str]
    """(incarnation, size, root) as the office states them now; '' where it states no root."""

    def detail(self) -> str:
        """What whoever looks into it needs: the reason, and both sides."""
        held = self.held
        ours = None if held is None else (held.incarnation, held.size, held.root.hex(), held.note)
        detail = {"reason": self.reason, "held": ours, "stated": self.stated}
        return msgspec.json.encode(detail).decode()


def told(state: State) -> tuple[int, int, int] | None:
    """What a request says of the checkpoints held."""
    newest, safe = state.checkpoints.newest, state.checkpoints.safe
    if state.run.speaks < CHECKPOINTS_SINCE or newest is None:
        return None
    return newest.incarnation, newest.size, 0 if safe is None else safe.size


def is_withheld(state: State) -> bool:
    """True when an office that has stated its history does not speak of it any more.

    Anybody on the way can say which versions an office speaks, and one that changed its history
    would rather not speak of it. So it is sent to, and nothing is taken from it.
    """
    return state.run.speaks < CHECKPOINTS_SINCE and state.checkpoints.newest is not None


def handed_up(state: State) -> str:
    """The checkpoint that a request hands up; '' for none."""
    orphan = state.checkpoints.orphan
    return "" if state.run.speaks < CHECKPOINTS_SINCE or orphan is None else orphan.note


def witnessed(
    state: State, request: SyncRequest, reply: SyncReply, common: int | None
) -> Checkpoints | Doubt:
    """What is held after this reply; `common` as it says that the office was restored.

    Errors: MalformedRequest when it states nothing where it has to.
    """
    held = state.checkpoints
    if common is None and (reply.page is None or request.wire < CHECKPOINTS_SINCE):
        return held
    if request.wire < CHECKPOINTS_SINCE:
        unsaid = (reply.incarnation, reply.size, "")
        return held if held.newest is None else Doubt("withheld", held.newest, unsaid)
    if not reply.checkpoint:
        raise MalformedRequest("bad_reply", "the reply states nothing of the office's history")
    before = held if common is None else _within(held, common)
    stated = _read(state, reply)
    if stated is None:
        return Doubt("not_signed", held.newest, (reply.incarnation, reply.size, ""))
    now = (reply.incarnation, stated.size, stated.root.hex())
    if stated.size != reply.size:
        return Doubt("another_size", held.newest, now)
    if before.newest is None and held.safe is not None and held.safe.size > reply.lost:
        return Doubt("safe_lost", held.safe, now)
    if before.newest is not None and not _goes_on(before.newest, stated, reply):
        return Doubt("not_consistent", before.newest, now)
    newest = HeldCheckpoint(reply.incarnation, stated.size, stated.root, reply.checkpoint)
    return Checkpoints(
        newest, _safe(before, newest, reply.safe_size), _orphan(held, request, common)
    )


def _read(state: State, reply: SyncReply) -> Checkpoint | None:
    """The checkpoint as this device's office signed it for this log; None when it did not."""
    profile = state.profile
    origin = origin_of(profile.deployment, profile.log, reply.incarnation)
    try:
        return read_checkpoint(reply.checkpoint, origin, profile.office_key)
    except InputRefused:
        return None


def _goes_on(held: HeldCheckpoint, stated: Checkpoint, reply: SyncReply) -> bool:
    return is_consistent(held.size, held.root, stated.size, stated.root, reply.proof)


def _within(held: Checkpoints, common: int) -> Checkpoints:
    """Those that speak of positions which the office still has, the newer one to be proved.

    A proof of the newer one holds for both, since it was proved to go on from the older one.
    """
    known = [one for one in (held.safe, held.newest) if one is not None and one.size <= common]
    return Checkpoints(known[-1], known[0]) if known else Checkpoints()


def _safe(before: Checkpoints, newest: HeldCheckpoint, safe_size: int) -> HeldCheckpoint | None:
    known = [one for one in (before.safe, before.newest, newest) if one is not None]
    within = [one for one in known if one.size <= safe_size]
    return max(within, key=lambda one: one.size, default=before.safe)


def _orphan(held: Checkpoints, request: SyncRequest, common: int | None) -> HeldCheckpoint | None:
    """What is still to be handed up: an answered request has brought the one before."""
    if common is not None and held.newest is not None and held.newest.size > common:
        return held.newest
    return None if request.orphan else held.orphan
