"""What a change of scope does to the journal, in the transaction of the reply that says it.

    left   others' events, card and keys go at once; what this device wrote stays added  is to be
    filled: its history up to the cursor, part by part (`client_sync/exchange/backfill.py`)

What comes after the cursor is in the pages, which the office sends by the new scope. Before:
`protocol.receive` found a change. After: the next request says what lacks.
"""

from client_sync.storage.journal import Writing
from events.ids import OFFICE, PROGRAMME, HouseholdId, StreamId
from events.wire import Filling, Left, Scope


async def move_scope(writing: Writing, scope: Scope, cursor_size: int) -> None:
    """Forget what left, and note what is to come of what was added."""
    left, added = scope.left, scope.added
    if scope.whole:
        streams = set(await writing.stream_ids()) - {PROGRAMME, OFFICE}
        # A family that waits to be told of is none that the office took away.
        streams -= set(await writing.streams_unsent()) - {StreamId(name) for name in added}
        held = {HouseholdId(name) for name in streams}
        left = tuple(Left(name, "") for name in sorted(held - set(added)))
        added = tuple(name for name in added if name not in held)
    for gone in left:
        await writing.forget(StreamId(gone.household), gone.on)
    for household in added:
        await writing.hold([StreamId(household)])
        if cursor_size:
            await writing.fill(Filling(household, 0, cursor_size))
