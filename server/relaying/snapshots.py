"""Snapshots: everything of a scope up to a position, made once, kept in files, sent in ranges.

A device that lacks most of its scope is offered one (`events/snapshot.py`). Its content follows
from scope and position alone, so devices of one scope share it and a cut download goes on. Files
lie beside the office's other data, named by what is in them; any may be deleted at any time, and is
made again, as is one that the disk has changed: of that nothing is sent. Before:
`server/exchange/sync.py` finds a device far behind. After: `server/routes/snapshots.py` gives
ranges of the file to whoever has this scope.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from events import limits
from events.entry import Item
from events.ids import LogId
from events.snapshot import Chunk, Snapshot, encode_chunk
from server.database import Row, Transaction
from server.devices.enrolled import Device
from server.devices.scoping import sight_of
from server.log import Head
from server.relaying.pages import item_of

DIRECTORY: Final = "snapshots"
_FORMAT: Final = 2
_ROWS_AT_ONCE: Final = 500
_KEPT_OF_A_SCOPE: Final = 2
"""The newest, and the one before it, which somebody may be in the middle of."""
_GIVEN_UP_AFTER_S: Final = 3_600
"""An unfinished file that is older is of a process that was killed: writing one takes a moment."""
_SNAPSHOT: Final = msgspec.msgpack.Decoder(Snapshot)


class Offer(NamedTuple):
    """A snapshot for a device; `is_made`: it was made for this request."""

    snapshot: Snapshot
    is_made: bool


class Snapshots:
    """The snapshots of one office, in a directory of its own."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._making = asyncio.Lock()

    async def offer(
        self, transaction: Transaction, log: LogId, head: Head, device: Device, start: int
    ) -> Offer | None:
        """The snapshot for a device that stands at `start`; None when pages serve it better.

        That is so when it lacks little, or less than half of its scope, when the scope is too
        large, and while another snapshot is made: one is enough work beside what else goes on.
        """
        if head.size - start < limits.SNAPSHOT_EVENTS_MIN or self._making.locked():
            return None
        row = await transaction.fetch_one("snapshots.events", log, *sight_of(device))
        total = 0 if row is None else int(row["events"] or 0)
        # As if the scope's events lay evenly in the log: counting them would be reading them.
        lacking = total * (head.size - start) // head.size
        if total > limits.SNAPSHOT_EVENTS_MAX or lacking < limits.SNAPSHOT_EVENTS_MIN:
            return None
        if 2 * lacking < total:
            return None
        async with self._making:
            scope = await scope_name(transaction, log, head, device)
            kept = await asyncio.to_thread(self._newest, scope)
            if kept is not None:
                tail = total * (head.size - kept.chunks[-1].end) // head.size
                if tail <= limits.SNAPSHOT_TAIL_EVENTS_MAX and kept.chunks[-1].end > start:
                    return Offer(kept, is_made=False)
            made = await self._make(transaction, log, head, device, scope)
            return None if made is None else Offer(made, is_made=True)

    def read(self, scope: str, name: bytes, start: int, end: int) -> bytes | None:
        """Bytes `start` to `end` (exclusive) of a snapshot of this scope; None for any other.

        None too when a chunk they lie in is not what was made: the file is forgotten, and the next
        device that needs one has another made.
        """
        snapshot = self._named(scope, name)
        if snapshot is None:
            return None
        given: list[bytes] = []
        after = 0
        try:
            with self._file(name).open("rb") as file:
                for chunk in snapshot.chunks:
                    first, after = after, after + chunk.size
                    if first < end and start < after:
                        file.seek(first)
                        given.append(_whole(file.read(chunk.size), chunk)[max(start - first, 0) :])
        except (OSError, ValueError):
            with suppress(OSError):
                self._file(name).unlink(missing_ok=True)
            return None
        return b"".join(given)[: end - start]

    def size(self, scope: str, name: bytes) -> int | None:
        """How many bytes a snapshot of this scope has; None when there is no such."""
        snapshot = self._named(scope, name)
        return None if snapshot is None else sum(chunk.size for chunk in snapshot.chunks)

    # --- making one ------------------------------------------------------------------------------

    async def _make(
        self, transaction: Transaction, log: LogId, head: Head, device: Device, scope: str
    ) -> Snapshot | None:
        rows = await transaction.fetch("snapshots.positions", log, *sight_of(device), head.size)
        positions = [row["position"] for row in rows]
        if not limits.SNAPSHOT_EVENTS_MIN <= len(positions) <= limits.SNAPSHOT_EVENTS_MAX:
            return None
        pieces: list[bytes] = []
        chunks: list[Chunk] = []
        gathered = _Gathered()
        for at in range(0, len(positions), _ROWS_AT_ONCE):
            some = positions[at : at + _ROWS_AT_ONCE]
            for row in await transaction.fetch("snapshots.rows", log, some):
                if gathered.is_full(row):
                    await _close(gathered, row["position"], pieces, chunks)
                gathered.add(row)
        await _close(gathered, head.size, pieces, chunks)
        snapshot = Snapshot(sha256(b"".join(pieces)).digest(), tuple(chunks))
        try:
            await asyncio.to_thread(self._keep, scope, snapshot, pieces)
        except OSError:
            return None  # no room: pages bring it all the same
        return snapshot

    # --- files -----------------------------------------------------------------------------------

    def _keep(self, scope: str, snapshot: Snapshot, pieces: Sequence[bytes]) -> None:
        """The bytes first: what names them must never be there without them."""
        self._directory.mkdir(mode=0o700, exist_ok=True)
        _write(self._file(snapshot.sha256), b"".join(pieces))
        end = snapshot.chunks[-1].end
        index = msgspec.msgpack.encode(snapshot)
        _write(self._directory / f"{scope}-{end:016}.index", sha256(index).digest() + index)
        self._clean(scope)

    def _clean(self, scope: str) -> None:
        """Keep the newest of the scope, and of all what has room, the least used going first."""
        self._clear_away()
        named = {}
        for path in sorted(self._directory.glob("*.index")):
            snapshot = _read(path)
            if snapshot is not None and self._file(snapshot.sha256).exists():
                named[self._file(snapshot.sha256)] = path
            else:
                path.unlink(missing_ok=True)
        of_scope = [file for file, path in named.items() if path.name.startswith(f"{scope}-")]
        for file in of_scope[:-_KEPT_OF_A_SCOPE]:
            named.pop(file).unlink(missing_ok=True)
        files = []
        for path in self._directory.glob("*.zst"):
            if path in named:
                stat = path.stat()
                files.append((stat.st_mtime, stat.st_size, path))
            else:
                path.unlink(missing_ok=True)
        files.sort(reverse=True)
        total = 0
        for number, (_, size, path) in enumerate(files):
            total += size
            too_many = number >= limits.SNAPSHOT_CACHE_MAX
            if number and (too_many or total > limits.SNAPSHOT_CACHE_BYTES_MAX):
                named[path].unlink(missing_ok=True)
                path.unlink(missing_ok=True)

    def _clear_away(self) -> None:
        """Remove what others began to write and will not finish."""
        now_s = self._directory.stat().st_mtime  # a file was renamed in it just now
        for path in self._directory.glob("*.new"):
            with suppress(FileNotFoundError):  # it was finished meanwhile
                if now_s - path.stat().st_mtime > _GIVEN_UP_AFTER_S:
                    path.unlink()

    def _newest(self, scope: str) -> Snapshot | None:
        found = self._of(scope)
        if not found:
            return None
        with suppress(OSError):
            self._file(found[-1].sha256).touch()  # used now, so others go before it
        return found[-1]

    def _named(self, scope: str, name: bytes) -> Snapshot | None:
        return next((one for one in self._of(scope) if one.sha256 == name), None)

    def _of(self, scope: str) -> list[Snapshot]:
        """The whole snapshots of a scope, the newest last."""
        found = [_read(path) for path in sorted(self._directory.glob(f"{scope}-*.index"))]
        return [one for one in found if one is not None and self._file(one.sha256).exists()]

    def _file(self, name: bytes) -> Path:
        return self._directory / f"{name.hex()}.zst"


