"""What must be true of a world, kept in plain dictionaries, apart from the code under test.

While a world goes on the oracle is told what was durably written, in order, and by whom. At the end
it reads the disks itself (`files.py`) and says everything that is not as it must be: an empty list
is a world in which all invariants hold.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from hashlib import sha256
from typing import Final

import msgspec

from events import crypto
from events.ids import LogId, StreamId
from events.personal import DataKey, open_personal
from tests.simulation.files import JournalFile, LogRow, OfficeFile, OwnOrOther
from tests.simulation.forgetting import forgotten

_LOG: Final = LogId("36.03")
_MODULUS: Final = 1 << 256
_NO_ALARM: Final = (
    "fork", "device_restored", "device_cloned", "digest_differs", "household_mended",
)  # fmt: skip
"""Incidents that may be where a directory was copied, brought back or damaged: two histories of one
device really part, and what it missed is mended. Anywhere else they are false alarms."""
_NO_ALARM_AFTER_RESTORE: Final = (*_NO_ALARM, "office_restored", "own_lost")


class Fact(msgspec.Struct, frozen=True):
    """Something a device durably wrote."""

    id: str
    type: str
    household: str
    personal: dict[str, object]
    region: str | None
    is_odd: bool = False
    """A line this office cannot read, or may not take: it stands in its place all the same."""


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


class _Named(msgspec.Struct):
    """A scope as the log's own events make it: a region, and households in or out by name."""

    region: str | None
    names: dict[str, bool]
    given: set[str]
    """Households that an assignment added."""

    def has(self, household: str, region: str | None) -> bool:
        named = self.names.get(household)
        if named is not None:
            return named
        return region is not None and self.region is not None and _contains(self.region, region)


