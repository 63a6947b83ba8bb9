"""Mending what is held of a household: what differs is located, and only that is replaced.

    the office holds something else of a household
      -> it is asked about the whole of it, then its parts, then ranges of them
      -> others' entries held wrongly, or in excess, give way to the office's
      -> own entries that are damaged or missing come back (`own_again.py`); one that differs
         otherwise is reported, and not touched

Before: `comparing.py` found that it differs, and the office has answered what was asked about it.
After: its digest is summed up anew from its rows, and what is still to be narrowed down is asked
next. All of it is part of the transaction that takes the answer in.
"""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from client_sync.exchange.own_again import bring_back
from client_sync.storage.held import Committed, Incident, Profile, Row
from client_sync.storage.items import counted, digest_of, is_counted, row_of, wrong_in
from client_sync.storage.journal_reading import Reading
from client_sync.storage.journal_writing import Writing
from events import repair
from events.entry import Item
from events.ids import HouseholdId, StreamId
from events.repair import ANY_DEVICE, Counted, Found, Part


class _Tally:
    """What came of one answer, for each household."""

    def __init__(self) -> None:
        self.fetched: dict[StreamId, int] = {}
        self.dropped: dict[StreamId, int] = {}
        self.incidents: list[Incident] = []


# --- narrowing down ------------------------------------------------------------------------------


async def mended(
    writing: Writing,
    profile: Profile,
    looks: Sequence[Part],
    found: Sequence[Found],
    end: int,
    end_next: int,
    at: int,
) -> tuple[list[Part], list[Incident]]:
    """What to ask next after an answer that counts up to `end`, and what happened.

    The next questions count up to `end_next`, where the page has moved the cursor.
    """
    tally = _Tally()
    asked: list[Part] = []
    theirs = [(StreamId(one.household), item) for one in found for item in one.items or ()]
    for row in await bring_back(writing, profile, theirs):
        tally.fetched[row.stream] = tally.fetched.get(row.stream, 0) + 1
    for one in found:
        stream = StreamId(one.household)
        rows = await writing.rows(stream)
        if one.items is not None:
            await _replace(writing, profile, one, rows, end, tally, at)
            await recount(writing, stream, await writing.rows(stream), end_next)
            continue
        ours = await sound(writing, stream, rows, end)
        then = await sound(writing, stream, rows, end_next)
        closer = _of_household(one, ours) if one.device == ANY_DEVICE else _of_part(one, ours)
        asked += [_stated(part, then) for part in closer]
    if found:
        # What did not fit into the answer comes after the last that did.
        places = [repair.part_place(part) for part in looks]
        for part in looks[places.index(repair.part_place(found[-1])) + 1 :]:
            stream = StreamId(part.household)
            rows = await writing.rows(stream)
            asked.append(_stated(part, await sound(writing, stream, rows, end_next)))
    for stream in tally.fetched.keys() | tally.dropped.keys():
        detail = {
            "fetched": tally.fetched.get(stream, 0), "dropped": tally.dropped.get(stream, 0)
        }  # fmt: skip
        tally.incidents.append(Incident.of(at, "household_mended", stream, detail))
    return asked, tally.incidents


def _of_household(found: Found, ours: Sequence[Counted]) -> list[Part]:
    """The parts, of those the office holds or this device does, that are not equal."""
    theirs = {(part.device, part.epoch): part for part in found.parts}
    held = {
        (part.device, part.epoch): part
        for part in repair.parts_of(HouseholdId(found.household), ours)
    }
    closer = []
    for writer in sorted(theirs.keys() | held.keys()):
        both = [of[writer] for of in (theirs, held) if writer in of]
        if len(both) == 2 and both[0] == both[1]:
            continue
        first, last = min(part.first for part in both), max(part.last for part in both)
        closer.append(msgspec.structs.replace(both[0], first=first, last=last))
    return closer


def _of_part(found: Found, ours: Sequence[Counted]) -> list[Part]:
    return [
        part
        for part in found.parts
        if not repair.states(
            part, repair.digest_of(event for event in ours if repair.within(part, event))
        )
    ]


