"""An office brought back from yesterday's back-up: devices return what it lost, nothing twice."""

import asyncio
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import pytest

from client_sync.exchange.enrol import enrol
from client_sync.key_store import FileKeyStore
from client_sync.ports import OfficeRefused, OfficeUnreachable
from client_sync.refusals import DeviceRefused
from events import crypto
from events.errors import InputRefused
from events.ids import ActorId
from server.keeping.backup import back_up
from server.keeping.foreseeing import Changed, Loss
from server.keeping.marks import Restored
from server.keeping.restoring import Order, restore
from server.officers.actors import register_actor
from server.settings import Settings
from tests.contract.raw import run
from tests.integration.restoring import (
    Story,
    a_day_after_the_back_up,
    assert_alike,
    notes,
    restored,
    settled,
)
from tests.office_app import OfficeApp, a_phone, a_serving_office, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device, bring_back, image_of


@pytest.mark.parametrize("first", ["author", "reader"])
async def test_whoever_comes_first_nothing_is_lost_and_nothing_counts_twice(
    tmp_path: Path, database_url: str, other_url: str, first: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        order = (one, two) if first == "author" else (two, one)
        outcome = await order[0].sync()
        assert (outcome.why, outcome.incidents[0].code) == ("done", "office_restored")
        assert (outcome.left, outcome.added) == (0, 0), "they are the families it accompanied"
        await settled(office, *order)
        await assert_alike(story, one, two)
        for device in (one, two):
            assert await notes(device, story.old_home) == ["irna, hari ini", "zaenal, hari ini"]
            assert await notes(device, story.new_home) == ["irna, baru"]
            rows = await device.rows(story.old_home) + await device.rows(story.new_home)
            accepted = [row.id for row in rows if row.verdict == "accepted"]
            assert len(accepted) == len(set(accepted)) == 7
            assert {row.verdict for row in rows} <= {"accepted", "review(returned)"}
        missing = await run(
            other_url,
            "SELECT count(*) FROM orphan o WHERE NOT EXISTS"
            " (SELECT 1 FROM event e WHERE e.id = o.id)",
        )
        assert missing == [(0,)]
        assert await run(other_url, "SELECT incarnation, common, newest FROM incarnation") == [
            (1, story.size, story.newest)
        ]


async def test_a_device_the_office_lost_enrols_again_as_the_same_persons(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """It was enrolled after the back-up: neither it nor its holder is known any more."""
    story = Story(tmp_path)
    async with an_office_app(tmp_path, database_url) as office:
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        story.size = (await back_up(office.office, story.backup)).logs[0].size
        async with a_synced_device(office, tmp_path / "d3", "Didi") as device:
            household = await device.a_household()
            await device.sync()
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d3", "Didi") as device,
    ):
        with pytest.raises(OfficeRefused) as lost:
            await device.sync()
        assert lost.value.code == "unknown_device"
        other = await office.actor("Didi", "pendamping", "36.03.06")
        with pytest.raises(DeviceRefused) as refused:
            await enrolled_again(office, device, other.id)
        assert device.profile.actor in refused.value.say("id")

        desk, by = office.office.desk(office.desk.log), office.office.administrator
        who = device.profile.actor
        await register_actor(office.office, desk, who, "Didi", "pendamping", "36.03.06", by)
        await enrolled_again(office, device, who)
        await settled(office, device)
        assert {row.verdict for row in await device.rows(household)} == {"accepted"}


async def enrolled_again(office: OfficeApp, device: SyncedDevice, actor: ActorId) -> None:
    """As `jejak enrol --again`, with a code that was made for this person."""
    parts = device.parts
    code = await office.code(actor, "pendamping", "36.03.06", crypto.digest(actor.encode())[:16])
    store = parts.second
    assert isinstance(store, FileKeyStore)
    await enrol(
        "http://office", code, device.journal, store, parts.transport, parts.clock, parts.chance
    )


async def test_log_restored_is_the_first_entry_and_names_two_officers(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with restored(story, other_url):
        rows = await run(other_url, f"SELECT type, line FROM event WHERE position >= {story.size}")
    ((kind, line),) = rows
    assert kind == "log_restored"
    assert b'"old_incarnation":1' in line
    assert f'"size":{story.size}'.encode() in line


@pytest.mark.parametrize("cut", ["before", "after"])
async def test_an_answer_lost_anywhere_on_the_way_back_changes_nothing(
    tmp_path: Path, database_url: str, other_url: str, cut: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        for request in range(1, 5):
            for device in (two, one):
                device.way.cut_at = (device.way.requests + request, cut)
                with suppress(OfficeUnreachable):
                    await device.sync()
                device.way.cut_at = None
        await settled(office, two, one)
        await assert_alike(story, one, two)


async def test_a_device_restored_too_heals_as_well(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """Phone and office both come back from back-ups, of different days."""
    story = Story(tmp_path)
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        async with a_synced_device(office, tmp_path / "d1") as one:
            story.old_home = await one.a_household()
            await one.sync()
        done = await back_up(office.office, story.backup)
        story.size = done.logs[0].size
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.written("household_visited", story.old_home, note="satu", **VISIT)
            await one.sync()
        image = image_of(tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as one:
            await one.written("household_visited", story.old_home, note="dua", **VISIT)
            await one.sync()
        await two.sync()
    bring_back(image, tmp_path / "d1")
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await one.written("household_visited", story.old_home, note="tiga", **VISIT)
        await settled(office, one, two)
        assert await notes(two, story.old_home) == ["dua", "satu", "tiga"]
        assert await one.digest(story.old_home) == await two.digest(story.old_home)


async def test_an_older_back_up_says_what_it_loses_and_asks(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        phone = await a_phone(office)
        await phone.write(phone.line("household_registered"))
        await back_up(office.office, tmp_path / "old.sqlite")
        await phone.write(phone.line())
        newer = await back_up(office.office, tmp_path / "new.sqlite")
    settings = Settings(tmp_path / "office", other_url)
    order = Order(tmp_path / "old.sqlite", "Kantor banten", "Kabid", "disk_failure")
    size = newer.logs[0].size
    assert await restore(settings, order) == [Loss("36.03", size - 1, size, newer.file)]  # type: ignore[arg-type]
    accepted = Order(order.source, order.by, order.approved_by, order.reason, accepts_loss=True)
    (done,) = await restore(settings, accepted)
    assert isinstance(done, Restored)
    with pytest.raises(InputRefused, match="evidence"):
        await restore(settings, accepted)


@pytest.mark.parametrize(
    ("by", "approved_by", "code"),
    [
        ("Kabid", "Kabid", "two_officers"),
        ("Kabid", "nobody", "unknown_actor"),
        ("Kabid", "Zaenal", "no_officer"),
    ],
)
async def test_a_restore_is_decided_by_two_officers(
    tmp_path: Path, database_url: str, other_url: str, by: str, approved_by: str, code: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        await office.actor("Zaenal", "pendamping", "36.03.06")
        await back_up(office.office, tmp_path / "backup.sqlite")
    order = Order(tmp_path / "backup.sqlite", by, approved_by, "drill")
    with pytest.raises(InputRefused) as refused:
        await restore(Settings(tmp_path / "office", other_url), order)
    assert refused.value.code == code
    assert not (tmp_path / "office" / "restore.work.sqlite").exists()


async def test_a_file_that_is_no_back_up_of_this_office_is_refused(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    async with an_office_app(tmp_path, database_url):
        pass
    async with an_office_app(
        tmp_path / "other", f"sqlite://{tmp_path / 'another.sqlite'}"
    ) as office:
        await back_up(office.office, tmp_path / "another-backup.sqlite")
    (tmp_path / "text").write_text("not a back-up")
    settings = Settings(tmp_path / "office", other_url)
    for name, code in (
        ("text", "no_backup"), ("nowhere", "unreadable_file"),
        ("another-backup.sqlite", "other_office"),
    ):  # fmt: skip
        with pytest.raises(InputRefused) as refused:
            await restore(settings, Order(tmp_path / name, "a", "b", "drill"))
        assert refused.value.code == code


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'true', 'trua') AS BLOB)",
        "UPDATE event SET stream = CAST(x'6eff' AS TEXT)",
        None,
    ],
)
async def test_a_damaged_back_up_is_named_and_no_office(
    tmp_path: Path, database_url: str, other_url: str, damage: str | None
) -> None:
    """Lines, letters of a column, or the end of the file that a stick lost."""
    story = await a_day_after_the_back_up(tmp_path, database_url)
    if damage is None:
        story.backup.write_bytes(story.backup.read_bytes()[:-20_000])
    else:
        with closing(sqlite3.connect(story.backup, isolation_level=None)) as raw:
            raw.execute("DROP TRIGGER event_no_update")
            raw.execute(damage)
    with pytest.raises(InputRefused) as refused:
        await restore(
            Settings(tmp_path / "office", other_url),
            Order(story.backup, "Kantor banten", "Kabid", "drill"),
        )
    assert refused.value.code == "backup_damaged"
    assert not (tmp_path / "office" / "restore.work.sqlite").exists()


async def test_a_back_up_whose_names_may_be_damaged_is_restored_when_officers_say_so(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """Entries are proved by their tree; parts and keys that it does not hold by the whole file."""
    story = await a_day_after_the_back_up(tmp_path, database_url)
    with closing(sqlite3.connect(story.backup, isolation_level=None)) as raw:
        raw.execute(
            "UPDATE personal SET part = zeroblob(60)"
            " WHERE position = (SELECT max(position) FROM personal)"
        )
    settings = Settings(tmp_path / "office", other_url)
    order = Order(story.backup, "Kantor banten", "Kabid", "drill")
    assert await restore(settings, order) == [Changed(str(story.backup))]
    accepted = Order(story.backup, "Kantor banten", "Kabid", "drill", accepts_loss=True)
    assert [type(one) for one in await restore(settings, accepted)] == [Restored]


async def test_two_restores_at_once_do_not_begin_one_incarnation(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    order = Order(story.backup, "Kantor banten", "Kabid", "drill")
    here, there = (
        Settings(tmp_path / "office", url)
        for url in (other_url, f"sqlite://{tmp_path / 'third.sqlite'}")
    )
    done = await asyncio.gather(restore(here, order), restore(there, order), return_exceptions=True)
    refused = [one.code for one in done if isinstance(one, InputRefused)]
    assert (refused, [type(one) for one in done].count(list)) == (["restore_at_work"], 1)


async def test_what_a_killed_restore_left_is_in_no_later_one(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """The log ahead of its copy holds pages of another back-up, which SQLite would take over."""
    story = await a_day_after_the_back_up(tmp_path, database_url)
    killed = tmp_path / "office" / "restore.work.sqlite"
    killed.write_bytes(story.backup.read_bytes())
    with closing(sqlite3.connect(killed, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = WAL")
        raw.execute("DROP TRIGGER event_no_update")
        raw.execute("UPDATE event SET line = x'00'")
        left = {file: file.read_bytes() for file in killed.parent.glob(f"{killed.name}*")}
    for file, content in left.items():
        file.write_bytes(content)
    settings = Settings(tmp_path / "office", other_url)
    (done,) = await restore(settings, Order(story.backup, "Kantor banten", "Kabid", "drill"))
    assert isinstance(done, Restored)
    assert not list(killed.parent.glob(f"{killed.name}*"))


async def test_an_incarnation_is_never_given_twice(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """The same back-up restored again, after a day in the incarnation it began."""
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await settled(office, one, two)
        await one.written("household_visited", story.old_home, note="hari kedua", **VISIT)
        await settled(office, one, two)
    third = Settings(tmp_path / "office", f"sqlite://{tmp_path / 'third.sqlite'}")
    (done,) = await restore(third, Order(story.backup, "Kantor banten", "Kabid", "drill"))
    assert isinstance(done, Restored)
    assert done.incarnation == 3
    async with (
        a_serving_office(third) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await settled(office, two, one)
        await assert_alike(story, one, two)
        assert await notes(two, story.old_home) == [
            "hari kedua", "irna, hari ini", "zaenal, hari ini",
        ]  # fmt: skip
