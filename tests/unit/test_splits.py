"""A household that becomes two: members, programme and enterprises go where people said."""

from datetime import date

import pytest

from events.folds import Answer, Enterprise, answer
from events.ids import StreamId
from tests.builders import a_household, an_id
from tests.telling import Teller, Telling, gathered, sync

OLD, NEW = a_household("nana"), a_household("her daughter")
MOTHER, DAUGHTER = an_id("nana"), an_id("first child")
BEFORE, AFTER = date(2019, 4, 30), date(2019, 5, 1)


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    """A device; Nana lives with her daughter and is in the programme."""
    teller = telling.device("D1", "zaenal")
    teller.says("household_registered", "2016-07-11", stream=OLD, head=MOTHER)
    for member in (MOTHER, DAUGHTER):
        teller.says("member_added", "2016-07-11", stream=OLD, member=member)
    teller.says("programme_enrolled", "2016-07-11", stream=OLD)
    return teller


def splits(
    teller: Teller, stays_with: str = OLD, by: str = "kabupaten", source_ref: str | None = OLD
) -> None:
    """The daughter goes; both streams carry the act."""
    for side in (OLD, NEW):
        teller.says(
            "household_split", "2019-05-01", by=by, stream=side, act=an_id("split"),
            new_household=NEW, members=[DAUGHTER], programme_stays_with=stays_with,
        )  # fmt: skip
    teller.says(
        "household_registered", "2019-05-01", stream=NEW, head=DAUGHTER, source_ref=source_ref
    )
    teller.says("member_added", "2019-05-01", stream=NEW, member=DAUGHTER)


def asked(telling: Telling, stream: str, as_of: date = AFTER) -> Answer:
    programme = telling.programme()
    return answer(gathered(StreamId(stream), telling.committed, programme), programme, as_of)


def owns(telling: Telling, stream: str, as_of: date = AFTER) -> list[Enterprise]:
    return [*asked(telling, stream, as_of).enterprises]


def test_members_go_on_the_day_and_both_sides_say_where(telling: Telling, zaenal: Teller) -> None:
    splits(zaenal)
    zaenal.syncs()

    assert [asked(telling, OLD, day).household.members for day in (BEFORE, AFTER)] == [2, 1]
    assert asked(telling, NEW).household.members == 1
    [into] = asked(telling, OLD).household.splits.into
    [out_of] = asked(telling, NEW).household.splits.out_of
    assert (str(into.household), into.on, into.members) == (NEW, "2019-05-01", (DAUGHTER,))
    assert (str(out_of.household), out_of.on, out_of.members) == (OLD, "2019-05-01", (DAUGHTER,))
    assert asked(telling, OLD, BEFORE).household.splits.into == ()


def test_the_programme_stays_where_it_was_unless_it_goes_along(
    telling: Telling, zaenal: Teller
) -> None:
    splits(zaenal)
    zaenal.syncs()

    assert asked(telling, OLD).household.status == "active"
    assert asked(telling, NEW).household.status == "candidate"


def test_a_programme_that_goes_along_leaves_the_old_household(
    telling: Telling, zaenal: Teller
) -> None:
    splits(zaenal, stays_with=NEW)
    zaenal.syncs()

    old, new = asked(telling, OLD).household, asked(telling, NEW).household
    assert (old.status, old.since) == ("exited", "2019-05-01")
    assert (new.status, new.since) == ("active", "2019-05-01")
    assert asked(telling, OLD, BEFORE).household.status == "active"
    assert str(new.splits.out_of[0].household) == OLD, "as its registration says"


def test_a_new_household_that_says_nothing_of_its_source_is_of_an_unknown_one(
    telling: Telling, zaenal: Teller
) -> None:
    splits(zaenal, stays_with=NEW, source_ref="463 / 12 / Dinsos")
    zaenal.syncs()

    assert asked(telling, NEW).household.splits.out_of[0].household is None


def test_who_may_not_split_parts_nobody(telling: Telling, zaenal: Teller) -> None:
    splits(zaenal, by="zaenal")
    zaenal.syncs()

    assert asked(telling, OLD).household.members == 2
    assert asked(telling, OLD).household.splits.into == ()


