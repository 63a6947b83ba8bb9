"""What a device holds wrongly is found by digests, located, and replaced; nothing else is touched.

A row is corrupted behind the journal's back, as a failing card would; its next sync mends it.
"""

from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from client_sync.ports import OfficeUnreachable
from events import limits, wire
from events.ids import DeviceId, HouseholdId, StreamId
from events.repair import ANY_DEVICE, Part
from server.exchange.assigning import settle
from tests.builders import a_household as a_stream
from tests.contract.raw import run
from tests.integration.repairing import DAMAGE, FORGET_DIGEST, by_place
from tests.office_app import a_phone, an_office_app
from tests.synced import (
    VISIT,
    SyncedDevice,
    a_family_of_two_phones,
    a_synced_device,
    behind_its_back,
)

NANA: Final = HouseholdId(a_stream())


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
async def test_what_is_held_wrongly_is_found_and_replaced(
    tmp_path: Path, database_url: str, damage: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            right = by_place(await one.rows(household))
            digest = await one.digest(household)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(damage, (household,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            unsent = await one.written("household_visited", household, note="baru", **VISIT)
            outcome = await one.sync()
            codes = {incident.code for incident in outcome.incidents}
            assert "own_differs" not in codes
            assert "digest_differs" in codes
            rows = [row for row in await one.rows(household) if row.id != unsent.event]
            assert by_place(rows) == right
            assert (await one.digest(household)).events == digest.events + 1
            again = await one.sync()
            assert (again.incidents, again.requests) == ((), 1)


async def test_damage_of_a_household_nobody_touches_is_found_by_the_digest_of_the_scope(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            for _ in range(3):
                await a_family_of_two_phones(one, two, visits=1)
            right = by_place(await one.rows(household))
            digest = await one.digest(household)
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(FORGET_DIGEST, (household,))
            journal.execute(DAMAGE["a bit of a line"], (household,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            one.way.requests = 0
            outcome = await one.sync()
            assert {i.code: i.stream for i in outcome.incidents} == {
                "digest_differs": household, "household_mended": household,
            }  # fmt: skip
            assert one.way.requests <= 5, "found, listed, looked at closer twice, fetched"
            assert by_place(await one.rows(household)) == right
        (noted,) = await run(database_url, "SELECT code, about, detail FROM incident")
        assert noted[:2] == ("digest_differs", household)
        office_holds = [digest.events, digest.short().hex()]
        here = next(i.detail for i in outcome.incidents if i.code == "digest_differs")
        for both, ours, theirs in ((here, "ours", "theirs"), (noted[2], "device", "office")):
            said = msgspec.json.decode(both)
            assert said[theirs][:2] == office_holds
            assert said[ours][:2] != office_holds


async def test_a_key_that_is_made_while_the_answer_is_on_its_way_is_no_difference(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = StreamId(await device.a_household())

        async def write() -> None:
            device.way.meanwhile = None
            await device.written("note_written", household, text="Ibu Nana sehat")

        device.way.meanwhile = write
        await device.sync()
        assert await device.incidents() == []


async def test_only_what_differs_is_sent_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long history is halved until the events themselves are few."""
    monkeypatch.setattr(limits, "REPAIR_ITEMS_MAX", 2)
    monkeypatch.setattr(limits, "REPAIR_RANGES", 3)
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    async with an_office_app(tmp_path, url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two, visits=20)
            right = by_place(await one.rows(household))
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute(
                "DELETE FROM event WHERE head IS NULL AND stream = ? AND sequence IN (2, 3, 14)",
                (household,),
            )
        fetched: list[int] = []
        async with a_synced_device(office, tmp_path / "d1") as one:
            _count_items(one, fetched)
            await one.written("household_visited", household, note="baru", **VISIT)
            await one.sync()
            rows = await one.rows(household)
        assert by_place([row for row in rows if row.sequence < 22 or row.head is None]) == right
        assert 3 <= sum(fetched) <= 6


def _count_items(device: SyncedDevice, fetched: list[int]) -> None:
    def count(body: bytes) -> bytes:
        for found in wire.decode_reply(body).found:
            fetched.append(len(found.items or ()))
        return body

    device.way.mangle = count


async def test_a_personal_part_that_lacks_comes_back_with_what_else_is_mended(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            right = by_place(await one.rows(household))
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE event SET personal = NULL WHERE stream = ?", (household,))
            journal.execute("UPDATE stream SET doubtful = 1 WHERE id = ?", (household,))
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.sync()
            assert by_place(await one.rows(household)) == right


async def test_a_household_written_elsewhere_does_not_make_scopes_differ_for_ever(
    tmp_path: Path, database_url: str
) -> None:
    """A device holds its own entries of a family that the office counts in another region."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1", region="36.03.07") as one,
    ):
        await one.a_household()  # it is registered in 36.03.06
        await one.sync()
        await settle(office.desk.device)  # the household comes into its scope
        await one.sync()
        assert (await one.sync()).requests == 1


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_repair_that_is_cut_anywhere_ends_in_the_next_sync(
    tmp_path: Path, database_url: str, cut: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        async with (
            a_synced_device(office, tmp_path / "d1") as one,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            household = await a_family_of_two_phones(one, two)
            right = by_place(await one.rows(household))
        for request in range(1, 5):
            with behind_its_back(tmp_path / "d1") as journal:
                journal.execute(FORGET_DIGEST, (household,))
                journal.execute(DAMAGE["a bit of a line"], (household,))
            async with a_synced_device(office, tmp_path / "d1") as one:
                one.way.cut_at = (request, cut)
                with suppress(OfficeUnreachable):
                    await one.sync()
                one.way.cut_at = None
                await one.sync()
                assert by_place(await one.rows(household)) == right


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": bytes(15)},
        {"digest": b""},
        {"looks": (Part(HouseholdId("nobody"), ANY_DEVICE, 0, 0, 0, 0, bytes(16)),)},
        {"looks": (Part(NANA, ANY_DEVICE, 0, 0, 0, 0, bytes(3)),)},
        {"looks": (Part(NANA, DeviceId("x"), 0, 0, 0, 0, bytes(16)),)},
        {"looks": (Part(NANA, ANY_DEVICE, -1, 0, 0, 0, bytes(16)),)},
        {"looks": (Part(NANA, ANY_DEVICE, 0, 0, 2**60, 0, bytes(16)),)},
        {"looks": (Part(NANA, ANY_DEVICE, 0, 0, 0, 0, bytes(16)),) * 65},
        {"check_after": "' OR 1=1"},
    ],
)
async def test_a_question_out_of_form_is_named_and_refused(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        phone = await a_phone(office)
        request = phone.request(phone.batch(), **changes)
        answer = await phone.send(wire.encode(request), request.batch)
        code = "too_many" if len(changes.get("looks", ())) > 64 else "bad_form"
        status = 413 if code == "too_many" else 400
        assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_nothing_of_a_household_out_of_scope_is_answered(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office)
        there = await a_phone(office, "Rina", region="36.03.07")
        await here.write(here.line("household_registered"))
        look = Part(NANA, ANY_DEVICE, 0, 0, 0, 9, bytes(16))
        assert len((await here.sync(looks=(look,), check_after="")).found) == 1
        reply = await there.sync(looks=(look,), check_after="")
        assert (reply.found, reply.checked) == ((), ())
        assert {key.stream for key in reply.keys} <= {"programme"}
