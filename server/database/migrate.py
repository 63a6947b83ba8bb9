"""The tables, brought forward one numbered file at a time, each with its record in one transaction.

Files are `server/sql/migrations/<dialect>/0001_name.sql`. A file that was applied anywhere never
changes, and there is no way back: a mistake is mended by the next number.
"""

from hashlib import sha256
from pathlib import Path

from events.errors import JejakError
from server.database.port import Database, Dialect, Transaction
from server.database.queries import SQL_DIRECTORY


class MigrationChanged(JejakError):
    """A migration that this database has applied reads otherwise now."""


class DatabaseTooNew(JejakError):
    """The database was made by a newer program than this one."""


async def migrate(database: Database, directory: Path = SQL_DIRECTORY / "migrations") -> list[str]:
    """Apply what is missing, in order; the names of what was applied.

    Safe when two processes start at once: the second waits, then finds nothing to do.
    Errors: MigrationChanged, DatabaseTooNew; nothing is written then.
    """
    applied: list[str] = []
    scripts = _scripts(database.dialect, directory)
    # A user who may not change tables serves as well, as long as there is nothing to change.
    async with database.read() as transaction:
        if await transaction.fetch("migrate.table") and await _missing(transaction, scripts) == []:
            return applied
    while True:
        async with database.write() as transaction:
            name = await _apply_next(transaction, scripts)
        if name is None:
            return applied
        applied.append(name)


def _scripts(dialect: Dialect, directory: Path) -> list[tuple[str, str]]:
    """(name, script) of every migration, ascending, numbered 1, 2, 3 …"""
    paths = sorted((directory / dialect).glob("*.sql"))
    for number, path in enumerate(paths, start=1):
        assert path.name.startswith(f"{number:04d}_"), f"{path.name} should be number {number}"
    return [(path.stem, path.read_text("utf-8")) for path in paths]


async def _apply_next(transaction: Transaction, scripts: list[tuple[str, str]]) -> str | None:
    await transaction.execute("migrate.lock")
    await transaction.execute("migrate.make_table")
    missing = await _missing(transaction, scripts)
    if not missing:
        return None
    name, script = missing[0]
    await transaction.run_script(script)
    await transaction.execute(
        "migrate.record", len(scripts) - len(missing) + 1, name, _hash(script)
    )
    return name


async def _missing(
    transaction: Transaction, scripts: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The migrations this database has not applied; those it has must be these."""
    recorded = await transaction.fetch("migrate.applied")
    if len(recorded) > len(scripts):
        raise DatabaseTooNew(
            f"the database has migration {recorded[-1]['name']}, which this program does not know: "
            "start the newer program"
        )
    for row, (name, script) in zip(recorded, scripts, strict=False):
        if (row["name"], row["hash"]) != (name, _hash(script)):
            raise MigrationChanged(
                f"migration {row['name']} was applied to this database in another form: "
                "put the file back as it was and write a new one"
            )
    return scripts[len(recorded) :]


def _hash(script: str) -> str:
    return sha256(script.encode()).hexdigest()
