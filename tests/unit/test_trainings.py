"""What became of trainings: which enterprises followed, and how they were a year after."""

from datetime import date

import pytest

from events.folds.answer import look
from events.folds.trainings import TrainingOutcome, training_outcomes
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 12, 31)
TRAINING = an_id("training")
WORKSHOP = an_id("konveksi nana")


def outcomes(telling: Telling, as_of: date = DAY) -> tuple[TrainingOutcome, ...]:
    looked = look(telling.household(), telling.programme(), as_of.isoformat())
    return training_outcomes(looked.facts)


def trained(teller: Teller, on: str = "2018-03", topic: str = "konveksi", **fields: object) -> None:
    fields = {"session": TRAINING, "kind": "training", "topic": topic, **fields}
    teller.says("session_attended", on, **fields)  # type: ignore[arg-type]


def starts(teller: Teller, on: str = "2018-05", **fields: object) -> None:
    teller.says("enterprise_started", on, **fields)  # type: ignore[arg-type]


def test_a_training_without_an_enterprise_is_told_too(telling: Telling, zaenal: Teller) -> None:
    trained(zaenal)
    zaenal.says("session_attended", "2018-03")
    trained(zaenal, session=an_id("missed"), present=False)
    zaenal.syncs()

    assert outcomes(telling) == (
        TrainingOutcome(TRAINING, "konveksi", "2018-03", None, None, None),
    )


def test_two_members_of_one_household_attended_one_training(
    telling: Telling, zaenal: Teller
) -> None:
    trained(zaenal)
    trained(zaenal, member=an_id("first child"))
    zaenal.syncs()

    assert len(outcomes(telling)) == 1


def test_an_enterprise_that_names_its_session_is_that_sessions_alone(
    telling: Telling, zaenal: Teller
) -> None:
    trained(zaenal)
    trained(zaenal, "2018-04", "pembukuan", session=an_id("other training"))
    starts(zaenal, origin_session=TRAINING)
    zaenal.syncs()

    found = {each.topic: (each.enterprise, each.link) for each in outcomes(telling)}
    assert found == {"konveksi": (WORKSHOP, "named"), "pembukuan": (None, None)}


@pytest.mark.parametrize(
    ("started", "origin", "link"),
    [
        ("2018-02", "training", None),
        ("2018-03", "training", "origin"),
        ("2019-03", "training", "origin"),
        ("2019-04", "training", None),
        ("2018-05", "own_skill", "after"),
        ("2018-05-07", "own_skill", "after"),
        ("2018", "own_skill", None),
    ],
)
def test_an_enterprise_that_names_none_belongs_to_the_trainings_of_the_year_before(
    telling: Telling, zaenal: Teller, started: str, origin: str, link: str | None
) -> None:
    trained(zaenal)
    starts(zaenal, started, origin=origin, origin_session=None)
    zaenal.syncs()

    (told,) = [each for each in outcomes(telling) if each.topic == "konveksi"]
    assert told.link == link


@pytest.mark.parametrize(("session", "link"), [(None, "origin"), (TRAINING, "named")])
def test_an_enterprise_out_of_a_training_nobody_recorded_is_not_lost(
    telling: Telling, zaenal: Teller, session: str | None, link: str
) -> None:
    starts(zaenal, origin="training", origin_session=session)
    zaenal.syncs()

    (only,) = outcomes(telling)
    assert (only.session, only.topic, only.month) == (session, None, None)
    assert (only.enterprise, only.link) == (WORKSHOP, link)


def sold(teller: Teller, month: str, quantity: int = 10) -> None:
    sales = [{"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}]
    teller.says("sales_reported", month, sales=sales)


@pytest.mark.parametrize(
    ("said", "as_of", "outcome"),
    [
        ([], date(2019, 5, 30), "not_due"),
        ([], date(2019, 5, 31), "unknown"),
        ([("sold", "2019-04")], DAY, "unknown"),
        ([("sold", "2019-05")], DAY, "alive"),
        ([("sold", "2019-10")], DAY, "alive"),
        ([("sold", "2019-10")], date(2019, 9, 30), "unknown"),
        ([("nothing", "2019-05")], DAY, "unknown"),
        ([("closed", "2019-05-31")], DAY, "closed"),
        ([("closed", "2019-06-01")], DAY, "alive"),
        ([("paused", "2019-01")], DAY, "paused"),
        ([("paused", "2019-01"), ("resumed", "2019-02")], DAY, "unknown"),
        ([("closed", "2019-01"), ("sold", "2019-06")], DAY, "alive"),
    ],
)
def test_a_year_after_its_start_an_enterprise_lives_when_something_proves_it(
    telling: Telling,
    zaenal: Teller,
    said: list[tuple[str, str]],
    as_of: date,
    outcome: str,
) -> None:
    trained(zaenal)
    starts(zaenal)
    for what, on in said:
        if what in ("sold", "nothing"):
            sold(zaenal, on, 10 if what == "sold" else 0)
        else:
            zaenal.says("operation_changed", on, state=what)
    zaenal.syncs()

    (only,) = outcomes(telling, as_of)
    assert only.outcome == outcome
