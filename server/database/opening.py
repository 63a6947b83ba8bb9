"""From a URL to an open database; the only place that knows there are two kinds."""

from pathlib import Path

from events.errors import InputRefused
from server.database.port import Database
from server.database.postgres import PostgresDatabase
from server.database.sqlite import SqliteDatabase


async def open_database(url: str) -> Database:
    """Open `sqlite:///var/lib/jejak/office.db` (the path as it stands after `sqlite://`) or
    `postgresql://user@host/name`. Close it when done; `migrate` it before first use.

    Errors: InputRefused for another kind of URL.
    """
    if url.startswith("sqlite://") and url != "sqlite://":
        return await SqliteDatabase.open(Path(url.removeprefix("sqlite://")))
    if url.startswith(("postgresql://", "postgres://")):
        return await PostgresDatabase.open(url)
    raise InputRefused(
        "bad_database", "name the database like sqlite:///path/office.db or postgresql://host/name"
    )
