"""Months and days as text, as the folds compare them; each answer asks for the same few."""

from functools import lru_cache

from events.dates import add_months, last_day


@lru_cache(maxsize=4_000)
def complete_months(day: str, count: int) -> tuple[str, ...]:
    """The last complete calendar months before a day's own, ascending."""
    return tuple(add_months(day[:7], -back) for back in range(count, 0, -1))


@lru_cache(maxsize=4_000)
def end_of(on: str) -> str:
    """The last day of a year, month or day."""
    return last_day(on).isoformat()


@lru_cache(maxsize=20_000)
def fresh_until(on: str, months: int) -> str:
    """The last day a fact is fresh: so many months after it ended, or that month's last day."""
    ended = end_of(on)
    month = add_months(ended[:7], months)
    return min(f"{month}-{ended[8:]}", end_of(month))


def is_open(starts: str, ends: str | None, day: str) -> bool:
    """True when a day lies between the first day of one date and the last of another."""
    return starts <= day and (ends is None or day[: len(ends)] <= ends)
