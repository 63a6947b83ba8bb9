"""An office and its devices in memory: who said what, what each had seen, what was committed when.

    telling = Telling()
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    report = zaenal.says("sales_reported", "2018-11")
    zaenal.syncs()                      # now it has a position
    second.syncs()                      # now the other device has seen it

Every entry is a real line, so ids are those of bytes. The programme names the actors' roles.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

import msgspec

from events.dates import WIB
from events.entry import ACCEPTED, Entry
from events.folds import (
    Answer,
    HistoryEntry,
    Household,
    Programme,
    answer,
    fold,
    history,
    wanted,
)
from events.ids import DeviceId, EventId, HouseholdId, StreamId, event_id
from events.types import Body, Role
from tests.builders import a_body, a_device_id, a_household, a_line, an_actor, an_event
from tests.devices import LOG

INCARNATION: Final = 1
ROLES: Final[dict[str, Role]] = {
    "zaenal": "pendamping",
    "second": "pendamping",
    "operator": "operator",
    "kecamatan": "koordinator_kecamatan",
    "kabupaten": "koordinator_kabupaten",
    "province": "province",
    "auditor": "auditor",
    "office": "admin",
}
_BEGINS: Final = datetime(2021, 1, 4, 9, tzinfo=WIB)


class Telling:
    """What an office has committed, and the devices that write to it."""

    def __init__(self, roles: dict[str, Role] | None = None) -> None:
        self.committed: list[Entry] = []
        self.unsent: list[Entry] = []
        """What devices have not sent, for a test that folds it too."""
        self.clock = _BEGINS
        self._office = self.device("O", "office")
        for name, role in (ROLES if roles is None else roles).items():
            self.registers(name, role)

    def device(self, name: str, by: str) -> "Teller":
        """A device, and who holds it."""
        return Teller(self, DeviceId(a_device_id(name)), by)

    def registers(
        self, name: str, role: Role, on: str = "2016-07-01", region: str = "36.03"
    ) -> Entry:
        """The office registers an actor."""
        body = a_body("actor_registered", actor=an_actor(name), role=role, region=region)
        entry = self._office.says("actor_registered", on, body=body)
        self._office.syncs()
        return entry

    def tick(self) -> int:
        """The next reading of everybody's clock, a minute after the last."""
        self.clock += timedelta(minutes=1)
        return int(self.clock.timestamp() * 1000)

    def entry(self, entry: Entry) -> Entry:
        """An entry as it stands now: with its position, once it was committed."""
        return next((each for each in self.committed if each.id == entry.id), entry)

    def household(self, *unsent: Entry) -> Household:
        """Nana's household, as committed and with what a device has not sent, with its kin."""
        return gathered(a_household(), (*self.committed, *unsent), self.programme())

    def programme(self) -> Programme:
        """The programme as committed."""
        return programme_of(self.committed)

    def answer(self, as_of: date, *unsent: Entry, known_at: int | None = None) -> Answer:
        """What is known of it as of a day."""
        return answer(self.household(*unsent), self.programme(), as_of, known_at)

    def history(self) -> dict[EventId, HistoryEntry]:
        """Its history by event."""
        shown = history(self.household(), self.programme())
        return {entry.event: entry for entry in shown}


class Teller:
    """One device: writes entries, and gives them to the office when it syncs."""

    def __init__(self, telling: Telling, device: DeviceId, by: str) -> None:
        self._telling = telling
        self._device = device
        self._by = by
        self._sequence = 0
        self.incarnation = INCARNATION
        self.seen = 0
        self.unsent: list[Entry] = []

    def says(
        self,
        type_name: str,
        on: str = "2018-11",
        *,
        body: Body | None = None,
        by: str | None = None,
        basis: str = "stated",
        entered_by: str | None = None,
        stream: str | None = None,
        verdict: str = ACCEPTED,
        **fields: object,
    ) -> Entry:
        """Write an entry; `fields` are those of its body that the test is about."""
        envelope: dict[str, Any] = {}
        if entered_by is not None:
            envelope["entered_by"] = an_actor(entered_by)
        event = an_event(
            type_name,
            body or a_body(type_name, **fields),
            stream=None if stream is None else StreamId(stream),
            on=on,
            at=self._telling.tick(),
            seen=(self.incarnation, self.seen),
            by=an_actor(by or self._by),
            basis=basis,
            **envelope,
        )
        self._sequence += 1
        entry = Entry(
            event_id(a_line(event)), event, self._device, 0, self._sequence, verdict=verdict
        )
        self.unsent.append(entry)
        return entry

    def syncs(self) -> None:
        """Give the office what it has not, and see all it has."""
        received = self._telling.tick()
        for entry in self.unsent:
            position = len(self._telling.committed)
            self._telling.committed.append(
                msgspec.structs.replace(entry, position=position, received=received)
            )
        self.unsent.clear()
        self.seen = len(self._telling.committed)


def sync(*tellers: Teller) -> None:
    """Devices sync, one after the other."""
    for teller in tellers:
        teller.syncs()


def household_of(entries: Iterable[Entry]) -> Household:
    """The state of Nana's household from entries of any stream."""
    stream = a_household()
    return fold(HouseholdId(stream), (each for each in entries if each.event.stream == stream))


def gathered(
    household: StreamId, entries: Iterable[Entry], programme: Programme, known_at: int | None = None
) -> Household:
    """A household with the streams that its merges lead to, as whoever reads entries gathers it."""
    streams: dict[str, Household] = {}
    for entry in entries:
        name = HouseholdId(entry.event.stream)
        streams.setdefault(name, Household(name)).add(entry)
    if known_at is not None:
        streams = {name: state.known_at(known_at) for name, state in streams.items()}
        programme = programme.known_at(known_at)
    found = streams.get(household) or Household(HouseholdId(household))
    while missing := wanted(found, programme):
        found.kin |= {name: streams.get(name) or Household(name) for name in missing}
    return found


def programme_of(entries: Iterable[Entry]) -> Programme:
    """The programme from entries of any stream."""
    programme = Programme(LOG)
    for entry in entries:
        if entry.event.stream == "programme":
            programme.add(entry)
    return programme
