"""`jejak report`: the month's report at the terminal, as a document, by the office's template."""

from pathlib import Path

from docx import Document
from openpyxl import load_workbook

from tests.caseloads import a_family
from tests.devices import WrittenDevice
from tests.terminals import Jejak, written


async def a_month(device: WrittenDevice) -> None:
    nana = await a_family(device, "Nana Sofinah", children=[("Siti", 2006, "sd")])
    for on, outcome in (("2018-11-05", "met"), ("2018-11-20", "not_home")):
        await device.written(
            "household_visited", nana.household, on=on, kind="routine", outcome=outcome,
            late="other",
        )  # fmt: skip
    await device.written(
        "commitment_verified", nana.household, on="2018-11", member=nana.members["Siti"],
        component="sd", required=25, done=23, unit="hari_sekolah",
    )  # fmt: skip


def test_the_month_is_reported_at_the_terminal_and_in_both_formats(
    jejak: Jejak, tmp_path: Path
) -> None:
    written(jejak, a_month)
    assert jejak.run("report", "November 2018") == 0
    assert "kunjungan yang bertemu keluarga" in jejak.out
    report = jejak.json("report", "2018-11")
    assert [visit["outcome"] for visit in report["visits"]] == ["met", "not_home"]
    assert report["checked"] == [{"component": "sd", "people": 1, "met": 1}]
    word, sheet = tmp_path / "r.docx", tmp_path / "r.xlsx"
    assert jejak.run("report", "2018-11", "--to", str(word)) == 0
    document = Document(str(word))
    tables = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Kunjungan", "2"] in tables
    assert ["1", "5 November 2018", "Nana Sofinah", "Baleman", "rutin", "bertemu"] in tables
    assert ["1", "anak SD", "1", "1", "100%"] in tables
    assert word.stat().st_mode & 0o077 == 0, "families' data is its owner's alone"
    assert jejak.run("report", "2018-11", "--to", str(sheet)) == 0
    rows = [[cell.value for cell in row] for row in load_workbook(sheet)["kunjungan"].iter_rows()]
    assert rows[2][:3] == [1, "5 November 2018", "Nana Sofinah"]


def test_the_offices_own_template_is_filled_or_refused_with_the_reason(
    jejak: Jejak, tmp_path: Path
) -> None:
    written(jejak, a_month)
    template, to = str(tmp_path / "t.docx"), str(tmp_path / "r.docx")
    assert jejak.run("report", "--write-template", template) == 0
    assert jejak.run("report", "2018-11", "--template", template, "--to", to) == 0
    letter = Document()
    letter.add_paragraph("{{kunjungn}}")
    letter.save(template)
    assert jejak.run("report", "2018-11", "--template", template, "--to", to) == 3
    assert "{{kunjungn}} (kunjungan, " in jejak.complaint
    assert jejak.run("report", "2018-11", "--template", template, "--to", template) == 3
    assert jejak.run("report", "2018-11", "--template", template, "--to", f"{to}.xlsx") == 3
    assert jejak.run("report", "2018-11", "--template", "nowhere.docx", "--to", to) == 3
    assert jejak.run("report", "2018-11", "--to", str(tmp_path / "no" / "r.docx")) == 3
    assert jejak.run("report", "2018-11", "--to", "r.pdf") == 3
    assert jejak.run("report", "2018-11-05") == 3
    assert jejak.run("report", "2018-13") == 3
    assert jejak.run("report") == 2
    assert jejak.run("report", "2018-11", "--template", template) == 2


def test_every_placeholder_is_explained(jejak: Jejak) -> None:
    listed = {each["placeholder"] for each in jejak.json("report", "--placeholders")}
    assert {"bulan", "kunjungan", "kunjungan.tanggal"} <= listed
    assert jejak.run("report", "--placeholders") == 0
    assert "{{kunjungan.tanggal}}" in jejak.out
