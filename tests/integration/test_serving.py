"""A served office, a process of its own on a loopback port: what only a real socket can show."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import httpx
import msgspec
import pytest

from events import limits, wire

HOST: Final = "127.0.0.1"
MIB: Final = 1024 * 1024


class Served:
    """The process, its port and the address that it says."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, url: str) -> None:
        self.process = process
        self.port = port
        self.url = url

    async def send(self, request: bytes, then_close: bool = False) -> tuple[int, bytes]:
        """Status and body of the answer to these bytes."""
        reader, writer = await asyncio.open_connection(HOST, self.port)
        try:
            writer.write(request)
            if then_close:
                writer.write_eof()
            async with asyncio.timeout(20):
                answer = await reader.read(64 * 1024)
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        return (int(head.split()[1]) if head else 0), body

    def memory_mib(self) -> float:
        """What the process holds, resident."""
        counts = Path(f"/proc/{self.process.pid}/statm")
        if not counts.exists():
            return 0.0  # no Linux: the other assertions still stand
        return int(counts.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


READY: Final = b"GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n"


async def run(*arguments: str) -> bytes:
    """A command of `jejak-server` that must succeed; what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", *arguments, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said


@asynccontextmanager
async def served(
    directory: Path, url: str = "", workers: int = 1, host: str = HOST
) -> AsyncIterator[Served]:
    """A new office that serves until the block ends; it answers from when it says so."""
    where = ("--data", str(directory / "office"), *(("--database", url) if url else ()))
    await run("init", "--log", "36.03", "--deployment", "banten", *where)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", "--port", "0", "--json", *where,
        "--workers", str(workers), "--host", host, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            said = msgspec.json.decode(await process.stdout.readline())
        yield Served(process, said["port"], said["url"])
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def a_post(*headers: str, body: bytes = b"") -> bytes:
    lines = ["POST /v1/sync HTTP/1.1", "Host: x", f"Content-Type: {wire.MEDIA_TYPE}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


async def test_a_body_too_large_is_refused_whether_it_says_so_or_not(tmp_path: Path) -> None:
    head = f"{wire.SIGNED_HEAD_HEADER}: AAAA"
    too_large = limits.BODY_COMPRESSED_BYTES_MAX + 1
    async with served(tmp_path) as office:
        before = office.memory_mib()
        status, body = await office.send(a_post(head, f"Content-Length: {too_large}"))
        assert (status, msgspec.json.decode(body)["code"]) == (413, "too_large")
        chunks = b"".join(b"10000\r\n" + bytes(0x10000) + b"\r\n" for _ in range(12 * 16))
        status, body = await office.send(a_post(head, "Transfer-Encoding: chunked", body=chunks))
        assert status == 413
        assert office.memory_mib() < before + 64


async def test_a_body_shorter_than_it_says_is_no_500_and_leaves_the_office_serving(
    tmp_path: Path,
) -> None:
    async with served(tmp_path) as office:
        head = f"{wire.SIGNED_HEAD_HEADER}: AAAA"
        status, _ = await office.send(
            a_post(head, "Content-Length: 100", body=b"ten bytes!"), then_close=True
        )
        assert status in (0, 400)
        status, _ = await office.send(b"GET /health/live HTTP/1.1\r\nHost: evil\r\n\r\n")
        assert status == 200


async def test_the_address_that_an_office_says_is_one_that_answers(tmp_path: Path) -> None:
    """A number of the sixth version of the protocol stands between brackets there."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            pass
    except OSError:
        pytest.skip("this machine has no such address")
    async with served(tmp_path, host="::1") as office, httpx.AsyncClient() as http:
        assert office.url == f"http://[::1]:{office.port}"
        assert (await http.get(f"{office.url}/health/ready")).status_code == 200


@pytest.mark.parametrize("workers", [1, 2])
async def test_an_office_says_that_it_listens_once_it_answers(
    tmp_path: Path, postgres_url: str, workers: int
) -> None:
    async with served(tmp_path, postgres_url, workers) as office:
        assert (await office.send(READY))[0] == 200
        office.process.terminate()
        async with asyncio.timeout(20):
            assert await office.process.wait() == 0


@pytest.mark.parametrize("workers", [1, 2])
async def test_an_office_whose_log_is_missing_ends_with_its_sentence_whatever_its_processes(
    tmp_path: Path, postgres_url: str, workers: int
) -> None:
    data = str(tmp_path / "office")
    await run("init", "--log", "36.03", "--deployment", "banten", "--data", data)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", "--port", "0", "--workers", str(workers),
        "--data", data, "--database", postgres_url,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(20):
        said, complaint = await process.communicate()
    assert (process.returncode, said) == (3, b"")
    assert b"log_missing" in complaint


async def test_several_processes_end_with_the_one_that_started_them(
    tmp_path: Path, postgres_url: str
) -> None:
    async with served(tmp_path, postgres_url, workers=2) as office:
        office.process.kill()
        # Each holds the way out that `--json` writes to, until it ends.
        assert office.process.stdout is not None
        async with asyncio.timeout(20):
            await office.process.stdout.read()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection(HOST, office.port)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_office_ends_in_order_when_it_is_asked_to(tmp_path: Path, number: int) -> None:
    async with served(tmp_path) as office:
        os.kill(office.process.pid, number)
        async with asyncio.timeout(10):
            assert await office.process.wait() == 0


async def test_an_office_that_is_not_there_is_refused_with_what_to_do(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server", "serve", "--data", str(tmp_path), "--lang", "en",
        stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    _, complaint = await process.communicate()
    assert process.returncode == 3
    assert b"no_office" in complaint
    assert b"jejak-server init" in complaint
    assert b"Traceback" not in complaint


async def test_connections_that_say_nothing_keep_nobody_from_being_heard(tmp_path: Path) -> None:
    """Phones in a village keep theirs open for want of a signal that would close them."""
    async with served(tmp_path) as office:
        silent = [await asyncio.open_connection(HOST, office.port) for _ in range(200)]
        try:
            status, _ = await office.send(READY)
            assert status == 200
        finally:
            for _, writer in silent:
                writer.close()
