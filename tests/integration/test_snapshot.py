"""The first sync by snapshot: in chunks, whole or broken, for who has the scope and nobody else.

The real device and the real office in one process, on both databases, with chunks of four events.
"""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from client_sync.exchange import protocol
from client_sync.exchange.state import Ask, Run
from client_sync.exchange.sync import read_state
from client_sync.ports import OfficeUnreachable
from client_sync.refusals import DeviceRefused
from events import limits, wire
from events.batch import sign_head, to_header
from events.ids import OFFICE, PROGRAMME, HouseholdId, StreamId
from events.snapshot import Snapshot, request_bytes
from events.types.office import ScopeChanged
from server.exchange.enrolling import revoke
from server.exchange.snapshots import DIRECTORY
from server.intake.office_device import Act
from tests.integration.test_sync import NANA
from tests.office_app import OfficeApp, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device, content_of

HOUSEHOLDS = 3
EVENTS = HOUSEHOLDS * 6


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SNAPSHOT_EVENTS_MIN", 8)
    monkeypatch.setattr(limits, "SNAPSHOT_CHUNK_EVENTS_MAX", 4)
    monkeypatch.setattr(limits, "SNAPSHOT_TAIL_EVENTS_MAX", 2)


@asynccontextmanager
async def a_full_office(
    directory: Path, url: str
) -> AsyncIterator[tuple[OfficeApp, SyncedDevice, list[str]]]:
    """An office at which Zaenal has written some families down."""
    async with (
        an_office_app(directory, url) as office,
        a_synced_device(office, directory / "zaenal", "Zaenal") as zaenal,
    ):
        families = []
        for _ in range(HOUSEHOLDS):
            families.append(household := await zaenal.a_household())
            await zaenal.written("member_added", household, **NANA)
            for number in range(4):
                await zaenal.written(
                    "household_visited", household, note=f"ke-{number}", yes=True, **VISIT
                )
        await zaenal.sync()
        yield office, zaenal, families


def files(office: OfficeApp) -> list[Path]:
    return sorted((office.office.settings.data / DIRECTORY).glob("*.zst"))


def made(office: OfficeApp) -> Snapshot:
    """The one snapshot there is."""
    (index,) = (office.office.settings.data / DIRECTORY).glob("*.index")
    return msgspec.msgpack.decode(index.read_bytes(), type=Snapshot)


async def agree(one: SyncedDevice, other: SyncedDevice, families: list[str]) -> None:
    """Both hold the same of these families, and can read it."""
    for family in families:
        mine = [(row.id, row.position, row.verdict, row.line) for row in await one.rows(family)]
        theirs = [(row.id, row.position, row.verdict, row.line) for row in await other.rows(family)]
        assert sorted(mine) == sorted(theirs)
        assert await one.digest(family) == await other.digest(family)
        lines, _ = await other.pages().history(StreamId(family))
        assert [line.personal for line in lines if line.type == "member_added"] == [
            {"name": "Nana Sofinah"}
        ]


async def test_a_new_device_has_everything_and_can_read_it(
    tmp_path: Path, database_url: str
) -> None:
    async with a_full_office(tmp_path, database_url) as (office, zaenal, families):
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            outcome = await irna.sync()
            assert (outcome.why, outcome.incidents) == ("done", ())
            chunks = made(office).chunks
            assert len(chunks) > 3
            assert outcome.requests == 1 + len(chunks) + 1, "an offer, its chunks, the tail"
            await agree(zaenal, irna, families)
            assert len(files(office)) == 1
            async with irna.journal.reading() as reading:
                assert await reading.snapshot() is None
                assert await reading.keys_wanted() == []
        again = await zaenal.sync()
        assert (again.requests, again.items) == (1, 1), "who has most of it reads pages"


async def test_one_of_the_same_scope_is_given_the_same_file(
    tmp_path: Path, database_url: str
) -> None:
    async with a_full_office(tmp_path, database_url) as (office, zaenal, families):
        for name in ("Irna", "Rina"):
            async with a_synced_device(office, tmp_path / name, name) as device:
                await device.sync()
                await agree(zaenal, device, families)
        assert len(files(office)) == 1


class CutAfter:
    """Cuts the way at one of the chunks."""

    def __init__(self, chunk: int) -> None:
        self.left = chunk

    def __call__(self, body: bytes) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise httpx.ReadError("no signal")
        return body


