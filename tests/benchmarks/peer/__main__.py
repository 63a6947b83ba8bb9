"""`uv run python -m tests.benchmarks.peer`: Jejak and a peer over a way that is cut every second.

The same small records, visits to one household, are pushed by one device and pulled by another:
by Jejak's device and office, and by PouchDB and its express server, installed by npm into a
temporary directory. Not part of the tests: it needs node, npm and a package registry.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, NamedTuple

import click
import msgspec
from rich.console import Console
from rich.table import Table

from client_sync.device import Device, Setup, enrol_device, open_device, open_transport
from client_sync.exchange.sync import sync
from client_sync.writing.record import Recorded
from events.form import NewEntry
from events.ids import LogId, StreamId
from server.demo.processes import free_port, stop
from server.exchange.enrolling import invite
from server.keeping.initialising import make_office
from server.office import open_office
from server.officers.actors import register_actor
from server.settings import Settings
from tests.benchmarks.office_process import serving
from tests.benchmarks.peer.cutting import CuttingWay, cutting_way

PACKAGES: Final = ("express@4.21.2", "express-pouchdb@4.2.0", "pouchdb@7.3.1")
RECORDS: Final = 10_000
LOG: Final = LogId("36.03")
REGION: Final = "36.03.06"
_PEER: Final = Path(__file__).with_name("peer.js")


class Measured(NamedTuple):
    """What it took, both ways."""

    who: str
    what: str
    seconds: float
    requests: int
    up: int
    down: int
    cuts: int


class _Ran(msgspec.Struct):
    seconds: float
    documents: int
    attempts: int


@click.command(help="Push and pull the same records by Jejak and by a peer; connections are cut.")
@click.option("--records", type=click.IntRange(10, 100_000), default=RECORDS, show_default=True)
@click.option(
    "--modules",
    type=click.Path(path_type=Path, exists=True),
    help="A directory with the peer's packages, instead of installing them anew.",
)
def main(records: int, modules: Path | None) -> None:
    with tempfile.TemporaryDirectory(prefix="jejak-peer-") as home:
        rows = asyncio.run(compare(Path(home), records, modules))
    Console().print(as_table(rows))


async def compare(home: Path, records: int, modules: Path | None) -> list[Measured]:
    """Both, one after the other, on the same machine."""
    tell = Console(stderr=True).print
    tell(f"Jejak: writing {records} records", style="dim")
    measured, lines = await _jejak(home, records)
    file = home / "records.jsonl"
    file.write_bytes(b"\n".join(lines))
    if modules is None:
        modules = home / "peer"
        tell("installing the peer", style="dim")
        await _run("npm", "install", "--prefix", str(modules), "--no-audit", "--no-fund", *PACKAGES)
    tell("the peer", style="dim")
    return measured + await _peer(home, modules, file, records)


# --- Jejak ---------------------------------------------------------------------------------------


async def _jejak(home: Path, records: int) -> tuple[list[Measured], list[bytes]]:
    """The figures, and the records as documents of the peer."""
    settings = Settings(home / "office", f"sqlite:///{home / 'office.sqlite'}")
    await make_office(settings, LOG, "benchmarks", False)
    codes = [await _code(settings, number) for number in range(2)]
    async with serving(settings) as port:
        for number, code in enumerate(codes):
            await enrol_device(_setup(home, number), f"http://127.0.0.1:{port}", code)
        async with open_device(_setup(home, 0)) as author:
            documents = await _written(author, records)
            async with cutting_way(port) as way:
                pushed = await _measured("Jejak", "push", way, lambda: _sync(author, way))
        async with open_device(_setup(home, 1)) as reader, cutting_way(port) as way:
            pulled = await _measured("Jejak", "pull", way, lambda: _sync(reader, way))
            assert await _held(reader) == records, "every record arrived"
    return [pushed, pulled], documents


def _setup(home: Path, number: int) -> Setup:
    return Setup(data=home / f"device{number}", state=str(home / f"state{number}"))


async def _code(settings: Settings, number: int) -> str:
    async with open_office(settings) as office:
        desk, by = office.desk(LOG), office.administrator
        name = f"companion {number}"
        actor = await register_actor(office, desk, None, name, "pendamping", REGION, by)
        secret = office.draw(16)
        return await invite(desk.device, actor.id, "pendamping", REGION, by, secret)


async def _written(device: Device, records: int) -> list[bytes]:
    """Write the records; each as a document with the id of its entry."""
    recorder = await device.recorder()
    registered = await recorder.record(
        NewEntry(
            type="household_registered",
            fields={"region": f"{REGION}.2001", "source": "companion", "notice_given": True},
        )
    )
    assert isinstance(registered, Recorded), registered
    entry = NewEntry(
        type="household_visited",
        household=registered.stream,
        fields={"kind": "routine", "outcome": "met"},
        yes=True,
    )
    for _ in range(records):
        assert isinstance(await recorder.record(entry), Recorded)
    async with device.journal.reading() as reading:
        rows = await reading.rows_of_types(StreamId(registered.stream), ["household_visited"])
    return [_document(row.id, row.line) for row in rows]


def _document(name: str, line: bytes) -> bytes:
    return msgspec.json.encode({"_id": name, **msgspec.json.decode(line, type=dict[str, object])})


async def _sync(device: Device, way: CuttingWay) -> None:
    transport = open_transport(way.url)
    try:
        outcome = await sync(await device.parts(transport), patient=True)
        assert outcome.why == "done", outcome.why
    finally:
        await transport.close()


async def _held(device: Device) -> int:
    async with device.journal.reading() as reading:
        total = 0
        for stream in await reading.stream_ids():
            total += len(await reading.rows_of_types(stream, ["household_visited"]))
        return total


# --- the peer ------------------------------------------------------------------------------------


async def _peer(home: Path, modules: Path, file: Path, records: int) -> list[Measured]:
    async with _peer_serving(home, modules) as port:
        rows = []
        for what, given in (("push", [str(file)]), ("pull", list[str]())):
            local = home / f"peer-{what}"
            local.mkdir()
            async with cutting_way(port) as way:
                url = f"{way.url}/records"

                async def replicate(
                    what: str = what, url: str = url, local: Path = local, given: list[str] = given
                ) -> float:
                    out = await _node(modules, what, url, str(local), *given)
                    ran = msgspec.json.decode(out, type=_Ran)
                    assert ran.documents == records, "every record arrived"
                    return ran.seconds

                rows.append(await _measured("PouchDB", what, way, replicate))
        return rows


@asynccontextmanager
async def _peer_serving(home: Path, modules: Path) -> AsyncIterator[int]:
    directory, port = home / "peer-server", free_port()
    directory.mkdir()
    process = await asyncio.create_subprocess_exec(
        "node", str(_PEER), "serve", str(directory), str(port),
        env=_environment(modules), stdout=asyncio.subprocess.PIPE, cwd=directory,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"ready\n"
        yield port
    finally:
        await stop(process)


def _environment(modules: Path) -> dict[str, str]:
    return {**os.environ, "NODE_PATH": str(modules.absolute() / "node_modules")}


async def _node(modules: Path, *arguments: str) -> bytes:
    return await _run("node", str(_PEER), *arguments, env=_environment(modules))


async def _run(*command: str, env: dict[str, str] | None = None) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *command, env=env, stdout=asyncio.subprocess.PIPE
    )
    out, _ = await process.communicate()
    if process.returncode:
        raise click.ClickException(f"{command[0]} ended with {process.returncode}")
    return out


# --- figures -------------------------------------------------------------------------------------


async def _measured(
    who: str, what: str, way: CuttingWay, work: Callable[[], Awaitable[float | None]]
) -> Measured:
    """The peer takes its own time, without the start of its process."""
    way.begin()
    started = time.perf_counter()
    seconds = await work() or time.perf_counter() - started
    return Measured(who, what, seconds, way.requests, way.up, way.down, way.cuts)


def as_table(rows: list[Measured]) -> Table:
    """Side by side."""
    table = Table("who", "what", "seconds", "requests", "KiB up", "KiB down", "connections cut")
    for row in rows:
        table.add_row(
            row.who, row.what, f"{row.seconds:.1f}", str(row.requests),
            f"{row.up / 1024:.0f}", f"{row.down / 1024:.0f}", str(row.cuts),
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main()
