"""What one verified reply changes, in one transaction: results, page, keys, digests, cursor.

Before: `protocol.receive` said the effects. After: the journal holds all of it or, after a crash,
none, and the next request asks again from where the old cursor stood.
"""

from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from client_sync.exchange.backfill import move_marks
from client_sync.exchange.forking import reissue
from client_sync.exchange.letting_go import let_go
from client_sync.exchange.repairing import differing, listed, mended, suspected
from client_sync.exchange.restoring import follow
from client_sync.exchange.scoping import move_scope
from client_sync.exchange.snapshot import is_over
from client_sync.exchange.state import NO_QUESTIONS, Effects, Questions
from client_sync.exchange.witnessing import STATED
from client_sync.storage.chain_proof import head_after
from client_sync.storage.held import Chain, Committed, HeldKey, HeldSnapshot, Incident, Profile, Row
from client_sync.storage.items import digest_of, row_of
from client_sync.storage.journal import Journal, Writing
from events import chain as hash_chain
from events.digest import Digest
from events.entry import Item, KeyGrant
from events.ids import DeviceId, StreamId, event_id
from events.repair import ANY_DEVICE, part_place

_MODULUS: Final = 1 << 128

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
        new = await _committed(writing, effects.committed, incidents)
        await _join(writing, profile, new, incidents)
        new += await _echoed(writing, effects.items, profile.device)
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
        questions = await _mended(writing, effects, profile, incidents)
        await writing.save_sync_state(sync)
        if effects.checkpoints is not None:
            await writing.save_checkpoints(effects.checkpoints)
        gone = await let_go(writing)
        fresh = await _unsaid(writing, incidents)
        for incident in fresh:
            await writing.add_incident(incident)
    return TakenIn(len(new), len(rows), tuple(fresh), left, added, gone, questions)


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
        row = held.get(result.sequence)
        if row is None:
            continue  # let go since it was sent, as one that the office has
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


async def _join(
    writing: Writing, profile: Profile, new: Sequence[Committed], incidents: list[Incident]
) -> None:
    """Put right the heads of what was sent just now, should those that stand here be damaged.

    The office holds what was sent: the lines, after the head that the batch began with. One that is
    neither what its id says nor its head was damaged while it waited.
    """
    if not new:
        return
    epoch, first = new[0].epoch, new[0].sequence
    chain = next(one for one in await writing.chains() if one.epoch == epoch)
    head = await head_after(writing, profile, chain, first - 1)
    rows = await writing.own_rows(epoch, first, new[-1].sequence - first + 1)
    is_right = True
    for row in rows:
        if head is None:
            return
        head = hash_chain.next_head(head, row.line)
        if row.head == head:
            continue
        if event_id(row.line) != row.id:
            detail = {"event": row.id, "sent": event_id(row.line)}
            incidents.append(Incident.of(new[0].received, "unsent_damaged", row.stream, detail))
        else:
            await writing.put_right(msgspec.structs.replace(row, head=head))
            is_right = False
    if not is_right or (rows[-1].sequence == chain.sequence and head != chain.head):
        start = hash_chain.first_head(profile.log, profile.device, epoch, chain.parent)
        await writing.end_epoch(epoch, start)


def _differs(row: Row, result: Committed) -> Incident:
    detail = {
        "event": row.id,
        "ours": [row.position, row.received, row.verdict],
        "theirs": [result.position, result.received, result.verdict],
    }
    return Incident.of(result.received, "verdict_differs", row.stream, detail)


async def _echoed(writing: Writing, items: Sequence[Item], device: DeviceId) -> list[Committed]:
    """What the page says of own events whose result is still on its way, or was lost."""
    said: list[Committed] = []
    for item in items:
        if item.device != device:
            continue
        for row in await writing.own_rows(item.epoch, item.sequence, 1):
            if row.position is None and row.id == event_id(item.line):
                place = (item.epoch, item.sequence, item.position, item.received, item.verdict)
                said.append(Committed(*place))
    await writing.committed(said)
    return said


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


async def _mended(
    writing: Writing, effects: Effects, profile: Profile, incidents: list[Incident]
) -> Questions:
    """Compare with the office what is held now, and take in what it said of what differed.

    What to ask it next; nothing while its answers bring no page, or more pages come.
    """
    asked, sync = effects.asked, effects.sync
    end, at = sync.cursor.size, sync.synced_at or 0
    looks, happened = await mended(
        writing, profile, asked.looks, effects.found, effects.read_from, end, at
    )
    incidents += happened
    looks += effects.unasked
    differ_still = {part_place(one) for one in effects.found}
    equal = [part for part in asked.looks if part_place(part) not in differ_still]
    whole = [StreamId(part.household) for part in equal if part.device == ANY_DEVICE]
    await writing.set_doubtful(whole, False)
    check_after, is_checked = asked.check_after, asked.is_checked
    if not effects.is_at_head:
        return Questions(tuple(looks), check_after, is_checked)
    digests = effects.digests
    if asked.check_after is not None and effects.checked is not None:
        check_after = await listed(writing, effects.checked, asked.check_after)
        digests += effects.checked
    differ = await differing(writing, digests, profile.role, at, end)
    named = {StreamId(part.household) for part in looks}
    if effects.read_from == end:
        # An office that says of one position that a household differs, and that nothing of it
        # does, would be asked without end.
        named.update(whole)
    unasked = [incident for incident in differ if incident.stream not in named]
    looks += await suspected(writing, unasked, end)
    incidents += differ
    is_whole = not (looks or is_checked or await writing.filling_count())
    if effects.scope_digest and is_whole:
        ours = scope_digest(await writing.digest_sums())
        check_after, is_checked = ("" if ours != effects.scope_digest else None), True
    return Questions(tuple(looks), check_after, is_checked)


def scope_digest(sums: Sequence[bytes]) -> bytes:
    """16 bytes over all households held: the sum of their short digests."""
    total = sum(int.from_bytes(one[:16], "big") for one in sums)
    return (total % _MODULUS).to_bytes(16, "big")


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
