"""A month of a companion's work, typed by real processes against a real office, mostly offline.

Goal: what a companion does in a month holds together end to end: she is told whom to see, records
at a visit, at a session, at a school and on a pay day, confirms what has not changed, prints, and
hands in a report whose figures are those of her entries. Phone, a colleague's phone and office then
say the same of whom to see and what to ask.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
from docx import Document
from pypdf import PdfReader

from events.dates import parse_rfc3339
from server.demo.network import HOST
from server.demo.processes import StoryTime, Terminal, free_port, stop, wait_until_serving

REGION: Final = "36.03.06"
DESA: Final = "36.03.06.2001"
FAMILIES: Final = {
    "Nana Sofinah": ("Baleman", "Siti", 2006, "sd"),
    "Sri Soekarti": ("Soge", "Rasya", 2009, "sd"),
    "Irnawati": ("Soge", "Asep", 2016, "usia_dini"),
}


class Month(NamedTuple):
    """The processes of the month, and the day they live in."""

    home: Path
    time: StoryTime
    office: Terminal
    url: str
    zaenal: Terminal
    rina: Terminal

    def comes(self, day: str, hour: int = 9) -> None:
        """It becomes that day of December 2018 for everybody."""
        self.time.set(parse_rfc3339(f"2018-{day}T{hour:02}:00:00+07:00"))

    async def office_says(self, household: str, as_of: str) -> Any:
        """The office's answer for a household."""
        token = await self.office.run(
            "token", "--role", "koordinator_kabupaten", "--region", "36.03", "--json"
        )
        headers = {"Authorization": f"Bearer {token['token']}"}
        async with httpx.AsyncClient(base_url=self.url, headers=headers) as client:
            answer = await client.get(f"/v1/households/{household}", params={"as_of": as_of})
            return answer.raise_for_status().json()


@asynccontextmanager
async def a_month(home: Path) -> AsyncIterator[Month]:
    """An office of a story that serves, and two companions' devices enrolled there."""
    time = StoryTime(home / "clock")
    time.set(parse_rfc3339("2018-12-01T08:00:00+07:00"))
    port, url = free_port(), ""
    office = Terminal("server", home / "office", time.environment())
    await office.run("init", "--log", "36.03", "--deployment", "month", "--story", "--json")
    async with AsyncExitStack() as stack:
        log = home / "office.log"
        serving = await office.start("serve", "--port", str(port), log=log)
        stack.push_async_callback(stop, serving)
        await wait_until_serving(serving, port, log)
        url = f"http://{HOST}:{port}"
        devices = []
        for name in ("Zaenal", "Rina"):
            invited = await office.run(
                "invite", name, "--role", "pendamping", "--region", REGION, "--json"
            )
            environment = time.environment() | {"JEJAK_STATE": str(home / f"{name}-state")}
            device = Terminal("client_sync", home / name, environment)
            await device.run("enrol", url, invited["code"], "--json")
            devices.append(device)
        yield Month(home, time, office, url, *devices)


async def families(device: Terminal) -> dict[str, str]:
    """The families of the caseload, entered one after the other; their ids by name."""
    ids = {}
    async with device.stream("record", "--from", "-", "--json") as lines:

        async def write(type_: str, household: str | None, **fields: object) -> Any:
            envelope = {"household": household} if household else {}
            return await lines.ask({"type": type_, "fields": fields, "yes": True, **envelope})

        for head, (kampung, child, born, component) in FAMILIES.items():
            registered = await write(
                "household_registered", None, region=DESA, source="musdes", notice_given=True,
                kampung=kampung,
            )  # fmt: skip
            home = ids[head] = registered["made"]["household"]
            member = {"nik_status": "none", "in_same_kk": True}
            await write(
                "member_added", home, member=registered["made"]["head"], name=head, sex="p",
                birth_year=1980, relation="kepala", **member,
            )  # fmt: skip
            added = await write(
                "member_added", home, name=child, sex="l", birth_year=born, relation="anak",
                **member,
            )  # fmt: skip
            await write(
                "programme_enrolled", home, programme="jamsosratu", kind="first", cohort_year=2018
            )
            await write(
                "component_recorded", home, member=added["made"]["member"], component=component,
                starts="2018-12",
            )  # fmt: skip
    return ids


