"""The journal keeps its promises whatever the code, the machine or a second process does."""

import asyncio
import sqlite3
import sys
from pathlib import Path
from typing import Final

import pytest

from client_sync.device import JOURNAL_FILE
from client_sync.storage.held import Committed, Row
from client_sync.storage.journal import JournalUnsafe
from client_sync.storage.queries import Migration, read_migrations
from client_sync.storage.sqlite_journal import check_durable, open_journal
from events import chain
from events.errors import LogCorrupt
from events.ids import EventId, KeyId, StreamId
from tests.devices import LOG, WrittenDevice, a_device

WRITER: Final = (sys.executable, "-m", "tests.writer_process")


async def all_own(device: WrittenDevice) -> list[Row]:
    async with device.journal.reading() as reading:
        return await reading.own_rows(0, 1, 10_000)


async def assert_whole(device: WrittenDevice) -> None:
    """The chain has no gap and leads to its head; every entry moved its household's mark."""
    rows = await all_own(device)
    head = chain.first_head(LOG, device.profile.device, 0)
    for sequence, row in enumerate(rows, start=1):
        head = chain.next_head(head, row.line)
        assert (row.sequence, row.head) == (sequence, head)
    async with device.journal.reading() as reading:
        assert (await reading.chain()).head == head
        for stream in await reading.streams():
            assert stream.changes == len(await reading.rows(stream.id))


# --- promises of the schema ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET line = x'00'",
        "UPDATE event SET personal = x'00'",
        "UPDATE event SET sequence = 7",
        "UPDATE event SET head = NULL, position = 1, received = 1, verdict = 'accepted'",
        "DELETE FROM event",
        "INSERT INTO event SELECT 9, 'x', device, epoch, sequence + 7, stream, type, \"on\", at,"
        " key, line, personal, head, position, received, verdict FROM event LIMIT 1",
        "UPDATE data_key SET acknowledged = 0; DELETE FROM data_key",
    ],
)
async def test_nothing_rewrites_or_deletes_what_this_device_wrote(
    tmp_path: Path, statement: str
) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        await device.written("note_written", household, text="Ibu Nana sehat")
    with sqlite3.connect(tmp_path / "d" / JOURNAL_FILE, isolation_level=None) as raw:
        before = raw.execute("SELECT * FROM event").fetchall()
        with pytest.raises(sqlite3.IntegrityError):
            raw.executescript(statement)
        assert raw.execute("SELECT * FROM event").fetchall() == before
    raw.close()


