"""The office's signature of what it answers: over the answer, and over what it is the answer to.

So a reply is good for one request alone. Replies to a sync, to an enrolment and to what others
carry are signed alike. Before: the office has the bytes of its answer. After: a device believes
them, for the office whose key it pinned, or keeps everything as it was.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from events import crypto
from events.errors import BadSignature
from events.wire import CHECKPOINTS_SINCE, SyncRequest


def answered_by(request: SyncRequest, body: bytes) -> bytes:
    """What the signature over a reply to this request names beside it, in place of a challenge.

    Its challenge and, from wire version 2 on, the hash of its whole body: a device that was brought
    back from a back-up sends a challenge for the second time, and may have written something else.
    """
    if request.wire < CHECKPOINTS_SINCE:
        return request.challenge
    return request.challenge + crypto.digest(body)


def sign_reply(seed: bytes, body: bytes, challenge: bytes) -> str:
    """The value of `Jejak-Signature`: the office's over this body for this challenge."""
    return urlsafe_b64encode(crypto.sign(seed, _reply_bytes(body, challenge))).decode()


def check_reply(public_key: bytes, body: bytes, challenge: bytes, header: str) -> None:
    """Errors: BadSignature unless the pinned office signed this body for this challenge."""
    try:
        signature = urlsafe_b64decode(header.encode("ascii"))
    except ValueError:
        signature = b""
    if not crypto.verifies(public_key, _reply_bytes(body, challenge), signature):
        raise BadSignature(
            "bad_reply_signature",
            "the reply is not signed by the office of this device; nothing was changed",
        )


def _reply_bytes(body: bytes, challenge: bytes) -> bytes:
    return b"jejak.reply.v1\0" + crypto.digest(challenge) + crypto.digest(body)
