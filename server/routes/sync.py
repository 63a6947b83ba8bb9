"""`POST /v1/sync`: one request carries push and pull.

The signature is checked over the compressed bytes before any is inflated, so only enrolled devices
can make the office work; inflating and decoding are bounded by `events/wire.py`.
"""

import asyncio
from typing import Final

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import InternalServerException

from events import limits, wire
from events.entry import standing
from events.errors import MalformedRequest
from server.answers.access import ACCESS
from server.exchange.sync import answer
from server.office import Office
from server.telemetry import Figures

BODY_WAIT_S: Final = limits.REQUEST_TIMEOUT_S


@post(
    "/v1/sync",
    status_code=200,
    opt={ACCESS: "device"},
    request_max_body_size=limits.BODY_COMPRESSED_BYTES_MAX,
    tags=["devices"],
    summary="Push a batch and pull a page",
    description="Body and reply: zstd of MessagePack, signed in the headers Jejak-Signed-Head and "
    "Jejak-Signature; the byte tables are in events/README.md.",
    media_type=wire.MEDIA_TYPE,
)
async def sync(
    request: Request[object, object, State],
    office: NamedDependency[Office],
    figures: NamedDependency[Figures],
) -> Response[bytes]:
    check_body_kind(request, wire.MEDIA_TYPE)
    header = request.headers.get(wire.SIGNED_HEAD_HEADER)
    if header is None:
        raise MalformedRequest("bad_signed_head", "the request has no header Jejak-Signed-Head")
    answered = await answer(office, header, await whole_body(request))
    for run in answered.result.results:
        figures.committed.labels(standing(run.verdict)).inc(run.count)
    figures.paged.inc(answered.paged)
    for code in answered.incidents:
        figures.incidents.labels(code).inc()
    return Response(
        answered.body,
        media_type=wire.MEDIA_TYPE,
        headers={wire.SIGNATURE_HEADER: answered.signature},
    )


def check_body_kind(request: Request[object, object, State], media_type: str) -> None:
    """Errors: MalformedRequest when the body says it is something else, or wrapped once more."""
    stated = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    encoding = request.headers.get("content-encoding", "identity")
    if stated != media_type or encoding != "identity":
        raise MalformedRequest(
            "bad_media_type", f"the body must be {media_type}, without Content-Encoding"
        )


async def whole_body(request: Request[object, object, State]) -> bytes:
    """The body, at most as long as the route allows, and within a minute."""
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            return await request.body()
    except TimeoutError as error:
        raise MalformedRequest("too_slow", "the body did not arrive in time") from error
    except InternalServerException as error:  # so Litestar calls it; nobody is left to answer
        raise MalformedRequest("cut_short", "the connection ended before the body did") from error


HANDLERS: Final = (sync,)
