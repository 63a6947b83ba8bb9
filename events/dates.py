"""`on`: when something was true in the world, as an interval whose length is its precision.

`2016` is the whole year, `2018-11` the month, `2018-12-16` the day. Days are days in Indonesia's
western time (WIB, UTC+7, no summer time), the zone of the programme.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

WIB: Final = timezone(timedelta(hours=7), "WIB")

_ON: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@lru_cache(maxsize=20_000)
def interval(on: str) -> tuple[date, date]:
    """The first and last day of an `on`. Errors: ValueError when it names no day, month or year."""
    match = _ON.fullmatch(on)
    if match is None:
        raise ValueError(f"{on!r} is no date: write 2018, 2018-11 or 2018-11-05")
    year, month, day = match.groups()
    if day is not None:
        exact = date(int(year), int(month), int(day))
        return exact, exact
    if month is not None:
        return date(int(year), int(month), 1), last_day_of_month(int(year), int(month))
    return date(int(year), 1, 1), date(int(year), 12, 31)


def is_date(on: str) -> bool:
    """True for a day, month or year that there is."""
    try:
        interval(on)
    except ValueError:
        return False
    return True


def first_day(on: str) -> date:
    """The day an `on` begins."""
    return interval(on)[0]


def last_day(on: str) -> date:
    """The day an `on` ends."""
    return interval(on)[1]


def last_day_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return following - timedelta(days=1) if following else date.max


def month_of(day: date) -> str:
    """The month a day lies in, as `YYYY-MM`."""
    return f"{day.year:04}-{day.month:02}"


def add_months(month: str, count: int) -> str:
    """The month `count` months after (or before) a `YYYY-MM`."""
    index = int(month[:4]) * 12 + int(month[5:7]) - 1 + count
    return f"{index // 12:04}-{index % 12 + 1:02}"


def day_of_ms(at_ms: int) -> date:
    """The day in WIB of a clock reading in milliseconds since 1970 UTC."""
    return datetime.fromtimestamp(at_ms / 1000, WIB).date()


def rfc3339(at_ms: int) -> str:
    """A clock reading as RFC 3339 in WIB, e.g. `2018-12-14T09:00:00.000+07:00`."""
    return datetime.fromtimestamp(at_ms / 1000, WIB).isoformat(timespec="milliseconds")


def parse_rfc3339(text: str) -> int:
    """Milliseconds since 1970 UTC of an RFC 3339 moment.

    Errors: ValueError without a zone, since a moment without one is not a moment.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone: write it like 2018-12-14T23:59:59+07:00")
    return int(moment.astimezone(UTC).timestamp() * 1000)
