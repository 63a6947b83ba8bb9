"""A family goes from one phone to another, people share a computer, a first sync is killed.

Goal: nobody's work is lost and nobody keeps what is not theirs, with real processes over HTTP.
`JEJAK_SEED=n` replays the moments at which the first sync is killed.
"""

import os
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final

from server.demo.network import HOST
from server.demo.processes import Terminal, free_port, stop, wait_until_serving
from server.office import open_office
from server.settings import Settings
from tests.acceptance.tripwire import Tripwire
from tests.benchmarks.bootstrap import load_caseload
from tests.benchmarks.writer import PER_COMPANION

MONTHS: Final = 24
"""Twenty thousand entries: some chunks to be killed between."""
KILLS: Final = 4
SNAPSHOT_BYTES: Final = 1_800_000


class Office:
    """An office that serves, and its officer's terminal."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.data = home / "office"
        self.terminal = Terminal("server", self.data, os.environ)
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    async def invite(self, name: str, region: str = "36.03.06", role: str = "pendamping") -> Any:
        return await self.terminal.run("invite", name, "--role", role, "--region", region, "--json")


@asynccontextmanager
async def serving(home: Path, months: int = 0) -> AsyncIterator[Office]:
    """A new office at work, with a companion's caseload of so many months."""
    office = Office(home)
    await office.terminal.run("init", "--log", "36.03", "--deployment", "banten", "--json")
    if months:
        settings = Settings(office.data, f"sqlite:///{office.data / 'office.sqlite'}")
        async with open_office(settings) as opened:
            await load_caseload(opened, months)
    log = home / "office.log"
    process = await office.terminal.start("serve", "--port", str(office.port), log=log)
    try:
        await wait_until_serving(process, office.port, log)
        yield office
    finally:
        await stop(process)


def a_phone(home: Path, name: str) -> Terminal:
    environment = os.environ | {"JEJAK_STATE": str(home / f"{name}-state")}
    return Terminal("client_sync", home / name, environment)


def rows(file: Path, query: str, *values: object) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query, values).fetchall()


async def a_family(phone: Terminal) -> str:
    made = await phone.run(
        "record", "household_registered", "--region", "36.03.06.2001", "--source", "companion",
        "--notice-given", "ya", "--kampung", "Baleman", "--json",
    )  # fmt: skip
    return str(made["stream"])


def visit(household: str, note: str) -> tuple[str, ...]:
    return (
        "record", "household_visited", "--household", household, "--kind", "routine",
        "--outcome", "met", "--note", note, "--yes", "--json",
    )  # fmt: skip


async def test_a_family_is_handed_over_from_one_phone_to_another(tmp_path: Path) -> None:
    async with serving(tmp_path) as office:
        phones: dict[str, Terminal] = {}
        holders: dict[str, str] = {}
        for name, region in (("zaenal", "36.03.06"), ("irna", "36.03.07")):
            phones[name] = a_phone(tmp_path, name)
            invited = await office.invite(name, region)
            await phones[name].run("enrol", office.url, invited["code"], "--json")
            holders[name] = invited["actor"]
        await office.invite("Kepala", "36.03", "koordinator_kabupaten")
        zaenal, irna = phones["zaenal"], phones["irna"]

        async def assign(household: str, companion: str, effective_on: str) -> None:
            await office.terminal.run(
                "record", "companion_assigned", "--by", "Kepala", "--household", household,
                "--companion", holders[companion], "--effective-on", effective_on,
                "--reason", "balance", "--json",
            )  # fmt: skip

        family = await a_family(zaenal)
        await zaenal.run(*visit(family, "atap bocor"))
        await zaenal.run("sync", "--json")
        await assign(family, "zaenal", "2018-07-12")
        await zaenal.run("sync", "--json")
        unsent = (await zaenal.run(*visit(family, "belum terkirim")))["event"]
        await assign(family, "irna", "2018-12-16")

        taken = await irna.run("sync", "--json")
        assert (taken["why"], taken["added"], taken["incidents"]) == ("done", 1, [])
        history = await irna.run("history", family, "--json")
        notes = [entry["personal"] for entry in history if entry["type"] == "household_visited"]
        assert notes == [{"note": "atap bocor"}]

        given = await zaenal.run("sync", "--json")
        assert (given["why"], given["left"], given["committed"]) == ("done", 1, 1)
        assert await zaenal.run("households", "--json") == []
        kept = rows(
            tmp_path / "zaenal" / "journal.sqlite",
            "SELECT head IS NOT NULL FROM event WHERE stream = ?", family,
        )  # fmt: skip
        assert kept == [(1,)] * 3, "own entries, and nothing of anybody else"
        assert rows(
            tmp_path / "zaenal" / "journal.sqlite",
            "SELECT id FROM data_key WHERE stream = ?", family,
        ) == []  # fmt: skip
        mine = await zaenal.run("history", family, "--json")
        assert [entry["verdict"] for entry in mine] == ["accepted"] * 3
        assert "outside_assignment" in mine[-1]["flags"]

        shown = {line["event"]: line for line in await zaenal.run("outbox", "--json")}
        assert len(shown) == 3
        assert (shown[unsent]["standing"], shown[unsent]["left_on"]) == ("accepted", "2018-12-16")
        assert shown[unsent]["flags"] == ["outside_assignment"]
        status = await zaenal.run("status", "--json")
        assert (status["left"], status["let_go"]) == (3, 0)

        await irna.run("sync", "--json")
        history = await irna.run("history", family, "--json")
        (late,) = [entry for entry in history if entry["event"] == unsent]
        assert late["personal"] == {"note": "belum terkirim"}
        assert "outside_assignment" in late["flags"]
        for language, told in (
            ("id", "3 catatan dibuat orang yang pada hari itu bukan pendamping keluarga ini."),
            ("en", "3 entries are by somebody who did not accompany it on that day."),
        ):
            page = tmp_path / f"shown-{language}"
            process = await irna.start("--lang", language, "show", family, log=page)
            assert await process.wait() == 0
            assert told in " ".join(page.read_text("utf-8").split())
        (scope,) = await office.terminal.run("scope", "irna", "--json")
        assert (scope["version"], scope["added"]) == (1, [family])

        await office.terminal.run("backup", "--to", str(tmp_path / "backup.sqlite"), "--json")
        assert (await zaenal.run("sync", "--json"))["let_go"] == 3
        status = await zaenal.run("status", "--json")
        assert (status["left"], status["let_go"], status["unsent"]) == (0, 3, 0)
        assert await zaenal.run("outbox", "--json") == []
        await zaenal.run("history", family, "--json", expect=3)
        assert (await zaenal.run("doctor", "--json"))["findings"] == []
        for file in (tmp_path / "zaenal").iterdir():
            assert not file.is_file() or family.encode() not in file.read_bytes(), file


