"""The first sync by snapshot: in chunks, whole or broken.

The real device and the real office in one process, on both databases, with chunks of four events.
"""

import os
from pathlib import Path
from typing import Any

import httpx
import pytest

from client_sync.ports import OfficeUnreachable
from client_sync.refusals import DeviceRefused
from events.ids import OFFICE, PROGRAMME, HouseholdId
from events.types.office import ScopeChanged
from server.intake.office_device import Act
from server.relaying.snapshots import DIRECTORY
from tests.integration.district import a_family_of
from tests.integration.examining import examined, found
from tests.integration.snapshots import EVENTS, a_full_office, agree, files, made
from tests.integration.snapshots import small as small
from tests.office_app import an_office_app
from tests.synced import (
    VISIT,
    a_synced_device,
    behind_its_back,
    bring_back,
    content_of,
    image_of,
)


async def test_a_new_device_has_everything_and_can_read_it(
    tmp_path: Path, database_url: str
) -> None:
    async with a_full_office(tmp_path, database_url) as (office, zaenal, families):
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            outcome = await irna.sync()
            assert (outcome.why, outcome.incidents) == ("done", ())
            chunks = made(office).chunks
            assert len(chunks) > 3
            assert outcome.requests == 1 + len(chunks) + 1, "an offer, its chunks, the tail"
            await agree(zaenal, irna, families)
            assert len(files(office)) == 1
            async with irna.journal.reading() as reading:
                assert await reading.snapshot() is None
                assert await reading.keys_wanted() == []
        again = await zaenal.sync()
        assert (again.requests, again.items) == (1, 1), "who has most of it reads pages"


async def test_one_of_the_same_scope_is_given_the_same_file(
    tmp_path: Path, database_url: str
) -> None:
    async with a_full_office(tmp_path, database_url) as (office, zaenal, families):
        for name in ("Irna", "Rina"):
            async with a_synced_device(office, tmp_path / name, name) as device:
                await device.sync()
                await agree(zaenal, device, families)
        assert len(files(office)) == 1


class CutAfter:
    """Cuts the way at one of the chunks."""

    def __init__(self, chunk: int) -> None:
        self.left = chunk

    def __call__(self, body: bytes) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise httpx.ReadError("no signal")
        return body


async def test_a_device_that_was_cut_off_goes_on_with_the_next_chunk(
    tmp_path: Path, database_url: str
) -> None:
    async with a_full_office(tmp_path, database_url) as (office, zaenal, families):
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            irna.way.mangle = CutAfter(3)  # the offer and two chunks
            with pytest.raises(OfficeUnreachable):
                await irna.sync()
            async with irna.journal.reading() as reading:
                held = await reading.snapshot()
                state = await reading.sync_state()
                ids = await reading.stream_ids()
            assert held is not None
            assert state.cursor.size == held.snapshot.chunks[1].end
            family = next(name for name in ids if name != PROGRAMME)
            assert await irna.rows(family), "what came is there"
            with pytest.raises(DeviceRefused) as refused:
                await irna.record("exit_proposed", family, programme="jamsosratu")
            assert refused.value.code == "household_incomplete"
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            await irna.written("household_visited", family, note="sementara itu", **VISIT)
            outcome = await irna.sync()
            assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())
            assert outcome.items < EVENTS, "no chunk comes twice"
            await zaenal.sync()
            await agree(zaenal, irna, families)
            assert len(files(office)) == 1


