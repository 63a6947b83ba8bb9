"""Every device is a witness: an office that changed its history is found out; nothing is lost."""

from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from events import wire
from events.ids import StreamId
from events.line import form_of
from server import problems
from server.settings import Settings
from server.tree import grow_tree
from tests.contract.raw import lose_tree, rewrite, run
from tests.office_app import OfficeApp, a_serving_office, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device

CHANGED = "UPDATE event SET received = received {} WHERE position = {}"


@asynccontextmanager
async def two_devices(
    tmp_path: Path, url: str
) -> AsyncIterator[tuple[OfficeApp, SyncedDevice, SyncedDevice]]:
    async with (
        an_office_app(tmp_path, url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        yield office, one, two


async def a_visit_ahead(one: SyncedDevice, two: SyncedDevice) -> StreamId:
    """Both hold a household, and one of them has sent a visit that the other has not read."""
    home = StreamId(await one.a_household())
    await one.sync()
    await two.sync()
    await one.written("household_visited", home, **VISIT)
    await one.sync()
    return home


async def made_anew(office: OfficeApp, url: str, statement: str) -> None:
    """What an administrator does who changes a row and makes the whole tree fit it again."""
    await rewrite(url, statement)
    await lose_tree(url)
    await grow_tree(office.office.database, office.desk.log)


async def held_by(device: SyncedDevice) -> object:
    """All that a device holds, but for the incidents it has noted."""
    async with device.journal.reading() as reading:
        streams = await reading.streams()
        return (
            await reading.sync_state(),
            await reading.checkpoints(),
            streams,
            [await reading.rows(one.id) for one in streams],
        )


async def test_a_checkpoint_is_held_after_every_sync(tmp_path: Path, database_url: str) -> None:
    async with two_devices(tmp_path, database_url) as (_, one, two):
        for _ in range(3):
            household = await one.a_household()
            await one.sync()
            await two.sync()
            async with two.journal.reading() as reading:
                newest = (await reading.checkpoints()).newest
                size = (await reading.sync_state()).log_size
            assert newest is not None
            assert newest.size == size
            assert await one.digest(household) == await two.digest(household)


async def test_the_first_entry_after_a_checkpoint_names_it(
    tmp_path: Path, database_url: str
) -> None:
    async with two_devices(tmp_path, database_url) as (_, one, _two):
        home = await one.a_household()
        await one.sync()
        async with one.journal.reading() as reading:
            newest = (await reading.checkpoints()).newest
        assert newest is not None
        for number in range(2):
            await one.written("household_visited", home, note=str(number), **VISIT)
        rows = await one.rows(home)
        anchors = [form_of(row.line)[0].anchor for row in rows]
        root = urlsafe_b64encode(newest.root).rstrip(b"=").decode()
        assert anchors == [None, (newest.incarnation, newest.size, root), None]
        await one.sync()
        assert {row.verdict for row in await one.rows(home)} == {"accepted"}


async def test_a_log_that_had_no_tree_has_it_once_an_office_opens_it(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
    ):
        await one.a_household()
        await one.sync()
    await lose_tree(database_url)
    async with (
        a_serving_office(Settings(tmp_path / "office", database_url)) as office,
        a_synced_device(office, tmp_path / "d1") as one,
    ):
        await one.a_household()
        assert (await one.sync()).why == "done"


async def test_an_office_that_does_not_speak_of_its_history_any_more_is_only_sent_to(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two_devices(tmp_path, database_url) as (_, one, two):
        home = await a_visit_ahead(one, two)
        await two.written("household_visited", home, note="dari dua", **VISIT)
        size = await run(database_url, "SELECT size FROM log")
        with monkeypatch.context() as patched:
            patched.setattr(wire, "WIRE_VERSION", 1)
            patched.setattr(problems, "WIRE_VERSION", 1)
            for committed in (1, 0):
                outcome = await two.sync()
                assert (outcome.why, outcome.committed) == ("history_differs", committed)
        assert await run(database_url, "SELECT size FROM log") == [(size[0][0] + 1,)]
        assert len(await two.rows(home)) == 2, "its own, and what it had read"
        assert (await two.sync()).why == "done"
        assert len(await two.rows(home)) == 3


async def test_changed_history_is_not_believed_though_the_office_signs_it(
    tmp_path: Path, database_url: str
) -> None:
    async with two_devices(tmp_path, database_url) as (office, one, two):
        home = await a_visit_ahead(one, two)
        before = await held_by(two)
        await made_anew(office, database_url, CHANGED.format("+ 1", 3))

        outcome = await two.sync()

        assert outcome.why == "history_differs"
        [incident] = outcome.incidents
        detail = msgspec.json.decode(incident.detail)
        assert (incident.code, detail["reason"]) == ("history_differs", "not_consistent")
        assert detail["held"][2] != detail["stated"][2]
        assert await held_by(two) == before
        again = await two.sync()
        assert (again.why, again.incidents) == ("history_differs", ()), "said once"

        await two.written("household_visited", home, note="tetap sampai", **VISIT)
        assert (await two.sync()).why == "history_differs"
        async with two.journal.reading() as reading:
            assert (await reading.outbox_count()).unsent == 1
        sent = f"SELECT count(*) FROM event WHERE device = '{two.profile.device}'"
        assert await run(database_url, sent) == [(1,)], "the office has it all the same"

        await made_anew(office, database_url, CHANGED.format("- 1", 3))
        assert (await two.sync()).why == "done"
        async with two.journal.reading() as reading:
            assert (await reading.outbox_count()).unsent == 0
        await one.sync()
        assert await one.digest(home) == await two.digest(home)


async def test_a_history_that_was_cut_off_and_goes_on_otherwise_is_found(
    tmp_path: Path, database_url: str
) -> None:
    async with two_devices(tmp_path, database_url) as (office, one, two):
        home = StreamId(await one.a_household())
        await one.sync()
        await two.sync()
        await made_anew(
            office, database_url, "UPDATE event SET verdict = 'review(revoked)' WHERE position = 4"
        )
        assert (await one.sync()).why == "history_differs"
        assert (await two.sync()).why == "history_differs"
        assert await one.digest(home) == await two.digest(home)
