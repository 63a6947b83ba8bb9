"""What an enrolled device can make others keep, or pay for, beside its own entries: only so much.

Its entries are never refused; what it may cost a reader of them is in `test_hostile_office.py`,
what it may ask for at once in `test_load.py` and `test_attacks_requests.py`.
"""

from pathlib import Path
from typing import Final

import pytest

from events import limits
from events.ids import DeviceId, EventId, HouseholdId
from events.repair import ANY_DEVICE, Part
from events.wire import Returned
from server.devices.incidents import newest
from server.keeping.backup import back_up
from server.keeping.restoring import Order, restore
from server.settings import Settings
from tests.builders import a_household
from tests.office_app import (
    LOG,
    OfficeApp,
    Phone,
    a_family,
    a_phone,
    a_serving_office,
    an_office_app,
)

SOMEBODY: Final = DeviceId("ab" * 16)


async def noted(office: OfficeApp) -> list[tuple[str, str, int]]:
    """The incidents of an office: what, whose, how often."""
    async with office.office.database.read() as transaction:
        found = await newest(transaction, LOG, 100)
    return [(one.code, one.device, one.times) for one in found]


async def test_a_device_hands_in_only_so_many_data_keys(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "KEYS_PER_DEVICE_MAX", 3)
    async with an_office_app(tmp_path, database_url) as office:
        phone, other = await a_phone(office), await a_phone(office, "Rina")
        keys = [phone.secret(f"{n}", a_household(f"{n}")).grant for n in range(5)]
        for sent, held in ((keys[:2], 2), (keys[2:], 1), (keys[2:], 1)):
            phone.keys = tuple(sent)
            assert len((await phone.sync()).keys_held) == held
        assert await noted(office) == [("keys_too_many", phone.id, 2)]
        other.keys = (other.secret("hers", a_household("hers")).grant,)
        assert len((await other.sync()).keys_held) == 1, "another device has its own measure"


async def test_a_device_offers_only_so_much_of_an_earlier_incarnation(
    tmp_path: Path, database_url: str, other_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "RETURNED_PER_DEVICE_MAX", 4)
    async with an_office_app(tmp_path, database_url) as office:
        phone, other = await a_phone(office), await a_phone(office, "Rina")
        await office.actor("Kabid", "koordinator_kabupaten", "36.03")
        await back_up(office.office, tmp_path / "yesterday.sqlite")
    settings = Settings(tmp_path / "office", other_url)
    await restore(settings, Order(tmp_path / "yesterday.sqlite", "Kantor banten", "Kabid", "drill"))
    async with a_serving_office(settings) as office:
        for each in (phone, other):
            each.office = office
            each.challenge = await office.challenge(each.id)
        assert [await offer(phone, at) for at in (0, 3, 6, 9)] == [3, 0, 0, 0]
        assert await noted(office) == [("returned_too_many", phone.id, 3)]
        assert await offer(other, 3) == 3


async def offer(phone: Phone, first: int) -> int:
    """Offer three events of the first incarnation; how many need not be offered again."""
    offered = [
        Returned(1, 100 + at, SOMEBODY, 0, 1 + at, EventId(f"{at:032x}"), None, None)
        for at in range(first, first + 3)
    ]
    return (await phone.sync(cursor=(2, 0), returned=tuple(offered))).returned


async def test_an_office_notes_only_so_much_of_one_device(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device states another digest of a family with each request."""
    monkeypatch.setattr(limits, "INCIDENTS_PER_DEVICE_MAX", 3)
    async with an_office_app(tmp_path, database_url) as office:
        phone, other = await a_phone(office), await a_phone(office, "Rina")
        family = HouseholdId(await a_family(phone))

        async def differs(device: Phone, number: int) -> None:
            look = Part(family, ANY_DEVICE, 0, 0, 0, number, bytes(16))
            assert (await device.sync(looks=(look,))).found

        await phone.sync()
        await other.sync()
        for number in range(5):
            await differs(phone, 10 + number)
        assert await noted(office) == [("digest_differs", phone.id, 1)] * 3
        await differs(other, 10)
        assert len(await noted(office)) == 4
