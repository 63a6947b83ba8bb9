"""A world: devices, an office, a network and time, all from one seed, and what may happen in it.

Actions (`actions.py` and those beside it) say what happens, one thing after the other; `ending.py`
ends all faults, gives every device a bounded number of quiet syncs, and asks the oracle. Everything
that is tested is the real thing: journal, recorder, protocol, loop, transport, routes, committer,
store.

A new kind of trouble is a new action over what stands here: a back-up is `disk.image()`, restoring
it `disk.restore()` of a machine that is off, a copied phone `copy_of`, another version of a program
another `Device`.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar, cast
from unittest.mock import patch

import aiosqlite
import httpx
import msgspec
from structlog.testing import capture_logs

from client_sync.device import JOURNAL_FILE
from client_sync.ports import OfficeBusy, OfficeRefused, OfficeUnreachable
from client_sync.storage.journal import JournalFull
from events.errors import InputRefused
from server.intake.office_device import Written
from tests.simulation.device import Device, Person, actor_of
from tests.simulation.disk import Crashed, Disk, Image
from tests.simulation.files import JournalFile, OfficeFile, read_journal, read_office
from tests.simulation.founding import DATABASE_FILE, FOUNDED_MS
from tests.simulation.network import Message, Network, Run
from tests.simulation.office import Machine
from tests.simulation.oracle import Oracle
from tests.simulation.ports import PocketKeys, Secrets, SeededChance, Time
from tests.simulation.programs import NEWEST, PROGRAMS, Program, mixed
from tests.simulation.remembered import Fact, Writer

_REQUESTS_OF_A_SYNC_MAX: Final = 100
_BACKOFF_MS: Final = 600_000
_SMALL: Final = {
    "BATCH_EVENTS_MAX": 3,
    "BATCH_BYTES_MAX": 1_500,
    "PAGE_EVENTS_MAX": 4,
    "PAGE_BYTES_MAX": 3_000,
    "PAGE_BYTES_LEAST": 700,
    "BATCH_KEYS_MAX": 4,
    "KEYS_WANTED_MAX": 2,
    "FILLINGS_MAX": 2,
    "SNAPSHOT_EVENTS_MIN": 9,
    "SNAPSHOT_CHUNK_EVENTS_MAX": 4,
    "SNAPSHOT_TAIL_EVENTS_MAX": 3,
}

_P = ParamSpec("_P")
_T = TypeVar("_T")


async def _at_once(work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
    """What would be left to a thread, done here: no world may depend on when a thread runs."""
    return work(*args, **kwargs)


class Setting(msgspec.Struct, frozen=True):
    """What a world begins with. `small`: batches and pages of a few events, so that many travel."""

    seed: int
    regions: tuple[str, ...]
    small: bool
    programs: tuple[int, ...] = ()
    """By number, the oldest 0: the office's, then those of devices in turn; none: all newest."""


class Carried(msgspec.Struct, frozen=True):
    """A transfer file that somebody has, and the ids of the entries in each part."""

    data: bytes
    ids: tuple[tuple[str, ...], ...]
    is_damaged: bool = False


class Wrong(Exception):
    """An invariant does not hold; the message says which."""


