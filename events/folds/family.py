"""One household under several names: which merges count, and whose entries they unite.

Before: the streams of a household and of those its merges name, each with its own acts applied
(`household.py`). After: `answer.py` and `history.py` read the entries of all names as one. A merge
is a coordinator's word, never a guess, and it counts while nobody contradicts it:

    in both streams      the same act, survivor and merged household; else it is `one_sided`, or
                         `other_not_here` while nothing of the other household is
    by who may           in each stream, a role held where that household was registered
    not undone           by `households_unmerged` of that act in either stream
    one survivor each    a household merged into two is `two_survivors`: neither merge counts
    no ring              merges that lead back to where they began are a `merge_ring`: none counts
    not too many         beyond `NAMES_MAX` names people decide first: `too_many_names`

So a household is what merges lead to, over as many steps as there are, whichever of its names is
asked for and in whatever order the merges became known. In each stream its own acts say which
merges stand there; what unites streams is never judged by what they are only together.

The registration and the companions of the survivor stand for those of its aliases: which of the two
goes on is just what the coordinator decided.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeVar

from events.entry import Entry
from events.folds.acts import Resolved
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.reach import Reach
from events.folds.rights import missing_right
from events.ids import EventId, HouseholdId
from events.types import Body, EntityId, HouseholdRegistered, HouseholdsMerged, HouseholdsUnmerged

_END: Final = "9999-12-31"
NAMES_MAX: Final = 16
"""Names of one household; a family is registered twice or three times, never so often."""

_B = TypeVar("_B", bound=Body)


class Link(NamedTuple):
    """A merge as both streams must state it."""

    act: EntityId
    survivor: HouseholdId
    merged: HouseholdId


class Named(NamedTuple):
    """A household as its names make it on a day.

    `state`: the entries of all of them; `id` of the one that counts. `alias_of`: that one, when
    another was asked for, `since` the day of the merge that says so. `aliases`: all other names,
    when the one that counts was asked for. `flags`: merges that do not count, and why.
    """

    state: Household
    alias_of: HouseholdId | None
    since: str | None
    aliases: tuple[HouseholdId, ...]
    flags: dict[EventId, str]


class United(Household):
    """The entries of several streams as one household; the survivor's own registration stands."""

    __slots__ = ("_set_aside_in",)

    def __init__(self, household: HouseholdId) -> None:
        super().__init__(household)
        self._set_aside_in: Resolved | None = None

    def resolved(self, programme: Programme) -> Resolved:
        resolved = super().resolved(programme)
        if resolved is not self._set_aside_in:
            self._set_aside_in = resolved
            registered = [*resolved.claims.entries(HouseholdRegistered)]
            own = [entry.id for entry in registered if self._is_own(entry)]
            for entry in registered:
                if own and not self._is_own(entry):
                    resolved.claims.dropped.setdefault(entry.id, []).extend(own)
        return resolved

    def _is_own(self, entry: Entry) -> bool:
        return HouseholdId(entry.event.stream) == self.id


def names_itself_alone(household: Household, programme: Programme) -> bool:
    """True for a household in whose stream no merge stands: nearly all of them."""
    buckets = household.resolved(programme).claims.buckets
    return HouseholdsMerged not in buckets


def wanted(household: Household, programme: Programme) -> list[HouseholdId]:
    """The streams to be put into `kin` before the household can be answered; asked until empty.

    Shape: sorted; empty for a household that no merge speaks of. A stream that nobody has is put
    there empty.
    """
    if names_itself_alone(household, programme):
        return []
    return sorted(_Kinship(household, programme).missing)


def kindred(household: Household, programme: Programme) -> frozenset[HouseholdId]:
    """The names that merges hold together on any day, the household's own among them.

    Just the streams that its answer may rest on, for whoever says how much of the log it speaks of.
    """
    return frozenset(_Kinship(household, programme).reached)


def named(household: Household, programme: Programme, day: str) -> Named:
    """The household on a day, under whichever of its names it is asked for."""
    return _Kinship(household, programme).on(day)


def merges_of(household: Household, programme: Programme) -> list[Link]:
    """The merges of a household that both streams state and nobody undid, on any day."""
    if names_itself_alone(household, programme):
        return []
    kinship = _Kinship(household, programme)
    return [link for link in kinship.standing(_END, {}) if household.id in link[1:]]


def state_on(household: Household, programme: Programme, day: str) -> Household:
    """The entries of all its names in one state; itself for one with no other."""
    if names_itself_alone(household, programme):
        return household
    return named(household, programme, day).state


def speaks_of(household: Household, programme: Programme) -> set[HouseholdId]:
    """Households whose answer may change with this one's entries: all that its merges ever named.

    Merges by people who may not merge are left out, as they never count.
    """
    if household.set_apart:
        said: Iterable[Entry] = household.entries.values()
    else:
        said = household.claims.entries(HouseholdsMerged)
    return {
        name
        for entry in said
        if isinstance(body := entry.event.body, HouseholdsMerged)
        and missing_right(entry, body.spec.writers, programme.roles) is None
        for name in (body.survivor, body.merged)
        if name != household.id
    }


