"""Cryptography: what verifies, opens and is refused."""

from hashlib import sha512

import pytest
from nacl import bindings
from nacl.public import PrivateKey, SealedBox

from events import crypto

SEED = bytes(range(32))
ORDER = 2**252 + 27742317777372353535851937790883648493
# The eight points of small order, as their canonical and non-canonical encodings: a signature
# under such a key verifies for any message.
TORSION_KEYS = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def test_a_signature_is_one_keys_over_one_message() -> None:
    public = crypto.signing_public(SEED)
    signature = crypto.sign(SEED, b"215 pcs")

    assert crypto.verifies(public, b"215 pcs", signature)
    assert not crypto.verifies(public, b"251 pcs", signature)
    assert not crypto.verifies(crypto.signing_public(bytes(32)), b"215 pcs", signature)
    assert not crypto.verifies(public, b"215 pcs", signature[:-1])


@pytest.mark.parametrize("key", TORSION_KEYS)
def test_a_key_that_signs_for_anybody_is_refused(key: str) -> None:
    assert not crypto.is_signing_key(bytes.fromhex(key))


@pytest.mark.parametrize("torsion", TORSION_KEYS[3:7])
def test_a_key_of_the_main_group_and_a_small_one_is_refused(torsion: str) -> None:
    mixed = bindings.crypto_core_ed25519_add(crypto.signing_public(SEED), bytes.fromhex(torsion))
    assert not crypto.is_signing_key(mixed)


def test_a_signature_whose_point_is_of_small_order_is_refused() -> None:
    """It fits the equation, so some libraries accept it: office and auditor would disagree."""
    public, point = crypto.signing_public(SEED), (1).to_bytes(32, "little")
    secret = bytearray(sha512(SEED).digest()[:32])
    secret[0] &= 248
    secret[31] = secret[31] & 63 | 64
    hashed = int.from_bytes(sha512(point + public + b"x").digest(), "little") % ORDER
    made = hashed * int.from_bytes(secret, "little") % ORDER
    s, h = made.to_bytes(32, "little"), hashed.to_bytes(32, "little")
    fits = bindings.crypto_scalarmult_ed25519_noclamp(h, public)
    assert bindings.crypto_scalarmult_ed25519_base_noclamp(s) == fits

    assert not crypto.verifies(public, b"x", point + s)


def test_a_signature_with_s_plus_the_group_order_is_refused() -> None:
    public, signature = crypto.signing_public(SEED), crypto.sign(SEED, b"x")
    raised = (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")

    assert not crypto.verifies(public, b"x", signature[:32] + raised)


def test_a_key_of_the_main_group_is_accepted() -> None:
    assert crypto.is_signing_key(crypto.signing_public(SEED))


def test_a_sealed_box_is_libsodiums_own() -> None:
    secret = bytes(range(1, 33))
    sealed = crypto.seal(crypto.box_public(secret), b"data key", ephemeral=bytes(range(2, 34)))

    assert SealedBox(PrivateKey(secret)).decrypt(sealed) == b"data key"
    assert crypto.unseal(secret, sealed) == b"data key"


@pytest.mark.parametrize("damage", [b"", b"short", bytes(80)])
def test_a_damaged_box_does_not_open(damage: bytes) -> None:
    assert crypto.unseal(bytes(range(1, 33)), damage) is None


@pytest.mark.parametrize("key", [bytes(32), b"\x01" + bytes(31), b"short"])
def test_a_box_key_of_small_order_is_refused(key: bytes) -> None:
    assert not crypto.is_box_key(key)


def test_ciphertext_opens_only_where_it_belongs() -> None:
    key, nonce = bytes(range(32)), bytes(24)
    sealed = crypto.encrypt(key, nonce, b"Nana", b"stream A")

    assert crypto.decrypt(key, nonce, sealed, b"stream A") == b"Nana"
    assert crypto.decrypt(key, nonce, sealed, b"stream B") is None
    assert crypto.decrypt(key, nonce, sealed[:-1] + b"\0", b"stream A") is None
    assert crypto.decrypt(key, nonce, b"", b"stream A") is None
