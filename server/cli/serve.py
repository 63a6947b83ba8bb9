"""`jejak-server serve`: the HTTP service, in this process or, on PostgreSQL, in several.

One process is the usual case: it dies as a whole and starts in a second. With `--workers N` granian
runs N processes, each with its own committer; the database orders them. Whatever their number, the
office is opened here first, so that one that cannot be is refused with its sentence, and the
address is said once it answers.
"""

import asyncio
import errno
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any, Final

import click
import msgspec

from events import limits
from events.errors import InputRefused
from server.cli.terminal import Terminal, on_office
from server.cli.words import Language, say
from server.settings import as_environment, read_office

_APPLICATION: Final = "server.app:create_app"
_READY: Final = "/health/ready"
_ANSWER_WAIT_S: Final = 5.0
_LOOK_AGAIN_S: Final = 0.02
_SHARED: Final[dict[str, Any]] = {
    "interface": "asgi",
    "websockets": False,
    "backlog": limits.CONNECTIONS_MAX,
    "backpressure": limits.CONNECTIONS_MAX,
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
        address, port = _checked_address(host, port)
        terminal.run(_check_office(terminal))
        Thread(target=_say_it_serves, args=(terminal, host, address, port), daemon=True).start()
        if workers == 1:
            terminal.run(_serve_here(terminal, address, port))
        else:
            _serve_with_workers(terminal, address, port, workers)

    return serve


async def _check_office(terminal: Terminal) -> None:
    """Open the office once: the server hides why an application did not start, or starts it again.

    Errors: those of `open_office`.
    """
    from server.office import open_office

    with terminal.progress() as step:
        async with open_office(terminal.settings, step):
            pass


def _say_it_serves(terminal: Terminal, host: str, address: str, port: int) -> None:
    """Say where the office listens, once it answers there; nobody else tells when that is."""
    while not _is_ready(address, port):
        time.sleep(_LOOK_AGAIN_S)
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    terminal.say("serving", url=url)
    terminal.give({"url": url, "host": host, "port": port})


def _is_ready(address: str, port: int) -> bool:
    connection = HTTPConnection(address, port, timeout=_ANSWER_WAIT_S)
    try:
        connection.request("GET", _READY)
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


async def _serve_here(terminal: Terminal, host: str, port: int) -> None:
    from granian.server.embed import Server

    from server.app import make_app
    from server.telemetry import start_logging

    start_logging()
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

    settings = msgspec.structs.replace(terminal.settings, workers=workers)
    os.environ.update(as_environment(settings))
    multiprocessing.set_start_method("spawn")  # a fork would copy this process's threads half
    Server(
        _APPLICATION,
        host,
        port,
        factory=True,
        workers=workers,
        respawn_failed_workers=True,
        **_SHARED,
    ).serve()


def _checked_address(host: str, port: int) -> tuple[str, int]:
    """The address of this host, and the port, a free one for 0; another may still be quicker.

    The server would share a port with whoever listens there already, so that requests went now to
    one office and now to the other; and it takes no names, not even localhost.
    Errors: InputRefused when this machine has no such address, or somebody listens there.
    """
    try:
        [(family, *_, address), *_] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with socket.socket(family) as probe:
            # Connections of a service that has just stopped do not keep its port from the next.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return str(address[0]), int(probe.getsockname()[1])
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise InputRefused(
                "port_taken",
                f"somebody listens on port {port} already, perhaps this office: stop that one, or "
                "choose another --port",
            ) from error
        raise InputRefused(
            "bad_address", f"{host} port {port}: {error.strerror}; check --host and --port"
        ) from error
    except UnicodeError as error:  # a name no resolver takes
        raise InputRefused("bad_address", f"{host!r} is no address; check --host") from error
