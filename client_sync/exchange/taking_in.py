"""What one verified reply changes, in one transaction: results, page, keys, digests, cursor.

Before: `protocol.receive` said the effects. `results.py` takes in what is said of own events, and
`comparing.py` says, last, what to ask about. After: the journal holds all of it or, after a crash,
none, and the next request asks again from where the old cursor stood.
"""

from collections.abc import Callable, Sequence

import msgspec

from client_sync.exchange.backfill import move_marks
from client_sync.exchange.comparing import compare
from client_sync.exchange.forking import reissue
from client_sync.exchange.letting_go import let_go
from client_sync.exchange.restoring import follow
from client_sync.exchange.results import take_results
from client_sync.exchange.scoping import move_scope
from client_sync.exchange.snapshot import is_over
from client_sync.exchange.state import NO_QUESTIONS, Effects, Questions
from client_sync.exchange.witnessing import STATED
from client_sync.storage.held import Chain, Committed, HeldKey, HeldSnapshot, Incident, Profile, Row
from client_sync.storage.items import digest_of, row_of
from client_sync.storage.journal import Journal
from client_sync.storage.journal_writing import Writing
from events import chain as hash_chain
from events.digest import Digest
from events.entry import Item, KeyGrant
from events.ids import DeviceId, StreamId

OpensKey = Callable[[KeyGrant], bool]
"""True when a grant's box opens with this device's secret and holds the key it names."""


class TakenIn(msgspec.Struct, frozen=True):
    """What came of a reply; `None` instead when another process had taken one in meanwhile.

    `left` and `added`: how many households were handed over from here, or to here; `let_go`: how
    many own entries of such went from here. `questions`: what to ask the office next, so that both
    hold the same.
    """

    committed: int = 0
    items: int = 0
    incidents: tuple[Incident, ...] = ()
    left: int = 0
    added: int = 0
    let_go: int = 0
    questions: Questions = NO_QUESTIONS

    def plus(self, other: "TakenIn") -> "TakenIn":
        """What came of two replies."""
        return TakenIn(
            self.committed + other.committed,
            self.items + other.items,
            self.incidents + other.incidents,
            self.left + other.left,
            self.added + other.added,
            self.let_go + other.let_go,
            other.questions,
        )


async def take_in(
    journal: Journal, effects: Effects, opens: OpensKey, profile: Profile
) -> TakenIn | None:
    """Make a reply's effects durable. None when they are of an older turn; nothing changed then."""
    async with journal.writing() as writing:
        if (await writing.sync_state()).turn != effects.asked_at_turn:
            return None
        incidents = list(effects.incidents)
        if effects.restored is not None:
            incidents += await follow(writing, profile, effects.restored, effects.sync)
        await writing.returned(effects.returned)
        new = await take_results(writing, profile, effects, incidents)
        rows = await _rows(writing, effects, effects.items, profile.device, incidents)
        await writing.insert(rows)
        await writing.hold(list(dict.fromkeys(row.stream for row in rows)))
        await _count(writing, effects, new)
        rows += await _filled(writing, effects, profile.device, incidents)
        await _keys(writing, effects, rows, opens)
        if effects.reissue is not None:
            await reissue(writing, profile, effects.reissue)
        left, added, sync = 0, 0, effects.sync
        if effects.scope is not None:
            left, added = await move_scope(writing, effects.scope, sync.cursor.size)
            if effects.scope.added and await writing.gone_since(sync.cursor.size):
                # What was let go and lies ahead is in no page, unless it is said to lack here.
                sync = msgspec.structs.replace(sync, echo=True)
        await writing.forget_keys_handed_in()
        await _snapshot(writing, effects)
        questions = await compare(writing, effects, profile, incidents)
        await writing.save_sync_state(sync)
        if effects.checkpoints is not None:
            await writing.save_checkpoints(effects.checkpoints)
        gone = await let_go(writing)
        fresh = await _unsaid(writing, incidents)
        for incident in fresh:
            await writing.add_incident(incident)
    return TakenIn(len(new), len(rows), tuple(fresh), left, added, gone, questions)


# --- the page ------------------------------------------------------------------------------------


async def _rows(
    writing: Writing,
    effects: Effects,
    items: Sequence[Item],
    device: DeviceId,
    incidents: list[Incident],
) -> list[Row]:
    """The page's items as rows. This device's own, come back after a restore, go on in its chain.

    What the office holds of this device on its side of a fork is kept like anybody's: it does not
    go on from what is held here, whatever its sequence number.
    """
    is_forked = _is_forked(effects)
    rows: list[Row] = []
    head: Chain | None = None
    for item in items:
        row = row_of(item)
        if row is None:
            detail = {"position": item.position, "verdict": item.verdict}
            incidents.append(Incident.of(item.received, "item_unreadable", None, detail))
            continue
        if item.device == device and not is_forked:
            head = head or await writing.chain()
            if (row.epoch, row.sequence) == (head.epoch, head.sequence + 1):
                after = hash_chain.next_head(head.head, row.line)
                head = Chain(head.epoch, head.parent, row.sequence, after, row.at)
                row = msgspec.structs.replace(row, head=after)
        rows.append(row)
    return rows


def _is_forked(effects: Effects) -> bool:
    """True when this reply says that the office holds another history of this device."""
    return effects.reissue is not None or effects.sync.fork is not None


async def _filled(
    writing: Writing, effects: Effects, device: DeviceId, incidents: list[Incident]
) -> list[Row]:
    """What came of households that are being filled, now held."""
    items = [item for fill in effects.fills for item in fill.items]
    rows = await _rows(writing, effects, items, device, incidents)
    await writing.insert(rows)
    await move_marks(writing, effects.filling, effects.fills, effects.sync.cursor.size)
    return rows


async def _snapshot(writing: Writing, effects: Effects) -> None:
    """Remember a snapshot that was offered; forget one that is over."""
    sync = effects.sync
    if effects.snapshot is not None:
        held = HeldSnapshot(sync.cursor.incarnation, sync.scope_version, effects.snapshot)
        await writing.save_snapshot(held)
        return
    kept = await writing.snapshot()
    if kept is not None and (effects.snapshot_gone or is_over(kept, sync)):
        await writing.save_snapshot(None)


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
    end = effects.sync.cursor.size
    await writing.save_digests(
        [
            (stream, digest_of(rows, end, held.get(stream, Digest())))
            for stream, rows in touched.items()
        ]
    )


# --- keys and incidents --------------------------------------------------------------------------


async def _keys(writing: Writing, effects: Effects, rows: Sequence[Row], opens: OpensKey) -> None:
    await writing.acknowledge_keys(effects.keys_acknowledged)
    await writing.add_keys(
        [HeldKey(grant.id, grant.stream, grant.sealed) for grant in effects.keys if opens(grant)]
    )
    named = {row.key: row.stream for row in rows if row.key is not None}
    await writing.want_keys(list(named.items()))
    await writing.keys_unknown(effects.keys_unknown, effects.sync.synced_at or 0)


async def _unsaid(writing: Writing, incidents: Sequence[Incident]) -> list[Incident]:
    """Those not said lately: a lasting trouble is one incident, not one per sync."""
    said = {_trouble(one) for one in await writing.incidents(100)}
    return [one for one in incidents if _trouble(one) not in said]


def _trouble(incident: Incident) -> tuple[str, StreamId | None, str]:
    """What makes an incident another one; an office in doubt states something new every time."""
    about = incident.detail.partition(STATED)[0]
    return incident.code, incident.stream, about
