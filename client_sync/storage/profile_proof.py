"""Who this device is, as its keys, its chains and its office's signatures prove it.

    device            is its key's, and the chains begin with it
    log, deployment   are what the office signed checkpoints for
    actor             is whom the first own entry names
    box_key           is its secret's, which opens a data key
    office_key        signed one of the checkpoints

A card that fails may change the one row that says so. Before: the profile, as it stands. After:
`reading/doctor.py` puts it right; a sync and whoever writes do not begin on one that is damaged.
"""

from typing import Final, get_args

import msgspec

from client_sync.ports import DeviceKeys
from client_sync.storage.checkpoints import is_anothers, signed_for
from client_sync.storage.held import Profile
from client_sync.storage.journal import ProfileDamaged
from client_sync.storage.journal_reading import Reading
from events import chain, crypto
from events.errors import InputRefused
from events.ids import ActorId, DeviceId, LogId, device_id, event_id, is_hex_id, is_uuid7
from events.line import read_envelope
from events.regions import is_region
from events.types import Role

OFFICE_KEY: Final = "office_key"
_NEEDED: Final = ("device", "actor", "office_box")
"""Fields without which nothing may be written or sent, proved or not."""


class ProfileProof(msgspec.Struct, frozen=True):
    """What is `right` of a profile, as far as it is proven, and which fields of it are damaged."""

    right: Profile
    proven: tuple[str, ...] = ()
    """Damaged fields whose value is right now."""
    lost: tuple[str, ...] = ()
    """Damaged fields of which nothing here says what they were."""
    is_key_doubted: bool = False
    """No checkpoint is signed with the office's key that is kept here, and one with another."""


async def prove(reading: Reading, profile: Profile, keys: DeviceKeys) -> ProfileProof:
    """The profile held against all else that this journal and the key store say."""
    right = profile
    held = [one for one in msgspec.structs.astuple(await reading.checkpoints()) if one is not None]
    signed = [signed_for(one, profile.office_key) for one in held]
    for deployment, log in [one for one in signed if one is not None][:1]:
        right = msgspec.structs.replace(right, deployment=deployment, log=log)
    own = device_id(crypto.signing_public(keys.seed))
    is_device_lost = False
    if profile.device != own and not await _begin_chains(reading, right.log, profile.device):
        is_device_lost = not await _begin_chains(reading, right.log, own)
        right = msgspec.structs.replace(right, device=own)
    actor = await _author(reading)
    if actor is not None:
        right = msgspec.structs.replace(right, actor=actor)
    box_key = crypto.box_public(keys.box_secret)
    if profile.box_key != box_key and await _opens_any(reading, keys.box_secret):
        right = msgspec.structs.replace(right, box_key=box_key)
    changed = [
        name for name in profile.__struct_fields__ if getattr(profile, name) != getattr(right, name)
    ]
    lost = [
        *(["device"] if is_device_lost else []),
        *([] if is_uuid7(right.actor) else ["actor"]),
        *([] if right.role in get_args(Role) else ["role"]),
        *([] if is_region(right.region) else ["region"]),
        *([] if right.box_key == box_key else ["box_key"]),
        *([] if crypto.can_be_sealed_to(right.office_box) else ["office_box"]),
    ]
    is_key_doubted = not any(signed) and any(is_anothers(one, profile.office_key) for one in held)
    proven = tuple(name for name in changed if name not in lost)
    return ProfileProof(right, proven, tuple(lost), is_key_doubted)


async def check_profile(reading: Reading, keys: DeviceKeys) -> ProfileProof:
    """Before anything is written or sent in its name.

    Errors: ProfileDamaged for what the doctor mends, or nobody could do without.
    """
    profile = await reading.profile()
    assert profile is not None, "an enrolled device has a profile"
    found = await prove(reading, profile, keys)
    damaged = [*found.proven, *(name for name in found.lost if name in _NEEDED)]
    if damaged:
        raise ProfileDamaged(", ".join(damaged))
    return found


async def _begin_chains(reading: Reading, log: LogId, device: DeviceId) -> bool:
    """True when an own chain begins as one of this device does."""
    if not is_hex_id(device):
        return False
    for held in await reading.chains():
        start = chain.first_head(log, device, held.epoch, held.parent)
        links = await reading.links(held.epoch, 1, 1)
        if links and chain.heads(start, [links[0].hash]) == [links[0].head]:
            return True
        if held.sequence == 0 and held.head == start:
            return True
    return False


async def _author(reading: Reading) -> ActorId | None:
    """Who typed the first own entry, which was before any damage; None where it is not here."""
    for held in (await reading.chains())[:1]:
        for row in await reading.own_rows(held.epoch, 1, 1):
            if event_id(row.line) != row.id:
                return None
            try:
                line = read_envelope(row.line)
            except InputRefused:
                return None
            return ActorId(line.entered_by or line.by)
    return None


async def _opens_any(reading: Reading, box_secret: bytes) -> bool:
    """True when this secret is the one that data keys here were sealed to."""
    for stream in await reading.stream_ids():
        for held in await reading.keys(stream):
            if crypto.unseal(box_secret, held.sealed) is not None:
                return True
    return False
