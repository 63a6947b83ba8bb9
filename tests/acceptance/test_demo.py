"""The five moments of Nana's story on the office and on both devices, played by real processes."""

import pytest

from server.demo.story import STORY, Entry
from tests.acceptance.demo import Performance, indicators, known, months, office_says, standing
from tests.acceptance.demo import performance as performance
from tests.story_table import (
    BEFORE_COSTS,
    END,
    NINE,
    NOVEMBER,
    POVERTY_LINE_2018,
    READY,
    THREE,
    TWO,
)


def test_the_five_moments_are_named_and_dated_as_the_table_has_them(
    performance: Performance,
) -> None:
    assert [
        (moment["name"], moment["as_of"], moment["known_at"][:10], sorted(moment["sides"]))
        for moment in performance.played["moments"]
    ] == [
        ("conflict", "2018-12-14", "2018-12-14", ["D1", "D2"]),
        ("corrected", "2018-12-17", "2018-12-17", ["D1", "D2"]),
        ("costs_known", "2018-12-20", "2018-12-20", ["D1", "D2"]),
        ("graduated", "2019-06-03", "2019-06-03", ["D1", "D2"]),
        ("end", "2020-06-20", "2020-06-20", ["D1", "D2"]),
    ]


def test_without_a_signal_each_device_knows_its_own_report_and_the_office_neither(
    performance: Performance,
) -> None:
    offline = performance.played["offline"]
    sides = offline["sides"]
    assert months(offline) == TWO
    assert months(sides["D1"]) == (*TWO, NOVEMBER)
    assert months(sides["D2"]) == (*TWO, ("2018-11", 251, 39_000, 9_789_000, None))
    assert (sides["D1"]["unsent"], sides["D2"]["unsent"]) == (2, 1)
    for side in (offline, sides["D1"], sides["D2"]):
        assert standing(side) == ("active", [], "not_ready", "operating", 4, ["one_buyer"], 0)
        assert indicators(side) == BEFORE_COSTS


def test_at_the_conflict_all_see_both_reports_and_what_rests_on_them_is_unknown(
    performance: Performance,
) -> None:
    moment = performance.moment("conflict")
    november = ("2018-11", None, 39_000, None, None)
    assert standing(moment) == (
        "active", ["disputed"], "not_ready", "operating", 4, ["one_buyer"], 1,
    )  # fmt: skip
    assert months(moment) == (*TWO, november)
    assert indicators(moment) == BEFORE_COSTS
    assert known(moment["sides"]["D1"]) == known(moment["sides"]["D2"]) == known(moment)


def test_the_conflict_names_both_claims_with_when_each_was_written_and_received(
    performance: Performance,
) -> None:
    (conflict,) = performance.moment("conflict")["conflicts"]
    first = performance.event("12b", "sales_reported")
    second = performance.event("13", "sales_reported")
    kind, *_, period = conflict["key"].split(":")
    assert (kind, period, conflict["field"]) == (
        "sales_reported", "2018-11", "sales.0.quantity",
    )  # fmt: skip
    assert conflict["claims"] == [
        {
            "value": value,
            "known_to_author": [],
            **{
                name: entry[name]
                for name in ("event", "actor", "device", "on", "at", "received", "basis")
            },
        }
        for value, entry in ((215, first), (251, second))
    ]
    names = performance.played["names"]
    assert [(names[c["actor"]], names[c["device"]]) for c in conflict["claims"]] == [
        ("Zaenal", "D1"),
        ("Pendamping kedua", "D2"),
    ]


def test_once_corrected_no_conflict_is_left_and_the_verdicts_are_as_before(
    performance: Performance,
) -> None:
    moment = performance.moment("corrected")
    assert standing(moment) == ("active", [], "not_ready", "operating", 4, ["one_buyer"], 0)
    assert months(moment) == (*TWO, NOVEMBER)
    assert indicators(moment) == BEFORE_COSTS
    assert [(each["code"], each["about"]) for each in moment["questions"]] == [
        ("costs", ["2018-09", "2018-10", "2018-11"]),
        ("food", []),
        ("attendance", []),
        ("savings", []),
        ("debt", []),
        ("toilet", []),
        ("water", []),
        ("nib", []),
    ]
    assert known(moment["sides"]["D1"]) == known(moment["sides"]["D2"]) == known(moment)


def test_with_the_costs_of_one_month_its_net_decides_for_those_who_have_them(
    performance: Performance,
) -> None:
    moment = performance.moment("costs_known")
    sides = moment["sides"]
    assert standing(moment) == ("active", [], "not_ready", "operating", 4, ["one_buyer"], 0)
    assert months(moment) == THREE
    assert indicators(moment) == BEFORE_COSTS | {"R1": ("not_met", 280_000, POVERTY_LINE_2018)}
    assert known(sides["D1"]) == known(moment)
    assert months(sides["D2"]) == (*TWO, NOVEMBER)
    assert indicators(sides["D2"]) == BEFORE_COSTS


