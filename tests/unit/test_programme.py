"""The programme stream: roles, figures and rule sets, by those who may set them."""

from datetime import date

import msgspec

from events.folds import Programme
from events.folds.parameters import MINIMUM_WAGE, POVERTY_LINE
from events.folds.rule_set import BANTEN_GRAD_1
from events.types import RegionCode
from tests.builders import an_actor
from tests.devices import LOG
from tests.telling import Teller, Telling

VILLAGE = RegionCode("36.03.06.2001")


def line(programme: Programme, month: str, region: RegionCode = VILLAGE) -> int | None:
    found = programme.parameter(POVERTY_LINE, region, month)
    return None if found is None else found.value


def sets(
    teller: Teller, value: int, valid_from: str, valid_to: str | None = None, **fields: object
) -> None:
    teller.says(
        "parameter_set",
        str(fields.pop("on", "2019-07-15")),
        by=str(fields.pop("by", "province")),
        value=value,
        valid_from=valid_from,
        valid_to=valid_to,
        **fields,  # type: ignore[arg-type]
    )


def test_shipped_lines_hold_six_months_and_outside_the_table_there_is_none() -> None:
    programme = Programme(LOG)

    assert [line(programme, month) for month in ("2018-08", "2018-09", "2019-02", "2019-03")] == [
        None,
        450_108,
        450_108,
        462_726,
    ]
    assert [line(programme, month) for month in ("2019-08", "2019-09", "2025-08", "2025-09")] == [
        462_726,
        None,
        684_232,
        None,
    ]
    assert line(programme, "2018-09", RegionCode("32.01")) is None


def test_a_wage_is_that_of_the_kabupaten() -> None:
    programme = Programme(LOG)

    for region, expected in ((VILLAGE, 3_841_368), (RegionCode("36.04"), None)):
        wage = programme.parameter(MINIMUM_WAGE, region, "2019-05")
        assert (None if wage is None else wage.value) == expected


def test_a_figure_set_later_counts_from_its_event_and_the_old_answer_stays() -> None:
    telling = Telling()
    office = telling.device("O2", "province")
    before = telling.committed[-1].received or 0
    sets(office, 470_000, "2019-03-01", "2019-08-31")
    office.syncs()
    programme = telling.programme()

    assert line(programme, "2019-05") == 470_000
    assert line(programme.known_at(before), "2019-05") == 462_726
    assert programme.known_at(before) is programme.known_at(before)


def test_the_figure_of_the_smaller_region_wins_and_one_without_an_end_holds_on() -> None:
    telling = Telling()
    office = telling.device("O2", "province")
    sets(office, 500_000, "2019-09-01", region="36.03")
    sets(office, 520_000, "2020-03-01", region="36.03")
    office.syncs()
    programme = telling.programme()

    months = ("2019-05", "2019-09", "2020-02", "2020-03", "2031-01")
    assert [line(programme, month) for month in months] == [
        462_726,
        500_000,
        500_000,
        520_000,
        520_000,
    ]


def test_while_two_people_state_different_figures_there_is_none() -> None:
    telling = Telling()
    one, other = telling.device("O2", "province"), telling.device("O3", "office")
    sets(one, 500_000, "2019-09-01")
    sets(other, 510_000, "2019-09-01", by="office")
    one.syncs()
    other.syncs()

    assert line(telling.programme(), "2019-10") is None


def test_who_may_not_set_a_figure_sets_none() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    sets(zaenal, 1, "2019-03-01", by="zaenal")
    zaenal.syncs()
    programme = telling.programme()

    assert line(programme, "2019-05") == 462_726
    assert programme.flags() == {telling.committed[-1].id: ["role_not_allowed"]}


def test_nobody_makes_himself_coordinator() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    zaenal.says(
        "actor_registered", "2019-01-01", actor=an_actor("zaenal"), role="koordinator_kabupaten"
    )
    zaenal.says("actor_registered", "2019-01-01", by="nobody", actor=an_actor("nobody"))
    zaenal.syncs()
    programme = telling.programme()

    assert programme.roles(an_actor("zaenal"), "2019-06-01") == {"pendamping"}
    assert programme.roles(an_actor("nobody"), "2019-06-01") == frozenset()


def test_a_role_holds_from_its_date_and_the_first_one_also_before() -> None:
    telling = Telling()
    telling.registers("zaenal", "koordinator_kecamatan", on="2019-01-01")
    programme = telling.programme()

    for on, role in (
        ("2015", "pendamping"),
        ("2018-12-31", "pendamping"),
        ("2019-01-01", "koordinator_kecamatan"),
    ):
        assert programme.roles(an_actor("zaenal"), on) == {role}


def test_a_registration_made_in_error_is_voided_or_corrected() -> None:
    telling = Telling()
    office = telling.device("O2", "office")
    wrong = telling.registers("somebody", "koordinator_kabupaten")
    office.says(
        "fact_corrected", "2019-01-01", stream="programme", target=wrong.id, field="role",
        old="koordinator_kabupaten", new="pendamping",
    )  # fmt: skip
    office.syncs()

    assert telling.programme().roles(an_actor("somebody"), "2019-06-01") == {"pendamping"}


def test_a_published_rule_set_is_in_force_from_its_day() -> None:
    telling = Telling()
    office = telling.device("O2", "province")
    office.says(
        "rule_set_published",
        "2020-01-01",
        rule_set="BANTEN-GRAD/2",
        rules=[{"id": "R3", "weight": "must", "check": "food_secure", "fresh_months": 6}],
        supports_needed=0,
    )
    office.syncs()
    programme = telling.programme()

    assert programme.rule_set("2019-12-31") == BANTEN_GRAD_1
    assert programme.rule_set("2020-01-01").rule_set == "BANTEN-GRAD/2"
    assert programme.rule_set_named("BANTEN-GRAD/1") == BANTEN_GRAD_1
    assert programme.rule_set_named("BANTEN-GRAD/3") is None


def test_a_check_of_a_newer_release_leaves_its_indicator_unknown() -> None:
    telling = Telling()
    office = telling.device("O2", "province")
    office.says(
        "rule_set_published",
        "2020-01-01",
        rule_set="BANTEN-GRAD/2",
        rules=[{"id": "R13", "weight": "must", "check": "internet_at_home"}],
    )
    office.syncs()

    readiness = telling.answer(date(2020, 6, 1)).readiness

    assert (readiness.verdict, readiness.rule_set) == ("near", "BANTEN-GRAD/2")
    assert msgspec.to_builtins(readiness.indicators["R13"].what_would_change_it) == (
        {"code": "newer_release"},
    )
