"""Situations 1 to 8 of the field: two accounts, hand-overs, what comes late or was mistaken, moves.

Each is played on two devices and an office, on both databases; `test_situations_9_to_16.py` has the
others. Nothing true is refused, both accounts stay visible until a person decided, and in the end
all say the same.
"""

from typing import Any

import pytest

from client_sync.refusals import DeviceRefused
from client_sync.writing.moving import Moved, Mover
from events.folds import Answer
from events.folds.closing import REVISED
from events.ids import StreamId
from tests.acceptance.field import DESA, Field, K, corrected, played, sold
from tests.builders import a_body
from tests.office_app import a_phone
from tests.synced import VISIT, SyncedDevice

ELSEWHERE = "36.03.07"
QUANTITY = "sales.0.quantity"
HOUSE: dict[str, Any] = {
    "tenure": "own", "roof_main": "genteng", "floor_main": "semen", "water": "bore",
    "toilet": "own", "light": "pln_metered",
}  # fmt: skip


def quantity(answer: Answer, month: str = "2018-11") -> int | None:
    """What a household's enterprise sold in a month."""
    assert answer.enterprise is not None
    return next(each.quantity for each in answer.enterprise.months if each.period == month)


@played()
async def test_situation_1_both_visits_count_and_only_the_field_seen_otherwise_is_disputed(
    field: Field,
) -> None:
    family = await field.family()
    surveys = {}
    for device, wall, savings, day in (
        (field.zaenal, "papan", 500_000, "2018-12-12"),
        (field.rina, "tembok", 700_000, "2018-12-13"),
    ):
        await device.written("household_visited", family.household, on="2018-12-12", **VISIT)
        survey = await device.written(
            "housing_surveyed", family.household, on="2018-12-12", wall_main=wall, **HOUSE
        )
        surveys[wall] = survey.event
        await device.written(
            "wellbeing_surveyed", family.household, on=day, food_deficit_12m="none",
            savings=savings,
        )  # fmt: skip

    both = await field.agreed(family.household)

    assert [(each.key, each.field) for each in both.conflicts] == [
        ("housing_surveyed", "wall_main")
    ]
    assert both.readiness.indicators["R6"].value == 700_000, "of two days the later stands"
    history = await field.history(field.zaenal, family.household)
    assert [line.type for line in history.values()].count("household_visited") == 2
    assert [line.type for line in history.values()].count("wellbeing_surveyed") == 2

    await corrected(field.rina, family.household, surveys["tembok"], "wall_main", "papan")
    assert (await field.agreed(family.household)).conflicts == ()


@played()
async def test_situation_2_two_reports_of_a_month_are_never_added_nor_overwritten(
    field: Field,
) -> None:
    family = await field.family()
    await field.workshop(family)
    fewer = await sold(field.zaenal, family, 215)
    await sold(field.rina, family, 251)
    assert quantity(await field.on(field.zaenal, family.household)) == 215
    assert quantity(await field.on(field.rina, family.household)) == 251

    both = await field.agreed(family.household)

    assert quantity(both) is None
    (conflict,) = both.conflicts
    assert {claim.value for claim in conflict.claims} == {215, 251}
    assert "disputed" not in {each.verdict for each in both.readiness.indicators.values()}, (
        "under either figure the costs of the month are unknown"
    )
    await field.story.ask(
        "resolve", "sales_reported", "--household", family.household, "--kept", fewer,
        "--rule", "document", *K,
    )  # fmt: skip
    decided = await field.agreed(family.household)
    assert (decided.conflicts, quantity(decided)) == ((), 215)


