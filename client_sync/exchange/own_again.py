"""Own entries that were sent and are damaged here, or missing, come back from the office.

    items of a part that differs
      -> the line is the one whose hash is the id that stands there, or that the chain goes on from
      -> it replaces what is damaged, or comes back to its place; else nothing changes

Before: `repairing.py` located them. After: it counts them as right, or reports what does not fit.
What is unsent is never replaced: the journal's own rules refuse it too.
"""

from collections.abc import Iterable

import msgspec

from client_sync.storage.held import Chain, Profile, Row
from client_sync.storage.items import row_of, wrong_in
from client_sync.storage.journal import Writing
from events import chain as hash_chain
from events.entry import Item
from events.ids import StreamId, event_id


async def bring_back(
    writing: Writing, profile: Profile, items: Iterable[tuple[StreamId, Item]]
) -> list[Row]:
    """Put right what these items of streams can put right; the rows that came back.

    In the order of the chain: an entry that came back is what the next one is held against.
    """
    theirs = [
        row
        for stream, item in items
        if item.device == profile.device
        and (row := row_of(item)) is not None
        and row.stream == stream
        and wrong_in(row) in (None, "personal_missing")
    ]
    chains = {chain.epoch: chain for chain in await writing.chains()}
    back: list[Row] = []
    for row in sorted(theirs, key=lambda one: (one.epoch, one.sequence)):
        chain = chains.get(row.epoch)
        if chain is None or row.sequence > chain.sequence:
            continue
        right = await _right(writing, profile, chain, row)
        if right is not None:
            await writing.put_right(right)
            back.append(right)
    return back


async def _right(writing: Writing, profile: Profile, chain: Chain, row: Row) -> Row | None:
    """An own row as it must be; None when nothing is to be done, or the item does not fit."""
    here = await _own(writing, row.epoch, row.sequence)
    if here is None:
        return await _missing(writing, profile, chain, row)
    if here.position is None or wrong_in(here) is None or not _is_said_of(here, row):
        return None
    # The id is a hash of the line: where it stands, this is the line. Else the head says so.
    is_it = here.id == row.id or here.head == await _head_after(writing, profile, chain, row)
    if not is_it:
        return None
    part = row.personal
    if part is None and wrong_in(msgspec.structs.replace(row, personal=here.personal)) is None:
        part = here.personal
    right = msgspec.structs.replace(row, head=here.head, personal=part)
    return None if right == here else right


async def _missing(writing: Writing, profile: Profile, chain: Chain, row: Row) -> Row | None:
    """An own row for a place where none stands."""
    assert row.position is not None
    head = await _head_after(writing, profile, chain, row)
    if head is None or await writing.head_at(row.epoch, row.sequence) is not None:
        return None  # one that was let go comes back by itself
    if not await _goes_on(writing, chain, row, head):
        return None
    there = await writing.items_between(row.position, row.position + 1)
    if any(one.head is not None for one in there):
        return None
    await writing.drop(there)
    return msgspec.structs.replace(row, head=head)


async def _head_after(writing: Writing, profile: Profile, chain: Chain, row: Row) -> bytes | None:
    """The chain's head after a line at its place; None when the head before is not known."""
    before = await writing.head_at(row.epoch, row.sequence - 1)
    if row.sequence == 1:
        before = hash_chain.first_head(profile.log, profile.device, chain.epoch, chain.parent)
    return None if before is None else hash_chain.next_head(before, row.line)


async def _goes_on(writing: Writing, chain: Chain, row: Row, head: bytes) -> bool:
    """False when what is known of the chain after a place contradicts this head."""
    if row.sequence == chain.sequence:
        return head == chain.head
    links = await writing.links(row.epoch, row.sequence + 1, 1)
    if not links or links[0].sequence != row.sequence + 1:
        return True
    after = await _own(writing, row.epoch, row.sequence + 1)
    if after is not None and event_id(after.line) != after.id:
        return True  # it is damaged itself, and will be held against this one
    return hash_chain.heads(head, [links[0].hash]) == [links[0].head]


async def _own(writing: Writing, epoch: int, sequence: int) -> Row | None:
    rows = await writing.own_rows(epoch, sequence, 1)
    return rows[0] if rows and rows[0].sequence == sequence else None


def _is_said_of(here: Row, theirs: Row) -> bool:
    """True when both speak of one event at one position: what the office said is final."""
    said = (theirs.device, theirs.position, theirs.received, theirs.verdict)
    return (here.device, here.position, here.received, here.verdict) == said
