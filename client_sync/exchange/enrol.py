"""Enrolment: from an address and a code to a device with keys, a profile and an empty journal.

Before: an officer made the code (`jejak-server invite`). After: entries can be written, with or
without a network. The keys are durable before the office learns of them, so an answer lost on the
way is asked for again with the same keys and the same code.
"""

from typing import Final, TypeVar

import msgspec

from client_sync.exchange.answers import refuse_failure
from client_sync.ports import (
    Chance,
    Clock,
    DeviceKeys,
    KeyStore,
    OfficeRefused,
    OfficeUnreachable,
    Transport,
)
from client_sync.refusals import DeviceRefused
from client_sync.storage.checkpoints import signed_for
from client_sync.storage.held import Chain, Profile, SyncState
from client_sync.storage.journal import Journal
from client_sync.storage.journal_writing import Writing
from events import chain, crypto, enrolment, reply_signature
from events.enrolment import ChallengeReply, EnrolReply
from events.errors import MalformedRequest
from events.ids import Cursor, DeviceId, LogId, device_id
from events.types import RegionCode, Role

_JSON: Final = "application/json"
_Reply = TypeVar("_Reply", ChallengeReply, EnrolReply)


class _Roles(msgspec.Struct, frozen=True):
    role: Role


async def enrol(
    office: str,
    code: str,
    journal: Journal,
    key_store: KeyStore,
    transport: Transport,
    clock: Clock,
    chance: Chance,
) -> Profile:
    """Make this directory a device of the office.

    Errors: InputRefused for a mistyped code or an answer that the office named in the code did not
    sign; OfficeRefused when the code is spent.
    """
    secret, fingerprint = enrolment.read_code(code)
    keys = await key_store.load() or await _make_keys(key_store, chance)
    device = device_id(crypto.signing_public(keys.seed))
    box_key = crypto.box_public(keys.box_secret)
    challenge = await ask_challenge(transport, device)
    async with journal.reading() as reading:
        earlier = await reading.profile()
    actor = None if earlier is None else earlier.actor
    request = enrolment.sign_enrolment(keys.seed, box_key, secret, keys.install, challenge, actor)
    answer = await transport.post("/v1/enrol", msgspec.json.encode(request), _JSON, {})
    try:
        refuse_failure(answer)
    except OfficeRefused as error:
        if error.code != "other_enrolment":
            raise
        raise DeviceRefused("other_enrolment", actor=actor) from error
    reply = decoded_reply(answer.body, EnrolReply)
    if enrolment.fingerprint(reply.office_key) != fingerprint:
        raise DeviceRefused("wrong_office")
    reply_signature.check_reply(reply.office_key, answer.body, challenge, answer.signature)
    if reply.device != device:
        raise MalformedRequest("bad_reply", "the office enrolled another device than this one")
    async with journal.writing() as writing:
        held = await writing.profile()
        if held is not None:
            return await known_again(writing, held, reply)
    profile = Profile(
        office=office,
        log=reply.log,
        deployment=reply.deployment,
        device=device,
        actor=reply.actor,
        role=msgspec.convert({"role": reply.role}, _Roles).role,
        region=RegionCode(reply.region),
        office_key=reply.office_key,
        office_box=reply.office_box,
        box_key=box_key,
        enrolled_at=await clock.now_ms(),
    )
    first = chain.first_head(profile.log, device, 0)
    state = SyncState(
        cursor=Cursor(reply.incarnation, 0),
        challenge=reply.challenge,
        scope_region=profile.region,
        office_ahead_ms=reply.clock - profile.enrolled_at,
    )
    async with journal.writing() as writing:
        await writing.enrolled(profile, Chain(0, chain.NO_PARENT, 0, first, 0), state)
    return profile


async def known_again(writing: Writing, held: Profile, reply: EnrolReply) -> Profile:
    """A device that its office had lost with its store is known there again, as it is here.

    One whose profile was damaged has it from its office again: from the one whose key it holds, or
    that signed what it holds.
    Errors: DeviceRefused when it is another office, or another person's code.
    """
    ours = (held.log, held.deployment, held.office_key)
    is_same = ours == (reply.log, reply.deployment, reply.office_key)
    is_same = is_same or await _has_signed(writing, reply)
    if not is_same or (held.actor, held.device) != (reply.actor, reply.device):
        raise DeviceRefused("other_enrolment", actor=held.actor)
    right = msgspec.structs.replace(
        held,
        log=reply.log,
        deployment=reply.deployment,
        role=msgspec.convert({"role": reply.role}, _Roles).role,
        region=RegionCode(reply.region),
        office_key=reply.office_key,
        office_box=reply.office_box,
    )
    await writing.put_profile_right(right)
    state = await writing.sync_state()
    await writing.save_sync_state(msgspec.structs.replace(state, refused=None))
    return right


async def _has_signed(writing: Writing, reply: EnrolReply) -> bool:
    """True when this office signed a checkpoint that is held here, for the same log."""
    held = [one for one in msgspec.structs.astuple(await writing.checkpoints()) if one is not None]
    said = (reply.deployment, reply.log)
    return any(signed_for(one, reply.office_key) == said for one in held)


async def _make_keys(key_store: KeyStore, chance: Chance) -> DeviceKeys:
    return await key_store.keep(
        await chance.draw(crypto.KEY_BYTES), await chance.draw(crypto.KEY_BYTES)
    )


async def ask_challenge(transport: Transport, device: DeviceId, log: LogId | None = None) -> bytes:
    """A challenge for a device; `log` when it is known already."""
    of_log = "" if log is None else f"&log={log}"
    answer = await transport.get(f"/v1/challenge?device={device}{of_log}")
    refuse_failure(answer)
    return decoded_reply(answer.body, ChallengeReply).challenge


def decoded_reply(body: bytes, kind: type[_Reply]) -> _Reply:
    """Errors: OfficeUnreachable when it is no answer of an office."""
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OfficeUnreachable("what answered at this address is no office of Jejak") from error
