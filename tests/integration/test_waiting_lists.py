"""Oversight, and what waits over HTTP."""

from pathlib import Path
from typing import Any

import pytest

from events.limits import DAY_MS
from tests.integration.bad_input import verdicts
from tests.integration.waiting import disputed, proposed, told, two_phones
from tests.office_app import a_family, an_office_app
from tests.office_story import Story
from tests.reading import BEGIN, get, refusal

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
async def test_what_a_phone_claims_in_the_offices_stream_is_no_look(story: Story) -> None:
    zaenal, _ = await two_phones(story)
    claim = zaenal.line("personal_revealed")
    sent = await zaenal.write(claim, claim.replace(b'"purpose"', b'"porpuse"'))
    assert verdicts(sent) == ["review(not_allowed)", "quarantined(bad_body)"]
    assert (await story.ask("access"))["items"] == []


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
