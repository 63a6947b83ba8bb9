"""What may be asked of a journal: the reading half of its port.

Before: `journal.py` gave one consistent snapshot. After: whoever lists, folds, checks or sends what
is held. `sqlite_reading.py` answers; every answer is a value of `held.py`.
"""

# Annotations stay text here: the event types and the wire cost a third of the start of `jejak`.
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from events.ids import EventId, KeyId, StreamId

if TYPE_CHECKING:
    from client_sync.storage.held import (
        Chain,
        Checkpoints,
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
    from events.wire import Filling, Returned


class Reading(Protocol):
    """One snapshot of the journal."""

    async def is_forgotten_noted(self) -> bool:
        """False when the note of households that left is lost."""
        ...

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

    async def is_safe(self, epoch: int, sequence: int) -> bool:
        """True when what stood at an own place is certainly in a verified back-up of the office."""
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

    async def items_between(self, start: int, end: int) -> list[Row]:
        """Every event held with a position in [start, end), ascending."""
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
