"""What may happen in a world. Each action does one thing; one whose subject is not there does none.

So any list of actions is a world, and leaving some out gives another one: that is how a failing
world is made shorter (`plans.py`, and Hypothesis in `test_machine.py`). Subjects are named by a
number, taken modulo how many there are.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, TypeVar

import httpx
import msgspec

from events import wire
from events.dates import day_of_ms
from events.entry import ACCEPTED
from events.errors import MalformedRequest
from events.ids import PROGRAMME, DeviceId, EventId, StreamId
from events.types import RegionCode
from events.types.acts import CompanionAssigned, EntryReviewed, ReasonGiven
from events.types.programme import ParameterSet
from tests.builders import a_line, an_event
from tests.simulation.device import Device, actor_of
from tests.simulation.entries import STATEMENTS, a_statement, entity, registration
from tests.simulation.network import Message, Reply, flip
from tests.simulation.world import World

REGIONS: Final = ("36.03.06.2001", "36.03.06.2002", "36.03.07.2001", "36.03.06", "36.03")
"""The first three are desa, where households live."""
_DESA: Final = REGIONS[:3]
DEVICES_MAX: Final = 7
_TICK_MS: Final = 1_000

_Subject = TypeVar("_Subject")


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happens."""

    async def do(self, world: World) -> None:
        """Let it happen; a second passes."""
        world.time.now_ms += _TICK_MS
        await self.happen(world)
        await world.go_on()

    async def happen(self, world: World) -> None:
        raise NotImplementedError


# --- people write ---------------------------------------------------------------------------------


class Register(Action, frozen=True, kw_only=True):
    """A household is written down for the first time."""

    device: int
    desa: int

    async def happen(self, world: World) -> None:
        if (device := writing(world, self.device)) is not None:
            household = entity(f"{world.setting.seed} {world.time.now_ms}", "household")
            await world.write(device, registration(household, _DESA[self.desa % len(_DESA)]))


class Write(Action, frozen=True, kw_only=True):
    """Something is written about a household that is held, or about a new one."""

    device: int
    kind: int
    household: int
    number: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        journal = None if device is None else world.journal_file(device)
        if device is None or journal is None:
            return
        households = sorted(n for n, (held, *_) in journal.streams.items() if held and "-" in n)
        household = pick(households, self.household)
        if household is None:
            await Register(device=self.device, desa=self.household).happen(world)
        else:
            named = [e.id for e in journal.events if e.stream == household]
            known = [kind for kind in STATEMENTS if kind not in device.program.lacks]
            kind = known[self.kind % len(known)]
            sales = world.oracle.sales.intersection(named)
            target = pick(sorted(sales), self.number)
            await world.write(device, a_statement(kind, household, self.number, target))


class WriteOddLine(Action, frozen=True, kw_only=True):
    """A program that is newer, or broken, writes what this office cannot read or may not take."""

    device: int
    kind: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is None or device.profile is None:
            return
        stream = StreamId(entity(str(world.time.now_ms), "odd"))
        by = device.profile.actor
        line = a_line(an_event("household_visited", stream=stream, at=world.time.now_ms, by=by))
        odd = (
            line.replace(b"household_visited", b"household_greeted"),
            line.replace(b'"v":1', b'"v":7'),
            line[:-9],
            line + b" ",
        )
        await world.write_line(device, "household_visited", stream, odd[self.kind % len(odd)])


class OfficeWrites(Action, frozen=True, kw_only=True):
    """An officer writes about a household, or something for all."""

    kind: int
    household: int

    async def happen(self, world: World) -> None:
        log = world.office_file().log
        names = sorted({row.stream for row in log if row.stream is not None and "-" in row.stream})
        household = pick(names, self.household)
        machine, about = world.machine, self.kind % 3
        if about == 0 or household is None:
            body = ParameterSet(
                name="poverty_line", region=RegionCode("36"),
                valid_from=date(2018, 1 + self.kind % 12, 1),
                value=400_000 + self.household, source="BPS",
            )  # fmt: skip
            await world.office_wrote(await machine.write(PROGRAMME, body))
        elif about == 1:
            assigned = CompanionAssigned(
                companion=actor_of(f"device {self.household % DEVICES_MAX}"),
                effective_on=date(2018, 7, 12), reason="new",
            )  # fmt: skip
            await world.assign(household, assigned, day_of_ms(machine.office.now_ms()))
        else:
            target = pick([row.id for row in log if row.stream == household], self.kind) or ""
            reviewed = EntryReviewed(target=EventId(target), outcome="accepted")
            reason = ReasonGiven(reason=f"Diperiksa {self.household}")
            await world.office_wrote(await machine.write(StreamId(household), reviewed, reason))