@played(rinas_region=ELSEWHERE)
async def test_situation_3_what_the_former_companion_writes_counts_and_is_shown_to_both(
    field: Field,
) -> None:
    family = await field.family()
    await field.assigned(family, "Zaenal", "2018-12-01")
    await field.sync()
    field.day("2018-12-20")
    await field.assigned(family, "Rina", "2018-12-17")
    before = await field.zaenal.written(
        "household_visited", family.household, on="2018-12-16", **VISIT
    )
    after = await field.zaenal.written(
        "household_visited", family.household, on="2018-12-18", **VISIT
    )
    proposal = await field.zaenal.written("graduation_proposed", family.household, route="alamiah")

    await field.sync()

    said = await field.office(family.household)
    assert await field.on(field.rina, family.household) == said
    assert (said.household.status, said.household.last_met) == ("active", "2018-12-18")
    assert (await field.story.ask("proposals"))["items"] == []
    flags = {before.event: (), after.event: ("outside_assignment",)}
    for event, expected in flags.items():
        assert (await field.entry(family.household, event)).flags == expected
        for device in field.devices:
            line = (await field.history(device, family.household))[event]
            assert line.flags == expected
    counted = (await field.history(field.rina, family.household))[proposal.event]
    assert (counted.state, counted.flags) == ("not_counted", ("outside_assignment",))
    with pytest.raises(DeviceRefused) as left:
        await field.on(field.zaenal, family.household)
    assert left.value.code == "household_left"
    kept = await field.zaenal.rows(family.household)
    assert {row.device for row in kept} == {field.zaenal.profile.device}
    assert all(row.position is not None for row in kept)


@played()
async def test_situation_4_one_person_registered_twice_is_a_case_until_people_decide(
    field: Field,
) -> None:
    earlier = await field.family(field.zaenal)
    field.day("2018-12-15")
    later = await field.family(field.rina)

    (case,) = (await field.story.ask("duplicates", "--basis", "same_nik"))["cases"]
    assert {side["household"] for side in case["sides"]} == {earlier.household, later.household}
    assert case["survivor"] == earlier.household, "the earlier enrolment goes on"
    await field.rina.written("household_visited", later.household, **VISIT)
    await field.agreed(later.household)

    await field.story.ask(
        "merge", earlier.household, later.household, "--by", "Kabupaten", "--basis", "same_nik"
    )
    field.day("2018-12-16")
    await field.rina.written("household_visited", later.household, **VISIT)
    merged = (await field.agreed(later.household)).household
    assert (merged.status, merged.alias_of) == ("merged", earlier.household)
    one = (await field.agreed(earlier.household)).household
    assert (one.last_met, one.members) == ("2018-12-16", 1), (
        "what an alias learns is the survivor's"
    )
    assert (await field.story.ask("duplicates"))["cases"] == []

    await field.story.ask(
        "unmerge", earlier.household, later.household, "--by", "Kabupaten", "--reason", "dua orang"
    )
    assert (await field.agreed(earlier.household)).household.last_met is None
    assert (await field.agreed(later.household)).household.status == "active"


@played()
async def test_situation_5_what_comes_after_closing_counts_and_the_printed_figure_stays(
    field: Field,
) -> None:
    family = await field.family()
    await field.workshop(family)
    field.day("2019-01-05")
    report = ("report", "accept", DESA, "2018-12", "--by", "Kabupaten")
    printed = (await field.story.ask(*report))["report"]["lines"]
    late = await field.zaenal.written(
        "household_visited", family.household, on="2018-12-20", late="no_signal", **VISIT
    )

    said = await field.agreed(family.household, "2018-12-31")

    assert said.household.last_met == "2018-12-20", "figures follow from the month it was true in"
    shown = await field.story.ask("report", "show", DESA, "2018-12")
    assert shown["accepted"]["lines"] == printed
    assert shown["revised"] is True
    assert [change["figure"] for change in shown["changes"]] == ["visits", "met"]
    assert REVISED in (await field.entry(family.household, late.event)).flags


@played()
async def test_situation_6_corrections_name_what_they_replace_and_unaware_ones_are_a_conflict(
    field: Field,
) -> None:
    family = await field.family()
    await field.workshop(family)
    report = await sold(field.zaenal, family, 251)
    await field.sync()
    first = await corrected(field.zaenal, family.household, report, QUANTITY, 215)
    second = await corrected(field.zaenal, family.household, report, QUANTITY, 225)
    said = await field.agreed(family.household)
    assert (quantity(said), said.conflicts) == (225, ())
    history = await field.history(field.rina, family.household)
    assert history[first].replaced_by == (second,)

    third = await corrected(field.zaenal, family.household, report, QUANTITY, 226)
    fourth = await corrected(field.rina, family.household, report, QUANTITY, 227)
    both = await field.agreed(family.household)
    (conflict,) = both.conflicts
    assert (conflict.key, quantity(both)) == (f"correction:{report}", None)
    assert {claim.event for claim in conflict.claims} == {third, fourth}
    await field.story.ask(
        "resolve", conflict.key, "--household", family.household, "--kept", fourth,
        "--rule", "document", *K,
    )  # fmt: skip
    assert quantity(await field.agreed(family.household)) == 227


