"""Where the next batch begins: at the first entry that waits, after a head that is known here.

    the chain's end · the first without a position, or the one the office asks for · the head before

What the disk lost or changed must not look like another history to the office: a note that ends
before its entries is read from them, and what waits behind a lost entry waits until that was asked
for. Should it not come back, what waits goes on in an epoch of its own. Before: `sync.py` reads the
journal. After: `requests.py` makes the batch.
"""

from typing import NamedTuple

import msgspec

from client_sync.exchange.forking import go_on_after
from client_sync.ports import Clock
from client_sync.storage.chain_end import end_of
from client_sync.storage.chain_proof import head_after
from client_sync.storage.held import Chain, Incident, Profile, Row, SyncState
from client_sync.storage.journal import Journal
from client_sync.storage.journal_reading import Reading
from events import limits


class Beginning(NamedTuple):
    """What to send: the rows from sequence `first` on, which follow each other after head `prev`.

    `is_cut`: none of what waits, for what stood at `first` is lost.
    """

    first: int
    prev: bytes
    rows: tuple[Row, ...]
    is_cut: bool = False


async def beginning(reading: Reading, profile: Profile, end: Chain, sync: SyncState) -> Beginning:
    """Where to send from in a chain that ends there."""
    first = await first_to_send(reading, end, sync)
    if sync.fork is not None:
        first = sync.fork.sequence + 1
    first = first or end.sequence + 1
    prev = await head_after(reading, profile, end, first - 1)
    rows = await reading.own_rows(end.epoch, first, limits.BATCH_EVENTS_MAX + 1)
    if prev is not None and (rows or first > end.sequence):
        is_cut = not rows and await reading.first_cut() is not None
        return Beginning(first, prev, tuple(rows), is_cut)
    sequence, _ = await reading.last_place(end.epoch, first) or (0, b"")
    head = await head_after(reading, profile, end, sequence)
    assert head is not None, "the last place has a head"
    return Beginning(sequence + 1, head, (), is_cut=True)


async def first_to_send(reading: Reading, end: Chain, sync: SyncState) -> int | None:
    """The first entry that the office asks for, or said nothing of; None where it has all."""
    asked_for = sync.send_from
    if asked_for is not None and 1 <= asked_for <= end.sequence:  # else the disk made it so
        return asked_for
    return await reading.first_unsent(end.epoch)


async def go_on_after_loss(journal: Journal, profile: Profile, clock: Clock) -> Incident | None:
    """Give what waits behind lost entries an epoch, which continues the last before them.

    What is to be said of it, where the office does not hold what is lost either.
    """
    async with journal.writing() as writing:
        sync = await writing.sync_state()
        cut = await writing.first_cut()
        if cut is None or sync.fork is not None:
            return None
        epoch, sequence = cut
        chains = {chain.epoch: chain for chain in await writing.chains()}
        # Of an epoch that was never begun, what waits follows the last one that was.
        end = await end_of(writing, chains.get(epoch) or await writing.chain())
        until = sequence if end.epoch == epoch else None
        before, _ = await writing.last_place(end.epoch, until) or (0, b"")
        waits = await writing.own_unsent(end.epoch, before)
        await go_on_after(writing, profile, end.epoch, before)
        await writing.save_sync_state(msgspec.structs.replace(sync, send_from=None))
        held = sync.committed[1] if sync.committed[0] == end.epoch else 0
        places = range(max(before, held) + 1, end.sequence + 1)
        lost = len(places) - sum(row.epoch == end.epoch for row in waits)
        if lost <= 0:
            return None
        detail = {"entries": lost, "after": [end.epoch, before]}
        incident = Incident.of(await clock.now_ms(), "unsent_lost", None, detail)
        await writing.add_incident(incident)
    return incident
