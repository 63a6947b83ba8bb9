"""Filling a spreadsheet template: figures as numbers, rows repeated, what stands below moved down.

Inserting rows moves cells and nothing else: merged cells, heights of rows and formulas that point
below, or at the repeated row, are moved here, so that a sum under a list sums the whole list.
Before: the bytes of a template, and what it is filled with (`filling.py`). After: the bytes of a
report.
"""

import re
from collections.abc import Mapping
from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from client_sync.paper.filling import (
    Cell,
    Filling,
    check,
    filled,
    group_of,
    lines_of,
    placeholders,
)
from client_sync.paper.template_size import check_size
from client_sync.refusals import DeviceRefused

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_REFERENCE: Final = re.compile(r"(\$?[A-Z]{1,3}\$?)([0-9]+)(?::(\$?[A-Z]{1,3}\$?)([0-9]+))?")


def fill_xlsx(template: bytes, filling: Filling) -> bytes:
    """The template filled in.

    Errors: DeviceRefused for what is no spreadsheet, or asks for what nobody knows.
    """
    workbook = _opened(template)
    sheets = workbook.worksheets
    check((text for sheet in sheets for _, text in _texts(sheet)), filling)
    for sheet in sheets:
        # From below, so that the rows above keep their numbers.
        for row in sorted({cell.row for cell, _ in _texts(sheet)}, reverse=True):
            _repeat(workbook, sheet, row, filling)
    for sheet in sheets:
        for cell, text in _texts(sheet):
            _set(cell, text, filling.values)
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _opened(template: bytes) -> Any:
    from openpyxl import load_workbook

    try:
        check_size(template)
        return load_workbook(BytesIO(template))
    except Exception as error:  # the library raises whatever its readers of ZIP and XML raise
        raise DeviceRefused("bad_template", given="XLSX", reason=type(error).__name__) from error


def _texts(sheet: "Worksheet") -> list[tuple[Any, str]]:
    """The cells that hold a placeholder, with their text."""
    return [
        (cell, cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and placeholders(cell.value)
    ]


def _set(cell: Any, text: str, values: Mapping[str, Cell]) -> None:
    """A cell that is one placeholder becomes its number, any other its text; never a formula."""
    found = placeholders(text)
    alone = len(found) == 1 and text.strip() == text[found[0].start : found[0].end]
    value = values.get(found[0].name) if alone else None
    if value is not None:
        cell.value = value.text if value.number is None else value.number
    elif any(each.name in values for each in found):
        cell.value = filled(text, values)
    else:
        return
    if cell.data_type == "f" and not text.startswith("="):
        cell.data_type = "s"  # a name may begin with =, and is a name all the same


def _repeat(workbook: Any, sheet: "Worksheet", row: int, filling: Filling) -> None:
    """Put a row per line of its list in the place of a row that names one."""
    cells: list[Any] = [cell for cell in sheet[row] if cell.value is not None or cell.has_style]
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    group = group_of(texts)
    if group is None:
        return
    lines = lines_of(filling, group)
    model = [(cell.column, cell.value, cell) for cell in cells]
    _make_room(workbook, sheet, row, len(lines) - 1)
    for number, line in enumerate(lines):
        at = row + number
        sheet.row_dimensions[at].height = sheet.row_dimensions[row].height
        for column, value, styled in model:
            cell: Any = sheet.cell(at, column)
            if number:
                cell._style = copy(styled._style)
                cell.value = _moved_formula(value, styled.coordinate, cell.coordinate)
            if isinstance(value, str) and placeholders(value):
                _set(cell, value, line)


def _moved_formula(value: object, origin: str, to: str) -> Any:
    """A formula of the repeated row, pointing along its own row."""
    from openpyxl.formula.translate import Translator

    if isinstance(value, str) and value.startswith("="):
        return Translator(value, origin=origin).translate_formula(to)
    return value


def _make_room(workbook: Any, sheet: "Worksheet", row: int, count: int) -> None:
    """Insert rows below a row, and move what inserting leaves where it was."""
    if not count:
        return
    merged = [
        (area.min_row, area.max_row, area.min_col, area.max_col)
        for area in sheet.merged_cells.ranges
        if area.max_row >= row
    ]
    for area in merged:
        sheet.unmerge_cells(_area(*area))
    sheet.insert_rows(row + 1, count)
    _move_heights(sheet, row, count)
    for first, last, left, right in merged:
        for start, end in _merged_anew(first, last, row, count):
            sheet.merge_cells(_area(start, end, left, right))
    for other in workbook.worksheets:
        for cell in _formulas(other):
            cell.value = _shifted(cell.value, other is sheet, sheet.title, row, count)


def _area(first: int, last: int, left: int, right: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(left)}{first}:{get_column_letter(right)}{last}"


def _formulas(sheet: "Worksheet") -> list[Any]:
    return [cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def _move_heights(sheet: "Worksheet", row: int, count: int) -> None:
    """Let the rows that were below a row keep their heights."""
    heights = {at: sheet.row_dimensions[at].height for at in list(sheet.row_dimensions) if at > row}
    for at in heights:
        sheet.row_dimensions[at].height = None
    for at, height in heights.items():
        sheet.row_dimensions[at + count].height = height


def _merged_anew(first: int, last: int, row: int, count: int) -> list[tuple[int, int]]:
    """Where an area of merged rows stands now: below moved down, in the row itself once a line."""
    if first > row:
        return [(first + count, last + count)]
    if first == last == row:
        return [(at, at) for at in range(row, row + count + 1)]
    return [(first, last + count if last > row else last)]


def _shifted(formula: str, is_here: bool, title: str, row: int, count: int) -> str:
    """A formula after rows were inserted below `row` of the sheet of that title.

    A range that ends at the row, or below it, grows; what begins below moves.
    """
    from openpyxl.formula import Tokenizer

    tokens = Tokenizer(formula).items
    for token in tokens:
        if token.type == "OPERAND" and token.subtype == "RANGE":
            named, bang, area = token.value.rpartition("!")
            if (named.strip("'") == title) if bang else is_here:
                token.value = (
                    named + bang + _REFERENCE.sub(lambda match: _moved(match, row, count), area)
                )
    return "=" + "".join(token.value for token in tokens)


def _moved(match: re.Match[str], row: int, count: int) -> str:
    column, first, other_column, last = match.groups()
    start = int(first) + count if int(first) > row else int(first)
    if last is None:
        return f"{column}{start}"
    return f"{column}{start}:{other_column}{int(last) + count if int(last) >= row else last}"
