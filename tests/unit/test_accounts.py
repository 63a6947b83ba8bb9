"""Families as newspapers told of them: two accounts of Nana that differ, and Irnawati.

One paper says Nana lives in her own house of woven bamboo and sews in a rented one, after a
training; another calls her a widow who works in her rented house with the help of an aid. People
find out which is so; until then both stand, and nothing chooses between them.
"""

from datetime import date

import pytest

from events.folds.answer import look
from events.folds.trainings import training_outcomes
from events.folds.voices import open_notes
from events.ids import HouseholdId, StreamId
from tests.builders import a_household, an_id
from tests.telling import Teller, Telling, gathered, sync

DAY = date(2018, 12, 14)
NANA, WORKSHOP = an_id("nana"), an_id("konveksi nana")
OTHER = a_household("nana as the other paper tells")


def first_account(teller: Teller, stream: str | None = None) -> None:
    """The article of mediabanten.com: husband not mentioned, so her marital state is left out."""
    teller.says("household_registered", "2016-07-11", stream=stream, head=NANA)
    teller.says("member_added", "2016-07-11", stream=stream, member=NANA, birth_year=1978)
    teller.says("programme_enrolled", "2016", stream=stream)
    teller.says(
        "housing_surveyed", "2018", stream=stream, tenure="own", wall_main="anyaman_bambu",
        roof_main="unknown", floor_main="unknown", water="unknown", toilet="unknown",
        light="unknown", waste_distance_m=None, closet=None, septic=None,
    )  # fmt: skip
    teller.says("enterprise_started", "2018-05", stream=stream, origin="training")
    teller.says("premises_recorded", "2018-06-01", stream=stream, kind="rented_house")


def second_account(teller: Teller, stream: str | None = None) -> None:
    """RMOL: "janda" may mean widowed or divorced, so it is a question to her, not a code."""
    teller.says(
        "housing_surveyed", "2018", stream=stream, tenure="rent", wall_main="unknown",
        wall_other=[], roof_main="unknown", floor_main="unknown", water="unknown",
        toilet="unknown", light="unknown", waste_distance_m=None, closet=None, septic=None,
    )  # fmt: skip
    teller.says("enterprise_started", "2018-05", stream=stream, origin="other",
                origin_session=None, capital_source="uep", capital=None)  # fmt: skip
    teller.says("note_written", "2018-12-01", stream=stream, about=NANA,
                **{"for": "companion", "state": "open"})  # type: ignore[arg-type]  # fmt: skip


def test_two_accounts_of_one_family_raise_three_open_questions(telling: Telling) -> None:
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    first_account(zaenal)
    second_account(second)
    sync(zaenal, second)

    said = telling.answer(DAY)
    looked = look(telling.household(), telling.programme(), DAY.isoformat())

    disputed = [(each.key.split(":")[0], each.field) for each in said.conflicts]
    assert disputed == [("enterprise_started", "origin"), ("housing_surveyed", "tenure")]
    assert {claim.value for claim in said.conflicts[1].claims} == {"own", "rent"}
    assert [entry.event.type for entry in open_notes(looked.facts)] == ["note_written"]
    assert len(disputed) + len(open_notes(looked.facts)) == 3


def test_what_only_one_account_says_stands_and_what_neither_says_is_unknown(
    telling: Telling,
) -> None:
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    first_account(zaenal)
    second_account(second)
    sync(zaenal, second)

    said = telling.answer(DAY)
    facts = look(telling.household(), telling.programme(), DAY.isoformat()).facts

    (nana,) = facts.members()
    assert (nana.id, nana.added.value.marital) == (NANA, None)
    assert said.enterprise is not None
    assert (said.enterprise.id, said.enterprise.kind) == (WORKSHOP, "konveksi")
    assert said.readiness.indicators["R9"].verdict == "not_met"  # gedek, by the one who saw it
    assert said.readiness.indicators["R1"].verdict == "unknown"
    assert said.household.status == "active"


