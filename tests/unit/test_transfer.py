"""Transfer files as bytes: what a carrier can tell of one without opening it."""

import pytest

from events import crypto, limits, transfer
from events.errors import MalformedRequest

OFFICE: bytes = crypto.signing_public(b"o" * 32)
PARTS: list[bytes] = [b"first part", b"", b"third"]


def refusal_of(data: bytes) -> str:
    with pytest.raises(MalformedRequest) as refused:
        transfer.unpack(data)
    return refused.value.code


def test_a_file_gives_back_its_parts() -> None:
    file = transfer.unpack(transfer.pack(OFFICE, PARTS))
    assert file.parts == tuple(PARTS)
    transfer.check_office(file, OFFICE)


def test_a_file_cut_short_anywhere_is_named() -> None:
    whole = transfer.pack(OFFICE, PARTS)
    found = {refusal_of(whole[:end]) for end in range(len(whole))}
    assert found == {"not_a_transfer", "transfer_damaged"}
    assert refusal_of(whole + b"\0") == "transfer_damaged"


def test_a_file_with_any_byte_flipped_is_named_or_is_another_offices() -> None:
    whole = transfer.pack(OFFICE, PARTS)
    for at in range(len(whole)):
        flipped = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(MalformedRequest) as refused:
            transfer.check_office(transfer.unpack(flipped), OFFICE)
        expected = {
            at < 8: "not_a_transfer",
            at == 8: "transfer_version",
            9 <= at < 17: "other_offices_file",
            at >= 17: "transfer_damaged",
        }
        assert refused.value.code == expected[True], at


def test_a_file_that_states_other_lengths_than_it_has_is_named() -> None:
    """The checksum is no secret: somebody may have made such a file on purpose."""
    rest = (2**32 - 1).to_bytes(4, "big") + b"x"
    whole = transfer.pack(OFFICE, [])
    forged = whole[:17] + (1).to_bytes(4, "big") + crypto.digest(rest) + rest
    assert refusal_of(forged) == "transfer_damaged"
    assert refusal_of(transfer.pack(OFFICE, [b""] * (limits.TRANSFER_PARTS_MAX + 1))) == (
        "transfer_damaged"
    )
    assert refusal_of(transfer.MAGIC + bytes(limits.TRANSFER_BYTES_MAX)) == "transfer_too_large"


def test_a_part_that_is_no_signed_request_is_named() -> None:
    secret = b"b" * 32
    box = crypto.box_public(secret)
    for plain in (b"", b"\xc1", b"\x92\xa1x\xc4\x00", b"\x91" * 10_000, bytes(3 * limits.MIB)):
        with pytest.raises(MalformedRequest) as refused:
            transfer.open_part(crypto.seal(box, plain, b"e" * 32), secret)
        assert refused.value.code in ("part_unreadable", "bad_signed_head")