class Oracle:
    """Remembers and judges."""

    def __init__(self) -> None:
        self.writers: dict[str, Writer] = {}
        self.is_restored = False
        self._unknown: set[str] = set()
        """Types that the office did not know at some time."""
        self._acts: list[str] = []
        self._given: list[Given] = []
        self._promised: set[str] = set()
        """Not on the device that wrote them any more, and known to be at the office."""
        self._backed_up = 0
        self._safe: set[str] = set()
        """Let go by the device that wrote them, when the office was made of its last back-up."""

    @property
    def sales(self) -> set[str]:
        """Events that may be corrected."""
        facts = (fact for writer in self.writers.values() for fact in writer.facts.values())
        return {fact.id for fact in facts if fact.type == "sales_reported"}

    # --- what happened ---------------------------------------------------------------------------

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
        self._promised |= sent | lost.gone.keys()
        if self.is_restored:
            self._promised &= known
        writer.facts = {id_: fact for id_, fact in writer.facts.items() if id_ in kept}
        writer.order = [id_ for id_ in writer.order if id_ in kept]

    def chunk_damaged(self, name: str) -> None:
        """Somebody changed what a device got of a snapshot."""
        self.writers[name].got_damaged = True

    def damaged(self, name: str) -> None:
        self.writers[name].is_damaged = True

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
            self._safe |= gone
        known = {event.id for journal in journals.values() for event in journal.events}
        self._promised = {id_ for id_ in (*self._promised, *self._acts) if id_ in held | known}
        self._acts = [id_ for id_ in self._acts if id_ in held]
        for writer in self.writers.values():
            writer.is_revoked = writer.device in office.revoked

    def backed_up(self, positions: int) -> None:
        """A verified back-up holds so many positions of the log."""
        self._backed_up = max(self._backed_up, positions)

    def wrote(self, name: str, fact: Fact) -> None:
        writer = self.writers[name]
        writer.facts[fact.id] = fact
        writer.order.append(fact.id)

    def revoked(self, device: str) -> None:
        for writer in self.writers.values():
            writer.is_revoked |= writer.device == device

    def office_lacks(self, types: frozenset[str]) -> None:
        """The office's program does not know these types; what of them comes is kept for later."""
        self._unknown |= types

    def office_wrote(self, id_: str) -> None:
        self._acts.append(id_)

    def receipted(self, ids: Sequence[str]) -> None:
        """The office said that it has these."""
        self._promised.update(ids)

    def assigned(self, given: Given) -> None:
        self._given.append(given)

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
            yield from self._kept(writer, journal, frozenset())
        yield from self._found(writer, journal.own, writing)

    def _found(
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

    # --- what must be ----------------------------------------------------------------------------

    def judge(
        self, office: OfficeFile, journals: Mapping[str, JournalFile], today: date | None
    ) -> list[str]:
        """Everything that is wrong, the most basic first.

        `today` is None where the office's clock was wrong: then days prove nothing.
        """
        leaves = [_leaf(row) for row in office.log]
        wrong = [*self._log(office), *_tree(office, leaves)]
        facts = {f.id: f for writer in self.writers.values() for f in writer.facts.values()}
        regions = _regions(office, facts)
        for name, journal in journals.items():
            writer = self.writers[name]
            writer.device = journal.device
            if writer.is_clone:  # revoked is the device it was when that was said
                writer.is_revoked = journal.device in office.revoked
        wrong += self._office(office, facts)
        wrong += self._promises(office)
        wrong += _decided(office)
        for name, journal in sorted(journals.items()):
            writer = self.writers[name]
            wrong += self._found(writer, journal.own, None)
            of_kin = {row.id for row in office.log if row.device == writer.kin}
            wrong += self._kept(writer, journal, of_kin)
            wrong += self._sent(writer, journal, office)
            wrong += self._let_go(writer, journal, office)
            wrong += self._settled(writer, journal)
            wrong += _witnessed(writer, journal, leaves)
            if not writer.is_revoked:
                wrong += self._scope(writer, journal, office, regions, facts)
                wrong += self._accompanies(writer, office, regions, today)
        return wrong

    def _accompanies(
        self, writer: Writer, office: OfficeFile, regions: Mapping[str, str], today: date | None
    ) -> Iterator[str]:
        """A companion's device sees the households that are theirs today, none it handed over."""
        if today is None:
            return
        at = {row.id: row.position for row in office.log if row.verdict == "accepted"}
        newest: dict[str, tuple[date, int, str]] = {}
        for given in self._given:
            if self.is_restored and given.id not in at:
                continue  # it was lost with the store, and waits for an officer if it came back
            if given.effective <= today and given.on <= today:
                stands = (given.effective, at[given.id], given.companion)
                newest[given.household] = max(newest.get(given.household, stands), stands)
        scope = _scope_of(writer, office)
        for household, (_, _, companion) in sorted(newest.items()):
            sees = scope.has(household, regions.get(household))
            if companion == writer.actor and not sees:
                yield f"{writer.name} does not see {household}, which its holder accompanies"
            if companion != writer.actor and sees and household in scope.given:
                yield f"{writer.name} still sees {household}, which another one accompanies"

    def _log(self, office: OfficeFile) -> Iterator[str]:
        """Positions dense, received monotone, every device's order kept, nothing twice."""
        received, next_of = 0, dict[tuple[str, int], int]()
        for index, row in enumerate(office.log):
            if row.position != index:
                yield f"position {index} is missing from the log"
                return
            if row.received < received:
                yield f"received runs backwards at position {index}"
            received = row.received
            if row.sequence != (expected := next_of.get((row.device, row.epoch), 1)):
                yield f"position {index} has sequence {row.sequence}, not {expected}"
            next_of[row.device, row.epoch] = row.sequence + 1
            if sha256(row.line).hexdigest()[:32] != row.id:
                yield f"the line at position {index} is not the one its id names"
        if office.size != len(office.log):
            yield f"the head says {office.size}, the log has {len(office.log)} positions"
        held = [row.id for row in office.log]
        for id_ in self._acts:
            if held.count(id_) != 1:
                yield f"the office's act {id_} is {held.count(id_)} times in the log"

    def _promises(self, office: OfficeFile) -> Iterator[str]:
        """What the office had taken is there, whatever became of who wrote it."""
        for id_ in sorted((self._promised | self._safe) - {row.id for row in office.log}):
            yield f"entry {id_} was at the office, and is not any more"

    def _kept(self, writer: Writer, journal: JournalFile, of_kin: Set[str]) -> Iterator[str]:
        """Nothing that was acknowledged is gone from the device.

        What a copy took for sent before it was a device of its own is the other's from then on, and
        goes with its household like anybody's.
        """
        taken = {event.id for event in journal.events} | of_kin if writer.is_clone else set()
        for id_ in writer.facts.keys() - journal.own.keys() - journal.gone.keys() - taken:
            yield f"{writer.name} has lost its entry {id_}"

    def _sent(self, writer: Writer, journal: JournalFile, office: OfficeFile) -> Iterator[str]:
        """All is in the log, where the journal says, in the order in which it was written."""
        places: dict[str, list[LogRow]] = {}
        for row in office.log:
            if row.device == writer.device:
                places.setdefault(row.id, []).append(row)
        for id_, own in journal.own.items():
            rows = places.get(id_, [])
            if not rows:
                yield f"{writer.name}: entry {id_} is not in the log"
            elif _place(own) not in map(_place, rows):
                yield f"{writer.name}: entry {id_} is not where its journal says"
            if len(rows) > 1 and not self._was_copied(writer):
                yield f"{writer.name}: entry {id_} is {len(rows)} times in the log"
        first = [places[id_][0].position for id_ in writer.order if id_ in places]
        if first != sorted(first):
            yield f"{writer.name}: the log has its entries in another order than it wrote them"

    def _let_go(self, writer: Writer, journal: JournalFile, office: OfficeFile) -> Iterator[str]:
        """What went from the device is at the office, where it says; a copy's is its own there."""
        stands = {(row.id, row.epoch, row.sequence, row.position) for row in office.log}
        for id_, place in journal.gone.items():
            if (id_, *place) not in stands:
                yield f"{writer.name}: entry {id_} was let go, and is not where it was"
            if place[2] >= self._backed_up:
                yield f"{writer.name}: entry {id_} was let go before a back-up held it"
        copied = {row.id for row in office.log if writer.is_clone and row.device == writer.kin}
        for id_ in copied.intersection(writer.order):
            yield f"{writer.name}: entry {id_} counts as one of the device it is a copy of"

    def _settled(self, writer: Writer, journal: JournalFile) -> Iterator[str]:
        """Nothing is open any more, and nothing was noticed that did not happen."""
        if writer.is_clone and writer.device == writer.kin:
            yield f"{writer.name} is a copy and speaks for the device it was copied from"
        if journal.orphaned and not writer.is_revoked:
            yield f"{writer.name} still has {journal.orphaned} entries to offer"
        if journal.fork is not None:
            yield f"{writer.name} believes in a fork after {journal.fork}"
        if journal.keys_unacknowledged and not writer.is_revoked:
            yield f"{writer.name}: {journal.keys_unacknowledged} keys are not acknowledged"
        no_alarm = _NO_ALARM_AFTER_RESTORE if self.is_restored else _NO_ALARM
        # A registration of a copy counts late: what came of its household before is mended.
        has_clones = any(other.is_clone for other in self.writers.values())
        is_touched = self._was_copied(writer) or writer.is_damaged or self.is_restored or has_clones
        for code, detail in journal.incidents:
            if code == "snapshot_damaged" and writer.got_damaged:
                continue
            if code not in no_alarm or not is_touched:
                yield f"{writer.name}: incident {code} {detail}"

    def _was_copied(self, writer: Writer) -> bool:
        """More than one machine wrote as this device, so it may have had two histories."""
        return sum(other.kin == writer.kin for other in self.writers.values()) > 1

    def _office(self, office: OfficeFile, facts: Mapping[str, Fact]) -> Iterator[str]:
        """Verdicts, personal parts and digests of the log."""
        sums: dict[str, tuple[int, int]] = {}
        revoked = {writer.device for writer in self.writers.values() if writer.is_revoked}
        clones = {writer.device for writer in self.writers.values() if writer.is_clone}
        for row in office.log:
            fact = facts.get(row.id)
            if fact is not None and not fact.is_odd:
                if fact.personal and row.part is None:
                    yield f"the personal part at position {row.position} is missing"
                possible = ["accepted"]
                possible += ["accepted(unknown_type)"] if fact.type in self._unknown else []
                possible += ["review(revoked)"] if row.device in revoked or self.is_restored else []
                # What a restored office lost may be handed in by a copy that waits.
                is_handed_in = self.is_restored and clones and row.device == office.log[0].device
                possible += ["review(clone)"] if row.device in clones or is_handed_in else []
                possible += ["review(returned)"] if self.is_restored else []
                if row.verdict not in possible:
                    yield f"position {row.position} has verdict {row.verdict}"
            if row.counts and row.stream not in (None, "programme", "office"):
                events, total = sums.get(row.stream or "", (0, 0))
                sums[row.stream or ""] = events + 1, total + _item(row)
        for household, (events, total) in sums.items():
            held = office.households.get(household, (0, b"", 0))
            if (held[0], int.from_bytes(held[1], "big")) != (events, total % _MODULUS):
                yield f"the office's digest of {household} is not that of its events"
        for household, (_, _, keys) in office.households.items():
            if keys != office.key_count.get(household, 0):
                yield f"the office counts {keys} keys of {household}, and has others"

    def _scope(
        self,
        writer: Writer,
        journal: JournalFile,
        office: OfficeFile,
        regions: Mapping[str, str],
        facts: Mapping[str, Fact],
    ) -> Iterator[str]:
        """The device holds its scope, all of it and nothing else, and can read it."""
        name = writer.name
        if (journal.incarnation, journal.cursor) != (office.incarnation, office.size):
            read = f"{journal.incarnation}, {journal.cursor}"
            yield f"{name} has read up to {read}, the log ends at {office.size}"
        seen = _scope_of(writer, office)
        known = regions.keys() | seen.names.keys()
        scope = {h for h in known if seen.has(h, regions.get(h))}
        yield from forgotten(name, journal, office, scope, known - scope)
        wanted = {
            _place(row): row
            for row in office.log
            if row.counts and (row.stream == "programme" or row.stream in scope)
        }
        held = {
            _place(event): event
            for event in journal.events
            if event.position is not None and not (event.verdict or "").startswith("quarantined")
        }
        for place in sorted(wanted.keys() - held.keys()):
            yield f"{name} misses position {place[0]}"
        for place in sorted(held.keys() - wanted.keys()):
            if held[place].device not in (writer.device, writer.kin):
                yield f"{name} holds position {place[0]}, which is not in its scope"
        keys = _opened(journal, writer.box_secret)
        for place in sorted(wanted.keys() & held.keys()):
            fact = facts.get(wanted[place].id)
            if fact is not None and fact.personal:
                yield from _readable(name, held[place], fact, keys)
        if journal.keys_wanted:
            yield f"{name} still wants {journal.keys_wanted} keys"
        for household in sorted(scope):
            events, total, _ = office.households[household]
            if journal.streams.get(household) != (True, events, total):
                yield f"{name}: its digest of {household} is not the office's"


def _decided(office: OfficeFile) -> Iterator[str]:
    """What the office says that it did with copies and forks is so, and was done once."""
    kept = {(device, sha256(body).hexdigest()) for device, body in office.evidence}
    counting = {row.id for row in office.log if row.verdict.startswith("accepted")}
    enrolled: dict[str, int] = {}
    for row in office.log:
        is_approved = row.verdict == "review(clone)" and row.device not in office.waiting
        if is_approved and row.position not in office.released and row.id not in counting:
            yield f"position {row.position} waits, and its device was approved"
        if row.stream != "office":
            continue
        said = msgspec.json.decode(row.line)
        body = said["body"]
        if said["type"] == "device_forked" and (body["device"], body["batch"]) not in kept:
            yield f"the office has no evidence of the fork at position {row.position}"
        if said["type"] == "device_enrolled" and body["device"] in office.copies:
            enrolled[body["device"]] = enrolled.get(body["device"], 0) + 1
    for device, times in sorted(enrolled.items()):
        if times != (1 if device in office.waiting else 2):
            yield f"copy {device} is written down {times} times"


def _scope_of(writer: Writer, office: OfficeFile) -> _Named:
    """What the log says that a device sees."""
    scope = _Named(writer.region, {}, set())
    for row in office.log:
        if row.stream != "office" or b'"type":"scope_changed"' not in row.line:
            continue
        body = msgspec.json.decode(row.line)["body"]
        if body["device"] == writer.device:
            scope.region = body.get("region")
            scope.names |= dict.fromkeys(body.get("added", ()), True)
            if "because" in body:
                scope.given.update(body.get("added", ()))
            scope.names |= dict.fromkeys(body.get("removed", ()), False)
    return scope


def _tree(office: OfficeFile, leaves: list[bytes]) -> Iterator[str]:
    """The stored tree is that of the log's rows."""
    size, frontier = office.tree
    if size != len(leaves):
        yield f"the tree has {size} leaves, the log has {len(leaves)} positions"
        return
    nodes, start = b"", 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            nodes += _root(leaves[start : start + (1 << bit)])
            start += 1 << bit
    if nodes != frontier:
        yield "the stored frontier is not that of the log's rows"
    whole = {
        (0, number): b"".join(leaves[256 * number : 256 * (number + 1)])
        for number in range(size // 256)
    }
    if whole != office.tiles:
        yield "the stored tiles are not those of the log's rows"


def _witnessed(writer: Writer, journal: JournalFile, leaves: list[bytes]) -> Iterator[str]:
    """Every checkpoint that a device holds is of a beginning of the office's log."""
    for kind, (size, root) in sorted(journal.checkpoints.items()):
        if kind == "orphan":
            if not writer.is_revoked:
                yield f"{writer.name} still has a checkpoint to hand up"
        elif size > len(leaves) or _root(leaves[:size]) != root:
            yield f"{writer.name} holds a checkpoint of {size} positions of another history"
    if "newest" in journal.checkpoints and not writer.is_revoked:
        size, _ = journal.checkpoints["newest"]
        if size != len(leaves):
            yield f"{writer.name} was proved {size} positions of {len(leaves)}"


def _readable(
    name: str, event: OwnOrOther, fact: Fact, keys: Mapping[str, DataKey]
) -> Iterator[str]:
    """What a person wrote is what another one reads."""
    key = keys.get(event.key or "")
    if event.part is None or key is None:
        what = "personal part" if event.part is None else "key"
        yield f"{name} has no {what} for position {event.position}"
    elif open_personal(event.part, key, _LOG, StreamId(event.stream)) != fact.personal:
        yield f"{name} reads something else at position {event.position} than was written"


def _opened(journal: JournalFile, box_secret: bytes) -> dict[str, DataKey]:
    opened = {key: crypto.unseal(box_secret, sealed) for key, (_, sealed) in journal.keys.items()}
    return {key: DataKey(plain) for key, plain in opened.items() if plain is not None}


def _regions(office: OfficeFile, facts: Mapping[str, Fact]) -> dict[str, str]:
    """Where each household lives: as its first accepted registration says, or one let count."""
    regions: dict[str, str] = {}
    counting = [row for row in office.log if row.verdict == "accepted"]
    counting += [row for row in office.log if row.position in office.released]
    for row in counting:
        fact = facts.get(row.id)
        if fact is not None and fact.region is not None:
            regions.setdefault(fact.household, fact.region)
    return regions


def _contains(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")


def _place(row: LogRow | OwnOrOther) -> tuple[int, str, int, int, str, str, int]:
    return (
        row.position or 0, row.device, row.epoch, row.sequence, row.id, row.verdict or "",
        row.received or 0,
    )  # fmt: skip


def _root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + _root(leaves[:left]) + _root(leaves[left:])).digest()


def _leaf(row: LogRow) -> bytes:
    """events/README, "Tree", written once more."""
    content = b"\0jejak.leaf.v1\0" + row.position.to_bytes(8, "big")
    content += row.received.to_bytes(8, "big") + bytes.fromhex(row.device)
    content += row.epoch.to_bytes(8, "big") + row.sequence.to_bytes(8, "big")
    return sha256(content + row.head + row.verdict.encode()).digest()


def _item(row: LogRow) -> int:
    """events/README, "Digest", written once more."""
    content = b"jejak.item.v1\0" + row.position.to_bytes(8, "big") + bytes.fromhex(row.device)
    content += row.epoch.to_bytes(8, "big") + row.sequence.to_bytes(8, "big")
    content += sha256(row.line).digest() + row.verdict.encode()
    return int.from_bytes(sha256(content).digest(), "big")