class World:
    """Open it with `async with`; then actions, `finish` and `what_is_wrong`."""

    def __init__(self, setting: Setting, directory: Path, founded: Image) -> None:
        self.setting = setting
        self.time = Time(FOUNDED_MS)
        self.network = Network()
        self.oracle = Oracle()
        self.devices: list[Device] = []
        self.copies: list[Device] = []
        self.images: dict[str, tuple[Image, Secrets]] = {}
        """Back-ups of devices' directories, by name."""
        self.files: list[Carried] = []
        self.written = 0
        self._directory = directory
        self.disks: dict[Path, Disk] = {}
        self._patches = ExitStack()
        self._office_program = ExitStack()
        data = self._disk("office data").directory
        self.machine = Machine(
            self._disk("office"), data, self.time, self.chance_of("office"), self._program(0)
        )
        self.machine.disk.restore(founded)

    async def __aenter__(self) -> "World":
        self._patches.enter_context(capture_logs())  # rendering them would take longest of all
        self._patches.enter_context(patch.object(aiosqlite, "connect", self._connect))
        self._patches.enter_context(patch.object(asyncio, "to_thread", _at_once))
        if self.setting.small:
            self._patches.enter_context(patch.multiple("events.limits", **cast(Any, _SMALL)))
        self.run_office_on(self.machine.program)
        await self.machine.open()
        for region in self.setting.regions:
            await self.enrol_quietly(await self.add_device(region))
        return self

    async def __aexit__(self, *error: object) -> None:
        for device in (*self.devices, *self.copies):
            await device.close()
        await self.machine.close()
        self._office_program.close()
        self._patches.close()

    # --- machines --------------------------------------------------------------------------------

    async def add_device(self, region: str) -> Device:
        """A new device with a code in its holder's hand, if the office could give one."""
        name = f"device {len(self.devices)}"
        chance = self.chance_of(name)
        device = self.new_device(name, Person(actor_of(name), region), PocketKeys(chance), chance)
        device.program = self._program(1 + len(self.devices))
        self.devices.append(device)
        await device.open()
        await self.office_wrote(
            await self.machine.register(device.person.actor, "pendamping", region)
        )
        await self.give_code(device)
        return device

    def run_office_on(self, program: Program) -> None:
        self._office_program.close()
        self._office_program.enter_context(mixed(program))
        self.machine.program = program
        self.oracle.office_runs(program, since=len(self.office_file().log))

    def _program(self, machine: int) -> Program:
        numbers = self.setting.programs
        return PROGRAMS[numbers[machine % len(numbers)]] if numbers else NEWEST

    async def give_code(self, device: Device) -> None:
        code = await self.machine.invite(device.person.actor, "pendamping", device.person.region)
        device.code = code or device.code

    def new_device(
        self, name: str, person: Person, keys: PocketKeys, chance: SeededChance
    ) -> Device:
        return Device(name, person, self._disk(name), self.network, self.time, chance, keys)

    def _disk(self, name: str) -> Disk:
        disk = Disk(self._directory / name)
        self.disks[disk.directory] = disk
        return disk

    def _connect(self, path: Path, **options: object) -> aiosqlite.Connection:
        return self.disks[Path(path).parent].connect(Path(path), **options)

    def chance_of(self, name: str) -> SeededChance:
        return SeededChance(f"{self.setting.seed} {name}")

    async def office_wrote(self, written: Written | None) -> None:
        if written is not None:
            self.oracle.office_wrote(written.id)

    async def restart(self, device: Device, kept: float = 1.0, writing: Fact | None = None) -> None:
        """Power comes back to a device that lost it, or loses it now."""
        await device.restart(kept)
        self._complain(self.oracle.crashed(device.name, self.journal_file(device), writing))
        await self._look_at(device)

    # --- the network -----------------------------------------------------------------------------

    async def deliver(self, *messages: Message) -> None:
        """Messages arrive at one moment: requests at the office, a reply at its device."""
        requests = [message for message in messages if message.reply is None]
        for message in messages:
            if message.reply is not None:
                self.network.leave(message)
                if message.run is not None:
                    self._note_damage(message, message.run)
                    message.run.resume(message.reply)
        if requests:
            replies = await self.machine.answer(requests)
            for message, reply in zip(requests, replies, strict=True):
                message.reply = reply
                if reply is None and message.run is not None:
                    message.run.fail(httpx.ReadError("the office is gone"))
                if reply is not None:
                    self.network.remember(reply)
                if reply is None or message.run is None:
                    self.network.leave(message)
        await self.go_on()

    def _note_damage(self, message: Message, run: Run) -> None:
        """A chunk that was changed on its way may be told of as damaged."""
        if message.is_of_snapshot and run.is_tampered_with:
            for device in (*self.devices, *self.copies):
                if run in device.runs:
                    self.oracle.chunk_damaged(device.name)

    async def go_on(self) -> None:
        """Let everything run that can, until all wait."""
        for device in (*self.devices, *self.copies):
            for run in list(device.runs):
                await run.settle()
                if device.disk.is_dead:
                    await self.restart(device)
                    break
                if run.task.done():
                    await device.ended(run)
                    self._judge_run(run)
                    await self._look_at(device)

    async def quietly(self, run: Run) -> None:
        """Let one run come to its end over a network that does all it should."""
        for _ in range(2 * _REQUESTS_OF_A_SYNC_MAX):
            await self.go_on()
            if run.task.done():
                return
            mine = [message for message in self.network.flying if message.run is run]
            if mine:
                await self.deliver(*mine)
            else:
                await self.wait(_BACKOFF_MS)
        raise Wrong(f"{run.name} does not come to an end")

    async def wait(self, milliseconds: int) -> None:
        """Time passes; who slept long enough wakes."""
        self.time.now_ms += milliseconds
        for device in self.devices:
            for run in device.runs:
                if run.wakes_at is not None and run.wakes_at <= self.time.now_ms:
                    run.resume()
        await self.go_on()

    async def enrol_quietly(self, device: Device) -> None:
        if device.code is None:
            await self.give_code(device)
        await self.quietly(device.start_enrolment())
        if device.profile is None:  # the code was too old
            await self.give_code(device)
            await self.quietly(device.start_enrolment())

    def _judge_run(self, run: Run) -> None:
        """A run may fail for what happened to it, and for nothing else."""
        error = None if run.task.cancelled() else run.task.exception()
        if error is None and run.is_of_damaged:
            raise Wrong(f"{run.name}: the office took a damaged file")
        if error is None or isinstance(error, Crashed | JournalFull | OfficeUnreachable):
            return
        if isinstance(error, OfficeBusy):
            return
        may_be_refused = run.is_tampered_with or run.is_of_damaged or run.name.startswith("enrol")
        # Whom the office enrolled after its last back-up it does not know any more.
        may_be_refused = may_be_refused or self.oracle.is_restored
        if may_be_refused and isinstance(error, OfficeRefused | InputRefused):
            return
        raise Wrong(f"{run.name} failed: {error!r}") from error

    async def _look_at(self, device: Device) -> None:
        """Enrolment has come to its end: from now on the oracle counts what the device writes."""
        if device.profile is None or device.name in self.oracle.writers:
            return
        keys = await device.keys.load()
        assert keys is not None, "an enrolled device has keys"
        self.oracle.enrolled(
            Writer(
                device.name,
                device.profile.device,
                device.person.region,
                keys.box_secret,
                {},
                [],
                actor=device.person.actor,
            )
        )

    # --- what lies on the disks -------------------------------------------------------------------

    def office_file(self) -> OfficeFile:
        return read_office(self.machine.disk.directory / DATABASE_FILE)

    def journal_file(self, device: Device) -> JournalFile | None:
        return read_journal(device.disk.directory / JOURNAL_FILE)

    def _complain(self, wrong: Iterable[str]) -> None:
        if found := list(wrong):
            raise Wrong("; ".join(found))
