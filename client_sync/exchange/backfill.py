"""The history of households that came into scope, taken in part by part.

Each part moves its household's own mark in the transaction that holds its events, so a cut costs
one part. When nothing lacks any more, the household's digest is counted from all that is held:
until then it is shown as incomplete, is compared with nobody's, and takes no decision.

Before: `taking_in.py` made rows of a reply's fills. After: the household is like any other.
"""

from collections.abc import Sequence

from client_sync.storage.items import digest_of
from client_sync.storage.journal_writing import Writing
from events.ids import StreamId
from events.wire import Fill, Filling


async def move_marks(
    writing: Writing, asked: Sequence[Filling], fills: Sequence[Fill], cursor_size: int
) -> None:
    """Move on the marks of what came; their rows are in the journal already."""
    until = {one.household: one.end for one in asked}
    for fill in fills:
        end = until[fill.household]
        if fill.end < end:
            await writing.fill(Filling(fill.household, fill.end, end))
            continue
        stream = StreamId(fill.household)
        await writing.filled(stream)
        rows = await writing.rows(stream)
        await writing.save_digests([(stream, digest_of(rows, cursor_size))])