def test_the_household_graduates_ready_while_each_device_knows_as_far_as_it_synced(
    performance: Performance,
) -> None:
    moment = performance.moment("graduated")
    first, second = moment["sides"]["D1"], moment["sides"]["D2"]
    assert standing(moment) == ("graduated", [], "ready", "stable", 4, [], 0)
    assert moment["household"]["since"] == "2019-06-03"
    assert (moment["readiness"]["supports_met"], moment["readiness"]["supports"]) == (4, 5)
    assert months(moment) == NINE
    assert indicators(moment) == READY
    assert moment["questions"] == []
    assert standing(first) == ("proposed", [], "ready", "stable", 4, [], 0)
    assert (months(first), indicators(first)) == (NINE, READY)
    assert standing(second) == (
        "active", ["unvisited"], "not_ready", "dormant", 4, ["one_buyer"], 0,
    )  # fmt: skip
    assert months(second) == (*TWO, NOVEMBER)


def test_in_the_end_the_household_is_graduated_with_a_relapse_and_its_enterprise_paused(
    performance: Performance,
) -> None:
    moment = performance.moment("end")
    first, second = moment["sides"]["D1"], moment["sides"]["D2"]
    assert standing(moment) == ("graduated", ["relapse"], "not_ready", "paused", 4, [], 0)
    assert months(moment) == NINE
    assert indicators(moment) == END
    assert known(first) == known(moment)
    assert standing(second) == (
        "active", ["unvisited"], "not_ready", "dormant", 4, ["one_buyer"], 0,
    )  # fmt: skip


@pytest.mark.parametrize("name", ["conflict", "corrected", "costs_known", "graduated", "end"])
def test_the_office_answers_the_same_when_a_moment_is_asked_again_later(
    performance: Performance, name: str
) -> None:
    moment = performance.moment(name)
    asked = performance.ask(as_of=moment["as_of"], known_at=moment["known_at"])
    assert known(asked) == known(moment)


def test_a_correction_acts_at_the_date_of_what_it_corrects(performance: Performance) -> None:
    corrected = performance.moment("corrected")
    asked = performance.ask(as_of="2018-12-01", known_at=corrected["known_at"])
    assert (standing(asked), months(asked)) == (standing(corrected), months(corrected))
    assert indicators(asked) == BEFORE_COSTS


def test_every_entry_of_the_story_stands_once_in_the_history_with_who_says_each_field(
    performance: Performance,
) -> None:
    written = [step for step in STORY if isinstance(step, Entry)]
    history = performance.played["history"]
    names = performance.played["names"]
    positions = [entry["position"] for entry in history]
    assert positions == sorted(set(positions))
    assert performance.played["log"]["size"] > positions[-1]
    assert sorted((e["row"], e["type"], e["on"], e["basis"], e["at"]) for e in history) == sorted(
        (step.row, step.type, step.on, step.basis, int(step.recorded.timestamp() * 1000))
        for step in written
    )
    said = {(step.row, step.type, int(step.recorded.timestamp() * 1000)): step for step in written}
    for entry in history:
        step = said[entry["row"], entry["type"], entry["at"]]
        sources = {field["name"]: field["source"] for field in entry["fields"]}
        assert {name: sources[name] for name in step.sources} == step.sources, entry["row"]
        assert set(sources.values()) <= {"article", "programme", "assumed"}
        assert names.get(entry["device"], "O") == step.device
        assert entry["at"] <= entry["received"]
        assert entry["verdict"] == "accepted"


def test_the_history_tells_what_was_replaced_and_by_what(performance: Performance) -> None:
    correction = performance.event("14", "fact_corrected")
    mistaken = performance.event("13", "sales_reported")
    assert correction["replaced"] == [
        {"event": mistaken["event"], "field": "sales.0.quantity", "value": 251}
    ]
    assert mistaken["replaced_by"] == [correction["event"]]
    named = {field["name"]: field["value"] for field in correction["fields"]}
    assert (named["target"], named["old"], named["new"]) == (mistaken["event"], 251, 215)


def test_the_office_learns_of_an_entry_only_at_the_next_sync(performance: Performance) -> None:
    sale = performance.event("12b", "sales_reported")
    assert (sale["at"], sale["received"]) == (1_543_802_760_000, 1_544_771_160_000)


def test_an_indicator_names_the_entries_it_rests_on_and_what_would_change_it(
    performance: Performance,
) -> None:
    income = performance.moment("costs_known")["readiness"]["indicators"]["R1"]
    rows = {
        entry["event"]: (entry["row"], entry["type"]) for entry in performance.played["history"]
    }
    assert sorted(rows[event] for event in income["evidence"]) == sorted(
        [
            *[("1", "member_added")] * 5,
            ("10", "sales_reported"),
            ("11", "livelihood_surveyed"),
            ("12", "sales_reported"),
            ("12b", "sales_reported"),
            ("13", "sales_reported"),
            ("16", "costs_reported"),
        ]
    )
    assert income["what_would_change_it"] == [
        {"code": "costs", "about": "2018-09"},
        {"code": "livelihood_then", "about": "2018-09"},
        {"code": "costs", "about": "2018-10"},
        {"code": "higher_income", "about": "2018-11", "amount": 170_108},
    ]


def test_what_the_story_shows_follows_from_its_log(performance: Performance) -> None:
    office_says(performance.home, "verify", "--json")
