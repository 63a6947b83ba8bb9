"""A machine's disk: real SQLite files that lose power between two writes, or fill up.

SQLite runs without its thread, so that a world does one thing at a time and a seed replays. A power
cut keeps what was synced and some of what was not: the end of a WAL beyond the last COMMIT whose
connection syncs (`synchronous=FULL`) may be torn at any byte. Before: `open_journal` or
`open_database` connects. After: the same files are opened again, by whoever starts anew.

Restoring a back-up, or copying a directory, is `restore` of an `image` taken earlier or elsewhere.
"""

import asyncio
import shutil
import sqlite3
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import aiosqlite

Image: TypeAlias = Mapping[str, bytes]
"""Files by name, as they would be found after switching on again."""

_READS: Final = ("SELECT", "PRAGMA", "BEGIN", "ROLLBACK", "WITH")
_SYNCHRONOUS_FULL: Final = 2
_WAL: Final = "-wal"
_SHARED_MEMORY: Final = "-shm"


class Crashed(BaseException):
    """The power is gone: nothing of this machine runs on. No handler of ours may stop it."""


class Disk:
    """The directory of one machine."""

    def __init__(self, directory: Path) -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self.directory: Final = directory
        self.is_dead = False
        self.writes = 0
        """Every write so far; a test cuts the power at each of them."""
        self._connections: list[_Connection] = []
        self._synced: dict[str, int] = {}
        """Per WAL, how many of its bytes a power cut leaves."""
        self._dies_at: int | None = None
        self._full_at: int | None = None
        self._kept = 1.0
        self._remains: Image | None = None

    # --- what goes wrong -------------------------------------------------------------------------

    def crash_after(self, writes: int, kept: float) -> None:
        """Lose power at a later write; `kept` is the part of unsynced bytes that is on the disk."""
        self._dies_at, self._kept = self.writes + writes, kept

    def fill_after(self, writes: int) -> None:
        """Take so many more writes, then none until `mend`."""
        self._full_at = self.writes + writes

    def mend(self) -> None:
        """Nothing goes wrong from now on."""
        self._dies_at = self._full_at = None

    def crash(self, kept: float) -> None:
        """Lose power now."""
        if not self.is_dead:
            self._kept = kept
            self._die()

    def switch_on(self) -> None:
        """Find the files as the power cut left them."""
        assert self._remains is not None, "only a dead machine is switched on"
        self.restore(self._remains)
        self._dies_at = self._remains = None
        self.is_dead = False

    # --- files -----------------------------------------------------------------------------------

    def image(self) -> Image:
        """All files as they are; directories are not of them."""
        paths = sorted(self.directory.iterdir())
        files = (p for p in paths if p.is_file() and not p.name.endswith(_SHARED_MEMORY))
        return {p.name: p.read_bytes() for p in files}

    def restore(self, image: Image) -> None:
        """Put these files in the place of those that are there; nothing has them open then."""
        for connection in self._connections:
            connection.give_up()
        self._connections.clear()
        for path in self.directory.iterdir():
            # A directory holds what is made again when it is gone.
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, content in image.items():
            (self.directory / name).write_bytes(content)
        self._synced = {name: len(content) for name, content in image.items()}

    # --- what SQLite does ------------------------------------------------------------------------

    def connect(self, path: Path, **options: Any) -> "_Connection":
        """A connection to one of the files."""
        connection = _Connection(self, sqlite3.connect(path, **options), path.name + _WAL)
        self._connections.append(connection)
        return connection

    def left(self, connection: "_Connection") -> None:
        """A connection was closed."""
        if connection in self._connections:
            self._connections.remove(connection)

    def before_write(self) -> None:
        """Errors: Crashed; sqlite3.OperationalError when the disk is full."""
        self.writes += 1
        if self._dies_at is not None and self.writes >= self._dies_at:
            self._die()
            raise Crashed
        if self._full_at is not None and self.writes > self._full_at:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

    def commit(self, raw: sqlite3.Connection, wal: str, sql: str) -> object:
        """COMMIT of a transaction that wrote; the power may go before, while or after it."""
        dies = self._dies_at is not None and self.writes + 1 >= self._dies_at
        if not dies:
            self.before_write()
        done = raw.execute(sql)
        if dies:
            self._die()
            raise Crashed
        ((synchronous,),) = raw.execute("PRAGMA synchronous").fetchall()
        if synchronous >= _SYNCHRONOUS_FULL:
            self._synced[wal] = _size(self.directory / wal)
        return done

    def _die(self) -> None:
        self.is_dead = True
        self._remains = {
            name: self._cut(name, content) if name.endswith(_WAL) else content
            for name, content in self.image().items()
        }

    def _cut(self, wal: str, content: bytes) -> bytes:
        synced = min(self._synced.get(wal, 0), len(content))
        return content[: synced + int(self._kept * (len(content) - synced))]


class _Connection(aiosqlite.Connection):
    """aiosqlite's connection, each call done at once instead of in a thread."""

    def __init__(self, disk: Disk, raw: sqlite3.Connection, wal: str) -> None:
        super().__init__(lambda: raw, iter_chunk_size=64)
        self._connection = raw
        self._disk = disk
        self._wal = wal
        self._has_written = False

    def __await__(self) -> Generator[Any, None, "_Connection"]:
        yield from ()  # connected already
        return self

    async def close(self) -> None:
        self._disk.left(self)
        self.give_up()

    def give_up(self) -> None:
        """Close it as a process that ends does: what is open is rolled back."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @property
    def in_transaction(self) -> bool:
        return not self._disk.is_dead and self._conn.in_transaction

    async def _execute(self, fn: Callable[..., Any], *given: Any, **named: Any) -> Any:
        await asyncio.sleep(0)  # others may go on between two statements, as with a thread
        sql = given[0] if given else ""
        if not isinstance(sql, str):
            return fn(*given, **named)  # the next rows of an answer
        verb = _verb(sql)
        if self._disk.is_dead:
            if not verb or verb == "ROLLBACK":
                return None  # nobody is left to roll back; the next one to open the file does
            raise Crashed
        if verb == "COMMIT" and self._has_written:
            done = self._disk.commit(self._conn, self._wal, sql)
            self._has_written = False
            return [] if fn == self._execute_fetchall else done
        if verb == "BEGIN" or not verb:
            self._has_written = False
        elif verb not in _READS and verb != "COMMIT":
            self._disk.before_write()
            self._has_written = True
        return fn(*given, **named)


def _verb(sql: str) -> str:
    """The first word of a statement, "" for a method that takes none."""
    for line in sql.splitlines():
        if line.strip() and not line.lstrip().startswith("--"):
            return line.split(maxsplit=1)[0].upper()
    return ""


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
