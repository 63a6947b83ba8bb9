"""A back-up holds what was acknowledged, is checked, and only then called safe."""

import asyncio
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from events.errors import InputRefused
from server.keeping.backup import NotSound, back_up, sqlite_url
from server.keeping.marks import read_marks
from server.keeping.unfinished import clear_away, unfinished
from tests.contract.raw import everything, run
from tests.office_app import a_phone, an_office_app
from tests.synced import VISIT, a_synced_device


async def test_a_back_up_holds_every_row_of_the_log_and_its_devices(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        await device.written("household_visited", household, note="sehat", **VISIT)
        await device.sync()
        before = await everything(database_url)
        done = await back_up(office.office, tmp_path / "backup.sqlite")
        assert await everything(sqlite_url(tmp_path / "backup.sqlite")) == _alike(before)
        (held,) = done.logs
        (size,) = (await run(database_url, "SELECT size FROM log"))[0]
        assert (held.incarnation, held.size) == (1, size)
        assert read_marks(office.office.settings.data).backups == (done,)
        assert (tmp_path / "backup.sqlite").stat().st_mode & 0o077 == 0


def _alike(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """As SQLite gives rows: a boolean is 0 or 1."""
    return {
        table: sorted((tuple(int(v) if v is True or v is False else v for v in row)
                       for row in rows), key=repr)
        for table, rows in tables.items()
    }  # fmt: skip


async def test_what_a_verified_back_up_holds_is_safe_and_what_came_after_is_not(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        reply = await phone.write(phone.line("household_registered"), phone.line())
        assert reply.safe == (0, 0)
        await back_up(office.office, tmp_path / "one.sqlite")
        assert (await phone.sync()).safe == (0, 2)
        assert (await phone.write(phone.line(number=1))).safe == (0, 2)
        await back_up(office.office, tmp_path / "two.sqlite")
        assert (await phone.sync()).safe == (0, 3)


async def test_a_copy_that_does_not_hold_what_the_log_says_makes_nothing_safe(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        await phone.write(phone.line("household_registered"))
        database = office.office.database
        whole = type(database).copy_to

        async def damaged(self: Any, path: Path) -> None:
            await whole(self, path)
            with sqlite3.connect(path) as raw:
                raw.execute("DROP TRIGGER event_no_update")
                raw.execute("UPDATE event SET line = x'00' WHERE position = 1")
            raw.close()

        monkeypatch.setattr(type(database), "copy_to", damaged)
        with pytest.raises(NotSound) as refused:
            await back_up(office.office, tmp_path / "backup.sqlite")
        assert refused.value.differences
        assert not (tmp_path / "backup.sqlite").exists()
        assert (await phone.sync()).safe == (0, 0)


async def test_a_back_up_is_one_moment_while_devices_go_on(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        await phone.write(phone.line("household_registered"))

        async def go_on() -> None:
            for number in range(20):
                await phone.write(phone.line(number=number))

        backups = (back_up(office.office, tmp_path / f"{n}.sqlite") for n in range(3))
        await asyncio.gather(go_on(), *backups)
        assert (await phone.sync()).safe >= (0, 1)


async def test_a_file_that_is_there_is_never_written_over(
    tmp_path: Path, database_url: str
) -> None:
    (tmp_path / "backup.sqlite").write_text("yesterday")
    async with an_office_app(tmp_path, database_url) as office:
        for to in (tmp_path / "backup.sqlite", tmp_path / "nowhere" / "backup.sqlite"):
            with pytest.raises(InputRefused):
                await back_up(office.office, to)
    assert (tmp_path / "backup.sqlite").read_text() == "yesterday"


async def test_back_ups_made_at_once_into_one_name_do_not_harm_each_other(
    tmp_path: Path, database_url: str
) -> None:
    to = tmp_path / "kept" / "backup.sqlite"
    to.parent.mkdir()
    async with an_office_app(tmp_path, database_url) as office:
        made = await asyncio.gather(
            *(back_up(office.office, to) for _ in range(3)), return_exceptions=True
        )
    refused = [one.code for one in made if isinstance(one, InputRefused)]
    assert len(refused) < len(made)
    assert set(refused) <= {"backup_exists"}
    assert [path.name for path in to.parent.iterdir()] == ["backup.sqlite"], "nothing half is left"


async def test_what_a_killed_back_up_left_is_cleared_away_by_the_next_one(
    tmp_path: Path,
) -> None:
    """What another one is making stays, and whatever has another name."""
    left = ["backup.sqlite.0a1b2c3d.new", "jejak-20181214-070000.sqlite.0a1b2c3d.new"]
    stays = ["backup.sqlite.0a1b2c3d.new.txt", "other.sqlite.0a1b2c3d.new", "backup.sqlite.new"]
    kept = tmp_path / "kept"
    kept.mkdir()
    for name in (*left, *stays, f"{left[0]}-wal", f"{left[0]}-shm"):
        (kept / name).write_bytes(b"half")
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        with unfinished(kept / "backup.sqlite", "4e5f6a7b") as made_now:
            await back_up(office.office, kept / "backup.sqlite")
            found = sorted(path.name for path in kept.iterdir())
            assert found == sorted([*stays, "backup.sqlite", made_now.name])


def test_a_process_that_is_killed_in_a_back_up_gives_its_file_up(tmp_path: Path) -> None:
    """Its lock goes with it, whenever that was."""
    story = (
        "import sys, time; from pathlib import Path; from server.keeping.unfinished import *\n"
        "with unfinished(Path(sys.argv[1]), '0a1b2c3d') as copy:\n"
        "    print(copy, flush=True); time.sleep(60)"
    )
    file = tmp_path / "backup.sqlite"
    with subprocess.Popen(
        [sys.executable, "-c", story, str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        copy = Path(process.stdout.readline().strip())
        clear_away(file)
        assert copy.exists()
        process.kill()
    clear_away(file)
    assert not copy.exists()


async def test_a_place_that_takes_no_file_is_named_not_the_database(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        with pytest.raises(InputRefused) as refused:
            await back_up(office.office, Path("/proc/self/backup.sqlite"))
    assert refused.value.code == "backup_unwritten"