async def test_people_share_a_computer_and_nobody_touches_anothers_work(tmp_path: Path) -> None:
    async with serving(tmp_path) as office:
        laptop = a_phone(tmp_path, "laptop")
        for name in ("zaenal", "irna"):
            code = (await office.invite(name))["code"]
            await laptop.run("enrol", office.url, code, "--profile", name, "--json")
        families = {}
        for name in ("zaenal", "irna"):
            made = await laptop.run(
                "--profile", name, "record", "household_registered", "--region",
                "36.03.06.2001", "--source", "companion", "--notice-given", "ya", "--json",
            )  # fmt: skip
            families[name] = made["stream"]
        await laptop.run("households", "--json", expect=3)
        unsent = await laptop.run("profiles", "--json")
        assert [(one["profile"], one["unsent"]) for one in unsent] == [("irna", 1), ("zaenal", 1)]
        assert len({one["device"] for one in unsent}) == 2

        lines = tmp_path / "all.jsonl"
        process = await laptop.start("sync", "--all-profiles", "--json", log=lines)
        assert await process.wait() == 0
        assert b'"profile":"irna"' in lines.read_bytes()
        sent = await laptop.run("profiles", "--json")
        assert [one["unsent"] for one in sent] == [0, 0]
        await laptop.run("--profile", "zaenal", "sync", "--json")
        seen = await laptop.run("--profile", "zaenal", "households", "--json")
        assert {line["household"] for line in seen} == set(families.values())


async def test_a_first_sync_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    seed = int(os.environ.get("JEJAK_SEED") or random.randrange(2**32))
    print(f"JEJAK_SEED={seed}")
    chance = random.Random(seed)
    async with serving(tmp_path, MONTHS) as office:
        wire = Tripwire(office.port)
        await wire.open()
        try:
            phone = a_phone(tmp_path, "zaenal")
            code = (await office.invite("zaenal"))["code"]
            await phone.run("enrol", wire.url, code, "--json")
            journal = tmp_path / "zaenal" / "journal.sqlite"
            held = 0
            for _ in range(KILLS):
                process = await phone.start("sync", "--json", log=tmp_path / "sync.log")
                wire.arm(chance.randrange(1, SNAPSHOT_BYTES // 2), 0.0, process.kill)
                await process.wait()
                ((count, size),) = rows(
                    journal, "SELECT (SELECT count(*) FROM event), size FROM sync_state"
                )
                assert count >= held, "what came stays"
                assert (count == 0) == (size == 0), "cursor and entries move together"
                held = count
            last = await phone.run("sync", "--json")
        finally:
            await wire.close()
        assert (last["why"], last["incidents"]) == ("done", [])
        ((count,),) = rows(office.data / "office.sqlite", "SELECT count(*) FROM event "
                           "WHERE stream <> 'office'")  # fmt: skip
        ((mine, households),) = rows(
            journal, "SELECT count(*), count(DISTINCT stream) - 1 FROM event"
        )
        assert (mine, households) == (count, PER_COMPANION)
        assert last["received"] <= count - held
        assert rows(journal, "SELECT * FROM snapshot") == []
