"""Templates of an office: filled as they are, their lists as long as the month, nothing guessed.

Spreadsheets, whose formulas move, are in `test_templates_xlsx.py`.
"""

from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from openpyxl import load_workbook

from client_sync.paper.default_template import default_docx, default_xlsx
from client_sync.paper.docx_template import fill_docx
from client_sync.paper.filling import placeholders
from client_sync.paper.report_words import COLUMNS, SECTIONS, VALUES
from client_sync.paper.xlsx_template import fill_xlsx
from client_sync.refusals import DeviceRefused
from events import limits
from tests.unit.templates import a_filling, refused

# --- Word ----------------------------------------------------------------------------------------


def docx_of(document: Any) -> bytes:
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def a_letter(*paragraphs: str) -> Any:
    document: Any = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    return document


def a_table(document: Any, rows: list[list[str]]) -> Any:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = text
    return table


def read(data: bytes) -> Any:
    document: Any = Document(BytesIO(data))
    return document


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_a_placeholder_split_over_runs_is_filled_in_the_style_it_begins_in() -> None:
    document = a_letter()
    paragraph = document.add_paragraph("Bulan ")
    for text, bold in (
        ("{", True),
        ("{bu", False),
        ("lan}", False),
        ("} ini, {{ Kunjungan }}", False),
    ):
        paragraph.add_run(text).bold = bold
    paragraph.add_run(" kali{{bulan}}{{bulan}}.")
    filled = read(fill_docx(docx_of(document), a_filling())).paragraphs[-1]
    assert filled.text == "Bulan Desember 2018 ini, 1.003 kaliDesember 2018Desember 2018."
    assert [(run.text, run.bold) for run in filled.runs][1] == ("Desember 2018", True)


def test_a_table_row_is_repeated_for_every_line_with_its_style() -> None:
    document = a_letter("{{pendamping}}")
    table = a_table(
        document,
        [
            ["No", "Kapan", "Siapa"],
            [
                "{{kunjungan.no}}",
                "{{kunjungan.tanggal}}",
                "Ibu {{kunjungan.keluarga}}, {{bulan}}",
            ],
            ["Jumlah", "", "{{kunjungan}}"],
        ],
    )
    table.rows[1].cells[0].paragraphs[0].runs[0].italic = True
    filled = read(fill_docx(docx_of(document), a_filling()))
    assert filled.paragraphs[0].text == "Zaenal & Co <x>"
    (made,) = filled.tables
    assert cells(made) == [
        ["No", "Kapan", "Siapa"],
        ["1", "1 Desember 2018", "Ibu Nana Sofinah, Desember 2018"],
        ["2", "5 Desember 2018", "Ibu =1+1, Desember 2018"],
        ["3", "9 Desember 2018", "Ibu Irnawati, Desember 2018"],
        ["Jumlah", "", "1.003"],
    ]
    assert all(made.rows[at].cells[0].paragraphs[0].runs[0].italic for at in (1, 2, 3))


def test_an_empty_list_says_so_in_one_row() -> None:
    document = a_letter("{{bulan}}")
    a_table(document, [["Usaha", "Laba"], ["{{usaha.nama}}", "{{usaha.laba}}"]])
    (made,) = read(fill_docx(docx_of(document), a_filling())).tables
    assert cells(made) == [["Usaha", "Laba"], ["tidak ada", ""]]


def test_headers_text_boxes_and_tables_in_tables_are_filled_too() -> None:
    document = a_letter()
    document.sections[0].header.paragraphs[0].text = "Laporan {{bulan}}"
    document.sections[0].footer.paragraphs[0].text = "{{pendamping}}"
    outer = document.add_table(rows=1, cols=1)
    inner = outer.cell(0, 0).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "{{kunjungan.keluarga}}"
    box = parse_xml(
        '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        "<w:pict><w:txbxContent><w:p><w:r><w:t>Kotak {{kunjungan}}</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>"
    )
    document.add_paragraph("di luar {{bulan}}")._p.append(box)
    filled = read(fill_docx(docx_of(document), a_filling()))
    assert filled.sections[0].header.paragraphs[0].text == "Laporan Desember 2018"
    assert filled.sections[0].footer.paragraphs[0].text == "Zaenal & Co <x>"
    (outer,) = filled.tables
    assert cells(outer.cell(0, 0).tables[0]) == [["Nana Sofinah"], ["=1+1"], ["Irnawati"]]
    texts = [t.text for t in filled.element.body.iter() if t.tag.endswith("}t")]
    assert "Kotak 1.003" in texts and "di luar Desember 2018" in texts


