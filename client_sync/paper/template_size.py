"""What a template inflates to, asked before it is opened: it is a file that somebody else made.

Before: the bytes of a template. After: `docx_template.py` and `xlsx_template.py` hold it in memory,
each element of its XML as an object.
"""

from io import BytesIO
from zipfile import ZipFile

from events import limits


class TooLarge(Exception):
    """It would fill the memory of a phone."""


def check_size(template: bytes) -> None:
    """Errors: TooLarge; BadZipFile for what is no archive."""
    with ZipFile(BytesIO(template)) as parts:
        sizes = [(entry.filename, entry.file_size) for entry in parts.infolist()]
    of_xml = sum(size for name, size in sizes if name.endswith((".xml", ".rels")))
    whole = sum(size for _, size in sizes)
    if of_xml > limits.TEMPLATE_XML_BYTES_MAX or whole > limits.TEMPLATE_BYTES_MAX:
        raise TooLarge("the template is too large when it is opened")
