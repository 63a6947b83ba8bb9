"""The drawings on printed pages: boxes, digits, rules and signs, as the PDF library places them.

Only `print_page.py` imports this module, and only when something is printed.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.lib.colors import Color, black, white
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable

_BOX_MM = 3.4
_DIGIT_WIDTH_MM = 5.0
_DIGIT_HEIGHT_MM = 6.2
_GAP = 1.6 * mm
_BETWEEN = 4.5 * mm
_ROW = 5.4 * mm
_RULE = 6.5 * mm
_SIGN = 5.2 * mm


class Boxes(Flowable):
    """Boxes to cross with their words, wrapped to the width."""

    def __init__(self, options: Sequence[str], width_mm: float, size: float) -> None:
        super().__init__()
        self._options = options
        self._size = size
        self._wide = width_mm * mm
        self._placed = list(self._places())
        rows = 1 + max((row for _, row, _ in self._placed), default=0)
        self.width, self.height = self._wide, rows * _ROW

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setFont("Helvetica", self._size)
        canvas.setLineWidth(0.7)
        for left, row, option in self._placed:
            bottom = self.height - (row + 1) * _ROW + 1.2 * mm
            canvas.rect(left, bottom, _BOX_MM * mm, _BOX_MM * mm)
            canvas.drawString(left + _BOX_MM * mm + _GAP, bottom + 0.5 * mm, option)

    def _places(self) -> Iterator[tuple[float, int, str]]:
        """Where each option begins: from the left, in which row."""
        left, row = 0.0, 0
        for option in self._options:
            wide = _BOX_MM * mm + _GAP + stringWidth(option, "Helvetica", self._size)
            if left and left + wide > self._wide:
                left, row = 0.0, row + 1
            yield left, row, option
            left += wide + _BETWEEN


class Digits(Flowable):
    """Boxes for digits, and words between their groups."""

    def __init__(self, groups: Sequence[str | int]) -> None:
        super().__init__()
        self._groups = groups
        self.height = _DIGIT_HEIGHT_MM * mm + 1 * mm

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return available_width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setLineWidth(0.6)
        canvas.setFont("Helvetica", 9)
        left = 0.0
        for group in self._groups:
            if isinstance(group, str):
                canvas.drawString(left + 0.6 * mm, 2.2 * mm, group)
                left += stringWidth(group, "Helvetica", 9) + 1.4 * mm
                continue
            for _ in range(group):
                canvas.rect(left, 0.5 * mm, _DIGIT_WIDTH_MM * mm, _DIGIT_HEIGHT_MM * mm)
                left += _DIGIT_WIDTH_MM * mm


class Rules(Flowable):
    """Lines to write on."""

    def __init__(self, count: int, width_mm: float) -> None:
        super().__init__()
        self._count = count
        self.width, self.height = width_mm * mm, count * _RULE

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setLineWidth(0.4)
        for at in range(self._count):
            bottom = at * _RULE + 0.8 * mm
            canvas.line(0, bottom, self.width, bottom)


class Drawn(Flowable):
    """A sign: its shape says what its colour says."""

    def __init__(self, kind: str, colour: tuple[float, float, float]) -> None:
        super().__init__()
        self._kind = kind
        self._colour = Color(*colour)
        self.width = self.height = _SIGN

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        return self.width, self.height

    def draw(self) -> None:
        canvas: Any = self.canv
        canvas.setFillColor(self._colour)
        canvas.setStrokeColor(black)
        canvas.setLineWidth(0.8)
        middle = _SIGN / 2
        if self._kind == "good":
            canvas.circle(middle, middle, middle, fill=1)
            canvas.setStrokeColor(white)
            canvas.setLineWidth(1.6)
            canvas.lines(
                [
                    (middle * 0.5, middle * 1.0, middle * 0.85, middle * 0.6),
                    (middle * 0.85, middle * 0.6, middle * 1.5, middle * 1.4),
                ]
            )
        elif self._kind == "ask":
            corners = canvas.beginPath()
            corners.moveTo(0, 0)
            corners.lineTo(_SIGN, 0)
            corners.lineTo(middle, _SIGN)
            corners.close()
            canvas.drawPath(corners, fill=1)
            self._mark("?", 8.5, 0.9 * mm)
        elif self._kind == "not_yet":
            canvas.rect(0, 0, _SIGN, _SIGN, fill=1)
            self._mark("!", 11, 1.2 * mm, light=True)
        else:
            canvas.line(middle * 0.5, middle, middle * 1.5, middle)

    def _mark(self, char: str, size: float, bottom: float, *, light: bool = False) -> None:
        canvas: Any = self.canv
        canvas.setFillColor(white if light else black)
        canvas.setFont("Helvetica-Bold", size)
        canvas.drawCentredString(_SIGN / 2, bottom, char)
