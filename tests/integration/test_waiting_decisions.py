"""Another companion, proposals, decisions, and what families ask, by the office's commands."""

from typing import Final

from events.ids import event_id
from tests.builders import a_body, a_household, an_id
from tests.integration.waiting import (
    A_PERSON_MUST_DECIDE,
    REFUSED,
    USAGE,
    enrolled,
    proposed,
    told,
    two_phones,
)
from tests.office_app import a_family
from tests.office_story import Story
from tests.reading import get

K: Final = ("--by", "Kabupaten")
WHY: Final = ("--reason", "Surat jalan dilihat")


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
