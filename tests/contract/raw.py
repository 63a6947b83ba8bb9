"""A database behind the office's back: what an administrator with its own tools sees and does."""

import asyncio
import sqlite3
from contextlib import closing
from typing import Any

import asyncpg

TABLES = (
    "log", "device", "device_epoch", "event", "left_out", "batch", "personal", "data_key",
    "key_ack", "evidence", "household", "tile", "invite",
)  # fmt: skip


async def run(url: str, statement: str) -> list[tuple[Any, ...]]:
    """The rows of any statement."""
    if url.startswith("sqlite://"):
        # In a thread: an office of this process may have to end its transaction first.
        return await asyncio.to_thread(_run, url.removeprefix("sqlite://"), statement)
    server = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await server.fetch(statement)]
    finally:
        await server.close()


def _run(file: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        return connection.execute(statement).fetchall()


async def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables the office writes, in any order."""
    return {table: sorted(await run(url, f"SELECT * FROM {table}"), key=repr) for table in TABLES}


async def lose_tree(url: str) -> None:
    """Leave the log as a program without a tree would."""
    is_sqlite = url.startswith("sqlite")
    if is_sqlite:
        await run(url, "DROP TRIGGER IF EXISTS tile_no_delete")
    else:
        await run(url, "ALTER TABLE tile DISABLE TRIGGER ALL")
    await run(url, "DELETE FROM tile")
    nothing = "x''" if is_sqlite else "''"
    await run(url, f"UPDATE log SET tree_size = 0, frontier = {nothing}")


async def rewrite(url: str, statement: str) -> None:
    """Change rows of `event` as the owner of the database can, who takes their protection away."""
    if url.startswith("sqlite"):
        await run(url, "DROP TRIGGER IF EXISTS event_no_update")
    else:
        await run(url, "ALTER TABLE event DISABLE TRIGGER ALL")
    await run(url, statement)
