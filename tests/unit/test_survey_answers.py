"""Answers to question sets, folded: the newest stand, and what does not fit is flagged."""

from datetime import date

from events.ids import EventId
from events.types import Answer
from tests.builders import a_body
from tests.telling import Teller, Telling
from tests.unit.surveys import a_question, a_survey


def answers(teller: Teller, on: str, version: int = 1, **said: Answer) -> EventId:
    body = a_body("survey_answered", survey="kebun", survey_version=version, answers=said)
    return teller.says("survey_answered", on, body=body).id


def telling_with_survey() -> Telling:
    telling = Telling()
    office = telling.device("O2", "province")
    office.says("survey_defined", "2019-01-01", body=a_survey())
    office.syncs()
    return telling


def test_the_newest_answers_stand_and_name_their_entry() -> None:
    telling = telling_with_survey()
    zaenal = telling.device("D1", "zaenal")
    answers(zaenal, "2019-02-01", kebun=True, luas=12)
    newest = answers(zaenal, "2019-05-01", kebun=False)
    zaenal.syncs()
    (state,) = telling.answer(date(2019, 6, 1)).surveys
    assert (state.survey, state.version, state.on) == ("kebun", 1, "2019-05-01")
    assert (state.answers, state.disputed, state.evidence) == ({"kebun": False}, (), (newest,))
    (earlier,) = telling.answer(date(2019, 3, 1)).surveys
    assert earlier.answers == {"kebun": True, "luas": 12}
    assert telling.answer(date(2019, 1, 1)).surveys == ()


def test_two_answers_of_one_day_that_did_not_know_each_other_are_open() -> None:
    telling = telling_with_survey()
    zaenal, second = telling.device("D1", "zaenal"), telling.device("D2", "second")
    answers(zaenal, "2019-05-01", kebun=True, luas=12)
    answers(second, "2019-05-01", kebun=True, luas=15)
    zaenal.syncs()
    second.syncs()
    found = telling.answer(date(2019, 6, 1))
    (state,) = found.surveys
    assert (state.answers, state.disputed) == ({"kebun": True}, ("luas",))
    assert [conflict.field for conflict in found.conflicts] == ["answers.luas"]


def test_answers_of_an_older_or_hostile_device_count_and_are_flagged() -> None:
    telling = telling_with_survey()
    zaenal = telling.device("D1", "zaenal")
    unfit_ones = answers(zaenal, "2019-05-01", kebun=3, rumah=("x",))
    unknown = answers(zaenal, "2019-05-02", version=7, kebun=True)
    zaenal.syncs()
    shown = telling.history()
    assert shown[unfit_ones].flags == ("answers_unfit",)
    assert shown[unknown].flags == ("unknown_survey",)


def test_the_newest_version_is_asked_and_older_ones_are_still_known() -> None:
    telling = telling_with_survey()
    office = telling.device("O2", "province")
    office.says("survey_defined", "2019-04-01", body=a_survey(a_question("baru"), version=2))
    office.syncs()
    programme = telling.programme()
    assert [(each.survey, each.version) for each in programme.surveys()] == [("kebun", 2)]
    assert programme.survey("kebun", 1) == a_survey()
    assert programme.survey("kebun", 3) is None


def test_a_survey_defined_by_somebody_else_is_none() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    zaenal.says("survey_defined", "2019-01-01", body=a_survey())
    zaenal.syncs()
    assert telling.programme().surveys() == ()
