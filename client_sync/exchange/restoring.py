"""Following an office that was restored into its new incarnation; nothing of it is lost here.

    positions below `common`   mean what they meant
    own events beyond          wait again, and are sent as if they never had been
    others' events beyond      are offered until the office has them; then they come back in pages
    data keys they name        go along, since the office may have lost them
    own events let go          are lost if they lie beyond: it is told which, and what was written
                               after them goes on in another epoch

Before: a verified reply of a higher incarnation (`protocol.py`). After: the next request reads on
from where both are the same. All of it is part of the transaction that takes the answer in.
"""

import msgspec

from client_sync.data_keys import hand_over
from client_sync.exchange.forking import go_on_after
from client_sync.ports import Chance, DeviceKeys
from client_sync.storage.held import HeldKey, Incident, Place, Profile, SyncState
from client_sync.storage.items import digest_of
from client_sync.storage.journal_reading import Reading
from client_sync.storage.journal_writing import Writing
from events import limits
from events.ids import PROGRAMME, Cursor, StreamId, event_id
from events.wire import Filling, Returned


class Restored(msgspec.Struct, frozen=True):
    """The office's log is `incarnation` now, the same as `cursor`'s in its first `common`."""

    cursor: Cursor
    incarnation: int
    common: int

    @property
    def goes_on_from(self) -> Cursor:
        """What this device holds of the new incarnation."""
        return Cursor(self.incarnation, min(self.cursor.size, self.common))


async def follow(
    writing: Writing, profile: Profile, restored: Restored, sync: SyncState
) -> list[Incident]:
    """Take back what the office said beyond what it was restored to; what a person should know.

    Digests are summed up anew, which would hide an entry of the programme that is missing here: of
    households the office knows better, of the programme it is asked.
    """
    about = await writing.stream(PROGRAMME)
    rows = await writing.rows(PROGRAMME)
    if about is not None and digest_of(rows, restored.cursor.size).sum != about.digest.sum:
        await writing.set_doubtful([PROGRAMME], True)
    lost = await writing.gone_since(restored.common)
    await writing.begin_incarnation(
        restored.incarnation, restored.common, restored.cursor.incarnation
    )
    size = restored.goes_on_from.size
    for lacking in await writing.fillings(await writing.filling_count()):
        await _clip(writing, lacking, size)
    for stream in await writing.streams():
        rows = await writing.rows(stream.id)
        await writing.save_digests([(stream.id, digest_of(rows, size))])
    if not lost:
        return []
    await go_on_after(writing, profile, lost[0].epoch, lost[0].sequence - 1)
    return [_lost(lost, sync.synced_at or 0)]


def _lost(lost: list[Place], at: int) -> Incident:
    named = [[one.epoch, one.sequence, one.id] for one in lost[: limits.OWN_LOST_SHOWN_MAX]]
    detail = {"entries": len(lost), "events": named}
    return Incident(at, "own_lost", None, msgspec.json.encode(detail).decode())


async def _clip(writing: Writing, lacking: Filling, size: int) -> None:
    """Of a household that is being filled, what lacks below the cursor; the rest is in pages."""
    clipped = Filling(lacking.household, min(lacking.start, size), min(lacking.end, size))
    if clipped.start < clipped.end:
        await writing.fill(clipped)
    else:
        await writing.filled(StreamId(lacking.household))


async def offers(reading: Reading, count: int, bytes_max: int) -> tuple[Returned, ...]:
    """The next of what is to be offered, as much as a request carries; at least one.

    Of an event whose line is damaged only the name: the office learns that it lacks.
    """
    total = 0
    kept: list[Returned] = []
    for one in await reading.returning(count):
        if one.line is not None and event_id(one.line) != one.id:
            one = msgspec.structs.replace(one, line=None, personal=None)
        total += len(one.line or b"") + len(one.personal or b"")
        if kept and total > bytes_max:
            break
        kept.append(one)
    return tuple(kept)


async def handed_over(
    held: list[HeldKey], profile: Profile, keys: DeviceKeys, chance: Chance
) -> tuple[HeldKey, ...]:
    """Open keys, those that the office may have lost sealed to it, whoever made them."""
    return tuple(
        [
            await hand_over(key, profile, keys, chance) if key.lost and not key.grant_box else key
            for key in held
        ]
    )