class Assign(Action, frozen=True, kw_only=True):
    """A household gets a companion, from a day on; scopes follow at once, or later."""

    household: int
    companion: int
    days: int
    at_once: bool

    async def happen(self, world: World) -> None:
        log = world.office_file().log
        names = sorted({row.stream for row in log if row.stream is not None and "-" in row.stream})
        device = pick(world.devices, self.companion)
        household = pick(names, self.household)
        if device is None or household is None:
            return
        today = day_of_ms(world.machine.office.now_ms())
        effective = today + timedelta(days=self.days)
        body = CompanionAssigned(
            companion=device.person.actor, effective_on=effective, reason="balance"
        )
        await world.assign(household, body, today)
        if self.at_once:
            await world.machine.settle()


class Upgrade(Action, frozen=True, kw_only=True):
    """A device gets the newest program, or none: then the office does."""

    device: int | None

    async def happen(self, world: World) -> None:
        if self.device is None:
            await world.upgrade_office()
        elif (device := writing(world, self.device)) is not None:
            await world.upgrade(device)


class FollowAssignments(Action, frozen=True, kw_only=True):
    """The office looks what assignments, or days that came, make of scopes."""

    async def happen(self, world: World) -> None:
        await world.machine.settle()


# --- devices and the network ----------------------------------------------------------------------


class Enrol(Action, frozen=True, kw_only=True):
    """A new device comes, or one whose enrolment failed tries again."""

    region: int

    async def happen(self, world: World) -> None:
        waiting = [d for d in world.devices if d.profile is None and not d.runs]
        if waiting:
            device = waiting[0]
        elif len(world.devices) < DEVICES_MAX:
            device = await world.add_device(REGIONS[self.region % len(REGIONS)])
        else:
            return
        if device.code is None:  # the office could give none
            await world.give_code(device)
        if device.code is not None:
            device.start_enrolment()


class Sync(Action, frozen=True, kw_only=True):
    """A device begins to sync, also while it is at it already."""

    device: int
    patient: bool

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and len(device.runs) < 2:
            device.start_sync(self.patient)


class SyncInPeace(Action, frozen=True, kw_only=True):
    """A device syncs and nothing is in the way of its messages."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and not device.runs:
            await world.quietly(device.start_sync(patient=False))


class Deliver(Action, frozen=True, kw_only=True):
    """The next messages arrive, one after the other, in any order."""

    message: int
    count: int

    async def happen(self, world: World) -> None:
        for _ in range(self.count):
            if (message := pick(world.network.flying, self.message)) is not None:
                await world.deliver(message)


class ArriveTogether(Action, frozen=True, kw_only=True):
    """All requests on their way arrive at the office at one moment."""

    async def happen(self, world: World) -> None:
        requests = [message for message in world.network.flying if message.reply is None]
        if requests:
            await world.deliver(*requests)


class Drop(Action, frozen=True, kw_only=True):
    """A message is lost and its sender learns that."""

    message: int

    async def happen(self, world: World) -> None:
        if (message := pick(world.network.flying, self.message)) is not None:
            world.network.leave(message)
            if message.run is not None:
                message.run.fail(httpx.ReadError("lost"))


class GiveUp(Action, frozen=True, kw_only=True):
    """A device does not wait any longer; its message flies on and arrives some day."""

    message: int

    async def happen(self, world: World) -> None:
        message = pick(world.network.flying, self.message)
        if message is not None and message.run is not None:
            run, message.run = message.run, None
            run.fail(httpx.ReadTimeout("too late"))


class Repeat(Action, frozen=True, kw_only=True):
    """The network delivers a request twice."""

    message: int

    async def happen(self, world: World) -> None:
        message = pick([m for m in world.network.flying if m.reply is None], self.message)
        if message is not None:
            world.network.flying.append(msgspec.structs.replace(message, run=None))


class Cut(Action, frozen=True, kw_only=True):
    """A reply ends in the middle of its bytes, seen to be broken or not."""

    message: int
    at: int
    is_seen: bool

    async def happen(self, world: World) -> None:
        message = pick(_replies(world), self.message)
        if message is not None and message.reply is not None:
            body = message.reply.body[: self.at % (len(message.reply.body) + 1)]
            is_whole = body == message.reply.body and not self.is_seen
            cut = msgspec.structs.replace(message.reply, body=body, is_cut=self.is_seen)
            _tamper(message, None if is_whole else cut)


class Flip(Action, frozen=True, kw_only=True):
    """One bit of a message's body changes on the way."""

    message: int
    at: int

    async def happen(self, world: World) -> None:
        message = pick(world.network.flying, self.message)
        if message is None:
            return
        if message.reply is None:
            message.body = flip(message.body, self.at)
            _tamper(message, None)
        else:
            body = flip(message.reply.body, self.at)
            _tamper(message, msgspec.structs.replace(message.reply, body=body))


class MixUp(Action, frozen=True, kw_only=True):
    """Somebody in between answers with what the office said earlier, to this device or another."""

    message: int
    reply: int

    async def happen(self, world: World) -> None:
        message = pick(_replies(world), self.message)
        other = pick(world.network.replies, self.reply)
        if message is not None and other is not None:
            _tamper(message, other)


