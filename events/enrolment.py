"""Enrolment: how a device and an office learn each other's keys from one spoken or printed code.

    office: invite  ->  code = secret(16) + fingerprint of the office key(8), base32
    device: GET /v1/challenge, POST /v1/enrol with its keys, signed over code, keys and challenge
    office: answers with its own keys, signed; the device checks them against the fingerprint

The fingerprint is why nobody between them can pose as the office; the office keeps a hash of the
secret only, and it serves once, for minutes. Format: events/README.md, "Enrolment".
"""

from base64 import b32decode, b32encode
from typing import Final

import msgspec

from events import crypto
from events.errors import InputRefused
from events.ids import ActorId, DeviceId, LogId, device_id

SECRET_BYTES: Final = 16
FINGERPRINT_BYTES: Final = 8
INSTALL_BYTES: Final = 16
_GROUP: Final = 5


class EnrolRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """JSON; bytes as base64. `actor` is not signed: all it can do is to have a code refused."""

    secret: bytes
    public_key: bytes
    box_key: bytes
    install: bytes
    challenge: bytes
    signature: bytes
    actor: ActorId | None = None
    """Whose device it was, when it enrols again with an office that lost it."""


class EnrolReply(msgspec.Struct, frozen=True):
    """JSON, signed like every reply; what a device must know of its office and itself."""

    log: LogId
    deployment: str
    incarnation: int
    device: DeviceId
    actor: ActorId
    role: str
    region: str
    office_key: bytes
    office_box: bytes
    challenge: bytes
    clock: int


class CloneRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """JSON; bytes as base64. A copy of `device` asks to be a device of its own: both keys sign."""

    log: LogId
    device: DeviceId
    public_key: bytes
    install: bytes
    challenge: bytes
    signature: bytes
    """Of the key the copy came with."""
    own_signature: bytes


class ChallengeReply(msgspec.Struct, frozen=True):
    """JSON: a challenge for one device, and the office's clock."""

    challenge: bytes
    incarnation: int
    clock: int


def make_code(secret: bytes, office_key: bytes) -> str:
    """The code an officer hands over, in groups of five letters and digits."""
    raw = secret + fingerprint(office_key)
    text = b32encode(raw).decode().rstrip("=")
    return "-".join(text[at : at + _GROUP] for at in range(0, len(text), _GROUP))


def read_code(text: str) -> tuple[bytes, bytes]:
    """(secret, fingerprint) of a code as a person typed it.

    Errors: InputRefused when it cannot be one: a letter missing, doubled or misread.
    """
    letters = "".join(text.split()).replace("-", "").upper()
    letters = letters.replace("0", "O").replace("1", "I").replace("8", "B")
    try:
        raw = b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        raw = b""
    if len(raw) != SECRET_BYTES + FINGERPRINT_BYTES:
        raise InputRefused(
            "bad_code", "the code is incomplete or mistyped: read it again, letter by letter"
        )
    return raw[:SECRET_BYTES], raw[SECRET_BYTES:]


def fingerprint(office_key: bytes) -> bytes:
    """What a code holds of the office's key."""
    return crypto.digest(b"jejak.office-key.v1\0" + office_key)[:FINGERPRINT_BYTES]


def secret_hash(secret: bytes) -> bytes:
    """What the office keeps of a code."""
    return crypto.digest(b"jejak.invite.v1\0" + secret)


def sign_enrolment(
    seed: bytes,
    box_key: bytes,
    secret: bytes,
    install: bytes,
    challenge: bytes,
    actor: ActorId | None = None,
) -> EnrolRequest:
    """The request of a device whose signing seed this is; `actor`: whose it was already."""
    public = crypto.signing_public(seed)
    message = _signed_bytes(secret, public, box_key, install, challenge)
    signature = crypto.sign(seed, message)
    return EnrolRequest(secret, public, box_key, install, challenge, signature, actor)


def check_enrolment(request: EnrolRequest) -> DeviceId:
    """The id of the device that asks.

    Errors: InputRefused for a key that signs for anybody, or a signature that is not this key's.
    """
    if not crypto.is_signing_key(request.public_key) or not crypto.is_box_key(request.box_key):
        raise InputRefused(
            "bad_key", "the device's key is no safe key: enrol again to make a new one"
        )
    if len(request.install) != INSTALL_BYTES or len(request.secret) != SECRET_BYTES:
        raise InputRefused("bad_form", "`install` and `secret` are 16 bytes each")
    message = _signed_bytes(
        request.secret, request.public_key, request.box_key, request.install, request.challenge
    )
    if not crypto.verifies(request.public_key, message, request.signature):
        raise InputRefused("bad_signature", "the request is not signed by the key it brings")
    return device_id(request.public_key)


def sign_clone(
    log: LogId, seed: bytes, own_seed: bytes, install: bytes, challenge: bytes
) -> CloneRequest:
    """The request of a copy that came with `seed` and has made `own_seed`."""
    device, own = device_id(crypto.signing_public(seed)), crypto.signing_public(own_seed)
    message = _clone_bytes(log, device, own, install, challenge)
    return CloneRequest(
        log, device, own, install, challenge,
        crypto.sign(seed, message), crypto.sign(own_seed, message),
    )  # fmt: skip


def check_clone(request: CloneRequest, public_key: bytes) -> DeviceId:
    """The id of the device that a copy becomes; `public_key` is the copied device's.

    Errors: InputRefused for a key that signs for anybody, or a signature that is not both keys'.
    """
    if not crypto.is_signing_key(request.public_key):
        raise InputRefused("bad_key", "the copy's own key is no safe key: make another")
    if len(request.install) != INSTALL_BYTES:
        raise InputRefused("bad_form", "`install` is 16 bytes")
    message = _clone_bytes(
        request.log, request.device, request.public_key, request.install, request.challenge
    )
    is_signed = crypto.verifies(public_key, message, request.signature)
    if not is_signed or not crypto.verifies(request.public_key, message, request.own_signature):
        raise InputRefused("bad_signature", "the request is not signed by both keys of the copy")
    return device_id(request.public_key)


def _clone_bytes(
    log: LogId, device: DeviceId, public: bytes, install: bytes, challenge: bytes
) -> bytes:
    return (
        b"jejak.clone.v1\0"
        + log.encode()
        + b"\0"
        + bytes.fromhex(device)
        + bytes.fromhex(device_id(public))
        + install
        + crypto.digest(challenge)
    )


def _signed_bytes(
    secret: bytes, public: bytes, box_key: bytes, install: bytes, challenge: bytes
) -> bytes:
    return (
        b"jejak.enrol.v1\0"
        + secret_hash(secret)
        + bytes.fromhex(device_id(public))
        + box_key
        + install
        + crypto.digest(challenge)
    )
