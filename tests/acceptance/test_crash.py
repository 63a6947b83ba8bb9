"""Nothing is lost and nothing counts twice when any process is killed in the middle of a sync.

Goal: invariants 1, 3 and 4 with real processes. Method: two devices write hundreds of entries and
sync through relays that kill -9 a device or the office after a random number of bytes and a random
moment; recorders are killed too. Whatever was killed is started again, an office when `verify` has
found it sound. In the end the office's log and both journals, read from their files, must tell the
same history with every entry that was answered, once. `JEJAK_SEED=n` replays the moments of a run.
"""

import asyncio
import os
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import pytest

from server.demo.processes import Terminal, free_port, stop, wait_until_serving
from tests.acceptance.tripwire import Tripwire

HOUSEHOLD: Final = "019a0000-0000-7000-8000-00000000cafe"
REGION: Final = "36.03.06"
ENTRIES_AT_FIRST: Final = 1_200
"""More than one request carries."""
ENTRIES_A_ROUND: Final = 120
KILLS_WANTED: Final = 2
"""Of devices and of the office each, in the middle of a sync."""
ROUNDS_MAX: Final = 12
BYTES_OF_A_SYNC: Final = 30_000
"""About what a round's sync moves, both ways."""

Place = tuple[int, int, str]
"""Epoch, sequence and id of an entry."""


class Held(NamedTuple):
    """An entry as somebody holds it: where it stands, and who wrote it."""

    position: int
    device: str
    epoch: int
    sequence: int
    id: str
    verdict: str


class Office:
    """An office that can be killed and started again on the same port."""

    def __init__(self, home: Path) -> None:
        self.data = home / "office"
        self.port = free_port()
        self.terminal = Terminal("server", self.data, os.environ)
        self._log = home / "office.log"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self.process = await self.terminal.start("serve", "--port", str(self.port), log=self._log)
        await wait_until_serving(self.process, self.port, self._log)

    def kill(self) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.kill()

    async def start_again_if_killed(self) -> bool:
        assert self.process is not None
        # A kill on its way is noticed before the next round begins.
        if self.process.returncode is None:
            return False
        await self.terminal.run("verify", "--json")
        await self.start()
        return True

    def log(self) -> list[Held]:
        """Every entry, by position."""
        return _read(
            self.data / "office.sqlite",
            "SELECT position, device, epoch, sequence, id, verdict FROM event ORDER BY position",
        )

    def evidence(self) -> int:
        """How many forked batches the office keeps: none in this story."""
        return len(_rows(self.data / "office.sqlite", "SELECT 1 FROM evidence"))


class Device:
    """A device whose processes can be killed."""

    def __init__(self, home: Path, name: str, office: Office) -> None:
        self.name = name
        self.data = home / name
        self.wire = Tripwire(office.port)
        self.answered: list[str] = []
        environment = os.environ | {"JEJAK_STATE": str(home / f"{name}-state")}
        self.terminal = Terminal("client_sync", self.data, environment)
        self._home = home
        self._count = 0

    async def record(self, entries: list[dict[str, object]], kill_after: int | None = None) -> None:
        """Write entries in one process, killed when it has answered so many of them."""
        file = self._home / f"{self.name}-entries.jsonl"
        file.write_bytes(b"".join(msgspec.json.encode(entry) + b"\n" for entry in entries))
        answers = self._home / f"{self.name}-answers.jsonl"
        process = await self.terminal.start("record", "--from", str(file), "--json", log=answers)
        while kill_after is not None and process.returncode is None:
            if answers.read_bytes().count(b"\n") >= kill_after:
                process.kill()
                break
            await asyncio.sleep(0.005)
        await process.wait()
        whole = answers.read_bytes().split(b"\n")[:-1]
        outcomes = [msgspec.json.decode(answer) for answer in whole]
        assert all(outcome["outcome"] == "recorded" for outcome in outcomes), outcomes[-1]
        self.answered += [outcome["event"] for outcome in outcomes]
        assert kill_after is not None or len(outcomes) == len(entries)

    def notes(self, count: int) -> list[dict[str, object]]:
        """Entries with personal words, no two alike."""
        first = self._count
        self._count += count
        return [
            {
                "type": "note_written",
                "household": HOUSEHOLD,
                "fields": {"text": f"catatan {number} dari {self.name}"},
            }
            for number in range(first, self._count)
        ]

    async def start_sync(self) -> asyncio.subprocess.Process:
        return await self.terminal.start("sync", "--json", log=self._home / f"{self.name}-sync.log")

    def own(self) -> list[Place]:
        """Every entry it wrote, in its order."""
        rows = _rows(
            self.data / "journal.sqlite",
            "SELECT epoch, sequence, id FROM event WHERE head IS NOT NULL ORDER BY epoch, sequence",
        )
        return [(epoch, sequence, name) for epoch, sequence, name in rows]

    def committed(self) -> list[Held]:
        """Every entry it knows the office to have, by position."""
        return _read(
            self.data / "journal.sqlite",
            "SELECT position, device, epoch, sequence, id, verdict FROM event "
            "WHERE position IS NOT NULL ORDER BY position",
        )


