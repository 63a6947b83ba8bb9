"""Nana's story, moment by moment: what the fold says of the demo's table."""

from datetime import date
from functools import cache

import msgspec
import pytest

from events.folds import Answer, Claim, Household, answer
from events.folds.checks.finding import Need
from events.ids import ActorId, EventId
from tests.story_table import BEFORE_COSTS, END, NINE, POVERTY_LINE_2018, READY, THREE, TWO
from tests.unit.story import (
    Asked,
    Told,
    answer_at,
    device,
    entity,
    household_of,
    programme_of,
    tell,
)

UNIT_PRICE = 39_000


@cache
def told() -> Told:
    return tell()


def asked(name: str) -> Asked:
    return told().moments[name]


def event(name: str) -> EventId:
    return told().names[name]


def indicators(said: Answer) -> dict[str, tuple[str, int | str | None, int | str | None]]:
    return {
        name: (each.verdict, each.value, each.threshold)
        for name, each in said.readiness.indicators.items()
    }


def months(said: Answer) -> tuple[tuple[str, int | None, int | None, int | None, int | None], ...]:
    assert said.enterprise is not None
    return tuple(
        (each.period, each.quantity, each.unit_price, each.revenue, each.net)
        for each in said.enterprise.months
    )


def standing(said: Answer) -> tuple[object, ...]:
    """Status, flags, readiness; stage, paid workers and risks of the enterprise."""
    enterprise = said.enterprise
    assert enterprise is not None
    return (
        said.household.status,
        said.household.flags,
        said.readiness.verdict,
        enterprise.stage,
        enterprise.workers_paid,
        enterprise.flags,
    )


def test_two_reports_of_november_stand_side_by_side_and_what_rests_on_them_is_unknown() -> None:
    said = answer_at(asked("conflict"))

    assert standing(said) == ("active", ("disputed",), "not_ready", "operating", 4, ("one_buyer",))
    assert indicators(said) == BEFORE_COSTS
    assert months(said) == (*TWO, ("2018-11", None, UNIT_PRICE, None, None))


def test_a_conflict_names_both_claims_and_that_neither_author_knew_the_other() -> None:
    (conflict,) = answer_at(asked("conflict")).conflicts

    month = f"{entity('enterprise')}:{entity('life_vests')}:2018-11"
    assert (conflict.key, conflict.field) == (f"sales_reported:{month}", "sales.0.quantity")
    assert conflict.claims == (
        Claim(
            event=event("12b.2"),
            value=215,
            actor=ActorId(entity("zaenal")),
            device=device("D1"),
            on="2018-11",
            at=1_543_802_760_000,
            received=1_544_771_160_000,
            basis="stated",
            known_to_author=(),
        ),
        Claim(
            event=event("13.1"),
            value=251,
            actor=ActorId(entity("second")),
            device=device("D2"),
            on="2018-11",
            at=1_544_061_780_000,
            received=1_544_771_340_000,
            basis="stated",
            known_to_author=(),
        ),
    )


def test_each_companion_sees_only_the_report_that_has_reached_the_device() -> None:
    before = told().committed[: _position("12b.2")]
    own = next(entry for entry in told().committed if entry.id == event("13.1"))
    held = [*before, msgspec.structs.replace(own, position=None, received=None)]

    said = answer(household_of(held), programme_of(held), date(2018, 12, 14))

    assert said.conflicts == ()
    assert months(said)[-1] == ("2018-11", 251, UNIT_PRICE, 9_789_000, None)


@pytest.mark.parametrize("as_of", [date(2018, 12, 17), date(2018, 12, 1)])
def test_a_correction_ends_the_conflict_at_the_date_of_what_it_corrects(as_of: date) -> None:
    said = answer_at(asked("corrected"), as_of=as_of)

    assert standing(said) == ("active", (), "not_ready", "operating", 4, ("one_buyer",))
    assert said.conflicts == ()
    assert indicators(said) == BEFORE_COSTS
    assert months(said)[-1] == ("2018-11", 215, UNIT_PRICE, 8_385_000, None)


def test_what_was_known_before_the_correction_stays_as_it_was() -> None:
    later = asked("corrected")
    then = Asked(asked("conflict").moment, later.entries, later.sides)

    assert answer_at(then) == answer_at(asked("conflict"))


