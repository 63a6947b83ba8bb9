"""What one step of a projection will write: households folded with their new events.

Before: `server/projecting/projection.py` read the events, and knows where each household is taken
up from. After: it writes rows and states, and parks whom this could not fold. Nothing here reads or
writes but through a `Kinship`, so the database's writer is not held meanwhile.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from events.folds import speaks_of
from events.ids import HouseholdId
from server.database import PlainRow
from server.projecting.folding import (
    Folded,
    GiveWay,
    SavedState,
    Spell,
    States,
    Stored,
    without_collections,
)
from server.projecting.kinship import Kinship
from server.projecting.tables import Rows, View


class Unfoldable(NamedTuple):
    """A household that could not be folded, the first position that is not in its card, and why."""

    household: str
    position: int
    error: Exception


class Work:
    """What one transaction will write: households with their `new` events, up to `end`.

    `position`: so many positions were projected before. `tied`: folded ones whose rows others have
    a part in. `is_shared`: other processes have folded some.
    """

    def __init__(
        self,
        view: View,
        kept: States,
        new: Mapping[str, Sequence[PlainRow]],
        position: int,
        end: int,
    ) -> None:
        self.rows = Rows()
        self.done: list[str] = []
        self.states: list[SavedState] = []
        self.unfoldable: list[Unfoldable] = []
        self.tied: dict[str, Folded] = {}
        self.view = view
        self.new = new
        self.position = position
        self.end = end
        self.is_shared = False
        self._kept = kept

    def failed(self) -> set[str]:
        """The households that could not be folded."""
        return {each.household for each in self.unfoldable}

    async def fold(
        self, sources: Mapping[str, Folded | Stored], give_way: GiveWay | None = None
    ) -> None:
        """Fold households with their new events; `fold_tied` makes the rows of those that are tied.

        The longest part of a step, so others may run in between.
        """
        waiting = iter(sources.items())
        while await self._fold_spell(waiting, give_way is not None):
            assert give_way is not None, "a spell is cut short for somebody"
            await give_way()

    async def _fold_spell(
        self, waiting: Iterator[tuple[str, Folded | Stored]], gives_way: bool
    ) -> bool:
        """Fold households for a while, all that wait where nobody comes first; True: more wait."""
        spell = Spell()
        with without_collections():
            for name, source in waiting:
                self._fold_one(name, source, self.new[name])
                if gives_way and spell.is_over:
                    return True
                await spell.breathe()
        return False

    def _fold_one(self, name: str, source: Folded | Stored, rows: Sequence[PlainRow]) -> None:
        """Fold a household and make its rows, unless they are made with those of other names."""
        try:
            folded = source.fold(HouseholdId(name)) if isinstance(source, Stored) else source
            folded.add(rows)
            if speaks_of(folded.household, self.view.programme):
                self.tied[name] = folded
            elif folded.events:
                self.rows.add(self.view, name, folded)
        except Exception as error:
            self._fail(name, rows, error)
            return
        self._kept.keep(name, folded)
        if name not in self.tied:
            self.done.append(name)
        state = folded.to_save()
        if state is not None:
            self.states.append(state)

    async def fold_tied(self, kinship: Kinship, named: Set[str]) -> None:
        """Make the rows of households with other names, and of all whose rows these change.

        `named` are those that merges name in streams which could not be folded.
        """
        for name, folded in (await kinship.around(self.tied.keys() | named)).items():
            if name in self.done:
                continue
            try:
                await kinship.gather(folded)
                if folded.events:
                    self.rows.add(self.view, name, folded)
            except Exception as error:
                self._fail(name, self.new.get(name, ()), error)
                kinship.failed.add(name)
            else:
                self.done.append(name)
        self.states = [each for each in self.states if each[0] not in self.failed()]

    def _fail(self, name: str, rows: Sequence[PlainRow], error: Exception) -> None:
        self._kept.forget(name)
        first = rows[0][0] if rows else self.position
        self.unfoldable.append(Unfoldable(name, first, error))
