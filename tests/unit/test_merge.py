"""Merging: when claims are one fact, when one takes another's place, when people must decide."""

from datetime import date

import pytest

from events.folds import Answer, answer
from tests.builders import an_id
from tests.telling import Teller, Telling, sync

DAY = date(2018, 12, 14)
PRODUCT = f"{an_id('konveksi nana')}:{an_id('life vest')}"


def sold(quantity: int, unit_price: int = 39_000) -> list[dict[str, object]]:
    return [{"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": unit_price}]


def two_devices() -> tuple[Telling, Teller, Teller]:
    telling = Telling()
    return telling, telling.device("D1", "zaenal"), telling.device("D2", "second")


def november(said: Answer) -> tuple[int | None, int | None, int | None]:
    assert said.enterprise is not None
    (month,) = said.enterprise.months
    return month.quantity, month.unit_price, month.revenue


def claimed(said: Answer) -> list[tuple[str, list[object]]]:
    return [(each.field, [claim.value for claim in each.claims]) for each in said.conflicts]


def test_two_reports_of_the_same_figures_are_one_fact_with_two_witnesses() -> None:
    telling, zaenal, second = two_devices()
    reports = [each.says("sales_reported", sales=sold(215)) for each in (zaenal, second)]
    sync(zaenal, second)

    said = telling.answer(DAY)

    assert said.conflicts == ()
    assert november(said) == (215, 39_000, 8_385_000)
    assert said.enterprise is not None
    assert set(said.enterprise.months[0].evidence) == {report.id for report in reports}


def test_two_figures_of_one_month_conflict_even_when_the_second_author_knew_the_first() -> None:
    telling, zaenal, second = two_devices()
    first = zaenal.says("sales_reported", sales=sold(215))
    sync(zaenal, second)
    other = second.says("sales_reported", sales=sold(251, 40_000))
    second.syncs()

    said = telling.answer(DAY)

    assert november(said) == (None, None, None)
    assert claimed(said) == [
        ("sales.0.quantity", [215, 251]),
        ("sales.0.unit_price", [39_000, 40_000]),
    ]
    assert {each.key for each in said.conflicts} == {f"sales_reported:{PRODUCT}:2018-11"}
    knew = {claim.event: claim.known_to_author for claim in said.conflicts[0].claims}
    assert knew == {first.id: (), other.id: (first.id,)}


def test_a_conflict_already_seen_changes_when_a_third_claim_arrives() -> None:
    telling, zaenal, second = two_devices()
    for teller in (zaenal, second):
        teller.says("sales_reported", sales=sold(215))
        teller.syncs()
    household, programme = telling.household(), telling.programme()
    assert november(answer(household, programme, DAY)) == (215, 39_000, 8_385_000)

    household.add(second.says("sales_reported", sales=sold(251)))

    said = answer(household, programme, DAY)
    assert november(said) == (None, 39_000, None)
    assert claimed(said) == [("sales.0.quantity", [215, 215, 251])]


def test_costs_left_out_or_unknown_contradict_nothing_and_are_filled_in() -> None:
    telling, zaenal, second = two_devices()
    zaenal.says("costs_reported", wages=None, rent="unknown", complete=False)
    second.says("costs_reported")
    zaenal.says("sales_reported", sales=sold(215))
    sync(zaenal, second)

    said = telling.answer(DAY)

    assert said.conflicts == ()
    assert said.enterprise is not None
    assert said.enterprise.months[0].net == 1_400_000


def test_in_a_register_the_claim_that_begins_later_stands_whoever_synced_last() -> None:
    telling, zaenal, second = two_devices()
    second.says("housing_surveyed", "2018-12-02", wall_main="tembok")
    second.syncs()
    zaenal.says("housing_surveyed", "2018-12-01", wall_main="anyaman_bambu")
    zaenal.syncs()

    said = telling.answer(DAY)

    assert said.conflicts == ()
    assert said.readiness.indicators["R9"].value == "durable"
    assert telling.answer(date(2018, 12, 1)).readiness.indicators["R9"].value == "not_durable"


@pytest.mark.parametrize(
    ("first", "second"), [("2018-12-01", "2018-12-01"), ("2018-12-01", "2018")]
)
def test_of_overlapping_dates_the_claim_stands_whose_author_knew_the_other(
    first: str, second: str
) -> None:
    telling, zaenal, other = two_devices()
    zaenal.says("housing_surveyed", first, wall_main="anyaman_bambu")
    sync(zaenal, other)
    other.says("housing_surveyed", second, wall_main="tembok")
    other.syncs()

    said = telling.answer(DAY)

    assert said.conflicts == ()
    assert said.readiness.indicators["R9"].value == "durable"


