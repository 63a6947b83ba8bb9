"""What acts would come to, before they are written: folded with their household as one more entry.

The folds say what counts, and why something does not: by whom, on what proposal, after what notice.
So an officer hears it before the act is in the log for ever, in the words the log would have for it
later. Before: `server/officers/acting.py` checked an act by itself. After:
`server/officers/deciding.py` writes it.
"""

from collections.abc import Sequence

from events.dates import day_of_ms
from events.entry import Entry
from events.folds.answer import Looked, look
from events.folds.doubts import Doubts, flags_by_entry
from events.folds.programme import Programme
from events.ids import EventId, HouseholdId, LogId
from events.types import EVENT_TYPES
from server.answers.answering import gathered
from server.database import Transaction
from server.intake.office_device import Act
from server.log import head
from server.office import Desk, Office
from server.projecting.folding import read_programme

_LAST_EPOCH = 2**31
"""An act comes after all the office's device wrote, so its author knows that."""


class Rehearsal:
    """One log as it is now, in which acts are tried."""

    def __init__(
        self, transaction: Transaction, desk: Desk, now_ms: int, seen: tuple[int, int],
        programme: Programme,
    ) -> None:  # fmt: skip
        self.programme = programme
        self._transaction = transaction
        self._desk = desk
        self._now_ms = now_ms
        self._seen = seen

    @classmethod
    async def begin(cls, office: Office, desk: Desk, transaction: Transaction) -> "Rehearsal":
        """A rehearsal within one reading transaction."""
        now = await head(transaction, desk.log)
        programme = (await read_programme(transaction, desk.log, now.size)).before(now.size)
        seen = (now.incarnation, now.size)
        return cls(transaction, desk, office.now_ms(), seen, programme)

    async def look(self, household: HouseholdId, acts: Sequence[Act] = ()) -> Looked:
        """A household as of today, with these acts of it as if they were written."""
        state = await gathered(self._transaction, self._log, household, self.programme)
        for number, act in enumerate(acts):
            state.add(self._entry(act, number))
        return look(state, self.programme, day_of_ms(self._now_ms).isoformat())

    async def flags(self, act: Act) -> tuple[str, ...]:
        """Why an act would not count, or would be looked at; empty when all is well."""
        looked = await self.look(HouseholdId(act.stream), [act])
        name = self._entry(act, 0).id
        found = looked.household.entries
        held = flags_by_entry(looked.resolved, looked.decisions, self.programme).get(name, [])
        doubts = Doubts(self.programme, looked.decisions.assignments, looked.household)
        odd = doubts.of(found[name])
        return tuple(dict.fromkeys((*held, *odd)))

    @property
    def _log(self) -> LogId:
        return self._desk.log

    def _entry(self, act: Act, number: int) -> Entry:
        event = EVENT_TYPES[act.body.type](
            tv=act.body.tv,
            stream=act.stream,
            on=act.on,
            at=self._now_ms,
            seen=self._seen,
            by=act.by,
            entered_by=act.entered_by,
            basis=act.basis,
            body=act.body,
        )
        return Entry(
            EventId(f"{number:032x}"), event, self._desk.device.keys.device, _LAST_EPOCH, number + 1
        )
