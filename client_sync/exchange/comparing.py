"""Do this device and its office hold the same? Asked whenever a page reached the head of the log.

    what the last questions brought  is narrowed down, and what differs is mended (`repairing.py`)
    the digests of a page            a household that differs is asked about, all of it
    the sum over the scope           where it differs all households are listed, and compared

Before: `taking_in.py` has written the events of the reply. After: the next request carries the
questions. All of it is part of the transaction that takes the reply in.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from client_sync.exchange.repairing import mended, recount, sound
from client_sync.exchange.state import Effects, Questions
from client_sync.storage.held import Incident, Profile, Row
from client_sync.storage.journal_reading import Reading
from client_sync.storage.journal_writing import Writing
from events import limits, repair
from events.digest import Digest
from events.ids import OFFICE, PROGRAMME, HouseholdId, StreamId, is_stream
from events.repair import ANY_DEVICE, Part, part_place
from events.types import Role
from events.wire import HouseholdDigest

_LOOKED_BACK: Final = 100
"""Incidents that are searched for what is known already."""
_MODULUS: Final = 1 << 128


async def compare(
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
        check_after = await _listed(writing, effects.checked, asked.check_after)
        digests += effects.checked
    differ = await _differing(writing, digests, profile.role, at, end)
    named = {StreamId(part.household) for part in looks}
    if effects.read_from == end:
        # An office that says of one position that a household differs, and that nothing of it
        # does, would be asked without end.
        named.update(whole)
    unasked = [incident for incident in differ if incident.stream not in named]
    looks += await _suspected(writing, unasked, end)
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


async def _differing(
    writing: Writing, digests: Sequence[HouseholdDigest], role: Role, at: int, end: int
) -> list[Incident]:
    """Households of which office and device do not hold the same; both digests are kept.

    A few are summed up anew from their rows, so that a row which has changed under the sum is seen.
    A key that is asked for may be held there, or nowhere: somebody may name any. One that was made
    here may have been made since the office was asked. An auditor is given none, so their number
    says nothing.
    """
    found: list[Incident] = []
    for theirs in digests:
        stream = StreamId(theirs.household)
        held = await writing.stream(stream)
        if held is not None and (held.incomplete or not held.held):
            continue
        if held is not None and len(digests) <= limits.RECOUNT_HOUSEHOLDS_MAX:
            await recount(writing, stream, await writing.rows(stream), end)
            held = await writing.stream(stream)
        ours = Digest() if held is None else held.digest
        unsent, coming = await writing.keys_in_doubt(stream)
        fits = role == "auditor" or ours.keys - unsent <= theirs.keys <= ours.keys + coming
        if not fits or (ours.events, ours.short()) != (theirs.events, theirs.digest):
            detail = {
                "ours": [ours.events, ours.short().hex(), ours.keys],
                "theirs": [theirs.events, theirs.digest.hex(), theirs.keys],
            }
            found.append(Incident.of(at, "digest_differs", stream, detail))
    return found


async def _suspected(writing: Writing, incidents: Iterable[Incident], end: int) -> list[Part]:
    """What is held of the households of these incidents, to ask the office about.

    Not again of one whose own entries are known to differ: only a person can say more.
    """
    said = await writing.incidents(_LOOKED_BACK)
    known = {(i.stream, i.detail) for i in said}
    reported = {i.stream for i in said if i.code == "own_differs"}
    parts: list[Part] = []
    for incident in incidents:
        stream = incident.stream
        if stream is None or (stream in reported and (stream, incident.detail) in known):
            continue
        rows = await writing.rows(stream)
        await recount(writing, stream, rows, end)
        parts.append(await _whole(writing, stream, rows, end))
    return parts


async def doubted(reading: Reading) -> tuple[Part, ...]:
    """What is held of streams that are to be asked about."""
    end = (await reading.sync_state()).cursor.size
    return tuple(
        [
            await _whole(reading, stream, await reading.rows(stream), end)
            for stream in await reading.doubtful()
            if is_stream(stream)
        ]
    )


async def _whole(reading: Reading, stream: StreamId, rows: Sequence[Row], end: int) -> Part:
    held = await sound(reading, stream, rows, end)
    return repair.whole(HouseholdId(stream), repair.digest_of(held))


async def _listed(
    writing: Writing, digests: Sequence[HouseholdDigest], after: str
) -> HouseholdId | None:
    """Mark which households the office counts in the scope, of those listed after an id.

    From where to ask on; None when these were the last.
    """
    is_last = len(digests) < limits.REPAIR_HOUSEHOLDS_MAX
    last = None if is_last else digests[-1].household
    names = {StreamId(one.household) for one in digests}
    asked = {
        stream.id
        for stream in await writing.streams()
        if stream.id > after
        and (last is None or stream.id <= last)
        and stream.digest.events
        and not stream.incomplete
    }
    await writing.set_apart(sorted(asked - names - {PROGRAMME, OFFICE}), True)
    await writing.set_apart(sorted(asked & names), False)
    return last
