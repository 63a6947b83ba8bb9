"""Checkpoints held against what the office signed, whatever the columns beside the note say.

Before: rows of the journal. After: `reading/doctor.py` mends those that are damaged.
"""

from client_sync.storage.held import HeldCheckpoint, Profile
from events.checkpoint import origin_of, read_checkpoint
from events.errors import InputRefused


def as_signed(held: HeldCheckpoint, profile: Profile) -> HeldCheckpoint | None:
    """The checkpoint of its note; None when this device's office did not sign it."""
    number = held.note.partition("\n")[0].rpartition("/")[2]
    if not number.isdecimal():
        return None
    incarnation = int(number)
    origin = origin_of(profile.deployment, profile.log, incarnation)
    try:
        signed = read_checkpoint(held.note, origin, profile.office_key)
    except InputRefused:
        return None
    return HeldCheckpoint(incarnation, signed.size, signed.root, held.note)
