"""An office behind its HTTP application, without a socket, and a phone that speaks to it by hand.

`async with an_office_app(tmp_path, url) as office` founds log 36.03; `await a_phone(office)` is
enrolled over HTTP. The phone builds every byte itself, so a test can also break each of them; the
real device is `client_sync`.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, cast

import httpx
import msgspec

from events import chain, crypto, reply_signature, wire
from events.batch import Batch, make_batch, sign_head, to_header
from events.enrolment import ChallengeReply, EnrolReply, EnrolRequest, read_code, sign_enrolment
from events.entry import KeyGrant
from events.ids import ActorId, DeviceId, KeyId, LogId, StreamId, device_id
from events.personal import DataKey, key_id, personal_hash, seal_personal
from events.types.fields import Role
from events.wire import SyncReply, SyncRequest
from server.answers.tokens import make_token
from server.app import make_app
from server.exchange.enrolling import InvitedScope, invite
from server.keeping.initialising import make_office
from server.office import Desk, Office
from server.officers.actors import Actor, find_actor, register_actor
from server.settings import Settings
from tests.builders import a_body, a_household, a_line, an_event

LOG: Final = LogId("36.03")
_START_MS: Final = 1_543_795_200_000


class OfficeApp:
    """A running application, the office in it, and a client of it."""

    def __init__(self, office: Office, http: httpx.AsyncClient) -> None:
        self.office = office
        self.http = http

    @property
    def desk(self) -> Desk:
        return self.office.desk(LOG)

    async def actor(self, name: str, role: Role, region: str) -> Actor:
        """A person registered by the administrator, once."""
        known = await find_actor(self.office, self.desk, name)
        if known is not None:
            return known
        by = self.office.administrator
        return await register_actor(self.office, self.desk, None, name, role, region, by)

    async def code(
        self,
        actor: ActorId,
        role: Role,
        region: str,
        secret: bytes,
        scope: InvitedScope = "region",
    ) -> str:
        """An invitation, as `jejak-server invite` makes it."""
        by = self.office.administrator
        return await invite(self.desk.device, actor, role, region, by, secret, scope)

    async def token(self, role: Role, region: str, actor: ActorId | None = None) -> dict[str, str]:
        """The header of a reader's request."""
        text = await make_token(
            self.office.database, LOG, role, region, actor, self.office.now_ms(),
            self.office.draw(24),
        )  # fmt: skip
        return {"Authorization": f"Bearer {text}"}

    async def challenge(self, device: DeviceId) -> bytes:
        answer = await self.http.get("/v1/challenge", params={"device": device})
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=ChallengeReply).challenge

    async def enrol(self, request: EnrolRequest) -> httpx.Response:
        return await self.http.post(
            "/v1/enrol",
            content=msgspec.json.encode(request),
            headers={"Content-Type": "application/json"},
        )


@asynccontextmanager
async def an_office_app(
    directory: Path, url: str, clock: Path | None = None
) -> AsyncIterator[OfficeApp]:
    """A new office of log 36.03 in an empty database, serving; `clock` is a file of story time."""
    settings = Settings(directory / "office", url, clock)
    await make_office(settings, LOG, "banten", story=clock is not None)
    async with a_serving_office(settings) as office:
        yield office


