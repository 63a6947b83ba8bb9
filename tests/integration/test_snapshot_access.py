"""Who is given a snapshot: a device of its scope and nobody else, so often, and of so many kept."""

from base64 import urlsafe_b64encode
from pathlib import Path

import httpx
import pytest

from client_sync.exchange import protocol
from client_sync.exchange.state import Ask, Run
from client_sync.exchange.sync import read_state
from events import limits, wire
from events.batch import sign_head, to_header
from events.ids import OFFICE, HouseholdId, StreamId
from events.snapshot import request_bytes
from events.types.office import ScopeChanged
from server.exchange.challenge import make_challenge
from server.exchange.enrolling import revoke
from server.intake.office_device import Act
from tests.contract.raw import run
from tests.integration.district import a_family_of
from tests.integration.snapshots import a_full_office, files
from tests.integration.snapshots import small as small
from tests.office_app import a_phone
from tests.synced import VISIT, SyncedDevice, a_synced_device

# --- who may have it ------------------------------------------------------------------------------


async def asked_by(
    device: SyncedDevice, name: str, challenge: bytes | None = None
) -> dict[str, str]:
    """The headers with which a device that has synced asks for a snapshot, well signed."""
    state = await read_state(device.parts, Run())
    step = protocol.next_step(state, 0)
    assert isinstance(step, Ask)
    challenge = challenge or state.sync.challenge
    body = request_bytes(bytes.fromhex(name), challenge)
    signed = sign_head(device.keys.seed, step.request.batch, body)
    return {
        wire.SIGNED_HEAD_HEADER: to_header(signed),
        wire.CHALLENGE_HEADER: urlsafe_b64encode(challenge).decode(),
    }


async def test_only_a_device_of_that_scope_is_given_it(tmp_path: Path, database_url: str) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
        a_synced_device(office, tmp_path / "rina", "Rina", region="36.03.07") as rina,
    ):
        await irna.sync()
        await rina.sync()
        (file,) = files(office)
        path = f"/v1/snapshots/{file.stem}"

        async def ask(headers: dict[str, str]) -> tuple[int, str]:
            answer = await office.http.get(path, headers=headers)
            given = answer.status_code == 206
            return answer.status_code, "" if given else answer.json()["code"]

        mine, theirs = await asked_by(irna, file.stem), await asked_by(rina, file.stem)
        assert await ask(mine) == (206, "")
        assert await ask(theirs) == (404, "not_found")
        assert await ask({**mine, wire.SIGNED_HEAD_HEADER: theirs[wire.SIGNED_HEAD_HEADER]}) == (
            401, "bad_signature",
        )  # fmt: skip
        assert await ask({}) == (400, "bad_signed_head")
        assert await ask({**mine, wire.CHALLENGE_HEADER: "AAAA"}) == (401, "bad_signature")
        old = make_challenge(office.office.keys.challenge_key, irna.profile.device, 1, 0)
        assert await ask(await asked_by(irna, file.stem, old)) == (409, "bad_challenge")
        other = await asked_by(irna, "0" * 64)
        assert await ask(other) == (401, "bad_signature"), "the name is signed"
        for odd in ("x" * 64, "AB" * 32, "0" * 63, "%00"):
            answer = await office.http.get(f"/v1/snapshots/{odd}", headers=mine)
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_query")
        missing = await office.http.get(f"/v1/snapshots/{'0' * 64}", headers=other)
        assert missing.status_code == 404

        body = ScopeChanged(
            device=irna.profile.device, version=1, removed=(HouseholdId(families[0]),)
        )
        by = office.office.administrator
        await office.desk.device.append(Act(body=body, by=by, stream=OFFICE, on="2018-12-14"))
        assert await ask(mine) == (404, "not_found"), "it sees less by now"


async def test_no_key_of_a_family_out_of_scope_comes_with_it(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, families),
        a_synced_device(office, tmp_path / "rina", "Rina", region="36.03.07") as rina,
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        hidden = await a_family_of(rina, region="36.03.07.2001")
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents, outcome.requests > 3) == ("done", (), True)
        async with irna.journal.reading() as reading:
            assert [len(await reading.keys(StreamId(family))) for family in families] == [1, 1, 1]
            assert await reading.keys(StreamId(hidden)) == []


async def test_what_was_quarantined_is_in_none(tmp_path: Path, database_url: str) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        phone = await a_phone(office, "Rina")
        good = phone.line(stream=StreamId(families[0]))
        bad = good.replace(b'"outcome":"met"', b'"outcome":"away"')
        await phone.write(bad, good)
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents, outcome.requests > 3) == ("done", (), True)
        others = [row for row in await irna.rows(families[0]) if row.device == phone.id]
        assert [row.line for row in others] == [good]