async def test_a_device_that_was_cut_off_goes_on_with_the_next_chunk(
    tmp_path: Path, database_url: str
) -> None:
    async with a_full_office(tmp_path, database_url) as (office, zaenal, families):
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            irna.way.mangle = CutAfter(3)  # the offer and two chunks
            with pytest.raises(OfficeUnreachable):
                await irna.sync()
            async with irna.journal.reading() as reading:
                held = await reading.snapshot()
                state = await reading.sync_state()
                ids = await reading.stream_ids()
            assert held is not None
            assert state.cursor.size == held.snapshot.chunks[1].end
            family = next(name for name in ids if name != PROGRAMME)
            assert await irna.rows(family), "what came is there"
            with pytest.raises(DeviceRefused) as refused:
                await irna.record("exit_proposed", family, programme="jamsosratu")
            assert refused.value.code == "household_incomplete"
        async with a_synced_device(office, tmp_path / "irna", "Irna") as irna:
            await irna.written("household_visited", family, note="sementara itu", **VISIT)
            outcome = await irna.sync()
            assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())
            assert outcome.items < EVENTS, "no chunk comes twice"
            await zaenal.sync()
            await agree(zaenal, irna, families)
            assert len(files(office)) == 1


@pytest.mark.parametrize(
    "mangle",
    [
        lambda body: body[:-1],
        lambda body: bytes([body[0] ^ 1]) + body[1:],
        lambda body: body[:-1] + bytes([body[-1] ^ 128]),
        lambda body: b"",
        lambda body: body + b"\0",
    ],
    ids=["cut short", "first bit", "last bit", "empty", "longer"],
)
async def test_a_chunk_with_one_wrong_byte_is_named_and_fetched_again(
    tmp_path: Path, database_url: str, mangle: Any
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        answers = iter(range(1_000))
        irna.way.mangle = lambda body: mangle(body) if next(answers) == 2 else body
        outcome = await irna.sync()
        assert outcome.why == "done"
        assert [incident.code for incident in outcome.incidents] == ["snapshot_damaged"]
        await agree(zaenal, irna, families)


async def test_a_broken_chunk_leaves_nothing_behind_but_its_name(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, _, _),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(2)  # the offer and a chunk
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        before = content_of(tmp_path / "irna")
        left = iter((True,))

        def broken_then_cut(body: bytes) -> bytes:
            if next(left, False):
                return body[:-1] + bytes([body[-1] ^ 1])
            raise httpx.ReadError("no signal")

        irna.way.mangle = broken_then_cut
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        changed = set(content_of(tmp_path / "irna")) - set(before)
        assert sorted(line.split('"')[1] for line in changed) == ["incident", "sync_state"]
        assert [incident.code for incident in await irna.incidents()] == ["snapshot_damaged"]


async def test_an_office_whose_file_is_broken_sends_pages(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(1)
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        (file,) = files(office)
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 4
        file.write_bytes(bytes(data))
        outcome = await irna.sync()
        assert [incident.code for incident in outcome.incidents] == ["snapshot_damaged"]
        assert outcome.why == "done"
        await agree(zaenal, irna, families)


async def test_a_file_that_is_gone_is_no_trouble(tmp_path: Path, database_url: str) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(2)
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        for file in files(office):
            file.unlink()
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents) == ("done", ())
        await agree(zaenal, irna, families)


async def test_a_household_that_leaves_meanwhile_is_gone_and_one_that_comes_is_there(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        a_full_office(tmp_path, database_url) as (office, zaenal, families),
        a_synced_device(office, tmp_path / "irna", "Irna") as irna,
    ):
        irna.way.mangle = CutAfter(3)
        with pytest.raises(OfficeUnreachable):
            await irna.sync()
        irna.way.mangle = None
        body = ScopeChanged(
            device=irna.profile.device, version=1, region=irna.profile.region,
            removed=(HouseholdId(families[0]),),
        )  # fmt: skip
        by = office.office.administrator
        await office.desk.device.append(Act(body=body, by=by, stream=OFFICE, on="2018-12-14"))
        outcome = await irna.sync()
        assert (outcome.why, outcome.incidents, outcome.left) == ("done", (), 1)
        assert await irna.rows(families[0]) == []
        await agree(zaenal, irna, families[1:])


# --- who may have it ------------------------------------------------------------------------------


async def asked_by(device: SyncedDevice, name: str) -> dict[str, str]:
    """The headers with which a device that has synced asks for a snapshot, well signed."""
    state = await read_state(device.parts, Run())
    step = protocol.next_step(state, 0)
    assert isinstance(step, Ask)
    body = request_bytes(bytes.fromhex(name), state.sync.challenge)
    signed = sign_head(device.keys.seed, step.request.batch, body)
    return {
        wire.SIGNED_HEAD_HEADER: to_header(signed),
        wire.CHALLENGE_HEADER: urlsafe_b64encode(state.sync.challenge).decode(),
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
        other = await asked_by(irna, "0" * 64)
        assert await ask(other) == (401, "bad_signature"), "the name is signed"
        missing = await office.http.get(f"/v1/snapshots/{'0' * 64}", headers=other)
        assert missing.status_code == 404

        body = ScopeChanged(
            device=irna.profile.device, version=1, removed=(HouseholdId(families[0]),)
        )
        by = office.office.administrator
        await office.desk.device.append(Act(body=body, by=by, stream=OFFICE, on="2018-12-14"))
        assert await ask(mine) == (404, "not_found"), "it sees less by now"


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
