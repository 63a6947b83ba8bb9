"""Households with other names: whose rows change together, and the streams each answer needs.

A merge makes two streams one household (`events/folds/family.py`), so an event in one stream
changes the rows of others. Nearly no household has another name; those without one never come here.

Before: streams folded one by one (`server/projecting/folding.py`). After:
`server/projecting/work.py` and `server/projecting/units.py` make rows of households with
their kin beside them.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Final

from events.folds import Programme, speaks_of, wanted
from events.ids import HouseholdId
from server.projecting.folding import Folded, Stored

_AROUND_MAX: Final = 256
"""Households answered again for what came in one; people decide on far fewer (`NAMES_MAX`)."""

Read = Callable[[Sequence[str]], Awaitable[Mapping[str, Folded | Stored]]]
"""What is held of some streams."""


class KinUnfoldable(Exception):
    """Another name of the household cannot be folded, so nothing can be said of any of them."""


class Kinship:
    """Folded streams, and those they lead to, read as they are asked for.

    `failed` are streams that cannot be folded; what needs one of them fails with it.
    """

    def __init__(
        self,
        programme: Programme,
        read: Read,
        held: Mapping[str, Folded],
        failed: Iterable[str] = (),
    ) -> None:
        self.failed = set(failed)
        self._programme = programme
        self._read = read
        self._held = dict(held)

    async def around(self, names: Iterable[str]) -> dict[str, Folded]:
        """The households whose rows may change with these: all that their merges lead to."""
        found: dict[str, Folded] = {}
        asked: list[str] = sorted(set(names))
        while asked:
            await self._load(asked)
            known = {name: self._held[name] for name in asked if name in self._held}
            found |= known
            named = {
                other
                for folded in known.values()
                for other in speaks_of(folded.household, self._programme)
            }
            unknown = {str(name) for name in named} - found.keys() - self.failed
            asked = sorted(unknown)[: _AROUND_MAX - len(found)]
        return found

    async def gather(self, folded: Folded) -> None:
        """Put beside a household the streams that its answer needs.

        Errors: KinUnfoldable.
        """
        household = folded.household
        household.kin.clear()
        while missing := wanted(household, self._programme):
            await self._load(missing)
            for name in missing:
                if name not in self._held:
                    raise KinUnfoldable("the household it is merged with cannot be folded")
                household.kin[name] = self._held[name].household
        folded.kin = {name: self._held[name] for name in household.kin}

    async def _load(self, names: Iterable[str]) -> None:
        """Hold these streams; a stream that nobody wrote in is held empty."""
        missing = [name for name in names if name not in self._held and name not in self.failed]
        if not missing:
            return
        for name, source in (await self._read(missing)).items():
            try:
                found = source.fold(HouseholdId(name)) if isinstance(source, Stored) else source
            except Exception:
                # It is parked, or will be, when its own turn comes; here its kin is.
                self.failed.add(name)
            else:
                self._held[name] = found
