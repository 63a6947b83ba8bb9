"""What one verified reply changes, in one transaction: results, page, keys, digests, cursor.

Before: `protocol.receive` said the effects. After: the journal holds all of it or, after a crash,
none, and the next request asks again from where the old cursor stood.
"""

from collections.abc import Callable, Sequence

import msgspec

from client_sync.backfill import counted, move_marks
from client_sync.forking import reissue
from client_sync.journal import (
    Chain,
    Committed,
    HeldKey,
    Incident,
    Journal,
    Profile,
    Row,
    Writing,
)
from client_sync.protocol import Effects
from client_sync.scoping import move_scope
from events import chain as hash_chain
from events.digest import Digest
from events.entry import Item, KeyGrant
from events.ids import DeviceId, KeyId, StreamId, event_id
from events.types import Role

OpensKey = Callable[[KeyGrant], bool]
"""True when a grant's box opens with this device's secret and holds the key it names."""


class TakenIn(msgspec.Struct, frozen=True):
    """What came of a reply; `None` instead when another process had taken one in meanwhile.

    `left` and `added`: how many households were handed over from here, or to here.
    """

    committed: int = 0
    items: int = 0
    incidents: tuple[Incident, ...] = ()
    left: int = 0
    added: int = 0

    def plus(self, other: "TakenIn") -> "TakenIn":
        """What came of two replies."""
        return TakenIn(
            self.committed + other.committed,
            self.items + other.items,
            self.incidents + other.incidents,
            self.left + other.left,
            self.added + other.added,
        )


class _Envelope(msgspec.Struct, frozen=True, gc=False):
    """What the journal keeps of a line beside its bytes; the office checked the whole line."""

    type: str
    stream: StreamId
    on: str
    at: int
    key: KeyId | None = None


_ENVELOPE = msgspec.json.Decoder(_Envelope)


async def take_in(
    journal: Journal, effects: Effects, opens: OpensKey, profile: Profile
) -> TakenIn | None:
    """Make a reply's effects durable. None when they are of an older turn; nothing changed then."""
    async with journal.writing() as writing:
        if (await writing.sync_state()).turn != effects.asked_at_turn:
            return None
        incidents = list(effects.incidents)
        new = await _committed(writing, effects.committed, incidents)
        rows = await _rows(writing, effects.items, profile.device, incidents)
        await writing.insert(rows)
        await writing.hold(list(dict.fromkeys(row.stream for row in rows)))
        await _count(writing, effects, new)
        rows += await _filled(writing, effects, profile.device, incidents)
        await _keys(writing, effects, rows, opens)
        if effects.reissue is not None:
            await reissue(writing, profile, effects.reissue)
        if effects.scope is not None:
            await move_scope(writing, effects.scope, effects.sync.cursor.size)
        await writing.forget_keys_handed_in()
        incidents += await _compared(writing, effects, profile.role)
        await writing.save_sync_state(effects.sync)
        fresh = await _unsaid(writing, incidents)
        for incident in fresh:
            await writing.add_incident(incident)
    moved = effects.scope
    left, added = (0, 0) if moved is None else (len(moved.left), len(moved.added))
    return TakenIn(len(new), len(rows), tuple(fresh), left, added)


# --- own events ----------------------------------------------------------------------------------


async def _committed(
    writing: Writing, results: Sequence[Committed], incidents: list[Incident]
) -> list[Committed]:
    """The results that are new, now said; another answer than before is kept as an incident."""
    if not results:
        return []
    first, last = results[0].sequence, results[-1].sequence
    held = {
        row.sequence: row
        for row in await writing.own_rows(results[0].epoch, first, last - first + 1)
    }
    new: list[Committed] = []
    for result in results:
        row = held[result.sequence]
        if row.position is None:
            new.append(result)
        elif (row.position, row.received, row.verdict) != (
            result.position,
            result.received,
            result.verdict,
        ):
            incidents.append(_differs(row, result))
    await writing.committed(new)
    return new


def _differs(row: Row, result: Committed) -> Incident:
    detail = {
        "event": row.id,
        "ours": [row.position, row.received, row.verdict],
        "theirs": [result.position, result.received, result.verdict],
    }
    return _incident(result.received, "verdict_differs", row.stream, detail)


# --- the page ------------------------------------------------------------------------------------


