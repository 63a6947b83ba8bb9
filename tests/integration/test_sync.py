"""The real device and the real office in one process: what is written arrives, once, and is told.

The way between them is the device's own HTTP transport onto the office's application; a test may
cut it, before the office acts or after.
"""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from client_sync.exchange.protocol import next_step, receive
from client_sync.exchange.state import Ask, Run
from client_sync.exchange.sync import Outcome, read_state
from client_sync.exchange.taking_in import take_in
from client_sync.ports import OfficeUnreachable
from events import chain, wire
from events.batch import sign_head, to_header
from events.dates import day_of_ms
from events.ids import StreamId, event_id
from server.exchange.enrolling import revoke
from tests.office_app import an_office_app
from tests.synced import NANA, VISIT, SyncedDevice, a_synced_device


async def test_an_ordinary_day_is_one_round_trip_and_both_sides_agree(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await device.sync()
        household = await device.a_household()
        await device.written("member_added", household, **NANA)
        await device.written("household_visited", household, note="sehat", **VISIT)
        device.way.requests = 0
        outcome = await device.sync()

        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 3, ())
        assert device.way.requests == 1
        rows = await device.rows(household)
        assert [row.verdict for row in rows] == ["accepted"] * 3
        assert (await device.digest(household)).events == 3
        again = await device.sync()
        assert (again.committed, again.items, again.requests) == (0, 0, 1)


