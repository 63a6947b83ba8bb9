"""Does the office still hold what it acknowledged, and do its read models say what the log says?

Before: `jejak-server verify`. After: differences as values; none means that every position is
there, every id and chain head follows from the stored lines, every household's digest is the sum of
its events, the tree follows from the rows, and every row of the live read models is what folding
the log from nothing makes.

It runs beside a serving office: each part compares within one snapshot of the database.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec

from events import limits
from events.chain import first_head, heads
from events.digest import item_hash
from events.entry import standing
from events.ids import DeviceId, LogId, is_uuid7
from events.tree import leaf_hash
from server.clock import Clock
from server.database import Database, Row
from server.intake.verdicts import stream_kind
from server.projecting.comparing import MISSING, Difference
from server.projecting.generations import live
from server.projecting.rebuilding import OnProgress, Tally, read_units
from server.projecting.tables import VERSION
from server.projecting.units import Job, Parked
from server.projecting.verify_tree import NO_LEAF, TreeCheck
from server.projecting.workers import do_units

_MODULUS: Final = 1 << 256


class _Said(msgspec.Struct, frozen=True):
    """What an entry is found by, as its line says it."""

    stream: str
    type: str
    on: str
    at: int
    by: str


_SAID: Final = msgspec.json.Decoder(_Said)


class Verified(msgspec.Struct, frozen=True):
    """What was looked at, and what is not as it should be: the first of so many differences.

    The rows of `compared` households were compared. `parked` ones are not: nothing can be folded of
    them. Nor is any while `outdated`: the read models are another version's, to be built anew.
    """

    positions: int
    devices: int
    households: int
    compared: int
    parked: tuple[Parked, ...]
    outdated: bool
    difference_count: int
    differences: tuple[Difference, ...]

    @property
    def is_sound(self) -> bool:
        """True when nothing differs."""
        return self.difference_count == 0


class _Found:
    """Differences as they are found; beyond the bound they are counted."""

    def __init__(self) -> None:
        self.count = 0
        self.differences: list[Difference] = []

    def note(
        self,
        table: str,
        key: object,
        column: str,
        stored: str | int | None,
        expected: str | int | None,
        household: str = "",
    ) -> None:
        if stored == expected:
            return
        self.count += 1
        if len(self.differences) < limits.DIFFERENCES_MAX:
            self.differences.append(
                Difference(household, table, str(key), column, stored, expected)
            )


async def verify(
    database: Database,
    url: str,
    log: LogId,
    clock: Clock,
    processes: int,
    on_progress: OnProgress | None = None,
    known: Sequence[tuple[int, str]] = (),
) -> Verified:
    """Read the whole log and compare all that is derived from it; nothing is written.

    `known` are roots, in hex, that the tree had at these sizes, ascending.
    Errors: WorkerFailed.
    """
    found = _Found()
    checked = await _Lines(log, found).check(database, known)
    async with database.read() as transaction:
        generation = await live(transaction, log)
    compared, parked = 0, []
    outdated = generation is not None and generation.version != VERSION
    if generation is not None and not outdated:
        _, units = await read_units(database, log)
        tally = Tally(units, on_progress)
        job = Job(log=log, live=generation.number, now_ms=clock())
        await do_units(database, url, job, units, processes, tally.add)
        compared, parked = tally.compared, tally.parked
        found.count += tally.difference_count
        found.differences += tally.differences
    return Verified(
        positions=checked.position,
        devices=len({device for device, _ in checked.places}),
        households=len(checked.sums),
        compared=compared,
        parked=tuple(parked),
        outdated=outdated,
        difference_count=found.count,
        differences=tuple(found.differences[: limits.DIFFERENCES_MAX]),
    )


class CheckedLines(msgspec.Struct, frozen=True):
    """Positions that were read, and what of them is not as it should be."""

    positions: int
    difference_count: int
    differences: tuple[Difference, ...]


async def verify_lines(database: Database, log: LogId) -> CheckedLines:
    """Read every line, id, chain head and digest of a log, without its read models."""
    found = _Found()
    checked = await _Lines(log, found).check(database)
    shown = tuple(found.differences[: limits.DIFFERENCES_MAX])
    return CheckedLines(checked.position, found.count, shown)


class _Lines:
    """What the stored lines of a log come to, read once in the order of their positions."""

    def __init__(self, log: LogId, found: _Found) -> None:
        self.position = 0
        self.places: dict[tuple[DeviceId, int], tuple[int, bytes]] = {}
        self.sums: dict[str, tuple[int, int]] = {}
        self._log = log
        self._found = found
        self._received = 0
        self._leaves: list[bytes] = []
        """Of the positions that were read last."""

    async def check(self, database: Database, known: Sequence[tuple[int, str]] = ()) -> "_Lines":
        """Compare every row of the log, then what the office keeps beside it."""
        async with database.read() as transaction:
            head = await transaction.fetch_one("verify.log", self._log)
            epochs = await transaction.fetch("verify.epochs", self._log)
            households = await transaction.fetch("verify.households", self._log)
            beyond = await transaction.fetch_one("verify.beyond", self._log)
        assert beyond is not None, "a count is always one row"
        size, received_last, frontier, grown = (0, 0, b"", 0) if head is None else tuple(head)
        tree = TreeCheck(self._log, frontier, grown, known, self._found.note)
        self._found.note("log", self._log, "size", size, size + beyond[0])
        for device, epoch, parent, _, _ in epochs:
            self.places[device, epoch] = 0, first_head(self._log, device, epoch, parent)
        while self.position < size:
            end = min(size, self.position + limits.VERIFY_EVENTS_MAX)
            async with database.read() as transaction:
                rows = await transaction.fetch("verify.events", self._log, self.position, end)
                self._leaves = []
                for row in rows:
                    self._check_row(row)
                self._miss_until(end)
                await tree.add(transaction, self._leaves)
        tree.end()
        if size:
            self._found.note("log", self._log, "received_last", received_last, self._received)
        self._check_heads(epochs)
        self._check_sums(households)
        return self

    def _check_row(self, row: Row) -> None:
        position, device, epoch, sequence, event_id, received, verdict, *others = row
        head, line, left_out, *columns = others
        self._miss_until(position)
        self.position = position + 1
        self._leaves.append(leaf_hash(position, received, device, epoch, sequence, head, verdict))
        line_hash = sha256(line).digest() if line is not None else left_out or b""
        note = self._found.note
        note("event", position, "id", event_id, line_hash.hex()[:32])
        note("event", position, "received", received, max(received, self._received))
        self._received = max(received, self._received)
        self._check_place(position, device, epoch, sequence, head, line_hash)
        if line is None or standing(verdict) == "quarantined":
            return
        stream = columns[0]
        self._check_columns(position, line, columns)
        if stream is not None and stream_kind(stream) == "household":
            item = item_hash(position, device, epoch, sequence, line_hash, verdict)
            events, total = self.sums.get(stream, (0, 0))
            self.sums[stream] = events + 1, total + int.from_bytes(item, "big")

    def _check_columns(
        self, position: int, line: bytes, columns: Sequence[str | int | None]
    ) -> None:
        """What the office finds an entry by: one that is hidden there would be missed by all."""
        try:
            said = _SAID.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return  # altered since its commit, which its id tells
        for stored, name in zip(columns, _Said.__struct_fields__, strict=True):
            expected = getattr(said, name)
            if name == "by" and stored is None and not is_uuid7(expected):
                continue  # words, which are no column's
            self._found.note("event", position, name, stored, expected)

    def _check_place(
        self,
        position: int,
        device: DeviceId,
        epoch: int,
        sequence: int,
        head: bytes,
        line_hash: bytes,
    ) -> None:
        known = self.places.get((device, epoch))
        if known is None:
            self._found.note("device_epoch", f"{device}/{epoch}", "", MISSING, None)
            known = 0, first_head(self._log, device, epoch)
        before, head_before = known
        self._found.note("event", position, "sequence", sequence, before + 1)
        expected = heads(head_before, (line_hash,))[0]
        self._found.note("event", position, "head", head.hex(), expected.hex())
        # Go on from what is stored: one altered line is one difference, not all that follow.
        self.places[device, epoch] = sequence, head

    def _miss_until(self, position: int) -> None:
        while self.position < position:
            self._found.note("event", self.position, "", MISSING, None)
            self._leaves.append(NO_LEAF)
            self.position += 1

    def _check_heads(self, epochs: list[Row]) -> None:
        for device, epoch, _, sequence, head in epochs:
            place = f"{device}/{epoch}"
            last, last_head = self.places[device, epoch]
            self._found.note("device_epoch", place, "sequence", sequence, last)
            self._found.note("device_epoch", place, "head", head.hex(), last_head.hex())

    def _check_sums(self, households: list[Row]) -> None:
        kept = {row[0]: row for row in households}
        for name in sorted(kept.keys() | self.sums.keys()):
            events, total = self.sums.get(name, (0, 0))
            digest = (total % _MODULUS).to_bytes(32, "big").hex()
            row = kept.get(name)
            if row is None:
                self._found.note("household", "", "", MISSING, None, name)
                continue
            self._found.note("household", "", "events", row[1], events, name)
            self._found.note("household", "", "digest", row[2].hex(), digest, name)
