"""One transaction on one log: positions are given here, and everything is written at once.

Before: `server/intake/committing.py` and `server/intake/office_device.py`, which decide what is
new. After: the log holds it, dense and in the order of commit.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import count
from typing import Final

from events import digest
from events.batch import LineHash, SignedHead
from events.entry import Verdict, standing
from events.ids import DeviceId, KeyId, LogId, StreamId
from events.regions import counted_in
from events.tree import leaf_hashes
from events.types import RegionCode
from server.database import Transaction, Value
from server.intake.receiving import NewKey
from server.intake.verdicts import Judged, stream_kind
from server.log import Head, take_head
from server.tree import grow

_EVENT: Final = (
    "log", "position", "device", "epoch", "sequence", "id", "stream", "type", "on", "at", "by",
    "received", "verdict", "head", "line",
)  # fmt: skip
_BATCH: Final = (
    "log", "device", "epoch", "last", "first_new", "first_position", "received", "head",
    "body_hash", "signature",
)  # fmt: skip
_KEY: Final = ("log", "key", "stream", "wrapped", "device", "received")
_ASSIGNING: Final = frozenset(
    ("companion_assigned", "households_merged", "households_unmerged", "fact_corrected",
     "event_voided", "conflict_resolved", "entry_reviewed")
)  # fmt: skip
"""What may change who accompanies and so who sees a household: `server/exchange/assigning.py`."""
_MODULUS: Final = 1 << 256


class _Change:
    """What one transaction adds to a household's row."""

    __slots__ = ("events", "keys", "placed_by", "region", "region_position", "sum")

    def __init__(self) -> None:
        self.events = 0
        self.sum = 0
        self.keys = 0
        self.region: RegionCode | None = None
        self.region_position: int | None = None
        self.placed_by: DeviceId | None = None
        """Whose registration says the region, where the log did not have it."""


class OwnChain:
    """The office's own device as the log holds it, and as it grows in one transaction."""

    __slots__ = ("at_last", "epoch", "head", "parent", "sequence")

    def __init__(self, epoch: int, parent: bytes, sequence: int, head: bytes, at: int) -> None:
        self.epoch = epoch
        self.parent = parent
        self.sequence = sequence
        self.head = head
        self.at_last = at


