"""An office whose answers say something else, under its own signature.

What it says is an honest reply with some of it changed: fields, the events of its page, or its
bytes. Whoever gets them believes the signature, which is the worst case.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import httpx
import msgspec

from client_sync.exchange.http_transport import HttpTransport
from client_sync.ports import OfficeUnreachable
from events import compression, crypto, reply_signature, wire
from events.checkpoint import Checkpoint, sign_checkpoint
from events.enrolment import EnrolReply
from events.entry import Item
from events.ids import DeviceId, HouseholdId
from events.wire import Page, SyncReply, SyncRequest
from tests.builders import a_household
from tests.office_app import OfficeApp
from tests.synced import SyncedDevice, Way

Forge = Callable[[SyncRequest, SyncReply], SyncReply | bytes]
NANA: Final = HouseholdId(a_household("nana"))
SOMEBODY: Final = DeviceId("ab" * 16)
BEYOND: Final = 2**63
"""What MessagePack holds and no journal does."""


class ForgedWay(Way):
    """To the office, whose answers to a sync say something else under its own signature."""

    def __init__(self, office: OfficeApp, forge: Forge) -> None:
        super().__init__(office)
        self._forge = forge

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        sent = await request.aread()
        asked = wire.decode_request(sent)
        honest = wire.decode_reply(await answer.aread())
        forged = self._forge(asked, honest)
        seed = self._office.office.keys.signing_seed
        if isinstance(forged, SyncReply) and forged.size != honest.size and honest.checkpoint:
            origin = honest.checkpoint.partition("\n")[0]
            made_up = Checkpoint(origin, forged.size, crypto.digest(b"made up"))
            forged = msgspec.structs.replace(forged, checkpoint=sign_checkpoint(seed, made_up))
        body = forged if isinstance(forged, bytes) else wire.encode(forged)
        signature = reply_signature.sign_reply(seed, body, reply_signature.answered_by(asked, sent))
        return httpx.Response(
            200, stream=httpx.ByteStream(body), headers={wire.SIGNATURE_HEADER: signature}
        )


class _Asked(msgspec.Struct):
    """What is answered to whoever wants to be a device."""

    challenge: bytes


class ForgedWelcome(Way):
    """To the office, whose answer to who wants to be a device says something else, as it signs it;
    or is other bytes, that nobody signed.
    """

    def __init__(self, office: OfficeApp, body: bytes = b"", **changes: Any) -> None:
        super().__init__(office)
        self._body = body
        self._changes = changes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.url.path not in ("/v1/enrol", "/v1/clone"):
            return answer
        if self._body:
            return httpx.Response(200, stream=httpx.ByteStream(self._body))
        asked = msgspec.json.decode(await request.aread(), type=_Asked)
        honest = msgspec.json.decode(await answer.aread(), type=EnrolReply)
        body = msgspec.json.encode(msgspec.structs.replace(honest, **self._changes))
        seed = self._office.office.keys.signing_seed
        signed = {wire.SIGNATURE_HEADER: reply_signature.sign_reply(seed, body, asked.challenge)}
        return httpx.Response(200, stream=httpx.ByteStream(body), headers=signed)


@contextmanager
def forging(device: SyncedDevice, office: OfficeApp, forge: Forge) -> Iterator[None]:
    """The device reaches an office whose replies are forged."""
    honest = device.parts
    transport = HttpTransport("http://office", ForgedWay(office, forge))
    device.parts = msgspec.structs.replace(honest, transport=transport)
    try:
        yield
    finally:
        device.parts = honest


def saying(**changes: Any) -> Forge:
    """The honest reply with some fields changed; those of its page by `page__…`."""

    def forge(_: SyncRequest, reply: SyncReply) -> SyncReply:
        of_page = {
            name.removeprefix("page__"): value
            for name, value in changes.items()
            if name.startswith("page__")
        }
        rest = {name: value for name, value in changes.items() if not name.startswith("page__")}
        if of_page:
            assert reply.page is not None
            rest["page"] = msgspec.structs.replace(reply.page, **of_page)
        return msgspec.structs.replace(reply, **rest)

    return forge


def item(**changes: Any) -> Item:
    """An event of somebody else, right but for the changes; its position is put in by `holding`."""
    line = b'{"v":1,"type":"household_visited","tv":1,"stream":"' + NANA.encode()
    line += b'","on":"2018-11","at":1,"seen":[1,0],"by":"x","basis":"stated","body":{}}'
    return msgspec.structs.replace(Item(-7, 1, SOMEBODY, 0, 1, "accepted", line, None), **changes)


def holding(*items: Item) -> Forge:
    """A page with these events at its end; position -7 stands for the first beyond the log."""

    def forge(_: SyncRequest, reply: SyncReply) -> SyncReply:
        assert reply.page is not None
        placed = tuple(
            msgspec.structs.replace(one, position=reply.size) if one.position == -7 else one
            for one in items
        )
        page = Page(reply.page.start, reply.size + 1, placed, more=False)
        return msgspec.structs.replace(reply, page=page, size=reply.size + 1)

    return forge


def cut(share: float) -> Forge:
    """A whole frame, of a message that ends in the middle of a value."""

    def forge(_: SyncRequest, reply: SyncReply) -> bytes:
        packed = compression.inflate(wire.encode(reply))
        return compression.compress(packed[: int(len(packed) * share)])

    return forge


async def refusal_of(device: SyncedDevice) -> str:
    """Why a sync came to nothing."""
    try:
        return (await device.sync()).why
    except OfficeUnreachable as error:
        return str(error)
