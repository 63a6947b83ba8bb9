"""Households folded from the log: from a saved state and what came after it, or from all events.

Before: rows of `event` (`server/sql/projector.sql`). After: `server/projecting/work.py` makes rows
of them. What `States` keeps in memory holds every event among the positions its owner has
projected; an owner that finds the read models at another position clears it.
"""

import asyncio
import gc
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Final, cast

from msgspec.structs import astuple

from events import limits
from events.entry import ACCEPTED, Entry, standing
from events.folds import Household, Programme, kindred
from events.folds.stream import StreamState
from events.ids import PROGRAMME, HouseholdId, LogId
from events.line import decode_event, decode_events
from events.types import Event
from server.database import PlainRow, Row, Transaction

_position: Final = itemgetter(0)
_UNSAVED_SHARE: Final = 4
"""A state is saved again when a quarter of it is new: writing stays in proportion to what came."""


@contextmanager
def without_collections() -> Iterator[None]:
    """Nobody looks for cycles of objects meanwhile, which would cost a quarter of the time.

    Folding makes many objects that stay and none that hold each other. Whoever paused first goes on
    collecting, so several at once may end in any order.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


GiveWay = Callable[[], Awaitable[None]]
"""Returns when what comes first has been done, or has had its time."""


class Spell:
    """How long households are folded at a stretch, and when others of this process run between.

    By the time it takes and not by households: one of which much waits for people takes twenty
    times as long as another. A push goes through the loop some thirty times and waits for a turn
    each time, and where its rows are written in a thread, each row waits: so a spell ends too.
    """

    def __init__(self) -> None:
        self._now = asyncio.get_running_loop().time
        self._ends = self._now() + limits.FOLDING_SPELL_S
        self._turn_ends = self._now() + limits.FOLDING_TURN_S

    @property
    def is_over(self) -> bool:
        """True when it is time to step back."""
        return self._now() >= self._ends

    async def breathe(self) -> None:
        """Called between two households: once a turn has passed, whoever waits runs."""
        if self._now() >= self._turn_ends:
            await asyncio.sleep(0)
            self._turn_ends = self._now() + limits.FOLDING_TURN_S


SavedState = tuple[str, int, int, bytes]
"""A household, the position after its newest event, how many events, and the state itself."""


class Folded:
    """A household's state; `events` counts also those of types this program does not know.

    `position` is the newest event's, -1 without any. `saved` events are in the saved state. `kin`
    are the streams beside it when it is answered (`server/projecting/kinship.py`).
    """

    __slots__ = ("events", "household", "kin", "position", "saved")

    def __init__(self, household: HouseholdId) -> None:
        self.household = Household(household)
        self.kin: Mapping[str, Folded] = {}
        self.events = 0
        self.position = -1
        self.saved = 0

    def add(self, rows: Iterable[PlainRow]) -> None:
        """Add events that are not in it yet, in any order.

        Errors: MalformedLine for a line that was accepted and cannot be read; forget the state.
        """
        kept = [row for row in rows if row[7] == ACCEPTED or _folds(row)]
        self.household.add_all(_entries_in(kept))
        self.position = max((self.position, *map(_position, kept)))
        self.events += len(kept)

    def spoken_for(self, programme: Programme) -> tuple[int, int]:
        """How many events its answer rests on, and the newest one's position."""
        if not self.kin:
            return self.events, self.position
        names = kindred(self.household, programme) - {self.household.id}
        streams = [self, *(self.kin[name] for name in names)]
        return sum(each.events for each in streams), max(each.position for each in streams)

    def to_save(self) -> SavedState | None:
        """The state, where reading its events again would cost clearly more than reading it."""
        least = max(limits.STATE_EVENTS_UNSAVED_MAX, self.events // _UNSAVED_SHARE)
        if self.events - self.saved < least:
            return None
        self.saved = self.events
        return self.household.id, self.position + 1, self.events, self.household.save()


class Stored:
    """What the database holds of a household: perhaps a saved state, and the events after it."""

    __slots__ = ("rows", "state")

    def __init__(self) -> None:
        self.state: Row | None = None
        self.rows: list[PlainRow] = []

    def fold(self, household: HouseholdId) -> Folded:
        """Errors: ValueError, MalformedLine when what is stored cannot be read."""
        folded = Folded(household)
        if self.state is not None:
            _, position, events, state = self.state
            folded.household.take_up(state)
            folded.position, folded.events, folded.saved = position - 1, events, events
        folded.add(self.rows)
        return folded


def same_state(household: Household, saved: Row) -> bool:
    """True when a saved state holds just the entries a household had at its position."""
    _, position, _, state = saved
    try:
        kept = Household.load(household.id, state)
    except ValueError:
        return False
    return _entries(kept) == [each for each in _entries(household) if each[0] < position]


def _entries(household: Household) -> list[tuple[int, tuple[object, ...]]]:
    """What is comparable of committed entries, by position."""
    return sorted(
        (entry.position, astuple(entry))
        for entry in household.places()
        if entry.position is not None
    )


def describe(error: Exception) -> str:
    """What is kept of the error a household was parked for."""
    text = f"{type(error).__name__}: {error}".replace("\0", "")  # which PostgreSQL cannot hold
    return text[: limits.PARKED_ERROR_CHARS_MAX]


class States:
    """The most recently used households of one generation."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Folded] = OrderedDict()

    def get(self, household: str) -> Folded | None:
        """The state in memory, if it is there."""
        return self._kept.get(household)

    def keep(self, household: str, folded: Folded) -> None:
        """Keep a state, and let go of the one used longest ago."""
        self._kept[household] = folded
        self._kept.move_to_end(household)
        if len(self._kept) > limits.STATES_KEPT_MAX:
            self._kept.popitem(last=False)

    def forget(self, household: str) -> None:
        """Let go of one that is not whole."""
        self._kept.pop(household, None)

    def clear(self) -> None:
        """Let go of all: the database has moved on without them."""
        self._kept.clear()


def file_row(state: StreamState, row: PlainRow) -> bool:
    """Add one row of `event` to a state; False for a quarantined one, which never folds."""
    if not _folds(row):
        return False
    position, _, device, epoch, sequence, event_id, received, verdict, line = row
    event = decode_event(line)
    if event is not None:
        state.add(Entry(event_id, event, device, epoch, sequence, position, received, verdict))
    return True


def _folds(row: PlainRow) -> bool:
    verdict = row[7]
    return verdict == ACCEPTED or standing(verdict) != "quarantined"


def _entries_in(rows: Sequence[PlainRow]) -> list[Entry]:
    """The entries of rows that fold, without those of types this program does not know."""
    if not rows:
        return []
    # Column by column: every event of a rebuild passes here.
    position, _, device, epoch, sequence, name, received, verdict, line = zip(*rows, strict=True)
    events = cast(list[Event], decode_events(line))
    entries = map(Entry, name, events, device, epoch, sequence, position, received, verdict)
    return [entry for entry in entries if cast(Event | None, entry.event) is not None]


def by_stream(rows: Iterable[PlainRow]) -> dict[str, list[PlainRow]]:
    """Rows of several streams, stream by stream; quarantined lines without a stream left out."""
    streams: dict[str, list[PlainRow]] = {}
    current: str | None = None
    found: list[PlainRow] = []
    for row in rows:
        stream = row[1]
        if stream != current:
            current = stream
            found = [] if stream is None else streams.setdefault(stream, [])
        found.append(row)
    return streams


async def read_stored(
    transaction: Transaction, log: LogId, generation: int, households: Sequence[str], size: int
) -> dict[str, Stored]:
    """What is stored of households among the first `size` positions."""
    stored = {name: Stored() for name in households}
    if not stored:
        return stored
    wanted = [*stored]
    for row in await transaction.fetch("projector.states", log, generation, wanted, size):
        stored[row[0]].state = row
    whole = [name for name in wanted if stored[name].state is None]
    rows = await transaction.fetch_plain("projector.histories", log, whole, size) if whole else []
    if len(whole) < len(wanted):
        rows += await transaction.fetch_plain("projector.tails", log, generation, wanted, size)
    for name, events in by_stream(rows).items():
        stored[name].rows = events
    return stored


class ProgrammeRows:
    """The programme stream as it was read, to be folded up to any position."""

    def __init__(self, log: LogId, rows: Iterable[PlainRow]) -> None:
        self._log = log
        self._rows = sorted((row for row in rows if _folds(row)), key=itemgetter(0))

    @property
    def end(self) -> int:
        """The position after its last event; 0 for none."""
        return self._rows[-1][0] + 1 if self._rows else 0

    def before(self, end: int) -> Programme:
        """The programme as its events before a position make it."""
        programme = Programme(self._log)
        for row in self._rows:
            if row[0] < end:
                file_row(programme, row)
        return programme


async def read_programme(transaction: Transaction, log: LogId, size: int) -> ProgrammeRows:
    """The programme stream among the first `size` positions."""
    rows = await transaction.fetch_plain("projector.histories", log, [str(PROGRAMME)], size)
    return ProgrammeRows(log, rows)
