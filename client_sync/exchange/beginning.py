"""Where the next batch begins: at the first entry that waits, after a head that is known here.

    the chain's end · the first without a position, or the one the office asks for · the head before

What the disk lost or changed must not look like another history to the office: a note that ends
before its entries is read from them, and what waits behind a lost entry waits until that was asked
for. Before: `sync.py` reads the journal. After: `requests.py` makes the batch.
"""

import msgspec

from client_sync.exchange.requests import lacks_something
from client_sync.exchange.state import State
from client_sync.storage.held import Chain, Profile, SyncState
from client_sync.storage.journal import Reading
from events import chain as hash_chain


async def begins_at(
    reading: Reading, profile: Profile, end: Chain, sync: SyncState
) -> tuple[int, bytes | None]:
    """From which sequence of a chain to send, and the head before; None where that is missing."""
    first = sync.send_from or await reading.first_unsent(end.epoch)
    if sync.fork is not None:
        first = sync.fork.sequence + 1
    first = first or end.sequence + 1
    if first == 1:
        return first, hash_chain.first_head(profile.log, profile.device, end.epoch, end.parent)
    if first - 1 == end.sequence:
        return first, end.head
    return first, await reading.head_at(end.epoch, first - 1)


async def before_gap(reading: Reading, state: State) -> State:
    """The state where the entry before those that wait was lost here.

    It may come back in this run, so what waits is sent after everything was asked: sent at once, it
    would seem another history. Should it stay missing, the office grants an epoch, as for one.
    """
    epoch = state.chain.epoch
    start = hash_chain.first_head(
        state.profile.log, state.profile.device, epoch, state.chain.parent
    )
    sequence, head = await reading.last_place(epoch, state.first) or (0, start)
    waiting = msgspec.structs.replace(state, first=sequence + 1, prev=head, rows=())
    if state.run.caught_up and not lacks_something(waiting):
        return msgspec.structs.replace(state, prev=start)
    return waiting
