"""An office brought back from yesterday's back-up: devices return what it lost, nothing twice.

Each restore goes into the other kind of database than the back-up came from.
"""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from client_sync.exchange.enrol import enrol
from client_sync.key_store import FileKeyStore
from client_sync.ports import OfficeRefused, OfficeUnreachable
from client_sync.refusals import DeviceRefused
from events import crypto
from events.errors import InputRefused
from events.ids import ActorId, StreamId
from server.cli.commands import run as run_command
from server.exchange.cloning import approve
from server.exchange.devices import all_devices
from server.exchange.enrolling import revoke
from server.exchange.orphans import orphans
from server.exchange.releasing import ANY_DEVICE, release
from server.exchange.returning import RETURNED
from server.keeping.backup import Restored, back_up
from server.keeping.restoring import Loss, Order, restore
from server.officers.actors import register_actor
from server.settings import Settings
from tests.contract.raw import run
from tests.office_app import OfficeApp, a_phone, a_serving_office, an_office_app
from tests.synced import NANA, VISIT, SyncedDevice, a_synced_device, bring_back, image_of


class Story:
    """An office with a back-up of yesterday, and two devices that have lived a day since."""

    def __init__(self, tmp_path: Path) -> None:
        self.path = tmp_path
        self.backup = tmp_path / "yesterday.sqlite"
        self.size = 0
        self.newest = 0
        self.old_home = ""
        self.new_home = ""


