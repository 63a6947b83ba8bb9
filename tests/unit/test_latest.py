"""The same as last time: what stands is copied, what people disagree on is not."""

from datetime import date

from events.folds.facts import Facts
from events.folds.latest import CONFIRMABLE, LastTime, keys_of, last_time
from events.types import REGISTRY
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2018, 12, 14)
HOUSING, WORKFORCE = REGISTRY["housing_surveyed"].body, REGISTRY["workforce_recorded"].body
PLAN = REGISTRY["plan_agreed"].body


def facts(telling: Telling, day: date = DAY) -> Facts:
    resolved = telling.household().resolved(telling.programme())
    return Facts(resolved.claims, telling.programme(), day.isoformat())


def test_a_field_nobody_asked_again_stands_as_answered_before(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("housing_surveyed", "2018-05-01", floor_m2=36, roof_main="asbes")
    zaenal.says("housing_surveyed", "2018-10-05", roof_main="genteng", waste_distance_m=None)
    zaenal.syncs()
    found = last_time(facts(telling), HOUSING, "")
    assert found is not None
    assert (found.on, found.contested) == ("2018-10-05", ())
    assert (found.fields["floor_m2"], found.fields["roof_main"]) == (36, "genteng")
    assert found.fields["wall_other"] == ("papan",)
    assert "evidence" not in found.fields
    before = last_time(facts(telling, date(2018, 6, 1)), HOUSING, "")
    assert before is not None and before.fields["roof_main"] == "asbes"


def test_what_two_people_saw_differently_is_named_and_not_copied(
    telling: Telling, zaenal: Teller
) -> None:
    second = telling.device("D2", "second")
    zaenal.says("housing_surveyed", "2018-10-05", wall_main="tembok")
    second.says("housing_surveyed", "2018-10-05", wall_main="papan")
    zaenal.syncs()
    second.syncs()
    found = last_time(facts(telling), HOUSING, "")
    assert found is not None
    assert found.contested == ("wall_main",)
    assert "wall_main" not in found.fields and found.fields["floor_main"] == "semen"


def test_a_plan_is_copied_whole_and_an_enterprise_by_its_key(
    telling: Telling, zaenal: Teller
) -> None:
    zaenal.says("plan_agreed", "2018-10-05")
    zaenal.says("workforce_recorded", "2018-10-05", paid=4)
    zaenal.says("workforce_recorded", "2018-10-05", paid=1, enterprise=an_id("stall"))
    zaenal.syncs()
    now = facts(telling)
    assert last_time(now, PLAN, "") == LastTime(
        {"goals": ({"goal": "care", "member": an_id("mother")},), "family_signed": True},
        "2018-10-05",
        (),
    )
    assert keys_of(now, WORKFORCE) == sorted([an_id("konveksi nana"), an_id("stall")])
    stall = last_time(now, WORKFORCE, an_id("stall"))
    assert stall is not None and stall.fields["paid"] == 1


def test_nothing_said_is_nothing_to_copy(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("housing_surveyed", "2018-12-20")
    zaenal.syncs()
    for kind in CONFIRMABLE:
        assert keys_of(facts(telling), kind) == []
        assert last_time(facts(telling), kind, "") is None
