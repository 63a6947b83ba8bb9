"""Read models brought to the head of the log before a command asks them.

Before: a command that answers from read models. After: one reading transaction. An office that is
serving keeps them there anyway; where none serves, a command would otherwise answer of long ago.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from events.ids import LogId
from server.database import Transaction
from server.office import Office
from server.projecting.projector import project


@asynccontextmanager
async def current(office: Office, log: LogId) -> AsyncIterator[Transaction]:
    """One reading transaction in which the read models of a log are up to date."""
    await project(office.database, office.settings.database, log, office.now_ms)
    async with office.database.read() as transaction:
        yield transaction
