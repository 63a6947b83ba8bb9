"""The log's Merkle tree (RFC 6962): what an office states once, it cannot take back unseen.

    leaf   SHA-256(0x00 "jejak.leaf.v1" NUL
                   position received device(16) epoch sequence h(32) verdict)
    node   SHA-256(0x01 left right)

Integers are 8 bytes, big-endian; the verdict ends a leaf as text. A leaf binds an event (its chain
head stands for its bytes), its place, its position, its time of receipt and its verdict. `Frontier`
is a tree's right edge: all that is kept to go on, about log2(size) hashes. A consistency proof
shows that one tree begins with another one.

Before: a commit gave positions. After: `checkpoint.py` signs size and root. Format:
events/README.md, "Tree".
"""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import count
from struct import Struct
from typing import Final

import msgspec

from events.ids import DeviceId

HASH_BYTES: Final = 32
TILE_HEIGHT: Final = 8
"""A tile's hashes stand for a subtree so high (C2SP tlog-tiles)."""
TILE_WIDTH: Final = 1 << TILE_HEIGHT
PROOF_HASHES_MAX: Final = 64
"""A proof has at most one hash for each bit of a size, and one more."""
EMPTY_ROOT: Final = sha256(b"").digest()

_NODE: Final = b"\x01"
_LEAF: Final = b"\x00jejak.leaf.v1\0"
_FIELDS: Final = Struct(f">{len(_LEAF)}sQQ16sQQ32s")

Node = tuple[int, int]
"""(level, index): the whole subtree over leaves index * 2^level to before (index + 1) * 2^level."""


def leaf_hash(
    position: int,
    received: int,
    device: DeviceId,
    epoch: int,
    sequence: int,
    head: bytes,
    verdict: str,
) -> bytes:
    """The leaf of one committed event; `head` is its device's chain up to it."""
    fields = _FIELDS.pack(_LEAF, position, received, bytes.fromhex(device), epoch, sequence, head)
    return sha256(fields + verdict.encode()).digest()


def leaf_hashes(
    position: int,
    received: int,
    device: DeviceId,
    epoch: int,
    sequence: int,
    heads: Sequence[bytes],
    verdicts: Sequence[str],
) -> list[bytes]:
    """The leaves of events that follow each other in the log and in their device's history."""
    pack, device_bytes = _FIELDS.pack, bytes.fromhex(device)
    return [
        sha256(pack(_LEAF, at, received, device_bytes, epoch, nth, head) + said.encode()).digest()
        for at, nth, head, said in zip(count(position), count(sequence), heads, verdicts)
    ]


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node over two subtrees."""
    return sha256(_NODE + left + right).digest()


class Frontier(msgspec.Struct, frozen=True):
    """A tree's right edge: the roots of its whole subtrees, the largest first."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def grown(self, leaves: Sequence[bytes]) -> "Frontier":
        """The frontier with these leaves after it."""
        return self.climbed(leaves)[0]

    def climbed(self, leaves: Sequence[bytes]) -> tuple["Frontier", list[list[bytes]]]:
        """As `grown`, and on each level the roots of the whole subtrees that end in these leaves.

        Level by level, since that is fastest.
        """
        row, waiting, edge = list(leaves), list(self.nodes), []
        levels: list[list[bytes]] = []
        index = self.size
        while row or index:
            levels.append(row.copy())
            if index & 1:
                row.insert(0, waiting.pop())
            if len(row) & 1:
                edge.append(row.pop())
            pairs = zip(row[::2], row[1::2], strict=True)
            row = [sha256(_NODE + left + right).digest() for left, right in pairs]
            index >>= 1
        return Frontier(self.size + len(leaves), tuple(reversed(edge))), levels

    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self.nodes:
            return EMPTY_ROOT
        *lefts, root = self.nodes
        for left in reversed(lefts):
            root = node_hash(left, root)
        return root

    def packed(self) -> bytes:
        """The bytes that are stored: the nodes in their order."""
        return b"".join(self.nodes)


def unpacked(size: int, stored: bytes) -> Frontier | None:
    """The frontier that was stored for a tree of this size; None when it is none of that size."""
    if size < 0 or len(stored) != HASH_BYTES * size.bit_count():
        return None
    return Frontier(size, tuple(split(stored)))


def split(hashes: bytes) -> list[bytes]:
    """The hashes that were joined, of a tile or a frontier."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over leaves, or over the roots of equal subtrees."""
    return Frontier().grown(hashes).root()


# --- consistency proofs --------------------------------------------------------------------------


def proof_nodes(old: int, new: int) -> tuple[Node, ...]:
    """The whole subtrees of the tree of `new` leaves that `consistency_proof` is made of."""
    return tuple(node for start, end in _proof_ranges(old, new) for node in _subtrees(start, end))


def consistency_proof(old: int, new: int, nodes: Mapping[Node, bytes]) -> tuple[bytes, ...]:
    """That the tree of `new` leaves begins with the tree of `old` leaves (RFC 6962, 2.1.2).

    `nodes` has the hash of each of `proof_nodes`. Nothing is to be shown of trees of one size, and
    nothing can be of the empty one.
    """
    return tuple(
        Frontier(end - start, tuple(nodes[node] for node in _subtrees(start, end))).root()
        for start, end in _proof_ranges(old, new)
    )


def is_consistent(
    old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """True when the proof shows that the tree of `new` leaves begins with that of `old` leaves."""
    if not 0 < old <= new or any(len(one) != HASH_BYTES for one in proof):
        return False
    if old == new:
        return not proof and old_root == new_root
    if not 0 < len(proof) <= PROOF_HASHES_MAX:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    # RFC 9162, 2.1.4.2, names its variables like this.
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for one in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(one, fr), node_hash(one, sr)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, one)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


def _proof_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The ranges of leaves, each a subtree, whose roots are the proof; in the proof's order."""
    assert 0 < old <= new, "nothing can be shown of an empty tree, or of one that is longer"
    start, end = 0, new
    beside: list[tuple[int, int]] = []
    while end != old:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    # The old tree's own root is known to who asks, unless it is only a part of it.
    return ([(start, end)] if start else []) + beside[::-1]


def _subtrees(start: int, end: int) -> Iterator[Node]:
    """The whole subtrees, the largest first, of a range that begins where a larger one may."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level
