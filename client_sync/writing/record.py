"""Writing entries: from what a person said to events that are durable on this device.

    draft ─> same as just before? ─> data key, personal part ─> line ─> chain ─> journal

Needs no network and returns after the entry is on the disk: the event, the chain's head, a key made
for it and the mark that tells every view to show it are one transaction. The entries of one sheet
are one transaction together: all of them, or none. Refused and doubtful entries are values: nothing
was written, and what came back says what to do. Before: the command line, later a form. After: the
outbox holds the entries, and the view shows them.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

import msgspec

from client_sync.data_keys import KeyRing
from client_sync.ports import Chance, Clock
from client_sync.reading.view import View, entry_of_row
from client_sync.storage.held import Profile, Row, Tip
from client_sync.storage.journal import Journal
from client_sync.storage.journal_reading import Reading
from client_sync.storage.journal_writing import Writing
from client_sync.writing.completing import Desk
from client_sync.writing.drafting import Drafted, drafted
from client_sync.writing.references import References
from events import chain, crypto, limits
from events.check import Draft
from events.dates import day_of_ms
from events.form import NewEntry
from events.ids import EventId, KeyId, StreamId, event_id
from events.line import Line, encode_line
from events.personal import DataKey, personal_hash, seal_personal
from events.problems import Problem
from events.regions import Regions
from events.types import Body

_BODY: Final = msgspec.json.Encoder()


class Recorded(msgspec.Struct, frozen=True, kw_only=True):
    """It is on the disk. `made` are ids made for it, by the field that names them."""

    event: EventId
    stream: str
    sequence: int
    at: int
    made: dict[str, str]
    warnings: tuple[Problem, ...]


class Refused(msgspec.Struct, frozen=True):
    """Nothing was written; each problem says how to mend it."""

    type: str
    problems: tuple[Problem, ...]


class SameAgain(msgspec.Struct, frozen=True):
    """Nothing was written: the same stands there since `at`. Write it with `yes` if it is meant."""

    event: EventId
    at: int


class Doubtful(msgspec.Struct, frozen=True):
    """Nothing was written: it may be right, the person decides. Write it with `yes` if it is."""

    type: str
    problems: tuple[Problem, ...]


NotRecorded: TypeAlias = Refused | SameAgain | Doubtful
Outcome: TypeAlias = Recorded | NotRecorded


class AllRecorded(msgspec.Struct, frozen=True):
    """All are on the disk, in the order they were given."""

    entries: tuple[Recorded, ...]


class NoneRecorded(msgspec.Struct, frozen=True):
    """Nothing was written: these entries, by their number from 0, stand in the way."""

    refusals: tuple[tuple[int, NotRecorded], ...]


class Recorder:
    """Writes entries of one device, one after the other."""

    def __init__(
        self,
        journal: Journal,
        profile: Profile,
        ring: KeyRing,
        clock: Clock,
        chance: Chance,
        view: View,
        regions: Regions | None,
    ) -> None:
        self._journal = journal
        self._profile = profile
        self._ring = ring
        self._clock = clock
        self._chance = chance
        self._view = view
        self._regions = regions

    async def record(self, entry: NewEntry, *, ask: bool = False) -> Outcome:
        """Write an entry, or say why not; `ask` before writing what is merely unlikely.

        Errors: DeviceRefused for an id that names nothing here; JournalFull and JournalBusy, after
        which nothing was written and the same call may be made again.
        """
        match await self.record_all([entry], ask=ask):
            case AllRecorded((recorded,)):
                return recorded
            case NoneRecorded(((_, refusal),)):
                return refusal
            case other:
                raise AssertionError(f"one entry became {other}")

    async def record_all(
        self, entries: Sequence[NewEntry], *, ask: bool = False
    ) -> AllRecorded | NoneRecorded:
        """Write all these entries in one transaction, or say which of them stand in the way.

        They are judged by what is held before the first of them is written. Errors: as `record`.
        """
        assert len(entries) <= limits.ENTRIES_AT_ONCE_MAX, "whoever makes a sheet bounds it"
        now_ms = await self._clock.now_ms()
        async with self._journal.writing() as writing:
            desk = Desk(
                self._profile,
                writing,
                References(writing, self._chance, now_ms),
                self._view,
                self._regions,
                day_of_ms(now_ms),
            )
            judged = [await self._judged(desk, entry, now_ms, ask) for entry in entries]
            refusals = [
                (at, each) for at, each in enumerate(judged) if not isinstance(each, Drafted)
            ]
            if refusals:
                return NoneRecorded(tuple(refusals))
            made = [each for each in judged if isinstance(each, Drafted)]
            written: list[tuple[Tip, Row]] = []
            for each in made:
                # The head, changes and key of the stream move on with every entry written here.
                tip = await writing.tip(each.draft.stream) if written else each.tip
                row = await self._row(writing, each.draft, tip, now_ms)
                await writing.insert([row])
                if tip.anchor is not None:
                    await writing.anchored()
                written.append((tip, row))
        for tip, row in written:  # now that they are durable
            self._view.add(tip.changes, row)
        return AllRecorded(
            tuple(_recorded(row, each) for (_, row), each in zip(written, made, strict=True))
        )

    async def _judged(
        self, desk: Desk, entry: NewEntry, now_ms: int, ask: bool
    ) -> Drafted | NotRecorded:
        """The draft of an entry that may be written, or why it is not."""
        made = await drafted(desk, entry)
        if isinstance(made, list):
            return Refused(entry.type, tuple(made))
        if made.warnings and ask and not entry.yes:
            return Doubtful(entry.type, made.warnings)
        same = None if entry.yes else await self._same_again(desk.reading, made, now_ms)
        return made if same is None else SameAgain(same.id, same.at)

    async def _row(self, writing: Writing, draft: Draft, tip: Tip, now_ms: int) -> Row:
        """The entry sealed, as a line, and chained to the one before it."""
        key, part = await self._sealed(writing, draft, tip)
        at = _reading(now_ms, tip.chain.at)
        line = _line(draft, at, tip, key, part)
        return Row(
            event_id(line),
            tip.device,
            tip.chain.epoch,
            tip.chain.sequence + 1,
            draft.stream,
            draft.body.type,
            draft.on,
            at,
            key,
            line,
            part,
            chain.next_head(tip.chain.head, line),
        )

    async def _sealed(
        self, writing: Writing, draft: Draft, tip: Tip
    ) -> tuple[KeyId | None, bytes | None]:
        """The personal part under the stream's key; a stream without one gets one."""
        if not draft.personal:
            return None, None
        key = self._ring.open(tip.key) if tip.key is not None else None
        if key is None:
            key, held = await self._ring.make(draft.stream, self._chance)
            await writing.add_keys([held])
        nonce = await self._chance.draw(crypto.NONCE_BYTES)
        part = seal_personal(
            dict(draft.personal), key.plain, nonce, self._profile.log, draft.stream
        )
        return key.id, part

    async def _same_again(self, reading: Reading, made: Drafted, now_ms: int) -> Row | None:
        """An entry of this device, just written, that says the same; ids made anew do not count."""
        draft = made.draft
        since = now_ms - limits.SAME_ENTRY_WITHIN_MS
        # A new household has a new stream: it is compared with the others just registered.
        stream = None if "household" in made.made else draft.stream
        recent = await reading.recent_own(stream, draft.body.type, draft.on, since)
        said = _said(draft.body, made.made)
        keys: dict[StreamId, dict[KeyId, DataKey]] = {}
        for row in recent:
            entry = entry_of_row(row)
            if entry is None:
                continue
            event = entry.event
            if event.visit != draft.visit and "visit" not in made.made:
                continue
            if _said(event.body, made.made) != said:
                continue
            if row.stream not in keys:
                keys[row.stream] = await self._ring.of_stream(reading, row.stream)
            personal = self._ring.personal(row, event.personal, keys[row.stream])
            if (personal or {}) == draft.personal:
                return row
        return None


