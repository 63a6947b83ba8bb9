"""A figure: what was measured, what a bare loop reached in the same run, and the budget.

The machine decides half of every figure, so the ratio is what can be compared between runs.
"""

from collections.abc import Awaitable, Callable
from statistics import median
from typing import Final

import msgspec

_DIGITS: Final = 4
"""More would be noise."""


class Figure(msgspec.Struct, frozen=True):
    """`ratio` is value to reference; `met` None where there is no budget."""

    name: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    budget: float | None
    met: bool | None


def at_least(
    name: str, value: float, unit: str, reference: float | None, budget: float | None
) -> Figure:
    """A figure that should be as high as its budget."""
    return _figure(name, value, unit, reference, budget, budget is None or value >= budget)


def at_most(
    name: str, value: float, unit: str, reference: float | None, budget: float | None
) -> Figure:
    """A figure that should be no higher than its budget."""
    return _figure(name, value, unit, reference, budget, budget is None or value <= budget)


def _figure(
    name: str, value: float, unit: str, reference: float | None, budget: float | None, met: bool
) -> Figure:
    return Figure(
        name=name,
        value=_short(value),
        unit=unit,
        reference=None if reference is None else _short(reference),
        ratio=None if not reference else _short(value / reference),
        budget=budget,
        met=None if budget is None else met,
    )


def _short(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


Measured = Callable[[int], Awaitable[float]]
"""One repetition; its number is given."""


async def alternated(
    repetitions: int, subject: Measured, reference: Measured
) -> tuple[float, float]:
    """The medians of both, taken in turn, so that a busy moment of the machine meets both."""
    subjects, references = [], []
    for repetition in range(repetitions):
        subjects.append(await subject(repetition))
        references.append(await reference(repetition))
    return median(subjects), median(references)
