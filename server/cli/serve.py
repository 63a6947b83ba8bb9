"""`jejak-server serve`: the HTTP service, in this process or, on PostgreSQL, in several.

One process is the usual case: it dies as a whole and starts in a second. With `--workers N` granian
runs N processes, each with its own committer; the database orders them.
"""

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from typing import Any, Final

import click

from events.errors import InputRefused
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.settings import as_environment, read_office

_APPLICATION: Final = "server.app:create_app"
_SHARED: Final[dict[str, Any]] = {
    "interface": "asgi",
    "websockets": False,
    "log_enabled": False,  # our own lines hold no path, since a path may name a household
}


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("serve", help=say(language, "help_serve"))
    @click.option("--host", default="127.0.0.1", show_default=True, help=say(language, "help_host"))
    @click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=8036,
        show_default=True,
        help=say(language, "help_port"),
    )
    @click.option(
        "--workers",
        type=click.IntRange(1, 64),
        default=1,
        show_default=True,
        help=say(language, "help_workers"),
    )
    @on_office(language)
    def serve(terminal: Terminal, host: str, port: int, workers: int) -> None:
        read_office(terminal.settings.data)
        if workers > 1 and terminal.settings.database.startswith("sqlite"):
            raise InputRefused(
                "workers_need_postgresql", "several processes need --database postgresql://…"
            )
        port = port or _free_port(host)
        url = f"http://{host}:{port}"
        terminal.say("serving", url=url)
        terminal.give({"url": url, "host": host, "port": port})
        if workers == 1:
            terminal.run(_serve_here(terminal, host, port))
        else:
            _serve_with_workers(terminal, host, port, workers)

    return serve


async def _serve_here(terminal: Terminal, host: str, port: int) -> None:
    from granian.server.embed import Server

    from server.app import make_app
    from server.office import open_office
    from server.telemetry import start_logging

    start_logging()
    # The server hides why an application did not start, so what can be refused is refused here.
    async with open_office(terminal.settings):
        pass
    server = Server(make_app(terminal.settings), host, port, **_SHARED)
    stop_server: Callable[[], None] = server.stop
    stopped = asyncio.Event()

    def stop() -> None:
        stopped.set()
        stop_server()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)
    await server.serve()
    assert stopped.is_set(), "the service ended by itself; its log says why"


def _serve_with_workers(terminal: Terminal, host: str, port: int, workers: int) -> None:
    from granian.server import Server

    os.environ.update(as_environment(terminal.settings))
    Server(
        _APPLICATION,
        host,
        port,
        factory=True,
        workers=workers,
        respawn_failed_workers=True,
        **_SHARED,
    ).serve()


def _free_port(host: str) -> int:
    """A port nobody listens on now; another process may still be quicker."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
