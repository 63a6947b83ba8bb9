"""Which heads own places must have: those from which the chain goes on to a head that stands there.

    a head that stands  +  line, line, line  =  a head that stands:  so these lines are the chain's

Before: places whose line or head is damaged, or of which nothing is here. After: `own_again.py`
puts the office's bytes there, `chain_check.py` the head.
"""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from client_sync.storage.held import Chain, Link, Profile
from client_sync.storage.journal_reading import Reading
from events import chain as hash_chain
from events.ids import event_id

_DOUBTED_MAX: Final = 8
"""Heads beside each other that may all be damaged: about what one page of the file holds."""
_AT_ONCE: Final = 4 * _DOUBTED_MAX
_NO_LINES: Final[Mapping[int, bytes]] = {}


async def head_after(
    reading: Reading, profile: Profile, chain: Chain, sequence: int
) -> bytes | None:
    """The head after a place, as its lines make it, whatever stands there; None for no place."""
    stands = await reading.head_at(chain.epoch, sequence)
    if stands is None and sequence == chain.sequence:
        stands = chain.head
    right = await right_heads(reading, profile, chain, sequence, sequence)
    right[0] = hash_chain.first_head(profile.log, profile.device, chain.epoch, chain.parent)
    known = max(place for place in right if place <= sequence)
    if sequence - known > _DOUBTED_MAX:
        return stands
    rows = await reading.own_rows(chain.epoch, known + 1, sequence - known)
    if len(rows) < sequence - known or any(event_id(row.line) != row.id for row in rows):
        return stands
    head = right[known]
    for row in rows:
        head = hash_chain.next_head(head, row.line)
    return head


async def right_heads(
    reading: Reading,
    profile: Profile,
    chain: Chain,
    first: int,
    last: int,
    lines: Mapping[int, bytes] = _NO_LINES,
) -> dict[int, bytes]:
    """The heads of places from `first` to `last`, and of some around, as far as they are proven.

    `lines`: by sequence, SHA-256 of what is tried there instead of what is here.
    """
    begin = max(1, first - _DOUBTED_MAX)
    start = await reading.head_at(chain.epoch, begin - 1)
    if begin == 1:
        start = hash_chain.first_head(profile.log, profile.device, chain.epoch, chain.parent)
    tried: list[tuple[bytes, dict[int, bytes]]] = [] if start is None else [(start, {})]
    right: dict[int, bytes] = {}
    follows = begin
    async for sequence, link in _places(reading, chain, begin, lines):
        if sequence != follows:
            tried = []
        follows = sequence + 1
        line = lines.get(sequence, b"" if link is None else link.hash)
        tried = [(hash_chain.heads(head, [line])[0], heads) for head, heads in tried]
        for head, heads in tried:
            heads[sequence] = head
        stand = [] if link is None else [link.head]
        stand += [chain.head] if sequence == chain.sequence else []
        proven = next((heads for head, heads in tried if head in stand), None)
        if proven is not None:
            right |= proven
            tried = []
        if sequence >= last and (proven is not None or sequence > last + _DOUBTED_MAX):
            break
        tried = [*tried, *((head, {}) for head in stand)][-_DOUBTED_MAX:]
    return right


async def _places(
    reading: Reading, chain: Chain, first: int, lines: Mapping[int, bytes]
) -> AsyncIterator[tuple[int, Link | None]]:
    """The places from `first` on that are here, or that something is tried at."""
    while True:
        links = {link.sequence: link for link in await reading.links(chain.epoch, first, _AT_ONCE)}
        end = max(links, default=chain.sequence)
        for sequence in sorted(links.keys() | {one for one in lines if first <= one <= end}):
            yield sequence, links.get(sequence)
        if not links:
            return
        first = end + 1
