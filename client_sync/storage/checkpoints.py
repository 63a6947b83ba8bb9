"""Checkpoints held against what the office signed, whatever the columns beside the note say.

Before: rows of the journal. After: `reading/doctor.py` mends those that are damaged;
`profile_proof.py` takes from them who the office is.
"""

from client_sync.storage.held import HeldCheckpoint, Profile
from events.checkpoint import Checkpoint, is_of_another_key, origin_of, read_checkpoint, read_origin
from events.errors import InputRefused
from events.ids import LogId


def as_signed(held: HeldCheckpoint, profile: Profile) -> HeldCheckpoint | None:
    """The checkpoint of its note; None when this device's office did not sign it."""
    read = read_origin(_origin(held))
    if read is None:
        return None
    incarnation = read[2]
    origin = origin_of(profile.deployment, profile.log, incarnation)
    try:
        signed = read_checkpoint(held.note, origin, profile.office_key)
    except InputRefused:
        return None
    return HeldCheckpoint(incarnation, signed.size, signed.root, held.note)


def signed_for(held: HeldCheckpoint, office_key: bytes) -> tuple[str, LogId] | None:
    """Deployment and log for which this key signed a note; None when it did not."""
    try:
        read_checkpoint(held.note, _origin(held), office_key)
    except InputRefused:
        return None
    read = read_origin(_origin(held))
    return None if read is None else read[:2]


def is_anothers(held: HeldCheckpoint, office_key: bytes) -> bool:
    """True when note and columns agree in all but who signed: the key may be what is damaged."""
    return is_of_another_key(held.note, Checkpoint(_origin(held), held.size, held.root), office_key)


def _origin(held: HeldCheckpoint) -> str:
    return held.note.partition("\n")[0]
