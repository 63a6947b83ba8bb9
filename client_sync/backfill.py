"""The history of households that came into scope, taken in part by part.

Each part moves its household's own mark in the transaction that holds its events, so a cut costs
one part. When nothing lacks any more, the household's digest is counted from all that is held:
until then it is shown as incomplete, is compared with nobody's, and takes no decision.

Before: `page.py` made rows of a reply's fills. After: the household is like any other.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

from client_sync.journal import Row, Writing
from events import digest as digests
from events.digest import Digest
from events.entry import standing
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


def digest_of(rows: Iterable[Row], size: int) -> Digest:
    """The digest of a household's events among the first `size` positions."""
    return counted(
        Digest(), (row for row in rows if row.position is not None and row.position < size)
    )


def counted(before: Digest, rows: Iterable[Row]) -> Digest:
    """A digest with more events; quarantined ones count nowhere."""
    events, total = before.events, before.sum
    for row in rows:
        assert row.position is not None and row.verdict is not None, "only committed events count"
        if standing(row.verdict) == "quarantined":
            continue
        line_hash = sha256(row.line).digest()
        item = digests.item_hash(
            row.position, row.device, row.epoch, row.sequence, line_hash, row.verdict
        )
        events, total = events + 1, digests.add(total, item)
    return Digest(events, total, before.keys)