async def test_what_one_device_writes_another_reads_with_its_names(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        household = StreamId(await one.a_household())
        await one.written("member_added", household, **NANA)
        await one.sync()
        outcome = await two.sync()
        assert outcome.incidents == ()
        assert await one.digest(household) == await two.digest(household)
        day = day_of_ms(two.clock.at_ms)
        page = await two.pages().household(household, day)
        assert "Nana Sofinah" in page.names.values()
        assert page.answer == (await one.pages().household(household, day)).answer

        await two.written("household_visited", household, note="atap bocor", **VISIT)
        await two.sync()
        await one.sync()
        lines, _ = await one.pages().history(household)
        assert [line.personal for line in lines if line.type == "household_visited"] == [
            {"note": "atap bocor"}
        ]
        async with two.journal.reading() as reading:
            (key,) = await reading.keys(household)
        assert key.grant_box is None, "it wrote under the key it was given, and made none"


async def test_a_device_outside_the_region_gets_nothing_of_it(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna", region="36.03.07") as two,
    ):
        household = await one.a_household()
        await one.sync()
        await two.sync()
        assert await two.rows(household) == []


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_request_cut_anywhere_is_simply_made_again(
    tmp_path: Path, database_url: str, cut: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        device.way.cut = cut
        for _ in range(3):
            with pytest.raises(OfficeUnreachable):
                await device.sync()
        await device.written("household_visited", household, **VISIT)
        device.way.cut = None
        outcome = await device.sync()
        assert (outcome.committed, outcome.incidents) == (2, ())
        assert len({row.position for row in await device.rows(household)}) == 2


async def test_a_patient_sync_waits_longer_each_time_and_ends_when_the_office_is_back(
    tmp_path: Path,
) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await device.a_household()
        device.way.cut = "before"
        told: list[float] = []

        def tell(progress: Any) -> None:
            told.append(progress.waiting_s)
            if len(told) == 5:
                device.way.cut = None

        outcome = await device.sync(tell=tell, patient=True)
        assert (outcome.why, outcome.committed) == ("done", 1)
        assert device.clock.slept == told[:5]
        assert all(wait <= 2**n for n, wait in enumerate(device.clock.slept))


@pytest.mark.parametrize(
    "mangle",
    [
        lambda body: body[:-1],
        lambda body: body + b"\0",
        lambda body: bytes([body[0] ^ 1]) + body[1:],
        lambda body: b"",
        lambda body: b"<html>hotel wifi</html>",
    ],
    ids=["cut short", "longer", "one bit", "empty", "a log-in page"],
)
async def test_an_answer_that_does_not_verify_changes_nothing(tmp_path: Path, mangle: Any) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await device.a_household()
        async with device.journal.reading() as reading:
            before = await reading.sync_state()
        device.way.mangle = mangle
        with pytest.raises(OfficeUnreachable, match="not this device's office"):
            await device.sync()
        async with device.journal.reading() as reading:
            assert await reading.sync_state() == before
        device.way.mangle = None
        assert (await device.sync()).committed == 1


async def test_what_the_office_quarantines_is_shown_and_blocks_nothing(tmp_path: Path) -> None:
    """As a newer program's mistake would look: a line of a known type with a wrong body."""
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        await _insert_wrong_line(device, household)
        await device.written("household_visited", household, **VISIT)
        outcome = await device.sync()
        assert (outcome.committed, outcome.incidents) == (3, ())
        assert [row.verdict for row in await device.rows(household)] == [
            "accepted",
            "quarantined(bad_body)",
            "accepted",
        ]
        async with device.journal.reading() as reading:
            assert len(await reading.outbox(10)) == 1


async def _insert_wrong_line(device: SyncedDevice, household: str) -> None:
    (row,) = await device.rows(household)
    line = row.line.replace(b'"notice_given":true', b'"notice_given":"yes"')
    async with device.journal.writing() as writing:
        head = (await writing.chain()).head
        wrong = msgspec.structs.replace(
            row, id=event_id(line), line=line, sequence=2, head=chain.next_head(head, line)
        )
        await writing.insert([wrong])


async def test_a_revoked_device_is_told_and_keeps_everything(tmp_path: Path) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        await device.sync()
        by = office.office.administrator
        await revoke(office.desk.device, device.profile.device, "lost", by)
        await device.written("household_visited", household, **VISIT)
        outcome = await device.sync()
        assert outcome.why == "revoked"
        assert [row.verdict for row in await device.rows(household)] == [
            "accepted",
            "review(revoked)",
        ]
        await device.written("household_visited", household, yes=True, **VISIT)


async def test_an_entry_that_comes_back_before_the_answer_to_its_push_is_counted_once(
    tmp_path: Path, database_url: str
) -> None:
    """Two syncs of one device: the older request is answered last, with what the newer one sent."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await device.sync()
        state = await read_state(device.parts, Run())
        older = next_step(state, device.clock.at_ms)
        assert isinstance(older, Ask)
        household = await device.a_household()
        device.way.cut = "after"
        with pytest.raises(OfficeUnreachable):
            await device.sync()
        device.way.cut = None
        body = wire.encode(older.request)
        header = to_header(sign_head(device.keys.seed, older.request.batch, body))
        given = await device.parts.transport.post(
            "/v1/sync", body, wire.MEDIA_TYPE, {wire.SIGNED_HEAD_HEADER: header}
        )
        reply = wire.decode_reply(given.body)
        _, effects = receive(state, older.request, reply, device.clock.at_ms)
        taken = await take_in(device.journal, effects, lambda _: False, device.profile)
        assert taken is not None
        assert taken.incidents == ()
        assert [row.verdict for row in await device.rows(household)] == ["accepted"]
        assert (await device.sync()).incidents == ()


async def test_an_answer_that_comes_after_a_newer_one_changes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    """Two processes sync one journal; the slower one asks anew from where the other has come."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        household = await one.a_household()
        await one.sync()
        inner: list[Outcome] = []

        async def the_other_is_faster() -> None:
            two.way.meanwhile = None
            await one.written("household_visited", household, **VISIT)
            await one.sync()
            inner.append(await two.sync())

        two.way.meanwhile = the_other_is_faster
        outer = await two.sync()
        assert [(each.why, each.items, each.incidents) for each in (*inner, outer)] == [
            ("done", inner[0].items, ()),
            ("done", 0, ()),
        ]
        assert len(await two.rows(household)) == 2
        assert await two.digest(household) == await one.digest(household)
