"""What a reply says of own events: the results of a batch, and a page that has them already.

Position and verdict of an event are said once: another answer later is an incident, and changes
nothing. The lines that the office took prove the heads of this chain: a damaged one is put right.
Before: `protocol.receive` took the results from the reply. After: `taking_in.py` counts what is
new. All of it is part of the transaction that takes the reply in.
"""

from collections.abc import Sequence

import msgspec

from client_sync.exchange.state import Effects
from client_sync.storage.chain_proof import head_after
from client_sync.storage.held import Committed, Incident, Profile, Row
from client_sync.storage.journal_writing import Writing
from events import chain as hash_chain
from events.entry import Item
from events.ids import DeviceId, event_id


async def take_results(
    writing: Writing, profile: Profile, effects: Effects, incidents: list[Incident]
) -> list[Committed]:
    """What is said now of own events of which nothing had been said."""
    new = await _committed(writing, effects.committed, incidents)
    await _join(writing, profile, new, incidents)
    return new + await _echoed(writing, effects.items, profile.device)


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
