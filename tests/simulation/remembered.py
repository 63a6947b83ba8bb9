"""What the oracle is told while a world goes on, kept in plain dictionaries.

Before: `world.py` tells what was durably written, in order, and by whom, and what happened to the
machines. After: `oracle.py` judges by it.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date

import msgspec

from tests.simulation.files import JournalFile, OfficeFile, OwnOrOther
from tests.simulation.programs import Program


class Fact(msgspec.Struct, frozen=True):
    """Something a device durably wrote."""

    id: str
    type: str
    household: str
    personal: dict[str, object]
    region: str | None
    is_odd: bool = False
    """A line this office cannot read, or may not take: it stands in its place all the same."""
    version: int = 1
    """Of its type, in the program that wrote it."""
    amounts: dict[str, object] = msgspec.field(default_factory=dict)
    """A month's costs, in rupiah."""


class Writer(msgspec.Struct):
    """A device, or a copy of one, and what it wrote by id."""

    name: str
    device: str
    region: str
    box_secret: bytes
    facts: dict[str, Fact]
    order: list[str]
    """Ids of what it was seen to write, in order; a copy's own only."""
    is_revoked: bool = False
    actor: str = ""
    kin: str = ""
    """The device that all copies of a directory came from."""
    is_clone: bool = False
    """A copy on another machine, which becomes a device of its own."""
    is_damaged: bool = False
    """A row of its journal was changed behind its back."""
    got_damaged: bool = False
    """A chunk of a snapshot was changed on its way here."""


class Given(msgspec.Struct, frozen=True):
    """A koordinator gave a household to a companion from a day on; said on another day."""

    id: str
    household: str
    companion: str
    effective: date
    on: date