class _Kinship:
    """The streams around a household that merges in both of two streams hold together."""

    def __init__(self, household: Household, programme: Programme) -> None:
        self._asked = household.id
        self._programme = programme
        self._streams = {household.id: household, **household.kin}
        self._links: dict[HouseholdId, dict[Link, list[Entry]]] = {}
        self._excess: list[Entry] = []
        self.missing: set[HouseholdId] = set()
        self.reached = {household.id}
        self._reach()

    def _reach(self) -> None:
        """Go from stream to stream as far as merges stand on both sides, whatever their day."""
        found = [self._asked]
        while found and len(self.reached) <= NAMES_MAX:
            here = found.pop()
            links = self._of(here)
            for other in sorted({_other(link, here) for link in links} - self.reached):
                if other not in self._streams:
                    self.missing.add(other)
                elif not links.keys().isdisjoint(self._of(other)):
                    self.reached.add(other)
                    found.append(other)

    def on(self, day: str) -> Named:
        flags: dict[EventId, str] = {}
        _flag(flags, "too_many_names", (each for each in self._excess if each.event.on <= day))
        survivors = self._survivors(day, flags)
        top, since = self._asked, None
        while top in survivors:
            top, said_on = survivors[top]
            since = since or said_on
        names = [name for name in sorted(self.reached) if _end(name, survivors) == top]
        state = self._streams[top]
        if names != [top]:
            state = self._united(top, names)
            state.joined = {name: survivors[name][1] for name in names if name != top}
        if top != self._asked:
            return Named(state, top, since, (), flags)
        return Named(state, None, None, tuple(name for name in names if name != top), flags)

    def _united(self, top: HouseholdId, names: Iterable[HouseholdId]) -> Household:
        united = United(top)
        for name in names:
            for entry in self._streams[name].places():
                united.add(entry)
        return united

    # --- which merges count ----------------------------------------------------------------------

    def _survivors(
        self, day: str, flags: dict[EventId, str]
    ) -> dict[HouseholdId, tuple[HouseholdId, str]]:
        """Whom each merged household goes on in, and since when; a forest without rings."""
        standing = self.standing(day, flags)
        survivors: dict[HouseholdId, dict[HouseholdId, list[Entry]]] = {}
        for link, entries in standing.items():
            into = survivors.setdefault(link.merged, {})
            into.setdefault(link.survivor, []).extend(entries)
        one = {}
        for merged, into in survivors.items():
            if len(into) > 1:
                _flag(flags, "two_survivors", (entry for said in into.values() for entry in said))
            else:
                [(survivor, entries)] = into.items()
                one[merged] = (survivor, entries)
        for name in _in_rings({merged: survivor for merged, (survivor, _) in one.items()}):
            _flag(flags, "merge_ring", one.pop(name)[1])
        return {
            merged: (survivor, min(entry.event.on for entry in entries))
            for merged, (survivor, entries) in one.items()
        }

    def standing(self, day: str, flags: dict[EventId, str]) -> dict[Link, list[Entry]]:
        """The merges begun by a day that both streams state and nobody undid."""
        said: dict[Link, dict[HouseholdId, list[Entry]]] = defaultdict(dict)
        for name in sorted(self.reached):
            for link, entries in self._of(name).items():
                if begun := [entry for entry in entries if entry.event.on <= day]:
                    said[link][name] = begun
        undone = {act for name in self.reached for act in self._undone(name, day)}
        standing = {}
        for link, sides in said.items():
            entries = [entry for side in sides.values() for entry in side]
            if len(self.reached) > NAMES_MAX:
                _flag(flags, "too_many_names", entries)
            elif len(sides) < 2:
                _flag(flags, "one_sided" if self._are_here(link) else "other_not_here", entries)
            elif link.act not in undone:
                standing[link] = entries
        return standing

    def _are_here(self, link: Link) -> bool:
        """False when nothing of one of the two is here: it may well state the merge."""
        pair = (self._streams.get(name) for name in (link.survivor, link.merged))
        return all(state is not None and state.entries for state in pair)

    def _of(self, name: HouseholdId) -> dict[Link, list[Entry]]:
        """The merges that stand in a stream by its own acts; none when it names too many."""
        known = self._links.get(name)
        if known is None:
            known = {}
            for entry, body in self._counted(name, HouseholdsMerged):
                if body.survivor != body.merged and name in (body.survivor, body.merged):
                    link = Link(body.act, body.survivor, body.merged)
                    known.setdefault(link, []).append(entry)
            if len({_other(link, name) for link in known}) > NAMES_MAX:
                self._excess += [entry for entries in known.values() for entry in entries]
                known = {}
            self._links[name] = known
        return known

    def _undone(self, name: HouseholdId, day: str) -> Iterator[EntityId]:
        for entry, body in self._counted(name, HouseholdsUnmerged):
            if entry.event.on <= day:
                yield body.act

    def _counted(self, name: HouseholdId, kind: type[_B]) -> Iterator[tuple[Entry, _B]]:
        state, programme = self._streams[name], self._programme
        reach = Reach(state.claims, programme)
        for entry in state.resolved(programme).claims.entries(kind):
            body = entry.event.body
            assert isinstance(body, kind)
            if missing_right(entry, body.spec.writers, programme.roles) is not None:
                continue
            if reach.missing(entry) is None:
                yield entry, body


def _other(link: Link, name: HouseholdId) -> HouseholdId:
    return link.merged if link.survivor == name else link.survivor


def _end(name: HouseholdId, survivors: dict[HouseholdId, tuple[HouseholdId, str]]) -> HouseholdId:
    while name in survivors:
        name = survivors[name][0]
    return name


def _in_rings(survivors: dict[HouseholdId, HouseholdId]) -> list[HouseholdId]:
    """The households whose merges lead back to themselves; those that only lead there are not."""
    found = []
    for name in survivors:
        after = survivors[name]
        for _ in survivors:
            if after == name or after not in survivors:
                break
            after = survivors[after]
        if after == name:
            found.append(name)
    return found


def _flag(flags: dict[EventId, str], flag: str, entries: Iterable[Entry]) -> None:
    for entry in entries:
        flags[entry.id] = flag
