"""Several processes of one office, some of which are killed, on both databases."""

import asyncio
import signal
import sys

import pytest

from events import chain, crypto
from events.ids import device_id
from server.devices.enrolled import all_devices, epochs, find_device
from server.log import events_from, head
from tests.contract.office import LOG, Office, Phone, an_office, seed_of, visits
from tests.contract.raw import everything


async def start(url: str, name: str, count: int, *when: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.contract.committing_process", url, name, str(count), *when,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_tailing_reader_misses_nothing_while_several_processes_commit(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        processes = [await start(database_url, name, 15) for name in ("one", "two", "three")]
        ended = asyncio.gather(*(process.communicate() for process in processes))
        seen: list[int] = []
        while not ended.done() or len(seen) < await _size(office):
            async with office.database.read() as transaction:
                rows = await events_from(transaction, LOG, len(seen), 50)
            seen += [row["position"] for row in rows]
            assert seen == list(range(len(seen)))
            await asyncio.sleep(0.005)
        answered = [
            int(position) for printed, _ in await ended for position in printed.decode().split()
        ]
        assert [process.returncode for process in processes] == [0, 0, 0]
        assert len(seen) == 1 + 3 * (1 + 15 * 3)
        assert len(set(answered)) == 3 * 15
        await _check_chains(office)


@pytest.mark.parametrize(("when", "kept"), [("flushed", 3), ("committed", 6)])
async def test_a_process_killed_in_a_commit_leaves_all_of_it_or_none(
    database_url: str, when: str, kept: int
) -> None:
    async with an_office(database_url) as office:
        process = await start(database_url, "zaenal", 3, when)
        await process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert await office.positions() == list(range(2 + kept))
        await _check_chains(office)

        phone = await _again(office)
        answer = await office.committer.submit(phone.write(*visits(9)))
        assert (answer.committed, answer.fork) == ((0, 9), None)
        assert await office.positions() == list(range(2 + 9))
        before = await everything(database_url)
        assert (await office.committer.submit(phone.push(1))).committed == (0, 9)
        assert await everything(database_url) == before


async def _again(office: Office) -> Phone:
    """The phone of the killed process, which remembers nothing of what was answered."""
    seed = seed_of("zaenal")
    async with office.database.read() as transaction:
        device = await find_device(transaction, LOG, device_id(crypto.signing_public(seed)))
    assert device is not None
    return Phone("zaenal", device, seed)


async def _size(office: Office) -> int:
    async with office.database.read() as transaction:
        return (await head(transaction, LOG)).size


async def _check_chains(office: Office) -> None:
    """Every device's head follows from its lines in their order."""
    rows = await office.rows("log.events_from", 0, 10_000)
    async with office.database.read() as transaction:
        for device in await all_devices(transaction, LOG):
            lines = [row["line"] for row in rows if row["device"] == device.id]
            start_ = chain.first_head(LOG, device.id, 0)
            for epoch in await epochs(transaction, LOG, device.id):
                assert epoch.sequence == len(lines)
                assert epoch.head == chain.heads(start_, map(crypto.digest, lines))[-1]
