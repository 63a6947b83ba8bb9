"""The row that says who a device is may be damaged too: it is named, and what proves it stays."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from client_sync.device import JOURNAL_FILE
from client_sync.exchange.carrying import export
from client_sync.exchange.enrol import enrol, known_again
from client_sync.key_store import FileKeyStore
from client_sync.reading.findings import Checkup
from client_sync.refusals import DeviceRefused
from client_sync.storage.held import Profile
from client_sync.storage.journal import ProfileDamaged
from events import crypto
from events.enrolment import EnrolReply, make_code
from events.ids import DeviceId
from tests.integration.examining import examined, found
from tests.office_app import an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device, behind_its_back

PROVEN = {
    "deployment": "deployment = 'bantem'",
    "log": "log = '36.04'",
    "device": "device = 'zzz'",
    "a digit of device": "device = substr(device, 1, 31) || 'g'",
    "actor": "actor = 'zzz'",
    "box_key": "box_key = zeroblob(32)",
}
CHECKPOINTS = "SELECT kind, incarnation, size, root, note FROM checkpoint"


@asynccontextmanager
async def a_damaged_device(
    directory: Path, damage: str
) -> AsyncIterator[tuple[SyncedDevice, Profile]]:
    """A device on which an entry waits, damaged and opened again; who it was before."""
    async with an_office_app(directory, f"sqlite:///{directory / 'office.sqlite'}") as office:
        async with a_synced_device(office, directory / "d1") as one:
            household = await one.a_household()
            await one.sync()
            await one.written("household_visited", household, note="menunggu", **VISIT)
        with behind_its_back(directory / "d1") as journal:
            journal.execute(damage)
        async with a_synced_device(office, directory / "d1") as damaged:
            yield damaged, one.profile


def rows_of(directory: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(directory / "d1" / JOURNAL_FILE) as journal:
        return journal.execute(query).fetchall()


def fields(checkup: Checkup) -> list[tuple[str, str, bool]]:
    return [(one.what, one.about, one.mended) for one in checkup.findings]


@pytest.mark.parametrize("case", PROVEN.items(), ids=PROVEN.keys())
async def test_what_keys_chains_and_signatures_prove_of_a_profile_is_put_right(
    tmp_path: Path, case: tuple[str, str]
) -> None:
    name, damage = case
    field = name.split()[-1]
    async with a_damaged_device(tmp_path, f"UPDATE profile SET {damage}") as (one, was):
        stated = rows_of(tmp_path, CHECKPOINTS)
        for refused in (one.sync(), export(one.parts)):
            with pytest.raises(ProfileDamaged, match=field):
                await refused
        assert one.way.requests == 0, "nothing was asked in a wrong name"
        assert fields(await examined(one)) == [("profile", field, False)]
        assert fields(await examined(one, repair=True)) == [("profile", field, True)]
        assert found(await examined(one)) == []
        assert rows_of(tmp_path, CHECKPOINTS) == stated
        async with one.journal.reading() as reading:
            assert await reading.profile() == was
        outcome = await one.sync()
        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())


async def test_a_damaged_key_of_the_office_is_named_and_what_was_signed_stays(
    tmp_path: Path,
) -> None:
    """Its signature is the only proof of it, and a person must bring it back."""
    damage = "UPDATE profile SET office_key = zeroblob(32)"
    async with a_damaged_device(tmp_path, damage) as (one, _):
        before = rows_of(tmp_path, CHECKPOINTS), rows_of(tmp_path, "SELECT * FROM event")
        for repair in (False, True):
            checkup = await examined(one, repair)
            assert (found(checkup), checkup.is_sound) == (["office_key"], False)
        for patient in (False, True):
            with pytest.raises(ProfileDamaged, match="office_key"):
                await one.sync(patient=patient)
        after = rows_of(tmp_path, CHECKPOINTS), rows_of(tmp_path, "SELECT * FROM event")
        assert after == before


async def test_of_a_checkpoint_that_names_another_key_the_next_answer_decides(
    tmp_path: Path,
) -> None:
    """It was the note that was damaged, and not the office's key."""
    damage = (
        "UPDATE checkpoint SET note = substr(note, 1, instr(note, char(10) || char(10)) + 1)"
        " || replace(substr(note, instr(note, char(10) || char(10)) + 2), '/1 ', '/1 AAAA')"
    )
    async with a_damaged_device(tmp_path, damage) as (one, _):
        assert found(await examined(one, repair=True)) == ["office_key"]
        outcome = await one.sync()
        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())
        assert found(await examined(one)) == []


