"""A checkpoint: size and root of a log's tree, signed by its office as a C2SP signed note.

    jejak/<deployment>/<log>/<incarnation>          the origin, percent-encoded where need be
    <size>
    <root, base64>
                                                    (an empty line)
    — <origin> <base64 of key id(4) and signature(64)>

What is signed is the text up to the empty line; no other message of the office begins with
`jejak/`. Before: `tree.py` says the root. After: a device keeps it (`client_sync/exchange`), and
whoever compares two of one origin can tell a history that was changed. Signatures of others, such
as witnesses, may stand beside the office's and say nothing here. Format: events/README.md,
"Checkpoint".
"""

import re
from base64 import b64decode, b64encode
from string import ascii_letters, digits
from typing import Final

import msgspec

from events import crypto, limits
from events.errors import BadSignature, MalformedRequest
from events.ids import LogId
from events.tree import HASH_BYTES

_ED25519: Final = b"\x01"
_KEY_ID_BYTES: Final = 4
_UNRESERVED: Final = (ascii_letters + digits + "_.-~").encode()
_DASH: Final = "— "
_ENCODED: Final = re.compile(rb"%([0-9A-F]{2})")


class Checkpoint(msgspec.Struct, frozen=True):
    """The tree over the first `size` positions of the log that `origin` names."""

    origin: str
    size: int
    root: bytes


def origin_of(deployment: str, log: LogId, incarnation: int) -> str:
    """The name of one incarnation of a log, and of the key that signs its checkpoints."""
    name = "".join(
        chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in deployment.encode()
    )
    return f"jejak/{name}/{log}/{incarnation}"


def read_origin(origin: str) -> tuple[str, LogId, int] | None:
    """Deployment, log and incarnation of an origin; None for what is none."""
    parts = origin.split("/")
    if len(parts) != 4 or not (parts[3].isascii() and parts[3].isdecimal()):
        return None
    name = _ENCODED.sub(lambda byte: bytes.fromhex(byte[1].decode()), parts[1].encode())
    read = (name.decode(errors="replace"), LogId(parts[2]), int(parts[3][:19]))
    return read if origin_of(*read) == origin else None


def sign_checkpoint(seed: bytes, checkpoint: Checkpoint) -> str:
    """The signed note of a checkpoint."""
    text = _text(checkpoint)
    key_id = _key_id(checkpoint.origin, crypto.signing_public(seed))
    signature = b64encode(key_id + crypto.sign(seed, text.encode())).decode()
    return f"{text}\n{_DASH}{checkpoint.origin} {signature}\n"


def read_checkpoint(note: str, origin: str, public_key: bytes) -> Checkpoint:
    """The checkpoint of this origin in a note that this key signed.

    Errors: MalformedRequest when the note has another form or origin, BadSignature when the key
    did not sign it, or one signature under its name does not verify.
    """
    if len(note) > limits.CHECKPOINT_CHARS_MAX:
        raise MalformedRequest("bad_checkpoint", "the checkpoint is too long to be one")
    text, gap, signatures = note.rpartition("\n\n")
    checkpoint = _read_text(text + "\n") if gap else None
    if checkpoint is None or not signatures.endswith("\n"):
        raise MalformedRequest("bad_checkpoint", "the checkpoint is no signed note of a tree")
    if checkpoint.origin != origin:
        raise MalformedRequest("bad_checkpoint", "the checkpoint is of another log")
    _check_signatures(signatures[:-1].split("\n"), text + "\n", origin, public_key)
    return checkpoint


def is_of_another_key(note: str, checkpoint: Checkpoint, public_key: bytes) -> bool:
    """True for a whole note of this checkpoint that states to be signed with another key."""
    text, _, signature = note.partition(f"\n{_DASH}{checkpoint.origin} ")
    try:
        stated = b64decode(signature.encode("ascii"))[:_KEY_ID_BYTES]
    except ValueError:
        return False
    is_whole = text == _text(checkpoint) and len(stated) == _KEY_ID_BYTES
    return is_whole and stated != _key_id(checkpoint.origin, public_key)


def _text(checkpoint: Checkpoint) -> str:
    root = b64encode(checkpoint.root).decode()
    return f"{checkpoint.origin}\n{checkpoint.size}\n{root}\n"


def _read_text(text: str) -> Checkpoint | None:
    """None unless it is, to the last character, the text of a checkpoint."""
    lines = text.split("\n")
    if len(lines) != 4 or not lines[1].isdecimal() or len(lines[1]) > len(str(2**53)):
        return None
    try:
        checkpoint = Checkpoint(lines[0], int(lines[1]), b64decode(lines[2].encode("ascii")))
    except ValueError:
        return None
    is_whole = len(checkpoint.root) == HASH_BYTES and _text(checkpoint) == text
    return checkpoint if is_whole else None


def _check_signatures(lines: list[str], text: str, name: str, public_key: bytes) -> None:
    """Errors: MalformedRequest, BadSignature. Lines of other names or keys are passed over."""
    key_id, is_signed = _key_id(name, public_key), False
    for line in lines:
        dash, signer, encoded = line[: len(_DASH)], *line[len(_DASH) :].rpartition(" ")[::2]
        try:
            signature = b64decode(encoded.encode("ascii"), validate=True)
        except ValueError:
            signature = b""
        has_form = dash == _DASH and signer and b64encode(signature).decode() == encoded
        if not has_form or len(signature) <= _KEY_ID_BYTES:
            raise MalformedRequest("bad_checkpoint", "a signature of the checkpoint has no form")
        if signer != name or signature[:_KEY_ID_BYTES] != key_id:
            continue
        if not crypto.verifies(public_key, text.encode(), signature[_KEY_ID_BYTES:]):
            raise BadSignature("bad_checkpoint_signature", "the checkpoint was altered")
        is_signed = True
    if not is_signed:
        raise BadSignature(
            "bad_checkpoint_signature", "the checkpoint is not signed by the office of this device"
        )


def _key_id(name: str, public_key: bytes) -> bytes:
    return crypto.digest(name.encode() + b"\n" + _ED25519 + public_key)[:_KEY_ID_BYTES]
