"""Is this journal what it should be? Looked through whole, and mended where nothing can be lost.

    file · who this device is · chains of own entries · ids and columns against the lines
    · personal parts · digests · cards against a fresh fold · data keys · what was sent
    · checkpoints against their signatures

Mending lets go of others' entries that are damaged (the next sync brings the office's), and makes
anew what is made from entries. Own entries that were sent are asked for, and the next sync puts
them right when the office's bytes fit the chain (`exchange/own_again.py`). Unsent ones are never
touched: what is wrong with one is said.
Before: `jejak doctor`. After: findings as values; a sync fetches what was let go or is missing.
"""

from datetime import date
from hashlib import sha256
from typing import Final

import msgspec

from client_sync.data_keys import KeyRing
from client_sync.ports import SentMark
from client_sync.reading.cards import card_of, is_current
from client_sync.reading.chain_check import ChainCheck
from client_sync.reading.findings import Checkup, Finding, What
from client_sync.reading.gap_check import Gap, findings_of
from client_sync.reading.view import View
from client_sync.storage.chain_end import end_of
from client_sync.storage.checkpoints import as_signed
from client_sync.storage.held import Checkpoints, Profile, Row, Stream
from client_sync.storage.items import digest_of, stream_named, wrong_in
from client_sync.storage.journal import Journal
from client_sync.storage.journal_writing import Writing
from client_sync.storage.profile_proof import ProfileProof, prove
from events.ids import OFFICE, PROGRAMME, StreamId, is_hex_id

