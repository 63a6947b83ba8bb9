"""Devices enrol and sync, and what becomes of messages on the way: late, lost, twice, changed."""

from typing import Final

import httpx
import msgspec

from events import reply_signature, wire
from events.entry import ACCEPTED
from events.errors import BadSignature, MalformedRequest
from tests.simulation.actions import DEVICES_MAX, REGIONS, Action, pick, writing
from tests.simulation.founding import office_keys
from tests.simulation.network import Message, Reply, flip
from tests.simulation.world import World


class Enrol(Action, frozen=True, kw_only=True):
    """A new device comes, or one whose enrolment failed tries again."""

    region: int

    async def happen(self, world: World) -> None:
        waiting = [d for d in world.devices if d.profile is None and not d.runs]
        if waiting:
            device = waiting[0]
        elif len(world.devices) < DEVICES_MAX:
            device = await world.add_device(REGIONS[self.region % len(REGIONS)])
        else:
            return
        if device.code is None:  # the office could give none
            await world.give_code(device)
        if device.code is not None:
            device.start_enrolment()


class Sync(Action, frozen=True, kw_only=True):
    """A device begins to sync, also while it is at it already."""

    device: int
    patient: bool

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and len(device.runs) < 2:
            device.start_sync(self.patient)


class SyncInPeace(Action, frozen=True, kw_only=True):
    """A device syncs and nothing is in the way of its messages."""

    device: int

    async def happen(self, world: World) -> None:
        device = writing(world, self.device)
        if device is not None and not device.runs:
            await world.quietly(device.start_sync(patient=False))


class Deliver(Action, frozen=True, kw_only=True):
    """The next messages arrive, one after the other, in any order."""

    message: int
    count: int

    async def happen(self, world: World) -> None:
        for _ in range(self.count):
            if (message := pick(world.network.flying, self.message)) is not None:
                await world.deliver(message)


class ArriveTogether(Action, frozen=True, kw_only=True):
    """All requests on their way arrive at the office at one moment."""

    async def happen(self, world: World) -> None:
        requests = [message for message in world.network.flying if message.reply is None]
        if requests:
            await world.deliver(*requests)


class Drop(Action, frozen=True, kw_only=True):
    """A message is lost and its sender learns that."""

    message: int

    async def happen(self, world: World) -> None:
        if (message := pick(world.network.flying, self.message)) is not None:
            world.network.leave(message)
            if message.run is not None:
                message.run.fail(httpx.ReadError("lost"))


class GiveUp(Action, frozen=True, kw_only=True):
    """A device does not wait any longer; its message flies on and arrives some day."""

    message: int

    async def happen(self, world: World) -> None:
        message = pick(world.network.flying, self.message)
        if message is not None and message.run is not None:
            run, message.run = message.run, None
            run.fail(httpx.ReadTimeout("too late"))


class Repeat(Action, frozen=True, kw_only=True):
    """The network delivers a request twice."""

    message: int

    async def happen(self, world: World) -> None:
        message = pick([m for m in world.network.flying if m.reply is None], self.message)
        if message is not None:
            world.network.flying.append(msgspec.structs.replace(message, run=None))


class Cut(Action, frozen=True, kw_only=True):
    """A reply ends in the middle of its bytes, seen to be broken or not."""

    message: int
    at: int
    is_seen: bool

    async def happen(self, world: World) -> None:
        message = pick(_replies(world), self.message)
        if message is not None and message.reply is not None:
            body = message.reply.body[: self.at % (len(message.reply.body) + 1)]
            is_whole = body == message.reply.body and not self.is_seen
            cut = msgspec.structs.replace(message.reply, body=body, is_cut=self.is_seen)
            _tamper(message, None if is_whole else cut)


class Flip(Action, frozen=True, kw_only=True):
    """One bit of a message's body changes on the way."""

    message: int
    at: int

    async def happen(self, world: World) -> None:
        message = pick(world.network.flying, self.message)
        if message is None:
            return
        if message.reply is None:
            message.body = flip(message.body, self.at)
            _tamper(message, None)
        else:
            body = flip(message.reply.body, self.at)
            _tamper(message, msgspec.structs.replace(message.reply, body=body))


class MixUp(Action, frozen=True, kw_only=True):
    """Somebody in between answers with what the office said earlier, to this device or another.

    Not where wire version 1 would believe it: what binds an answer to a request came with 2.
    """

    message: int
    reply: int

    async def happen(self, world: World) -> None:
        message = pick(_replies(world), self.message)
        other = pick(world.network.replies, self.reply)
        if message is not None and other is not None and not _is_for_its_challenge(message, other):
            _tamper(message, other)


class Forge(Action, frozen=True, kw_only=True):
    """Somebody in between says that the office has a device's events, and keeps them from it."""

    message: int

    async def happen(self, world: World) -> None:
        message = pick([m for m in world.network.flying if m.reply is None], self.message)
        if message is None or not world.network.replies:
            return
        seen = world.network.replies[-1]
        try:
            batch = wire.decode_request(message.body).batch
            said = wire.decode_reply(seen.body)
        except MalformedRequest:
            return  # an enrolment, or its answer
        if not batch.lines:
            return
        run = wire.ResultRun(batch.first, said.size, len(batch.lines), said.clock, ACCEPTED)
        forged = msgspec.structs.replace(
            said,
            size=said.size + len(batch.lines),
            committed=(batch.epoch, batch.last),
            results=(run,),
            page=None,
            expected=None,
            fork=None,
        )
        _tamper(message, msgspec.structs.replace(seen, body=wire.encode(forged)))


def _replies(world: World) -> list[Message]:
    return [message for message in world.network.flying if message.reply is not None]


def _is_for_its_challenge(message: Message, reply: Reply) -> bool:
    """True for an answer of version 1 to a request with the same challenge: a copy sends it too."""
    headers = {name.decode().lower(): value.decode() for name, value in reply.headers}
    try:
        challenge = wire.decode_request(message.body).challenge
        signature = headers[wire.SIGNATURE_HEADER.lower()]
        reply_signature.check_reply(office_keys().signing_public, reply.body, challenge, signature)
    except (MalformedRequest, BadSignature):
        return False
    return True


def _tamper(message: Message, reply: Reply | None) -> None:
    message.reply = reply or message.reply
    if message.run is not None:
        message.run.is_tampered_with = True


MESSAGES: Final[tuple[type[Action], ...]] = (
    Enrol, Sync, SyncInPeace, Deliver, ArriveTogether, Drop, GiveUp, Repeat, Cut, Flip, MixUp,
    Forge,
)  # fmt: skip
