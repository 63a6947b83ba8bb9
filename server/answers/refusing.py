"""Reads that were refused: which token asked for a family of another region, or that nobody has.

Whoever asks is told nothing, not even whether there is such a family: the answer is one and takes
as long, since both are written down here. Before: `server/routes/reading.py` found nothing for this
reader. After: `jejak-server access --refused`, and an auditor's page. No row holds a personal word.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from events import limits
from events.errors import InputRefused
from events.ids import ActorId, LogId
from server.answers.access import Reader
from server.database import Transaction
from server.office import Office

NOT_FOUND = "not_found"


class RefusedRead(msgspec.Struct, frozen=True):
    """What a token asked for and was not given; times are ms since 1970 UTC.

    `asked` is the id in the request, "" for all beyond what is kept of a token. `registered`: the
    region of the household of that id; None where there is none, or it is another thing's id.
    """

    token: str
    asked: str
    actor: ActorId | None
    role: str
    region: str
    first_at: int
    last_at: int
    times: int
    registered: str | None


class RefusedReads(msgspec.Struct, frozen=True):
    """The newest first."""

    items: tuple[RefusedRead, ...]


@asynccontextmanager
async def noting(office: Office, reader: Reader, asked: str) -> AsyncIterator[None]:
    """Write down that a reader was not given what it asked for. Errors: those of the read."""
    try:
        yield
    except InputRefused as error:
        if error.code == NOT_FOUND:
            await _note(office, reader, asked)
        raise


async def _note(office: Office, reader: Reader, asked: str) -> None:
    async with office.database.write() as transaction:
        row = await transaction.fetch_one("refusing.kept", reader.log, reader.token, asked)
        assert row is not None, "a count is always one row"
        is_kept = row["same"] or row["kept"] < limits.REFUSED_READS_PER_TOKEN_MAX
        await transaction.execute(
            "refusing.note", reader.log, reader.token, asked if is_kept else "", reader.actor,
            reader.role, reader.region, office.now_ms(),
        )  # fmt: skip


async def refused_reads(transaction: Transaction, log: LogId, limit: int) -> RefusedReads:
    """The newest refused reads of a log."""
    rows = await transaction.fetch("refusing.newest", log, limit)
    return RefusedReads(tuple(RefusedRead(*row) for row in rows))
