"""A month's report is accepted once, keeps what was printed, and shows what came late."""

import asyncio

import pytest

from events.folds.activity import Activity
from events.folds.rollup import Figures
from events.types import RegionCode
from server.officers.reports import Line, changes
from tests.builders import PASIR_AMPO, a_household
from tests.contract.raw import run as run_sql
from tests.integration.two_families import entry, record
from tests.integration.two_families import office as office
from tests.office_terminal import DONE, Office

DECIDE, DIFFERENT = 5, 6
SHOW = ("report", "show", "36.03", "2019-06")
ACCEPT = ("report", "accept", "36.03", "2019-06", "--by", "Kepala")


def a_late_visit(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A visit of the closed month that is written down only now."""
    record(
        office, monkeypatch, entry("household_visited", a_household("one"), "2019-06-20", "Zaenal")
    )


def test_a_report_is_worked_out_as_of_the_months_end(office: Office) -> None:
    shown = office.ask(*SHOW)
    assert shown["accepted"] is None
    lines = {line["region"]: line for line in shown["now"]["lines"]}
    assert sorted(lines) == ["36.03.06.2001", "36.03.32.2001"]
    one = lines["36.03.06.2001"]
    assert (one["figures"]["households"], one["figures"]["jobs"]) == (1, 4)
    assert (one["activity"]["selling"], one["activity"]["revenue"]) == (1, 8_385_000)
    (april,) = office.ask("report", "show", "36.03.32", "2019-04")["now"]["lines"]
    assert (april["activity"]["ordered"], april["activity"]["received"]) == (1_000_000, 0)
    assert office.ask("report", "show", "36.03", "2017-12")["now"]["lines"] == []


def test_what_was_printed_stays_when_an_entry_comes_late(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = office.ask(*ACCEPT)
    before = office.ask(*SHOW)
    assert (before["revised"], before["accepted"]["lines"]) == (False, accepted["report"]["lines"])

    a_late_visit(office, monkeypatch)

    after = office.ask(*SHOW)
    assert after["accepted"] == before["accepted"]
    assert after["revised"] is True
    assert [(each["region"], each["figure"], each["printed"], each["now"])
            for each in after["changes"]] == [
        ("36.03.06.2001", "visits", 0, 1), ("36.03.06.2001", "met", 0, 1),
    ]  # fmt: skip
    code, out, _ = office.run(*SHOW)
    assert code == DONE
    assert "seperti tercetak" in out
    assert "Direvisi setelah ditutup" in out
    assert "Revised after closing" in office.run(*SHOW, "--lang", "en")[1]


def test_the_event_holds_the_digest_of_what_was_printed(office: Office) -> None:
    accepted = office.ask(*ACCEPT)
    (listed,) = office.ask("report", "list")
    assert (listed["position"], listed["lines"]) == (
        accepted["position"], accepted["report"]["lines"],
    )  # fmt: skip
    assert listed["size"] == accepted["position"]
    assert "Kepala" in office.run("report", "list")[1]
    assert office.ask("verify", "--processes", "0")["difference_count"] == 0


def test_the_same_figures_are_accepted_once(office: Office) -> None:
    first = office.ask(*ACCEPT)
    again = office.ask(*ACCEPT)
    assert again["position"] == first["position"]
    assert len(office.ask("report", "list")) == 1


def test_a_person_decides_whether_new_figures_are_accepted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = office.ask(*ACCEPT)
    a_late_visit(office, monkeypatch)

    code, out, _ = office.run(*ACCEPT)
    assert code == DECIDE
    assert "--again" in out
    second = office.ask(*ACCEPT, "--again")
    assert [each["position"] for each in office.ask("report", "list")] == [
        second["position"], first["position"],
    ]  # fmt: skip
    assert office.ask(*SHOW)["revised"] is False


def test_figures_that_somebody_changed_are_found(office: Office, database_url: str) -> None:
    office.ask(*ACCEPT)
    no_trigger = (
        "DROP TRIGGER accepted_report_no_update"
        if database_url.startswith("sqlite")
        else "ALTER TABLE accepted_report DISABLE TRIGGER accepted_report_append_only"
    )

    async def tamper() -> None:
        await run_sql(database_url, no_trigger)
        await run_sql(
            database_url, "UPDATE accepted_report SET lines = replace(lines, ':4,', ':5,')"
        )

    asyncio.run(tamper())
    code, out, _ = office.run(*SHOW)
    assert code == DIFFERENT
    assert "tidak cocok dengan sidik" in out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("36.03", "2999-01"), "period_open"),
        (("36.03", "2019-13"), "bad_period"),
        (("36.03", "2019"), "bad_period"),
        (("36.04", "2019-06"), "bad_region"),
        (("36.03.07", "2019-06"), "empty_report"),
    ],
)
def test_what_cannot_be_reported_is_refused(
    office: Office, arguments: tuple[str, str], word: str
) -> None:
    assert word in office.refusal("report", "accept", *arguments, "--by", "Kepala")


@pytest.mark.parametrize(("by", "word"), [("Zaenal", "not_entitled"), ("Siapa", "unknown_actor")])
def test_only_those_who_may_accept_a_report(office: Office, by: str, word: str) -> None:
    assert word in office.refusal(*ACCEPT[:-1], by)


def test_a_place_that_is_new_or_gone_differs_in_all_its_figures() -> None:
    made = Line(RegionCode(PASIR_AMPO), Figures(households=1), Activity(visits=2))
    assert [(each.figure, each.printed, each.now) for each in changes((), (made,))] == [
        ("households", 0, 1), ("visits", 0, 2),
    ]  # fmt: skip
    assert [(each.figure, each.printed, each.now) for each in changes((made,), ())] == [
        ("households", 1, 0), ("visits", 2, 0),
    ]  # fmt: skip
