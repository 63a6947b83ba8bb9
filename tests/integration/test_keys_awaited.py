"""A data key the office did not have when a phone asked: how soon the phone asks again."""

from pathlib import Path

from events import limits
from events.ids import StreamId
from server.keeping.backup import back_up
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.office_app import a_family, a_phone, a_serving_office, an_office_app
from tests.synced import SyncedDevice, a_synced_device


async def notes(device: SyncedDevice, household: str) -> list[str]:
    """What the phone shows of the entries' notes."""
    lines, _ = await device.pages().history(StreamId(household))
    return sorted(str((line.personal or {}).get("note", "")) for line in lines)


async def keys_due(device: SyncedDevice) -> int:
    """How many keys the next request would ask for."""
    async with device.journal.reading() as reading:
        return len(await reading.keys_wanted(device.clock.at_ms))


async def test_a_key_that_came_to_the_office_later_is_here_within_minutes(
    tmp_path: Path, database_url: str
) -> None:
    """No entry names it any more when another phone hands it in, so no page brings it."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1", "Irna") as device,
    ):
        phone = await a_phone(office)
        household = await a_family(phone)
        secret = phone.secret("family", household)
        part = secret.part(note="harga kain naik")
        await phone.write(secret.line(part), parts=[part])
        await device.sync()
        assert await keys_due(device) == 0, "the office just said that it has it not"
        phone.keys = (secret.grant,)
        await phone.sync()
        assert "harga kain naik" not in await notes(device, household)
        device.clock.at_ms += limits.KEY_ASKED_AGAIN_FIRST_MS + 1
        outcome = await device.sync()
        assert outcome.requests == 1
        assert "harga kain naik" in await notes(device, household)


async def test_an_office_that_was_restored_is_asked_at_once_for_what_it_had_not(
    tmp_path: Path, database_url: str, other_url: str
) -> None:
    backup = tmp_path / "backup.sqlite"
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1", "Irna") as device,
    ):
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        phone = await a_phone(office)
        household = await a_family(phone)
        secret = phone.secret("family", household)
        part = secret.part(note="harga kain naik")
        await phone.write(secret.line(part), parts=[part])
        await device.sync()
        phone.keys = (secret.grant,)
        await phone.sync()
        await back_up(office.office, backup)
    settings = Settings(tmp_path / "office", other_url)
    await restore(settings, Order(backup, "Kantor banten", "Kabid", "drill"))
    async with (
        a_serving_office(settings) as office,
        a_synced_device(office, tmp_path / "d1", "Irna") as device,
    ):
        assert await keys_due(device) == 0
        await device.sync()
        assert "harga kain naik" in await notes(device, household)