class Forge(Action, frozen=True, kw_only=True):
    """Somebody in between says that the office has a device's events, and keeps them from it."""

    message: int

    async def happen(self, world: World) -> None:
        message = pick([m for m in world.network.flying if m.reply is None], self.message)
        if message is None or not world.network.replies:
            return
        seen = world.network.replies[-1]
        try:
            batch = wire.decode_request(message.body).batch
            said = wire.decode_reply(seen.body)
        except MalformedRequest:
            return  # an enrolment, or its answer
        if not batch.lines:
            return
        run = wire.ResultRun(batch.first, said.size, len(batch.lines), said.clock, ACCEPTED)
        forged = msgspec.structs.replace(
            said,
            size=said.size + len(batch.lines),
            committed=(batch.epoch, batch.last),
            results=(run,),
            page=None,
            expected=None,
            fork=None,
        )
        _tamper(message, msgspec.structs.replace(seen, body=wire.encode(forged)))


# --- machines and clocks --------------------------------------------------------------------------


class CrashDevice(Action, frozen=True, kw_only=True):
    """A device loses power, now or at one of its next writes."""

    device: int
    writes: int
    kept: float

    async def happen(self, world: World) -> None:
        if (device := pick(world.devices, self.device)) is None:
            return
        if self.writes == 0:
            await world.restart(device, self.kept)
        else:
            device.disk.crash_after(self.writes, self.kept)


class CrashOffice(Action, frozen=True, kw_only=True):
    """The office loses power, now or at one of its next writes."""

    writes: int
    kept: float

    async def happen(self, world: World) -> None:
        if self.writes == 0:
            await world.machine.restart(self.kept)
        else:
            world.machine.disk.crash_after(self.writes, self.kept)


class FillDisk(Action, frozen=True, kw_only=True):
    """A device's disk is full after some more writes."""

    device: int
    writes: int

    async def happen(self, world: World) -> None:
        if (device := pick(world.devices, self.device)) is not None:
            device.disk.fill_after(self.writes)


class FillOfficeDisk(Action, frozen=True, kw_only=True):
    """The office's disk is full after some more writes."""

    writes: int

    async def happen(self, world: World) -> None:
        world.machine.disk.fill_after(self.writes)


class MendDisks(Action, frozen=True, kw_only=True):
    """There is room on all disks again."""

    async def happen(self, world: World) -> None:
        for disk in (world.machine.disk, *(device.disk for device in world.devices)):
            disk.mend()


class Wait(Action, frozen=True, kw_only=True):
    """Time passes."""

    milliseconds: int

    async def happen(self, world: World) -> None:
        await world.wait(self.milliseconds)


class SetClock(Action, frozen=True, kw_only=True):
    """A device's clock is wrong from now on, by up to ten years."""

    device: int
    skew_ms: int

    async def happen(self, world: World) -> None:
        if (device := pick(world.devices, self.device)) is not None:
            device.skew_ms = self.skew_ms


class SetOfficeClock(Action, frozen=True, kw_only=True):
    """The office's clock is wrong from now on."""

    skew_ms: int

    async def happen(self, world: World) -> None:
        world.machine.skew_ms = self.skew_ms
        world.machine.was_skewed |= self.skew_ms != 0


# --- rights and copies ----------------------------------------------------------------------------


class Revoke(Action, frozen=True, kw_only=True):
    """The office does not trust a device any more."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and device.profile is not None:
            await world.revoke(device, DeviceId(device.profile.device))


class Copy(Action, frozen=True, kw_only=True):
    """Somebody copies a device's directory to another machine, works there once, and loses it."""

    device: int
    entries: int

    async def happen(self, world: World) -> None:
        original = writing(world, self.device)
        if original is None or "clone" in original.name:
            return  # a clone's keys are on its own machine
        copy = await world.copy_of(original)
        for number in range(self.entries):
            household = entity(f"{world.setting.seed} {copy.name} {number}", "household")
            await world.write(copy, registration(household, _DESA[number % len(_DESA)]))
        await world.quietly(copy.start_sync(patient=False))


ACTIONS: Final[Sequence[type[Action]]] = (
    Register, Write, WriteOddLine, OfficeWrites, Assign, Upgrade, FollowAssignments, Enrol, Sync,
    SyncInPeace, Deliver, ArriveTogether,
    Drop, GiveUp, Repeat, Cut, Flip, MixUp, Forge, CrashDevice, CrashOffice, FillDisk,
    FillOfficeDisk, MendDisks, Wait, SetClock, SetOfficeClock, Revoke, Copy,
)  # fmt: skip


def pick(among: Sequence[_Subject], number: int) -> _Subject | None:
    return among[number % len(among)] if among else None


def writing(world: World, number: int) -> Device | None:
    """An enrolled device."""
    return pick([d for d in world.devices if d.profile is not None], number)


def _replies(world: World) -> list[Message]:
    return [message for message in world.network.flying if message.reply is not None]


def _tamper(message: Message, reply: Reply | None) -> None:
    message.reply = reply or message.reply
    if message.run is not None:
        message.run.is_tampered_with = True