@pytest.mark.parametrize(
    "mangle",
    [
        lambda body: body[:-1],
        lambda body: bytes([body[0] ^ 1]) + body[1:],
        lambda body: body[:-1] + bytes([body[-1] ^ 128]),
        lambda body: b"",
        lambda body: body + b"\0",
    ],
    ids=["cut short", "first bit", "last bit", "empty", "longer"],
)
async def test_a_chunk_with_one_wrong_byte_is_named_and_fetched_again(
    tmp_path: Path, database_url: str, mangle: Any
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        answers = iter(range(1_000))
        irna.way.mangle = lambda body: mangle(body) if next(answers) == 2 else body
        outcome = await irna.sync()
        assert outcome.why == "done"
        assert [incident.code for incident in outcome.incidents] == ["snapshot_damaged"]
        once = 1 + len(made(office).chunks) + 1
        assert outcome.requests == once + 1, "the one chunk came again, and nothing else"
        await agree(zaenal, irna, families)


async def test_a_broken_chunk_leaves_nothing_behind_but_its_name(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(2)  # the offer and a chunk
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        before = content_of(tmp_path / "irna")
        left = iter((True,))

        def broken_then_cut(body: bytes) -> bytes:
            if next(left, False):
                return body[:-1] + bytes([body[-1] ^ 1])
            raise httpx.ReadError("no signal")

        irna.way.mangle = broken_then_cut
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        changed = set(content_of(tmp_path / "irna")) - set(before)
        assert sorted(line.split('"')[1] for line in changed) == ["incident", "sync_state"]
        assert [incident.code for incident in await irna.incidents()] == ["snapshot_damaged"]


def rot(path: Path, at: int) -> None:
    """A byte of a file changes on the office's disk."""
    data = bytearray(path.read_bytes())
    data[at] ^= 4
    path.write_bytes(bytes(data))


async def test_an_office_whose_file_has_rotted_sends_nothing_of_it_and_makes_another(
    tmp_path: Path, database_url: str
) -> None:
    """Whoever is in the middle of it goes on with pages; no device is ever sent a wrong byte."""
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
        a_synced_device(office, tmp_path / "rina", "Rina") as rina,
    ):
        irna.way.mangle = CutAfter(2)  # the offer and a chunk
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        first, second, *_ = made(office).chunks
        (file,) = files(office)
        rot(file, first.size + second.size // 2)
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        assert outcome.requests == 2, "the refusal, and one page with the rest"
        assert files(office) == []
        await agree(zaenal, irna, families)
        outcome = await rina.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        assert outcome.requests == 1 + len(made(office).chunks) + 1
        await agree(zaenal, rina, families)


@pytest.mark.parametrize("at", [40, -1], ids=["what names it", "the last byte of it"])
async def test_a_list_of_chunks_that_has_rotted_is_made_again(tmp_path: Path, at: int) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with (
        a_full_office(tmp_path, url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
        a_synced_device(office, tmp_path / "rina", "Rina") as rina,
    ):
        await irna.sync()
        (index,) = (office.office.settings.data / DIRECTORY).glob("*.index")
        rot(index, at)
        outcome = await rina.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        assert outcome.requests == 1 + len(made(office).chunks) + 1
        await agree(zaenal, rina, families)


async def test_what_a_killed_office_left_unfinished_is_cleared_away(tmp_path: Path) -> None:
    async with a_full_office(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as (office, *_):
        directory = office.office.settings.data / DIRECTORY
        directory.mkdir(exist_ok=True)
        begun, left = directory / "a.zst.7f0.new", directory / "b.zst.7f0.new"
        for path in (begun, left):
            path.write_bytes(b"half")
        long_ago = begun.stat().st_mtime - 2 * 3_600
        os.utime(left, (long_ago, long_ago))
        async with a_synced_device(office, tmp_path / "d", "Ahli", "auditor", "36.03") as auditor:
            await auditor.sync()
        assert (begun.exists(), left.exists()) == (True, False)


async def test_a_file_that_is_gone_is_no_trouble(tmp_path: Path, database_url: str) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(2)
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        for file in files(office):
            file.unlink()
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        await agree(zaenal, irna, families)


@pytest.mark.parametrize("of", ["= 'programme'", "NOT IN ('programme', 'office')"])
async def test_an_entry_that_is_lost_while_a_snapshot_comes_is_missed_and_fetched(
    tmp_path: Path, of: str
) -> None:
    async with a_full_office(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as (
        office, zaenal, families,
    ):  # fmt: skip
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            irna.way.mangle = CutAfter(3)
            with pytest.raises(OfficeUnreachable):
                await irna.sync()
        with behind_its_back(tmp_path / "irna") as journal:
            journal.execute(f"DELETE FROM event WHERE rowid IN "
                            f"(SELECT max(rowid) FROM event WHERE stream {of})")  # fmt: skip
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            assert found(await examined(irna, repair=True)) == ["digest"]
            assert (await irna.sync()).why == "done"
            await zaenal.sync()
            await agree(zaenal, irna, families)
            assert len(await irna.rows(PROGRAMME)) == len(await zaenal.rows(PROGRAMME))


async def test_a_household_that_leaves_meanwhile_is_gone_and_one_that_comes_is_there(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(3)
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        body = ScopeChanged(
            device=irna.profile.device, version=1, region=irna.profile.region,
            removed=(HouseholdId(families[0]),),
        )  # fmt: skip
        by = office.office.administrator
        await office.desk.device.append(Act(body=body, by=by, stream=OFFICE, on="2018-12-14"))
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents, outcome.left) == ("done", (), 1)
        assert await irna.rows(families[0]) == []
        await agree(zaenal, irna, families[1:])


async def test_a_device_that_was_brought_back_has_its_own_entries_of_it(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d") as device:
            await device.sync()
        image = image_of(tmp_path / "d")
        async with a_synced_device(office, tmp_path / "d") as device:
            families = [await a_family_of(device, visits=4) for _ in range(3)]
            wrote = [await device.rows(family) for family in families]
        bring_back(image, tmp_path / "d")
        async with a_synced_device(office, tmp_path / "d") as device:
            outcome = await device.sync()
            assert (outcome.why, len(files(office))) == ("done", 1)
            assert [incident.code for incident in outcome.incidents] == ["device_restored"]
            assert [await device.rows(family) for family in families] == wrote
