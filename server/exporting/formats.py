"""A file of rows in one of three formats, readable by its owner alone, written as rows come.

What somebody typed may begin with a sign that a spreadsheet takes for a formula, and would run for
whoever opens the file: such a text gets an apostrophe before it. Parquet is read by programs and
keeps texts as they are. Before: `running.py` gives rows. After: a file beside the one that is asked
for, until its event is written.
"""

import csv
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import file_digest
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final, Literal, NamedTuple, Protocol, TypeAlias

from events import limits
from events.errors import InputRefused

Kind = Literal["text", "number", "truth"]
Cell: TypeAlias = str | int | bool | None

_FORMULA: Final = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet may take for a formula; the last four are the wide ones."""
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BOM: Final = b"\xef\xbb\xbf"
_ROW_GROUP: Final = 10_000
"""Rows of Parquet held until they are written together."""


class Column(NamedTuple):
    """A column of a file."""

    name: str
    kind: Kind


class Writer(Protocol):
    """Takes rows in the order of the columns."""

    def write(self, rows: Sequence[Sequence[Cell]]) -> None: ...

    def finish(self) -> None:
        """Write what is still held; the file is whole then."""

    def abandon(self) -> None:
        """Let go of what is held elsewhere; the file will not be used."""


class PrivateFile:
    """The file as it grows: beside the one asked for, and gone unless it is handed out."""

    def __init__(self, to: Path, columns: Sequence[Column], bom: bool) -> None:
        self._to = to
        self._part = to.with_name(f".{to.name}.part")
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
        with _on_disk():
            # Left behind by a run that was killed, and perhaps holding names.
            self._part.unlink(missing_ok=True)
            self._file = os.fdopen(os.open(self._part, flags, mode=0o600), "w+b")
        try:
            self._writer = WRITERS[suffix_of(to)](self._file, columns, bom)
        except BaseException:
            self._discard()
            raise

    def __enter__(self) -> "PrivateFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._writer.abandon()
        self._discard()

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Add rows. Errors: InputRefused `unwritable_file`, as of the others."""
        with _on_disk():
            self._writer.write(rows)

    def finish(self) -> str:
        """The digest of the whole file, which is on the disk now."""
        with _on_disk():
            self._writer.finish()
            if not self._file.closed:
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
            with self._part.open("rb") as file:
                return file_digest(file, "sha256").hexdigest()

    def hand_out(self) -> None:
        """Give the file its name."""
        with _on_disk():
            self._part.rename(self._to)

    def _discard(self) -> None:
        with suppress(ValueError):  # a writer may have closed it
            self._file.close()
        self._part.unlink(missing_ok=True)


@contextmanager
def _on_disk() -> Iterator[None]:
    """Errors: InputRefused `unwritable_file` when there is no room, no folder or no right."""
    try:
        yield
    except OSError as error:
        why = f"the file cannot be written: {error.strerror}"
        raise InputRefused("unwritable_file", why) from error


def suffix_of(to: Path) -> str:
    """The format a name asks for. Errors: InputRefused `bad_format`."""
    suffix = to.suffix.lower()
    if suffix not in WRITERS:
        raise InputRefused("bad_format", f"the file must end in {', '.join(WRITERS)}")
    return suffix


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if isinstance(cell, str) and _FORMULA.match(cell.lstrip(" ")):
        return "'" + cell
    return cell


# --- CSV ------------------------------------------------------------------------------------------


class CsvWriter:
    """UTF-8 with commas; with `bom`, as spreadsheets need it to know that it is UTF-8."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], bom: bool) -> None:
        if bom:
            file.write(_BOM)
        self._text = TextIOWrapper(file, "utf-8", newline="")
        self._csv = csv.writer(self._text)
        self.write([[column.name for column in columns]])

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._csv.writerows([_plain(harmless(cell)) for cell in row] for row in rows)

    def finish(self) -> None:
        self._text.flush()
        self._text.detach()

    def abandon(self) -> None:
        self._text.close()


def _plain(cell: Cell) -> Cell:
    return str(cell).lower() if isinstance(cell, bool) else cell


# --- XLSX -----------------------------------------------------------------------------------------


class XlsxWriter:
    """One sheet, whose texts are cells of text whatever they begin with."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], _bom: bool) -> None:
        from openpyxl import Workbook

        self._file = file
        self._book = Workbook(write_only=True)
        self._sheet = self._book.create_sheet("Data")
        self._rows = 0
        self.write([[column.name for column in columns]])

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._rows += len(rows)
        if self._rows > limits.XLSX_ROWS_MAX:
            raise InputRefused(
                "too_many_rows", f"XLSX holds {limits.XLSX_ROWS_MAX} rows: export to .csv"
            )
        for row in rows:
            self._sheet.append([self._cell(cell) for cell in row])

    def finish(self) -> None:
        self._book.save(self._file)

    def abandon(self) -> None:
        # Rows wait in a file of their own until they are packed.
        if not self._sheet.closed:
            self._sheet.close()
            self._sheet._writer.cleanup()

    def _cell(self, value: Cell) -> Any:
        if not isinstance(value, str):
            return value
        from openpyxl.cell import WriteOnlyCell

        text = _UNPRINTABLE.sub("\ufffd", str(harmless(value)))
        if len(text) > limits.XLSX_CELL_CHARS_MAX:
            raise InputRefused("cell_too_long", "a text is too long for XLSX: export to .csv")
        cell = WriteOnlyCell(self._sheet, text)
        cell.data_type = "s"
        return cell


# --- Parquet --------------------------------------------------------------------------------------


class ParquetWriter:
    """Columns of 64-bit numbers, truths and texts; lists are texts of JSON."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], _bom: bool) -> None:
        import pyarrow
        from pyarrow import parquet

        kinds = {"text": pyarrow.string(), "number": pyarrow.int64(), "truth": pyarrow.bool_()}
        self._arrow = pyarrow
        self._schema = pyarrow.schema([(column.name, kinds[column.kind]) for column in columns])
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")
        self._held: list[Sequence[Cell]] = []

    def write(self, rows: Sequence[Sequence[Cell]]) -> None:
        self._held += rows
        if len(self._held) >= _ROW_GROUP:
            self._flush()

    def finish(self) -> None:
        self._flush()
        self._writer.close()

    def abandon(self) -> None:
        self._writer.close()

    def _flush(self) -> None:
        if not self._held:
            return
        columns = zip(*self._held, strict=True)
        arrays = [
            self._arrow.array(column, type=field.type)
            for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._held = []


WRITERS: Final[Mapping[str, Callable[[BinaryIO, Sequence[Column], bool], Writer]]] = {
    ".csv": CsvWriter,
    ".xlsx": XlsxWriter,
    ".parquet": ParquetWriter,
}
