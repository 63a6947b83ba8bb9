"""Challenges: what a device signs with its request, so that an old reply cannot answer a new one.

A challenge is made of the office's own time and a MAC, so no process keeps any, every process of
the office takes those of the others, and no device needs a right clock:

    challenge = time_ms(u64) incarnation(u64) HMAC-SHA-256(key, "jejak.challenge.v1" NUL device
                time_ms incarnation)
"""

import struct
from typing import Final

from events import crypto, limits
from events.ids import DeviceId

CHALLENGE_BYTES: Final = 48

_HEAD: Final = struct.Struct(">QQ")


def make_challenge(key: bytes, device: DeviceId, incarnation: int, now_ms: int) -> bytes:
    """A challenge for one device, good for 14 days of the office's clock."""
    head = _HEAD.pack(now_ms, incarnation)
    return head + _mac(key, device, head)


def is_valid_challenge(
    key: bytes, device: DeviceId, incarnation: int, now_ms: int, challenge: bytes
) -> bool:
    """True for a challenge of this office, this device and this incarnation that is still good.

    One from the future is as bad as an old one: the office's clock was set back by days.
    """
    if len(challenge) != CHALLENGE_BYTES:
        return False
    head = challenge[: _HEAD.size]
    made_ms, made_in = _HEAD.unpack(head)
    is_ours = crypto.same(challenge[_HEAD.size :], _mac(key, device, head))
    is_fresh = abs(now_ms - made_ms) <= limits.CHALLENGE_VALID_MS
    return is_ours and is_fresh and made_in == incarnation


def _mac(key: bytes, device: DeviceId, head: bytes) -> bytes:
    return crypto.mac(key, b"jejak.challenge.v1\0" + bytes.fromhex(device) + head)
