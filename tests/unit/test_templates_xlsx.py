"""Spreadsheets of an office: figures are numbers, rows repeat, what stands below moves along."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from client_sync.paper.xlsx_template import fill_xlsx
from tests.unit.templates import a_filling


def xlsx_of(workbook: Workbook) -> bytes:
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def a_sheet() -> Any:
    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = "Isi"
    sheet.append(["Laporan {{bulan}}", "{{kunjungan}}"])
    sheet.append(["No", "Kapan", "Siapa", "Dua kali"])
    sheet.append(["{{kunjungan.no}}", "{{kunjungan.tanggal}}", "{{kunjungan.keluarga}}", "=A3*2"])
    sheet.append(["Jumlah", "=SUM(A3:A3)", "=A3", "=SUM(D$3:D3)+B1"])
    sheet.append(["tanda tangan", None, "=B4"])
    sheet.merge_cells("A5:B5")
    sheet["A3"].font = Font(bold=True)
    sheet.row_dimensions[5].height = 40
    other: Any = workbook.create_sheet("Lain")
    other.append(["=Isi!B4", "=SUM('Isi'!A3:A3)", "=A3"])
    return workbook


def test_figures_become_numbers_and_rows_are_repeated_in_their_style() -> None:
    sheet = load_workbook(BytesIO(fill_xlsx(xlsx_of(a_sheet()), a_filling())))["Isi"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=3)]
    assert rows[:2] == [["Laporan Desember 2018", 1003, None], ["No", "Kapan", "Siapa"]]
    assert rows[2:5] == [
        [1, "1 Desember 2018", "Nana Sofinah"],
        [2, "5 Desember 2018", "=1+1"],
        [3, "9 Desember 2018", "Irnawati"],
    ]
    assert all(sheet.cell(at, 1).font.bold for at in (3, 4, 5))
    assert sheet["C4"].data_type == "s", "a name is never a formula"


def test_what_stands_below_a_list_moves_with_its_formulas() -> None:
    workbook = load_workbook(BytesIO(fill_xlsx(xlsx_of(a_sheet()), a_filling())))
    sheet, other = workbook["Isi"], workbook["Lain"]
    assert [sheet.cell(at, 4).value for at in (3, 4, 5)] == ["=A3*2", "=A4*2", "=A5*2"]
    assert [cell.value for cell in sheet[6]] == [
        "Jumlah", "=SUM(A3:A5)", "=A3", "=SUM(D$3:D5)+B1",
    ]  # fmt: skip
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A7:B7"]
    assert (sheet.row_dimensions[7].height, sheet.row_dimensions[5].height) == (40, None)
    assert sheet["C7"].value == "=B6"
    assert [cell.value for cell in other[1]] == ["=Isi!B6", "=SUM('Isi'!A3:A5)", "=A3"]


def test_an_empty_list_in_a_spreadsheet_says_so() -> None:
    workbook = a_sheet()
    filled = fill_xlsx(xlsx_of(workbook), a_filling([]))
    sheet = load_workbook(BytesIO(filled))["Isi"]
    assert [cell.value for cell in sheet[3]][:3] == ["tidak ada", None, None]
    assert sheet["B4"].value == "=SUM(A3:A3)"


def test_two_lists_on_one_sheet_do_not_disturb_each_other() -> None:
    workbook = Workbook()
    sheet: Any = workbook.active
    for row in (["{{kunjungan.no}}"], ["antara"], ["{{kunjungan.keluarga}}"], ["akhir {{bulan}}"]):
        sheet.append(row)
    filled = load_workbook(BytesIO(fill_xlsx(xlsx_of(workbook), a_filling()))).active
    assert filled is not None
    assert [row[0].value for row in filled.iter_rows()] == [
        1, 2, 3, "antara", "Nana Sofinah", "=1+1", "Irnawati", "akhir Desember 2018",
    ]  # fmt: skip
