"""Own entries that were sent and are damaged here, or missing, come back from the office.

    items of a part that differs
      -> the line is the one whose hash is the id that stands there, or that the chain goes on over
      -> it replaces what is damaged, or comes back to its place; else nothing changes

What came of a gap and is not proven yet stands like another's entry (`repairing.py`) until the rest
of the gap has come.
Before: `repairing.py` located them. After: it counts them as right, or reports what does not fit.
What is unsent is never replaced: the journal's own rules refuse it too.
"""

from collections.abc import Iterable
from hashlib import sha256

import msgspec

from client_sync.storage.chain_proof import right_heads
from client_sync.storage.held import Chain, Profile, Row
from client_sync.storage.items import row_of, wrong_in
from client_sync.storage.journal_writing import Writing
from events.entry import Item
from events.ids import StreamId


async def bring_back(
    writing: Writing, profile: Profile, items: Iterable[tuple[StreamId, Item]]
) -> list[Row]:
    """Put right what these items of streams can put right; the rows that came back."""
    theirs: dict[int, dict[int, Row]] = {}
    for stream, item in items:
        row = row_of(item) if item.device == profile.device else None
        if row is not None and row.stream == stream and _is_whole(row):
            theirs.setdefault(row.epoch, {})[row.sequence] = row
    back: list[Row] = []
    for chain in await writing.chains():
        rows = theirs.get(chain.epoch, {})
        back += await _by_their_ids(writing, rows)
        back += await _by_the_chain(writing, profile, chain, rows)
    return back


async def _by_their_ids(writing: Writing, theirs: dict[int, Row]) -> list[Row]:
    """Those whose id stands there: it is a hash of the line, so this is the line."""
    back = []
    for row in theirs.values():
        here = await _own(writing, row)
        if here is not None and here.id == row.id and here.head is not None:
            back += await _put_right(writing, here, row, here.head)
    return back


async def _by_the_chain(
    writing: Writing, profile: Profile, chain: Chain, theirs: dict[int, Row]
) -> list[Row]:
    """Those over which the chain goes on, with what came of the same gap before."""
    if not [row for row in theirs.values() if await _lacks(writing, chain, row)]:
        return []
    copies = {row.sequence: row for row in await writing.own_copies(chain.epoch) if _is_whole(row)}
    tried = [row for row in (copies | theirs).values() if await _lacks(writing, chain, row)]
    places = [row.sequence for row in tried]
    lines = {row.sequence: sha256(row.line).digest() for row in tried}
    heads = await right_heads(writing, profile, chain, min(places), max(places), lines)
    back = []
    for row in tried:
        if row.sequence in heads:
            here = await _own(writing, row)
            back += await _put_right(writing, here, row, heads[row.sequence])
    return back


async def _lacks(writing: Writing, chain: Chain, row: Row) -> bool:
    """True where nothing stands, nor was let go, or what was sent is damaged."""
    here = await _own(writing, row)
    if here is not None:
        return here.position is not None and wrong_in(here) is not None
    is_let_go = await writing.head_at(row.epoch, row.sequence) is not None
    return row.sequence <= chain.sequence and not is_let_go


async def _put_right(writing: Writing, here: Row | None, row: Row, head: bytes) -> list[Row]:
    """Put an own row where none stands, or one that by its id or head is this one, damaged."""
    assert row.position is not None, "what the office sends has one"
    if here is None:
        there = await writing.items_between(row.position, row.position + 1)
        if any(one.head is not None for one in there):
            return []
        await writing.drop(there)
        right = msgspec.structs.replace(row, head=head)
    elif _is_said_of(here, row) and (here.id == row.id or here.head == head):
        part = row.personal
        if part is None and wrong_in(msgspec.structs.replace(row, personal=here.personal)) is None:
            part = here.personal
        right = msgspec.structs.replace(row, head=head, personal=part)
    else:
        return []
    if right == here:
        return []
    await writing.put_right(right)
    return [right]


async def _own(writing: Writing, row: Row) -> Row | None:
    """What stands at the place of a row."""
    return next(iter(await writing.own_rows(row.epoch, row.sequence, 1)), None)


def _is_whole(row: Row) -> bool:
    return wrong_in(row) in (None, "personal_missing")


def _is_said_of(here: Row, theirs: Row) -> bool:
    """True when both speak of one event at one position: what the office said is final."""
    said = (theirs.device, theirs.position, theirs.received, theirs.verdict)
    return (here.device, here.position, here.received, here.verdict) == said
