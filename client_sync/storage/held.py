"""What a device holds, as values: rows, streams, keys, marks, and what was noticed.

Before: `sqlite_reading.py` reads them from the journal. After: writing, exchange and reading work
with them; `journal.py` is the port they pass through.
"""

# Annotations stay text here: the event types and the wire cost a third of the start of `jejak`.
from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

import msgspec

from events.ids import ActorId, Cursor, DeviceId, EventId, KeyId, LogId, StreamId

if TYPE_CHECKING:
    from events.digest import Digest
    from events.entry import Verdict
    from events.snapshot import Snapshot
    from events.types import RegionCode, Role
    from events.wire import Fork


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """Who this device is for its office, as agreed at enrolment."""

    office: str
    log: LogId
    deployment: str
    device: DeviceId
    actor: ActorId
    role: Role
    region: RegionCode
    office_key: bytes
    office_box: bytes
    box_key: bytes
    enrolled_at: int


class Chain(msgspec.Struct, frozen=True):
    """The newest epoch of this device and its head; `at` is the clock of its last event."""

    epoch: int
    parent: bytes
    sequence: int
    head: bytes
    at: int


class Row(msgspec.Struct, frozen=True, gc=False):
    """One event as it rests. `head` is the chain's hash after it when this device wrote it."""

    id: EventId
    device: DeviceId
    epoch: int
    sequence: int
    stream: StreamId
    type: str
    on: str
    at: int
    key: KeyId | None
    line: bytes
    personal: bytes | None
    head: bytes | None = None
    position: int | None = None
    received: int | None = None
    verdict: Verdict | None = None


class Link(msgspec.Struct, frozen=True):
    """One place of an own chain: SHA-256 of the line that stands or stood there, the head after."""

    sequence: int
    hash: bytes
    head: bytes


LINE_UNKNOWN: Final = bytes(16)
"""How the hash of a link ends of which the event's id alone is known: its line was damaged."""


class Place(msgspec.Struct, frozen=True):
    """Where an own event stands that was let go."""

    id: EventId
    epoch: int
    sequence: int


class HeldKey(msgspec.Struct, frozen=True):
    """A data key sealed to this device; `grant_box` is it sealed to the office, if made here."""

    id: KeyId
    stream: StreamId
    sealed: bytes
    grant_box: bytes | None = None
    acknowledged: bool = False
    lost: bool = False
    """The office may have lost it with its store."""


class Tip(msgspec.Struct, frozen=True):
    """What the next entry of a stream rests on."""

    stream: StreamId
    device: DeviceId
    """Who this directory is now: a copy becomes another device while others write."""
    chain: Chain
    seen: Cursor
    """Up to where this device holds the log, as far as this stream goes."""
    changes: int
    """How often the stream changed; 0 when nothing of it is held."""
    programme: int
    """How often the programme changed."""
    key: HeldKey | None
    anchor: tuple[int, int, bytes] | None = None
    """(incarnation, size, root) of the newest checkpoint, while no own entry has named it."""


class Card(msgspec.Struct, frozen=True):
    """What a household's entries said when `bytes` was made, and of which state it speaks."""

    bytes: bytes
    changes: int
    programme: int
    day: str


class Stream(msgspec.Struct, frozen=True):
    """A household (or the programme) as held; `digest` counts what lies before the cursor."""

    id: StreamId
    changes: int
    held: bool
    digest: Digest
    card: Card | None
    incomplete: bool
    """Some of its history is still to come."""
    left_on: str | None
    """Since which day it is somebody else's, when it is not held; '' where no day was said."""


class SyncState(msgspec.Struct, frozen=True, kw_only=True):
    """What is remembered between two requests."""

    turn: int = 0
    """How many answers were taken in."""
    cursor: Cursor
    log_size: int = 0
    challenge: bytes
    committed: tuple[int, int] = (0, 0)
    safe: tuple[int, int] = (0, 0)
    scope_version: int = 0
    scope_region: str
    send_from: int | None = None
    """The office misses events from this sequence on, whatever it said before."""
    fork: Fork | None = None
    refused: str | None = None
    """Why the office does not send to this device any more, e.g. `revoked`."""
    synced_at: int | None = None
    office_ahead_ms: int | None = None
    """How far the office's clock was ahead of this one; for people only."""
    echo: bool = False
    """Own events are asked for too: some may have been lost here."""
    office_speaks: int = 0
    """The newest wire version the office speaks, as far as it said; 0 before it has."""


class HeldCheckpoint(msgspec.Struct, frozen=True):
    """What the office stated of its log's tree: a root over `size` positions, and the note."""

    incarnation: int
    size: int
    root: bytes
    note: str


class Checkpoints(msgspec.Struct, frozen=True):
    """What is held of them (`exchange/witnessing.py`)."""

    newest: HeldCheckpoint | None = None
    safe: HeldCheckpoint | None = None
    orphan: HeldCheckpoint | None = None


class Committed(msgspec.Struct, frozen=True):
    """What the office said of one event of this device."""

    epoch: int
    sequence: int
    position: int
    received: int
    verdict: Verdict


IncidentCode = Literal[
    "device_cloned",
    "device_restored",
    "digest_differs",
    "fork",
    "history_differs",
    "household_mended",
    "incarnation_changed",
    "item_unreadable",
    "office_behind",
    "office_restored",
    "own_differs",
    "own_lost",
    "snapshot_damaged",
    "unsent_damaged",
    "unsent_lost",
    "verdict_differs",
]


class Incident(msgspec.Struct, frozen=True):
    """Something that went wrong and was noticed; `detail` is JSON for whoever repairs it."""

    at: int
    code: IncidentCode
    stream: StreamId | None
    detail: str

    @classmethod
    def of(cls, at: int, code: IncidentCode, stream: StreamId | None, detail: object) -> Incident:
        """An incident whose detail is still to be written as JSON."""
        return cls(at, code, stream, msgspec.json.encode(detail).decode())


class HeldSnapshot(msgspec.Struct, frozen=True):
    """A snapshot that is being taken in, and the log and scope it is of."""

    incarnation: int
    scope_version: int
    snapshot: Snapshot


class OutboxCount(msgspec.Struct, frozen=True):
    """How many own entries wait for the office, and since when (ms since 1970 UTC)."""

    unsent: int
    unsent_bytes: int
    oldest_at: int | None