def test_of_overlapping_dates_unknown_to_each_other_only_the_field_that_differs_is_open() -> None:
    telling, zaenal, second = two_devices()
    zaenal.says("housing_surveyed", "2018-12-01", wall_main="anyaman_bambu")
    second.says("housing_surveyed", "2018-12-01", wall_main="tembok")
    sync(zaenal, second)

    said = telling.answer(DAY)

    assert claimed(said) == [("wall_main", ["anyaman_bambu", "tembok"])]
    assert said.readiness.indicators["R9"].verdict == "disputed"
    assert said.readiness.indicators["R8"].verdict == "met"


def test_what_was_written_after_a_restore_was_not_known_to_who_wrote_before_it() -> None:
    """The office lost what the second had read; at its positions stands something else now."""
    telling, zaenal, second = two_devices()
    second.seen = 10**6
    second.says("housing_surveyed", "2018-12-01", wall_main="tembok")
    zaenal.incarnation += 1
    zaenal.says("housing_surveyed", "2018-12-01", wall_main="anyaman_bambu")
    sync(zaenal, second)
    assert claimed(telling.answer(DAY)) == [("wall_main", ["tembok", "anyaman_bambu"])]

    second.incarnation += 1
    second.says("housing_surveyed", "2018-12-01", wall_main="papan")
    second.syncs()
    assert telling.answer(DAY).conflicts == ()


def test_what_a_later_survey_did_not_ask_stands_as_answered_before() -> None:
    telling, zaenal, _ = two_devices()
    zaenal.says("household_registered", "2018-11-01")
    zaenal.says("member_added", "2018-11-01")
    zaenal.says("wellbeing_surveyed", "2018-11-01", savings=3_000_000)
    zaenal.says("wellbeing_surveyed", "2018-12-01", savings=None, food_deficit_12m="some")
    zaenal.syncs()

    indicators = telling.answer(DAY).readiness.indicators

    assert (indicators["R3"].value, indicators["R6"].value) == ("some", 3_000_000)


def test_a_survey_that_asked_and_learned_nothing_replaces_the_older_answer() -> None:
    telling, zaenal, _ = two_devices()
    zaenal.says("wellbeing_surveyed", "2018-11-01", food_deficit_12m="none")
    zaenal.says("wellbeing_surveyed", "2018-12-01", food_deficit_12m="unknown")
    zaenal.syncs()

    assert telling.answer(DAY).readiness.indicators["R3"].verdict == "unknown"


def test_claims_that_supersede_each_other_in_a_ring_are_all_open() -> None:
    """On 2018-09-01 A; of the whole year, knowing A, B; on 2018-03-01, knowing B, C."""
    telling, zaenal, _ = two_devices()
    for on, wall in (("2018-09-01", "tembok"), ("2018", "papan"), ("2018-03-01", "bambu")):
        zaenal.says("housing_surveyed", on, wall_main=wall)
    zaenal.syncs()

    assert claimed(telling.answer(DAY)) == [("wall_main", ["papan", "bambu", "tembok"])]


def test_visits_of_two_companions_on_one_day_are_both_kept() -> None:
    telling, zaenal, second = two_devices()
    visits = [each.says("household_visited", "2018-12-01") for each in (zaenal, second)]
    sync(zaenal, second)

    states = {name: entry.state for name, entry in telling.history().items()}
    assert states == {visit.id: "standing" for visit in visits}


def test_an_own_entry_that_came_back_committed_carries_its_receipt() -> None:
    telling, zaenal, second = two_devices()
    own = zaenal.says("sales_reported", sales=sold(215))
    second.says("sales_reported", sales=sold(251))
    household = telling.household(own)
    sync(zaenal, second)
    for entry in telling.committed:
        if entry.event.stream == own.event.stream:
            household.add(entry)

    assert household.entries[own.id] == telling.entry(own)
    assert household.uncommitted == 0


def test_an_answer_asked_while_addresses_conflict_does_not_hide_the_next_address() -> None:
    """A state in memory answers in between; no field of what it settled may outlive a new claim."""
    telling, zaenal, second = two_devices()
    zaenal.says("address_changed", "2018-11-01", region="36.03.06.2001", kind="within_desa")
    second.says("address_changed", "2018-11-01", region="36.03.06.2003", kind="within_desa")
    sync(zaenal, second)
    growing, programme = telling.household(), telling.programme()
    assert answer(growing, programme, DAY).household.region == "36.03.06.2001"

    moved = zaenal.says("address_changed", "2018-12-01", region="36.03.06.2005", kind="within_desa")
    zaenal.syncs()
    growing.add(telling.entry(moved))

    assert answer(growing, programme, DAY).household.region == "36.03.06.2005"
    assert answer(growing, programme, DAY) == telling.answer(DAY)
