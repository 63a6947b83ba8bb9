"""Does the tree that an office keeps follow from the rows of its log?

Leaves are made of the rows as they are read, in the order of positions; whole tiles and the root
are compared with what is stored, so that a row altered since its commit is named by its position,
or, where its tile is not whole yet, shows in the root. Roots that back-ups had are kept outside the
database: with them a log whose rows and tree were both changed is found too. Before: `verify.py`
reads the rows.
"""

from collections.abc import Callable, Sequence
from typing import Final

from events.ids import LogId
from events.tree import HASH_BYTES, TILE_WIDTH, Frontier, root_of, split, unpacked
from server.database import Transaction

Note = Callable[[str, object, str, str | int | None, str | int | None], None]
"""Told table, key, column, what is stored, what it should be; equal ones are no difference."""
NO_LEAF: Final = bytes(HASH_BYTES)
"""Stands for a position that is missing."""


class TreeCheck:
    """The tree of a log's rows, as it grows, beside the stored one of `tree_size` positions."""

    def __init__(
        self,
        log: LogId,
        frontier: bytes,
        tree_size: int,
        known: Sequence[tuple[int, str]],
        note: Note,
    ) -> None:
        self._log = log
        self._stored = frontier
        self._size = tree_size
        self._known = list(known)
        self._note = note
        self._edge = Frontier()
        self._open: list[list[bytes]] = [[]]
        """Of each level, the hashes of the tile that is not whole yet."""
        self._numbers: list[int] = [0]

    async def add(self, transaction: Transaction, leaves: Sequence[bytes]) -> None:
        """Compare the tiles that these leaves make whole."""
        within = leaves[: self._size - self._edge.size]
        self._grow(within)
        level, hashes = 0, list(within)
        while len(self._open[level]) + len(hashes) >= TILE_WIDTH:
            hashes = await self._check_level(transaction, level, hashes)
            level += 1
            if level == len(self._open):
                self._open.append([])
                self._numbers.append(0)
        self._open[level] += hashes

    def _grow(self, leaves: Sequence[bytes]) -> None:
        """The tree with these leaves; its root on the way, where one is known."""
        start, end = self._edge.size, self._edge.size + len(leaves)
        while self._known and self._known[0][0] <= end:
            size, root = self._known.pop(0)
            self._edge = self._edge.grown(leaves[self._edge.size - start : size - start])
            self._note("backup", size, "root", self._edge.root().hex(), root)
        self._edge = self._edge.grown(leaves[self._edge.size - start :])

    def end(self) -> None:
        """Compare the roots; nothing where there is no tree yet."""
        stored = unpacked(self._size, self._stored)
        root = None if stored is None else stored.root().hex()
        if self._size:
            self._note("log", self._log, "root", root, self._edge.root().hex())

    async def _check_level(
        self, transaction: Transaction, level: int, hashes: list[bytes]
    ) -> list[bytes]:
        """Compare the whole tiles of a level; their roots, as they should be."""
        hashes = self._open[level] + hashes
        count, first = len(hashes) // TILE_WIDTH, self._numbers[level]
        rows = await transaction.fetch("verify.tiles", self._log, level, first, first + count)
        stored = {row[0]: (row[1], row[2]) for row in rows}
        roots = []
        for number in range(first, first + count):
            start = (number - first) * TILE_WIDTH
            tile = hashes[start : start + TILE_WIDTH]
            roots.append(root_of(tile))
            root, kept = stored.get(number, (b"", b""))
            self._note("tile", f"{level}/{number}", "root", root.hex(), roots[-1].hex())
            if kept != b"".join(tile):
                self._name(level, number, split(kept), tile)
        self._open[level] = hashes[count * TILE_WIDTH :]
        self._numbers[level] = first + count
        return roots

    def _name(self, level: int, number: int, stored: list[bytes], tile: list[bytes]) -> None:
        """Say which hashes of a tile differ: of the lowest level, positions."""
        if len(stored) != len(tile):
            self._note("tile", f"{level}/{number}", "hashes", len(stored), len(tile))
            return
        for at, (kept, made) in enumerate(zip(stored, tile, strict=True)):
            if level == 0:
                key = number * TILE_WIDTH + at
                self._note("event", key, "leaf", kept.hex(), made.hex())
            else:
                self._note("tile", f"{level}/{number}", f"hash {at}", kept.hex(), made.hex())
