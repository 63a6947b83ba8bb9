"""What waits for people at the office, and what officers decide: two phones, an office, commands.

Each situation of the field that the office has a part in is played as it happens: phones write
without a signal and sync over HTTP, officers give commands, readers ask with a token.
"""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from events.ids import StreamId, event_id
from events.limits import DAY_MS
from tests.builders import a_body, a_household, an_id
from tests.integration.test_read_api import get, refusal
from tests.integration.test_sync_api import a_family
from tests.office_app import Phone, a_phone, an_office_app
from tests.office_story import BEGIN, Story, a_story

DONE, USAGE, REFUSED, A_PERSON_MUST_DECIDE = 0, 2, 3, 5
K: Final = ("--by", "Kabupaten")
WHY: Final = ("--reason", "Surat jalan dilihat")


Told = Callable[[Path, str, pytest.CaptureFixture[str], pytest.MonkeyPatch], Awaitable[None]]


def told(test: Callable[[Story], Awaitable[None]]) -> Told:
    """A test that is given a story, on both databases."""

    async def telling(
        tmp_path: Path,
        database_url: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async with a_story(tmp_path, database_url, capsys, monkeypatch) as story:
            await test(story)

    telling.__doc__ = test.__doc__
    return telling


def sold(quantity: int) -> Any:
    """The sales of a month with this quantity."""
    (sale,) = a_body("sales_reported").sales  # type: ignore[attr-defined]
    return a_body("sales_reported", sales=[{**msgspec.to_builtins(sale), "quantity": quantity}])


async def enrolled(phone: Phone, name: str = "nana") -> StreamId:
    """A family in the programme, with its enterprise."""
    family = await a_family(phone, name)
    await phone.write(
        phone.line("programme_enrolled", stream=family, on="2016"),
        phone.line("enterprise_started", stream=family, on="2018-05"),
    )
    return family


async def disputed(zaenal: Phone, rina: Phone, name: str = "nana") -> StreamId:
    """Both report November without a signal: Zaenal 215, Rina 251."""
    family = await enrolled(zaenal, name)
    await zaenal.write(zaenal.line("sales_reported", stream=family, body=sold(215)))
    await rina.write(rina.line("sales_reported", stream=family, body=sold(251)))
    return family


async def two_phones(story: Story) -> tuple[Phone, Phone]:
    return await a_phone(story.office, "Zaenal"), await a_phone(story.office, "Rina")


# --- situations 1, 2, 6: two accounts -------------------------------------------------------------


@told
async def test_two_visits_are_two_visits_and_one_field_seen_otherwise_conflicts(
    story: Story,
) -> None:
    """Situation 1."""
    zaenal, rina = await two_phones(story)
    family = await a_family(zaenal)
    for phone, wall in ((zaenal, "papan"), (rina, "tembok")):
        survey = a_body("housing_surveyed", wall_main=wall)
        await phone.write(
            phone.line("household_visited", stream=family, on="2018-12-01"),
            phone.line("housing_surveyed", stream=family, on="2018-12-01", body=survey),
        )

    (conflict,) = (await story.ask("conflicts"))["items"]

    assert (conflict["key"], conflict["field"]) == ("housing_surveyed", "wall_main")
    assert {claim["value"] for claim in conflict["claims"]} == {"papan", "tembok"}
    assert (await story.types(family)).count("household_visited") == 2


@told
async def test_a_conflict_is_shown_with_both_sides_and_decided_by_a_person(story: Story) -> None:
    """Situation 2."""
    zaenal, rina = await two_phones(story)
    family = await disputed(zaenal, rina)
    story.clock.set(BEGIN + 3 * DAY_MS)

    (conflict,) = (await story.ask("conflicts"))["items"]
    assert (conflict["household"], conflict["since"]) == (family, BEGIN)
    assert conflict["indicators"] == ["R1", "R2"] or "R1" in conflict["indicators"]
    sides = {claim["value"]: claim for claim in conflict["claims"]}
    assert (sides[215]["actor"], sides[251]["actor"]) == (
        zaenal.reply.actor, rina.reply.actor,
    )  # fmt: skip
    assert [side["known_to_author"] for side in sides.values()] == [[], []]
    code, out, _ = await story.run("conflicts", "--companion", "Rina")
    assert (code, out) == (DONE, "Tidak ada bentrok.\n")

    named = ("resolve", "sales_reported", "--household", family, "--rule", "document", *WHY)
    code, out, err = await story.run(*named, *K)
    assert code == A_PERSON_MUST_DECIDE
    assert ("215" in out, "251" in out, "--kept" in err) == (True, True, True)
    code, _, err = await story.run(*named, "--kept", sides[215]["event"], "--by", "Zaenal")
    assert (code, "berwenang" in err or "peran" in err.lower()) == (REFUSED, True)
    assert "conflict_resolved" not in await story.types(family)

    done = await story.ask(*named, "--kept", sides[215]["event"], *K)
    assert done["outcome"] == "written"
    assert (await story.ask("conflicts"))["items"] == []
    token = await story.office.token("koordinator_kabupaten", "36.03")
    found = await get(story.office, f"/v1/households/{family}", token)
    months = {month["period"]: month["quantity"] for month in found["enterprise"]["months"]}
    assert months["2018-11"] == 215


@told
async def test_all_conflicts_of_one_cause_are_decided_at_once_one_event_each(story: Story) -> None:
    zaenal, rina = await two_phones(story)
    families = [await disputed(zaenal, rina, name) for name in ("nana", "siti", "ani")]
    other = await a_family(zaenal, "ida")
    for phone, wall in ((zaenal, "papan"), (rina, "tembok")):
        survey = a_body("housing_surveyed", wall_main=wall)
        await phone.write(
            phone.line("housing_surveyed", stream=other, on="2018-12-01", body=survey)
        )
    rows = (await story.ask("conflicts"))["items"]
    assert len(rows) == 4
    first = next(row for row in rows if row["household"] == families[0])
    kept = next(c["event"] for c in first["claims"] if c["value"] == 215)
    like = (
        "resolve", first["key"], "--household", families[0], "--kept", kept,
        "--rule", "document", *WHY, *K, "--all-like",
    )  # fmt: skip

    planned = await story.ask(*like, code=A_PERSON_MUST_DECIDE)
    assert {act["household"] for act in planned["acts"]} == set(families)
    assert len((await story.ask("conflicts"))["items"]) == 4
    assert (await story.ask(*like, "--dry-run"))["outcome"] == "planned"

    written = await story.ask(*like, "--yes")
    assert len({act["event"] for act in written["acts"]}) == 3
    (left,) = (await story.ask("conflicts"))["items"]
    assert left["household"] == other
    for family in families:
        assert (await story.types(family)).count("conflict_resolved") == 1


@told
async def test_two_corrections_that_did_not_know_each_other_are_a_conflict(
    story: Story,
) -> None:
    """Situation 6."""
    zaenal, rina = await two_phones(story)
    family = await enrolled(zaenal)
    await zaenal.write(zaenal.line("sales_reported", stream=family, body=sold(251)))
    target = event_id(zaenal.lines[-1])
    for phone, new in ((zaenal, 215), (rina, 225)):
        correction = a_body("fact_corrected", target=target, old=251, new=new)
        await phone.write(phone.line("fact_corrected", stream=family, body=correction))

    (conflict,) = (await story.ask("conflicts"))["items"]
    assert conflict["key"] == f"correction:{target}"
    kept = next(c["event"] for c in conflict["claims"] if c["value"] == 215)
    await story.ask(
        "resolve", "correction", "--household", family, "--kept", kept, "--rule", "document",
        *WHY, *K,
    )  # fmt: skip

    assert (await story.ask("conflicts"))["items"] == []


@told
async def test_a_correction_nobody_contradicts_is_confirmed(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    family = await enrolled(zaenal)
    await zaenal.write(zaenal.line("sales_reported", stream=family, body=sold(251)))
    correction = a_body("fact_corrected", target=event_id(zaenal.lines[-1]), old=251, new=215)
    await zaenal.write(zaenal.line("fact_corrected", stream=family, body=correction))
    name = f"correction:{event_id(zaenal.lines[-1])}"

    done = await story.ask(
        "resolve", name[:25], "--household", family, "--rule", "document", *WHY, *K
    )

    assert [act["type"] for act in done["acts"]] == ["conflict_resolved"]
    code, _, err = await story.run(
        "resolve", "correction:ffff", "--household", family, "--rule", "document", *WHY, *K
    )
    assert (code, "unknown_conflict" in err) == (REFUSED, True)


# --- reviews --------------------------------------------------------------------------------------


@told
async def test_what_a_revoked_device_brings_is_accepted_or_returned(
    story: Story,
) -> None:
    zaenal, _ = await two_phones(story)
    family = await a_family(zaenal)
    await story.ask("revoke", zaenal.id, "--reason", "lost")
    await zaenal.write(*(zaenal.line(stream=family, number=n, on="2018-12-01") for n in range(3)))
    waiting = (await story.ask("review"))["items"]
    assert [item["codes"] for item in waiting] == [["revoked"]] * 3
    first = waiting[0]["event"]

    verdict = ("--outcome", "returned", *WHY, *K)
    await story.ask("review", first[:12], *verdict)
    left = {item["event"] for item in (await story.ask("review"))["items"]}
    assert left == {item["event"] for item in waiting} - {first}

    many = ("review", "--code", "revoked", "--outcome", "accepted", *WHY, *K)
    assert (await story.ask(*many, code=A_PERSON_MUST_DECIDE))["outcome"] == "planned"
    await story.ask(*many, "--yes")
    assert (await story.ask("review"))["items"] == []
    token = await story.office.token("auditor", "36")
    page = await get(story.office, f"/v1/households/{family}/history", token)
    states = {item["event"]: item for item in page["items"]}
    assert (states[first]["state"], "returned" in states[first]["flags"]) == ("in_review", True)
    assert {states[event]["state"] for event in left} == {"standing"}


@told
async def test_what_looks_odd_is_its_authors_before_it_is_the_offices(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    family = await a_family(zaenal)
    odd = a_body("wellbeing_surveyed", savings=10**12)
    await zaenal.write(zaenal.line("wellbeing_surveyed", stream=family, on="2018-12", body=odd))
    code, out, _ = await story.run("review")
    assert (code, "1 lagi masih pada penulisnya" in out) == (DONE, True)
    assert [item["codes"] for item in (await story.ask("review", "--all"))["items"]] == [
        ["implausible"]
    ]

    story.clock.set(BEGIN + 7 * DAY_MS)
    assert len((await story.ask("review"))["items"]) == 1


@told
async def test_a_visit_of_long_ago_is_listed_as_late(story: Story) -> None:
    """Situation 5."""
    zaenal, _ = await two_phones(story)
    family = await a_family(zaenal)
    await zaenal.write(
        zaenal.line(stream=family, on="2018-10-02", late="no_signal"),
        zaenal.line(stream=family, on="2018-12-01", number=1),
    )

    (late,) = (await story.ask("review", "--late"))["items"]

    assert (late["on"], late["codes"]) == ("2018-10-02", ["no_signal"])
    assert (await story.ask("review"))["items"] == []


@told
async def test_a_line_the_office_could_not_take_is_listed_with_its_device(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    family = await a_family(zaenal)
    bad = zaenal.line(stream=family).replace(b'"outcome":"met"', b'"outcome":"away"')
    await zaenal.write(bad, zaenal.line(stream=family, number=1))

    (line,) = (await story.ask("review", "--quarantined"))["items"]

    assert (line["verdict"], line["device"], line["household"]) == (
        "quarantined(bad_body)", zaenal.id, family,
    )  # fmt: skip
    code, out, _ = await story.run("review", "--quarantined")
    assert (code, "Zaenal" in out, "perbarui aplikasi" in out) == (DONE, True, True)
    token = await story.office.token("auditor", "36")
    assert (await get(story.office, "/v1/quarantined", token))["items"] == [line]


# --- situation 3: another companion ---------------------------------------------------------------


@told
async def test_a_household_reassigned_while_its_companion_is_offline(story: Story) -> None:
    """Situation 3."""
    zaenal, rina = await two_phones(story)
    family = await enrolled(zaenal)
    await story.ask(
        "assign", family, "--to", "Zaenal", "--effective", "2018-01-01", "--reason", "new", *K
    )
    await story.ask(
        "assign", family, "--to", "Rina", "--effective", "2018-12-01", "--reason", "leave", *K
    )
    before = zaenal.line(stream=family, on="2018-11-30", number=1)
    after = zaenal.line(stream=family, on="2018-12-05", number=2)
    proposal = zaenal.line("graduation_proposed", stream=family, on="2018-12-06", number=3)
    await zaenal.write(before, after, proposal)

    odd = {item["event"]: item for item in (await story.ask("review", "--all"))["items"]}

    assert odd.keys() == {event_id(after), event_id(proposal)}
    assert {tuple(item["codes"]) for item in odd.values()} == {("outside_assignment",)}
    assert (await story.ask("proposals"))["items"] == []
    (row,) = (await story.ask("caseload"))["items"]
    assert (row["companion"], row["households"]) == (rina.reply.actor, 1)


@told
async def test_a_whole_caseload_changes_hands_at_once(story: Story) -> None:
    zaenal, rina = await two_phones(story)
    families = [await enrolled(zaenal, name) for name in ("nana", "siti", "ani")]
    given = ("--to", "Zaenal", "--effective", "2018-01-01", "--reason", "new", *K)
    planned = await story.ask("assign", *families, *given, code=A_PERSON_MUST_DECIDE)
    assert len(planned["acts"]) == 3
    await story.ask("assign", *families, *given, "--yes")

    handed = ("--to", "Rina", "--effective", "2018-12-14", "--reason", "balance", *K)
    await story.ask("assign", "--from", "Zaenal", *handed, "--yes")

    balance = await story.ask("caseload")
    assert [(row["companion"], row["households"]) for row in balance["items"]] == [
        (rina.reply.actor, 3)
    ]
    assert (balance["mean"], balance["planned"], balance["unassigned"]) == (3, 200, 0)
    code, _, err = await story.run("assign", families[0], *handed[2:], "--to", "Kabupaten")
    assert (code, "no_companion" in err) == (REFUSED, True)
    assert (await story.run("assign", *handed))[0] == USAGE


# --- proposals and decisions ----------------------------------------------------------------------


async def proposed(zaenal: Phone, family: StreamId, **fields: object) -> str:
    """A proposal of graduation by Zaenal; its id."""
    proposal = an_id(f"proposal of {family}")
    body = a_body("graduation_proposed", proposal=proposal, **fields)
    await zaenal.write(
        zaenal.line("graduation_proposed", stream=family, on="2018-12-03", body=body)
    )
    return proposal


@told
async def test_a_graduation_takes_two_levels_and_another_person_each(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    family = await enrolled(zaenal)
    proposal = await proposed(zaenal, family)
    decide = ("decide", proposal, "--decision", "approved", "--reason", "Syarat terpenuhi")

    (waiting,) = (await story.ask("proposals"))["items"]
    assert (waiting["proposal"], waiting["awaits"]) == (proposal, "kabupaten")
    for by in ("Zaenal", "Provinsi"):
        code, _, _ = await story.run(*decide, "--level", "kabupaten", "--by", by)
        assert code == REFUSED
    await story.ask(*decide, "--level", "kabupaten", *K)
    (waiting,) = (await story.ask("proposals", "--awaits", "province"))["items"]
    assert waiting["proposal"] == proposal
    province = ("--level", "province", "--by", "Provinsi", "--effective", "2018-12-14")
    await story.ask(*decide, *province)

    assert (await story.ask("proposals"))["items"] == []
    file = await story.ask("decision", proposal[:13])
    assert [(each["level"], each["flags"]) for each in file["proposal"]["decisions"]] == [
        ("kabupaten", []),
        ("province", []),
    ]
    token = await story.office.token("koordinator_kabupaten", "36.03")
    found = await get(story.office, f"/v1/households/{family}", token)
    assert found["household"]["status"] == "graduated"


@told
async def test_a_decision_stands_on_its_frozen_copy_and_shows_what_came_later(story: Story) -> None:
    """Situation 12."""
    zaenal, rina = await two_phones(story)
    family = await enrolled(zaenal)
    survey = a_body("wellbeing_surveyed", food_deficit_12m="none")
    await zaenal.write(
        zaenal.line("wellbeing_surveyed", stream=family, on="2018-11-20", body=survey)
    )
    copy = {
        "id": "R3", "verdict": "met", "value": "none", "threshold": "none",
        "evidence": [event_id(zaenal.lines[-1])],
    }  # fmt: skip
    proposal = await proposed(zaenal, family, indicators=[copy])
    decide = ("decide", proposal, "--decision", "approved", "--reason", "Syarat terpenuhi")
    await story.ask(*decide, "--level", "kabupaten", *K)
    await story.ask(*decide, "--level", "province", "--by", "Provinsi", "--effective", "2019-02-01")
    assert (await story.ask("proposals"))["items"] == []

    later = a_body("wellbeing_surveyed", food_deficit_12m="often")
    late = rina.line("wellbeing_surveyed", stream=family, on="2018-12-02", body=later)
    await rina.write(late)

    (waiting,) = (await story.ask("proposals"))["items"]
    assert (waiting["awaits"], waiting["changed"]) == ("confirmation", ["R3"])
    assert "decision_basis_changed" in waiting["household_flags"]
    file = await story.ask("decision", proposal)
    assert file["copy"][0]["verdict"] == "met"
    assert [state["indicators"]["R3"]["verdict"] for state in file["states"]] == ["met", "met"]
    (changed,) = file["changed"]
    assert (changed["id"], changed["then"]["verdict"], changed["now"]["verdict"]) == (
        "R3", "met", "not_met",
    )  # fmt: skip
    assert changed["unknown_then"] == [event_id(late)]

    await story.ask(*decide, "--level", "kabupaten", *K)
    assert (await story.ask("proposals"))["items"] == []


@told
async def test_an_exit_takes_papers_notice_and_time_and_an_own_request_none(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    named = {}
    for name, fields in {
        "hurried": {"reason": "non_commitment"},
        "noticed": {
            "reason": "non_commitment", "document": "463/12", "family_notified": "2018-12-03",
        },
        "own": {"reason": "own_request"},
        "wrong": {"reason": "duplicate"},
    }.items():  # fmt: skip
        family = await enrolled(zaenal, name)
        named[name] = an_id(f"exit of {name}")
        body = a_body("exit_proposed", proposal=named[name], **fields)
        await zaenal.write(zaenal.line("exit_proposed", stream=family, on="2018-12-03", body=body))
    rows = {row["proposal"]: row for row in (await story.ask("proposals"))["items"]}
    assert rows.keys() == set(named.values())
    assert rows[named["hurried"]]["flags"] == ["without_notice"]
    assert rows[named["noticed"]]["not_before"] == "2018-12-17"
    given = ("--decision", "approved", "--reason", "Sudah dibahas", *K)

    code, _, err = await story.run("decide", named["hurried"], *given, "--effective", "2019-01-31")
    assert (code, "dokumen" in err) == (REFUSED, True)
    early = await story.run("decide", named["noticed"], *given, "--effective", "2018-12-16")
    assert (early[0], "14 hari" in early[2]) == (REFUSED, True)
    assert (await story.run("decide", named["own"], *given))[0] == REFUSED
    await story.ask("decide", named["noticed"], *given, "--effective", "2018-12-17")
    await story.ask("decide", named["own"], *given, "--effective", "2018-12-14")
    await story.ask("decide", named["wrong"], "--decision", "rejected", *WHY, *K)

    left = [row["proposal"] for row in (await story.ask("proposals"))["items"]]
    assert left == [named["hurried"]]
    assert (await story.types(a_household("wrong")))[-1] == "event_voided"


# --- what families ask ----------------------------------------------------------------------------


@told
async def test_a_complaint_waits_until_a_coordinator_answers_it(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    family = await a_family(zaenal)
    complaint = a_body("family_statement", stance="complains")
    await zaenal.write(
        zaenal.line("family_statement", stream=family, on="2018-12-01", body=complaint)
    )
    (waiting,) = (await story.ask("statements"))["items"]
    assert (waiting["codes"], waiting["household"]) == (["complains"], family)

    answer = ("answer", waiting["event"][:10], "--text", "Sudah dibicarakan")
    await story.ask(*answer, *K, "--open")
    (waiting,) = (await story.ask("statements"))["items"]
    assert len(waiting["replies"]) == 1
    await story.ask(*answer, *K)

    assert (await story.ask("statements"))["items"] == []
    code, _, err = await story.run(*answer, *K)
    assert (code, "not_waiting" in err) == (REFUSED, True)


# --- oversight, and the API -----------------------------------------------------------------------


@told
async def test_the_list_of_devices_says_who_has_not_synced_for_a_week(story: Story) -> None:
    zaenal, rina = await two_phones(story)
    story.clock.set(BEGIN + 8 * DAY_MS)
    await a_family(rina)

    silent = await story.ask("devices", "--silent")

    assert [(each["device"], each["name"]) for each in silent] == [(zaenal.id, "Zaenal")]
    assert silent[0]["contact"] == BEGIN


@told
async def test_the_access_log_says_who_looked_at_which_household_and_what_for(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    nana, siti = await a_family(zaenal), await a_family(zaenal, "siti")
    officer = await story.office.actor("Kabupaten", "koordinator_kabupaten", "36.03")
    token = await story.office.token("koordinator_kabupaten", "36.03", officer.id)
    for family, purpose in ((nana, "complaint"), (siti, "audit")):
        path = f"/v1/households/{family}/history"
        await get(story.office, path, token, personal=purpose)

    everything = (await story.ask("access"))["items"]
    assert [(look["household"], look["purpose"]) for look in everything] == [
        (siti, "audit"),
        (nana, "complaint"),
    ]
    of_nana = (await story.ask("access", "--household", nana, "--by", "Kabupaten"))["items"]
    assert [look["by"] for look in of_nana] == [officer.id]
    page = await get(story.office, "/v1/access", token, household=nana)
    assert page["items"] == of_nana


@told
async def test_lists_over_http_are_those_of_the_commands_for_a_region(
    story: Story,
) -> None:
    zaenal, rina = await two_phones(story)
    family = await disputed(zaenal, rina)
    proposal = await proposed(zaenal, family)
    kabupaten = await story.office.token("koordinator_kabupaten", "36.03")
    other = await story.office.token("koordinator_kecamatan", "36.03.07")

    for path, command in (
        ("/v1/conflicts", "conflicts"),
        ("/v1/proposals", "proposals"),
        ("/v1/caseloads", "caseload"),
    ):
        shown = await story.ask(command)
        assert await get(story.office, path, kabupaten) == shown, path
        elsewhere = await get(story.office, path, other)
        assert elsewhere["items"] == [], path
    assert (await get(story.office, "/v1/inbox", kabupaten, kind="note"))["items"] == []
    file = await story.ask("decision", proposal)
    assert await get(story.office, f"/v1/proposals/{proposal}", kabupaten) == file
    assert await refusal(story.office, f"/v1/proposals/{proposal}", other) == (404, "not_found")
    for path in ("/v1/devices", "/v1/access"):
        assert (await refusal(story.office, path, other))[0] == 403
    devices = await get(story.office, "/v1/devices", kabupaten)
    assert {row["device"] for row in devices["items"]} >= {zaenal.id, rina.id}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/conflicts", {"after": "x"}),
        ("/v1/conflicts", {"after": '[1,"a\\u0000","",""]'}),
        ("/v1/conflicts", {"after": '[99999999999999999999,"","",""]'}),
        ("/v1/inbox", {"kind": "nonsense"}),
        ("/v1/inbox", {"companion": "zaenal"}),
        ("/v1/inbox", {"after": '[true,"",""]'}),
        ("/v1/proposals", {"awaits": "me"}),
    ],
)
async def test_a_question_that_cannot_be_read_is_refused_by_name(
    tmp_path: Path, path: str, query: dict[str, str]
) -> None:
    async with an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office:
        token = await office.token("koordinator_kabupaten", "36.03")
        answer = await office.http.get(path, headers=token, params=query)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")


@told
async def test_a_list_over_http_comes_in_pages_that_join(story: Story) -> None:
    zaenal, rina = await two_phones(story)
    for name in ("nana", "siti", "ani"):
        await disputed(zaenal, rina, name)
    whole = (await story.ask("conflicts"))["items"]
    token = await story.office.token("koordinator_kabupaten", "36.03")
    joined: list[Any] = []
    query: dict[str, object] = {"limit": 1}
    while True:
        page = await get(story.office, "/v1/conflicts", token, **query)
        joined += page["items"]
        if page["next"] is None:
            break
        query["after"] = page["next"]

    assert joined == whole
    assert len(joined) == 3
