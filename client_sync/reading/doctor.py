"""Is this journal what it should be? Looked through whole, and mended where nothing can be lost.

    file · chains of own entries · ids and columns against the lines · personal parts · digests
    · cards against a fresh fold · data keys · what was sent

Mending lets go of others' entries that are damaged (the next sync brings the office's), and makes
anew what is made from entries. Own entries are never touched: what is wrong with one is said.
Before: `jejak doctor`. After: findings as values; a sync fetches what was let go.
"""

from collections.abc import AsyncIterator
from datetime import date
from typing import Final, Literal

import msgspec

from client_sync.ports import SentMark
from client_sync.reading.cards import card_of, is_current
from client_sync.reading.view import View
from client_sync.storage.held import Chain, Link, Profile, Row, Stream
from client_sync.storage.items import digest_of
from client_sync.storage.journal import Journal, Writing
from client_sync.writing.data_keys import KeyRing
from events import chain as hash_chain
from events.ids import OFFICE, PROGRAMME, KeyId, StreamId, event_id
from events.personal import personal_hash

What = Literal[
    "file",
    "chain",
    "chain_end",
    "own_entry",
    "entry",
    "digest",
    "card",
    "key",
    "sent",
]
"""Kinds of findings; their sentences are `doctor_…` in `cli/words.py`."""

_OWN_AT_ONCE: Final = 1_000


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
        asked = ("entry", "digest", "key", "sent")
        return any(one.mended and one.what in asked for one in self.findings)


class _Envelope(msgspec.Struct, frozen=True):
    type: str
    stream: StreamId
    on: str
    at: int
    key: KeyId | None = None
    personal: str | None = None


_ENVELOPE: Final = msgspec.json.Decoder(_Envelope)


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

    async def examine(self, repair: bool) -> Checkup:
        """Look everything through; `repair`: mend what may be mended."""
        self._findings = [Finding("file", "", line) for line in await self._journal.integrity()]
        await self._check_sent()
        async with self._journal.writing() as writing:
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
                (head,) = hash_chain.heads(head, [link.hash])
                sequence += 1
                if (link.sequence, link.head) != (sequence, head):
                    self._note("chain", link.hash[:16].hex(), f"{held.epoch}/{link.sequence}")
                    sequence, head = link.sequence, link.head
                    is_joined = False
            if (held.sequence, held.head) == (sequence, head):
                continue
            detail = f"{held.sequence}, {sequence}"
            if not is_joined or sequence < held.sequence:
                self._note("chain", str(held.epoch), detail)
                continue
            # Every entry is there and joins: only the note of where they end is wrong.
            if repair:
                await writing.end_epoch(held.epoch, start)
            self._note("chain_end", str(held.epoch), detail, mended=repair)
        return count

    # --- entries ---------------------------------------------------------------------------------

    async def _check_entries(self, writing: Writing, stream: StreamId, repair: bool) -> int:
        others = 0
        log_size = (await writing.sync_state()).log_size
        for row in await writing.rows(stream):
            others += row.head is None
            wrong = _wrong_in(row, log_size)
            if wrong is None:
                continue
            if row.head is not None:
                self._note("own_entry", row.id, wrong)
                continue
            if repair:
                await writing.drop([row])
                await writing.set_doubtful([stream], True)
            self._note("entry", row.id, wrong, mended=repair)
        return others

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


def _wrong_in(row: Row, log_size: int) -> str | None:
    """What of a row cannot be, or is not what its line says; None when all is."""
    if row.position is not None and row.position >= log_size:
        return "position"
    if event_id(row.line) != row.id:
        return "id"
    try:
        line = _ENVELOPE.decode(row.line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "line"
    for name in ("type", "stream", "on", "at", "key"):
        if getattr(line, name) != getattr(row, name):
            return name
    if row.personal is not None and personal_hash(row.personal) != line.personal:
        return "personal"
    return None