async def test_only_what_is_proven_is_put_right(tmp_path: Path) -> None:
    """Where no chain begins with this device, its keys may be another's."""
    damage = "UPDATE event SET head = zeroblob(32) WHERE head IS NOT NULL"
    async with a_damaged_device(tmp_path, damage) as (one, was):
        with behind_its_back(tmp_path / "d1") as journal:
            journal.execute("UPDATE profile SET device = 'zzz', deployment = 'bantem'")
        checkup = await examined(one, repair=True)
        assert fields(checkup)[:2] == [
            ("profile", "deployment", True), ("profile_lost", "device", False),
        ]  # fmt: skip
        async with one.journal.reading() as reading:
            assert await reading.profile() == msgspec.structs.replace(was, device=DeviceId("zzz"))


@pytest.mark.parametrize("damage", ["role = 'zzz'", "region = 'zzz'"])
async def test_what_nothing_proves_is_said_and_holds_up_nothing(
    tmp_path: Path, damage: str
) -> None:
    field = damage.split()[0]
    async with a_damaged_device(tmp_path, f"UPDATE profile SET {damage}") as (one, _):
        assert fields(await examined(one, repair=True)) == [("profile_lost", field, False)]
        assert (await one.sync()).committed == 1


async def test_without_the_note_of_what_left_the_doctor_makes_it_anew(tmp_path: Path) -> None:
    async with a_damaged_device(tmp_path, "DELETE FROM forgotten") as (one, _):
        assert fields(await examined(one)) == [("forgotten", "", False)]
        assert found(await examined(one, repair=True)) == ["forgotten"]
        await one.a_household()
        assert (await one.sync()).committed == 2
        assert found(await examined(one)) == []


@pytest.mark.parametrize(
    "damage",
    [
        "synced_at = 1 << 60",
        "synced_at = -200000000000000",
        "office_ahead_ms = -1 << 60",
        "fork_sequence = 1, fork_head = x'01', fork_granted = 1",
        "fork_sequence = -1, fork_head = zeroblob(32), fork_granted = 0",
    ],
)
async def test_a_note_of_the_last_sync_that_cannot_be_counts_as_none(
    tmp_path: Path, damage: str
) -> None:
    async with a_damaged_device(tmp_path, f"UPDATE sync_state SET {damage}") as (one, _):
        async with one.journal.reading() as reading:
            noted = await reading.sync_state()
        assert noted.fork is None
        assert None in (noted.synced_at, noted.office_ahead_ms) or "fork" in damage
        outcome = await one.sync()
        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())


@pytest.mark.parametrize(
    "damage",
    ["office_key = zeroblob(32)", "office_box = zeroblob(32)", "role = 'zzz'", "region = 'zzz'"],
)
async def test_the_code_a_device_was_enrolled_with_brings_its_profile_back(
    tmp_path: Path, damage: str
) -> None:
    async with a_damaged_device(tmp_path, f"UPDATE profile SET {damage}") as (one, was):
        assert not (await examined(one, repair=True)).is_sound
        store, parts = one.parts.second, one.parts
        assert isinstance(store, FileKeyStore)
        code = make_code(crypto.digest(b"Zaenal")[:16], was.office_key)
        again = await enrol(
            was.office, code, one.journal, store, parts.transport, parts.clock, parts.chance
        )
        assert again == was
        assert found(await examined(one)) == []
        assert (await one.sync()).committed == 1


async def test_another_office_cannot_take_the_place_of_one_whose_key_is_damaged(
    tmp_path: Path,
) -> None:
    damage = "UPDATE profile SET office_key = zeroblob(32)"
    async with a_damaged_device(tmp_path, damage) as (one, _):
        other = crypto.signing_public(bytes(32))
        reply = EnrolReply(
            log=one.profile.log, deployment="banten", incarnation=1, device=one.profile.device,
            actor=one.profile.actor, role="pendamping", region="36.03", office_key=other,
            office_box=bytes(32), challenge=b"", clock=0,
        )  # fmt: skip
        before = rows_of(tmp_path, "SELECT * FROM profile")
        async with one.journal.writing() as writing:
            with pytest.raises(DeviceRefused):
                await known_again(writing, one.profile, reply)
        assert rows_of(tmp_path, "SELECT * FROM profile") == before
