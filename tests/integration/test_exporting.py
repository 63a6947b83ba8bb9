"""`jejak-server export`: what the files hold, read back. What is refused or made harmless is in
`test_exporting_refused.py`.
"""

import asyncio
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyarrow import parquet

from events.ids import LogId
from server.database import open_database
from server.exporting.running import exportable
from server.log import events_from
from server.projecting.tables import TABLES
from tests.builders import an_id
from tests.integration.exporting import BY, HOSTILE, read_csv, read_xlsx
from tests.integration.exporting import filled as filled
from tests.office_terminal import Office
from tests.office_terminal import office as office


def office_events(office: Office) -> list[tuple[str, dict[str, Any]]]:
    """What the office's own stream says, newest last."""

    async def read() -> list[tuple[str, dict[str, Any]]]:
        database = await open_database(office.environment["JEJAK_DATABASE"])
        try:
            async with database.read() as transaction:
                rows = await events_from(transaction, LogId("36.03"), 0, 10_000)
        finally:
            await database.close()
        lines = [json.loads(row["line"]) for row in rows if row["stream"] == "office"]
        return [(line["type"], line["body"]) for line in lines]

    return asyncio.run(read())


def test_every_read_model_can_be_exported_in_every_format(filled: Office, tmp_path: Path) -> None:
    assert filled.ask("export") == list(exportable())
    assert len(exportable()) == len(set(exportable())) == len(TABLES) + 4
    for number, what in enumerate(exportable()):
        if what == "survey":
            continue
        suffix = (".csv", ".xlsx", ".parquet")[number % 3]
        to = tmp_path / f"{what}{suffix}"
        done = filled.ask("export", what, "--to", str(to), *BY)
        assert done["digest"] == sha256(to.read_bytes()).hexdigest()
        assert os.stat(to).st_mode & 0o777 == 0o600
    assert not list(tmp_path.glob(".*.part"))


def test_the_three_formats_hold_the_same(filled: Office, tmp_path: Path) -> None:
    for suffix in (".csv", ".xlsx", ".parquet"):
        filled.ask("export", "households", "--to", str(tmp_path / f"h{suffix}"), *BY)
    text = read_csv(tmp_path / "h.csv")
    sheet = [[cell.value for cell in row] for row in read_xlsx(tmp_path / "h.xlsx")]
    table = parquet.read_table(tmp_path / "h.parquet")
    assert sheet[0] == list(text[0]) == table.schema.names
    assert [row[0] for row in sheet[1:]] == [row["household"] for row in text]
    assert table.column("household").to_pylist() == [row["household"] for row in text]
    assert {row["status"] for row in text} == {"active"}
    assert str(table.schema.field("members").type) == "int64"
    assert table.column("members").to_pylist() == [
        row[sheet[0].index("members")] for row in sheet[1:]
    ]
    assert json.loads(text[0]["flags"]) == json.loads(table.column("flags")[0].as_py())


def test_an_export_is_an_event_with_the_files_digest(filled: Office, tmp_path: Path) -> None:
    to = tmp_path / "keluarga.csv"
    done = filled.ask(
        "export", "households", "--to", str(to), *BY, "--purpose", "audit", "--region", "36.03.06"
    )
    assert office_events(filled)[-1] == (
        "data_exported",
        {
            "what": "households", "region": "36.03.06", "households": 2, "personal": False,
            "size": done["size"], "purpose": "audit",
            "file": sha256(to.read_bytes()).hexdigest(),
        },
    )  # fmt: skip


def test_names_come_only_when_opened_and_each_household_is_an_event_before(
    filled: Office, tmp_path: Path
) -> None:
    plain, opened = tmp_path / "plain.csv", tmp_path / "opened.csv"
    filled.ask("export", "members", "--to", str(plain), *BY)
    assert not any(word in plain.read_text() for word in ("Dewi", "1978-07-05", "0000"))
    filled.ask("export", "members", "--to", str(opened), *BY, "--personal", "service")
    rows = read_csv(opened)
    assert {row["name"] for row in rows} == {"'" + HOSTILE, "Dewi", "Rahmat"}
    assert {row["nik"] for row in rows} == {"************0000", ""}
    (dewi,) = (row for row in rows if row["name"] == "Dewi")
    assert (dewi["relation"], dewi["birth_date"], dewi["present"]) == ("anak", "2003-01-12", "true")
    *_, first, second, last = office_events(filled)
    assert {first[1]["household"], second[1]["household"]} == {row["household"] for row in rows}
    assert (first[0], first[1]["purpose"]) == ("personal_revealed", "service")
    assert (last[0], last[1]["personal"]) == ("data_exported", True)


