"""`jejak-server export`: for those entitled alone, harmless in a spreadsheet, within bounds.

What the files hold is in `test_exporting.py`.
"""

import csv
import io
from pathlib import Path

import pytest
from pyarrow import parquet

from events import limits
from server.exporting.formats import PrivateFile, harmless
from tests.integration.exporting import BY, HOSTILE, read_xlsx
from tests.integration.exporting import filled as filled
from tests.office_terminal import REFUSED, Office
from tests.office_terminal import office as office

# --- who may, and where to ------------------------------------------------------------------------


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
