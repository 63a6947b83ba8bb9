"""Tables come forward in numbered steps, each whole or not at all, on both databases."""

import asyncio
from pathlib import Path

import pytest

from server.database import (
    Database,
    DatabaseTooNew,
    MigrationChanged,
    migrate,
    open_database,
)
from server.database.copying import COPIED, DERIVED
from server.database.queries import SQL_DIRECTORY
from tests.contract.raw import run

SHIPPED = [path.stem for path in sorted((SQL_DIRECTORY / "migrations" / "sqlite").glob("*.sql"))]
FIRST = "CREATE TABLE one (a integer);\nINSERT INTO one (a) VALUES (1);\n"
SECOND = "CREATE TABLE two (a integer);\n"


def steps(directory: Path, *scripts: str) -> Path:
    """A folder of migrations, the same for both dialects."""
    for dialect in ("sqlite", "postgresql"):
        (directory / dialect).mkdir(parents=True, exist_ok=True)
        for number, script in enumerate(scripts, start=1):
            (directory / dialect / f"{number:04d}_step.sql").write_text(script)
    return directory


async def brought(url: str, directory: Path | None = None) -> list[str]:
    database = await open_database(url)
    try:
        return await _migrate(database, directory)
    finally:
        await database.close()


async def _migrate(database: Database, directory: Path | None) -> list[str]:
    return await (migrate(database) if directory is None else migrate(database, directory))


async def test_migrating_again_finds_nothing_to_do(database_url: str) -> None:
    assert await brought(database_url) == SHIPPED
    assert await brought(database_url) == []
    recorded = await run(database_url, "SELECT number, name FROM migration ORDER BY number")
    assert recorded == list(enumerate(SHIPPED, start=1))


async def test_processes_that_start_at_once_migrate_once(database_url: str) -> None:
    applied = await asyncio.gather(*(brought(database_url) for _ in range(4)))
    assert sorted(name for names in applied for name in names) == SHIPPED


async def test_both_databases_get_the_same_steps() -> None:
    other = sorted((SQL_DIRECTORY / "migrations" / "postgresql").glob("*.sql"))
    assert [path.stem for path in other] == SHIPPED


async def test_a_new_step_is_applied_after_those_that_are_there(
    database_url: str, tmp_path: Path
) -> None:
    assert await brought(database_url, steps(tmp_path, FIRST)) == ["0001_step"]
    assert await brought(database_url, steps(tmp_path, FIRST, SECOND)) == ["0002_step"]
    assert await run(database_url, "SELECT a FROM one") == [(1,)]
    assert await run(database_url, "SELECT a FROM two") == []


async def test_a_step_that_fails_leaves_neither_table_nor_record(
    database_url: str, tmp_path: Path
) -> None:
    broken = SECOND + "INSERT INTO nowhere (a) VALUES (1);\n"
    with pytest.raises(Exception, match="nowhere"):
        await brought(database_url, steps(tmp_path, FIRST, broken))
    assert await run(database_url, "SELECT number FROM migration") == [(1,)]
    assert await brought(database_url, steps(tmp_path, FIRST, SECOND)) == ["0002_step"]


async def test_a_step_that_was_applied_may_not_change(database_url: str, tmp_path: Path) -> None:
    await brought(database_url, steps(tmp_path, FIRST))
    with pytest.raises(MigrationChanged, match="0001_step"):
        await brought(database_url, steps(tmp_path, SECOND))


async def test_an_older_program_leaves_a_newer_database_alone(
    database_url: str, tmp_path: Path
) -> None:
    await brought(database_url, steps(tmp_path / "new", FIRST, SECOND))
    with pytest.raises(DatabaseTooNew, match="0002_step"):
        await brought(database_url, steps(tmp_path / "old", FIRST))


async def test_every_table_that_is_not_built_from_the_log_is_copied(database_url: str) -> None:
    """A new table must say here whether it can be had again."""
    await brought(database_url)
    if database_url.startswith("sqlite"):
        listed = "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p"
        listed += " WHERE m.type = 'table'"
    else:
        listed = "SELECT table_name, column_name FROM information_schema.columns"
        listed += " WHERE table_schema = current_schema()"
    columns: dict[str, set[str]] = {}
    for table, column in await run(database_url, listed):
        columns.setdefault(table, set()).add(column)
    kept = {name for name, of in columns.items() if "log" in of and "generation" not in of}
    assert kept == {*COPIED, *DERIVED, "log"}
