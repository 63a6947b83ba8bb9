"""Two phones from one copy: each writes on, both are heard, nothing is lost and nothing twice."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import msgspec
import pytest

from client_sync.device import JOURNAL_FILE
from client_sync.exchange.carrying import deliver, export
from client_sync.key_store import FileKeyStore
from client_sync.ports import OfficeRefused, OfficeUnreachable
from client_sync.storage.sqlite_journal import open_journal
from events import crypto, wire
from events.enrolment import CloneRequest, sign_clone
from events.errors import InputRefused
from events.ids import PROGRAMME, StreamId, device_id
from events.types import Role
from server.devices.enrolled import Device, all_devices, find_device
from server.exchange.cloning import approve
from server.exchange.enrolling import revoke
from tests.contract.raw import run
from tests.devices import CountedChance
from tests.office_app import OfficeApp, a_phone, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device


async def a_copied_phone(office: OfficeApp, tmp_path: Path) -> str:
    """A phone with a sent and an unsent entry, and a copy of its directory on another machine."""
    async with a_synced_device(office, tmp_path / "d1") as device:
        household = await device.a_household()
        await device.sync()
        await device.written("household_visited", household, note="sebelum disalin", **VISIT)
    shutil.copytree(tmp_path / "d1", tmp_path / "d2")
    return household


@asynccontextmanager
async def the_copy(office: OfficeApp, tmp_path: Path) -> AsyncIterator[SyncedDevice]:
    """The copy: its own state outside the directory, so another installation."""
    async with a_synced_device(office, tmp_path / "d2", "the copy's chance") as device:
        yield device


async def notes(device: SyncedDevice, household: str) -> list[str]:
    lines, _ = await device.pages().history(StreamId(household))
    told = {str((line.personal or {}).get("note", "")) for line in lines}
    return sorted(told - {""})


async def shown(device: SyncedDevice, household: str, note: str) -> list[str | None]:
    """The verdicts that the history shows of the visit with this note."""
    lines, _ = await device.pages().history(StreamId(household))
    return [line.verdict for line in lines if line.personal == {"note": note}]


async def the_device(office: OfficeApp, device: SyncedDevice) -> Device:
    async with device.journal.reading() as reading:
        profile = await reading.profile()
    assert profile is not None
    async with office.office.database.read() as transaction:
        found = await find_device(transaction, office.desk.log, profile.device)
    assert found is not None
    return found


@pytest.mark.parametrize("first", ["original", "copy"])
async def test_a_copy_becomes_a_device_of_its_own_and_counts_once_it_is_approved(
    tmp_path: Path, database_url: str, first: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_copied_phone(office, tmp_path)
        async with (
            a_synced_device(office, tmp_path / "d1") as original,
            the_copy(office, tmp_path) as copy,
        ):
            await original.written("household_visited", household, note="asli", **VISIT)
            await copy.written("household_visited", household, note="salinan", **VISIT)
            for device in (original, copy) if first == "original" else (copy, original):
                why = "done" if device is original else "clone"
                assert (await device.sync()).why == why
            found = await the_device(office, copy)
            assert (found.cloned_from, found.waits) == (original.profile.device, True)
            async with copy.journal.reading() as reading:
                assert (await reading.outbox_count()).unsent == 0
                assert [i.code for i in await reading.incidents(5)] == ["device_cloned"]

            assert (
                await approve(office.desk.device, found, office.office.administrator, "dua HP") >= 1
            )
            async with the_copy(office, tmp_path) as copy:
                assert (await copy.sync()).why == "done"
                await original.sync()
                own = [row for row in await copy.rows(household) if row.verdict == "review(clone)"]
                reviewed = await copy.pages().reviewed(own)
                assert reviewed == {row.id: "accepted" for row in own}, "the outbox is empty"
                expected = ["asli", "salinan", "sebelum disalin"]
                assert await notes(copy, household) == await notes(original, household) == expected
                assert await copy.digest(household) == await original.digest(household)
                places = await shown(original, household, "sebelum disalin")
                assert places == await shown(copy, household, "sebelum disalin")
                assert places == ["accepted"], "the place by which it counts, not the copy's"
                await copy.written("household_visited", household, note="kemudian", **VISIT)
                assert (await copy.sync()).why == "done"
                assert (await copy.rows(household))[-1].verdict == "accepted"
        twice = await run(
            database_url,
            "SELECT id FROM event WHERE verdict = 'accepted' GROUP BY id HAVING count(*) > 1",
        )
        assert twice == []


async def test_what_an_officers_copy_published_waits_for_nobody_once_it_is_approved(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        role: Role = "province"
        async with a_synced_device(office, tmp_path / "d1", "Banten", role, "36") as original:
            await original.sync()
        shutil.copytree(tmp_path / "d1", tmp_path / "d2")
        async with the_copy(office, tmp_path) as copy:
            await copy.written("region_changed", code="36.03.06.2099", name="Desa Baru")
            assert (await copy.sync()).why == "clone"
            found = await the_device(office, copy)
        async with the_copy(office, tmp_path) as copy:
            await copy.sync()
            own = [row for row in await copy.rows(PROGRAMME) if row.verdict == "review(clone)"]
            assert (len(own), await copy.pages().reviewed(own)) == (1, {})
            await approve(office.desk.device, found, office.office.administrator, "dua HP")
            await copy.sync()
            assert await copy.pages().reviewed(own) == {own[0].id: "accepted"}


async def test_a_file_of_a_copy_is_kept_as_evidence_and_counts_when_the_copy_is_a_device(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_copied_phone(office, tmp_path)
        async with (
            a_synced_device(office, tmp_path / "d1") as original,
            the_copy(office, tmp_path) as copy,
        ):
            await original.sync()
            await copy.written("household_visited", household, note="salinan", **VISIT)
            data = (await export(copy.parts)).data
            size = await run(database_url, "SELECT size FROM log")
            for _ in range(2):
                receipts = await deliver(original.parts.transport, original.profile, data)
                assert [(one.received, one.forked) for one in receipts] == [(0, True)]
            assert await run(database_url, "SELECT size FROM log") == size
            kept = await run(database_url, "SELECT device FROM evidence")
            assert kept == [(original.profile.device,)]
            told = await run(database_url, "SELECT code, device FROM incident")
            assert told == [("copy_carried", original.profile.device)]

            await original.written("household_visited", household, note="asli", **VISIT)
            assert (await original.sync()).incidents == (), "its own history is as before"
            assert (await copy.sync()).why == "clone"
            assert (await copy.rows(household))[-1].verdict == "review(clone)"


async def test_every_step_of_a_copy_may_be_cut_off_and_made_again(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_copied_phone(office, tmp_path)
        for request in range(1, 5):
            for cut in ("before", "after"):
                async with the_copy(office, tmp_path) as copy:
                    copy.way.cut_at = (request, cut)
                    with suppress(OfficeUnreachable):
                        await copy.sync()
        async with the_copy(office, tmp_path) as copy:
            assert (await copy.sync()).why == "clone"
            assert len(await copy.rows(household)) == 2
        async with office.office.database.read() as transaction:
            devices = await all_devices(transaction, office.desk.log)
        assert len([device for device in devices if device.cloned_from]) == 1


async def test_a_copy_killed_between_its_journal_and_its_key_uses_the_right_key(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        await a_copied_phone(office, tmp_path)
        keys = tmp_path / "d2" / "keys"
        before = (keys / "signing").read_bytes()
        async with the_copy(office, tmp_path) as copy:
            await copy.sync()
            device = (await the_device(office, copy)).id
        after = (keys / "signing").read_bytes()
        (keys / "signing").write_bytes(before)
        (keys / "signing.next").write_bytes(after)
        (keys / "signing.next").chmod(0o600)
        store = FileKeyStore(tmp_path / "d2", tmp_path / "d2-state", CountedChance("x"))
        await store.settle(device)
        assert (keys / "signing").read_bytes() == after
        assert not (keys / "signing.next").exists()


async def test_the_device_itself_is_no_copy_and_strangers_make_none(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        log, own = office.desk.log, b"n" * 32
        challenge = await office.challenge(device_id(crypto.signing_public(own)))
        stranger = sign_clone(log, b"x" * 32, own, b"i" * 16, challenge)
        cases = {
            "not_a_copy": sign_clone(log, phone.seed, own, bytes(16), challenge),
            "bad_signature": msgspec.structs.replace(stranger, device=phone.id),
            "unknown_device": stranger,
            "bad_challenge": sign_clone(log, phone.seed, own, b"i" * 16, b"no challenge"),
        }
        for code, request in cases.items():
            answer = await _ask(office, request)
            assert answer == code
        assert await _ask(office, sign_clone(log, phone.seed, own, b"i" * 16, challenge)) == "200"
        assert await _ask(office, sign_clone(log, phone.seed, own, b"i" * 16, challenge)) == "200"


async def test_a_copy_whose_request_comes_twice_at_once_becomes_one_device(
    tmp_path: Path, database_url: str
) -> None:
    """A network may repeat a request: whichever answer comes back, it is the device's."""
    async with an_office_app(tmp_path, database_url) as office:
        phone, own = await a_phone(office), b"n" * 32
        challenge = await office.challenge(device_id(crypto.signing_public(own)))
        request = sign_clone(office.desk.log, phone.seed, own, b"i" * 16, challenge)
        assert await asyncio.gather(*[_ask(office, request) for _ in range(4)]) == ["200"] * 4
        made = await run(database_url, "SELECT count(*) FROM device WHERE cloned_from IS NOT NULL")
        assert made == [(1,)]