async def test_a_revoked_device_is_given_nothing(tmp_path: Path, database_url: str) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        await irna.sync()
        (file,) = files(office)
        headers = await asked_by(irna, file.stem)
        await revoke(office.desk.device, irna.profile.device, "lost", office.office.administrator)
        answer = await office.http.get(f"/v1/snapshots/{file.stem}", headers=headers)
        assert answer.status_code == 404


async def test_a_copy_that_waits_is_given_nothing(tmp_path: Path, database_url: str) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        await irna.sync()
        (file,) = files(office)
        headers = await asked_by(irna, file.stem)
        device = irna.profile.device
        statement = f"UPDATE device SET cloned_from = device WHERE device = '{device}'"
        await run(database_url, statement)
        answer = await office.http.get(f"/v1/snapshots/{file.stem}", headers=headers)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "first", "last"),
    [
        (None, 206, 0, -1),
        ("bytes=0-0", 206, 0, 0),
        ("bytes=7-99999999", 206, 7, -1),
        ("bytes=5-", 206, 5, -1),
        ("bytes=9-3", 416, 0, 0),
        ("bytes=99999999-", 416, 0, 0),
        ("bytes=0-1,4-5", 416, 0, 0),
        ("lines=1-2", 416, 0, 0),
        ("bytes=-5", 416, 0, 0),
    ],
)
async def test_any_one_range_of_it_may_be_asked_for(
    tmp_path: Path, asked: str | None, status: int, first: int, last: int
) -> None:
    async with (
        a_full_office(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as (office, _, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        await irna.sync()
        (file,) = files(office)
        data = file.read_bytes()
        last = last % len(data)
        headers = await asked_by(irna, file.stem)
        if asked is not None:
            headers["Range"] = asked
        answer = await office.http.get(f"/v1/snapshots/{file.stem}", headers=headers)
        assert answer.status_code == status, answer.text
        if status == 206:
            assert answer.content == data[first : last + 1]
            assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(data)}"


async def test_what_a_device_fetches_of_snapshots_counts_in_its_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SHARE_BYTES_PER_S", 1)
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with (
        a_full_office(tmp_path, url) as (office, _, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
        a_synced_device(office, tmp_path / "rina", "Rina") as rina,
    ):
        for device in (irna, rina):
            outcome = await device.sync()
            assert (outcome.why, outcome.wait_s) == ("done", 0.0), "a first sync waits for nothing"
        (file,) = files(office)
        enough = 12 * limits.SHARE_BYTES_LEAST - limits.PAGE_BYTES_MAX
        monkeypatch.setattr(limits, "SHARE_BYTES_MAX", enough)

        async def ask(device: SyncedDevice) -> httpx.Response:
            headers = await asked_by(device, file.stem)
            return await office.http.get(f"/v1/snapshots/{file.stem}", headers=headers)

        answers = [await ask(irna) for _ in range(9)]
        assert [answer.status_code for answer in answers][-1] == 503
        assert answers[0].status_code == 206
        assert answers[-1].json()["code"] == "busy"
        assert int(answers[-1].headers["Retry-After"]) > 0
        assert (await ask(rina)).status_code == 206, "another device has its own share"


async def test_a_snapshot_that_is_made_counts_for_whom_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = limits.SHARE_BYTES_MAX + limits.PAGE_BYTES_MAX // 2
    monkeypatch.setattr(limits, "SNAPSHOT_MADE_BYTES", made)
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with (
        a_full_office(tmp_path, url) as (office, zaenal, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        await irna.sync()
        assert 0 < zaenal.clock.slept[0] < 1
        assert irna.clock.slept == [], "it was there already"


# --- what an office keeps -------------------------------------------------------------------------


async def test_an_office_keeps_two_of_a_scope_and_what_has_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_TAIL_EVENTS_MAX", 0)
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with a_full_office(tmp_path, url) as (office, zaenal, families):
        for name in ("Irna", "Rina", "Sari"):
            async with a_synced_device(office, tmp_path / name, name) as device:
                await device.sync()
            await zaenal.written("household_visited", families[0], yes=True, **VISIT)
            await zaenal.sync()
        assert len(files(office)) == 2
        monkeypatch.setattr(limits, "SNAPSHOT_CACHE_BYTES_MAX", 1)
        async with a_synced_device(office, tmp_path / "Tuti", "Tuti") as device:
            await device.sync()
        assert len(files(office)) == 1, "the one that is being fetched stays"