def _recorded(row: Row, made: Drafted) -> Recorded:
    return Recorded(
        event=row.id,
        stream=row.stream,
        sequence=row.sequence,
        at=row.at,
        made=made.made,
        warnings=made.warnings,
    )


def _reading(now_ms: int, before_ms: int) -> int:
    """The clock of an entry, never that of the one before: two equal statements would be one event.

    A clock that stands still or lags a little goes on by a millisecond. One that was set back stays
    as it is read: a year ahead by mistake must not stamp everything written after it.
    """
    is_near = 0 <= before_ms - now_ms <= limits.CLOCK_SKEW_FLAGGED_MS
    return before_ms + 1 if is_near else now_ms


def _line(draft: Draft, at: int, tip: Tip, key: KeyId | None, part: bytes | None) -> bytes:
    return encode_line(
        Line(
            v=1,
            type=draft.body.type,
            tv=draft.body.tv,
            stream=draft.stream,
            on=draft.on,
            at=at,
            seen=tip.seen,
            anchor=_anchor(tip),
            by=draft.by,
            entered_by=draft.entered_by,
            basis=draft.basis,
            visit=draft.visit,
            late=draft.late,
            body=msgspec.Raw(_BODY.encode(draft.body)),
            key=key,
            personal=None if part is None else personal_hash(part),
        )
    )


def _anchor(tip: Tip) -> tuple[int, int, str] | None:
    """The newest checkpoint, on the first entry after it: the entry is not older than that."""
    if tip.anchor is None:
        return None
    incarnation, size, root = tip.anchor
    return incarnation, size, urlsafe_b64encode(root).rstrip(b"=").decode()


def _said(body: Body, made: Mapping[str, str]) -> dict[str, object]:
    """The fields of a body, but for the ids made with it."""
    fields: dict[str, object] = msgspec.to_builtins(body)
    return {name: value for name, value in fields.items() if name not in made}