def test_a_voided_split_parts_nobody(telling: Telling, zaenal: Teller) -> None:
    splits(zaenal)
    zaenal.syncs()
    act = next(entry for entry in telling.committed if entry.event.type == "household_split")
    zaenal.says("event_voided", "2019-05-02", by="kabupaten", stream=OLD, target=act.id)
    zaenal.syncs()

    assert asked(telling, OLD).household.members == 2


def test_two_that_are_merged_again_were_never_two(telling: Telling, zaenal: Teller) -> None:
    splits(zaenal, stays_with=NEW)
    for side in (OLD, NEW):
        zaenal.says(
            "households_merged", "2019-05-01", by="kabupaten", stream=side, survivor=OLD, merged=NEW
        )
    zaenal.syncs()

    found = asked(telling, OLD).household
    assert (found.status, found.members, found.splits.into) == ("active", 2, ())


@pytest.mark.parametrize(
    ("reason", "owner", "goes"),
    [
        ("split", NEW, True),
        ("split", DAUGHTER, True),
        ("sale", an_id("a stranger"), True),
        ("death", an_id("not yet written down"), False),
        ("group", MOTHER, False),
    ],
)
def test_an_enterprise_goes_with_its_new_owner_and_its_past_stays(
    telling: Telling, zaenal: Teller, reason: str, owner: str, goes: bool
) -> None:
    splits(zaenal)
    zaenal.says("enterprise_started", "2018-01-01", stream=OLD)
    zaenal.says("sales_reported", "2019-04", stream=OLD)
    zaenal.says("ownership_changed", "2019-05-01", stream=OLD, new_owner=owner, reason=reason)
    zaenal.syncs()

    assert len(owns(telling, OLD, BEFORE)) == 1
    assert owns(telling, OLD, BEFORE)[0].months[0].revenue == 215 * 39_000
    assert len(owns(telling, OLD)) == (0 if goes else 1)


@pytest.mark.parametrize(("other", "kept"), [("another stranger", 0), ("nana", 1)])
def test_an_enterprise_goes_when_all_owners_named_for_a_day_are_strangers(
    telling: Telling, zaenal: Teller, other: str, kept: int
) -> None:
    zaenal.says("enterprise_started", "2018-01-01", stream=OLD)
    for owner in ("a stranger", other):
        zaenal.says(
            "ownership_changed", "2019-05-01", stream=OLD, new_owner=an_id(owner), reason="sale"
        )
    zaenal.syncs()

    assert len(owns(telling, OLD)) == kept


def test_income_before_an_enterprise_left_still_counts(telling: Telling, zaenal: Teller) -> None:
    zaenal.says("enterprise_started", "2018-01-01", stream=OLD)
    zaenal.says("livelihood_surveyed", "2019-01-01", stream=OLD)
    for month in ("2019-02", "2019-03", "2019-04"):
        zaenal.says("sales_reported", month, stream=OLD)
        zaenal.says("costs_reported", month, stream=OLD)
    with_it = asked(telling_after(telling, zaenal), OLD).readiness.indicators["R1"].value
    zaenal.says(
        "ownership_changed", "2019-05-01", stream=OLD, new_owner=an_id("a stranger"), reason="sale"
    )

    assert with_it is not None
    assert asked(telling_after(telling, zaenal), OLD).readiness.indicators["R1"].value == with_it


def telling_after(telling: Telling, teller: Teller) -> Telling:
    teller.syncs()
    return telling


def test_an_owner_of_a_later_day_rests_nothing_on_what_people_differ_on(
    telling: Telling, zaenal: Teller
) -> None:
    """Who may own it is read of the members only where somebody said by now that it changed."""
    second = telling.device("D2", "second")
    second.says("member_added", "2016-07-11", stream=OLD, member=MOTHER, birth_year=1950)
    sync(zaenal, second)
    before = asked(telling, OLD, BEFORE)
    zaenal.says("ownership_changed", "2019-05-01", stream=OLD, new_owner=DAUGHTER)
    zaenal.syncs()

    assert [conflict.key for conflict in before.conflicts] == [f"member_added:{MOTHER}"]
    assert asked(telling, OLD, BEFORE) == before
