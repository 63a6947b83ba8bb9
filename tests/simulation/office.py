"""The office of a world: the real application over the real store, on a machine that can crash.

Requests go through the routes, as from a socket. After a crash the machine is switched on again and
the office opened from what its disk kept. Before: `founding.py` gives the disk of each world's
beginning.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar, cast

import httpx
from litestar import Litestar

from events import transfer
from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import PROGRAMME, ActorId, DeviceId, StreamId
from events.transfer import Receipt
from events.types import Body, Personal, RegionCode
from events.types.fields import Role
from events.types.programme import ActorRegistered, ActorRegisteredPersonal
from server.app import make_app
from server.database import DatabaseUnavailable, migrate, open_database
from server.devices.enrolled import find_device
from server.exchange.assigning import settle
from server.exchange.carrying import take_part
from server.exchange.cloning import approve
from server.exchange.enrolling import invite, revoke
from server.intake.office_device import Act, Written
from server.keeping.backup import back_up
from server.keeping.marks import read_marks
from server.keeping.restoring import Order, restore
from server.keys import write_keys
from server.office import Desk, Office
from server.projecting.projector import project
from server.settings import KEYS_DIRECTORY, Settings, write_office
from tests.simulation.disk import Crashed, Disk
from tests.simulation.founding import (
    ADMINISTRATOR,
    LOG,
    OFFICE_FILE,
    OFFICERS,
    WorldOffice,
    office_keys,
    store_in,
)
from tests.simulation.network import STEPS_MAX, Message, Reply, Stuck
from tests.simulation.ports import SeededChance, Time
from tests.simulation.programs import NEWEST, Program, running

_Result = TypeVar("_Result")


class Machine:
    """The office's machine, its disk, and what runs there."""

    def __init__(
        self,
        disk: Disk,
        data: Path,
        time: Time,
        chance: SeededChance,
        program: Program = NEWEST,
    ) -> None:
        self.disk = disk
        self.data = data
        """What lies beside the store and outlasts it: keys, back-ups and what is known of them."""
        self.program = program
        self.chance = chance
        self.skew_ms = 0
        self.crashes = 0
        self.was_skewed = False
        """Its clock was wrong at some time: what took effect then may not have yet."""
        self.bugs: list[str] = []
        """Answers with a status that says the office made a mistake."""
        self._backup_count = 0
        self._time = time
        self._office: WorldOffice | None = None

    @property
    def office(self) -> Office:
        assert self._office is not None, "the office is open"
        return self._office

    @property
    def desk(self) -> Desk:
        return self.office.desk(LOG)

    # --- on and off ------------------------------------------------------------------------------

    async def open(self) -> None:
        """Open the office from what is on the disk."""
        database = await open_database(store_in(self.disk.directory))
        await migrate(database)
        settings = Settings(self.data, store_in(self.disk.directory))
        clock = self._time.clock(lambda: self.skew_ms)
        self._office = WorldOffice(settings, database, clock, self.chance)
        with running(self.program):
            await self.desk.committer.__aenter__()
        _application().state.office = self._office

    async def close(self) -> None:
        """End what runs; after a crash nothing of it reaches the disk any more."""
        office, self._office = self._office, None
        if office is not None:
            await office.desk(LOG).committer.__aexit__(None, None, None)
            await office.database.close()

    async def restart(self, kept: float = 1.0) -> None:
        """Lose power, if that has not happened yet, and start again."""
        self.disk.crash(kept)
        await self.close()
        self.disk.switch_on()
        self.crashes += 1
        await self.open()

    # --- requests --------------------------------------------------------------------------------

    async def answer(self, messages: Sequence[Message]) -> list[Reply | None]:
        """The replies to requests that arrive at one moment.

        None where the office lost power before it had answered; it is up again then.
        """
        with running(self.program):
            tasks = [asyncio.ensure_future(_request(message)) for message in messages]
        for _ in range(STEPS_MAX):
            if self.disk.is_dead or all(task.done() for task in tasks):
                break
            await asyncio.sleep(0)
        else:
            raise Stuck("the office does not answer")
        answered = {task for task in tasks if task.done() and task.exception() is None}
        if self.disk.is_dead:
            await self.restart()
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        replies = [task.result() if task in answered else None for task in tasks]
        self._look_for_bugs(messages, replies)
        return replies

    def _look_for_bugs(self, messages: Sequence[Message], replies: list[Reply | None]) -> None:
        for message, reply in zip(messages, replies, strict=True):
            if reply is not None and reply.status == 500:
                self.bugs.append(f"status 500 to {message.method} {message.url}: {reply.body!r}")

    # --- acts of officers ------------------------------------------------------------------------

    async def write(
        self, stream: StreamId, body: Body, personal: Personal | None = None
    ) -> Written | None:
        """One act of an officer; None when the office crashed over it or its disk is full."""
        on = day_of_ms(self.office.now_ms()).isoformat()
        act = Act(body=body, by=ADMINISTRATOR, stream=stream, on=on, personal=personal)
        return await self._attempt(lambda: self.desk.device.append(act))

    async def settle(self) -> None:
        """Let scopes follow the assignments that are in effect, as a serving process does."""
        await self._attempt(lambda: settle(self.desk.device))

    async def register(self, actor: ActorId, role: Role, region: str) -> Written | None:
        body = ActorRegistered(actor=actor, role=role, region=RegionCode(region))
        return await self.write(PROGRAMME, body, ActorRegisteredPersonal(name=f"Actor {actor}"))

    async def invite(self, actor: ActorId, role: Role, region: str) -> str | None:
        """A code for one device."""
        secret = self.chance.bytes(16)
        return await self._attempt(
            lambda: invite(self.desk.device, actor, role, region, ADMINISTRATOR, secret)
        )

    async def approve(self, device: DeviceId) -> None:
        """Let a copy of a device count; over a crash the caller tries again."""
        async with self.office.database.read() as transaction:
            found = await find_device(transaction, LOG, device)
        if found is not None:
            await self._attempt(
                lambda: approve(self.desk.device, found, ADMINISTRATOR, "Salinan dikenal")
            )

    async def project(self) -> None:
        """Bring the read models to the head."""
        office = self.office
        with running(self.program):
            await project(office.database, office.settings.database, LOG, office.now_ms)

    async def receive(self, data: bytes, tell: Callable[[int, int, Receipt], None]) -> None:
        """`jejak-server receive`. Errors: InputRefused."""
        file = transfer.unpack(data)
        transfer.check_office(file, self.office.keys.signing_public)
        for number, part in enumerate(file.parts, start=1):
            taken = await self._attempt(partial(self._unless_dead, take_part(self.office, part)))
            if taken is not None:
                tell(number, len(file.parts), taken.receipt)

    async def _unless_dead(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """What came of something that the committer does. Errors: Crashed when it is gone."""
        task = asyncio.ensure_future(work)
        for _ in range(STEPS_MAX):
            if self.disk.is_dead or task.done():
                break
            await asyncio.sleep(0)
        else:
            raise Stuck("the office does not take what was brought")
        if not task.done():
            task.cancel()
            await asyncio.wait([task])
            raise Crashed
        return task.result()

    def backups(self) -> list[Path]:
        """Those that were verified, the newest last."""
        return [Path(backup.file) for backup in read_marks(self.data).backups]

    def backed_up(self) -> int:
        """How many positions the largest verified back-up holds."""
        return max(held.size for one in read_marks(self.data).backups for held in one.logs)

    async def back_up(self) -> None:
        """Make a verified back-up; what it holds is safe from then on."""
        self._backup_count += 1
        to = self.data / f"backup {self._backup_count}.sqlite"
        await self._attempt(lambda: back_up(self.office, to))

    async def bring_back(self, backup: Path) -> None:
        """Lose the store, and make an office of a back-up in its place."""
        data = self.data
        if not data.joinpath("office.json").exists():
            write_keys(data / KEYS_DIRECTORY, office_keys())
            write_office(data, OFFICE_FILE)
            data.joinpath("story").touch()
        clock = data / "clock"
        clock.write_text(str(self.office.now_ms()))
        await self.close()
        self.disk.mend()
        self.disk.restore({})
        settings = Settings(data, store_in(self.disk.directory), clock)
        order = Order(backup, *OFFICERS, reason="drill", accepts_loss=True)
        with running(self.program):
            await restore(settings, order)
        await self.open()

    async def revoke(self, device: DeviceId) -> Written | None:
        """None also for one that is revoked already, or was never enrolled."""
        try:
            return await self._attempt(
                lambda: revoke(self.desk.device, device, "lost", ADMINISTRATOR)
            )
        except InputRefused:
            return None

    async def _attempt(self, act: Callable[[], Awaitable[_Result]]) -> _Result | None:
        try:
            with running(self.program):
                return await act()
        except Crashed:
            await self.restart()
        except DatabaseUnavailable:
            pass  # the disk is full
        return None


async def _request(message: Message) -> Reply:
    """One request through the application."""
    request = httpx.Request(
        message.method, message.url, headers=list(message.headers), content=message.body
    )
    response = await httpx.ASGITransport(cast(Any, _application())).handle_async_request(request)
    return Reply(response.status_code, tuple(response.headers.raw), await response.aread())


@cache
def _application() -> Litestar:
    """The application; the office it serves is the one opened last."""
    return make_app(Settings(Path(), "sqlite:///nowhere"))