async def a_day_after_the_back_up(tmp_path: Path, url: str) -> Story:
    """Both devices hold all of both days; the back-up holds the first."""
    story = Story(tmp_path)
    async with (
        an_office_app(tmp_path, url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        story.old_home = await one.a_household()
        await one.written("member_added", story.old_home, **NANA)
        await one.sync()
        await two.sync()
        done = await back_up(office.office, story.backup)
        story.size = done.logs[0].size
        await one.written("household_visited", story.old_home, note="zaenal, hari ini", **VISIT)
        story.new_home = await one.a_household()
        await one.written("member_added", story.new_home, **(NANA | {"name": "Siti Aminah"}))
        await one.sync()
        await two.sync()
        await two.written("household_visited", story.old_home, note="irna, hari ini", **VISIT)
        await two.written("household_visited", story.new_home, note="irna, baru", **VISIT)
        await two.sync()
        await one.sync()
        await two.sync()
        story.newest = await _cursor(two)
    return story


async def _cursor(device: SyncedDevice) -> int:
    async with device.journal.reading() as reading:
        return (await reading.sync_state()).cursor.size


@asynccontextmanager
async def restored(story: Story, other_url: str) -> AsyncIterator[OfficeApp]:
    """The office made of the back-up, serving."""
    settings = Settings(story.path / "office", other_url)
    order = Order(story.backup, "Kantor banten", "Kabid", "disk_failure")
    done = await restore(settings, order)
    assert [(one.log, one.incarnation, one.size) for one in done if isinstance(one, Restored)] == [
        ("36.03", 2, story.size)
    ]
    async with a_serving_office(settings) as office:
        yield office


async def notes(device: SyncedDevice, household: str) -> list[str]:
    lines, _ = await device.pages().history(StreamId(household))
    told = {str((line.personal or {}).get("note", "")) for line in lines}
    return sorted(told - {""})


async def settled(*devices: SyncedDevice) -> None:
    """Sync until nobody has anything new."""
    for _ in range(3):
        for device in devices:
            assert (await device.sync()).why == "done"


async def assert_alike(story: Story, one: SyncedDevice, two: SyncedDevice) -> None:
    for home in (story.old_home, story.new_home):
        assert await one.digest(home) == await two.digest(home)
        ids = [sorted({row.id for row in await device.rows(home)}) for device in (one, two)]
        assert ids[0] == ids[1]
    for device in (one, two):
        async with device.journal.reading() as reading:
            assert (await reading.outbox_count()).unsent == 0
            assert await reading.returning_count() == 0
        last = await device.sync()
        assert (last.requests, last.incidents) == (1, ())


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
        await settled(*order)
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


async def test_what_an_absent_author_wrote_waits_for_an_officer(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await settled(two)
        rows = await two.rows(story.old_home)
        assert sorted(row.verdict or "" for row in rows) == [
            "accepted", "accepted", "accepted", "review(returned)",
        ]  # fmt: skip
        assert await notes(two, story.old_home) == ["irna, hari ini", "zaenal, hari ini"]
        assert await region_of(other_url, story.new_home) is None

        by = office.office.administrator
        accepted = await release(office.desk.device, RETURNED, ANY_DEVICE, by, "Zaenal berhenti")
        assert accepted == 3
        assert await release(office.desk.device, RETURNED, ANY_DEVICE, by, "sekali lagi") == 0
        await settled(two)
        assert await region_of(other_url, story.new_home) == "36.03.06.2001"
        lines, _ = await two.pages().history(StreamId(story.new_home))
        states = {line.type: line.state for line in lines if line.verdict == "review(returned)"}
        assert states == {"household_registered": "standing", "member_added": "standing"}
        async with office.office.database.read() as transaction:
            (earlier,) = await orphans(transaction, office.desk.log)
        assert (earlier.missing, earlier.lack.untold, earlier.is_open) == ((), 0, False)


def test_an_officer_lets_count_what_the_list_showed_and_no_more(
    tmp_path: Path,
    database_url: str,
    other_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def handed_back() -> None:
        story = await a_day_after_the_back_up(tmp_path, database_url)
        async with (
            restored(story, other_url) as office,
            a_synced_device(office, tmp_path / "d2", "Irna") as two,
        ):
            await settled(two)

    def orphans_of_office(*options: str) -> tuple[int, Any]:
        code = run_command(("orphans", "--json", *options), environment)
        said = capsys.readouterr()
        assert said.out, said.err
        return code, json.loads(said.out)

    environment = {"JEJAK_DATA": str(tmp_path / "office"), "JEJAK_DATABASE": other_url}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    asyncio.run(handed_back())
    capsys.readouterr()
    officer = ("--accept", "--by", "Kabid", "--reason", "Zaenal berhenti")
    code, listed = orphans_of_office()
    assert (code, len(listed["waiting"])) == (5, 3)
    assert listed["until"] == listed["waiting"][-1]["position"]
    assert orphans_of_office(*officer) == (5, listed), "nothing counts that nobody was shown"
    code, rest = orphans_of_office(*officer, "--until", str(listed["waiting"][0]["position"]))
    assert (code, rest["accepted"]) == (5, 1)
    assert rest["waiting"] == listed["waiting"][1:], "what came later waits"
    code, rest = orphans_of_office(*officer, "--until", str(listed["until"]))
    assert (code, rest["accepted"], rest["waiting"], rest["until"]) == (0, 2, [], None)


async def test_what_a_revoked_device_hands_in_is_not_let_count_with_all_the_rest(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        by = office.office.administrator
        await revoke(office.desk.device, two.profile.device, "stolen", by)
        await two.sync()
        verdicts = await run(other_url, "SELECT DISTINCT verdict FROM event")
        assert {row[0] for row in verdicts} == {"accepted", "review(revoked)"}
        assert await release(office.desk.device, RETURNED, ANY_DEVICE, by, "semua") == 0


async def test_a_copy_hands_in_what_was_lost_once_an_officer_has_approved_it(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """Waiting, it could hand in what nobody can let count; its offers stand until then."""
    story = await a_day_after_the_back_up(tmp_path, database_url)
    shutil.copytree(tmp_path / "d2", tmp_path / "d3")
    async with restored(story, other_url) as office:
        for _ in range(2):
            async with a_synced_device(office, tmp_path / "d3", "the copy's chance") as copy:
                assert (await copy.sync()).why == "clone"
        assert await run(other_url, "SELECT DISTINCT verdict FROM event") == [("accepted",)]
        async with office.office.database.read() as transaction:
            found = [one for one in await all_devices(transaction, office.desk.log) if one.waits]
        assert len(found) == 1
        by = office.office.administrator
        await approve(office.desk.device, found[0], by, "Dua HP")
        async with a_synced_device(office, tmp_path / "d3", "the copy's chance") as copy:
            await copy.sync()
        verdicts = await run(other_url, "SELECT verdict FROM event WHERE verdict <> 'accepted'")
        assert {row[0] for row in verdicts} == {"review(returned)"}
        assert await release(office.desk.device, RETURNED, ANY_DEVICE, by, "semua") == len(verdicts)


async def region_of(url: str, household: str) -> str | None:
    rows = await run(url, f"SELECT region FROM household WHERE household = '{household}'")
    return str(rows[0][0]) if rows and rows[0][0] is not None else None


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
        await settled(device)
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
        await settled(two, one)
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
        await settled(one, two)
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
        await settled(one, two)
        await one.written("household_visited", story.old_home, note="hari kedua", **VISIT)
        await settled(one, two)
    third = Settings(tmp_path / "office", f"sqlite://{tmp_path / 'third.sqlite'}")
    (done,) = await restore(third, Order(story.backup, "Kantor banten", "Kabid", "drill"))
    assert isinstance(done, Restored)
    assert done.incarnation == 3
    async with (
        a_serving_office(third) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await settled(two, one)
        await assert_alike(story, one, two)
        assert await notes(two, story.old_home) == [
            "hari kedua", "irna, hari ini", "zaenal, hari ini",
        ]  # fmt: skip
