"""What a change of scope does to the journal, in the transaction of the reply that says it.

    left     others' events, card and keys go at once, own events once they are safe
    added    its history up to the cursor is to come, part by part (`backfill.py`)

What comes after the cursor is in the pages, which the office sends by the new scope. Before:
`protocol.receive` found a change. After: the next request says what lacks.
"""

from client_sync.storage.journal_writing import Writing
from events.ids import OFFICE, PROGRAMME, HouseholdId, StreamId
from events.wire import Filling, Left, Scope


async def move_scope(writing: Writing, scope: Scope, cursor_size: int) -> tuple[int, int]:
    """Forget what left, and note what is to come of what was added; how many households of each.

    Of a whole scope, which follows a restore of the office, only those count that were not held:
    nobody was given the others, and what the office does not know yet comes back to it first.
    """
    left, added = scope.left, scope.added
    streams = set(await writing.stream_ids()) - {PROGRAMME, OFFICE}
    new = len([name for name in added if StreamId(name) not in streams])
    gone_count = len([gone for gone in left if StreamId(gone.household) in streams])
    if scope.whole:
        # A family that waits to be told of is none that the office took away, unless it says so.
        named = {StreamId(name) for name in added} | {StreamId(gone.household) for gone in left}
        streams -= set(await writing.streams_untold()) - named
        held = {HouseholdId(name) for name in streams}
        others = held - set(added) - {gone.household for gone in left}
        left = (*left, *(Left(name, "") for name in sorted(others)))
        added = tuple(name for name in added if name not in held)
    for gone in left:
        await writing.forget(StreamId(gone.household), gone.on)
    for household in added:
        await writing.hold([StreamId(household)])
        # What was written here is kept when a household leaves, its keys are not.
        kept = await writing.rows(StreamId(household))
        await writing.want_keys([(row.key, row.stream) for row in kept if row.key is not None])
        if cursor_size:
            await writing.fill(Filling(household, 0, cursor_size))
    return gone_count, new