_LOOKED_BACK: Final = 100
"""Incidents that are searched for own entries the office's bytes did not fit."""


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
        self._gaps: list[Gap] = []
        self._refused: list[list[object]] = []
        self._left: set[StreamId] = set()

    async def examine(self, repair: bool) -> Checkup:
        """Look everything through; `repair`: mend what may be mended."""
        self._findings = [Finding("file", "", line) for line in await self._journal.integrity()]
        await self._check_sent()
        async with self._journal.writing() as writing:
            proof = await self._check_profile(writing, repair)
            repair = repair and "device" not in proof.lost  # whose entries would they be?
            if not await writing.is_forgotten_noted():
                if repair:
                    await writing.put_forgotten_right()
                self._note("forgotten", "", "", mended=repair)
            self._refused = await _refused(writing)
            chains = ChainCheck(writing, self._profile, repair)
            entries = await chains.examine()
            self._findings += chains.findings
            self._gaps = chains.gaps
            streams = await writing.streams()
            self._left = {stream.id for stream in streams if not stream.held}
            for stream in await writing.streams_of_events():
                entries += await self._check_entries(writing, stream, repair)
            fillings = await writing.fillings(await writing.filling_count())
            filled = {StreamId(filling.household) for filling in fillings}
            for held in streams:
                if held.held and held.id not in filled:
                    await self._check_digest(writing, held, repair)
            lacking = any(one.what in ("digest", "entry") for one in self._findings)
            self._findings += await findings_of(writing, self._gaps, lacking, repair)
            await self._check_cards(writing, repair)
            if not proof.is_key_doubted:
                await self._check_checkpoints(writing, repair)
            keys = await self._check_keys(writing, [stream.id for stream in streams], repair)
            for held in streams:
                if held.held:
                    await self._check_named_keys(writing, held.id, repair)
        households = [one for one in streams if one.held and one.id not in (PROGRAMME, OFFICE)]
        return Checkup(entries, len(households), keys, tuple(self._findings))

    def _note(self, what: What, about: str, detail: str, mended: bool = False) -> None:
        self._findings.append(Finding(what, about, detail, mended))

    # --- who this device is ----------------------------------------------------------------------

    async def _check_profile(self, writing: Writing, repair: bool) -> ProfileProof:
        """All else is held against who this device is, not who its profile says."""
        stands = await writing.profile()
        assert stands is not None, "an enrolled device has a profile"
        proof = await prove(writing, stands, self._ring.keys)
        self._profile = proof.right
        if proof.proven and repair:
            right = {field: getattr(proof.right, field) for field in proof.proven}
            await writing.put_profile_right(msgspec.structs.replace(stands, **right))
        for field in proof.proven:
            self._note("profile", field, "", mended=repair)
        for field in proof.lost:
            self._note("profile_lost", field, "")
        if proof.is_key_doubted:
            self._note("office_key", proof.right.deployment, "")
        return proof

    # --- what was sent ---------------------------------------------------------------------------

    async def _check_sent(self) -> None:
        mark = await self._sent.read()
        async with self._journal.reading() as reading:
            newest = await end_of(reading, await reading.chain())
        if mark is not None and mark > (newest.epoch, newest.sequence):
            held = f"{newest.epoch}/{newest.sequence}"
            # Mended by itself: the next entry opens a new epoch, the next sync brings back.
            self._note("sent", f"{mark[0]}/{mark[1]}", held, mended=True)

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
            if wrong == "personal_missing" and stream in self._left:
                wrong = None  # nobody reads it here any more
            if wrong is not None:
                await self._note_entry(writing, row, wrong, repair)
        return others

    async def _note_entry(self, writing: Writing, row: Row, wrong: str, repair: bool) -> None:
        what: What = "entry"
        if wrong == "personal_missing" and row.position is not None:
            what = "part"
        elif row.head is not None:
            what = self._of_own(row, wrong)
        if what == "own_left":
            self._note(what, row.id, wrong, mended=True)  # by itself, once it is safe
            return
        is_mended = repair and what != "own_entry"
        if is_mended:
            if what == "entry":
                await writing.drop([row])
            named = stream_named(row) or row.stream
            await writing.set_doubtful([row.stream, named], True)
        self._note(what, row.id, wrong, mended=is_mended)

    def _of_own(self, row: Row, wrong: str) -> What:
        """What becomes of a damaged own entry. The office puts none right that is unsent, or of a
        household that it does not send here, or whose bytes did not fit.
        """
        place = [row.epoch, row.sequence, sha256(row.line).hexdigest()]
        if row.position is None or wrong == "position":
            return "own_entry"
        if row.stream in self._left and is_hex_id(row.id):
            return "own_left"
        is_final = stream_named(row) in self._left or place in self._refused
        return "own_entry" if is_final else "own_sent"

    def _is_copy_in_gap(self, row: Row) -> bool:
        """True for an own entry that stands like another's, where the chain lacks one."""
        return (
            row.head is None
            and row.device == self._profile.device
            and any(gap.holds(row) for gap in self._gaps)
        )

    # --- what is made from entries ---------------------------------------------------------------

    async def _check_digest(self, writing: Writing, held: Stream, repair: bool) -> None:
        """What the sum says against the rows; also while a snapshot comes, which fills from below.

        Of one that was handed over, or that is being filled, a part is here, and compared nowhere.
        """
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

    # --- what the office stated ------------------------------------------------------------------

    async def _check_checkpoints(self, writing: Writing, repair: bool) -> None:
        """Checkpoints as the office signed them; one it did not sign would accuse it for ever."""
        held = await writing.checkpoints()
        kept = {
            kind: None if one is None else as_signed(one, self._profile)
            for kind, one in msgspec.structs.asdict(held).items()
        }
        damaged = [kind for kind, one in kept.items() if one != getattr(held, kind)]
        if held.newest is None and held.safe is not None:
            damaged.append("newest")
        if damaged and repair:
            kept["newest"] = kept["newest"] or kept["safe"]
            await writing.save_checkpoints(Checkpoints(**kept))
        for kind in damaged:
            self._note("checkpoint", kind, "", mended=repair)

    # --- keys ------------------------------------------------------------------------------------

    async def _check_keys(self, writing: Writing, streams: list[StreamId], repair: bool) -> int:
        count = 0
        if repair:
            await writing.drop_keys_astray()
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


async def _refused(writing: Writing) -> list[list[object]]:
    """Own entries, as they stood, that the office's bytes did not fit."""
    return [
        place
        for one in await writing.incidents(_LOOKED_BACK)
        if one.code == "own_differs"
        for place in msgspec.json.decode(one.detail, type=_OwnDiffers).ours
    ]
