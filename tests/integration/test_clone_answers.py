"""What a copy believes of who answers when it asks to be a device of its own: its office alone."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from client_sync.exchange.http_transport import HttpTransport
from client_sync.ports import OfficeUnreachable
from events.ids import DeviceId, LogId
from tests.integration.forging import ForgedWelcome
from tests.integration.test_clones import a_copied_phone, the_copy
from tests.office_app import an_office_app
from tests.synced import content_of


@pytest.mark.parametrize(
    "forged",
    [{"body": b"<html>hotel wifi</html>"}, {"device": DeviceId("d" * 32)}, {"log": LogId("36.04")}],
    ids=["a log-in page", "another device", "another log"],
)
async def test_an_answer_that_is_not_believed_leaves_a_copy_as_it_was(
    tmp_path: Path, forged: dict[str, Any]
) -> None:
    async with an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office:
        await a_copied_phone(office, tmp_path)
        async with the_copy(office, tmp_path) as copy:
            honest, before = copy.parts, content_of(tmp_path / "d2")
            transport = HttpTransport("http://office", ForgedWelcome(office, **forged))
            copy.parts = msgspec.structs.replace(honest, transport=transport)
            with pytest.raises(OfficeUnreachable, match="not this device's office"):
                await copy.sync()
            assert content_of(tmp_path / "d2") == before
            copy.parts = honest
            assert (await copy.sync()).why == "clone"
