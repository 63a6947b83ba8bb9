"""Going on after a fork or a restore: what the office has not taken gets a place in a new epoch.

    epoch 0   1 2 3 4 5'          the office holds another 5
    epoch 1         1 2 …         5' and all after it, byte for byte, chained to 4

An event is its bytes: its id does not change, and what refers to it still does. Before: the office
granted an epoch (`protocol.py`), or this directory is found to be older than what left it. After:
the outbox holds the same events in their new places. All of it is part of the caller's transaction.
"""

from typing import Final

import msgspec

from client_sync.ports import Clock, SentMark
from client_sync.storage.chain_end import end_of
from client_sync.storage.chain_proof import head_after
from client_sync.storage.held import Chain, Incident, Profile, Row
from client_sync.storage.journal import Journal
from client_sync.storage.journal_writing import Writing
from events import chain as hash_chain

_NOTHING: Final = (-1, 0)
"""Before every place."""
_LOOKED_BACK: Final = 100
"""Incidents that are searched for what is known already."""


class Reissue(msgspec.Struct, frozen=True):
    """Unsent events after `sequence` of `forked` go on in `epoch`, which continues `parent`."""

    forked: int
    sequence: int
    epoch: int
    parent: bytes


async def reissue(writing: Writing, profile: Profile, told: Reissue) -> int:
    """Give the events their new places; how many."""
    newest = await writing.chain()
    after = (told.forked, told.sequence)
    # An epoch that this device opened by itself, unheard of by the office, is not written over.
    waits = [row.epoch + 1 for row in await writing.own_unsent(*after)]
    epoch = max(told.epoch, newest.epoch + 1, *waits)
    return await _move(writing, profile, after, _begin(profile, epoch, told.parent, newest.at))


async def go_on_after(writing: Writing, profile: Profile, epoch: int, sequence: int) -> None:
    """Give what waits after a place an epoch that continues it, for nothing is sent over a gap.

    An epoch of which the office may have heard nothing is continued by what it continues itself.
    """
    (chain,) = [one for one in await writing.chains() if one.epoch == epoch]
    is_heard_of = sequence > 0 or epoch == 0
    parent = await head_after(writing, profile, chain, sequence) if is_heard_of else chain.parent
    assert parent is not None, "the place is held"
    await reissue(writing, profile, Reissue(epoch, sequence, epoch + 1, parent))


async def go_on_if_restored(
    journal: Journal, profile: Profile, sent: SentMark, clock: Clock
) -> Incident | None:
    """Before this device writes: open the next epoch when its journal is older than what it sent.

    Its next sequence numbers may be taken at the office, and nobody can be asked without a network.
    """
    mark = await _mark_beyond(journal, sent)
    if mark is None:
        return None
    async with journal.writing() as writing:
        newest = await writing.chain()
        if (newest.epoch, newest.sequence) >= mark:
            return None  # another process was first
        parent = await writing.last_committed_head()
        parent = parent or hash_chain.first_head(profile.log, profile.device, 0)
        begun = _begin(profile, max(mark[0], newest.epoch) + 1, parent, newest.at)
        await _move(writing, profile, _NOTHING, begun)
        state = await writing.sync_state()
        await writing.save_sync_state(msgspec.structs.replace(state, echo=True, fork=None))
        detail = {"sent": mark, "held": [newest.epoch, newest.sequence], "epoch": begun.epoch}
        incident = Incident.of(await clock.now_ms(), "device_restored", None, detail)
        await writing.add_incident(incident)
    return incident


async def notice_if_restored(journal: Journal, sent: SentMark, clock: Clock) -> Incident | None:
    """Before this device syncs: that its journal is older than what it sent; kept once.

    The office gives back what is missing, and is told by `echo` that it is.
    """
    mark = await _mark_beyond(journal, sent)
    if mark is None:
        return None
    incident = Incident.of(await clock.now_ms(), "device_restored", None, {"sent": mark})
    async with journal.writing() as writing:
        said = {(one.code, one.detail) for one in await writing.incidents(_LOOKED_BACK)}
        if (incident.code, incident.detail) not in said:
            await writing.add_incident(incident)
            state = await writing.sync_state()
            await writing.save_sync_state(msgspec.structs.replace(state, echo=True))
    return incident


async def _mark_beyond(journal: Journal, sent: SentMark) -> tuple[int, int] | None:
    """How far events ever left this installation, when that is further than the journal goes."""
    mark = await sent.read()
    if mark is None:
        return None
    async with journal.reading() as reading:
        newest = await end_of(reading, await reading.chain())
    return mark if (newest.epoch, newest.sequence) < mark else None


def _begin(profile: Profile, epoch: int, parent: bytes, at: int) -> Chain:
    head = hash_chain.first_head(profile.log, profile.device, epoch, parent)
    return Chain(epoch, parent, 0, head, at)


async def _move(writing: Writing, profile: Profile, after: tuple[int, int], begun: Chain) -> int:
    rows = await writing.own_unsent(*after)
    await writing.begin_epoch(begun)
    head, moves = begun.head, []
    for sequence, row in enumerate(rows, start=1):
        head = hash_chain.next_head(head, row.line)
        place: tuple[Row, int, int, bytes] = (row, begun.epoch, sequence, head)
        moves.append(place)
    held = await writing.take_copies(
        [(row.id, epoch, sequence) for row, epoch, sequence, _ in moves]
    )
    await writing.move(moves)
    await writing.committed(held)
    for left in await writing.chains():
        if left.epoch < begun.epoch:
            start = hash_chain.first_head(profile.log, profile.device, left.epoch, left.parent)
            await writing.end_epoch(left.epoch, start)
    return len(rows)
