"""`jejak-server export`: real files read back, harmless in a spreadsheet, for those entitled."""

import csv
import io
import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from pyarrow import parquet

from events import limits
from server.exporting.formats import PrivateFile, harmless
from server.exporting.running import exportable
from server.projecting.tables import TABLES
from tests.builders import an_id
from tests.integration.importing import imported
from tests.lists import DEWI, HOUSEHOLDS, NANA, RAHMAT, a_csv, with_cells
from tests.office_terminal import REFUSED, Office
from tests.office_terminal import office as office

HOSTILE: Final = '=HYPERLINK("http://evil.example","Nana")'
BY: Final = ("--by", "Kepala")


@pytest.fixture
def filled(office: Office, tmp_path: Path) -> Office:
    """An office of two households; one name is a formula, one wall a hamlet's."""
    for name, role, region in (
        ("Kepala", "koordinator_kabupaten", "36.03"),
        ("Zaenal", "pendamping", "36.03.06"),
        ("Ahli", "auditor", "36.03"),
        ("Provinsi", "province", "36"),
    ):
        office.ask("invite", name, "--role", role, "--region", region)
    rows = (with_cells(NANA, HOUSEHOLDS, Nama=HOSTILE), DEWI, RAHMAT)
    imported(office, "households", str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, *rows)), *BY)
    return office


def read_csv(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def read_xlsx(path: Path) -> list[list[Any]]:
    book = openpyxl.load_workbook(path)
    try:
        sheet = book.active
        assert sheet is not None
        return [list(row) for row in sheet.iter_rows()]
    finally:
        book.close()


def office_events(office: Office, tmp_path: Path) -> list[tuple[str, dict[str, Any]]]:
    """What the office's own stream says, newest last, read through an auditor's copy of the log."""
    import asyncio

    from events.ids import LogId
    from server.database import open_database
    from server.log import events_from

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
    assert office_events(filled, tmp_path)[-1] == (
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
    *_, first, second, last = office_events(filled, tmp_path)
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


def test_only_those_entitled_export_and_only_their_region(filled: Office, tmp_path: Path) -> None:
    def refusal(*arguments: str) -> str:
        return filled.refusal("export", *arguments, "--to", str(tmp_path / "x.csv"))

    assert "not_entitled" in refusal("households", "--by", "Zaenal")
    assert "not_entitled" in refusal("members", "--by", "Zaenal", "--personal", "service")
    assert "not_entitled" in refusal("households", "--by", "Kepala", "--region", "36")
    assert "no_personal" in refusal("households", "--by", "Kepala", "--personal", "audit")
    assert "unknown_actor" in refusal("households", "--by", "Siapa")
    assert "missing_by" in refusal("households")
    assert "unknown_export" in refusal("shoes", *BY)
    assert "no_as_of" in refusal("history", *BY, "--as-of", "2018-01-01")
    assert "bad_day" in refusal("households", *BY, "--as-of", "kemarin")
    assert "which_survey" in refusal("survey", *BY)
    assert "unknown_survey" in refusal("survey", *BY, "--survey", "kebun")
    assert not (tmp_path / "x.csv").exists()
    for name in ("Ahli", "Provinsi"):
        to = str(tmp_path / f"{name}.csv")
        assert filled.ask("export", "members", "--to", to, "--by", name)["households"] == 2


def test_no_event_is_written_for_a_file_that_cannot_be(filled: Office, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("precious")
    before = filled.ask("project")["position"]
    for to, code in (
        ("there.csv", "file_exists"),
        ("x.txt", "bad_format"),
        ("nowhere/x.csv", "unwritable_file"),
        ("3603994507780000.csv", "personal_in_name"),
        ("keluarga 3603-9945-0778-0000.xlsx", "personal_in_name"),
    ):
        arguments = ("export", "households", "--to", str(tmp_path / to), *BY)
        assert code in filled.refusal(*arguments)
    assert filled.ask("project")["position"] == before
    assert (tmp_path / "there.csv").read_text() == "precious"


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


# --- what a spreadsheet would run ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+62812", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "  =1", "\uff1d1+1"],
)
def test_a_text_that_begins_like_a_formula_is_made_harmless(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("cell", ["Nana", "a=b", '["=1"]', "", None, -250_000, True])
def test_other_cells_are_left_as_they_are(cell: str | int | None) -> None:
    assert harmless(cell) == cell


def test_a_hostile_name_is_text_in_a_spreadsheet(filled: Office, tmp_path: Path) -> None:
    to = tmp_path / "m.xlsx"
    filled.ask("export", "members", "--to", str(to), *BY, "--personal", "service")
    cells = [cell for row in read_xlsx(to) for cell in row if "HYPERLINK" in str(cell.value)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("'" + HOSTILE, "s")]
    plain = tmp_path / "m.csv"
    filled.ask("export", "members", "--to", str(plain), *BY, "--personal", "service", "--bom")
    assert plain.read_bytes().startswith(b"\xef\xbb\xbfhousehold,")
    for row in csv.reader(io.StringIO(plain.read_text("utf-8-sig"))):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    exact = tmp_path / "m.parquet"
    filled.ask("export", "members", "--to", str(exact), *BY, "--personal", "service")
    assert HOSTILE in parquet.read_table(exact).column("name").to_pylist()


# --- bounds --------------------------------------------------------------------------------------


def test_what_a_sheet_cannot_hold_is_refused_and_nothing_is_left(
    filled: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "XLSX_ROWS_MAX", 2)
    to = tmp_path / "m.xlsx"
    assert "too_many_rows" in filled.refusal("export", "members", "--to", str(to), *BY)
    monkeypatch.setattr(limits, "XLSX_ROWS_MAX", 100)
    monkeypatch.setattr(limits, "XLSX_CELL_CHARS_MAX", 3)
    assert "cell_too_long" in filled.refusal("export", "members", "--to", str(to), *BY)
    assert list(tmp_path.glob("*m.xlsx*")) == []


def test_a_page_is_read_at_a_time(
    filled: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.ask("export", "history", "--to", str(tmp_path / "whole.csv"), *BY)
    monkeypatch.setattr(limits, "EXPORT_HOUSEHOLDS_AT_ONCE", 1)
    filled.ask("export", "history", "--to", str(tmp_path / "paged.csv"), *BY)
    assert (tmp_path / "paged.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_what_a_killed_run_left_is_gone_with_the_next(tmp_path: Path) -> None:
    stale = tmp_path / ".m.csv.part"
    stale.write_text("Nana Sofinah")
    with PrivateFile(tmp_path / "m.csv", [], False) as file:
        file.finish()
        assert "Nana" not in stale.read_text()
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_purpose_is_wrong_usage(filled: Office, tmp_path: Path) -> None:
    arguments = ("export", "members", "--to", str(tmp_path / "m.csv"), *BY)
    assert filled.run(*arguments, "--personal", "curiosity")[0] == 2
    assert filled.run("export", "members")[0] == 2
    assert REFUSED == 3


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
