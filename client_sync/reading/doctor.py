"""Is this journal what it should be? Looked through whole, and mended where nothing can be lost.

    file · chains of own entries · ids and columns against the lines · personal parts · digests
    · cards against a fresh fold · data keys · what was sent

Mending lets go of others' entries that are damaged (the next sync brings the office's), and makes
anew what is made from entries. Own entries that were sent are asked for, and the next sync puts
them right when the office's bytes fit the chain (`exchange/own_again.py`). Unsent ones are never
touched: what is wrong with one is said.
Before: `jejak doctor`. After: findings as values; a sync fetches what was let go or is missing.
"""

from collections.abc import AsyncIterator
from datetime import date
from hashlib import sha256
from typing import Final, Literal

import msgspec

from client_sync.ports import SentMark
from client_sync.reading.cards import card_of, is_current
from client_sync.reading.view import View
from client_sync.storage.held import Chain, Link, Profile, Row, Stream
from client_sync.storage.items import digest_of, stream_named, wrong_in
from client_sync.storage.journal import Journal, Writing
from client_sync.writing.data_keys import KeyRing
from events import chain as hash_chain
from events.ids import OFFICE, PROGRAMME, StreamId, event_id

What = Literal[
    "file",
    "chain",
    "chain_end",
    "chain_head",
    "missing",
    "own_entry",
    "own_sent",
    "entry",
    "part",
    "digest",
    "card",
    "key",
    "sent",
]
"""Kinds of findings; their sentences are `doctor_…` in `cli/words.py`."""

