"""Query parameters of the read API, read strictly: what cannot be read is refused by name."""

from datetime import date
from typing import Annotated, Final, get_args

from litestar.params import PathParameter, QueryParameter

from events import limits
from events.dates import day_of_ms, parse_rfc3339
from events.errors import InputRefused
from events.ids import HouseholdId, is_uuid7
from server.answers.reading import Moment
from server.answers.revealing import Purpose

LIMIT_DEFAULT: Final = 50
AsOf = Annotated[
    str | None,
    QueryParameter(
        description="What was true on this day (WIB), `YYYY-MM-DD`; today when left out."
    ),
]
KnownAt = Annotated[
    str | None,
    QueryParameter(description="What the office knew at this moment, RFC 3339; now when left out."),
]
Id = Annotated[str, PathParameter(description="A UUIDv7.")]
Limit = Annotated[
    str | None,
    QueryParameter(
        description=f"A number up to {limits.API_PAGE_MAX}; {LIMIT_DEFAULT} when left out."
    ),
]
After = Annotated[str | None, QueryParameter(description="`next` of the page before.")]
Personal = Annotated[
    str | None,
    QueryParameter(
        description="Open the personal fields for this purpose; that is written down. One of "
        + ", ".join(get_args(Purpose))
    ),
]

PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)
_DIGITS_MAX: Final = 15


def read_moment(as_of: str | None, known_at: str | None, now_ms: int) -> Moment:
    """Errors: InputRefused `bad_query`."""
    known_ms = None if known_at is None else _moment(known_at)
    day = day_of_ms(now_ms if known_ms is None else known_ms) if as_of is None else _day(as_of)
    return Moment(day, known_ms, as_of is None and known_at is None)


def read_limit(text: str | None) -> int:
    """Errors: InputRefused `bad_query`."""
    if text is None:
        return LIMIT_DEFAULT
    limit = _whole(text)
    if limit is None or not 1 <= limit <= limits.API_PAGE_MAX:
        raise _bad("limit", f"a number from 1 to {limits.API_PAGE_MAX}")
    return limit


def read_after(after: str | None) -> int:
    """The position a history goes on from. Errors: InputRefused `bad_query`."""
    if after is None:
        return 0
    position = _whole(after)
    if position is None:
        raise _bad("after", "the `next` of the page before")
    return position


def read_after_id(after: str | None) -> str:
    """The id a list goes on from; empty at its beginning. Errors: InputRefused `bad_query`."""
    if after is None:
        return ""
    if "\0" in after:  # which PostgreSQL cannot hold
        raise _bad("after", "the `next` of the page before")
    return after


def read_id(text: str) -> HouseholdId:
    """Errors: InputRefused `not_found`: what is no id names nothing."""
    if not is_uuid7(text):
        raise InputRefused("not_found", "there is nothing of this id for you")
    return HouseholdId(text)


def read_purpose(text: str) -> Purpose:
    """Errors: InputRefused `bad_query`."""
    for purpose in PURPOSES:
        if text == purpose:
            return purpose
    raise _bad("personal", "one of " + ", ".join(PURPOSES))


def _whole(text: str) -> int | None:
    is_number = text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX
    return int(text) if is_number else None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
        if day.isoformat() != text or day.year < limits.YEAR_MIN:  # `2018-W50-5` is a day too
            raise ValueError(text)
        return day
    except ValueError as error:
        raise _bad("as_of", "a day like 2018-12-14") from error


def _moment(text: str) -> int:
    try:
        # A plus sign that was not escaped arrives as a space.
        known_ms = parse_rfc3339(text.replace(" ", "+") if "T" in text else text)
        if day_of_ms(known_ms).year < limits.YEAR_MIN:
            raise ValueError(text)
        return known_ms
    except (ValueError, OverflowError) as error:
        raise _bad("known_at", "a moment like 2018-12-14T23:59:59+07:00") from error


def _bad(name: str, wanted: str) -> InputRefused:
    return InputRefused("bad_query", f"`{name}` must be {wanted}")