async def test_only_a_copy_is_approved(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        before = (await phone.sync()).size
        async with office.office.database.read() as transaction:
            found = await find_device(transaction, office.desk.log, phone.id)
        assert found is not None
        with pytest.raises(InputRefused) as refused:
            await approve(office.desk.device, found, office.office.administrator, "dua HP")
        assert refused.value.code == "not_a_copy"
        assert (await phone.sync()).size == before


async def _ask(office: OfficeApp, request: CloneRequest) -> str:
    answer = await office.http.post(
        "/v1/clone",
        content=msgspec.json.encode(request),
        headers={"Content-Type": "application/json"},
    )
    return str(answer.status_code) if answer.status_code == 200 else str(answer.json()["code"])


async def test_another_installation_is_refused_before_anything_of_it_is_kept(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        await phone.write(phone.line("household_registered"))
        size = await run(database_url, "SELECT size FROM log")
        phone.lines.append(phone.line())
        batch = msgspec.structs.replace(phone.batch(2), install=b"another install.")
        answer = await phone.send(wire.encode(phone.request(batch)), batch)
        assert (answer.status_code, answer.json()["code"]) == (409, "cloned")
        assert await run(database_url, "SELECT size FROM log") == size


async def test_a_copy_of_a_revoked_device_gets_no_page_and_waits(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_copied_phone(office, tmp_path)
        async with a_synced_device(office, tmp_path / "d1") as original:
            by = office.office.administrator
            await revoke(office.desk.device, original.profile.device, "stolen", by)
        async with the_copy(office, tmp_path) as copy:
            outcome = await copy.sync()
            assert (outcome.why, outcome.items) == ("clone", 0)
            assert {row.verdict for row in await copy.rows(household)} == {
                "accepted", "review(clone)",
            }  # fmt: skip


async def test_without_its_keys_a_copy_does_not_write(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        await a_copied_phone(office, tmp_path)
        shutil.rmtree(tmp_path / "d2" / "keys")
        store = FileKeyStore(tmp_path / "d2", tmp_path / "d2-state", CountedChance("x"))
        assert await store.load() is None
        journal = await open_journal(tmp_path / "d2" / JOURNAL_FILE)
        await journal.close()


async def test_a_device_only_gets_one_code_for_each_refusal(tmp_path: Path) -> None:
    """A copy whose program is told nothing of second keys stays as it is."""
    url = f"sqlite://{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        await a_copied_phone(office, tmp_path)
        async with the_copy(office, tmp_path) as copy:
            copy.parts = msgspec.structs.replace(copy.parts, second=None)
            with pytest.raises(OfficeRefused) as refused:
                await copy.sync()
            assert refused.value.code == "cloned"