async def _rows(
    writing: Writing, items: Sequence[Item], device: DeviceId, incidents: list[Incident]
) -> list[Row]:
    """The page's items as rows. This device's own, come back after a restore, go on in its chain.

    An own event whose place is taken by another of ours is the office's side of a fork: it is kept
    like anybody's.
    """
    rows: list[Row] = []
    head: Chain | None = None
    for item in items:
        row = _row(item)
        if row is None:
            detail = {"position": item.position, "verdict": item.verdict}
            incidents.append(_incident(item.received, "item_unreadable", None, detail))
            continue
        if item.device == device:
            head = head or await writing.chain()
            if (row.epoch, row.sequence) == (head.epoch, head.sequence + 1):
                after = hash_chain.next_head(head.head, row.line)
                head = Chain(head.epoch, head.parent, row.sequence, after, row.at)
                row = msgspec.structs.replace(row, head=after)
        rows.append(row)
    return rows


def _row(item: Item) -> Row | None:
    try:
        envelope = _ENVELOPE.decode(item.line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return Row(
        event_id(item.line),
        item.device,
        item.epoch,
        item.sequence,
        envelope.stream,
        envelope.type,
        envelope.on,
        envelope.at,
        envelope.key,
        item.line,
        item.personal,
        None,
        item.position,
        item.received,
        item.verdict,
    )


async def _filled(
    writing: Writing, effects: Effects, device: DeviceId, incidents: list[Incident]
) -> list[Row]:
    """What came of households that are being filled, now held."""
    items = [item for fill in effects.fills for item in fill.items]
    rows = await _rows(writing, items, device, incidents)
    await writing.insert(rows)
    await move_marks(writing, effects.filling, effects.fills, effects.sync.cursor.size)
    return rows


# --- digests -------------------------------------------------------------------------------------


async def _count(writing: Writing, effects: Effects, new: Sequence[Committed]) -> None:
    """Add to each stream's digest what the cursor passed, and nothing twice.

    A digest speaks of what lies before the cursor. Own events may have got a position beyond it:
    they count when the cursor passes them. One that got a position behind it counts now.
    """
    passed = await writing.items_between(effects.read_from, effects.sync.cursor.size)
    late = [result.position for result in new if result.position < effects.read_from]
    for position in late:
        passed += await writing.items_between(position, position + 1)
    if not passed:
        return
    held = {stream.id: stream.digest for stream in await writing.streams()}
    touched: dict[StreamId, list[Row]] = {}
    for row in passed:
        touched.setdefault(row.stream, []).append(row)
    await writing.save_digests(
        [(stream, counted(held[stream], rows)) for stream, rows in touched.items()]
    )


async def _compared(writing: Writing, effects: Effects, role: Role) -> list[Incident]:
    """Households of which office and device do not hold the same; both digests are kept.

    A key that is asked for counts as held. An auditor is given none, so their number says nothing.
    """
    at = effects.sync.synced_at or 0
    differing: list[Incident] = []
    for theirs in effects.digests:
        held = await writing.stream(StreamId(theirs.household))
        if held is not None and (held.incomplete or not held.held):
            continue
        ours = Digest() if held is None else held.digest
        coming = await writing.keys_wanted_of(StreamId(theirs.household))
        keys = theirs.keys if role == "auditor" else ours.keys + coming
        if (ours.events, ours.short(), keys) != (theirs.events, theirs.digest, theirs.keys):
            detail = {
                "ours": [ours.events, ours.short().hex(), ours.keys],
                "theirs": [theirs.events, theirs.digest.hex(), theirs.keys],
            }
            stream = StreamId(theirs.household)
            differing.append(_incident(at, "digest_differs", stream, detail))
    return differing


# --- keys and incidents --------------------------------------------------------------------------


async def _keys(writing: Writing, effects: Effects, rows: Sequence[Row], opens: OpensKey) -> None:
    await writing.acknowledge_keys(effects.keys_acknowledged)
    await writing.add_keys(
        [HeldKey(grant.id, grant.stream, grant.sealed) for grant in effects.keys if opens(grant)]
    )
    named = {row.key: row.stream for row in rows if row.key is not None}
    await writing.want_keys(list(named.items()))


async def _unsaid(writing: Writing, incidents: Sequence[Incident]) -> list[Incident]:
    """Those not said lately: a lasting trouble is one incident, not one per sync."""
    said = {(i.code, i.stream, i.detail) for i in await writing.incidents(100)}
    return [i for i in incidents if (i.code, i.stream, i.detail) not in said]


def _incident(at: int, code: str, stream: StreamId | None, detail: object) -> Incident:
    text = msgspec.json.encode(detail).decode()
    return msgspec.convert({"at": at, "code": code, "stream": stream, "detail": text}, Incident)
