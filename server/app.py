"""The composition root of the HTTP service: settings, one open office, routes, errors, figures.

Granian calls `create_app` in each worker. The office is opened when the application starts and
closed when it ends; nothing at import.
"""

import asyncio
import multiprocessing
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import Final, cast

from litestar import Litestar, Request
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin, YamlRenderPlugin
from litestar.openapi.spec import Components, SecurityScheme
from litestar.router import Router
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from events import limits
from events.errors import JejakError, LogCorrupt
from events.ids import LogId
from server.answers.access import ACCESS, Reader, deny_by_default
from server.answers.answering import Answering
from server.exchange.assigning import follow_assignments
from server.office import Office, open_office
from server.officers.identities import follow_identities
from server.officers.written_twice import WrittenTwice
from server.problems import answer_error
from server.projecting.projector import Projector
from server.routes import (
    duplicates,
    enrol,
    operations,
    reading,
    snapshots,
    sync,
    totals,
    transfer,
    waiting,
)
from server.settings import Settings, read_settings
from server.telemetry import Figures, start_logging

API_VERSION: Final = "1"


def create_app() -> Litestar:
    """The application of the settings in the environment."""
    start_logging()
    return make_app(read_settings(os.environ))


def make_app(settings: Settings) -> Litestar:
    """The application of these settings; its office opens with it."""
    figures, answering = Figures(), Answering()
    twice = WrittenTwice(answering)

    @asynccontextmanager
    async def with_office(app: Litestar) -> AsyncIterator[None]:
        with ending_with_parent():
            async with (
                open_office(settings) as office,
                office.at_work(),
                following(office, figures),
            ):
                app.state.office = office
                yield

    return Litestar(
        route_handlers=[
            *sync.HANDLERS, *transfer.HANDLERS, *snapshots.HANDLERS, *enrol.HANDLERS,
            *reading.HANDLERS, *totals.HANDLERS, *waiting.HANDLERS, *duplicates.HANDLERS,
            *operations.HANDLERS,
        ],
        lifespan=[with_office],
        guards=[deny_by_default],
        middleware=[CountRequests(figures)],
        exception_handlers={
            JejakError: answer_error,
            HTTPException: answer_error,
            Exception: answer_error,
        },
        dependencies={
            "office": Provide(_office, sync_to_thread=False),
            "reader": Provide(_reader, sync_to_thread=False),
            "figures": Provide(lambda: figures, sync_to_thread=False),
            "answering": Provide(lambda: answering, sync_to_thread=False),
            "twice": Provide(lambda: twice, sync_to_thread=False),
        },
        request_max_body_size=limits.SMALL_BODY_BYTES_MAX,
        openapi_config=_openapi(),
        logging_config=None,
    )  # fmt: skip


@contextmanager
def ending_with_parent() -> Iterator[None]:
    """End in order when the process that started this one is gone: it was killed.

    Of several that serve, nobody would stop one that is left, and it would keep the port.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        yield
        return
    loop = asyncio.get_running_loop()

    def end() -> None:
        loop.remove_reader(parent.sentinel)
        signal.raise_signal(signal.SIGTERM)

    loop.add_reader(parent.sentinel, end)
    try:
        yield
    finally:
        loop.remove_reader(parent.sentinel)


@asynccontextmanager
async def following(office: Office, figures: Figures) -> AsyncIterator[None]:
    """Keep the read models of every log, scopes by its assignments, and its identities, while open.

    A projector that finds its log corrupt ends, logged as critical and said in the figures; the
    office goes on taking entries, which is what a device needs, and `verify` says what a person
    must mend.
    """
    url = office.settings.database
    tasks = []
    for desk in office.logs.values():
        figures.corrupt.labels(desk.log).set(0)
        for work in (
            Projector(office.database, url, desk.log, desk.growth, office.now_ms).run(),
            follow_assignments(desk.device, desk.growth),
            follow_identities(office, desk),
        ):
            tasks.append(task := asyncio.create_task(work))
            task.add_done_callback(partial(_say_if_corrupt, figures, desk.log))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _say_if_corrupt(figures: Figures, log: LogId, task: asyncio.Task[None]) -> None:
    if not task.cancelled() and isinstance(task.exception(), LogCorrupt):
        figures.corrupt.labels(log).set(1)


def _office(state: State) -> Office:
    return cast(Office, state.office)


def _reader(request: Request[object, object, State]) -> Reader:
    return cast(Reader, request.state.reader)


def _openapi() -> OpenAPIConfig:
    return OpenAPIConfig(
        title="Jejak",
        version=API_VERSION,
        description="The office of an offline-first history of households and their enterprises. "
        "Times are RFC 3339, dates are days of WIB; what is not known is null.",
        # JSON and YAML only: pages that draw them load scripts from elsewhere.
        components=Components(
            security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}
        ),
        render_plugins=[JsonRenderPlugin(path=["/", "/openapi.json"]), YamlRenderPlugin()],
        openapi_router=Router("/schema", route_handlers=[], opt={ACCESS: "everyone"}),
        use_handler_docstrings=True,
    )


class CountRequests(ASGIMiddleware):
    """Counts requests and their time by route, never by path: a path may name a household."""

    scopes = (ScopeType.HTTP,)

    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        started = time.perf_counter()
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await next_app(scope, receive, watch)
        finally:
            route = scope.get("path_template", "")
            self._figures.requests.labels(route, str(status)).inc()
            self._figures.seconds.labels(route).observe(time.perf_counter() - started)