_OWN_AT_ONCE: Final = 1_000
_LOOKED_BACK: Final = 100
"""Incidents that are searched for own entries the office's bytes did not fit."""
_HELPED: Final = (
    "chain_end", "chain_head", "missing", "own_sent", "entry", "part", "digest", "card", "key",
)  # fmt: skip
"""Findings that `--repair`, and a sync after it, may mend."""


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it should be. `about`: an event, a household, a key, an epoch."""

    what: What
    about: str
    detail: str
    mended: bool = False


class Checkup(msgspec.Struct, frozen=True):
    """What was looked through, and what was found."""

    entries: int
    households: int
    keys: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """True when nothing is wrong, or nothing is any more."""
        return all(finding.mended for finding in self.findings)

    @property
    def must_sync(self) -> bool:
        """True when the office is to be asked for what was let go, or is missing."""
        asked = ("missing", "own_sent", "entry", "part", "digest", "key", "sent")
        return any(one.mended and one.what in asked for one in self.findings)

    @property
    def is_helped_by_repair(self) -> bool:
        """True when something was found that `--repair` may mend, and has not."""
        return any(not one.mended and one.what in _HELPED for one in self.findings)


class _OwnDiffers(msgspec.Struct, frozen=True):
    ours: list[list[object]]


class Doctor:
    """Looks one journal through."""

    def __init__(
        self, journal: Journal, profile: Profile, ring: KeyRing, sent: SentMark, today: date
    ) -> None:
        self._journal = journal
        self._profile = profile
        self._ring = ring
        self._sent = sent
        self._today = today
        self._findings: list[Finding] = []
        self._gaps: list[tuple[int, int, int]] = []
        self._refused: list[list[object]] = []

    async def examine(self, repair: bool) -> Checkup:
        """Look everything through; `repair`: mend what may be mended."""
        self._findings = [Finding("file", "", line) for line in await self._journal.integrity()]
        self._gaps = []
        await self._check_sent()
        async with self._journal.writing() as writing:
            self._refused = await _refused(writing)
            entries = await self._check_chains(writing, repair)
            streams = await writing.streams()
            for stream in await writing.streams_of_events():
                entries += await self._check_entries(writing, stream, repair)
            for held in streams:
                await self._check_digest(writing, held, repair)
            await self._check_cards(writing, repair)
            keys = await self._check_keys(writing, [stream.id for stream in streams], repair)
            for held in streams:
                if held.held:
                    await self._check_named_keys(writing, held.id, repair)
        households = [one for one in streams if one.held and one.id not in (PROGRAMME, OFFICE)]
        return Checkup(entries, len(households), keys, tuple(self._findings))

    def _note(self, what: What, about: str, detail: str, mended: bool = False) -> None:
        self._findings.append(Finding(what, about, detail, mended))

    # --- what was sent ---------------------------------------------------------------------------

    async def _check_sent(self) -> None:
        mark = await self._sent.read()
        async with self._journal.reading() as reading:
            newest = await reading.chain()
        if mark is not None and mark > (newest.epoch, newest.sequence):
            held = f"{newest.epoch}/{newest.sequence}"
            # Mended by itself: the next entry opens a new epoch, the next sync brings back.
            self._note("sent", f"{mark[0]}/{mark[1]}", held, mended=True)

    # --- own chains ------------------------------------------------------------------------------

    async def _check_chains(self, writing: Writing, repair: bool) -> int:
        count = 0
        for held in await writing.chains():
            start = head = hash_chain.first_head(
                self._profile.log, self._profile.device, held.epoch, held.parent
            )
            sequence = 0
            is_joined = True
            async for link in _links(writing, held):
                count += 1
                if link.sequence > sequence + 1:
                    await self._note_gap(writing, held.epoch, sequence + 1, link.sequence - 1, repair)
                    is_joined = False
                elif hash_chain.heads(head, [link.hash]) != [link.head]:
                    is_joined = await self._note_head(writing, held, head, link, repair)
                    if is_joined:
                        (head,) = hash_chain.heads(head, [link.hash])
                        sequence = link.sequence
                        continue
                sequence, head = link.sequence, link.head
            await self._check_end(writing, held, start, sequence, head, is_joined, repair)
        return count

    async def _check_end(
        self, writing: Writing, held: Chain, start: bytes, sequence: int, head: bytes,
        is_joined: bool, repair: bool,
    ) -> None:  # fmt: skip
        if (held.sequence, held.head) == (sequence, head):
            return
        detail = f"{held.sequence}, {sequence}"
        if sequence < held.sequence:
            await self._note_gap(writing, held.epoch, sequence + 1, held.sequence, repair)
        elif not is_joined:
            self._note("chain", str(held.epoch), detail)
        else:
            # Every entry is there and joins: only the note of where they end is wrong.
            if repair:
                await writing.end_epoch(held.epoch, start)
            self._note("chain_end", str(held.epoch), detail, mended=repair)

    async def _note_gap(
        self, writing: Writing, epoch: int, first: int, last: int, repair: bool
    ) -> None:
        """Places of which nothing is here; the digests of their households say so to the office."""
        self._gaps.append((epoch, first, last))
        is_sent = (epoch, last) <= (await writing.sync_state()).committed
        what: What = "missing" if is_sent else "chain"
        self._note(what, f"{epoch}/{first}-{last}", f"{epoch}/{first}", mended=is_sent and repair)

    async def _note_head(
        self, writing: Writing, held: Chain, before: bytes, link: Link, repair: bool
    ) -> bool:
        """A place whose head is not what its line makes of the head before; True when it will be.

        Of an entry that was sent the head is made anew, where the chain goes on from the right one.
        """
        rows = await writing.own_rows(held.epoch, link.sequence, 1)
        row = rows[0] if rows and rows[0].sequence == link.sequence else None
        if row is None:
            self._note("chain", link.hash[:16].hex(), f"{held.epoch}/{link.sequence}")
            return False
        if row.position is not None and event_id(row.line) != row.id:
            return False  # the line is damaged, which is said of the entry
        (right,) = hash_chain.heads(before, [link.hash])
        after = await writing.links(held.epoch, link.sequence + 1, 1)
        if link.sequence == held.sequence:
            is_right = right == held.head
        else:
            is_right = bool(after) and hash_chain.heads(right, [after[0].hash]) == [after[0].head]
        if row.position is None or not is_right:
            self._note("chain", row.id, f"{held.epoch}/{link.sequence}")
            return False
        if repair:
            await writing.put_right(msgspec.structs.replace(row, head=right))
        self._note("chain_head", row.id, f"{held.epoch}/{link.sequence}", mended=repair)
        return True

    # --- entries ---------------------------------------------------------------------------------

    async def _check_entries(self, writing: Writing, stream: StreamId, repair: bool) -> int:
        others = 0
        log_size = (await writing.sync_state()).log_size
        partless = await writing.partless(stream)
        for row in await writing.rows(stream):
            others += row.head is None
            wrong = wrong_in(row, partless)
            if row.position is not None and row.position >= log_size:
                wrong = "position"
            if self._is_copy_in_gap(row):
                wrong = "head"
            if wrong is not None:
                await self._note_entry(writing, row, wrong, repair)
        return others

    async def _note_entry(self, writing: Writing, row: Row, wrong: str, repair: bool) -> None:
        what: What = "entry"
        if wrong == "personal_missing" and row.position is not None:
            what = "part"
        elif row.head is not None:
            what = "own_entry" if self._is_final(row, wrong) else "own_sent"
        is_mended = repair and what != "own_entry"
        if is_mended:
            if what == "entry":
                await writing.drop([row])
            named = stream_named(row) or row.stream
            await writing.set_doubtful([row.stream, named], True)
        self._note(what, row.id, wrong, mended=is_mended)

    def _is_final(self, row: Row, wrong: str) -> bool:
        """True for an own entry the office cannot put right: unsent, or its bytes did not fit."""
        place = [row.epoch, row.sequence, sha256(row.line).hexdigest()]
        return row.position is None or wrong == "position" or place in self._refused

    def _is_copy_in_gap(self, row: Row) -> bool:
        """True for an own entry that stands like another's, where the chain lacks one."""
        return (
            row.head is None
            and row.device == self._profile.device
            and any(
                epoch == row.epoch and first <= row.sequence <= last
                for epoch, first, last in self._gaps
            )
        )

    # --- what is made from entries ---------------------------------------------------------------

    async def _check_digest(self, writing: Writing, held: Stream, repair: bool) -> None:
        if held.incomplete or not held.held:
            return  # what is left of one that was handed over is no part of what is compared
        size = (await writing.sync_state()).cursor.size
        found = digest_of(await writing.rows(held.id), size)
        if (found.events, found.sum) == (held.digest.events, held.digest.sum):
            return
        if repair:
            await writing.save_digests([(held.id, found)])
            await writing.set_doubtful([held.id], True)
        self._note("digest", held.id, f"{held.digest.events}, {found.events}", mended=repair)

    async def _check_cards(self, writing: Writing, repair: bool) -> None:
        """Cards that say they are current, against a fold made from nothing."""
        view = View()
        about = await writing.stream(PROGRAMME)
        changes = 0 if about is None else about.changes
        programme = await view.programme(writing, changes)
        for held in await writing.streams():
            if held.card is None or held.id in (PROGRAMME, OFFICE):
                continue
            if not is_current(held, self._today, changes):
                continue
            household = await view.household(writing, held.id, held.changes)
            if household.kin:
                continue  # it rests on other streams too, so no card of it is kept
            card = card_of(household, programme, self._today, held.changes, changes)
            if card != held.card:
                if repair:
                    await writing.save_card(held.id, card)
                self._note("card", held.id, "", mended=repair)

    # --- keys ------------------------------------------------------------------------------------

    async def _check_keys(self, writing: Writing, streams: list[StreamId], repair: bool) -> int:
        count = 0
        for stream in streams:
            for held in await writing.keys(stream):
                count += 1
                if not held.sealed or self._ring.open(held) is not None:
                    continue  # one without a box for this device is on its way to the office
                is_at_office = held.grant_box is None or held.acknowledged
                if repair and is_at_office:
                    await writing.drop_key(held.id)
                    await writing.want_keys([(held.id, stream)])
                self._note("key", held.id, stream, mended=repair and is_at_office)
        return count

    async def _check_named_keys(self, writing: Writing, stream: StreamId, repair: bool) -> None:
        """Keys that entries name, and that are neither held nor asked for."""
        if self._profile.role == "auditor":
            return  # is given none
        held = {key.id for key in await writing.keys(stream)}
        named = {row.key for row in await writing.rows(stream) if row.key is not None} - held
        for key in sorted(named - set(await writing.keys_wanted())):
            if repair:
                await writing.want_keys([(key, stream)])
            self._note("key", key, stream, mended=repair)


async def _links(writing: Writing, held: Chain) -> AsyncIterator[Link]:
    first = 1
    while links := await writing.links(held.epoch, first, _OWN_AT_ONCE):
        for link in links:
            yield link
        first = links[-1].sequence + 1


async def _refused(writing: Writing) -> list[list[object]]:
    """Own entries, as they stood, that the office's bytes did not fit."""
    return [
        place
        for one in await writing.incidents(_LOOKED_BACK)
        if one.code == "own_differs"
        for place in msgspec.json.decode(one.detail, type=_OwnDiffers).ours
    ]
