"""Filling a Word template: the office's own letter, its tables as long as the month was.

Word splits a text into runs wherever somebody once stopped typing, also inside a placeholder; so
placeholders are looked for in the whole text of a paragraph and put where they begin. Paragraphs in
tables, text boxes, headers and footers are paragraphs like any other. Before: the bytes of a
template, and what it is filled with (`filling.py`). After: the bytes of a report.
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from io import BytesIO
from typing import Any, Final

from client_sync.paper.filling import Cell, Filling, check, group_of, lines_of, placeholders
from client_sync.paper.template_size import check_size
from client_sync.refusals import DeviceRefused

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14: Final = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_ONCE: Final = (f"{_W}bookmarkStart", f"{_W}bookmarkEnd")
"""Marks that a document may hold once; a repeated row leaves them out."""
_ROOTS: Final = (f"{_W}document", f"{_W}hdr", f"{_W}ftr")


def fill_docx(template: bytes, filling: Filling) -> bytes:
    """The template filled in.

    Errors: DeviceRefused for what is no Word document, or asks for what nobody knows.
    """
    document = _opened(template)
    roots = [
        part.element
        for part in document.part.package.iter_parts()
        if getattr(part, "element", None) is not None and part.element.tag in _ROOTS
    ]
    paragraphs = [paragraph for root in roots for paragraph in root.iter(f"{_W}p")]
    check((_text(paragraph) for paragraph in paragraphs), filling)
    for root in roots:
        for row in list(root.iter(f"{_W}tr")):
            _repeat(row, filling)
    for root in roots:
        for paragraph in root.iter(f"{_W}p"):
            _fill(paragraph, filling.values)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _opened(template: bytes) -> Any:
    from docx import Document

    try:
        check_size(template)
        return Document(BytesIO(template))
    except Exception as error:  # the library raises whatever its readers of ZIP and XML raise
        raise DeviceRefused("bad_template", given="DOCX", reason=type(error).__name__) from error


def _repeat(row: Any, filling: Filling) -> None:
    """Put a row per line of its list in the place of a row that names one."""
    own = [paragraph for paragraph in row.iter(f"{_W}p") if _nearest(paragraph, "tr") is row]
    group = group_of(map(_text, own))
    if group is None:
        return
    for line in lines_of(filling, group):
        copy = deepcopy(row)
        for mark in [element for element in copy.iter() if element.tag in _ONCE]:
            mark.getparent().remove(mark)
        for paragraph in copy.iter(f"{_W}p"):
            paragraph.attrib.pop(f"{_W14}paraId", None)
            _fill(paragraph, line)
        row.addprevious(copy)
    row.getparent().remove(row)


def _fill(paragraph: Any, values: Mapping[str, Cell]) -> None:
    """Replace the placeholders of a paragraph, each where it begins, in the style it begins in."""
    texts = list(_texts(paragraph))
    whole = "".join(text.text or "" for text in texts)
    for found in reversed(placeholders(whole)):
        if found.name not in values:
            continue
        at = 0
        for text in texts:
            held = text.text or ""
            begin, end = max(found.start - at, 0), min(found.end - at, len(held))
            if begin < end:
                value = values[found.name].text if found.start >= at else ""
                text.text = held[:begin] + value + held[end:]
                text.set(_SPACE, "preserve")
            at += len(held)


def _texts(paragraph: Any) -> Iterator[Any]:
    """The pieces of text of a paragraph, those of text boxes anchored in it left out."""
    for text in paragraph.iter(f"{_W}t"):
        if _nearest(text, "p") is paragraph:
            yield text


def _text(paragraph: Any) -> str:
    return "".join(text.text or "" for text in _texts(paragraph))


def _nearest(element: Any, tag: str) -> Any:
    """The nearest ancestor of a kind; None when there is none."""
    return next(element.iterancestors(f"{_W}{tag}"), None)