def _stated(part: Part, events: Sequence[Counted]) -> Part:
    """A part with what this device holds of it."""
    digest = repair.digest_of(event for event in events if repair.within(part, event))
    return msgspec.structs.replace(part, events=digest.events, digest=digest.short())


# --- replacing -----------------------------------------------------------------------------------


async def _replace(
    writing: Writing,
    profile: Profile,
    found: Found,
    rows: Sequence[Row],
    end: int,
    tally: _Tally,
    at: int,
) -> None:
    """Hold of a part what the office holds of it."""
    stream = StreamId(found.household)
    extra = [row for row in rows if is_counted(row, end) and repair.within(found, counted(row))]
    for item in found.items or ():
        row = row_of(item)
        if row is None or row.stream != stream:
            continue
        if same := next((one for one in extra if _is_as_good(one, row)), None):
            extra.remove(same)
            if wrong_in(same) == "personal_missing":
                await writing.note_partless([same.id])
            continue
        if item.device == profile.device and await _is_own(writing, item, tally, stream):
            continue
        wrong = await writing.items_between(item.position, item.position + 1)
        # Also one whose position cannot be, so that no digest counted it.
        wrong += [one for one in rows if _is_place(one, item) and one not in wrong]
        extra = [one for one in extra if one not in wrong]
        if any(one.head is not None for one in wrong):
            tally.incidents.append(_own_differs(at, stream, wrong, item))
            await writing.set_doubtful([stream], False)  # asked again it says the same
            continue
        await writing.drop(wrong)
        await writing.insert([row])
        if row.key is not None:
            await writing.want_keys([(row.key, stream)])
        tally.fetched[stream] = tally.fetched.get(stream, 0) + 1
    for row in extra:
        if row.head is not None:
            tally.incidents.append(_own_differs(at, stream, [row], None))
            await writing.set_doubtful([stream], False)
            continue
        await writing.drop([row])
        tally.dropped[stream] = tally.dropped.get(stream, 0) + 1


async def _is_own(writing: Writing, item: Item, tally: _Tally, stream: StreamId) -> bool:
    """True when an item is an own entry that waits here for its position, which is said now.

    One that waits and is another than the office's is a fork, which the next push finds.
    """
    own = await writing.own_rows(item.epoch, item.sequence, 1)
    if not own or own[0].line != item.line:
        return False
    if own[0].position is not None:
        return False
    said = Committed(item.epoch, item.sequence, item.position, item.received, item.verdict)
    await writing.committed([said])
    tally.fetched[stream] = tally.fetched.get(stream, 0) + 1
    return True


def _is_place(row: Row, item: Item) -> bool:
    """True for a row that the office gave a position, at the place of an item."""
    place = (row.device, row.epoch, row.sequence)
    return row.position is not None and place == (item.device, item.epoch, item.sequence)


def _is_as_good(ours: Row, theirs: Row) -> bool:
    """True when nothing that digests count differs, nor has the office what lacks here."""
    is_same = ours.line == theirs.line and counted(ours) == counted(theirs)
    return is_same and (wrong_in(ours) is None or wrong_in(theirs) is not None)


def _own_differs(at: int, stream: StreamId, rows: Sequence[Row], item: Item | None) -> Incident:
    detail = {
        "ours": [[row.epoch, row.sequence, sha256(row.line).hexdigest()] for row in rows],
        "theirs": None if item is None else [item.position, sha256(item.line).hexdigest()],
    }
    return Incident.of(at, "own_differs", stream, detail)


# --- summing up ---------------------------------------------------------------------------------


async def sound(reading: Reading, stream: StreamId, rows: Sequence[Row], end: int) -> list[Counted]:
    """What is stated of rows: those that are damaged are not, so that the office sends them."""
    partless = await reading.partless(stream)
    return [
        counted(row) for row in rows if is_counted(row, end) and wrong_in(row, partless) is None
    ]


async def recount(writing: Writing, stream: StreamId, rows: Sequence[Row], end: int) -> None:
    """Keep a stream's digest as its rows come to, in place of the one that is there."""
    await writing.save_digests([(stream, digest_of(rows, end))])
