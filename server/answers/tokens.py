"""Bearer tokens of the read API: drawn once, shown once, kept as a hash.

A token says which role its holder reads in and below which region; who the holder is, if a person.
"""

from base64 import urlsafe_b64encode
from typing import Final

import msgspec

from events import crypto, limits
from events.ids import ActorId, LogId
from server.database import Database, Transaction

TOKEN_BYTES: Final = 24


class Token(msgspec.Struct, frozen=True):
    """What a token allows until `expires`, ms since 1970 UTC."""

    role: str
    region: str
    actor: ActorId | None
    expires: int


async def make_token(
    database: Database,
    log: LogId,
    role: str,
    region: str,
    actor: ActorId | None,
    now_ms: int,
    chance: bytes,
) -> str:
    """A new token, good for 90 days; `chance` is 24 random bytes."""
    assert len(chance) == TOKEN_BYTES, "a token is guessed when it is short"
    text = "jejak-" + urlsafe_b64encode(chance).decode()
    async with database.write() as transaction:
        await transaction.execute(
            "tokens.add", log, _hash(text), role, region, actor, now_ms + limits.TOKEN_VALID_MS
        )
    return text


async def find_token(transaction: Transaction, log: LogId, text: str, now_ms: int) -> Token | None:
    """What this token allows; None when it was never made or has expired."""
    row = await transaction.fetch_one("tokens.find", log, _hash(text), now_ms)
    return None if row is None else Token(*row)


def token_name(text: str) -> str:
    """How a token is called where it is not to be guessed: 16 hex digits of its hash."""
    return _hash(text).hex()[:16]


def _hash(text: str) -> bytes:
    # 192 random bits need no slow hash.
    return crypto.digest(b"jejak.token.v1\0" + text.encode())
