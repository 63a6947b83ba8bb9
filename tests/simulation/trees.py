"""What must be true of the tree over the log, and of what devices know of it."""

from collections.abc import Iterator
from hashlib import sha256

from tests.simulation.files import JournalFile, LogRow, OfficeFile
from tests.simulation.remembered import Writer


def tree_wrong(office: OfficeFile, leaves: list[bytes]) -> Iterator[str]:
    """The stored tree is that of the log's rows."""
    size, frontier = office.tree
    if size != len(leaves):
        yield f"the tree has {size} leaves, the log has {len(leaves)} positions"
        return
    nodes, start = b"", 0
    for bit in reversed(range(size.bit_length())):
        if size >> bit & 1:
            nodes += _root(leaves[start : start + (1 << bit)])
            start += 1 << bit
    if nodes != frontier:
        yield "the stored frontier is not that of the log's rows"
    whole = {
        (0, number): b"".join(leaves[256 * number : 256 * (number + 1)])
        for number in range(size // 256)
    }
    if whole != office.tiles:
        yield "the stored tiles are not those of the log's rows"


def witnessed_wrong(writer: Writer, journal: JournalFile, leaves: list[bytes]) -> Iterator[str]:
    """Every checkpoint that a device holds is of a beginning of the office's log."""
    for kind, (size, root) in sorted(journal.checkpoints.items()):
        if kind == "orphan":
            if not writer.is_revoked:
                yield f"{writer.name} still has a checkpoint to hand up"
        elif size > len(leaves) or _root(leaves[:size]) != root:
            yield f"{writer.name} holds a checkpoint of {size} positions of another history"
    if "newest" in journal.checkpoints and not writer.is_revoked:
        size, _ = journal.checkpoints["newest"]
        if size != len(leaves):
            yield f"{writer.name} was proved {size} positions of {len(leaves)}"


def _root(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\x01" + _root(leaves[:left]) + _root(leaves[left:])).digest()


def leaf(row: LogRow) -> bytes:
    """events/README, "Tree", written once more."""
    content = b"\0jejak.leaf.v1\0" + row.position.to_bytes(8, "big")
    content += row.received.to_bytes(8, "big") + bytes.fromhex(row.device)
    content += row.epoch.to_bytes(8, "big") + row.sequence.to_bytes(8, "big")
    return sha256(content + row.head + row.verdict.encode()).digest()
