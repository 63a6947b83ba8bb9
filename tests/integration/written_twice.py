"""Families that were written down twice, and what the office's commands say of them.

The commands are those of the office, given as a koordinator gives them, on both databases.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from events.ids import HouseholdId, LogId
from server.answers.readmodels import ReadModels
from server.database import open_database
from tests.builders import NIK, an_id
from tests.office_terminal import Office

NANA, OTHER = str(an_id("nana's household")), str(an_id("nana, written down again"))
KRESEK, ELSEWHERE = "36.03.06.2001", "36.03.07.2001"
NAMES = {"nana": "Nana Sofinah", "ujang": "Ujang"}


@pytest.fixture
def office(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office with a koordinator."""
    made = Office(tmp_path / "office", database_url, capsys, monkeypatch)
    assert made.run("init", "--log", "36.03", "--deployment", "banten")[0] == 0
    made.ask("invite", "Sri", "--role", "koordinator_kabupaten", "--region", "36.03")
    return made


def writes(
    office: Office, type_: str, household: str, on_: str | None = None, **fields: Any
) -> str:
    """An entry of the koordinator's; its event id."""
    on_day = () if on_ is None else ("--on", on_, "--late", "paper_first")
    found = office.ask(
        "record", type_, "--by", "Sri", "--household", household, *on_day,
        "--fields", json.dumps(fields),
    )  # fmt: skip
    return str(found["event"])


def lives(office: Office, household: str, region: str = KRESEK, enrolled: str = "2016") -> None:
    writes(
        office, "household_registered", household, head=an_id(f"nana in {household}"),
        region=region, source="musdes", notice_given=True,
    )  # fmt: skip
    writes(
        office, "programme_enrolled", household, enrolled, programme="jamsosratu", kind="first",
        cohort_year=int(enrolled),
    )  # fmt: skip


def lives_there(office: Office, household: str, who: str, **fields: Any) -> str:
    """A member of a household; the event that adds the person."""
    given = {
        "member": an_id(f"{who} in {household}"),
        "nik_status": "stated",
        "sex": "p",
        "birth_year": 1978,
        "relation": "kepala" if who == "nana" else "anak",
        "in_same_kk": True,
        "name": NAMES[who],
    }
    return writes(office, "member_added", household, **{**given, **fields})


def twice(office: Office) -> None:
    """Nana in two households, her NIK in both."""
    lives(office, OTHER, enrolled="2018")
    lives(office, NANA, enrolled="2016")
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, OTHER, "nana", nik=f"{NIK[:6]} {NIK[6:]}".replace(" ", ""))


def cases(office: Office, *options: str) -> list[tuple[str, list[str]]]:
    found = office.ask("duplicates", *options)["cases"]
    return [(each["basis"], [side["household"] for side in each["sides"]]) for each in found]


def card(office: Office, household: str) -> Any:
    """Status, alias and members as the read models have them, which `verify` finds sound."""
    office.ask("project")
    assert office.ask("verify", "--processes", "0")["difference_count"] == 0

    async def read() -> Any:
        database = await open_database(office.environment["JEJAK_DATABASE"])
        try:
            async with database.read() as transaction:
                models = await ReadModels.open(transaction, LogId("36.03"))
                return await models.card(HouseholdId(household))
        finally:
            await database.close()

    found = asyncio.run(read())
    return found.status, found.alias_of, found.members
