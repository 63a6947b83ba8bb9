"""The port means the same on SQLite and on PostgreSQL."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from events.errors import InputRefused
from server.database import Database, DatabaseUnavailable, migrate, open_database
from server.database.sqlite import SqliteDatabase
from tests.contract.raw import run


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database with nothing in it."""
    opened = await open_database(database_url)
    await migrate(opened)
    yield opened
    await opened.close()


COLUMNS = ("log", "token_hash", "role", "region", "actor", "expires")


async def add(database: Database, *numbers: int, log: str = "36.03") -> None:
    async with database.write() as transaction:
        rows = [(log, bytes([number]), "auditor", "36", None, number) for number in numbers]
        await transaction.insert("token", COLUMNS, rows)


async def found(database: Database, number: int) -> tuple[object, ...] | None:
    async with database.read() as transaction:
        row = await transaction.fetch_one("tokens.find", "36.03", bytes([number]), 0)
    return None if row is None else tuple(row)


async def test_rows_are_read_by_index_and_by_name(database: Database) -> None:
    await add(database, 7)
    async with database.read() as transaction:
        (row,) = await transaction.fetch("tokens.find", "36.03", b"\7", 0)
        assert (row[0], row["region"], row["actor"], len(row)) == ("auditor", "36", None, 4)
        assert list(row) == ["auditor", "36", None, 7]
        assert await transaction.fetch_one("tokens.find", "36.03", b"\7", 7) is None


async def test_plain_rows_are_the_same_rows_by_index(database: Database) -> None:
    await add(database, *range(10))
    async with database.read() as transaction:
        for number in (7, 70):
            named = await transaction.fetch("tokens.find", "36.03", bytes([number]), 0)
            plain = await transaction.fetch_plain("tokens.find", "36.03", bytes([number]), 0)
            assert [tuple(row) for row in plain] == [tuple(row) for row in named]
            assert len(plain) == (number == 7)


async def test_a_list_is_an_array(database: Database) -> None:
    async with database.write() as transaction:
        rows = [("36.03", f"h{n}", None, None, n, b"", 0) for n in range(5)]
        await transaction.execute_many("writing.move_household", rows)
    async with database.read() as transaction:
        for wanted, expected in ((["h1", "h3", "x"], [1, 3]), ([], [])):
            answer = await transaction.fetch("writing.households", "36.03", wanted)
            assert sorted(row["events"] for row in answer) == expected


async def test_nothing_of_a_block_that_fails_is_kept(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.write() as transaction:
            await transaction.execute("tokens.add", "36.03", b"\1", "auditor", "36", None, 1)
            raise ZeroDivisionError
    assert await found(database, 1) is None
    await add(database, 1)
    assert await found(database, 1) is not None


async def test_nothing_of_a_block_that_is_cancelled_is_kept(database: Database) -> None:
    begun = asyncio.Event()

    async def never_ends() -> None:
        async with database.write() as transaction:
            await transaction.execute("tokens.add", "36.03", b"\1", "auditor", "36", None, 1)
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(never_ends())
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    await asyncio.wait_for(add(database, 1), timeout=5)
    assert await found(database, 1) is not None


async def test_many_rows_or_none_are_inserted(database: Database) -> None:
    async with database.write() as transaction:
        await transaction.insert("token", COLUMNS, [])
        await transaction.execute_many("writing.acknowledge_key", [])
    await add(database, *range(200))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await add(database, 201, 100)
    assert [await found(database, number) is None for number in (199, 201)] == [False, True]


async def test_reading_writes_nothing(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)read-?only"):
        async with database.read() as transaction:
            await transaction.execute("tokens.add", "36.03", b"\1", "auditor", "36", None, 1)
    assert await found(database, 1) is None


async def test_more_readers_than_connections_take_turns(database: Database) -> None:
    await add(database, 1)
    answers = await asyncio.gather(*(found(database, 1) for _ in range(40)))
    assert answers == [("auditor", "36", None, 1)] * 40


async def test_a_hint_reaches_another_process_on_postgresql(postgres_url: str) -> None:
    one, two = await open_database(postgres_url), await open_database(postgres_url)
    heard: asyncio.Queue[str] = asyncio.Queue()
    await two.listen("a_channel", heard.put_nowait)
    await one.notify("a_channel", "36.03 5")
    assert await asyncio.wait_for(heard.get(), timeout=5) == "36.03 5"
    await one.close()
    await two.close()


async def test_a_server_that_does_not_wait_for_its_disk_is_refused(postgres_url: str) -> None:
    name = (await run(postgres_url, "SELECT current_database()"))[0][0]
    await run(postgres_url, f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with pytest.raises(InputRefused, match="synchronous_commit=on"):
        await open_database(postgres_url)


async def test_a_lost_connection_is_trouble_to_come_back_from(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    await migrate(database)
    killed = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name='jejak'"
    with pytest.raises(DatabaseUnavailable):
        async with database.write() as transaction:
            await run(postgres_url, killed)
            await transaction.fetch("migrate.applied")
    await add(database, 1)
    assert await found(database, 1) is not None
    await database.close()


@pytest.mark.parametrize(
    "code",
    ["40001", "40P01", "53100", "53200", "55P03", "57P01", "25006"],
    ids=["not in order", "deadlock", "full disk", "memory", "locked", "restart", "read only"],
)
async def test_what_the_server_cannot_do_now_is_trouble_too_and_leaves_nothing(
    postgres_url: str, code: str
) -> None:
    database = await open_database(postgres_url)
    await migrate(database)
    raised = f"DO $$ BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(DatabaseUnavailable, match="not now"):
        async with database.write() as transaction:
            await transaction.execute("tokens.add", "36.03", b"\1", "auditor", "36", None, 1)
            await transaction.run_script(raised)
    assert await found(database, 1) is None
    await database.close()


async def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="unable to open"):
        await open_database(f"sqlite://{tmp_path}/no/such/folder/office.sqlite")


async def test_another_kind_of_database_is_refused() -> None:
    for url in ("mysql://host/name", "office.sqlite", "sqlite://"):
        with pytest.raises(InputRefused, match="sqlite:///"):
            await open_database(url)


async def test_on_sqlite_a_commit_waits_for_the_disk(tmp_path: Path) -> None:
    database = await SqliteDatabase.open(tmp_path / "office.sqlite")
    full, wal = 2, "wal"
    settings = [
        next(iter(row))
        for name in ("synchronous", "journal_mode")
        for row in await database._writer.execute_fetchall(f"PRAGMA {name}")
    ]
    assert settings == [full, wal]
    await database.close()


async def test_on_sqlite_another_process_may_come_and_go_while_readers_are_opened(
    tmp_path: Path,
) -> None:
    """Closing any handle on the file drops this process's locks on it: then another process takes
    itself for the last one and deletes the log that this one goes on writing to."""
    file = tmp_path / "office.sqlite"
    office = await open_database(f"sqlite:///{file}")
    try:
        await migrate(office)
        for number in range(1, 4):
            await add(office, number)
            async with office.read():
                assert await found(office, number) is not None  # over one more connection
            assert await asyncio.to_thread(_count_from_another_process, file) == number
    finally:
        await office.close()


_COUNT = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(*connection.execute("SELECT count(*) FROM token").fetchone())
connection.close()
"""


def _count_from_another_process(file: Path) -> int:
    run = subprocess.run([sys.executable, "-c", _COUNT, str(file)], check=True, capture_output=True)
    return int(run.stdout)
