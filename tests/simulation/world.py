"""A world: devices, an office, a network and time, all from one seed, and what may happen in it.

`actions.py` says what happens, one thing after the other; `finish` ends all faults and gives every
device a bounded number of quiet syncs; `wrong` is what the oracle then finds. Everything that is
tested is the real thing: journal, recorder, protocol, loop, transport, routes, committer, store.

A new kind of trouble is a new action over what stands here: a back-up is `disk.image()`, restoring
it `disk.restore()` of a machine that is off, a copied phone `copy_of`, another version of a program
another `Device`.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from random import Random
from typing import Any, Final, ParamSpec, TypeVar, cast
from unittest.mock import patch

import aiosqlite
import httpx
import msgspec
from structlog.testing import capture_logs

from client_sync.device import JOURNAL_FILE
from client_sync.exchange.carrying import Told
from client_sync.ports import OfficeBusy, OfficeRefused, OfficeUnreachable
from client_sync.storage.journal import JournalFull
from client_sync.writing.record import Recorded
from events import limits
from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import DeviceId, StreamId
from events.transfer import Receipt
from events.types.acts import CompanionAssigned
from server.intake.office_device import Written
from tests.simulation.device import Device, Person, actor_of
from tests.simulation.disk import Crashed, Disk, Image
from tests.simulation.entries import Said
from tests.simulation.files import JournalFile, OfficeFile, read_journal, read_office
from tests.simulation.folds import disagreements
from tests.simulation.network import Message, Network, Run
from tests.simulation.office import DATABASE_FILE, FOUNDED_MS, OFFICERS, Machine
from tests.simulation.oracle import Oracle
from tests.simulation.ports import PocketKeys, Secrets, SeededChance, Time
from tests.simulation.programs import NEWEST, PROGRAMS, Program, mixed
from tests.simulation.remembered import Fact, Given, Writer

ROUNDS_MAX: Final = 3
"""Quiet syncs of every device after the faults: to push, to read what others pushed, to agree. One
more goes before them, after which an officer approves the copies that are known then."""
_BACKED_UP_BEFORE: Final = 2
"""The round before which every other office makes a back-up: what is safe then must go."""
_REQUESTS_OF_A_SYNC_MAX: Final = 100
_BACKOFF_MS: Final = 600_000
_SMALL: Final = {
    "BATCH_EVENTS_MAX": 3,
    "BATCH_BYTES_MAX": 1_500,
    "PAGE_EVENTS_MAX": 4,
    "PAGE_BYTES_MAX": 3_000,
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
    """Open it with `async with`; then actions, `finish`, `wrong`."""

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
        self._disks: dict[Path, Disk] = {}
        self._patches = ExitStack()
        self._office_program = ExitStack()
        data = self._disk("office data").directory
        self.machine = Machine(
            self._disk("office"), data, self.time, self._chance("office"), self._program(0)
        )
        self.machine.disk.restore(founded)

    async def __aenter__(self) -> "World":
        self._patches.enter_context(capture_logs())  # rendering them would take longest of all
        self._patches.enter_context(patch.object(aiosqlite, "connect", self._connect))
        self._patches.enter_context(patch.object(asyncio, "to_thread", _at_once))
        if self.setting.small:
            self._patches.enter_context(patch.multiple("events.limits", **cast(Any, _SMALL)))
        self._run_office_on(self.machine.program)
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
        chance = self._chance(name)
        device = self._device(name, Person(actor_of(name), region), PocketKeys(chance), chance)
        device.program = self._program(1 + len(self.devices))
        self.devices.append(device)
        await device.open()
        await self.office_wrote(
            await self.machine.register(device.person.actor, "pendamping", region)
        )
        await self.give_code(device)
        return device

    async def copy_of(self, device: Device) -> Device:
        """Another machine with the same directory and the same keys."""
        name = f"{device.name} copy {len(self.copies)}"
        copy = self._device(name, device.person, device.keys, self._chance(name))
        copy.program = device.program
        copy.disk.restore(device.disk.image())
        copy.skew_ms = device.skew_ms
        self.copies.append(copy)
        self.oracle.copied(device.name, name)
        await copy.open()
        return copy

    async def clone_of(self, device: Device) -> Device:
        """Another machine that goes on with a copy of a directory: its own installation."""
        name = f"{device.name} clone {len(self.devices)}"
        chance = self._chance(name)
        clone = self._device(name, device.person, device.keys.elsewhere(chance), chance)
        clone.program = device.program
        clone.disk.restore(device.disk.image())
        journal = self.journal_file(clone)
        assert journal is not None, "only an enrolled device is copied"
        self.oracle.cloned(device.name, name, journal)
        self.devices.append(clone)
        await clone.open()
        return clone

    async def bring_back(self, device: Device, finds_out: bool) -> None:
        """A device's directory is again what it was when its image was taken."""
        lost = self.journal_file(device)
        assert lost is not None, "only an enrolled device has an image"
        await device.close()
        device.disk.mend()
        files, secrets = self.images[device.name]
        device.disk.restore(files)
        device.keys.bring_back(secrets)
        image = self.journal_file(device)
        assert image is not None, "only an enrolled device has an image"
        known = {row.id for row in self.office_file().log}
        for journal in self._journals().values():
            known |= {event.id for event in journal.events}
        self.oracle.brought_back(device.name, image, lost, known)
        await device.open()
        if finds_out:
            await device.find_out_if_restored()

    async def back_up_office(self) -> None:
        """A back-up of the office, in which two officers are registered."""
        self.machine.disk.mend()
        if not self.machine.backups():
            for officer in OFFICERS:
                await self.office_wrote(await self.machine.register(officer, "admin", "36.03"))
        await self.machine.back_up()
        if self.machine.backups():
            self.oracle.backed_up(self.machine.backed_up())

    async def bring_office_back(self, from_older: bool) -> None:
        """The office is made of its last back-up, or the one before it, if it has one."""
        backups = self.machine.backups()
        if not backups:
            return
        is_older = from_older and len(backups) > 1
        await self.machine.bring_back(backups[-2 if is_older else -1])
        self.oracle.office_brought_back(self.office_file(), self._journals(), accepts_loss=is_older)

    def _journals(self) -> dict[str, JournalFile]:
        """What every enrolled device holds, by its name."""
        journals = {device.name: self.journal_file(device) for device in self.devices}
        return {name: journal for name, journal in journals.items() if journal is not None}

    async def upgrade(self, device: Device) -> None:
        """A device gets the newest program."""
        await device.close()
        device.program = NEWEST
        await device.open()

    async def upgrade_office(self) -> None:
        """The office gets the newest program; the one before it had made read models."""
        await self.machine.close()
        self._run_office_on(NEWEST)
        await self.machine.open()

    def _run_office_on(self, program: Program) -> None:
        self._office_program.close()
        self._office_program.enter_context(mixed(program))
        self.machine.program = program
        self.oracle.office_lacks(program.lacks)

    def _program(self, machine: int) -> Program:
        numbers = self.setting.programs
        return PROGRAMS[numbers[machine % len(numbers)]] if numbers else NEWEST

    async def give_code(self, device: Device) -> None:
        code = await self.machine.invite(device.person.actor, "pendamping", device.person.region)
        device.code = code or device.code

    def _device(self, name: str, person: Person, keys: PocketKeys, chance: SeededChance) -> Device:
        return Device(name, person, self._disk(name), self.network, self.time, chance, keys)

    def _disk(self, name: str) -> Disk:
        disk = Disk(self._directory / name)
        self._disks[disk.directory] = disk
        return disk

    def _connect(self, path: Path, **options: object) -> aiosqlite.Connection:
        return self._disks[Path(path).parent].connect(Path(path), **options)

    def _chance(self, name: str) -> SeededChance:
        return SeededChance(f"{self.setting.seed} {name}")

    # --- writing ---------------------------------------------------------------------------------

    async def write(self, device: Device, said: Said) -> None:
        """Somebody writes an entry; the oracle learns what became of it."""
        fact = Fact("", said.entry.type, said.household, said.personal, said.region)
        try:
            outcome = await device.write(said.entry)
        except JournalFull:
            return
        except Crashed:
            await self.restart(device, writing=fact)
            return
        if isinstance(outcome, Recorded):
            self.written += 1
            said_so = msgspec.structs.replace(fact, id=outcome.event)
            self.oracle.wrote(device.name, said_so)

    async def write_line(self, device: Device, type_: str, stream: StreamId, line: bytes) -> None:
        """A line of a newer or a broken program."""
        fact = Fact("", type_, stream, {}, None, is_odd=True)
        try:
            row = await device.write_line(type_, stream, line)
        except JournalFull:
            return
        except Crashed:
            await self.restart(device, writing=fact)
            return
        self.oracle.wrote(device.name, msgspec.structs.replace(fact, id=row.id))

    async def office_wrote(self, written: Written | None) -> None:
        if written is not None:
            self.oracle.office_wrote(written.id)

    async def restart(self, device: Device, kept: float = 1.0, writing: Fact | None = None) -> None:
        """Power comes back to a device that lost it, or loses it now."""
        await device.restart(kept)
        self._complain(self.oracle.crashed(device.name, self.journal_file(device), writing))
        await self._look_at(device)

    async def assign(self, household: str, body: CompanionAssigned, on: date) -> None:
        """A koordinator assigns a companion on a day of the office's clock.

        If the office crashes over it, its disk tells whether it did.
        """
        size = len(self.office_file().log)
        await self.office_wrote(await self.machine.write(StreamId(household), body))
        for row in self.office_file().log[size:]:
            if row.stream == household and b'"companion_assigned"' in row.line:
                given = Given(row.id, household, body.companion, body.effective_on, on)
                self.oracle.assigned(given)

    async def revoke(self, device: Device, id_: DeviceId) -> None:
        """The office revokes a device; if it crashes over that, its disk tells whether it did."""
        await self.office_wrote(await self.machine.revoke(id_))
        if id_ in self.office_file().revoked:
            self.oracle.revoked(id_)

    # --- files that are carried ------------------------------------------------------------------

    async def receive(self, file: Carried) -> None:
        """The office takes a file from a stick; a damaged one it must refuse."""
        try:
            await self.machine.receive(file.data, self.told(file))
        except InputRefused as error:
            # Of whom it enrolled after its last back-up a restored office does not know any more.
            if not (file.is_damaged or self.oracle.is_restored):
                raise Wrong(f"the office refused a whole file: {error!r}") from error
            return
        if file.is_damaged:
            raise Wrong("the office took a damaged file")

    def told(self, file: Carried) -> Told:
        """Who listens to the receipts of a file: what they say is there must be."""

        def told(number: int, _: int, receipt: Receipt) -> None:
            if receipt.forked or receipt.expected is not None:
                return  # its author must sync
            ids = file.ids[number - 1]
            if receipt.received != len(ids):
                raise Wrong(f"a receipt is of {receipt.received} entries, {len(ids)} were brought")
            self.oracle.receipted(ids)

        return told

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

    async def _make_ready(self, device: Device) -> None:
        """What it was at comes to its end; it is enrolled, and its journal looked through."""
        for run in list(device.runs):
            await self.quietly(run)
        if device.profile is None:
            await self.enrol_quietly(device)
        assert device.profile is not None, "a quiet enrolment succeeds"
        if device.profile.device not in self.office_file().devices:
            # The office has lost it with its store: its holder comes with a new code.
            device.code = None
            await self.give_code(device)
            await self.quietly(device.start_enrolment())
        if self.oracle.writers[device.name].is_damaged:
            await device.mend()

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

    # --- the end ---------------------------------------------------------------------------------

    async def finish(self) -> None:
        """No more faults: everything still on its way arrives, and devices sync a few times."""
        random = Random(self.setting.seed)
        for disk in self._disks.values():
            disk.mend()
        while self.network.flying:
            await self.deliver(random.choice(self.network.flying))
        for device in self.devices:
            await self._make_ready(device)
        for file in self.files:
            await self.receive(file)
        await self.machine.settle()
        for round_ in range(ROUNDS_MAX + 1):
            await self._begin_round(round_)
            for device in self.devices:
                await self.quietly(run := device.start_sync(patient=False))
                if (error := run.task.exception()) is not None:
                    raise Wrong(f"{run.name} failed over a good network: {error!r}") from error
        await self._upgrade_all()

    async def _begin_round(self, number: int) -> None:
        """What happens at the office, and with time, before everybody syncs again."""
        if number == 2:
            # Keys that came back to a restored office are asked for again by then.
            await self.wait(limits.KEY_ASKED_AGAIN_MS + 1)
        if number == _BACKED_UP_BEFORE and self.setting.seed % 2:
            await self.back_up_office()
        if number in (1, 2):
            # Again where it was cut off, or was done: the officer cannot know.
            for copy in sorted(self.office_file().copies):
                await self.machine.approve(DeviceId(copy))
            await self.machine.settle()

    async def _upgrade_all(self) -> None:
        """What was not known when it came is read from what is held, without another sync."""
        if self.machine.program is not NEWEST:
            await self.machine.project()
            await self.upgrade_office()
        for device in self.devices:
            if device.program is not NEWEST:
                await self.upgrade(device)

    async def wrong(self) -> list[str]:
        """Everything that is not as it must be; empty when all holds."""
        journals = {device.name: self.journal_file(device) for device in self.devices}
        held = {name: journal for name, journal in journals.items() if journal is not None}
        missing = [f"{name} is not enrolled" for name in journals.keys() - held.keys()]
        today = None if self.machine.was_skewed else day_of_ms(self.machine.office.now_ms())
        found = missing + self.machine.bugs + self.oracle.judge(self.office_file(), held, today)
        if found:
            return found
        in_step = [
            device
            for device in self.devices
            if held[device.name].fork is None and held[device.name].refused is None
        ]
        return await disagreements(self.machine, in_step)

    def office_file(self) -> OfficeFile:
        return read_office(self.machine.disk.directory / DATABASE_FILE)

    def journal_file(self, device: Device) -> JournalFile | None:
        return read_journal(device.disk.directory / JOURNAL_FILE)

    def _complain(self, wrong: Iterable[str]) -> None:
        if found := list(wrong):
            raise Wrong("; ".join(found))
