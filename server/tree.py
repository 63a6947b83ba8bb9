"""The log's Merkle tree as an office keeps it: grown by each commit, read for proofs.

    log.frontier   the right edge of the first `tree_size` positions, moved with the head
    tile           256 hashes of a level, written once when they are whole, and the root over them
    event          leaves of a tile that is not whole yet are made of its rows, 255 at most

A log that was written by a program without a tree is caught up with when an office opens it, some
thousand positions in a transaction. Before: `server/intake/writing.py` gave positions. After:
`server/exchange/proving.py` states size and root to devices.
"""

from collections.abc import Callable, Sequence

from events import limits
from events.errors import LogCorrupt
from events.ids import LogId
from events.tree import (
    TILE_HEIGHT,
    TILE_WIDTH,
    Frontier,
    Node,
    consistency_proof,
    leaf_hash,
    proof_nodes,
    root_of,
    split,
    unpacked,
)
from server.database import Database, Transaction, Value
from server.log import Head, take_head

OnGrowth = Callable[[int, int], None]
"""Told how many positions of how many a log's tree has come to."""


def frontier_of(log: LogId, head: Head) -> Frontier:
    """The frontier as it is stored. Errors: LogCorrupt."""
    found = unpacked(head.tree_size, head.frontier)
    if found is None or head.tree_size > head.size:
        raise LogCorrupt(
            f"the frontier of the log {log} is of another tree: stop the office and run `verify`"
        )
    return found


async def grow(transaction: Transaction, log: LogId, head: Head, leaves: Sequence[bytes]) -> None:
    """Add the leaves of the positions from `head.size` on; `head` is held by this transaction."""
    edge = frontier_of(log, head)
    while edge.size < head.size:
        edge = await _catch_up(transaction, log, edge, head.size)
    edge = await _grown(transaction, log, edge, leaves)
    await transaction.execute("tree.move", log, edge.packed(), edge.size)


async def grow_tree(database: Database, log: LogId, told: OnGrowth | None = None) -> None:
    """Give a log the tree that it lacks; nothing when it lacks none, or is no log of this office.

    Each step is a transaction of its own, and a process that is cut off leaves the rest to others.
    """
    while True:
        async with database.read() as transaction:
            if await transaction.fetch_one("tree.behind", log) is None:
                return
        async with database.write() as transaction:
            head = await take_head(transaction, log)
            edge = await _catch_up(transaction, log, frontier_of(log, head), head.size)
            await transaction.execute("tree.move", log, edge.packed(), edge.size)
        if told is not None:
            told(edge.size, head.size)


async def prove(transaction: Transaction, log: LogId, old: int, new: int) -> tuple[bytes, ...]:
    """That the tree of the first `new` positions begins with that of the first `old` ones."""
    wanted = proof_nodes(old, new)
    tiles: dict[tuple[int, int], list[bytes]] = {}
    nodes: dict[Node, bytes] = {}
    for level, index in wanted:
        tile_level, height = divmod(level, TILE_HEIGHT)
        number, first = divmod(index << height, TILE_WIDTH)
        tile = tiles.get((tile_level, number))
        if tile is None:
            tile = await _tile(transaction, log, tile_level, number, new)
            tiles[tile_level, number] = tile
        nodes[level, index] = root_of(tile[first : first + (1 << height)])
    return consistency_proof(old, new, nodes)


async def read_leaves(transaction: Transaction, log: LogId, start: int, end: int) -> list[bytes]:
    """The leaves of positions `start` to before `end`. Errors: LogCorrupt when one is missing."""
    if start >= end:
        return []
    rows = await transaction.fetch_plain("tree.leaves", log, start, end)
    if len(rows) != end - start:
        raise LogCorrupt(f"the log {log} has a hole after position {start}: run `verify`")
    return [leaf_hash(*row) for row in rows]


async def _catch_up(transaction: Transaction, log: LogId, edge: Frontier, size: int) -> Frontier:
    end = min(size, edge.size + limits.TREE_LEAVES_MAX)
    leaves = await read_leaves(transaction, log, edge.size, end)
    return await _grown(transaction, log, edge, leaves)


async def _grown(
    transaction: Transaction, log: LogId, edge: Frontier, leaves: Sequence[bytes]
) -> Frontier:
    """The frontier with these leaves; tiles that become whole are written, level by level."""
    rows: list[tuple[Value, ...]] = []
    grown, levels = edge.climbed(leaves)
    level, first, added = 0, edge.size, list(leaves)
    while (number := first // TILE_WIDTH) < (first + len(added)) // TILE_WIDTH:
        hashes = await _hashes(transaction, log, level, number * TILE_WIDTH, first) + added
        roots = levels[TILE_HEIGHT * (level + 1)]
        for nth, root in enumerate(roots):
            tile = hashes[nth * TILE_WIDTH : (nth + 1) * TILE_WIDTH]
            rows.append((log, level, number + nth, root, b"".join(tile)))
        level, first, added = level + 1, number, roots
    await transaction.insert("tile", ("log", "level", "number", "root", "hashes"), rows)
    return grown


async def _tile(
    transaction: Transaction, log: LogId, level: int, number: int, size: int
) -> list[bytes]:
    """The hashes of a tile, as far as a tree of this size has them."""
    start = number * TILE_WIDTH
    end = min(start + TILE_WIDTH, size >> (TILE_HEIGHT * level))
    if end - start < TILE_WIDTH:
        return await _hashes(transaction, log, level, start, end)
    row = await transaction.fetch_one("tree.tile", log, level, number)
    if row is None:
        raise LogCorrupt(f"tile {level}/{number} of the log {log} is missing: run `verify`")
    return split(row[0])


async def _hashes(
    transaction: Transaction, log: LogId, level: int, start: int, end: int
) -> list[bytes]:
    """Hashes of a tile that is not whole yet."""
    if level == 0:
        return await read_leaves(transaction, log, start, end)
    rows = await transaction.fetch("tree.roots", log, level - 1, start, end)
    if len(rows) != end - start:
        raise LogCorrupt(f"tiles {level - 1}/{start} to {end} of the log {log} are not all there")
    return [row[0] for row in rows]
