"""Where an own chain ends, whatever the note of it says.

The journal keeps a note of each chain's end; a card that fails may change it. A note that ends
before its entries is read from them. One that ends beyond them may say that the last were lost: but
not while its head is that of the last which is here, for no entry leaves the head as it was.
Before: the rows. After: `exchange/sync.py` sends from there, whoever writes goes on from there, and
`exchange/forking.py` and `reading/doctor.py` hold the mark of what was sent against it.
"""

import msgspec

from client_sync.storage.held import Chain, Profile
from client_sync.storage.journal import Journal
from client_sync.storage.journal_reading import Reading
from events import chain as hash_chain


async def end_of(reading: Reading, noted: Chain) -> Chain:
    """Where an own chain ends: at its last entry, should the note of it have been damaged."""
    last = await reading.last_place(noted.epoch)
    if last is None or (last[0] <= noted.sequence and not is_beyond(noted, *last)):
        return noted
    return msgspec.structs.replace(noted, sequence=last[0], head=last[1])


def is_beyond(noted: Chain, sequence: int, head: bytes) -> bool:
    """True where the note counts further than the last entry, whose head it has."""
    return sequence < noted.sequence and head == noted.head


async def count_from_the_last(journal: Journal, profile: Profile) -> None:
    """Before this device writes: the next entry would seem to follow one that was lost."""
    async with journal.reading() as reading:
        noted = await reading.chain()
        last = await reading.last_place(noted.epoch)
    start = hash_chain.first_head(profile.log, profile.device, noted.epoch, noted.parent)
    if not is_beyond(noted, *(last or (0, start))):
        return
    async with journal.writing() as writing:
        if await writing.chain() == noted:
            await writing.end_epoch(noted.epoch, start)
