"""What a spreadsheet inflates to, looked at before its reader builds anything of it in memory.

A book of a few KiB may hold a row of millions of empty cells, each of which would be an object. So
every part is read through once: a sheet may be long, no row of it may be. Before: a file that
somebody else made. After: `sheets.py` opens it.
"""

import zipfile
import zlib
from pathlib import Path
from typing import Final
from xml.parsers import expat

from events import limits
from events.errors import InputRefused

DAMAGES: Final = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What a damaged, encrypted or oddly packed archive makes of its readers."""
_STEP_BYTES: Final = 64 * limits.KIB
_SHEETS: Final = "xl/worksheets/"
_XML: Final = (".xml", ".rels")
_SHARED_STRINGS: Final = "xl/sharedStrings.xml"


def check_book(path: Path) -> None:
    """Errors: InputRefused for a book that would fill the memory; `DAMAGES` for what is none."""
    with zipfile.ZipFile(path) as book:
        sizes = {entry.filename: entry.file_size for entry in book.infolist()}
        if sum(sizes.values()) > limits.IMPORT_INFLATED_BYTES_MAX:
            raise _too_large()
        others = {name: size for name, size in sizes.items() if not name.startswith(_SHEETS)}
        if any(size > _bytes_max(name) for name, size in others.items()):
            raise _too_large()
        for name in sizes:
            if name.endswith(_XML):
                _look_through(book, name)


def _bytes_max(name: str) -> int:
    is_texts = name == _SHARED_STRINGS
    return limits.IMPORT_STRINGS_BYTES_MAX if is_texts else limits.IMPORT_PART_BYTES_MAX


def _look_through(book: zipfile.ZipFile, name: str) -> None:
    """Errors: InputRefused for a part that is larger than it looks, or a sheet with a long row."""
    is_sheet = name.startswith(_SHEETS)
    since_row = rows = 0

    def begins(tag: str, _: object) -> None:
        nonlocal since_row, rows
        local = tag.rpartition(":")[2]
        if local == "row":
            since_row, rows = 0, rows + 1
        elif is_sheet and local == "si":  # the table of texts, under the name of a sheet
            raise _too_large()

    def declares(*_: object) -> None:
        raise _too_large()  # a part that defines entities, which no office program writes

    parser = expat.ParserCreate()
    parser.StartElementHandler = begins
    parser.StartDoctypeDeclHandler = declares
    with book.open(name) as part:
        while data := part.read(_STEP_BYTES):
            since_row += len(data)
            parser.Parse(data, False)
            is_long = since_row > limits.IMPORT_ROW_BYTES_MAX or rows > limits.XLSX_ROWS_MAX
            if is_sheet and is_long:
                raise _too_large()


def _too_large() -> InputRefused:
    return InputRefused(
        "too_large_file", "the spreadsheet is too large when it is opened: save it as CSV UTF-8"
    )
