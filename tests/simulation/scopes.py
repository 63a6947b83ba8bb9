"""What must be true of what a device sees: its scope as the log says it, whole and readable."""

from collections.abc import Iterator, Mapping, Set
from datetime import date
from typing import Final

import msgspec

from events import crypto
from events.ids import LogId, StreamId
from events.personal import DataKey, open_personal
from tests.simulation.files import JournalFile, OfficeFile, OwnOrOther, place_of
from tests.simulation.forgetting import forgotten
from tests.simulation.remembered import Fact, Remembered, Writer

_LOG: Final = LogId("36.03")


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


def keys_lost(
    known: Remembered,
    office: OfficeFile,
    journals: Mapping[str, JournalFile],
    facts: Mapping[str, Fact],
) -> set[str]:
    """Keys of the office's own entries that were lost with its store: no device had them yet.

    A device may have had such an entry, and given it back, before it was sent the key.
    """
    if not known.is_restored:
        return set()
    events = [event for journal in journals.values() for event in journal.events]
    named = {event.key for event in events if event.key is not None and event.id not in facts}
    return named.difference(office.keys, *(journal.keys for journal in journals.values()))


def scope_wrong(
    writer: Writer,
    journal: JournalFile,
    office: OfficeFile,
    regions: Mapping[str, str],
    facts: Mapping[str, Fact],
    lost: Set[str],
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
        place_of(row): row
        for row in office.log
        if row.counts and (row.stream == "programme" or row.stream in scope)
    }
    held = {
        place_of(event): event
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
    if wanted_keys := journal.keys_wanted - lost:
        yield f"{name} still wants {len(wanted_keys)} keys"
    for household in sorted(scope):
        events, total, _ = office.households[household]
        if journal.streams.get(household) != (True, events, total):
            yield f"{name}: its digest of {household} is not the office's"


def accompanies_wrong(
    known: Remembered,
    writer: Writer,
    office: OfficeFile,
    regions: Mapping[str, str],
    today: date | None,
) -> Iterator[str]:
    """A companion's device sees the households that are theirs today, none it handed over."""
    if today is None:
        return
    at = {row.id: row.position for row in office.log if row.verdict == "accepted"}
    newest: dict[str, tuple[date, int, str]] = {}
    for given in known.given:
        if known.is_restored and given.id not in at:
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


def regions_of(office: OfficeFile, facts: Mapping[str, Fact]) -> dict[str, str]:
    """Where each household lives: as the registration says that counted first.

    At once, or when an officer let it count; whatever counts later moves no household.
    """
    regions: dict[str, str] = {}
    begun = _begun(office)
    for id_ in sorted(begun, key=lambda name: begun[name]):
        fact = facts.get(id_)
        if fact is not None and fact.region is not None:
            regions.setdefault(fact.household, fact.region)
    return regions


def _begun(office: OfficeFile) -> dict[str, int]:
    """From which position entries count: at once, or since a review that counts itself."""
    came: dict[str, int] = {}
    begun: dict[str, int] = {}
    let_count: list[tuple[str, str]] = []
    for row in office.log:
        came.setdefault(row.id, row.position)
        if row.verdict.startswith("accepted"):
            begun.setdefault(row.id, row.position)
        if b'"entry_reviewed"' in row.line:
            body = msgspec.json.decode(row.line)["body"]
            let_count += [(row.id, body["target"])] if body["outcome"] == "accepted" else []
    before: dict[str, int] = {}
    while begun != before:
        before = dict(begun)
        for review, target in let_count:
            if review in begun and target in came:
                since = max(begun[review], came[target])
                begun[target] = min(since, begun.get(target, since))
    return begun


def _contains(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}.")
