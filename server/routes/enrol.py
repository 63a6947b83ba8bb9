"""`GET /v1/challenge` and `POST /v1/enrol`: how a device becomes one of the office's."""

from typing import Annotated, Final, TypeVar

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from events import reply_signature, wire
from events.crypto import box_public
from events.enrolment import ChallengeReply, CloneRequest, EnrolReply, EnrolRequest
from events.errors import InputRefused, MalformedRequest
from events.ids import DeviceId, LogId, device_id, is_hex_id
from server.answers.access import ACCESS
from server.devices.enrolled import Device
from server.exchange.challenge import is_valid_challenge, make_challenge
from server.exchange.cloning import clone as make_own_device
from server.exchange.enrolling import enrol as enrol_device
from server.log import head
from server.office import Office
from server.routes.sync import check_body_kind, whole_body

_DEVICE: Final = {ACCESS: "device"}
_JSON: Final = "application/json"
_REQUEST: Final = msgspec.json.Decoder(EnrolRequest, strict=True)
_CLONE: Final = msgspec.json.Decoder(CloneRequest, strict=True)
_Asked = TypeVar("_Asked", EnrolRequest, CloneRequest)


@get("/v1/challenge", opt=_DEVICE, tags=["devices"], summary="A challenge for one device")
async def challenge(
    office: NamedDependency[Office],
    device: Annotated[str, QueryParameter(description="The device's id, 32 hex digits.")],
    log: Annotated[str | None, QueryParameter(description="Its log, once it has one.")] = None,
) -> ChallengeReply:
    if not is_hex_id(device):
        raise InputRefused("bad_query", "`device` is the 32 hex digits of a device's id")
    incarnation = await _incarnation(office, next(iter(office.logs)) if log is None else LogId(log))
    now_ms = office.now_ms()
    made = make_challenge(office.keys.challenge_key, DeviceId(device), incarnation, now_ms)
    return ChallengeReply(made, incarnation, now_ms)


@post(
    "/v1/enrol",
    status_code=200,
    opt=_DEVICE,
    tags=["devices"],
    summary="Enrol a device with a one-time code",
    description="The reply is signed with the request's challenge in the header Jejak-Signature.",
)
async def enrol(
    request: Request[object, object, State], office: NamedDependency[Office]
) -> Response[bytes]:
    check_body_kind(request, _JSON)
    asked = _decode(_REQUEST, await whole_body(request))
    log, device = await _enrolled(office, asked)
    await office.contacts.note(log, device.id, office.now_ms())
    return await _welcome(office, log, device, asked.challenge)


async def _welcome(office: Office, log: LogId, device: Device, challenge: bytes) -> Response[bytes]:
    """What a device that has just become one must know, signed for its request's challenge."""
    incarnation = await _incarnation(office, log)
    now_ms = office.now_ms()
    reply = EnrolReply(
        log=log,
        deployment=office.deployment,
        incarnation=incarnation,
        device=device.id,
        actor=device.actor,
        role=device.role,
        region=device.region,
        office_key=office.keys.signing_public,
        office_box=box_public(office.keys.box_secret),
        challenge=make_challenge(office.keys.challenge_key, device.id, incarnation, now_ms),
        clock=now_ms,
    )
    body = msgspec.json.encode(reply)
    signature = reply_signature.sign_reply(office.keys.signing_seed, body, challenge)
    return Response(body, media_type=_JSON, headers={wire.SIGNATURE_HEADER: signature})


@post(
    "/v1/clone",
    status_code=200,
    opt=_DEVICE,
    tags=["devices"],
    summary="Make a copy of a device a device of its own",
    description="Signed by the key the copy came with and by its own; the reply is that of "
    "/v1/enrol. Its entries wait for an officer.",
)
async def clone(
    request: Request[object, object, State], office: NamedDependency[Office]
) -> Response[bytes]:
    check_body_kind(request, _JSON)
    asked = _decode(_CLONE, await whole_body(request))
    desk = office.desk(asked.log)
    own = device_id(asked.public_key)
    incarnation = await _incarnation(office, desk.log)
    if not is_valid_challenge(
        office.keys.challenge_key, own, incarnation, office.now_ms(), asked.challenge
    ):
        raise InputRefused("bad_challenge", "the challenge is not this office's")
    device = await make_own_device(desk.device, asked)
    return await _welcome(office, desk.log, device, asked.challenge)


def _decode(decoder: "msgspec.json.Decoder[_Asked]", body: bytes) -> _Asked:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise MalformedRequest("bad_form", f"the request has the wrong form: {error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedRequest("not_json", "the body is no JSON object") from error


async def _enrolled(office: Office, asked: EnrolRequest) -> tuple[LogId, Device]:
    """The device in the log its code is for; a code does not name one."""
    unknown: InputRefused | None = None
    for log, desk in office.logs.items():
        incarnation = await _incarnation(office, log)
        if not is_valid_challenge(
            office.keys.challenge_key,
            device_id(asked.public_key),
            incarnation,
            office.now_ms(),
            asked.challenge,
        ):
            unknown = unknown or InputRefused("bad_challenge", "the challenge is not this office's")
            continue
        try:
            return log, await enrol_device(desk.device, asked)
        except InputRefused as error:
            if error.code != "unknown_code":
                raise
            unknown = error
    assert unknown is not None, "an office keeps at least one log"
    raise unknown


async def _incarnation(office: Office, log: LogId) -> int:
    office.desk(log)
    async with office.database.read() as transaction:
        return (await head(transaction, log)).incarnation


HANDLERS: Final = (challenge, enrol, clone)