class Remembered:
    """What was durably written, in order, and by whom; and what became of it since."""

    def __init__(self) -> None:
        self.writers: dict[str, Writer] = {}
        self.is_restored = False
        self._programs: list[tuple[int, Program]] = []
        """Of the office, each with the position from which on it judged what came."""
        self.acts: list[str] = []
        self.given: list[Given] = []
        self.promised: set[str] = set()
        """Not on the device that wrote them any more, and known to be at the office."""
        self.positions_backed_up = 0
        self.safe: set[str] = set()
        """Let go by the device that wrote them, when the office was made of its last back-up."""

    @property
    def sales(self) -> set[str]:
        """Events that may be corrected."""
        facts = (fact for writer in self.writers.values() for fact in writer.facts.values())
        return {fact.id for fact in facts if fact.type == "sales_reported"}

    def enrolled(self, writer: Writer) -> None:
        writer.kin = writer.device
        self.writers[writer.name] = writer

    def copied(self, name: str, copy: str) -> None:
        """Another machine now holds all that this one wrote."""
        original = self.writers[name]
        self.writers[copy] = msgspec.structs.replace(
            original, name=copy, facts=dict(original.facts), order=[]
        )

    def cloned(self, name: str, clone: str, journal: JournalFile) -> None:
        """Another machine goes on with a copy: what is unsent there must arrive from there too."""
        original = self.writers[name]
        unsent = {id_ for id_, event in journal.own.items() if event.position is None}
        facts = {id_: fact for id_, fact in original.facts.items() if id_ in unsent}
        self.writers[clone] = msgspec.structs.replace(
            original, name=clone, facts=facts, order=[], is_clone=True
        )

    def brought_back(
        self, name: str, image: JournalFile, lost: JournalFile, known: Set[str]
    ) -> None:
        """A directory is what it was earlier; what it held since is gone there.

        `known` are the entries that the office or any device still has: a restored office may have
        lost what this device had heard that it has.
        """
        writer = self.writers[name]
        gone = msgspec.structs.replace(
            writer,
            name=f"{name} before {len(self.writers)}",
            device=lost.device,
            facts=dict(writer.facts),
            order=[],
        )
        self.writers[gone.name] = gone
        kept = image.own.keys() | image.gone.keys()
        sent = {id_ for id_, event in lost.own.items() if event.position is not None}
        self.promised |= sent | lost.gone.keys()
        if self.is_restored:
            self.promised &= known
        writer.facts = {id_: fact for id_, fact in writer.facts.items() if id_ in kept}
        writer.order = [id_ for id_ in writer.order if id_ in kept]

    def chunk_damaged(self, name: str) -> None:
        """Somebody changed what a device got of a snapshot."""
        self.writers[name].got_damaged = True

    def damaged(self, name: str, known: Set[str]) -> None:
        """A row of a device has rotted; `known` as in `brought_back`."""
        self.writers[name].is_damaged = True
        if self.is_restored:
            self.promised &= known

    def office_brought_back(
        self, office: OfficeFile, journals: Mapping[str, JournalFile], accepts_loss: bool
    ) -> None:
        """The office has lost what came after a back-up; what a device still holds must return.

        What devices let go was safe: it is lost only where officers accepted that.
        """
        self.is_restored = True
        held = {row.id for row in office.log}
        gone = {id_ for journal in journals.values() for id_ in journal.gone}
        if accepts_loss:
            for writer in self.writers.values():
                writer.facts = {i: f for i, f in writer.facts.items() if i in held or i not in gone}
                writer.order = [id_ for id_ in writer.order if id_ in writer.facts]
        else:
            self.safe |= gone
        known = {id_ for journal in journals.values() for id_ in journal.whole}
        self.promised = {id_ for id_ in (*self.promised, *self.acts) if id_ in held | known}
        self.acts = [id_ for id_ in self.acts if id_ in held]
        self.office_runs(self._programs[-1][1], since=office.size)
        for writer in self.writers.values():
            writer.is_revoked = writer.device in office.revoked

    def backed_up(self, positions: int) -> None:
        """A verified back-up holds so many positions of the log."""
        self.positions_backed_up = max(self.positions_backed_up, positions)

    def wrote(self, name: str, fact: Fact) -> None:
        writer = self.writers[name]
        writer.facts[fact.id] = fact
        writer.order.append(fact.id)

    def revoked(self, device: str) -> None:
        for writer in self.writers.values():
            writer.is_revoked |= writer.device == device

    def office_runs(self, program: Program, since: int) -> None:
        """The office's program; what it does not know of what comes is kept for later."""
        self._programs = [one for one in self._programs if one[0] < since]
        self._programs.append((since, program))

    def program_at(self, position: int) -> Program:
        """The one that judged this position."""
        return [program for since, program in self._programs if since <= position][-1]

    def costs(self, office: OfficeFile) -> dict[str, dict[str, dict[str, object]]]:
        """By household and entry: what whoever holds it must read, whichever program wrote it."""
        facts = {f.id: f for writer in self.writers.values() for f in writer.facts.values()}
        stated: dict[str, dict[str, dict[str, object]]] = {}
        for row in office.log:
            fact = facts.get(row.id)
            if row.counts and fact is not None and fact.amounts:
                stated.setdefault(fact.household, {})[row.id] = fact.amounts
        return stated

    def office_wrote(self, id_: str) -> None:
        self.acts.append(id_)

    def receipted(self, ids: Sequence[str]) -> None:
        """The office said that it has these."""
        self.promised.update(ids)

    def assigned(self, given: Given) -> None:
        self.given.append(given)

    def crashed(
        self, name: str, journal: JournalFile | None, writing: Fact | None
    ) -> Iterator[str]:
        """A device is up again. `writing` (without id) was not acknowledged: all of it or none."""
        if name not in self.writers:
            return
        if journal is None:
            yield f"{name} has lost its enrolment"
            return
        writer = self.writers[name]
        if not writer.is_clone:  # what of its entries the office has as another's shows at the end
            yield from self.kept(writer, journal, frozenset())
        yield from self.found(writer, journal.own, writing)

    def found(
        self, writer: Writer, own: Mapping[str, OwnOrOther], writing: Fact | None
    ) -> Iterator[str]:
        """Take note of what a device holds as its own beyond what it was seen to write."""
        for id_ in sorted(own.keys() - writer.facts.keys()):
            known = self._elsewhere(writer, id_)
            if known is None and writing is not None:
                known, writing = msgspec.structs.replace(writing, id=id_), None
            if known is None:
                yield f"{writer.name} holds an entry {id_} which nobody wrote"
            elif not (writer.is_clone and own[id_].position is not None):
                writer.facts[id_] = known

    def _elsewhere(self, writer: Writer, id_: str) -> Fact | None:
        """The same event, written on a copy and come back through the office."""
        for other in self.writers.values():
            if other.kin == writer.kin and id_ in other.facts:
                return other.facts[id_]
        return None

    def kept(self, writer: Writer, journal: JournalFile, of_kin: Set[str]) -> Iterator[str]:
        """Nothing that was acknowledged is gone from the device.

        What a copy took for sent before it was a device of its own is the other's from then on, and
        goes with its household like anybody's.
        """
        taken = {event.id for event in journal.events} | of_kin if writer.is_clone else set()
        for id_ in writer.facts.keys() - journal.own.keys() - journal.gone.keys() - taken:
            yield f"{writer.name} has lost its entry {id_}"

    def was_copied(self, writer: Writer) -> bool:
        """More than one machine wrote as this device, so it may have had two histories."""
        return sum(other.kin == writer.kin for other in self.writers.values()) > 1