@played()
async def test_situation_6_a_correction_of_what_is_not_there_yet_waits_visibly(
    field: Field,
) -> None:
    family = await field.family()
    await field.workshop(family)
    report = await sold(field.zaenal, family, 251)
    other = await a_phone(field.story.office, "Ani")
    correction = a_body("fact_corrected", target=report, field=QUANTITY, old=251, new=215)
    await other.write(
        other.line(
            "fact_corrected", stream=StreamId(family.household), on="2018-12-14", body=correction
        )
    )
    await field.rina.sync()
    assert len((await field.office(family.household)).waiting) == 1
    assert len((await field.on(field.rina, family.household)).waiting) == 1

    said = await field.agreed(family.household)

    assert (said.waiting, quantity(said)) == ((), 215)


@played()
async def test_situation_7_an_entry_on_the_wrong_household_is_struck_out_and_both_say_where(
    field: Field,
) -> None:
    wrong, right = await field.family(), await field.family()
    written = await field.zaenal.written(
        "household_visited", wrong.household, note="atap bocor", **VISIT
    )
    await field.sync()

    moved = await a_mover(field.zaenal).move(written.event, StreamId(right.household), {}, None)

    assert isinstance(moved, Moved)
    assert (await field.agreed(wrong.household)).household.last_met is None
    assert (await field.agreed(right.household)).household.last_met == "2018-12-14"
    for device in field.devices:
        here = (await field.history(device, wrong.household))[written.event]
        there = (await field.history(device, right.household))[moved.there]
        assert (here.state, here.linked) == ("voided", (moved.there,))
        assert (there.state, there.linked) == ("standing", (written.event,))
        assert there.personal == {"note": "atap bocor"}


def a_mover(device: SyncedDevice) -> Mover:
    return Mover(device.journal, device.profile, device.ring, device.recorder)


@played(rinas_region=ELSEWHERE)
async def test_situation_8_a_family_that_moves_stays_the_same_household_with_a_new_companion(
    field: Field,
) -> None:
    family = await field.family()
    await field.assigned(family, "Zaenal", "2018-12-01")
    await field.zaenal.written(
        "address_changed", family.household, region=f"{ELSEWHERE}.2001", kind="other_desa"
    )
    await field.sync()
    said = await field.office(family.household)
    assert said.household.region == f"{ELSEWHERE}.2001"
    assert "rt_rw" in {question.code for question in said.questions}
    with pytest.raises(DeviceRefused):
        await field.on(field.rina, family.household)

    await field.assigned(family, "Rina", "2018-12-14")
    await field.sync()
    page = await field.rina.pages().household(StreamId(family.household), field.today)
    assert page.head == "Nana Sofinah"
    assert page.answer == await field.office(family.household)
    assert page.answer.household.companion == field.rina.profile.actor


@played()
async def test_situation_8_beyond_the_province_an_exit_is_due_and_the_records_stay(
    field: Field,
) -> None:
    family = await field.family()
    await field.zaenal.written(
        "address_changed", family.household, region="32.01.01.2001", kind="out_of_province",
        yes=True,
    )  # fmt: skip
    assert "out_of_province" in (await field.agreed(family.household)).household.flags
    proposed = await field.zaenal.written(
        "exit_proposed", family.household, programme="jamsosratu", reason="out_of_province"
    )
    await field.sync()
    await field.story.ask(
        "decide", proposed.made["proposal"], "--decision", "approved", "--effective",
        "2018-12-14", *K,
    )  # fmt: skip

    assert (await field.agreed(family.household)).household.status == "exited"
    kept = await field.history(field.rina, family.household)
    assert {line.state for line in kept.values()} == {"standing"}