async def test_a_month_of_a_companion_holds_together(tmp_path: Path) -> None:
    async with a_month(tmp_path) as month:
        zaenal, rina = month.zaenal, month.rina
        ids = await families(zaenal)
        nana = ids["Nana Sofinah"]
        await zaenal.run("sync", "--json")

        # Whom to see: nobody was met yet, and how many there are.
        due = await zaenal.run("next", "--json")
        assert {visit["head"] for visit in due} == set(FAMILIES)
        assert all(visit["why"] == ["unvisited", "questions"] for visit in due)
        caseload = await zaenal.run("caseload", "--json")
        assert (caseload["households"], caseload["pupils"], caseload["ages"]["balita"]) == (3, 2, 1)

        # A visit, with no signal: called by her name, an amount as it was said.
        month.comes("12-05")
        visit = ("household_visited", "--household", "nana sofinah", "--kind", "routine")
        met = await zaenal.run(
            "record", *visit, "--outcome", "met", "--next-visit", "2018-12-20", "--json"
        )
        house = (
            "--tenure", "own", "--wall-main", "anyaman_bambu", "--roof-main", "genteng",
            "--floor-main", "semen", "--water", "protected_well", "--toilet", "own", "--light",
            "pln_metered", "--visit", met["made"]["visit"],
        )  # fmt: skip
        await zaenal.run("record", "housing_surveyed", "--household", "nana", *house, "--json")
        wellbeing = ("wellbeing_surveyed", "--household", "nana", "--food-deficit-12m", "none")
        said = await zaenal.run("record", *wellbeing, "--savings", "1,2 jt", "--json")
        assert said["read"] == ["tabungan: Rp1.200.000"]

        # A session, a school and a pay day: one sheet each, everybody there but those named.
        month.comes("12-10")
        session = ("session", "p2k2", "--topic", "finance", "--absent", "irnawati", "--json")
        assert len((await zaenal.run(*session))["entries"]) == 3
        await zaenal.run(*session, expect=5)
        school = ("session", "school", "--on", "2018-12", "--required", "20", "--absent")
        await zaenal.run(*school, "rasya=10", "--json")
        pay = ("--programme", "jamsosratu", "--tranche", "2", "--amount", "750rb", "--channel")
        await zaenal.run(
            "session", "payday", *pay, "bank_banten", "--absent", "sukarti=500rb", "--json"
        )

        # The promised day: what has not changed is confirmed, the family's question is kept.
        month.comes("12-20")
        assert (await zaenal.run("next", "--limit", "1", "--json"))[0]["head"] != "Nana Sofinah"
        reasons = {v["head"]: v["why"] for v in await zaenal.run("next", "--json")}
        assert reasons["Nana Sofinah"] == ["promised", "questions"]
        await zaenal.run("record", *visit, "--outcome", "met", "--json")
        same = ("housing_surveyed", "--household", "nana", "--same", "--basis", "observed")
        await zaenal.run("record", *same, "--json")
        await zaenal.run(
            "record", "family_statement", "--household", "nana", "--stance", "asks", "--words",
            "Kapan cair?", "--json",
        )  # fmt: skip
        page = tmp_path / "nana.pdf"
        await zaenal.run("print", "household", "nana", "--to", str(page), "--json")
        assert "Yang sudah baik: pangan" in _words(page)

        # The month is handed in: the figures are those of the entries.
        month.comes("12-31")
        report = tmp_path / "laporan.docx"
        await zaenal.run("report", "2018-12", "--to", str(report), "--json")
        rows = _rows(report)
        for row in (
            ["Kunjungan", "2"],
            ["Pertemuan P2K2", "1"],
            ["1", "10 Desember 2018", "P2K2", "keuangan keluarga", "3", "2"],
            ["1", "anak SD", "2", "1", "50%"],
            ["1", "Jamsosratu", "2018/2", "3", "2", "1", "0", "Rp2.000.000"],
        ):
            assert row in rows, row

        # With a signal: the office and a colleague's phone say the same as this one.
        await zaenal.run("sync", "--json")
        await rina.run("sync", "--json")
        asked = ("show", nana, "--as-of", "2018-12-31", "--json")
        ours, theirs = await zaenal.run(*asked), await rina.run(*asked)
        office = await month.office_says(nana, "2018-12-31")
        for part in ("due", "questions", "household"):
            assert ours[part] == theirs[part] == office[part], part
        assert ours["due"]["why"] == ["statement", "questions"]
        assert await rina.run("next", "--json") == await zaenal.run("next", "--json")
        own = await rina.run("report", "2018-12", "--json")
        everybody = await rina.run("report", "2018-12", "--everybody", "--json")
        assert (len(own["visits"]), len(everybody["visits"])) == (0, 2)
        assert await zaenal.run("doubts", "--json") == []
        assert [each["head"] for each in await rina.run("find", "sukarti", "--json")] == [
            "Sri Soekarti"
        ]


def _words(file: Path) -> str:
    pages = PdfReader(BytesIO(file.read_bytes())).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def _rows(file: Path) -> list[list[str]]:
    document = Document(str(file))
    return [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