@asynccontextmanager
async def a_serving_office(settings: Settings) -> AsyncIterator[OfficeApp]:
    """An office that is there already, serving."""
    app = make_app(settings)
    async with app.lifespan():
        transport = httpx.ASGITransport(cast(Any, app), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://office") as http:
            yield OfficeApp(app.state.office, http)


class Phone:
    """An enrolled device: its keys, what it wrote, and how far it has read."""

    def __init__(self, office: OfficeApp, name: str, seed: bytes, reply: EnrolReply) -> None:
        self.office = office
        self.name = name
        self.seed = seed
        self.box_secret = crypto.digest(seed)
        self.reply = reply
        self.challenge = reply.challenge
        self.cursor = (reply.incarnation, 0)
        self.lines: list[bytes] = []
        self.parts: list[bytes | None] = []
        self.keys: tuple[KeyGrant, ...] = ()
        self.keys_held: tuple[KeyId, ...] = ()

    @property
    def id(self) -> DeviceId:
        return self.reply.device

    def batch(self, first: int = 1, last: int | None = None) -> Batch:
        """The batch of what stands from `first` to `last` (all), whether sent before or not."""
        start = chain.first_head(LOG, self.id, 0)
        heads = chain.heads(start, (crypto.digest(line) for line in self.lines))
        prev = heads[first - 2] if first > 1 else start
        return make_batch(
            LOG, self.id, 0, chain.NO_PARENT, bytes(16), first, prev,
            self.lines[first - 1 : last], self.parts[first - 1 : last], self.keys,
        )  # fmt: skip

    def request(self, batch: Batch, **changes: Any) -> SyncRequest:
        made = SyncRequest(
            1, "jejak/test", 5, self.challenge, self.cursor, 0, bytes(16), batch,
            keys_held=self.keys_held,
        )  # fmt: skip
        return msgspec.structs.replace(made, **changes)

    async def write(self, *lines: bytes, parts: Sequence[bytes | None] = ()) -> SyncReply:
        """Sync with new lines; the reply, believed as a device believes it."""
        first = len(self.lines) + 1
        self.lines += lines
        self.parts += parts or [None] * len(lines)
        return await self.sync(self.batch(first))

    async def sync(self, batch: Batch | None = None, **changes: Any) -> SyncReply:
        """One request and its reply; cursor and challenge move on."""
        request = self.request(batch or self.batch(len(self.lines) + 1), **changes)
        body = wire.encode(request)
        answer = await self.send(body, request.batch)
        assert answer.status_code == 200, answer.text
        reply_signature.check_reply(
            self.reply.office_key, answer.content, reply_signature.answered_by(request, body),
            answer.headers[wire.SIGNATURE_HEADER],
        )  # fmt: skip
        reply = wire.decode_reply(answer.content)
        self.challenge = reply.challenge
        if reply.page is not None:
            self.cursor = (reply.incarnation, reply.page.end)
        return reply

    async def send(self, body: bytes, batch: Batch, seed: bytes | None = None) -> httpx.Response:
        """Whatever bytes, signed as carrying this batch."""
        signed = sign_head(seed or self.seed, batch, body)
        return await self.office.http.post(
            "/v1/sync",
            content=body,
            headers={"Content-Type": wire.MEDIA_TYPE, wire.SIGNED_HEAD_HEADER: to_header(signed)},
        )

    def line(self, type_name: str = "household_visited", number: int = 0, **event: Any) -> bytes:
        """A line this phone's holder says; `number` tells it from others."""
        at = _START_MS + number
        return a_line(an_event(type_name, at=at, by=self.reply.actor, **event))

    def secret(self, name: str, stream: StreamId) -> "Secret":
        """A data key of a stream that this phone makes and hands to the office."""
        return Secret(self, name, stream)

    def open(self, grant: KeyGrant) -> bytes | None:
        """The data key of a grant, as only this phone can open it."""
        return crypto.unseal(self.box_secret, grant.sealed)


class Secret:
    """A data key, and lines with a personal part under it."""

    def __init__(self, phone: Phone, name: str, stream: StreamId) -> None:
        self.key = DataKey(crypto.digest(name.encode()))
        self.id = key_id(self.key)
        self.stream = stream
        self.phone = phone
        sealed = crypto.seal(phone.reply.office_box, self.key, crypto.digest(b"once"))
        self.grant = KeyGrant(self.id, stream, sealed)

    def part(self, **fields: object) -> bytes:
        """The personal part of these fields."""
        nonce = crypto.digest(repr(fields).encode())[: crypto.NONCE_BYTES]
        return seal_personal(fields, self.key, nonce, LOG, self.stream)

    def line(self, part: bytes, type_name: str = "household_visited", **event: Any) -> bytes:
        """A line that names this part."""
        return self.phone.line(
            type_name, stream=self.stream, key=self.id, personal=personal_hash(part), **event
        )


async def a_phone(
    office: OfficeApp, name: str = "Zaenal", role: Role = "pendamping", region: str = "36.03.06"
) -> Phone:
    """A phone enrolled over HTTP for a person registered for it."""
    actor = await office.actor(name, role, region)
    seed = crypto.digest(f"phone of {name}".encode())
    code = await office.code(actor.id, role, region, crypto.digest(name.encode())[:16])
    answer = await office.enrol(await an_enrolment(office, seed, code))
    assert answer.status_code == 200, answer.text
    return Phone(office, name, seed, msgspec.json.decode(answer.content, type=EnrolReply))


async def an_enrolment(office: OfficeApp, seed: bytes, code: str) -> EnrolRequest:
    """What a device with this seed sends when a person typed this code."""
    box = crypto.box_public(crypto.digest(seed))
    challenge = await office.challenge(device_id(crypto.signing_public(seed)))
    return sign_enrolment(seed, box, read_code(code)[0], bytes(16), challenge)


async def a_family(phone: Phone, name: str = "nana", region: str = "36.03.06.2001") -> StreamId:
    """A household this phone has registered at the office."""
    stream = a_household(name)
    body = a_body("household_registered", region=region)
    await phone.write(phone.line("household_registered", stream=stream, body=body))
    return stream


def lines_of(reply: SyncReply) -> list[bytes]:
    """The lines of a page, without those of the programme."""
    assert reply.page is not None
    return [item.line for item in reply.page.items if b'"stream":"programme"' not in item.line]