def test_what_nobody_knows_is_refused_with_what_it_may_have_meant() -> None:
    refusal = refused(fill_docx, docx_of(a_letter("{{bulam}} {{kunjungan.keluarg}} {{x}}")))
    assert refusal.code == "unknown_placeholders"
    said = refusal.say("id")
    assert "{{bulam}} (bulan?)" in said and "{{kunjungan.keluarg}} (kunjungan.keluarga" in said
    assert "{{x}}" in said
    assert refused(fill_docx, docx_of(a_letter("tanpa isian"))).code == "no_placeholders"
    mixed = a_letter()
    a_table(mixed, [["{{kunjungan.no}} {{usaha.nama}}"]])
    assert refused(fill_docx, docx_of(mixed)).code == "mixed_row"
    for data in (b"", b"not a file", b"PK\x03\x04 broken"):
        assert refused(fill_docx, data).code == "bad_template"
        assert refused(fill_xlsx, data).code == "bad_template"


# --- without a template of the office's ----------------------------------------------------------


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_default_templates_ask_for_everything_there_is(language: Any) -> None:
    known = {*VALUES, *(f"{group}.{name}" for group, names in COLUMNS.items() for name in names)}
    document = read(default_docx(language))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [text for table in document.tables for row in cells(table) for text in row]
    asked = {found.name for text in texts for found in placeholders(text)}
    assert asked <= known and known - asked == {"tahun"}
    workbook = load_workbook(BytesIO(default_xlsx(language)))
    values = [
        str(cell.value)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    asked = {found.name for text in values for found in placeholders(text)}
    assert known - asked == {"tahun"}
    assert set(SECTIONS) == set(COLUMNS)


# --- templates that were made to do harm ---------------------------------------------------------

ROOM: Final = limits.TEMPLATE_XML_BYTES_MAX


def with_part(template: bytes, name: str, old: str, new: str) -> bytes:
    """A template with a text of one part replaced."""
    written = BytesIO()
    with ZipFile(BytesIO(template)) as parts, ZipFile(written, "w", ZIP_DEFLATED) as changed:
        for entry in parts.infolist():
            text = parts.read(entry)
            if entry.filename == name:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            changed.writestr(entry.filename, text)
    return written.getvalue()


def test_a_template_that_would_fill_the_memory_is_not_opened() -> None:
    letter, book = default_docx("id"), default_xlsx("id")
    for fill, template, name, end in (
        (fill_docx, letter, "word/document.xml", "</w:body>"),
        (fill_xlsx, book, "xl/worksheets/sheet1.xml", "</sheetData>"),
    ):
        large = with_part(template, name, end, " " * ROOM + end)
        assert len(large) < ROOM // 50
        assert refused(fill, large).code == "bad_template"


def test_a_template_reads_no_other_file(tmp_path: Path) -> None:
    """An entity that names a file is refused, or is not looked up."""
    secret = tmp_path / "secret.txt"
    secret.write_text("RAHASIA")
    entity = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]><w:document'
    letter = docx_of(a_letter("{{bulan}} AKU"))
    letter = with_part(letter, "word/document.xml", "<w:document", entity)
    letter = with_part(letter, "word/document.xml", "AKU", "AKU &a;")
    filled = b""
    with suppress(DeviceRefused):
        filled = fill_docx(letter, a_filling())
    texts = [ZipFile(BytesIO(filled)).read("word/document.xml")] if filled else []
    assert b"RAHASIA" not in b"".join(texts)
