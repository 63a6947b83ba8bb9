"""The personal part of an event: encrypted beside the line, bound to it by hash, deletable.

Names, numbers of identity, addresses below desa and all free text live here, so that erasing them
leaves line, chain and figures as they were. Folds never read it; it is joined for display and
search. Format: events/README.md, "Personal part".
"""

from base64 import urlsafe_b64encode
from typing import Final, NewType

import msgspec

from events import crypto, limits
from events.errors import InputRefused
from events.ids import KeyId, LogId, StreamId

DataKey = NewType("DataKey", bytes)
"""32 bytes; a stream may have several."""

_ENCODER: Final = msgspec.json.Encoder()


def key_id(key: DataKey) -> KeyId:
    """The id of a data key."""
    return KeyId(crypto.digest(b"jejak.key.v1\0" + key)[:16].hex())


def seal_personal(
    fields: dict[str, object], key: DataKey, nonce: bytes, log: LogId, stream: StreamId
) -> bytes:
    """The personal part of an event; `nonce` is 24 random bytes, used once.

    Errors: InputRefused when the fields are longer than a personal part may be.
    """
    plain = _ENCODER.encode(fields)
    if len(plain) > limits.PERSONAL_BYTES_MAX - 40:
        raise InputRefused(
            "personal_too_large",
            "names and notes are too long for one entry: shorten the note",
        )
    return nonce + crypto.encrypt(key, nonce, plain, _associated(log, stream, key_id(key)))


def open_personal(
    part: bytes, key: DataKey, log: LogId, stream: StreamId
) -> dict[str, object] | None:
    """The personal fields; None when part, key and stream do not belong together."""
    nonce, sealed = part[: crypto.NONCE_BYTES], part[crypto.NONCE_BYTES :]
    plain = crypto.decrypt(key, nonce, sealed, _associated(log, stream, key_id(key)))
    if plain is None:
        return None
    try:
        return msgspec.json.decode(plain, type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def personal_hash(part: bytes) -> str:
    """What the line carries of its personal part: base64url SHA-256, no padding."""
    return urlsafe_b64encode(crypto.digest(part)).rstrip(b"=").decode()


def _associated(log: LogId, stream: StreamId, key: KeyId) -> bytes:
    return b"\0".join((b"jejak.personal.v1", log.encode(), stream.encode(), key.encode()))


# --- how a data key travels and rests ------------------------------------------------------------


def wrap_key(key: DataKey, master: bytes, nonce: bytes, log: LogId, stream: StreamId) -> bytes:
    """A data key as the office stores it, under a master key kept outside the database."""
    return nonce + crypto.encrypt(master, nonce, key, _wrapped(log, stream, key_id(key)))


def unwrap_key(
    wrapped: bytes, master: bytes, log: LogId, stream: StreamId, key: KeyId
) -> DataKey | None:
    """The data key of a wrapped one; None when master, place or bytes do not belong together."""
    nonce, sealed = wrapped[: crypto.NONCE_BYTES], wrapped[crypto.NONCE_BYTES :]
    plain = crypto.decrypt(master, nonce, sealed, _wrapped(log, stream, key))
    return None if plain is None else DataKey(plain)


def _wrapped(log: LogId, stream: StreamId, key: KeyId) -> bytes:
    return b"\0".join((b"jejak.wrapped.v1", log.encode(), stream.encode(), key.encode()))
