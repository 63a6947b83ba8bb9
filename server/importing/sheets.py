"""The rows of a CSV or XLSX file, one after another: nothing is held but the row at hand.

A spreadsheet is a compressed file that somebody else made: what it inflates to is asked before it
is opened. Before: a file. After: `reading.py` reads cells by a mapping.
"""

import csv
import warnings
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import date, datetime, time
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

from events import limits
from events.errors import InputRefused
from server.importing.books import DAMAGES, check_book
from server.importing.mapping import ListMapping

Cell: TypeAlias = str | int | float | bool | date | datetime | time | None
"""A cell: text of a CSV; of a spreadsheet also a number, truth or date."""

_KINDS: Final = (str, int, float, bool, date, datetime, time)
_SEPARATORS: Final = ",;\t"
_DAMAGES: Final = (
    KeyError, ValueError, IndexError, AttributeError, TypeError, SyntaxError, *DAMAGES,
)  # fmt: skip
"""What a damaged book makes of its reader; errors of XML are SyntaxErrors."""


class SheetRow(NamedTuple):
    """A row and its number as a spreadsheet shows it, from 1.

    `cells` of a CSV are as many as stand there; of a spreadsheet the last filled one ends them.
    """

    number: int
    cells: Sequence[Cell]


@contextmanager
def open_rows(path: Path, mapping: ListMapping) -> Iterator[Iterator[SheetRow]]:
    """The rows from the head on; empty ones are left out.

    Errors: InputRefused `unreadable_file`, `bad_sheet`, `too_large`, also while rows are read.
    """
    try:
        if path.stat().st_size > limits.IMPORT_FILE_BYTES_MAX:
            raise _too_large(f"the file is larger than {limits.IMPORT_FILE_BYTES_MAX >> 20} MiB")
        rows = {".csv": _csv_rows, ".xlsx": _xlsx_rows}.get(path.suffix.lower())
        if rows is None:
            raise InputRefused("bad_sheet", "the file's name must end in .csv or .xlsx")
        with closing(rows(path, mapping)) as found:
            yield _bounded(found, mapping.head_row)
    except OSError as error:
        raise InputRefused(
            "unreadable_file", f"the file cannot be read: {error.strerror}"
        ) from error


def _bounded(rows: Iterator[Sequence[Cell]], head_row: int) -> Iterator[SheetRow]:
    for number, cells in enumerate(rows, start=1):
        if number > limits.IMPORT_ROWS_MAX:
            raise _too_large(f"the file has more than {limits.IMPORT_ROWS_MAX} rows: split it")
        if len(cells) > limits.IMPORT_COLUMNS_MAX:
            raise _too_large(
                f"row {number} has more than {limits.IMPORT_COLUMNS_MAX} columns: take some out"
            )
        if number >= head_row and any(cell not in (None, "") for cell in cells):
            yield SheetRow(number, cells)


# --- CSV ------------------------------------------------------------------------------------------


def _csv_rows(path: Path, mapping: ListMapping) -> Generator[Sequence[Cell], None, None]:
    with path.open("rb") as raw, TextIOWrapper(raw, "utf-8-sig", newline="") as file:
        try:
            lines = _lines(file)
            first = list(islice(lines, mapping.head_row))
            separator = mapping.separator or _separator(first[-1] if first else "")
            yield from csv.reader(chain(first, lines), delimiter=separator, strict=True)
        except UnicodeDecodeError as error:
            raise InputRefused(
                "bad_sheet", "the file is no UTF-8 text: save it as `CSV UTF-8`"
            ) from error
        except csv.Error as error:
            raise InputRefused("bad_sheet", f"the file is no whole CSV: {error}") from error


def _lines(file: TextIOWrapper) -> Iterator[str]:
    while line := file.readline(limits.IMPORT_LINE_CHARS_MAX):
        if len(line) == limits.IMPORT_LINE_CHARS_MAX:
            raise _too_large(f"a line is longer than {limits.IMPORT_LINE_CHARS_MAX} characters")
        yield line


def _separator(head: str) -> str:
    """What stands most often in the head: a spreadsheet set to Indonesian writes semicolons."""
    return max(_SEPARATORS, key=head.count)


# --- XLSX -----------------------------------------------------------------------------------------


def _xlsx_rows(path: Path, mapping: ListMapping) -> Generator[Sequence[Cell], None, None]:
    from openpyxl import load_workbook

    try:
        check_book(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions nobody reads here
            book = load_workbook(path, read_only=True, data_only=True)
        with closing(book):
            if mapping.sheet is not None and mapping.sheet not in book.sheetnames:
                names = ", ".join(book.sheetnames)
                raise InputRefused("bad_sheet", f"there is no sheet {mapping.sheet}: {names}")
            sheet = book[mapping.sheet or book.sheetnames[0]]
            sheet.reset_dimensions()  # what the file says of its size need not be so
            rows = sheet.iter_rows(max_col=limits.IMPORT_COLUMNS_MAX + 1, values_only=True)
            for row in rows:
                yield _trimmed([_plain(cell) for cell in row])
    except _DAMAGES as error:
        raise InputRefused("bad_sheet", f"the spreadsheet cannot be read: {error}") from error


def _plain(cell: object) -> Cell:
    """A cell as it is handed on; rich texts, decimals and the like as text."""
    return cell if isinstance(cell, _KINDS) or cell is None else str(cell)


def _trimmed(row: Sequence[Cell]) -> Sequence[Cell]:
    end = len(row)
    while end and row[end - 1] in (None, ""):
        end -= 1
    return row[:end]


def _too_large(sentence: str) -> InputRefused:
    return InputRefused("too_large_file", sentence)
