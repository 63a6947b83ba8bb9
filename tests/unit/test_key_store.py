"""Secrets and the mark of what was sent, where several processes work in one directory."""

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from client_sync.chance import SystemChance
from client_sync.key_store import FileKeyStore, FileSentMark

T = TypeVar("T")

AT_ONCE = 8


def at_once(work: Callable[[int], Coroutine[Any, Any, T]]) -> list[T]:
    """What several bodies of work come to that begin together, each with files of its own open."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # like processes, they stop anywhere
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(lambda number: asyncio.run(work(number)), range(AT_ONCE)))
    finally:
        sys.setswitchinterval(before)


def test_the_mark_of_what_was_sent_never_goes_back(tmp_path: Path) -> None:
    async def send(number: int) -> None:
        mark = FileSentMark(tmp_path / "state")
        for sequence in range(number, 2_000, AT_ONCE):
            await mark.reach(0, sequence + 1)
            known = await mark.read()
            assert known is not None
            assert known >= (0, sequence + 1)

    at_once(send)
    assert asyncio.run(FileSentMark(tmp_path / "state").read()) == (0, 2_000)
    assert os.listdir(tmp_path / "state") == ["sent"]


def test_one_installation_has_one_set_of_secrets(tmp_path: Path) -> None:
    def store() -> FileKeyStore:
        return FileKeyStore(tmp_path / "d", tmp_path / "state", SystemChance())

    kept = at_once(lambda number: store().keep(bytes([number] * 32), bytes([number + 99] * 32)))
    assert len(set(kept)) == 1
    assert asyncio.run(store().load()) == kept[0]
    seeds = at_once(lambda number: store().next_seed(bytes([number] * 32)))
    assert len(set(seeds)) == 1
