"""A challenge is good for its device, office and incarnation, for 14 days of the office's clock."""

import pytest

from events.ids import DeviceId
from server.exchange.challenge import CHALLENGE_BYTES, is_valid_challenge, make_challenge

KEY = b"k" * 32
DEVICE = DeviceId("ab" * 16)
NOW = 1_543_795_200_000
DAYS_14 = 14 * 24 * 60 * 60 * 1000
CHALLENGE = make_challenge(KEY, DEVICE, 3, NOW)


def test_every_process_of_the_office_makes_and_takes_the_same() -> None:
    assert make_challenge(KEY, DEVICE, 3, NOW) == CHALLENGE
    assert len(CHALLENGE) == CHALLENGE_BYTES
    assert is_valid_challenge(KEY, DEVICE, 3, NOW, CHALLENGE)


@pytest.mark.parametrize(
    ("now_ms", "valid"),
    [
        (NOW + DAYS_14, True),
        (NOW + DAYS_14 + 1, False),
        (NOW - 5, True),
        (NOW - DAYS_14 - 1, False),
    ],
)
def test_it_is_good_for_fourteen_days(now_ms: int, valid: bool) -> None:
    assert is_valid_challenge(KEY, DEVICE, 3, now_ms, CHALLENGE) is valid


def test_it_is_of_no_use_to_another_device_office_or_incarnation() -> None:
    assert not is_valid_challenge(KEY, DeviceId("cd" * 16), 3, NOW, CHALLENGE)
    assert not is_valid_challenge(b"x" * 32, DEVICE, 3, NOW, CHALLENGE)
    assert not is_valid_challenge(KEY, DEVICE, 4, NOW, CHALLENGE)


@pytest.mark.parametrize("byte", range(CHALLENGE_BYTES))
def test_a_changed_byte_spoils_it(byte: int) -> None:
    changed = bytearray(CHALLENGE)
    changed[byte] ^= 1
    assert not is_valid_challenge(KEY, DEVICE, 3, NOW, bytes(changed))


@pytest.mark.parametrize("challenge", [b"", bytes(48), CHALLENGE[:-1], CHALLENGE + b"\0"])
def test_what_is_no_challenge_is_none(challenge: bytes) -> None:
    assert not is_valid_challenge(KEY, DEVICE, 3, NOW, challenge)
