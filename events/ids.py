"""Own types for every identity, so that none is taken for another; each with its parse.

Hex ids are lower case. An event id is the first 16 bytes of SHA-256 of its line; a device id the
first 16 bytes of SHA-256 of its public key, so nobody can enrol under another's id. Entities
(household, member, enterprise, visit …) are UUIDv7, made by the device that first names them.
"""

import re
from functools import lru_cache
from hashlib import sha256
from typing import Final, NamedTuple, NewType

from events.errors import InputRefused

EventId = NewType("EventId", str)
DeviceId = NewType("DeviceId", str)
KeyId = NewType("KeyId", str)
ActorId = NewType("ActorId", str)
StreamId = NewType("StreamId", str)
"""A household's UUID, or `programme`, or `office`."""
HouseholdId = NewType("HouseholdId", str)
LogId = NewType("LogId", str)
"""The code of a kabupaten/kota, e.g. `36.03`."""
Position = NewType("Position", int)

PROGRAMME: Final = StreamId("programme")
OFFICE: Final = StreamId("office")

_HEX_ID: Final = re.compile(r"[0-9a-f]{32}")
_UUID7: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_STREAMS_REMEMBERED: Final = 1_024
_LOG: Final = re.compile(r"[0-9]{2}\.[0-9]{2}")


class Place(NamedTuple):
    """Where an event stands in its device's own history; sequence counts 1, 2, 3 … per epoch."""

    device: DeviceId
    epoch: int
    sequence: int


class Cursor(NamedTuple):
    """How much of a log somebody holds: the first `size` positions of that incarnation."""

    incarnation: int
    size: int


def event_id(line: bytes) -> EventId:
    """The id of an event: it is the event's bytes that are named, nothing else."""
    return EventId(sha256(line).hexdigest()[:32])


def device_id(public_key: bytes) -> DeviceId:
    """The id of the device that signs with this key."""
    return DeviceId(sha256(b"jejak.device-key.v1\0" + public_key).hexdigest()[:32])


def is_uuid7(text: str) -> bool:
    """True for a lower-case UUIDv7, the form of every entity's id."""
    return _UUID7.fullmatch(text) is not None


def is_hex_id(text: str) -> bool:
    """True for the 32 hex digits of an event, device or key id."""
    return _HEX_ID.fullmatch(text) is not None


@lru_cache(maxsize=_STREAMS_REMEMBERED)
def is_stream(text: str) -> bool:
    """True for the name of a stream; asked of every line, and a visit's lines name the same one."""
    return text in (PROGRAMME, OFFICE) or is_uuid7(text)


def parse_log(text: str) -> LogId:
    """The log a code names. Errors: InputRefused unless it is a kabupaten/kota such as 36.03."""
    if _LOG.fullmatch(text) is None:
        raise InputRefused("bad_log", f"{text!r} is no kabupaten/kota code: write it like 36.03")
    return LogId(text)


def make_uuid7(now_ms: int, chance: bytes) -> str:
    """A UUIDv7 (RFC 9562 5.7) from a clock reading and 10 random bytes, given by the caller."""
    number = int.from_bytes(chance[:10], "big")
    random_a = number >> 62 & 0xFFF
    random_b = number & 0x3FFF_FFFF_FFFF_FFFF
    value = (now_ms & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | random_a << 64 | 0b10 << 62 | random_b
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
