"""What the benchmarks stand on: the same data from the same seed, and one form of output."""

import msgspec

from events.line import decode_event
from tests.benchmarks.command import as_json
from tests.benchmarks.data import history, new_day
from tests.benchmarks.figures import at_least, at_most


def test_a_seed_gives_the_same_history_every_time() -> None:
    once = [*history(3, seed=7), *(event for day in new_day(3, seed=7) for event in day)]
    again = [*history(3, seed=7), *(event for day in new_day(3, seed=7) for event in day)]
    assert once == again
    assert once[0].line != next(history(3, seed=8)).line


def test_every_line_of_a_history_can_be_read() -> None:
    assert all(decode_event(event.line) is not None for event in history(20, months=3))


def test_figures_are_printed_as_one_array() -> None:
    figures = [
        at_least("ingest_sqlite", 31_234.56, "events/s", 62_469.12, 30_000),
        at_most("append", 1.25, "ms", None, 1),
        at_most("household_list", 60, "ms", None, None),
    ]
    assert msgspec.json.decode(as_json(figures)) == [
        {
            "name": "ingest_sqlite", "value": 31_230.0, "unit": "events/s", "reference": 62_470.0,
            "ratio": 0.5, "budget": 30_000.0, "met": True,
        },
        {
            "name": "append", "value": 1.25, "unit": "ms", "reference": None, "ratio": None,
            "budget": 1.0, "met": False,
        },
        {
            "name": "household_list", "value": 60.0, "unit": "ms", "reference": None,
            "ratio": None, "budget": None, "met": None,
        },
    ]  # fmt: skip