def _rows(file: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()


def _read(file: Path, query: str) -> list[Held]:
    return [Held(*row) for row in _rows(file, query)]


@asynccontextmanager
async def at_work(home: Path) -> AsyncIterator[tuple[Office, list[Device]]]:
    """An office that serves and two devices of one region."""
    office = Office(home)
    await office.terminal.run("init", "--log", "36.03", "--deployment", "crash", "--json")
    await office.start()
    devices = [Device(home, name, office) for name in ("D1", "D2")]
    try:
        for device in devices:
            await device.wire.open()
            invited = await office.terminal.run(
                "invite", device.name, "--role", "pendamping", "--region", REGION, "--json"
            )
            await device.terminal.run("enrol", device.wire.url, invited["code"], "--json")
        yield office, devices
    finally:
        for device in devices:
            await device.wire.close()
        assert office.process is not None
        await stop(office.process)


async def sync_and_kill(
    office: Office, devices: list[Device], chance: random.Random, target: str, bytes_max: int
) -> bool:
    """Devices sync, something is killed meanwhile; True when it was in the middle of it."""
    syncs = [await device.start_sync() for device in devices]
    at = chance.randrange(len(devices))
    victim = syncs[at]
    struck = False

    def strike() -> None:
        nonlocal struck
        struck = victim.returncode is None
        if target == "office":
            office.kill()
        elif struck:
            victim.kill()

    devices[at].wire.arm(chance.randrange(1, bytes_max), chance.random() * 0.03, strike)
    codes = [await sync.wait() for sync in syncs]
    allowed = {0, 4, -9}  # done, office unreachable, killed
    assert set(codes) <= allowed, codes
    await asyncio.sleep(0.05)  # a strike on its way
    return struck


@pytest.mark.timeout(300)
async def test_a_process_killed_in_the_middle_of_a_sync_loses_nothing_and_repeats_nothing(
    tmp_path: Path,
) -> None:
    seed = int(os.environ.get("JEJAK_SEED") or random.randrange(2**32))
    print(f"JEJAK_SEED={seed}")
    chance = random.Random(seed)
    async with at_work(tmp_path) as (office, devices):
        await devices[0].record([a_registration(), *devices[0].notes(ENTRIES_AT_FIRST)])
        bytes_max = 4 * BYTES_OF_A_SYNC
        await sync_and_kill(office, devices[:1], chance, "device", bytes_max)
        await devices[0].terminal.run("sync", "--json")
        await devices[1].terminal.run("sync", "--json")
        killed = {"device": 0, "office": 0}
        for number in range(ROUNDS_MAX):
            if min(killed.values()) >= KILLS_WANTED:
                break
            stops = (chance.randrange(ENTRIES_A_ROUND) if number % 3 == 0 else None, None)
            await asyncio.gather(
                *(
                    device.record(device.notes(ENTRIES_A_ROUND), stop_after)
                    for device, stop_after in zip(devices, stops, strict=True)
                )
            )
            target = min(killed, key=lambda name: killed[name])
            killed[target] += await sync_and_kill(office, devices, chance, target, BYTES_OF_A_SYNC)
            await office.start_again_if_killed()
        print(f"killed in the middle of a sync: {killed}")
        assert min(killed.values()) >= 1
        for device in [*devices, *devices]:
            await device.terminal.run("sync", "--json")
        check(office, devices)
        await office.terminal.run("verify", "--json")


def check(office: Office, devices: list[Device]) -> None:
    """Log and journals tell one history."""
    log = office.log()
    assert [held.position for held in log] == list(range(len(log)))
    assert office.evidence() == 0
    for device in devices:
        own = device.own()
        assert [sequence for _, sequence, _ in own] == list(range(1, len(own) + 1))
        assert set(device.answered) <= {name for _, _, name in own}
        assert len({name for _, _, name in own}) == len(own)
        by_device = {held.device for held in log if held.id == own[0][2]}
        assert len(by_device) == 1
        mine = [held for held in log if held.device in by_device]
        assert [(held.epoch, held.sequence, held.id) for held in mine] == own
        assert {held.verdict for held in mine} == {"accepted"}
    of_devices = {held.device for held in log if held.id in {d.own()[0][2] for d in devices}}
    household = [held for held in log if held.device in of_devices]
    for device in devices:
        committed = device.committed()
        assert [held for held in committed if held.device in of_devices] == household
        # The rest is the office's word on the programme, held at the office's positions.
        assert set(committed) <= set(log)


def a_registration() -> dict[str, object]:
    return {
        "type": "household_registered",
        "household": HOUSEHOLD,
        "basis": "document",
        "fields": {
            "head": "new",
            "region": "36.03.06.2001",
            "source": "pbdt",
            "notice_given": True,
        },
    }
