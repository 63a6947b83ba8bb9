"""A copy of a device becomes a device of its own, once the office has seen that it is one.

    a second signing key, durable  ->  the office enrols it, signed by both keys
      ->  one transaction: this journal is the new device's; what is unsent goes on in its chain
      ->  the second key takes the first one's place

Its entries wait for an officer; nothing is lost and nothing is sent twice. A step that is cut off
is made again with the same key. Before: `sync.py` was refused as a copy. After: it syncs on.
"""

from itertools import count
from typing import Final

import msgspec

from client_sync.exchange.answers import refuse_failure
from client_sync.exchange.enrol import ask_challenge, decoded_reply
from client_sync.exchange.state import UNKNOWN_SCOPE
from client_sync.ports import (
    Answer,
    Chance,
    Clock,
    DeviceKeys,
    OfficeRefused,
    OfficeUnreachable,
    SecondKey,
    SentMark,
    Transport,
)
from client_sync.storage.held import Chain, Incident, Profile
from client_sync.storage.journal import Journal
from events import chain, crypto, enrolment, reply_signature
from events.enrolment import EnrolReply
from events.errors import InputRefused, MalformedRequest
from events.ids import DeviceId, device_id

_JUST_CHANGED: Final = "this directory has just become another device: sync again"


async def become_own_device(
    journal: Journal,
    transport: Transport,
    second: SecondKey,
    sent: SentMark | None,
    keys: DeviceKeys,
    clock: Clock,
    chance: Chance,
) -> DeviceKeys:
    """The keys of the device that this copy is from now on.

    Errors: OfficeRefused when the office does not take it for a copy; OfficeUnreachable. Nothing
    has changed then but for the second key, with which the same is tried again.
    """
    async with journal.reading() as reading:
        profile = await reading.profile()
    assert profile is not None, "an enrolled device has a profile"
    check_keys(profile, keys)
    seed = await second.next_seed(await chance.draw(crypto.KEY_BYTES))
    own = device_id(crypto.signing_public(seed))
    challenge = await ask_challenge(transport, own, profile.log)
    request = enrolment.sign_clone(profile.log, keys.seed, seed, keys.install, challenge)
    answer = await transport.post("/v1/clone", msgspec.json.encode(request), "application/json", {})
    try:
        refuse_failure(answer)
    except OfficeRefused as error:
        if error.code != "bad_challenge":
            raise
        # It was on its way for too long; the next sync asks for another one.
        raise OfficeUnreachable("the office's challenge has expired") from error
    reply = _believed(answer, profile, own, challenge)
    if not await _become(journal, profile, reply, await clock.now_ms()):
        raise OfficeUnreachable(_JUST_CHANGED)
    if sent is not None:
        await sent.forget()
    await second.settle(own)
    return msgspec.structs.replace(keys, seed=seed)


def _believed(answer: Answer, profile: Profile, own: DeviceId, challenge: bytes) -> EnrolReply:
    """The office's word that this copy is a device. Errors: OfficeUnreachable for another's."""
    try:
        reply_signature.check_reply(profile.office_key, answer.body, challenge, answer.signature)
        reply = decoded_reply(answer.body, EnrolReply)
        if (reply.device, reply.log) != (own, profile.log):
            raise MalformedRequest("bad_reply", "the office enrolled another device than this one")
    except InputRefused as error:
        raise OfficeUnreachable(f"what answered is not this device's office: {error}") from error
    return reply


def check_keys(profile: Profile, keys: DeviceKeys) -> None:
    """Errors: OfficeUnreachable when another process has made another device of this directory."""
    if profile.device != device_id(crypto.signing_public(keys.seed)):
        raise OfficeUnreachable(_JUST_CHANGED)


async def _become(journal: Journal, profile: Profile, reply: EnrolReply, now_ms: int) -> bool:
    """Be the device that the office enrolled; False when another process was first."""
    own = reply.device
    first = chain.first_head(profile.log, own, 0)
    async with journal.writing() as writing:
        held = await writing.profile()
        if held is None or held.device != profile.device:
            return False
        rows = await writing.own_unsent(-1, 0)
        at = (await writing.chain()).at
        await writing.become(own, Chain(0, chain.NO_PARENT, 0, first, at))
        heads = chain.heads(first, (crypto.digest(row.line) for row in rows))
        places = zip(rows, count(1), heads)
        await writing.adopt([(row, 0, sequence, head) for row, sequence, head in places])
        state = await writing.sync_state()
        await writing.save_sync_state(
            msgspec.structs.replace(
                state,
                turn=state.turn + 1,
                challenge=reply.challenge,
                committed=(0, 0),
                safe=(0, 0),
                scope_version=UNKNOWN_SCOPE,
                send_from=None,
                fork=None,
                refused=None,
            )
        )
        await writing.add_incident(_incident(now_ms, profile.device, own, len(rows)))
    return True


def _incident(now_ms: int, former: DeviceId, own: DeviceId, moved: int) -> Incident:
    detail = {"copied": former, "device": own, "entries": moved}
    return Incident.of(now_ms, "device_cloned", None, detail)