def test_the_next_visit_asks_what_is_unknown_and_what_has_grown_stale() -> None:
    said = answer_at(asked("corrected"))

    assert [(each.code, each.why, each.about) for each in said.questions] == [
        ("costs", "unknown", ("2018-09", "2018-10", "2018-11")),
        ("food", "unknown", ()),
        ("attendance", "stale", ()),
        ("savings", "unknown", ()),
        ("debt", "unknown", ()),
        ("toilet", "unknown", ()),
        ("water", "unknown", ()),
        ("nib", "unknown", ()),
    ]


def test_once_costs_are_known_one_month_below_the_line_decides() -> None:
    said = answer_at(asked("costs_known"))

    assert standing(said) == ("active", (), "not_ready", "operating", 4, ("one_buyer",))
    assert months(said) == THREE
    assert indicators(said) == BEFORE_COSTS | {"R1": ("not_met", 280_000, POVERTY_LINE_2018)}
    assert said.readiness.indicators["R1"].what_would_change_it == (
        Need("costs", "2018-09"),
        Need("livelihood_then", "2018-09"),
        Need("costs", "2018-10"),
        Need("higher_income", "2018-11", 170_108),
    )


def test_an_indicator_names_the_events_and_the_figure_it_rests_on() -> None:
    said = answer_at(asked("costs_known")).readiness.indicators["R1"]

    assert said.parameter == "poverty_line/36/2018-09"
    livelihood, sales, costs = "11.5", ("10.2", "12.1", "12b.2", "13.1"), "16.2"
    members = (f"1.{number}" for number in range(2, 7))
    assert set(said.evidence) == set(map(event, (livelihood, *sales, costs, *members)))


def test_nana_graduates_ready_and_the_basis_of_the_decision_is_unchanged() -> None:
    said = answer_at(asked("graduated"))

    assert standing(said) == ("graduated", (), "ready", "stable", 4, ())
    assert said.household.since == "2019-06-03"
    assert indicators(said) == READY
    assert (said.readiness.supports_met, said.readiness.supports) == (4, 5)
    assert months(said) == NINE
    assert (said.conflicts, said.questions) == ((), ())


def test_the_proposal_froze_what_the_fold_said_on_its_day() -> None:
    proposal = next(e for e in told().committed if e.id == event("19a.2")).event.body
    copies = {each["id"]: each for each in msgspec.to_builtins(proposal)["indicators"]}

    assert {name: copy["verdict"] for name, copy in copies.items()} == {
        name: verdict for name, (verdict, _, _) in READY.items()
    }
    assert copies["R1"]["value"] == 704_000
    assert (copies["R6"]["value"], copies["R6"]["threshold"]) == (1_200_000, 2_313_630)


@pytest.mark.parametrize(
    ("as_of", "status", "verdict"),
    [
        (date(2016, 7, 1), "active", "not_ready"),
        (date(2019, 5, 9), "active", "ready"),
        (date(2019, 5, 10), "proposed", "ready"),
        (date(2019, 6, 2), "proposed", "ready"),
        (date(2019, 6, 3), "graduated", "ready"),
    ],
)
def test_the_status_of_any_day_can_be_asked_later(as_of: date, status: str, verdict: str) -> None:
    said = answer_at(asked("graduated"), as_of=as_of)

    assert (said.household.status, said.readiness.verdict) == (status, verdict)


def test_a_graduated_household_that_falls_back_is_flagged_and_stays_graduated() -> None:
    said = answer_at(asked("end"))

    assert standing(said) == ("graduated", ("relapse",), "not_ready", "paused", 4, ())
    assert indicators(said) == END
    assert months(said) == NINE
    assert said.conflicts == ()


def test_the_story_saved_and_taken_up_again_answers_the_same() -> None:
    state = household_of(asked("end").entries)
    again = Household.load(state.id, state.save())

    programme = programme_of(asked("end").entries)
    as_of = date(2020, 6, 20)
    assert answer(again, programme, as_of) == answer(state, programme, as_of)


def test_an_answer_as_json_has_the_shape_that_programs_read() -> None:
    said = msgspec.json.decode(msgspec.json.encode(answer_at(asked("conflict"))))

    assert said["household"]["status"] == "active"
    assert said["readiness"]["verdict"] == "not_ready"
    assert {"verdict", "value", "threshold", "evidence", "what_would_change_it"} <= set(
        said["readiness"]["indicators"]["R1"]
    )
    assert said["enterprise"] == said["enterprises"][0]
    assert said["enterprise"]["months"][2]["quantity"] is None
    assert {"key", "field", "claims", "since", "indicators"} == set(said["conflicts"][0])


def _position(name: str) -> int:
    return next(i for i, entry in enumerate(told().committed) if entry.id == event(name))
