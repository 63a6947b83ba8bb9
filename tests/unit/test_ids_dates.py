"""Ids and dates: what names a thing, and what a day, month or year covers."""

from datetime import date

import pytest

from events import dates, ids
from events.errors import InputRefused


def test_an_event_is_named_by_the_first_16_bytes_of_its_hash() -> None:
    assert ids.event_id(b"") == "e3b0c44298fc1c149afbf4c8996fb924"


def test_a_uuid7_holds_the_clock_it_was_made_at_and_has_the_form_of_one() -> None:
    made = ids.make_uuid7(1_543_795_200_000, bytes(range(10)))

    assert ids.is_uuid7(made)
    assert int(made.replace("-", "")[:12], 16) == 1_543_795_200_000


def test_two_draws_of_chance_make_two_uuids_of_one_millisecond() -> None:
    one, other = (ids.make_uuid7(1, bytes([byte]) * 10) for byte in (1, 255))

    assert one != other
    assert ids.is_uuid7(one) and ids.is_uuid7(other)


@pytest.mark.parametrize(
    "text", ["", "office ", "0190", "01890000-0000-4000-8000-000000000000", "Programme"]
)
def test_a_stream_is_a_household_or_programme_or_office(text: str) -> None:
    assert not ids.is_stream(text)
    assert ids.is_stream("01890000-0000-7000-8000-000000000000")
    assert ids.is_stream("programme") and ids.is_stream("office")


@pytest.mark.parametrize("text", ["36", "36.03.06", "3603", "٣٦.٠٣", "36.03\n"])
def test_a_log_is_a_kabupaten_or_kota(text: str) -> None:
    with pytest.raises(InputRefused, match=r"36\.03"):
        ids.parse_log(text)
    assert ids.parse_log("36.03") == "36.03"


@pytest.mark.parametrize(
    ("on", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2018-12", date(2018, 12, 1), date(2018, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2018-12-16", date(2018, 12, 16), date(2018, 12, 16)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_an_on_covers_its_year_month_or_day(on: str, first: date, last: date) -> None:
    assert dates.interval(on) == (first, last)


@pytest.mark.parametrize("on", ["", "18", "2018-13", "2018-02-30", "2018-1", "0000", "2018-11-05T"])
def test_what_names_no_day_is_refused(on: str) -> None:
    with pytest.raises(ValueError):
        dates.interval(on)


@pytest.mark.parametrize(
    ("month", "count", "expected"),
    [("2018-11", 2, "2019-01"), ("2019-01", -1, "2018-12"), ("2019-06", 0, "2019-06")],
)
def test_months_are_counted_across_years(month: str, count: int, expected: str) -> None:
    assert dates.add_months(month, count) == expected


def test_a_day_ends_at_midnight_in_jakarta() -> None:
    before_midnight = dates.parse_rfc3339("2018-12-14T23:59:59.999+07:00")

    assert dates.day_of_ms(before_midnight) == date(2018, 12, 14)
    assert dates.day_of_ms(before_midnight + 1) == date(2018, 12, 15)
    assert dates.rfc3339(before_midnight) == "2018-12-14T23:59:59.999+07:00"


def test_a_moment_without_a_zone_is_no_moment() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates.parse_rfc3339("2018-12-14T23:59:59")
