"""An office of two households to export from, and what was exported read back as others read it."""

import csv
import io
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest

from tests.integration.importing import imported
from tests.lists import DEWI, HOUSEHOLDS, NANA, RAHMAT, a_csv, with_cells
from tests.office_terminal import Office

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
