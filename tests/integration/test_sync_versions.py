"""Device and office of different years speak the newest version of the wire that both know."""

from pathlib import Path

import msgspec
import pytest

from client_sync.ports import OfficeRefused
from events import wire
from tests.office_app import an_office_app
from tests.synced import a_synced_device


async def test_a_newer_device_speaks_the_version_its_office_speaks(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await device.a_household()
        device.parts = msgspec.structs.replace(device.parts, speaks=7)
        device.way.requests = 0
        outcome = await device.sync()
        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 1, ())
        assert device.way.requests == 2, "one to learn what the office speaks"
        await device.sync()
        assert device.way.requests == 3, "which is remembered"


async def test_a_device_speaks_a_newer_version_as_soon_as_its_office_does(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[int] = []

    def decoded(body: bytes) -> wire.SyncRequest:
        request = decode_request(body)
        spoken.append(request.wire)
        return request

    decode_request = wire.decode_request
    monkeypatch.setattr(wire, "decode_request", decoded)
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        monkeypatch.setattr(wire, "WIRE_VERSION", 1)
        await device.sync()
        monkeypatch.setattr(wire, "WIRE_VERSION", 2)
        await device.sync()
        await device.sync()
        async with device.journal.reading() as reading:
            assert (await reading.checkpoints()).newest is not None
    assert spoken == [1, 1, 2]


async def test_a_device_that_is_too_old_for_its_office_keeps_its_work_and_says_so(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        await device.a_household()
        device.parts = msgspec.structs.replace(device.parts, speaks=0)
        with pytest.raises(OfficeRefused) as refused:
            await device.sync()
        assert (refused.value.code, refused.value.speaks) == ("wire_version", (1, 2))
        async with device.journal.reading() as reading:
            assert (await reading.outbox_count()).unsent == 1
