"""`POST /v1/transfer`: a part of a transfer file, brought by anybody; a signed receipt.

It is opened before it is known whose it is, which costs less than a signature; then the author's
signature is checked over the compressed bytes before any is inflated, as for a sync.
"""

from typing import Final

from litestar import Request, Response, post
from litestar.datastructures import State
from litestar.di import NamedDependency

from events import limits, transfer, wire
from events.entry import standing
from server.answers.access import ACCESS
from server.exchange.carrying import take_part
from server.office import Office
from server.routes.sync import check_body_kind, whole_body
from server.telemetry import Figures


@post(
    "/v1/transfer",
    status_code=200,
    opt={ACCESS: "device"},
    request_max_body_size=limits.TRANSFER_PART_BYTES_MAX,
    tags=["devices"],
    summary="Deliver a part of a transfer file",
    description="The body is a sealed part; the reply a receipt, signed in Jejak-Signature for the "
    "part's SHA-256. Byte tables are in events/README.md.",
)
async def deliver(
    request: Request[object, object, State],
    office: NamedDependency[Office],
    figures: NamedDependency[Figures],
) -> Response[bytes]:
    check_body_kind(request, transfer.MEDIA_TYPE)
    taken = await take_part(office, await whole_body(request))
    for run in taken.result.results:
        figures.committed.labels(standing(run.verdict)).inc(run.count)
    return Response(
        taken.body,
        media_type="application/json",
        headers={wire.SIGNATURE_HEADER: taken.signature},
    )


HANDLERS: Final = (deliver,)
