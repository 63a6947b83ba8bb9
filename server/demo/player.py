"""Plays the story's table row by row through real processes, and asks what each side knows.

    step      what happens                                       who
    Entry     written on a device, or at the office              Phone.record, Office.record
    Sync      a device pushes and pulls                          Phone.sync
    Signal    the network is cut, or back after a vain attempt   Network
    Moment    office and devices are asked the same question     Office.ask, Phone.ask

Before: `story/`. After: `played.py`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Final, assert_never

import msgspec

from events.dates import rfc3339
from server.answers.reading import HouseholdDetail
from server.demo.names import Names
from server.demo.parties import Office, Phone
from server.demo.played import DeviceSide, Entry, Field, Log, Moment, Played, side_of
from server.demo.processes import Json, StoryFailed, StoryTime
from server.demo.story import ACTORS, STARTS, STORY, Actor, Signal, Step, Sync
from server.demo.story import Entry as Written
from server.demo.story import Moment as Asked

Tell = Callable[[int, Step], None]
"""Is told the number of each step before it is played."""

READER: Final = "kabupaten"
"""Who opens the personal fields of the history; that is an entry too."""
_CLOCK_FILE: Final = "clock"


@asynccontextmanager
async def opened(home: Path) -> AsyncIterator["Player"]:
    """A player with an office that serves and two enrolled devices, until the block ends."""
    time = StoryTime(home / _CLOCK_FILE)
    time.set(_ms(STARTS))
    async with AsyncExitStack() as stack:
        player = Player(home, time)
        await player.open(stack)
        yield player


class Player:
    """One performance of the story."""

    def __init__(self, home: Path, time: StoryTime) -> None:
        self.time = time
        self.office = Office(home, time)
        self.phones: dict[str, Phone] = {
            actor.device: Phone(actor.device, home, time, self.office)
            for actor in ACTORS
            if actor.device != "O"
        }
        self._names = Names(time)
        self._called: dict[str, str] = {}
        self._synced_at: dict[str, int] = {}
        self._unsent: dict[str, int] = dict.fromkeys(self.phones, 0)
        self._written: dict[str, Written] = {}

    async def open(self, stack: AsyncExitStack) -> None:
        """Found the office, register who acts, enrol the devices."""
        await self.office.open(stack)
        self._called[self.office.administrator] = "O"
        await asyncio.gather(*(self._enter(stack, actor) for actor in ACTORS))

    async def play(self, tell: Tell) -> Played:
        """The whole story. Errors: StoryFailed when a process does not do what the story tells."""
        moments: list[Moment] = []
        offline: Moment | None = None
        for number, step in enumerate(STORY, start=1):
            tell(number, step)
            self.time.set(_ms(time_of(step)))
            match step:
                case Written():
                    await self._write(step)
                case Sync():
                    await self._sync(step)
                case Signal(is_there=True):
                    offline = await self._without_signal(step)
                    self._cut(False)
                case Signal():
                    self._cut(True)
                case Asked():
                    moments.append(await self._ask(step.name, step.as_of))
                case _ as never:
                    assert_never(never)
        assert offline is not None, "the story has a time without a signal"
        items = await self.office.history(self._names.household, self._names.entities[READER])
        last = await self._office_answers(moments[-1].as_of)
        return Played(
            moments=tuple(moments),
            offline=offline,
            history=tuple(self._entries(items)),
            log=Log(last.size),
            names=self._called,
        )

    async def _enter(self, stack: AsyncExitStack, actor: Actor) -> None:
        """Somebody enters the story, with a device or at the office."""
        if actor.device == "O":
            made = await self.office.register(actor)
        else:
            made, code = await self.office.invite(actor)
            device = await self.phones[actor.device].open(stack, code)
            self._called[device] = actor.device
        self._names.entities[actor.actor] = made
        self._called[made] = str(actor.name.value)

    async def _write(self, step: Written) -> None:
        entry = self._names.typed(step)
        if step.device == "O":
            event = await self.office.record(entry)
        else:
            event = await self.phones[step.device].record(entry)
            self._unsent[step.device] += 1
        self._names.events[step.name] = event
        self._written[event] = step

    async def _sync(self, step: Sync) -> None:
        await self.phones[step.device].sync()
        self._synced_at[step.device] = self.time.now_ms
        self._unsent[step.device] = 0

    def _cut(self, is_cut: bool) -> None:
        for phone in self.phones.values():
            phone.network.is_cut = is_cut

    async def _without_signal(self, step: Signal) -> Moment:
        """Both devices try to sync in vain, have lost nothing by it, and say what they know."""
        await asyncio.gather(*(phone.sync_in_vain() for phone in self.phones.values()))
        waiting = await asyncio.gather(*(phone.unsent() for phone in self.phones.values()))
        if waiting != list(self._unsent.values()):
            raise StoryFailed(f"after a vain sync {waiting} entries wait, not {self._unsent}")
        return await self._ask("offline", step.at.date())

    async def _ask(self, name: str, as_of: date) -> Moment:
        """The same question to everybody."""
        household = self._names.household
        said, *answers = await asyncio.gather(
            self._office_answers(as_of),
            *(phone.ask(household, as_of.isoformat()) for phone in self.phones.values()),
        )
        sides = {
            device: DeviceSide(
                **msgspec.structs.asdict(side_of(answer)),
                synced_at=self._synced_at.get(device),
                unsent=self._unsent[device],
            )
            for device, answer in zip(self.phones, answers, strict=True)
        }
        office = msgspec.structs.asdict(side_of(said))
        known_at = rfc3339(self.time.now_ms)
        return Moment(name=name, as_of=as_of, known_at=known_at, sides=sides, **office)

    async def _office_answers(self, as_of: date) -> HouseholdDetail:
        return await self.office.ask(self._names.household, as_of.isoformat(), self.time.now_ms)

    def _entries(self, items: list[dict[str, Json]]) -> Iterator[Entry]:
        """The history as the office tells it, each entry beside its row in the table."""
        for item in items:
            step = self._written[item["event"]]
            said = item["body"] | (item["personal"] or {})
            # What a device adds to a proposal follows from what the table assumes.
            fields = [
                Field(name, value, step.sources.get(name, "assumed"))
                for name, value in said.items()
            ]
            yield msgspec.convert({**item, "row": step.row, "fields": fields}, Entry)


def time_of(step: Step) -> datetime:
    """When a step happens, in story time."""
    if isinstance(step, Written):
        return step.recorded
    return step.known_at if isinstance(step, Asked) else step.at


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
