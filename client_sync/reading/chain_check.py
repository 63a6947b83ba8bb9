"""Own chains looked through: does each place follow the one before, and is none missing?

    h(i) of each line after h(i-1) · a gap · the note of where a chain ends

Mending makes anew what the rest of the chain proves: a head, the note of the end. What is unsent is
never touched. Before: `doctor.py`. After: its findings, and the gaps, of which `gap_check.py` says
what they are.
"""

from collections.abc import AsyncIterator
from typing import Final

import msgspec

from client_sync.reading.findings import Finding, What
from client_sync.reading.gap_check import Gap
from client_sync.storage.chain_end import is_beyond
from client_sync.storage.chain_proof import right_heads
from client_sync.storage.held import LINE_UNKNOWN, Chain, Link, Profile
from client_sync.storage.journal_writing import Writing
from events import chain as hash_chain
from events.ids import event_id

_OWN_AT_ONCE: Final = 1_000


class ChainCheck:
    """Looks the chains of one journal through. `gaps`: what is missing of them."""

    def __init__(self, writing: Writing, profile: Profile, repair: bool) -> None:
        self._writing = writing
        self._profile = profile
        self._repair = repair
        self.findings: list[Finding] = []
        self.gaps: list[Gap] = []

    async def examine(self) -> int:
        """Look all chains through; how many places they have."""
        count = 0
        profile = self._profile
        for held in await self._writing.chains():
            start = head = hash_chain.first_head(
                profile.log, profile.device, held.epoch, held.parent
            )
            sequence = 0
            is_joined = True
            async for link in _links(self._writing, held):
                count += 1
                if link.sequence > sequence + 1:
                    self.gaps.append(Gap(held.epoch, sequence + 1, link.sequence - 1))
                    is_joined = False
                elif link.hash.endswith(LINE_UNKNOWN):
                    pass  # it was damaged when it was let go; what follows joins its head
                elif hash_chain.heads(head, [link.hash]) != [link.head]:
                    right = await self._right_head(held, link)
                    is_joined &= right is not None
                    link = msgspec.structs.replace(link, head=right or link.head)
                sequence, head = link.sequence, link.head
            await self._check_end(held, start, sequence, head, is_joined)
        return count

    async def _check_end(
        self, held: Chain, start: bytes, sequence: int, head: bytes, is_joined: bool
    ) -> None:
        if (held.sequence, held.head) == (sequence, head):
            return
        detail = f"{held.sequence}, {sequence}"
        if sequence < held.sequence and not is_beyond(held, sequence, head):
            self.gaps.append(Gap(held.epoch, sequence + 1, held.sequence))
        elif not is_joined:
            self._note("chain", str(held.epoch), detail)
        else:
            # Every entry is there and joins: only the note of where they end is wrong.
            if self._repair:
                await self._writing.end_epoch(held.epoch, start)
            self._note("chain_end", str(held.epoch), detail, mended=self._repair)

    async def _right_head(self, held: Chain, link: Link) -> bytes | None:
        """From which head the chain goes on after a place whose own is wrong; None for no joining.

        It is made anew where the chain proves it. Of an unsent entry the next sync does so.
        """
        rows = await self._writing.own_rows(held.epoch, link.sequence, 1)
        if not rows:
            self._note("chain", link.hash[:16].hex(), f"{held.epoch}/{link.sequence}")
            return None
        (row,) = rows
        if row.position is not None and event_id(row.line) != row.id:
            return None  # the line is damaged, which is said of the entry
        heads = await right_heads(self._writing, self._profile, held, link.sequence, link.sequence)
        right = heads.get(link.sequence)
        if row.position is None and event_id(row.line) == row.id:
            self._note("unsent_head", row.id, f"{held.epoch}/{link.sequence}", mended=True)
            return right or link.head
        if row.position is None or right is None:
            self._note("chain", row.id, f"{held.epoch}/{link.sequence}")
            return None
        if self._repair:
            await self._writing.put_right(msgspec.structs.replace(row, head=right))
        self._note("chain_head", row.id, f"{held.epoch}/{link.sequence}", mended=self._repair)
        return right

    def _note(self, what: What, about: str, detail: str, mended: bool = False) -> None:
        self.findings.append(Finding(what, about, detail, mended))


async def _links(writing: Writing, held: Chain) -> AsyncIterator[Link]:
    first = 1
    while links := await writing.links(held.epoch, first, _OWN_AT_ONCE):
        for link in links:
            yield link
        first = links[-1].sequence + 1
