"""What lies on the disks, read with this module's own SQL: the oracle trusts no reader of ours."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import msgspec


class LogRow(msgspec.Struct, frozen=True):
    """One position of the log. `part`: the personal part beside it."""

    position: int
    device: str
    epoch: int
    sequence: int
    id: str
    stream: str | None
    received: int
    verdict: str
    line: bytes
    part: bytes | None
    head: bytes
    """Of the device's chain."""

    @property
    def counts(self) -> bool:
        """Not quarantined: what others see, and digests count."""
        return not self.verdict.startswith("quarantined")


class OfficeFile(msgspec.Struct, frozen=True):
    """The office's store. `households`: (events, digest, keys); `evidence`: bodies kept."""

    size: int
    log: list[LogRow]
    households: dict[str, tuple[int, bytes, int]]
    key_count: dict[str, int]
    keys: set[str]
    """Those it holds."""
    evidence: list[tuple[str, bytes]]
    revoked: set[str]
    waiting: set[str]
    """Copies that no officer has approved."""
    copies: set[str]
    """All of them."""
    devices: set[str]
    released: set[int]
    """Positions that an officer let count with all that waited for one reason."""
    incarnation: int
    tree: tuple[int, bytes]
    """Size and frontier, as they are stored."""
    tiles: dict[tuple[int, int], bytes]
    safe: dict[str, tuple[int, int]]
    """Up to which place of each device a back-up holds what it wrote."""


class OwnOrOther(msgspec.Struct, frozen=True):
    """One event in a journal."""

    is_own: bool
    device: str
    epoch: int
    sequence: int
    id: str
    stream: str
    position: int | None
    received: int | None
    verdict: str | None
    key: str | None
    part: bytes | None
    line: bytes

    @property
    def is_whole(self) -> bool:
        """True while the line is the one that the id names."""
        return sha256(self.line).hexdigest()[:32] == self.id


class JournalFile(msgspec.Struct, frozen=True):
    """A device's journal. `streams`: (held, events, sum); `keys`: (stream, sealed)."""

    events: list[OwnOrOther]
    head: int
    streams: dict[str, tuple[bool, int, bytes]]
    keys: dict[str, tuple[str, bytes]]
    keys_unacknowledged: int
    keys_wanted: set[str]
    cursor: int
    fork: int | None
    refused: str | None
    device: str
    incarnation: int
    orphaned: int
    """What is still to be offered to an office that was restored."""
    incidents: list[tuple[str, str]]
    checkpoints: dict[str, tuple[int, bytes]]
    """By kind: size and root."""
    gone: dict[str, tuple[int, int, int]]
    """(epoch, sequence, position) of what it wrote and let go, by id."""
    cards: set[str]
    """Households that have one."""

    @property
    def own(self) -> dict[str, OwnOrOther]:
        """What the device wrote, by id."""
        return {event.id: event for event in self.events if event.is_own}

    @property
    def whole(self) -> set[str]:
        """The ids of what the device can still send or offer: all that has not rotted."""
        return {event.id for event in self.events if event.is_whole}


def read_office(path: Path) -> OfficeFile:
    """The store in this file."""
    with _reading(path) as sql:
        ((size, incarnation),) = sql.execute("SELECT size, incarnation FROM log")
        log = sql.execute(
            """SELECT e.position, e.device, e.epoch, e.sequence, e.id, e.stream, e.received,
                      e.verdict, e.line, p.part, e.head
               FROM event e LEFT JOIN personal p ON p.log = e.log AND p.position = e.position
               ORDER BY e.position"""
        )
        households = sql.execute("SELECT household, events, digest, keys FROM household")
        key_count = sql.execute("SELECT stream, count(*) FROM data_key GROUP BY stream")
        keys = sql.execute("SELECT key FROM data_key")
        evidence = sql.execute("SELECT device, body FROM evidence")
        revoked = sql.execute("SELECT device FROM device WHERE revoked_position IS NOT NULL")
        waiting = sql.execute(
            """SELECT device FROM device
               WHERE cloned_from IS NOT NULL AND approved_position IS NULL"""
        )
        copies = sql.execute("SELECT device FROM device WHERE cloned_from IS NOT NULL")
        devices = sql.execute("SELECT device FROM device")
        released = sql.execute("SELECT position FROM release")
        (tree,) = sql.execute("SELECT tree_size, frontier FROM log")
        tiles = sql.execute("SELECT level, number, hashes FROM tile")
        safe = sql.execute("SELECT device, epoch, sequence FROM safe")
        return OfficeFile(
            size,
            [LogRow(*row) for row in log],
            {name: (events, total, count) for name, events, total, count in households},
            dict(key_count.fetchall()),
            {key for (key,) in keys},
            evidence.fetchall(),
            {device for (device,) in revoked},
            {device for (device,) in waiting},
            {device for (device,) in copies},
            {device for (device,) in devices},
            {position for (position,) in released},
            incarnation,
            tree,
            {(level, number): hashes for level, number, hashes in tiles},
            {device: (epoch, sequence) for device, epoch, sequence in safe},
        )


def read_journal(path: Path) -> JournalFile | None:
    """The journal in this file; None before the device was enrolled."""
    with _reading(path) as sql:
        if not sql.execute("SELECT 1 FROM sqlite_master WHERE name = 'sync_state'").fetchall():
            return None
        state = sql.execute(
            "SELECT size, fork_sequence, refused, incarnation FROM sync_state"
        ).fetchone()
        if state is None:
            return None
        cursor, fork, refused, incarnation = state
        ((device,),) = sql.execute("SELECT device FROM profile")
        ((orphaned,),) = sql.execute("SELECT count(*) FROM orphaned")
        events = sql.execute(
            """SELECT head IS NOT NULL, device, epoch, sequence, id, stream, position, received,
                      verdict, key, personal, line
               FROM event ORDER BY entry"""
        )
        head: int = sql.execute("SELECT max(sequence) FROM chain").fetchone()[0]
        streams = sql.execute("SELECT id, held, events, sum FROM stream")
        keys = sql.execute("SELECT id, stream, sealed FROM data_key")
        open_keys = sql.execute("SELECT count(*) FROM data_key WHERE acknowledged = 0").fetchone()[
            0
        ]
        wanted = {key for (key,) in sql.execute("SELECT id FROM key_wanted")}
        incidents = sql.execute("SELECT code, detail FROM incident ORDER BY number")
        gone = sql.execute("SELECT lower(hex(hash)), epoch, sequence, position FROM gone")
        cards = sql.execute("SELECT id FROM stream WHERE card IS NOT NULL")
        checkpoints = sql.execute("SELECT kind, size, root FROM checkpoint")
        return JournalFile(
            [OwnOrOther(bool(is_own), *rest) for is_own, *rest in events],
            head,
            {name: (bool(held), count, total) for name, held, count, total in streams},
            {key: (stream, sealed) for key, stream, sealed in keys},
            open_keys,
            wanted,
            cursor,
            fork,
            refused,
            device,
            incarnation,
            orphaned,
            incidents.fetchall(),
            {kind: (size, root) for kind, size, root in checkpoints},
            {
                digest[:32]: (epoch, sequence, position)
                for digest, epoch, sequence, position in gone
            },
            {household for (household,) in cards},
        )


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
    finally:
        connection.close()


def place_of(row: LogRow | OwnOrOther) -> tuple[int, str, int, int, str, str, int]:
    """What a row of the log and a row of a journal must agree in."""
    return (
        row.position or 0, row.device, row.epoch, row.sequence, row.id, row.verdict or "",
        row.received or 0,
    )  # fmt: skip
