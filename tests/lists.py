"""Lists as offices send them: households, decrees and bank reports, as CSV or XLSX files.

Numbers of identity use the kecamatan 99 and the serial 0000: none of them can be somebody's.
"""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

HOUSEHOLDS: Final = (
    "ID Keluarga", "No KK", "Nama", "NIK", "JK", "Tgl Lahir", "SHDK", "Desa", "Kecamatan", "RT",
    "RW", "Angkatan",
)  # fmt: skip
NANA: Final = (
    "K-001", "3603991107160000", "Nana Sofinah", "3603994507780000", "P", "05/07/1978",
    "Kepala Keluarga", "Pasir Ampo", "Kresek", "4", "1", "2016",
)  # fmt: skip
DEWI: Final = (
    "K-001", "3603991107160000", "Dewi", "3603995201030000", "Perempuan", "12-01-2003", "Anak",
    "Pasir Ampo", "Kresek", "4", "1", "2016",
)  # fmt: skip
RAHMAT: Final = (
    "K-002", "3603991107170000", "Rahmat", "", "L", "31 Desember 1980", "Kepala", "36.03.06.2011",
    "", "7", "1", "2016",
)  # fmt: skip
DECREE: Final = ("ID Keluarga", "NIK", "Tahun", "Tahap", "Jumlah", "Nomor SK", "Tanggal SK")
BANK: Final = (
    "ID Keluarga", "Tahun", "Tahap", "Jumlah", "Nomor SK", "Status", "Tanggal Bayar", "Tanggal",
)  # fmt: skip


def with_cells(row: Sequence[object], head: Sequence[str], **cells: object) -> list[object]:
    """A row with some of its cells changed; `_` in a name stands for a space of the head."""
    changed = {name.replace("_", " "): value for name, value in cells.items()}
    assert changed.keys() <= set(head), changed
    return [changed.get(name, cell) for name, cell in zip(head, row, strict=True)]


def a_csv(path: Path, head: Sequence[str], *rows: Iterable[object], separator: str = ",") -> Path:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([head, *rows])
    return path


def an_xlsx(path: Path, head: Sequence[str], *rows: Iterable[object], sheet: str = "Data") -> Path:
    """An XLSX file, written as other programs do: numbers and dates are cells of their kind."""
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    assert page is not None
    page.title = sheet
    for row in (head, *rows):
        page.append(list(row))
    book.save(path)
    book.close()
    return path
