"""A template for an office that has none: every section, made as an office would make its own.

It is filled like any other, and may be written out to be changed. Before: the placeholders of
`report_words.py`. After: `docx_template.py`, `xlsx_template.py`.
"""

from io import BytesIO
from typing import Any, Final

from client_sync.paper.report_words import COLUMNS, SECTIONS, TITLE, VALUES
from events.words import Lang, pick

_HEAD: Final = ("bulan", "pendamping", "wilayah", "tanggal")
_SUMS: Final = tuple(name for name in VALUES if name not in (*_HEAD, "tahun"))
_MARGIN_CM: Final = 2
_FIRST_COLUMN_WIDTH: Final = 34
_COLUMN_WIDTH: Final = 18


def default_docx(lang: Lang) -> bytes:
    """A Word template with a summary, a table per section, and room for two signatures."""
    from docx import Document
    from docx.shared import Cm, Pt

    document: Any = Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(_MARGIN_CM)
        section.top_margin = section.bottom_margin = Cm(_MARGIN_CM)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)
    document.add_heading(pick(lang, TITLE), level=1)
    for name in _HEAD:
        document.add_paragraph(f"{_label(lang, name)}: {{{{{name}}}}}")
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    for name in _SUMS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = _label(lang, name), f"{{{{{name}}}}}"
    for group, title in SECTIONS.items():
        document.add_heading(pick(lang, title), level=2)
        columns = COLUMNS[group]
        table = document.add_table(rows=2, cols=len(columns), style="Table Grid")
        for at, (name, label) in enumerate(columns.items()):
            heading = table.rows[0].cells[at].paragraphs[0].add_run(pick(lang, label))
            heading.bold = True
            table.rows[1].cells[at].text = f"{{{{{group}.{name}}}}}"
    _signatures(lang, document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _signatures(lang: Lang, document: Any) -> None:
    document.add_paragraph()
    table = document.add_table(rows=2, cols=2)
    names = {"id": ("Koordinator", "Pendamping"), "en": ("Coordinator", "Companion")}[lang]
    for at, who in enumerate(names):
        table.rows[0].cells[at].text = who
        table.rows[1].cells[at].text = "\n\n\n(" + ("." * 30 if at == 0 else "{{pendamping}}") + ")"


def default_xlsx(lang: Lang) -> bytes:
    """A spreadsheet template: the summary on one sheet, each section on another."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    workbook: Any = Workbook()
    sheet = workbook.active
    sheet.title = pick(lang, ("Ringkasan", "Summary"))
    sheet.append([pick(lang, TITLE)])
    sheet["A1"].font = Font(bold=True, size=14)
    for name in (*_HEAD, *_SUMS):
        sheet.append([_label(lang, name), f"{{{{{name}}}}}"])
    sheet.column_dimensions["A"].width = _FIRST_COLUMN_WIDTH
    sheet.column_dimensions["B"].width = _COLUMN_WIDTH
    for group, columns in COLUMNS.items():
        sheet = workbook.create_sheet(group)
        sheet.append([pick(lang, SECTIONS[group])])
        sheet.append([pick(lang, label) for label in columns.values()])
        sheet.append([f"{{{{{group}.{name}}}}}" for name in columns])
        for cell in (*sheet[1], *sheet[2]):
            cell.font = Font(bold=True)
        for cell in sheet[2]:
            sheet.column_dimensions[cell.column_letter].width = _COLUMN_WIDTH
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _label(lang: Lang, name: str) -> str:
    label = pick(lang, VALUES[name])
    return label[:1].upper() + label[1:]
