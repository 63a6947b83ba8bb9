"""What a hostile device may claim, and what it does not get by it: borrowed names, borrowed
knowledge, borrowed roles."""

from datetime import date

import pytest

from events.folds import Programme
from events.ids import EventId
from tests.builders import a_body, a_household, an_actor, an_id
from tests.telling import Teller, Telling, sync

DAY = date(2018, 12, 14)


@pytest.fixture
def second(telling: Telling) -> Teller:
    return telling.device("D2", "second")


def sold(quantity: int) -> list[dict[str, object]]:
    return [{"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}]


def quantity(telling: Telling) -> int | None:
    enterprise = telling.answer(DAY).enterprise
    assert enterprise is not None
    return {month.period: month.quantity for month in enterprise.months}["2018-11"]


def flags(telling: Telling, entry: EventId) -> tuple[str, ...]:
    return telling.history()[entry].flags


def test_who_types_a_void_does_not_borrow_the_right_of_the_one_named(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    report = zaenal.says("sales_reported", sales=sold(251))
    sync(zaenal, second)
    for named in ("kabupaten", "zaenal"):
        void = second.says(
            "event_voided", target=report.id, reason="not_true", by=named, entered_by="second"
        )
        second.syncs()
        assert "role_not_allowed" in flags(telling, void.id)
    assert telling.history()[report.id].state == "standing"


def test_who_typed_an_entry_may_type_its_void_too(telling: Telling, zaenal: Teller) -> None:
    operator = telling.device("D3", "operator")
    typed = operator.says("sales_reported", sales=sold(251), by="zaenal", entered_by="operator")
    operator.says(
        "event_voided", target=typed.id, reason="duplicate", by="zaenal", entered_by="operator"
    )
    operator.syncs()
    assert telling.history()[typed.id].state == "voided"


def test_a_device_that_claims_to_have_seen_everything_knew_no_later_entry(
    telling: Telling, zaenal: Teller, second: Teller
) -> None:
    second.seen = 2**53 - 1
    second.says("sales_reported", sales=sold(251))
    second.syncs()
    zaenal.seen = 0
    zaenal.says("sales_reported", sales=sold(215))
    zaenal.syncs()

    assert len(telling.answer(DAY).conflicts) == 1
    assert quantity(telling) is None


def test_nobody_gives_a_role_to_oneself_nor_in_the_founders_name(telling: Telling) -> None:
    kabupaten = telling.device("D4", "kabupaten")
    for by, typed in (("kabupaten", None), ("office", "kabupaten")):
        kabupaten.says(
            "actor_registered",
            "2016-08-01",
            body=a_body(
                "actor_registered", actor=an_actor("kabupaten"), role="province", region="36.03"
            ),
            by=by,
            entered_by=typed,
        )
    kabupaten.syncs()
    assert roles(telling.programme(), "kabupaten") == {"koordinator_kabupaten"}


def test_a_coordinator_registers_another_and_the_founder_everybody(telling: Telling) -> None:
    kabupaten = telling.device("D4", "kabupaten")
    for teller, name in ((kabupaten, "new"), (telling.device("D5", "office"), "office")):
        teller.says(
            "actor_registered",
            "2016-08-01",
            body=a_body("actor_registered", actor=an_actor(name), role="province", region="36.03"),
        )
        teller.syncs()
    assert "province" in roles(telling.programme(), "new")
    assert "province" in roles(telling.programme(), "office")


def roles(programme: Programme, name: str) -> frozenset[str]:
    return frozenset(programme.roles(an_actor(name), "2018-12-14"))


@pytest.mark.parametrize(("by", "typed"), [("neighbour", None), ("kabupaten", "neighbour")])
def test_a_coordinator_of_another_region_gives_no_family_away(
    telling: Telling, zaenal: Teller, by: str, typed: str | None
) -> None:
    """An assignment and a merge both show a family to others."""
    telling.registers("neighbour", "koordinator_kecamatan", region="36.03.07")
    neighbour, nana, siti = telling.device("D6", "neighbour"), a_household(), a_household("siti")
    neighbour.says("household_registered", "2018-01-01", stream=siti, region="36.03.07.2001")
    zaenal.says("household_registered", "2018-01-10")
    zaenal.syncs()

    neighbours = an_actor("neighbour")
    given = neighbour.says(
        "companion_assigned", "2018-12-01", by=by, entered_by=typed, companion=neighbours
    )
    _, merged = (
        neighbour.says(
            "households_merged", "2018-12-01", by=by, entered_by=typed, stream=stream,
            act=an_id("act"), survivor=siti, merged=nana,
        )
        for stream in (siti, nana)
    )  # fmt: skip
    neighbour.syncs()

    assert flags(telling, given.id) == flags(telling, merged.id) == ("outside_region",)
    assert telling.answer(DAY).household.companion is None
    assert telling.answer(DAY).household.alias_of is None


def test_a_coordinator_of_its_region_gives_a_family_to_a_companion(telling: Telling) -> None:
    telling.registers("own", "koordinator_kecamatan", region="36.03.06")
    own = telling.device("D6", "own")
    own.says("household_registered", "2018-01-10", by="zaenal")
    own.says("companion_assigned", "2018-12-01", companion=an_actor("second"))
    own.syncs()
    assert telling.answer(DAY).household.companion == an_actor("second")
