"""The office's tree on both databases: of each commit, of any number of processes, of old logs."""

import asyncio
from hashlib import sha256
from typing import Final

import pytest

from events import limits, tree
from events.errors import LogCorrupt
from server import tree as kept_tree
from server.log import head
from server.tree import frontier_of, grow_tree, prove
from tests.contract.office import LOG, Office, Phone, a_phone, an_office, visits
from tests.contract.raw import lose_tree, run

TILES: Final = "SELECT level, number, root, hashes FROM tile ORDER BY 1, 2"


async def stored_root(office: Office) -> tuple[int, bytes]:
    async with office.database.read() as transaction:
        edge = frontier_of(LOG, await head(transaction, LOG))
    return edge.size, edge.root()


async def leaves_of(url: str) -> list[bytes]:
    """Of the rows as they are, by the words of events/README.md."""
    rows = await run(
        url,
        "SELECT position, received, device, epoch, sequence, head, verdict FROM event ORDER BY 1",
    )
    return [
        sha256(
            b"\0jejak.leaf.v1\0" + position.to_bytes(8, "big") + received.to_bytes(8, "big")
            + bytes.fromhex(device) + epoch.to_bytes(8, "big") + sequence.to_bytes(8, "big")
            + bytes(chain) + verdict.encode()
        ).digest()
        for position, received, device, epoch, sequence, chain, verdict in rows
    ]  # fmt: skip


async def fill(office: Office, phone: Phone, count: int) -> None:
    for first in range(len(phone.lines), len(phone.lines) + count, 97):
        await office.committer.submit(phone.write(*visits(97, first=first)))


async def test_each_commit_moves_the_root_to_that_of_all_rows(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        for count in (1, 5, 250, 1, 300):
            await office.committer.submit(phone.write(*visits(count, first=len(phone.lines))))
            leaves = await leaves_of(database_url)
            assert await stored_root(office) == (len(leaves), tree.root_of(leaves))


async def test_whole_tiles_are_kept_and_their_roots_are_the_level_above(database_url: str) -> None:
    async with an_office(database_url) as office:
        await fill(office, await a_phone(office), 800)
        leaves = await leaves_of(database_url)
        rows = await run(database_url, TILES)
        tiles = [leaves[at : at + 256] for at in range(0, len(leaves) - 255, 256)]
        assert rows == [
            (0, number, tree.root_of(tile), b"".join(tile)) for number, tile in enumerate(tiles)
        ]
        assert len(tiles) == 3


async def test_several_processes_grow_one_tree(database_url: str) -> None:
    async with an_office(database_url) as one, an_office(database_url, found=False) as two:
        phones = [await a_phone(one, name) for name in ("zaenal", "siti", "budi", "irna")]
        for number in range(6):
            await asyncio.gather(
                *(
                    (one, two)[at % 2].committer.submit(phone.write(*visits(50, first=50 * number)))
                    for at, phone in enumerate(phones)
                )
            )
        leaves = await leaves_of(database_url)
        assert await stored_root(one) == (len(leaves), tree.root_of(leaves))


async def test_what_an_act_of_the_office_adds_is_in_the_tree(database_url: str) -> None:
    async with an_office(database_url) as office:
        assert await stored_root(office) == (1, (await leaves_of(database_url))[0])
        await a_phone(office)
        leaves = await leaves_of(database_url)
        assert await stored_root(office) == (2, tree.root_of(leaves))


async def test_a_proof_from_any_size_verifies(database_url: str) -> None:
    async with an_office(database_url) as office:
        await fill(office, await a_phone(office), 800)
        leaves = await leaves_of(database_url)
        new = len(leaves)
        async with office.database.read() as transaction:
            for old in (1, 2, 3, 100, 255, 256, 257, 511, 512, 640, 768, 769, new - 1, new):
                proof = await prove(transaction, LOG, old, new)
                roots = tree.root_of(leaves[:old]), tree.root_of(leaves)
                assert tree.is_consistent(old, roots[0], new, roots[1], proof)
            for old, between in ((100, 255), (300, 513), (512, 600)):
                proof = await prove(transaction, LOG, old, between)
                roots = tree.root_of(leaves[:old]), tree.root_of(leaves[:between])
                assert tree.is_consistent(old, roots[0], between, roots[1], proof)


async def test_tiles_of_every_level_prove_alike(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tiles of four hashes: what a log of millions has of 256."""
    monkeypatch.setattr(kept_tree, "TILE_HEIGHT", 2)
    monkeypatch.setattr(kept_tree, "TILE_WIDTH", 4)
    async with an_office(database_url) as office:
        await fill(office, await a_phone(office), 280)
        leaves = await leaves_of(database_url)
        levels = await run(database_url, "SELECT level, count(*) FROM tile GROUP BY 1 ORDER BY 1")
        assert levels == [(level, len(leaves) >> 2 * level + 2) for level in range(4)]
        async with office.database.read() as transaction:
            for new in (len(leaves), 256, 255, 64, 67):
                for old in range(1, new + 1, 7):
                    proof = await prove(transaction, LOG, old, new)
                    roots = tree.root_of(leaves[:old]), tree.root_of(leaves[:new])
                    assert tree.is_consistent(old, roots[0], new, roots[1], proof)


async def test_a_log_without_a_tree_gets_it_in_steps(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TREE_LEAVES_MAX", 150)
    async with an_office(database_url) as office:
        await fill(office, await a_phone(office), 800)
        before = await stored_root(office), await run(database_url, TILES)
        await lose_tree(database_url)
        told: list[tuple[int, int]] = []
        await grow_tree(office.database, LOG, lambda done, size: told.append((done, size)))
        assert (
            await stored_root(office),
            await run(database_url, TILES),
        ) == before
        size = before[0][0]
        assert told == [(min(size, 150 * step), size) for step in range(1, size // 150 + 2)]
        await grow_tree(office.database, LOG)


async def test_a_commit_on_a_log_without_a_tree_makes_it_whole(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "TREE_LEAVES_MAX", 150)
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await fill(office, phone, 300)
        await lose_tree(database_url)
        await fill(office, phone, 1)
        leaves = await leaves_of(database_url)
        assert await stored_root(office) == (len(leaves), tree.root_of(leaves))


async def test_a_frontier_of_another_tree_stops_the_office(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        before = await office.positions()
        await run(database_url, "UPDATE log SET tree_size = 0")
        with pytest.raises(LogCorrupt):
            await office.committer.submit(phone.write(*visits(1)))
        assert await office.positions() == before