class Writing:
    """The open transaction of the process whose turn it is. Call `flush` last."""

    def __init__(self, transaction: Transaction, log: LogId, head: Head, now_ms: int) -> None:
        self.transaction = transaction
        self.log = log
        self.incarnation = head.incarnation
        self.size = head.size
        self.own_chain: OwnChain | None = None
        """Of the office's own device, once it has written in this transaction."""
        # The office's clock may be set back; along positions `received` never is.
        self.received = max(now_ms, head.received_last)
        self._before = head
        self._leaves: list[bytes] = []
        self._events: list[tuple[Value, ...]] = []
        self._left_out: list[tuple[Value, ...]] = []
        self._parts: list[tuple[Value, ...]] = []
        self._late: int | None = None
        self._batches: list[tuple[Value, ...]] = []
        self._keys: dict[KeyId, tuple[NewKey, DeviceId]] = {}
        self._acks: list[tuple[Value, ...]] = []
        self._epochs: list[tuple[Value, ...]] = []
        self._households: dict[str, _Change] = {}
        self._due: set[tuple[str, str]] = set()

    @classmethod
    async def begin(cls, transaction: Transaction, log: LogId, now_ms: int) -> "Writing":
        """Take the log's head row: until this transaction ends, no other gives positions.

        Without the lock two processes read one head and both write after it; a sequence instead
        of the row gives out numbers before they are committed, and a reader that has seen 8 never
        looks for 7 again. On SQLite BEGIN IMMEDIATE has locked already.

        Errors: InputRefused when this office does not keep the log.
        """
        return cls(transaction, log, await take_head(transaction, log), now_ms)

    def add_events(
        self,
        device: DeviceId,
        epoch: int,
        first: int,
        lines: Sequence[Judged],
        heads: Sequence[bytes],
        verdicts: Sequence[Verdict],
    ) -> None:
        """Give the next positions to lines that continue their device's history at `first`."""
        log, received, add_row = self.log, self.received, self._events.append
        self._leaves += leaf_hashes(self.size, received, device, epoch, first, heads, verdicts)
        hashes = [judged.hash for judged in lines]
        items = digest.item_hashes(self.size, device, epoch, first, hashes, verdicts)
        places = zip(count(self.size), count(first), lines, heads, verdicts, items)
        for position, sequence, judged, head, verdict, item in places:
            line: bytes | None = None
            if isinstance(judged.line, LineHash):
                size = judged.line.size
                self._left_out.append((log, position, judged.hash, size))
            else:
                line = judged.line
            add_row(
                (log, position, device, epoch, sequence, *judged.columns, received, verdict,
                 head, line)
            )  # fmt: skip
            if judged.part is not None:
                self.add_part(position, judged.key or "", judged.part)
            if judged.household is not None:
                self._count(position, device, judged, item, verdict)
                if judged.columns[2] in _ASSIGNING and standing(verdict) == "accepted":
                    self.look_at(judged.household)
        self.size += len(lines)

    def add_part(self, position: int, key: str, part: bytes) -> None:
        """Keep the personal part of the event at a position."""
        self._parts.append((self.log, position, key, part))

    def add_late_part(self, position: int, key: str, part: bytes) -> None:
        """Keep a personal part that was missing when its event came."""
        self.add_part(position, key, part)
        self._late = position if self._late is None else min(self._late, position)

    def add_batch(self, signed: SignedHead, body_hash: bytes, first: int, position: int) -> None:
        """Keep the signature over the new events, which begin with `first` at `position`."""
        self._batches.append(
            (self.log, signed.device, signed.epoch, signed.sequence, first, position,
             self.received, signed.head, body_hash, signed.signature)
        )  # fmt: skip

    def look_at(self, household: str, device: DeviceId | None = None) -> None:
        """Have a household's assignment looked at: something of it changed.

        `device` registered it where its own scope does not reach. One that somebody registered
        before is not looked at for it: else whoever knows an id could read a family by it.
        """
        self._due.add((household, device or ""))

    def add_key(self, key: NewKey, device: DeviceId) -> None:
        """Keep a data key that the log does not have."""
        self._keys[key.id] = (key, device)
        if stream_kind(key.stream) == "household":
            self._household(key.stream).keys += 1

    def added_key(self, stream: StreamId) -> NewKey | None:
        """A data key of this stream that this transaction adds."""
        return next((key for key, _ in self._keys.values() if key.stream == stream), None)

    def add_ack(self, device: DeviceId, key: KeyId) -> None:
        """Remember that a device holds a data key."""
        self._acks.append((self.log, device, key))

    def move_epoch(
        self, device: DeviceId, epoch: int, parent: bytes, sequence: int, head: bytes
    ) -> None:
        """Set how far the log holds an epoch of a device."""
        self._epochs.append((self.log, device, epoch, parent, sequence, head))

    async def flush(self) -> None:
        """Write what was added; nothing is durable before the transaction has ended."""
        insert, many = self.transaction.insert, self.transaction.execute_many
        await insert("event", _EVENT, self._events)
        await insert("left_out", ("log", "position", "sha256", "size"), self._left_out)
        await insert("personal", ("log", "position", "key", "part"), self._parts)
        await insert("batch", _BATCH, self._batches)
        await insert("data_key", _KEY, [
            (self.log, key.id, key.stream, key.wrapped, device, self.received)
            for key, device in self._keys.values()
        ])  # fmt: skip
        makers = Counter(device for _, device in self._keys.values())
        await many("writing.count_keys", [(self.log, *made) for made in sorted(makers.items())])
        await many("writing.acknowledge_key", self._acks)
        await many("writing.move_epoch", self._epochs)
        await self._flush_households()
        await many("writing.look_at", self._looked_at())
        if self._late is not None:
            await self.transaction.execute("identities.again", self.log, self._late)
        if self.size > self._before.size:
            await grow(self.transaction, self.log, self._before, self._leaves)
            await self.transaction.execute("writing.move_head", self.log, self.size, self.received)

    def _count(
        self, position: int, device: DeviceId, judged: Judged, item: bytes, verdict: Verdict
    ) -> None:
        assert judged.household is not None, "asked only of a household's events"
        change = self._household(judged.household)
        change.events += 1
        change.sum += int.from_bytes(item, "big")
        if judged.region is not None and change.region is None and standing(verdict) == "accepted":
            change.region = counted_in(self.log, judged.region)
            change.region_position = position
            change.placed_by = device

    def _household(self, stream: str) -> _Change:
        change = self._households.get(stream)
        if change is None:
            change = self._households[stream] = _Change()
        return change

    async def _flush_households(self) -> None:
        if not self._households:
            return
        rows = await self.transaction.fetch(
            "writing.households", self.log, sorted(self._households)
        )
        stored = {row["household"]: row for row in rows}
        changed: list[tuple[Value, ...]] = []
        for household, change in self._households.items():
            events, keys, total = change.events, change.keys, change.sum
            region, position = change.region, change.region_position
            if (row := stored.get(household)) is not None:
                events, keys = events + row["events"], keys + row["keys"]
                total += int.from_bytes(row["digest"], "big")
                is_late = row["region"] is None and row["events"] and region is not None
                if is_late:
                    # Phones have read past its entries: placed with its scopes, they are told.
                    self.look_at(household)
                if is_late or row["region"] is not None:
                    region, position = row["region"], row["region_position"]
                    change.placed_by = None
            sum_ = (total % _MODULUS).to_bytes(32, "big")
            changed.append((self.log, household, region, position, events, sum_, keys))
        await self.transaction.execute_many("writing.move_household", changed)

    def _looked_at(self) -> list[tuple[Value, ...]]:
        return [
            (self.log, household, device)
            for household, device in self._due
            if not device or self._household(household).placed_by == device
        ]
