"""A phone brought back from a back-up, or copied: two histories, nothing lost, nothing twice."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import httpx
import msgspec
import pytest

from client_sync.exchange.forking import Reissue, reissue
from client_sync.exchange.http_transport import HttpTransport
from client_sync.ports import OfficeUnreachable
from client_sync.storage.held import Row
from events.ids import StreamId
from server.devices.incidents import newest
from tests.office_app import OfficeApp, an_office_app
from tests.synced import VISIT, SyncedDevice, Way, a_synced_device, bring_back, image_of


async def a_phone_that_lost_a_day(office: OfficeApp, tmp_path: Path) -> str:
    """A directory brought back as it was before a day that the office has already; a household."""
    async with a_synced_device(office, tmp_path / "d1") as device:
        household = await device.a_household()
        await device.sync()
    image = image_of(tmp_path / "d1")
    async with a_synced_device(office, tmp_path / "d1") as device:
        await device.written("household_visited", household, note="asli", **VISIT)
        await device.sync()
    bring_back(image, tmp_path / "d1")
    return household


async def notes(device: SyncedDevice, household: str) -> list[str]:
    """What the visits of a household say, sorted."""
    lines, _ = await device.pages().history(StreamId(household))
    return sorted(str(line.personal["note"]) for line in lines if line.personal)


async def committed_ids(office: OfficeApp) -> Counter[str]:
    """How often each event of a device stands in the log."""
    async with office.office.database.read() as transaction:
        rows = await transaction.fetch("log.events_from", office.desk.log, 0, 10_000)
    return Counter(row["line"].hex() for row in rows if row["type"] == "household_visited")


async def test_a_restored_device_takes_its_own_entries_back_and_goes_on(
    tmp_path: Path, database_url: str
) -> None:
    """Yesterday's back-up: today's entries are at the office, and come back into the chain."""
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_phone_that_lost_a_day(office, tmp_path)
        async with a_synced_device(office, tmp_path / "d1") as device:
            outcome = await device.sync()
            assert (outcome.why, outcome.items) == ("done", 1)
            assert [incident.code for incident in outcome.incidents] == ["device_restored"]
            assert (await device.sync()).incidents == ()
            assert await notes(device, household) == ["asli"], "its key came back too"
            assert await device.opened_to_write() is None, "it holds all that it ever sent"
            await device.written("household_visited", household, yes=True, **VISIT)
            assert (await device.sync()).why == "done"
            assert [row.sequence for row in await device.rows(household)] == [1, 2, 3]
        assert await told_office(office) == [("device_restored", 1)]


async def test_a_restored_device_that_must_write_before_it_can_ask_opens_the_next_epoch(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_phone_that_lost_a_day(office, tmp_path)
        async with a_synced_device(office, tmp_path / "d1") as device:
            incident = await device.opened_to_write()
            assert incident is not None
            assert incident.code == "device_restored"
            await device.written("household_visited", household, note="lain", **VISIT)
            assert await device.opened_to_write() is None
            outcome = await device.sync()
            assert (outcome.why, outcome.incidents) == ("done", ()), "no fork at all"
            assert await notes(device, household) == ["asli", "lain"]
            assert places(await device.rows(household)) == [(0, 1), (0, 2), (1, 1)]
            await device.sync()
        assert await told_office(office) == [("device_restored", 1)]
        assert set((await committed_ids(office)).values()) == {1}


async def told_office(office: OfficeApp) -> list[tuple[str, int]]:
    """What an officer is told of, and how often it was said."""
    async with office.office.database.read() as transaction:
        return [(one.code, one.times) for one in await newest(transaction, office.desk.log, 10)]


def places(rows: list[Row]) -> list[tuple[int, int]]:
    return sorted((row.epoch, row.sequence) for row in rows)


async def test_a_fork_goes_on_in_the_granted_epoch_and_loses_nothing(
    tmp_path: Path, database_url: str
) -> None:
    """A restored device that does not know it: what it wrote parts from the office's history."""
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_phone_that_lost_a_day(office, tmp_path)
        async with a_synced_device(office, tmp_path / "d1") as device:
            lost = await device.written("household_visited", household, note="lain", **VISIT)
            outcome = await device.sync()
            assert outcome.why == "done"
            assert [incident.code for incident in outcome.incidents] == ["fork"]
            await device.written("household_visited", household, note="terus", **VISIT)
            again = await device.sync()
            assert (again.why, again.incidents) == ("done", ())
            assert await notes(device, household) == ["asli", "lain", "terus"]
            rows = await device.rows(household)
            assert places(rows) == [(0, 1), (0, 2), (1, 1), (1, 2)]
            assert lost.event in {row.id for row in rows}, "its id is what it was"
            assert {row.verdict for row in rows} == {"accepted"}
            async with device.journal.reading() as reading:
                assert (await reading.outbox_count()).unsent == 0
        assert set((await committed_ids(office)).values()) == {1}


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_fork_heals_whatever_answer_is_lost_on_the_way(
    tmp_path: Path, database_url: str, cut: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_phone_that_lost_a_day(office, tmp_path)
        async with a_synced_device(office, tmp_path / "d1") as device:
            await device.written("household_visited", household, note="lain", **VISIT)
            for request in range(1, 4):
                device.way.cut_at = (device.way.requests + request, cut)
                with suppress(OfficeUnreachable):
                    await device.sync()
            device.way.cut_at = None
            assert (await device.sync()).why == "done"
            assert await notes(device, household) == ["asli", "lain"]
        assert set((await committed_ids(office)).values()) == {1}


async def test_a_device_restored_twice_goes_on_in_a_third_epoch(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        household = await a_phone_that_lost_a_day(office, tmp_path)
        image = image_of(tmp_path / "d1")
        for note in ("kedua", "ketiga"):
            bring_back(image, tmp_path / "d1")
            async with a_synced_device(office, tmp_path / "d1") as device:
                await device.written("household_visited", household, note=note, **VISIT)
                assert (await device.sync()).why == "done"
        async with a_synced_device(office, tmp_path / "d1") as device:
            assert await notes(device, household) == ["asli", "kedua", "ketiga"]
            assert places(await device.rows(household)) == [(0, 1), (0, 2), (1, 1), (2, 1)]
        assert set((await committed_ids(office)).values()) == {1}


async def test_what_was_unsent_when_the_back_up_was_made_is_sent_once(
    tmp_path: Path, database_url: str
) -> None:
    """The image holds unsent entries that left the phone afterwards, with others behind them."""
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as device:
            household = await device.a_household()
            await device.sync()
            await device.written("household_visited", household, note="satu", **VISIT)
        image = image_of(tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as device:
            await device.written("household_visited", household, note="dua", **VISIT)
            await device.sync()
        bring_back(image, tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as device:
            await device.written("household_visited", household, note="tiga", **VISIT)
            assert (await device.sync()).why == "done"
            await device.sync()
            assert await notes(device, household) == ["dua", "satu", "tiga"]
            async with device.journal.reading() as reading:
                assert (await reading.outbox_count()).unsent == 0
        assert set((await committed_ids(office)).values()) == {1}


async def test_what_the_office_holds_beyond_a_fork_does_not_go_on_from_what_is_held_here(
    tmp_path: Path, database_url: str
) -> None:
    """The office's third entry follows its own second one, and not the second one of this phone."""
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as device:
            household = await device.a_household()
        image = image_of(tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as device:
            for note in ("dua", "tiga"):
                await device.written("household_visited", household, note=note, **VISIT)
            await device.sync()
        bring_back(image, tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as device:
            await device.written("household_visited", household, note="lain", **VISIT)
            outcome = await device.sync()
            assert (outcome.why, outcome.requests) == ("done", 2)
            assert await notes(device, household) == ["dua", "lain", "tiga"]
            rows = await device.rows(household)
            own = [(row.epoch, row.sequence) for row in rows if row.head is not None]
            assert own == [(0, 1), (1, 1)], "the office's side of the fork is not of this chain"
            assert (await device.sync()).requests == 1
        assert set((await committed_ids(office)).values()) == {1}


class ReplayingWay(Way):
    """To the office; somebody in between keeps its first answer, and gives it once more."""

    def __init__(self, office: OfficeApp) -> None:
        super().__init__(office)
        self.replays = False
        self._kept: tuple[bytes, httpx.Headers] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.replays and self._kept is not None:
            body, headers = self._kept
        else:
            answer = await super().handle_async_request(request)
            body, headers = await answer.aread(), answer.headers
            self._kept = self._kept or (body, headers)
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(body))


async def test_an_answer_of_before_a_restore_acknowledges_nothing_written_after_it(
    tmp_path: Path, database_url: str
) -> None:
    """The image holds a challenge that was used since; what is sent with it is something else."""
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as device:
            household = await device.a_household()
            await device.sync()
        image, way = image_of(tmp_path / "d1"), ReplayingWay(office)
        for note in ("asli", "lain"):
            async with a_synced_device(office, tmp_path / "d1") as device:
                transport = HttpTransport("http://office", way)
                device.parts = msgspec.structs.replace(device.parts, transport=transport)
                await device.written("household_visited", household, note=note, **VISIT)
                if way.replays:
                    with pytest.raises(OfficeUnreachable):
                        await device.sync()
                    way.replays = False
                assert (await device.sync()).why == "done"
                told = await notes(device, household)
            if note == "asli":
                bring_back(image, tmp_path / "d1")
                way.replays = True
        assert told == ["asli", "lain"]
        assert sorted((await committed_ids(office)).values()) == [1, 1]


async def test_an_epoch_that_this_device_opened_unheard_of_is_not_written_over(
    tmp_path: Path, database_url: str
) -> None:
    """The office grants the next one it knows of; here something waits in that one already."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        await device.sync()
        await device.written("household_visited", household, note="menunggu", **VISIT)
        before, waits = await device.rows(household)
        assert before.head is not None
        granted = Reissue(0, before.sequence, 1, before.head)
        for epoch in (1, 2):
            async with device.journal.writing() as writing:
                assert await reissue(writing, device.profile, granted) == 1
            moved = (await device.rows(household))[-1]
            assert (moved.id, moved.epoch, moved.sequence) == (waits.id, epoch, 1)
        outcome = await device.sync()
        assert (outcome.why, outcome.committed) == ("done", 1)
        assert await notes(device, household) == ["menunggu"]
        assert set((await committed_ids(office)).values()) == {1}
