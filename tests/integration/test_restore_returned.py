"""What comes back to a restored office from others than its author waits for an officer."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from events.ids import PROGRAMME, StreamId
from events.types import RegionChanged, RegionCode
from server.cli.commands import run as run_command
from server.devices.enrolled import all_devices
from server.exchange.cloning import approve
from server.exchange.enrolling import revoke
from server.exchange.orphans import orphans
from server.exchange.releasing import ANY_DEVICE, release
from server.exchange.returning import RETURNED
from server.intake.office_device import Act
from server.keeping.backup import back_up
from server.officers.actors import Actor, find_actor
from server.officers.regions import known_regions
from tests.contract.raw import run
from tests.integration.restoring import (
    Story,
    a_day_after_the_back_up,
    notes,
    region_of,
    restored,
    settled,
)
from tests.office_app import an_office_app
from tests.synced import a_synced_device, behind_its_back


async def test_what_an_absent_author_wrote_waits_for_an_officer(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    story = await a_day_after_the_back_up(tmp_path, database_url)
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await settled(office, two)
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
        await settled(office, two)
        assert await region_of(other_url, story.new_home) == "36.03.06.2001"
        lines, _ = await two.pages().history(StreamId(story.new_home))
        states = {line.type: line.state for line in lines if line.verdict == "review(returned)"}
        assert states == {"household_registered": "standing", "member_added": "standing"}
        async with office.office.database.read() as transaction:
            (earlier,) = await orphans(transaction, office.desk.log)
        assert (earlier.missing, earlier.lack.untold, earlier.is_open) == ((), 0, False)


async def test_what_is_damaged_is_offered_by_its_name_alone(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """The office takes no line of another id, so a damaged one kept its device from syncing."""
    story = await a_day_after_the_back_up(tmp_path, database_url)
    with behind_its_back(tmp_path / "d2") as journal:
        (damaged,) = journal.execute(
            "SELECT id FROM event WHERE head IS NULL AND position IS NOT NULL"
            " ORDER BY position DESC LIMIT 1"
        ).fetchone()
        journal.execute("UPDATE event SET line = zeroblob(9) WHERE id = ?", (damaged,))
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        await settled(office, two)
        async with two.journal.reading() as reading:
            assert await reading.returning_count() == 0
        async with office.office.database.read() as transaction:
            (earlier,) = await orphans(transaction, office.desk.log)
        assert [orphan.id for orphan in earlier.missing] == [damaged]


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
            await settled(office, two)

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


async def test_who_was_registered_since_the_back_up_is_known_again_once_it_counts(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    """Handed back by a phone and let count, a person may be named as before, and so a region."""
    story = Story(tmp_path)
    region = RegionChanged(code=RegionCode("36.03.06.2099"), name="Desa Baru")
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
    ):
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        done = await back_up(office.office, story.backup)
        story.size = done.logs[0].size
        rina = await office.actor("Rina", "pendamping", "36.03.06")
        act = Act(body=region, by=office.office.administrator, stream=PROGRAMME, on="2018-12-14")
        await office.desk.device.append(act)
        await one.sync()
    async with (
        restored(story, other_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
    ):
        await settled(office, one)

        async def known() -> tuple[Actor | None, str | None]:
            async with office.office.database.read() as transaction:
                regions = await known_regions(transaction, office.desk.log)
            return await find_actor(office.office, office.desk, "Rina"), regions.name(region.code)

        assert await known() == (None, None)
        by = office.office.administrator
        await release(office.desk.device, RETURNED, ANY_DEVICE, by, "Dari HP Zaenal")
        assert await known() == (rina, "Desa Baru")