def test_two_accounts_registered_as_two_families_stay_two_until_a_person_decides(
    telling: Telling,
) -> None:
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    first_account(zaenal)
    second.says("household_registered", "2018-12-01", stream=OTHER, head=an_id("nana again"))
    second_account(second, OTHER)
    sync(zaenal, second)
    programme = telling.programme()

    for stream in (a_household(), OTHER):
        household = gathered(StreamId(stream), telling.committed, programme)
        looked = look(household, programme, DAY.isoformat())
        assert looked.household.id == HouseholdId(stream)
        assert looked.named is None
        assert looked.resolved.claims.contestable == set()


# --- Irnawati -------------------------------------------------------------------------------------

IRNAWATI, RUHIYAT, RASYA = an_id("irnawati"), an_id("ruhiyat"), an_id("rasya")
TRAINING = an_id("training of the cooperatives office")
SMALL, LARGE = an_id("ginger, 100 g"), an_id("ginger, 500 g")


@pytest.fixture
def irnawati(telling: Telling) -> Telling:
    """Instant ginger of Desa Talok, packed since May 2018, sold on order, no aid of capital."""
    teller = telling.device("D1", "zaenal")
    teller.says(
        "household_registered", "2016", head=IRNAWATI, region="36.03.06.2011", rt="012", rw="004"
    )
    people = ((IRNAWATI, "p", "kepala"), (RUHIYAT, "l", "pasangan"), (RASYA, "l", "anak"))
    for member, sex, relation in people:
        born = 2009 if member == RASYA else "unknown"
        teller.says(
            "member_added", "2016", member=member, sex=sex, relation=relation, birth_year=born
        )
    teller.says("programme_enrolled", "2016", cohort_year=2016)
    teller.says("component_recorded", "2016-07", member=RASYA, component="sd", grade=4)
    teller.says(
        "session_attended", "2018", session=TRAINING, kind="training", topic="jahe_instan",
        member=IRNAWATI,
    )  # fmt: skip
    teller.says(
        "enterprise_started", "2018-05", owner=IRNAWATI, kind="food", origin="training",
        origin_session=TRAINING, capital="unknown",
    )  # fmt: skip
    for product, price, quantity in ((SMALL, 10_000, 30), (LARGE, 50_000, 4)):
        sale = {"quantity": quantity, "unit_price": price}
        teller.says(
            "sales_reported", "2018-11", product=product, unit="pack", sales=[sale],
            largest_buyer_pct="unknown",
        )  # fmt: skip
    teller.says("market_noted", "2018-11", channels=["direct_order"])
    teller.syncs()
    return telling


def test_irnawatis_month_is_the_sum_of_both_packs_and_its_net_unknown(irnawati: Telling) -> None:
    said = irnawati.answer(DAY)

    assert said.enterprise is not None
    (november,) = said.enterprise.months
    assert (november.quantity, november.unit_price, november.revenue) == (34, None, 500_000)
    assert (november.costs, november.net) == (None, None)
    assert (said.enterprise.stage, said.enterprise.owner) == ("started", IRNAWATI)
    assert said.enterprise.flags == ()  # how many buyers there are, nobody said


def test_irnawati_is_not_ready_and_what_is_not_known_is_asked(irnawati: Telling) -> None:
    said = irnawati.answer(DAY)

    verdicts = {name: each.verdict for name, each in said.readiness.indicators.items()}
    assert verdicts == {
        "R1": "unknown", "R2": "unknown", "R3": "unknown", "R4": "unknown",
        "R5": "not_applicable", "R6": "unknown", "R7": "unknown", "R8": "unknown",
        "R9": "unknown", "R10": "unknown", "R11": "not_met", "R12": "unknown",
    }  # fmt: skip
    assert said.readiness.verdict == "not_ready"
    asked = {question.code: question.about for question in said.questions}
    assert asked["attendance"] == (RASYA,)
    assert asked["birth_year"] == tuple(sorted((IRNAWATI, RUHIYAT)))
    assert (said.household.head, said.household.region) == (IRNAWATI, "36.03.06.2011")


def test_irnawatis_training_led_to_an_enterprise_that_is_not_a_year_old(irnawati: Telling) -> None:
    facts = look(irnawati.household(), irnawati.programme(), DAY.isoformat()).facts

    (outcome,) = training_outcomes(facts)

    assert (outcome.topic, outcome.link, outcome.outcome) == ("jahe_instan", "named", "not_due")
