"""What a broken or hostile program sends, and how the office must answer it."""

from pathlib import Path

import httpx
import pytest
import zstandard

from events.wire import SyncReply


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Bad input is met before the store, so one kind of database is enough."""
    return f"sqlite:///{tmp_path / 'office.sqlite'}"


def zstd(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def a_bomb() -> bytes:
    """33 KiB that inflate to 1 GiB, and say so."""
    compressor = zstandard.ZstdCompressor(level=3).compressobj(size=1 << 30)
    block = bytes(1 << 20)
    return b"".join(compressor.compress(block) for _ in range(1024)) + compressor.flush()


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    """The whole form of an error."""
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    also = {"wire"} if code == "wire_version" else set[str]()
    assert set(problem) == {"title", "status", "code", "detail", "next_step"} | also
    assert all(problem.values())


def verdicts(reply: SyncReply) -> list[str]:
    """One for each event of the batch."""
    return [run.verdict for run in reply.results for _ in range(run.count)]
