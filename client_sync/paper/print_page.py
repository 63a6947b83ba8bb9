"""A4 pages: text, boxes to cross, boxes for digits, and signs told apart without colour.

Everything is drawn, so a page needs no font that may be missing, and the same entries make the same
bytes. Before: `print_form.py`, `print_household.py`, `print_lists.py` say what stands on a page.
After: the bytes of a PDF. The library is imported where it is used: it is slow to load.
"""

import unicodedata
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

Sign = Literal["good", "ask", "not_yet", "none"]

MARGIN_MM: Final = 15.0
WIDTH_MM: Final = 210.0 - 2 * MARGIN_MM
_FRAME_PT: Final = 6
"""What the library keeps free inside the margins."""
_COLOURS: Final = {
    "good": (0.16, 0.55, 0.29),
    "ask": (0.95, 0.77, 0.15),
    "not_yet": (0.80, 0.22, 0.20),
    "none": (1.0, 1.0, 1.0),
}


def text(words: str) -> str:
    """Words as the built-in fonts can show them, ready for a paragraph."""
    return escape(shown(words))


def shown(words: str) -> str:
    """Words as the built-in fonts can show them: what they lack loses its accents, or is a `?`."""
    composed = unicodedata.normalize("NFC", words)
    return "".join(_plain(char) for char in composed)


def _plain(char: str) -> str:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        bare = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
        return bare or "?"
    return char


def paragraph(
    words: str, size: float = 9.5, *, bold: bool = False, grey: bool = False
) -> "Flowable":
    """A paragraph of plain words."""
    from reportlab.lib.colors import Color, black
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "words",
        fontName="Helvetica-Bold" if bold else "Helvetica",
        fontSize=size,
        leading=size * 1.25,
        textColor=Color(0.35, 0.35, 0.35) if grey else black,
    )
    return Paragraph(text(words), style)


def space(height_mm: float) -> "Flowable":
    """Empty room."""
    from reportlab.lib.units import mm
    from reportlab.platypus import Spacer

    return Spacer(1, height_mm * mm)


def table(
    rows: Sequence[Sequence[Any]],
    widths_mm: Sequence[float],
    *,
    lines: bool = True,
    heading: bool = False,
    top: bool = False,
) -> "Flowable":
    """A table of flowables or words; a first row that is a heading stands on every page."""
    from reportlab.lib.colors import Color
    from reportlab.lib.units import mm
    from reportlab.platypus import Table

    grey = Color(0.55, 0.55, 0.55)
    style: list[Any] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP" if top else "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 3),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    if lines:
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.4, grey))
    if heading:
        style.append(("BACKGROUND", (0, 0), (-1, 0), Color(0.92, 0.92, 0.92)))
    cells = [[paragraph(each) if isinstance(each, str) else each for each in row] for row in rows]
    return Table(
        cells,
        colWidths=[width * mm for width in widths_mm],
        repeatRows=1 if heading else 0,
        style=style,
    )


def render(
    title: str, footer: str, parts: Sequence["Flowable"], *, one_page: bool = False
) -> bytes:
    """The PDF of a page, or of as many as it takes; `one_page` shrinks what is too long for it."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import KeepInFrame, SimpleDocTemplate

    def foot(canvas: Any, document: Any) -> None:
        canvas.setFont("Helvetica", 7.5)
        canvas.drawString(MARGIN_MM * mm, 9 * mm, shown(footer))
        canvas.drawRightString((MARGIN_MM + WIDTH_MM) * mm, 9 * mm, str(document.page))

    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=MARGIN_MM * mm - _FRAME_PT,
        rightMargin=MARGIN_MM * mm - _FRAME_PT,
        topMargin=MARGIN_MM * mm,
        bottomMargin=MARGIN_MM * mm,
        title=shown(title),
        author="jejak",
        invariant=1,
    )
    flow = list(parts)
    if one_page:
        height = document.height - 2 * _FRAME_PT
        flow = [KeepInFrame(WIDTH_MM * mm, height, flow, mode="shrink")]
    document.build(flow, onFirstPage=foot, onLaterPages=foot)
    return written.getvalue()


# --- things to draw -------------------------------------------------------------------------------


def boxes(options: Sequence[str], width_mm: float, size: float = 9) -> "Flowable":
    """Boxes to cross, each with its words, side by side as far as they fit."""
    from client_sync.paper.print_drawn import Boxes

    return Boxes([shown(option) for option in options], width_mm, size)


def digits(groups: Sequence[str | int]) -> "Flowable":
    """Empty boxes for digits in groups, with the words between them: `["Rp", 3, ".", 3]`."""
    from client_sync.paper.print_drawn import Digits

    return Digits([group if isinstance(group, int) else shown(group) for group in groups])


def rules(count: int, width_mm: float) -> "Flowable":
    """Lines to write on."""
    from client_sync.paper.print_drawn import Rules

    return Rules(count, width_mm)


def sign(kind: Sign) -> "Flowable":
    """A round tick, a triangle that asks, or a square that warns: told apart by their shape."""
    from client_sync.paper.print_drawn import Drawn

    return Drawn(kind, _COLOURS[kind])
