"""The journal: all that a device holds, behind a port.

One place where work is safe. Before: `record.py` and `taking_in.py` decide what is written. After:
one adapter makes it durable (`sqlite_journal.py`; in a browser another). Reading gives one
consistent snapshot. Writing is one transaction: all of it is durable when the block ends, or none
of it; two writers, also in two processes, take turns.
"""

# Annotations stay text here: the event types and the wire cost a third of the start of `jejak`.
from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Protocol

from events.ids import DeviceId, EventId, KeyId, StreamId

if TYPE_CHECKING:
    from client_sync.storage.held import (
        Card,
        Chain,
        Checkpoints,
        Committed,
        HeldKey,
        HeldSnapshot,
        Incident,
        Link,
        OutboxCount,
        Place,
        Profile,
        Row,
        Stream,
        SyncState,
        Tip,
    )
    from events.digest import Digest
    from events.wire import Filling, Returned


class Reading(Protocol):
    """One snapshot of the journal."""

    async def profile(self) -> Profile | None: ...

    async def chain(self) -> Chain: ...

    async def chains(self) -> list[Chain]:
        """Every epoch of this device, ascending."""
        ...

    async def chain_to_send(self) -> Chain:
        """The earliest epoch with an event that the office has said nothing of, else the newest."""
        ...

    async def own_unsent(self, epoch: int, sequence: int) -> list[Row]:
        """Own events after a place that the office has said nothing of, ascending."""
        ...

    async def last_committed_head(self) -> bytes | None:
        """The head after the last own event that the office gave a position."""
        ...

    async def head_at(self, epoch: int, sequence: int) -> bytes | None:
        """The head after an own event, also one that was let go."""
        ...

    async def links(self, epoch: int, first: int, count: int) -> list[Link]:
        """An own chain from a sequence on, ascending, with what was let go of it."""
        ...

    async def partless(self, stream: StreamId) -> set[EventId]:
        """Entries of a stream whose personal part the office has not either."""
        ...

    async def sync_state(self) -> SyncState: ...

    async def own_rows(self, epoch: int, first: int, count: int) -> list[Row]:
        """From a sequence on, committed or not, up to the next place of which nothing is here."""
        ...

    async def own_copies(self, epoch: int) -> list[Row]:
        """Events of this device that stand like another's: of a gap, or of its other history."""
        ...

    async def last_place(self, epoch: int, before: int | None = None) -> tuple[int, bytes] | None:
        """The last own place of an epoch, before a sequence or of all, and the head after it."""
        ...

    async def first_cut(self) -> tuple[int, int] | None:
        """The first own place that waits behind one of which nothing is here."""
        ...

    async def first_unsent(self, epoch: int, after: int = 0) -> int | None:
        """The lowest own sequence of an epoch, after one, that the office has said nothing of."""
        ...

    async def last_gone(self, epoch: int) -> int:
        """The highest own sequence of an epoch that was let go; 0 when none was."""
        ...

    async def gone_since(self, position: int) -> list[Place]:
        """Own events that were let go, and stood at this position or later."""
        ...

    async def gone_count(self) -> int:
        """How many own events were let go."""
        ...

    async def left_count(self) -> int:
        """How many own events of households that left are still here."""
        ...

    async def outbox(self, count: int) -> list[Row]:
        """Own events to be told of, oldest first: without a position, not plainly `accepted`, or of
        a household that left.
        """
        ...

    async def outbox_count(self) -> OutboxCount: ...

    async def rows(self, stream: StreamId) -> list[Row]:
        """Every event of a stream, in the order it arrived here."""
        ...

    async def rows_of_types(self, stream: StreamId, types: Sequence[str]) -> list[Row]:
        """Those of a stream that are of these types, in the order they arrived here."""
        ...

    async def recent_own(
        self, stream: StreamId | None, kind: str, on: str, since_ms: int
    ) -> list[Row]:
        """At most ten own entries of a type and date written since, newest first.

        Without a stream: of any stream, among the last few hundred own entries.
        """
        ...

    async def stream(self, stream: StreamId) -> Stream | None: ...

    async def streams(self) -> list[Stream]:
        """Ascending by id; the programme is one of them."""
        ...

    async def doubtful(self) -> list[StreamId]:
        """Streams to ask the office about."""
        ...

    async def streams_untold(self) -> list[StreamId]:
        """Streams of which the office has said nothing: it may never have heard of them."""
        ...

    async def streams_of_events(self) -> list[StreamId]:
        """Every stream that an event held names, in scope or not."""
        ...

    async def stream_ids(self) -> list[StreamId]:
        """Those in scope."""
        ...

    async def returning(self, count: int) -> list[Returned]:
        """What is to be offered to an office that was restored, in its old order."""
        ...

    async def returning_count(self) -> int: ...

    async def snapshot(self) -> HeldSnapshot | None:
        """The one that is being taken in."""
        ...

    async def checkpoints(self) -> Checkpoints: ...

    async def fillings(self, count: int) -> list[Filling]:
        """What lacks of households that came into scope, those that are furthest first."""
        ...

    async def filling_count(self) -> int:
        """How many households are not held whole."""
        ...

    async def digest_sums(self) -> list[bytes]:
        """The digest of every household held whole that the office counts in the scope."""
        ...

    async def streams_like(self, prefix: str) -> list[StreamId]:
        """At most ten ids that begin so."""
        ...

    async def events_like(self, prefix: str) -> list[Row]:
        """At most ten events whose id begins so."""
        ...

    async def keys(self, stream: StreamId) -> list[HeldKey]: ...

    async def keys_open(self) -> list[HeldKey]:
        """Those not acknowledged yet, at most as many as a batch may carry."""
        ...

    async def keys_wanted(self, now_ms: int | None = None) -> list[KeyId]:
        """Ids that events name and that are not held, at most as many as a request may ask.

        With a time, without those that the office said lately it does not have.
        """
        ...

    async def keys_in_doubt(self, stream: StreamId) -> tuple[int, int]:
        """How many of a stream's keys here the office may not have, and how many are wanted."""
        ...

    async def incidents(self, count: int) -> list[Incident]:
        """Newest first."""
        ...

    async def tip(self, stream: StreamId) -> Tip: ...


