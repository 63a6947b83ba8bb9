"""Ids made from a name, so that two mentions of `an_id("nana")` are one person.

Numbers of identity use the kecamatan 99, which does not exist, and the serial 0000, which is never
issued: none of them can be somebody's.
"""

from hashlib import sha256
from typing import Final

from events.ids import ActorId, StreamId, make_uuid7
from events.types import EntityId

PASIR_AMPO: Final = "36.03.06.2001"
NIK: Final = "3603994507780000"
"""Of a woman born on 5 July 1978."""
NO_KK: Final = "3603991107160000"

_BORN_MS: Final = 1_468_224_000_000  # 2016-07-11, when the story begins


def an_id(name: str) -> EntityId:
    """The UUIDv7 of whatever has this name in a test."""
    return EntityId(make_uuid7(_BORN_MS, sha256(name.encode()).digest()[:10]))


def an_actor(name: str) -> ActorId:
    """The id of a person who acts."""
    return ActorId(an_id(name))


def a_household(name: str = "nana's household") -> StreamId:
    """The stream of a household."""
    return StreamId(an_id(name))


def an_event_id(name: str) -> str:
    """The id of an event that is only mentioned."""
    return sha256(name.encode()).hexdigest()[:32]


def a_device_id(name: str) -> str:
    """The id of a device that is only mentioned."""
    return sha256(b"device" + name.encode()).hexdigest()[:32]
