"""All cryptography, as a dozen functions over libsodium; the only importer of PyNaCl.

Nothing here draws chance: seeds, nonces and ephemeral keys are given by the caller, so a
simulation can replay them and another libsodium (a browser's) can stand in for this file.
Signatures are Ed25519, personal parts XChaCha20-Poly1305, boxes X25519 sealed boxes.
"""

import hmac
from hashlib import blake2b, sha256
from typing import Final

from nacl import bindings
from nacl.exceptions import CryptoError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 24
SIGNATURE_BYTES: Final = 64
SEALED_KEY_BYTES: Final = KEY_BYTES + 48
"""Of a key in a sealed box: with the box's own public key and its code of authenticity."""


def signing_public(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte signing seed."""
    return bindings.crypto_sign_seed_keypair(seed)[0]


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64-byte Ed25519 signature of a message."""
    return bindings.crypto_sign(message, bindings.crypto_sign_seed_keypair(seed)[1])[:64]


def verifies(public: bytes, message: bytes, signature: bytes) -> bool:
    """True when this key signed this message; small-order R and S+L are refused."""
    if len(signature) != SIGNATURE_BYTES or len(public) != KEY_BYTES:
        return False
    try:
        bindings.crypto_sign_open(signature + message, public)
    except CryptoError:
        return False
    return True


def is_signing_key(public: bytes) -> bool:
    """True for a canonical Ed25519 key of the main subgroup; torsion keys sign for anybody."""
    return len(public) == KEY_BYTES and bool(bindings.crypto_core_ed25519_is_valid_point(public))


def box_public(secret: bytes) -> bytes:
    """The X25519 public key of a 32-byte box secret."""
    return bindings.crypto_scalarmult_base(secret)


def is_box_key(public: bytes) -> bool:
    """True for an X25519 key that is not of small order (its shared secret would be all zeros)."""
    if len(public) != KEY_BYTES:
        return False
    try:
        bindings.crypto_scalarmult(b"\x01" * KEY_BYTES, public)
    except (CryptoError, RuntimeError):
        return False
    return True


def seal(public: bytes, message: bytes, ephemeral: bytes) -> bytes:
    """A sealed box only the holder of the box secret opens.

    It is libsodium's crypto_box_seal byte for byte, with the ephemeral secret (32 random bytes,
    used once) given instead of drawn.
    """
    sender = bindings.crypto_scalarmult_base(ephemeral)
    nonce = blake2b(sender + public, digest_size=NONCE_BYTES).digest()
    return sender + bindings.crypto_box(message, nonce, public, ephemeral)


def can_be_sealed_to(public: bytes) -> bool:
    """False for a box key that nobody holds the secret of, such as all zeros."""
    try:
        seal(public, b"", bytes(KEY_BYTES))
    except CryptoError:
        return False
    return True


def unseal(secret: bytes, sealed: bytes) -> bytes | None:
    """What a sealed box holds; None when it was not sealed to this key or was altered."""
    try:
        return bindings.crypto_box_seal_open(sealed, box_public(secret), secret)
    except (CryptoError, TypeError, ValueError):
        return None


def encrypt(key: bytes, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
    """XChaCha20-Poly1305: ciphertext with its 16-byte tag. A nonce is random and used once."""
    return bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, associated, nonce, key)


def decrypt(key: bytes, nonce: bytes, sealed: bytes, associated: bytes) -> bytes | None:
    """The plain bytes; None when key, nonce, associated data and bytes do not belong together."""
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, associated, nonce, key)
    except (CryptoError, TypeError, ValueError):
        return None


def mac(key: bytes, message: bytes) -> bytes:
    """HMAC-SHA-256."""
    return hmac.digest(key, message, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Equality in a time that tells nothing of where two secrets differ."""
    return hmac.compare_digest(one, other)


def digest(message: bytes) -> bytes:
    """SHA-256."""
    return sha256(message).digest()
