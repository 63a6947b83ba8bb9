"""`GET /v1/snapshots/{name}`: ranges of a snapshot, for devices whose scope it is of.

A device signs the name and a challenge as it signs a request's body; whoever has another scope by
now, or none, is answered as if there were no such snapshot. Nothing is said of what is in it.
"""

import asyncio
import re
from base64 import urlsafe_b64decode
from typing import Annotated, Final

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import PathParameter

from events import crypto, limits, wire
from events.batch import from_header
from events.errors import InputRefused, MalformedRequest
from events.ids import DeviceId
from events.snapshot import request_bytes
from server.answers.access import ACCESS
from server.devices.enrolled import authenticate
from server.exchange.challenge import is_valid_challenge
from server.log import head
from server.office import Desk, Office
from server.relaying.snapshots import scope_name

_NAME: Final = re.compile(r"[0-9a-f]{64}")
_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})")
_BYTES_MAX: Final = limits.BODY_COMPRESSED_BYTES_MAX
"""Given at once; a chunk is never larger, and a device asks chunk by chunk."""


@get(
    "/v1/snapshots/{name:str}",
    opt={ACCESS: "device"},
    tags=["devices"],
    summary="A range of a snapshot",
    description="Named by a sync reply; signed in Jejak-Signed-Head over its name and the "
    "challenge in Jejak-Challenge. A range of at most 2 MiB, `Range: bytes=FIRST-LAST`.",
    media_type="application/octet-stream",
)
async def snapshot(
    request: Request[object, object, State],
    office: NamedDependency[Office],
    name: Annotated[str, PathParameter(description="SHA-256 of the snapshot, in hex.")],
) -> Response[bytes]:
    if _NAME.fullmatch(name) is None:
        raise InputRefused("bad_query", "a snapshot is named by 64 hex digits")
    wanted = bytes.fromhex(name)
    desk, device, scope = await _asked_by(request, office, wanted)
    desk.pacing.check(device)
    size = await asyncio.to_thread(office.snapshots.size, scope, wanted)
    if size is None:
        raise _no_such()
    first, last = _range(request.headers.get("range"), size)
    data = await asyncio.to_thread(office.snapshots.read, scope, wanted, first, last + 1)
    if data is None:
        raise _no_such()
    desk.pacing.gave(device, len(data))
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Range": f"bytes {first}-{last}/{size}",
        "Cache-Control": "private, no-transform",
    }
    return Response(data, status_code=206, headers=headers)


async def _asked_by(
    request: Request[object, object, State], office: Office, wanted: bytes
) -> tuple[Desk, DeviceId, str]:
    """Which device of which log asks, by its signature and challenge; its scope's name."""
    signed = from_header(request.headers.get(wire.SIGNED_HEAD_HEADER, ""))
    challenge = _challenge(request.headers.get(wire.CHALLENGE_HEADER, ""))
    desk = office.desk(signed.log)
    log = desk.log
    body_hash = crypto.digest(request_bytes(wanted, challenge))
    async with office.database.read() as transaction:
        device = await authenticate(transaction, signed, body_hash)
        now = await head(transaction, log)
        is_valid = is_valid_challenge(
            office.keys.challenge_key, device.id, now.incarnation, office.now_ms(), challenge
        )
        if not is_valid:
            raise InputRefused("bad_challenge", "the challenge is too old, or another device's")
        if device.revoked_position is not None or device.waits:
            raise _no_such()
        return desk, device.id, await scope_name(transaction, log, now, device)


def _challenge(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode("ascii"))
    except ValueError as error:
        raise MalformedRequest("bad_signed_head", "Jejak-Challenge is no base64url") from error


def _range(header: str | None, size: int) -> tuple[int, int]:
    """First and last byte to give. Errors: InputRefused for a range that is not there."""
    match = _RANGE.fullmatch(header or "bytes=0-")
    first = int(match[1]) if match is not None else size
    if match is None or first >= size:
        raise InputRefused("bad_range", f"ask for one range of the snapshot's {size} bytes")
    last = int(match[2]) if match[2] else size - 1
    if last < first:
        raise InputRefused("bad_range", "the range ends before it begins")
    return first, min(last, size - 1, first + _BYTES_MAX - 1)


def _no_such() -> InputRefused:
    return InputRefused("not_found", "there is no such snapshot for this device: sync again")


HANDLERS: Final = (snapshot,)
