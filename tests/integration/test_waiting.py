"""What waits for people at the office, and what officers decide: two phones, an office, commands.

Each situation of the field that the office has a part in is played as it happens: phones write
without a signal and sync over HTTP, officers give commands, readers ask with a token.
"""

from typing import Final

from events.ids import event_id
from events.limits import DAY_MS
from tests.builders import a_body
from tests.integration.waiting import (
    A_PERSON_MUST_DECIDE,
    DONE,
    REFUSED,
    disputed,
    enrolled,
    sold,
    told,
    two_phones,
)
from tests.office_app import a_family
from tests.office_story import Story
from tests.reading import BEGIN, get

K: Final = ("--by", "Kabupaten")
WHY: Final = ("--reason", "Surat jalan dilihat")


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
