"""What a copy believes of who answers when it asks to be a device of its own: its office alone."""

from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from client_sync.exchange.http_transport import HttpTransport
from client_sync.ports import OfficeUnreachable
from events.enrolment import CloneRequest, EnrolReply
from events.ids import DeviceId, LogId
from events.reply_signature import sign_reply
from events.wire import SIGNATURE_HEADER
from tests.integration.test_clones import a_copied_phone, the_copy
from tests.office_app import OfficeApp, an_office_app
from tests.synced import Way, content_of


class ForgedWay(Way):
    """To the office, whose answer to a copy says something else, under its own signature or not."""

    def __init__(self, office: OfficeApp, body: bytes = b"", **changes: Any) -> None:
        super().__init__(office)
        self._body = body
        self._changes = changes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.url.path != "/v1/clone":
            return answer
        if self._body:
            return httpx.Response(200, stream=httpx.ByteStream(self._body))
        asked = msgspec.json.decode(await request.aread(), type=CloneRequest)
        honest = msgspec.json.decode(await answer.aread(), type=EnrolReply)
        body = msgspec.json.encode(msgspec.structs.replace(honest, **self._changes))
        seed = self._office.office.keys.signing_seed
        signed = {SIGNATURE_HEADER: sign_reply(seed, body, asked.challenge)}
        return httpx.Response(200, stream=httpx.ByteStream(body), headers=signed)


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
            transport = HttpTransport("http://office", ForgedWay(office, **forged))
            copy.parts = msgspec.structs.replace(honest, transport=transport)
            with pytest.raises(OfficeUnreachable, match="not this device's office"):
                await copy.sync()
            assert content_of(tmp_path / "d2") == before
            copy.parts = honest
            assert (await copy.sync()).why == "clone"
