"""What people do: companions write about households, officers assign, review and revoke."""

from datetime import date, timedelta
from typing import Final

from events.dates import day_of_ms
from events.ids import PROGRAMME, DeviceId, EventId, StreamId
from events.types import RegionCode
from events.types.acts import CompanionAssigned, EntryReviewed, ReasonGiven
from events.types.programme import ParameterSet
from tests.builders import a_line, an_event
from tests.simulation.actions import DESA, DEVICES_MAX, Action, pick, writing
from tests.simulation.device import actor_of
from tests.simulation.entries import STATEMENTS, a_statement, entity, registration
from tests.simulation.world import World
from tests.simulation.written import assign, revoke, write, write_line


class Register(Action, frozen=True, kw_only=True):
    """A household is written down for the first time."""

    device: int
    desa: int

    async def happen(self, world: World) -> None:
        if (device := writing(world, self.device)) is not None:
            household = entity(f"{world.setting.seed} {world.time.now_ms}", "household")
            await write(world, device, registration(household, DESA[self.desa % len(DESA)]))


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
            await write(world, device, a_statement(kind, household, self.number, target))


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
        await write_line(world, device, "household_visited", stream, odd[self.kind % len(odd)])


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
            await assign(world, household, assigned, day_of_ms(machine.office.now_ms()))
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
        await assign(world, household, body, today)
        if self.at_once:
            await world.machine.settle()


class FollowAssignments(Action, frozen=True, kw_only=True):
    """The office looks what assignments, or days that came, make of scopes."""

    async def happen(self, world: World) -> None:
        await world.machine.settle()


class Revoke(Action, frozen=True, kw_only=True):
    """The office does not trust a device any more."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and device.profile is not None:
            await revoke(world, device, DeviceId(device.profile.device))


PEOPLE: Final[tuple[type[Action], ...]] = (
    Register, Write, WriteOddLine, OfficeWrites, Assign, FollowAssignments, Revoke,
)  # fmt: skip
