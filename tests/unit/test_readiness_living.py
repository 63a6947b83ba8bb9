"""R8 to R12: water, house, licence, request and care."""

import pytest

from tests.builders import an_id
from tests.indicators import (
    CHILD,
    DAY,
    MOTHER,
    MOTHER_ADDED,
    NANA,
    REFERRED,
    Said,
    indicator,
    planned,
    referral,
    surveyed,
    verdict,
)
from tests.telling import Telling


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (surveyed(), "met"),
        (surveyed(waste_distance_m=10), "not_met"),
        (surveyed(waste_distance_m=11), "met"),
        (surveyed(waste_distance_m=None), "unknown"),
        (surveyed(water="piped", waste_distance_m=None), "met"),
        (surveyed(water="open_well"), "not_met"),
        (surveyed(water="bought"), "unknown"),
        (surveyed(toilet="shared"), "met"),
        (surveyed(toilet="public"), "not_met"),
        (surveyed(toilet="none", closet=None, septic=None), "not_met"),
        (surveyed(closet=None), "unknown"),
        (surveyed(closet="cemplung"), "not_met"),
        (surveyed(septic="ipal"), "met"),
        (surveyed(septic="open_water"), "not_met"),
        (surveyed(toilet="unknown", water="open_well"), "not_met"),
        (surveyed("2017-05-10"), "met"),
        (surveyed("2017-05-09"), "stale"),
    ],
)
def test_water_and_toilet_are_fit(said: Said, expected: str) -> None:
    assert verdict("R8", said) == expected


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([surveyed(wall_main="tembok")], "met", "durable"),
        ([surveyed()], "not_met", "not_durable"),
        ([surveyed(), REFERRED], "met", "not_durable"),
        (
            [
                surveyed(),
                REFERRED,
                ("referral_updated", "2019-05-01", {"service": "housing", "state": "refused"}),
            ],
            "not_met",
            "not_durable",
        ),
        ([surveyed(wall_main="unknown")], "unknown", None),
        ([surveyed(wall_main="unknown", roof_main="asbes")], "not_met", "not_durable"),
        ([surveyed(wall_main="lainnya")], "unknown", None),
        (
            [surveyed(wall_main="papan", roof_main="seng", floor_main="tanah")],
            "not_met",
            "not_durable",
        ),
    ],
)
def test_a_house_is_durable_or_a_referral_is_open(
    said: list[Said], expected: str, value: str | None
) -> None:
    found = indicator("R9", *said)

    assert (found.verdict, found.value) == (expected, value)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "unknown"),
        ([("licence_obtained", "2018-11", {"kind": "nib"})], "met"),
        ([("licence_obtained", "2018-11", {"kind": "halal"})], "unknown"),
        ([referral("made")], "met"),
        ([referral("done")], "met"),
        ([referral("refused")], "not_met"),
    ],
)
def test_a_licence_or_a_referral_for_one(said: list[Said], expected: str) -> None:
    assert verdict("R10", *said) == expected


def request(on: str, **said: object) -> Said:
    return ("graduation_requested", on, said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "not_met"),
        ([request("2019-04-20")], "met"),
        ([request("2018-11-10")], "met"),
        ([request("2018-11-09")], "stale"),
        ([request("2019-04-20", statement="oral")], "not_met"),
        ([request("2019-04-20", statement="oral", witness=an_id("witness"))], "met"),
        ([request("2019-04-20"), request("2019-05-01", withdrawn=True)], "not_met"),
        ([request("2019-04-20", withdrawn=True), request("2019-05-01")], "met"),
        ([request("2019-04-20"), request("2019-04-20", withdrawn=True)], "not_met"),
    ],
)
def test_the_family_asked_and_did_not_take_it_back(said: list[Said], expected: str) -> None:
    assert verdict("R11", *said) == expected


def test_without_a_request_the_enrolment_is_the_evidence_of_its_absence() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    enrolled = zaenal.says("programme_enrolled", "2016-07-11")

    found = telling.answer(DAY, enrolled).readiness.indicators["R11"]

    assert (found.verdict, found.evidence) == ("not_met", (enrolled.id,))


@pytest.mark.parametrize(
    ("said", "expected", "value"),
    [
        ([], "not_applicable", None),
        ([MOTHER_ADDED], "not_met", 0),
        ([MOTHER_ADDED, planned()], "met", 1),
        ([MOTHER_ADDED, planned(member=None)], "met", 1),
        ([MOTHER_ADDED, planned(member=NANA)], "not_met", 0),
        ([MOTHER_ADDED, planned(goal="saving")], "not_met", 0),
        ([MOTHER_ADDED, planned("2018-05-09")], "stale", 1),
        (
            [
                MOTHER_ADDED,
                ("referral_updated", "2019-04-16", {"service": "puskesmas", "member": MOTHER}),
            ],
            "met",
            1,
        ),
        (
            [
                (
                    "member_added",
                    "2016",
                    {"member": CHILD, "birth_year": 2006, "disability": "severe"},
                )
            ],
            "not_met",
            0,
        ),
        ([("member_added", "2016", {"member": CHILD, "birth_year": "unknown"})], "unknown", 0),
        ([MOTHER_ADDED, ("member_died", "2019-05-01", {"member": MOTHER})], "not_applicable", None),
        ([("member_added", "2016", {"member": CHILD, "birth_year": 1959})], "not_met", 0),
        ([("member_added", "2016", {"member": CHILD, "birth_year": 1960})], "not_applicable", None),
    ],
)
def test_everybody_old_or_severely_disabled_is_cared_for(
    said: list[Said], expected: str, value: int | None
) -> None:
    found = indicator("R12", *said)

    assert (found.verdict, found.value) == (expected, value)
