"""What readers ask of those who are written down twice, worked out once for all of them.

Looking at five hundred groups folds a thousand households: a second of the office's work, which
must not grow with who asks. One look of a process goes on at a time, so that devices and other
readers have their turns between its households; what it found is kept while the log, the index of
numbers and the day are the same. Before: a request. After: `duplicates.py` looks.
"""

import asyncio
from collections.abc import Mapping
from typing import NamedTuple

from events.dates import day_of_ms
from events.ids import HouseholdId, LogId
from events.types import EntityId
from server.answers.answering import Answering
from server.database import Transaction
from server.log import head
from server.office import Office
from server.officers.duplicates import Basis, Case, Duplicates, persons_in_several

Persons = Mapping[tuple[HouseholdId, EntityId], str]


class _Moment(NamedTuple):
    """What an answer rests on."""

    incarnation: int
    size: int
    indexed: int
    day: str


class WrittenTwice:
    """One process's looks; keeps the last answer to each question of a log."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self._turn = asyncio.Lock()
        self._cases: dict[tuple[LogId, tuple[Basis, ...]], tuple[_Moment, list[Case]]] = {}
        self._persons: dict[LogId, tuple[_Moment, Persons]] = {}

    async def cases(self, office: Office, log: LogId, bases: tuple[Basis, ...]) -> list[Case]:
        """The open cases, the oldest first."""
        async with self._turn, office.database.read() as transaction:
            now_ms = office.now_ms()
            moment = await _moment(transaction, log, now_ms)
            kept = self._cases.get((log, bases))
            if kept is not None and kept[0] == moment:
                return kept[1]
            found = await Duplicates(transaction, log, self._answering, now_ms).cases(bases)
            self._cases[log, bases] = moment, found
            return found

    async def persons(self, office: Office, log: LogId) -> Persons:
        """Who is a member of several households, for reports that count a person once."""
        async with self._turn, office.database.read() as transaction:
            now_ms = office.now_ms()
            moment = await _moment(transaction, log, now_ms)
            kept = self._persons.get(log)
            if kept is not None and kept[0] == moment:
                return kept[1]
            found = await persons_in_several(transaction, log, self._answering, now_ms)
            self._persons[log] = moment, found
            return found


async def _moment(transaction: Transaction, log: LogId, now_ms: int) -> _Moment:
    now = await head(transaction, log)
    indexed = await transaction.fetch_one("identities.indexed", log)
    at = 0 if indexed is None else indexed[0]
    return _Moment(now.incarnation, now.size, at, day_of_ms(now_ms).isoformat())
