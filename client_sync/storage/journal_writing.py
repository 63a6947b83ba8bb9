"""What may change in a journal: the writing half of its port.

Before: `writing/record.py` has an entry, or `exchange/taking_in.py` what a reply changes. After:
all of one transaction is durable, or none of it (`sqlite_writing.py`).
"""

# Annotations stay text here: the event types and the wire cost a third of the start of `jejak`.
from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from client_sync.storage.journal_reading import Reading
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
        Profile,
        Row,
        SyncState,
    )
    from events.digest import Digest
    from events.wire import Filling, Returned


class Writing(Reading, Protocol):
    """One transaction. A broken promise of the journal raises LogCorrupt, and nothing is kept."""

    async def enrolled(self, profile: Profile, chain: Chain, state: SyncState) -> None: ...

    async def put_profile_right(self, profile: Profile) -> None:
        """Who this device is, after what was noted of it was damaged."""
        ...

    async def put_forgotten_right(self) -> None:
        """The note of households that left, after it was lost."""
        ...

    async def office_moved(self, address: str) -> None:
        """The office is the same, and has another address from now on."""
        ...

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