async def test_what_the_office_said_is_said_once(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        await device.a_household()
        said = Committed(0, 1, 41, 1_544_000_000_000, "accepted")
        async with device.journal.writing() as writing:
            await writing.committed([said])
            await writing.committed([said])
        with pytest.raises(LogCorrupt, match="final"):
            async with device.journal.writing() as writing:
                await writing.committed([Committed(0, 1, 42, 1_544_000_000_000, "accepted")])
        (row,) = await all_own(device)
        assert (row.position, row.received, row.verdict) == (41, 1_544_000_000_000, "accepted")


async def test_an_event_already_held_is_left_as_it_is(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        stream = StreamId(await device.a_household())
        other = Row(
            EventId("e" * 32), device.profile.device, 3, 1, stream, "note_written", "2018", 1, None,
            b"{}", None, None, 7, 8, "accepted",
        )  # fmt: skip
        async with device.journal.writing() as writing:
            await writing.insert([other, other])
        async with device.journal.reading() as reading:
            assert [row.id for row in await reading.rows(stream)][1:] == [other.id]


async def test_leaving_the_scope_forgets_others_and_keeps_own_entries(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = StreamId(await device.a_household())
        await device.written("note_written", household, text="catatan sendiri")
        other = Row(
            EventId("e" * 32), device.profile.device, 3, 1, household, "note_written", "2018", 1,
            None, b"{}", None, None, 7, 8, "accepted",
        )  # fmt: skip
        async with device.journal.writing() as writing:
            await writing.insert([other])
            await writing.forget(household, "2018-12-16")
        async with device.journal.reading() as reading:
            assert len(await reading.rows(household)) == 2
            (key,) = await reading.keys(household)
            assert key.grant_box is not None, "the office needs this key to read what is unsent"
            stream = await reading.stream(household)
        assert stream is not None
        assert (stream.held, stream.card) == (False, None)


# --- durability ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("mode", "synchronous"), [("delete", 2), ("wal", 1), ("wal", 0)])
def test_a_journal_that_could_lose_entries_is_not_opened(mode: str, synchronous: int) -> None:
    with pytest.raises(JournalUnsafe, match="power cut"):
        check_durable(mode, synchronous)


async def test_the_journal_runs_with_wal_and_full_and_only_its_owner_reads_it(
    tmp_path: Path,
) -> None:
    journal = await open_journal(tmp_path / "d" / JOURNAL_FILE)
    await journal.close()
    file = tmp_path / "d" / JOURNAL_FILE
    assert file.stat().st_mode & 0o077 == 0
    assert file.parent.stat().st_mode & 0o077 == 0
    with sqlite3.connect(file) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    raw.close()


async def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    class Cut(Exception):
        pass

    async with a_device(tmp_path / "d") as device:
        await device.a_household()
        before = await all_own(device)
        with pytest.raises(Cut):
            async with device.journal.writing() as writing:
                await writing.want_keys([(KeyId("a" * 32), before[0].stream)])
                await writing.committed([Committed(0, 1, 41, 1_544_000_000_000, "accepted")])
                raise Cut
        async with device.journal.reading() as reading:
            assert await reading.keys_wanted() == []
        assert await all_own(device) == before


@pytest.mark.parametrize("written_before_the_cut", [1, 4, 9])
async def test_killed_while_writing_it_holds_all_or_nothing_of_each_entry(
    tmp_path: Path, written_before_the_cut: int
) -> None:
    """Every entry whose success was told is there, and whatever else is there is whole."""
    process = await asyncio.create_subprocess_exec(
        *WRITER, str(tmp_path / "d"), "100000", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = [int(await process.stdout.readline()) for _ in range(written_before_the_cut)]
    process.kill()
    await process.communicate()
    async with a_device(tmp_path / "d") as device:
        assert len(await all_own(device)) >= told[-1]
        await assert_whole(device)
        await device.a_household()
        await assert_whole(device)


async def test_two_processes_in_one_directory_take_turns(tmp_path: Path) -> None:
    """Neither writes after a head that the other has moved: the device never forks itself."""
    async with a_device(tmp_path / "d") as device:
        await device.a_household()
    command = [*WRITER, str(tmp_path / "d"), "20"]
    processes = [await asyncio.create_subprocess_exec(*command) for _ in range(2)]
    assert [await process.wait() for process in processes] == [0, 0]
    async with a_device(tmp_path / "d") as device:
        assert len(await all_own(device)) == 1 + 2 * (1 + 20)
        await assert_whole(device)


async def test_a_full_disk_loses_nothing_and_writing_goes_on_once_there_is_room(
    tmp_path: Path,
) -> None:
    process = await asyncio.create_subprocess_exec(
        *WRITER, str(tmp_path / "d"), "60", "150000", stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    lines = output.decode().split()
    assert lines.count("full") == 1
    assert [int(line) for line in lines if line != "full"] == list(range(2, 62))
    async with a_device(tmp_path / "d") as device:
        assert len(await all_own(device)) == 61
        await assert_whole(device)


async def test_a_damaged_journal_is_named_and_left_alone(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        await device.a_household()
    file = tmp_path / "d" / JOURNAL_FILE
    file.write_bytes(b"not a journal at all" * 500)
    damaged = file.read_bytes()
    with pytest.raises(LogCorrupt):
        await open_journal(file)
    assert file.read_bytes() == damaged


# --- migrations ----------------------------------------------------------------------------------


async def test_a_migration_and_its_record_are_one_transaction(tmp_path: Path) -> None:
    journal = await open_journal(tmp_path / JOURNAL_FILE)
    good = read_migrations()
    broken = Migration(len(good) + 1, "broken", "CREATE TABLE half (a);\nINSERT INTO nowhere;")
    try:
        with pytest.raises(sqlite3.OperationalError):
            await journal.migrate([*good, broken])
        assert len(await journal.fetch("migrations")) == len(good)
        whole = Migration(len(good) + 1, "whole", "CREATE TABLE half (a);")
        await journal.migrate([*good, whole])
        assert len(await journal.fetch("migrations")) == len(good) + 1
    finally:
        await journal.close()


async def test_a_journal_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    journal = await open_journal(tmp_path / JOURNAL_FILE)
    try:
        with pytest.raises(JournalUnsafe, match="newer"):
            await journal.migrate([])
    finally:
        await journal.close()
