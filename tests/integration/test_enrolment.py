"""The real device enrols at the real office: by a code that counts once, with keys of its own."""

from pathlib import Path
from typing import Any

import pytest

from client_sync.data_keys import KeyRing
from client_sync.device import JOURNAL_FILE
from client_sync.exchange.enrol import enrol
from client_sync.exchange.http_transport import HttpTransport
from client_sync.key_store import FileKeyStore
from client_sync.ports import OfficeRefused, OfficeUnreachable
from client_sync.refusals import DeviceRefused
from client_sync.storage.sqlite_journal import open_journal
from events.enrolment import make_code, read_code
from events.errors import InputRefused, MalformedRequest
from events.ids import ActorId, DeviceId, LogId, StreamId
from tests.builders import an_actor
from tests.devices import CountedChance, HandClock
from tests.integration.forging import ForgedWelcome
from tests.office_app import OfficeApp, an_office_app
from tests.synced import NANA, Way, a_synced_device


async def attempt(
    office: OfficeApp, directory: Path, code: str, cut: str | None = None, way: Way | None = None
) -> str:
    """Enrol a directory over a way that may be cut after the office has acted; the device's id."""
    chance, clock = CountedChance(directory.name), HandClock(office.office.now_ms())
    store = FileKeyStore(directory, directory.parent / f"{directory.name}-state", chance)
    way = way or Way(office)
    transport = HttpTransport("http://office", way)
    journal = await open_journal(directory / JOURNAL_FILE)
    way.cut_posts = cut
    try:
        made = await enrol("http://office", code, journal, store, transport, clock, chance)
    finally:
        await journal.close()
        await transport.close()
    return made.device


async def test_a_mistyped_or_spent_code_enrols_nobody(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        actor = await office.actor("Zaenal", "pendamping", "36.03.06")
        code = await office.code(actor.id, "pendamping", "36.03.06", b"s" * 16)
        with pytest.raises(InputRefused) as refused:
            await attempt(office, tmp_path / "typo", code[:-1])
        assert refused.value.code == "bad_code"
        await attempt(office, tmp_path / "one", code)
        with pytest.raises(OfficeRefused):
            await attempt(office, tmp_path / "two", code)


async def test_another_office_than_the_one_in_the_code_is_not_believed(tmp_path: Path) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        actor = await office.actor("Zaenal", "pendamping", "36.03.06")
        code = await office.code(actor.id, "pendamping", "36.03.06", b"s" * 16)
        secret, _ = read_code(code)
        with pytest.raises(DeviceRefused) as refused:
            await attempt(office, tmp_path / "d", make_code(secret, b"k" * 32))
        assert refused.value.code == "wrong_office"


async def test_an_office_that_enrolled_another_device_than_asked_is_not_believed(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        actor = await office.actor("Zaenal", "pendamping", "36.03.06")
        code = await office.code(actor.id, "pendamping", "36.03.06", b"s" * 16)
        way = ForgedWelcome(office, device=DeviceId("d" * 32))
        with pytest.raises(MalformedRequest, match="another device"):
            await attempt(office, tmp_path / "d", code, way=way)
        await attempt(office, tmp_path / "d", code)


@pytest.mark.parametrize(
    "changes",
    [{"log": LogId("36.04")}, {"deployment": "lain"}, {"actor": ActorId(an_actor("siti"))}],
    ids=["log", "deployment", "actor"],
)
async def test_a_device_that_enrols_again_stays_who_it_is_and_whose(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        actor = await office.actor("Zaenal", "pendamping", "36.03.06")
        code = await office.code(actor.id, "pendamping", "36.03.06", b"s" * 16)
        device = await attempt(office, tmp_path / "d", code)
        with pytest.raises(DeviceRefused) as refused:
            await attempt(office, tmp_path / "d", code, way=ForgedWelcome(office, **changes))
        assert refused.value.code == "other_enrolment"
        assert await attempt(office, tmp_path / "d", code) == device


async def test_an_enrolment_whose_answer_was_lost_is_made_again_with_the_same_code(
    tmp_path: Path,
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        actor = await office.actor("Zaenal", "pendamping", "36.03.06")
        code = await office.code(actor.id, "pendamping", "36.03.06", b"s" * 16)
        with pytest.raises(OfficeUnreachable):
            await attempt(office, tmp_path / "d", code, cut="after")
        await attempt(office, tmp_path / "d", code)


async def test_keys_of_the_ring_open_only_for_their_holder(tmp_path: Path) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        household = StreamId(await one.a_household())
        await one.written("member_added", household, **NANA)
        await one.sync()
        await two.sync()
        async with two.journal.reading() as reading:
            held = await reading.keys(household)
            mine = await KeyRing(two.profile, two.keys).of_stream(reading, household)
            theirs = await KeyRing(two.profile, one.keys).of_stream(reading, household)
        assert len(mine) == len(held) == 1
        assert theirs == {}
