"""For whoever runs the office: is it alive, can it take work, what does it count."""

from typing import Final, Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from prometheus_client import CONTENT_TYPE_LATEST

from server.answers.access import ACCESS
from server.log import head
from server.office import Office
from server.telemetry import Figures

_OPEN: Final = {ACCESS: "everyone"}


class Health(msgspec.Struct, frozen=True):
    status: Literal["ok"] = "ok"


@get("/health/live", opt=_OPEN, tags=["operations"], summary="The process answers")
async def live() -> Health:
    return Health()


@get("/health/ready", opt=_OPEN, tags=["operations"], summary="The database answers")
async def ready(office: NamedDependency[Office], figures: NamedDependency[Figures]) -> Health:
    async with office.database.read() as transaction:
        for log in office.logs:
            figures.size.labels(log).set((await head(transaction, log)).size)
    return Health()


@get("/metrics", opt=_OPEN, tags=["operations"], summary="Figures for Prometheus")
async def metrics(figures: NamedDependency[Figures]) -> Response[bytes]:
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)


HANDLERS: Final = (live, ready, metrics)