async def scope_name(transaction: Transaction, log: LogId, head: Head, device: Device) -> str:
    """What a scope is called in file names: equal for devices that see the same."""
    sight = sight_of(device)
    rows = await transaction.fetch("scoping.said_since", log, device.id, -1)
    said = [(row["household"], bool(row["is_in"])) for row in rows]
    whole = (_FORMAT, log, head.incarnation, sight.all, sight.first, said)
    return sha256(msgspec.msgpack.encode(whole)).hexdigest()[:32]


class _Gathered:
    """The items of the chunk that is being made."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.bytes = 0

    def is_full(self, row: Row) -> bool:
        """True when a row goes into the next chunk."""
        room = limits.SNAPSHOT_CHUNK_BYTES_MAX - self.bytes - _size(row)
        return len(self.items) >= limits.SNAPSHOT_CHUNK_EVENTS_MAX or (
            bool(self.items) and room < 0
        )

    def add(self, row: Row) -> None:
        self.items.append(item_of(row))
        self.bytes += _size(row)

    def take(self) -> list[Item]:
        items, self.items, self.bytes = self.items, [], 0
        return items


async def _close(gathered: _Gathered, end: int, pieces: list[bytes], chunks: list[Chunk]) -> None:
    data = await asyncio.to_thread(encode_chunk, gathered.take())
    pieces.append(data)
    chunks.append(Chunk(end, len(data), sha256(data).digest()))


def _size(row: Row) -> int:
    return len(row["line"]) + len(row["part"] or b"")


def _read(path: Path) -> Snapshot | None:
    """What an index says; None for one that is not there, or not as it was written."""
    try:
        data = path.read_bytes()
        if sha256(data[32:]).digest() != data[:32]:
            return None
        return _SNAPSHOT.decode(data[32:])
    except (OSError, msgspec.DecodeError):
        return None


def _whole(data: bytes, chunk: Chunk) -> bytes:
    """Errors: ValueError for other bytes than were made: the disk has changed them."""
    if sha256(data).digest() != chunk.sha256:
        raise ValueError("a snapshot's bytes have changed on the disk")
    return data


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; another process may write the same."""
    fresh = path.with_name(f"{path.name}.{id(data):x}.new")
    fresh.write_bytes(data)
    fresh.replace(path)