class Writing(Reading, Protocol):
    """One transaction. A broken promise of the journal raises LogCorrupt, and nothing is kept."""

    async def enrolled(self, profile: Profile, chain: Chain, state: SyncState) -> None: ...

    async def insert(self, rows: Sequence[Row]) -> None:
        """New events; an event already held at the same place is left as it is."""
        ...

    async def begin_incarnation(self, incarnation: int, common: int, earlier: int) -> None:
        """Take back what was said at positions from `common` on, and keep it to be offered."""
        ...

    async def returned(self, offers: Sequence[Returned]) -> None:
        """They need not be offered again."""
        ...

    async def become(self, device: DeviceId, chain: Chain) -> None:
        """Be another device: what is committed is the former one's, `chain` is all that is own."""
        ...

    async def adopt(self, moves: Sequence[tuple[Row, int, int, bytes]]) -> None:
        """Take unsent events of the former device into this one's chain, in the order of these."""
        ...

    async def begin_epoch(self, chain: Chain) -> None: ...

    async def end_epoch(self, epoch: int, start: bytes) -> None:
        """Set an epoch's head to its last event; to `start` when none is left in it."""
        ...

    async def move(self, moves: Sequence[tuple[Row, int, int, bytes]]) -> None:
        """Give own unsent events another epoch, sequence and head, in the order of these."""
        ...

    async def take_copies(self, places: Sequence[tuple[EventId, int, int]]) -> list[Committed]:
        """Let go of what the office sent back of own events at these places; what it said of them.

        Another installation of this device may have given an event the same new place before.
        """
        ...

    async def committed(self, results: Sequence[Committed]) -> None:
        """Say of own events what the office said; saying it again changes nothing."""
        ...

    async def items_between(self, start: int, end: int) -> list[Row]:
        """Every event held with a position in [start, end), ascending."""
        ...

    async def add_keys(self, keys: Sequence[HeldKey]) -> None: ...

    async def drop_key(self, key: KeyId) -> None:
        """Forget a data key that was given to this device."""
        ...

    async def drop_keys_astray(self) -> None:
        """Forget data keys that the office has, of streams of which nothing is known here."""
        ...

    async def acknowledge_keys(self, ids: Sequence[KeyId]) -> None: ...

    async def want_keys(self, named: Sequence[tuple[KeyId, StreamId]]) -> None:
        """Remember those of them that are not held."""
        ...

    async def keys_unknown(self, ids: Sequence[KeyId], at: int) -> None:
        """The office does not have these, of those that are wanted."""
        ...

    async def drop(self, rows: Sequence[Row]) -> None:
        """Delete entries of others that are held wrongly, never own ones."""
        ...

    async def put_right(self, row: Row) -> None:
        """Replace an own entry that was sent and is damaged, or bring it back to its place.

        `row` has the head of its place. What is unsent is never replaced.
        """
        ...

    async def note_partless(self, ids: Sequence[EventId]) -> None:
        """The office, asked for their personal parts, did not have them either."""
        ...

    async def set_doubtful(self, streams: Sequence[StreamId], doubtful: bool) -> None:
        """Ask the office about them in the next sync; or not any more."""
        ...

    async def set_apart(self, streams: Sequence[StreamId], apart: bool) -> None:
        """Leave them out when scopes are compared, or take them in again."""
        ...

    async def save_digests(self, digests: Sequence[tuple[StreamId, Digest]]) -> None: ...

    async def save_card(self, stream: StreamId, card: Card) -> None: ...

    async def save_sync_state(self, state: SyncState) -> None: ...

    async def add_incident(self, incident: Incident) -> None: ...

    async def hold(self, streams: Sequence[StreamId]) -> None:
        """They are in scope (again)."""
        ...

    async def forget(self, stream: StreamId, on: str) -> None:
        """It left the scope as of a day: others' events, card and keys go, own events stay."""
        ...

    async def let_go(self, count: int) -> int:
        """At most so many own events of households that left go, of those that are safe.

        Their places stay. Of a household of which nothing is left, its name goes too.
        """
        ...

    async def forget_keys_handed_in(self) -> None:
        """Keys of households that left, once the office has them."""
        ...

    async def save_snapshot(self, held: HeldSnapshot | None) -> None:
        """Remember the one that is being taken in, or that there is none any more."""
        ...

    async def save_checkpoints(self, held: Checkpoints) -> None: ...

    async def anchored(self) -> None:
        """An own entry names the newest checkpoint."""
        ...

    async def fill(self, filling: Filling) -> None:
        """Some of a household's history lacks: this much of it, from now on."""
        ...

    async def filled(self, stream: StreamId) -> None:
        """Nothing of a household lacks any more, or it is not to be had."""
        ...


class Journal(Protocol):
    """What a device holds."""

    def reading(self) -> AbstractAsyncContextManager[Reading]: ...

    def writing(self) -> AbstractAsyncContextManager[Writing]:
        """Errors: JournalFull when the disk is; JournalBusy when another process writes on."""
        ...

    async def scrub(self) -> None:
        """Leave nothing readable of households that left; at once when nothing is."""
        ...

    async def integrity(self) -> list[str]:
        """What the database itself finds wrong with its file; empty when nothing is."""
        ...

    async def close(self) -> None: ...


class JournalFull(Exception):
    """The disk is full or failing: nothing of this entry was written; free some space, repeat."""


class JournalBusy(Exception):
    """Another process is writing in this directory for too long; try again."""


class JournalUnsafe(Exception):
    """This file cannot promise that what is written survives a power cut; nothing was opened."""
