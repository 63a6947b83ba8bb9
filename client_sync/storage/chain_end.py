"""Where an own chain ends, whatever the note of it says.

The journal keeps a note of each chain's end; a card that fails may change it. Before: the rows.
After: `exchange/sync.py` sends from there, `exchange/forking.py` and `reading/doctor.py` hold the
mark of what was sent against it.
"""

import msgspec

from client_sync.storage.held import Chain
from client_sync.storage.journal_reading import Reading


async def end_of(reading: Reading, noted: Chain) -> Chain:
    """Where an own chain ends: at its last entry, should the note of it have been damaged."""
    last = await reading.last_place(noted.epoch)
    if last is None or last[0] <= noted.sequence:
        return noted
    return msgspec.structs.replace(noted, sequence=last[0], head=last[1])
