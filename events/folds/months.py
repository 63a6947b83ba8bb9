"""Months and days as text, as the folds compare them; each answer asks for the same few.

Every function has an answer for every day there is, since a proposal may name any day.
"""

from functools import lru_cache

from events.dates import last_day

_FIRST, _LAST = 12, 12 * 9_999 + 11
"""January of year 1 and December of 9999, in months since year 0."""


@lru_cache(maxsize=4_000)
def complete_months(day: str, count: int) -> tuple[str, ...]:
    """The last complete calendar months before a day's own, ascending."""
    return tuple(_shifted(day, -back) for back in range(count, 0, -1))


@lru_cache(maxsize=4_000)
def end_of(on: str) -> str:
    """The last day of a year, month or day."""
    return last_day(on).isoformat()


def end_of_period(text: str) -> str | None:
    """The last day of a period that a body states; None when it names none."""
    try:
        return end_of(text)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def fresh_until(on: str, months: int) -> str:
    """The last day a fact is fresh: so many months after it ended, or that month's last day."""
    ended = end_of(on)
    month = _shifted(ended, months)
    return min(f"{month}-{ended[8:]}", end_of(month))


def is_open(starts: str, ends: str | None, day: str) -> bool:
    """True when a day lies between the first day of one date and the last of another."""
    return starts <= day and (ends is None or day[: len(ends)] <= ends)


def _shifted(day: str, months: int) -> str:
    """The month so many months after a day's own, no further than there are months."""
    index = min(max(int(day[:4]) * 12 + int(day[5:7]) - 1 + months, _FIRST), _LAST)
    return f"{index // 12:04}-{index % 12 + 1:02}"