def test_commitments_come_month_by_month_as_of_a_day(filled: Office, tmp_path: Path) -> None:
    members = tmp_path / "members.csv"
    filled.ask("export", "members", "--to", str(members), *BY)
    child = next(row for row in read_csv(members) if row["relation"] == "anak")
    for type_name, on, fields in (
        ("component_recorded", "2017-07", {"starts": "2017-07"}),
        ("commitment_verified", "2017-10",
         {"required": 25, "done": 23, "excused": 0, "unit": "hari_sekolah"}),
    ):  # fmt: skip
        filled.ask(
            "record", type_name, *BY, "--household", child["household"], "--on", on,
            "--late", "told_late", "--fields",
            json.dumps({"member": child["member"], "component": "smp", **fields}),
        )  # fmt: skip

    to = tmp_path / "commitments.csv"
    filled.ask("export", "commitments", "--to", str(to), *BY, "--as-of", "2017-12-31")

    assert read_csv(to) == [
        {
            "household": child["household"], "member": child["member"], "component": "smp",
            "month": "2017-10", "required": "25", "done": "23", "excused": "0",
            "unit": "hari_sekolah", "verdict": "met",
        }
    ]  # fmt: skip


def test_the_history_comes_with_its_personal_parts_only_when_opened(
    filled: Office, tmp_path: Path
) -> None:
    plain, opened = tmp_path / "plain.csv", tmp_path / "opened.csv"
    filled.ask("export", "history", "--to", str(plain), *BY)
    filled.ask("export", "history", "--to", str(opened), *BY, "--personal", "audit")
    assert "personal" not in read_csv(plain)[0]
    assert "Dewi" not in plain.read_text()
    rows = [row for row in read_csv(opened) if row["type"] == "member_added"]
    said = [json.loads(row["personal"]) for row in rows]
    assert {each["name"] for each in said} == {HOSTILE, "Dewi", "Rahmat"}
    assert "3603994507780000" not in opened.read_text()
    assert {row["state"] for row in rows} == {"standing"}


def test_rows_as_of_a_day_are_those_of_that_day(filled: Office, tmp_path: Path) -> None:
    filled.ask(
        "export", "households", "--to", str(tmp_path / "then.csv"), *BY, "--as-of", "2015-06-30"
    )
    filled.ask("export", "households", "--to", str(tmp_path / "now.csv"), *BY)
    then, now = read_csv(tmp_path / "then.csv"), read_csv(tmp_path / "now.csv")
    assert [row["as_of"] for row in then] == ["2015-06-30"] * 2
    assert [(row["members"], row["region"]) for row in then] == [("0", "")] * 2
    assert sorted(row["members"] for row in now) == ["1", "2"]


def test_a_region_without_households_is_an_empty_file_with_its_heads(
    filled: Office, tmp_path: Path
) -> None:
    for suffix in (".csv", ".xlsx", ".parquet"):
        to = tmp_path / f"x{suffix}"
        done = filled.ask("export", "members", "--to", str(to), *BY, "--region", "36.03.01")
        assert (done["rows"], done["households"]) == (0, 0)
    assert (tmp_path / "x.csv").read_text().startswith("household,member,")
    assert parquet.read_table(tmp_path / "x.parquet").num_rows == 0


def test_households_that_are_one_are_exported_where_they_go_on(
    filled: Office, tmp_path: Path
) -> None:
    filled.ask("export", "members", "--to", str(tmp_path / "before.csv"), *BY)
    rows = read_csv(tmp_path / "before.csv")
    survivor, merged = dict.fromkeys(row["household"] for row in rows)
    act = {"act": an_id("merge"), "survivor": survivor, "merged": merged, "basis": "same_people"}
    for household in (survivor, merged):
        filled.ask(
            "record", "households_merged", *BY, "--household", household,
            "--fields", json.dumps(act),
        )  # fmt: skip
    after = tmp_path / "after.csv"
    filled.ask("export", "members", "--to", str(after), *BY, "--personal", "service")
    members = read_csv(after)
    assert {row["household"] for row in members} == {survivor}
    assert {row["name"] for row in members} == {"'" + HOSTILE, "Dewi", "Rahmat"}
