"""A list is in the log exactly once, although its import was killed in the middle and given again.

Method: a real `jejak-server import` of some hundred households is killed with -9 as soon as the log
holds a part of them, several times, each time at another size. Then it is given until it ends.
"""

import asyncio
import os
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

from events.ids import LogId
from server.database import open_database
from server.demo.processes import Terminal
from server.log import events_from, head
from tests.lists import HOUSEHOLDS, a_csv

LOG: Final = LogId("36.03")
COUNT: Final = 700
"""Households, of three entries each: seven transactions."""
PARTS: Final = (1, 900, 1_500)
"""Entries of the list after which the import is killed."""
_LINE: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def a_long_list(path: Path) -> Path:
    rows = (
        (f"K-{number:04}", "", f"Warga {number}", "", "P", "1980-01-01", "Kepala", "36.03.06.2001",
         "", "1", "1", "2016")
        for number in range(COUNT)
    )  # fmt: skip
    return a_csv(path, HOUSEHOLDS, *rows)


async def size(url: str) -> int:
    database = await open_database(url)
    try:
        async with database.read() as transaction:
            return (await head(transaction, LOG)).size
    finally:
        await database.close()


async def statements(url: str) -> Counter[tuple[str, bytes]]:
    """How often each thing is said of a household."""
    database = await open_database(url)
    try:
        async with database.read() as transaction:
            rows = await events_from(transaction, LOG, 0, 10 * COUNT)
    finally:
        await database.close()
    return Counter(
        (row["stream"], bytes(_LINE.decode(row["line"])["body"]))
        for row in rows
        if row["stream"] not in ("programme", "office")
    )


async def test_an_import_killed_in_the_middle_and_given_again_writes_each_entry_once(
    tmp_path: Path, database_url: str
) -> None:
    environment = {**os.environ, "JEJAK_DATABASE": database_url}
    office = Terminal("server", tmp_path / "office", environment)
    await office.run("init", "--log", LOG, "--deployment", "crash", "--json")
    await office.run("invite", "Kepala", "--role", "operator", "--region", LOG, "--json")
    begun = await size(database_url)
    file = str(a_long_list(tmp_path / "rt.csv"))
    command = ("import", "households", file, "--by", "Kepala", "--json")
    killed = 0
    for part in PARTS:
        process = await office.start(*command, log=tmp_path / "import.log")
        async with asyncio.timeout(60):
            held = begun
            while process.returncode is None and held < begun + part:
                held = await size(database_url)
        if process.returncode is None:
            process.kill()
            killed += 1
        await process.wait()
    assert killed >= 1
    assert begun < await size(database_url) < begun + 3 * COUNT
    last = await office.run(*command)
    again = await office.run(*command)
    assert (last["rows"], last["refused"]) == (COUNT, 0)
    assert again["written"] == 0
    said = await statements(database_url)
    assert (len(said), set(said.values())) == (3 * COUNT, {1})
    await office.run("verify", "--processes", "0", "--json")
