"""The tree is RFC 6962's, whatever its size and however it grew, and nothing altered passes."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import tree
from events.tree import Frontier

LEAVES = [sha256(number.to_bytes(2, "big")).digest() for number in range(700)]


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, of leaves that are hashed already."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = naive_split(len(leaves))
    return sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_proof(old: int, leaves: list[bytes], is_known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2."""
    if old == len(leaves):
        return [] if is_known else [naive_root(leaves)]
    k = naive_split(len(leaves))
    if old <= k:
        return [*naive_proof(old, leaves[:k], is_known), naive_root(leaves[k:])]
    return [*naive_proof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def naive_split(size: int) -> int:
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def proved(old: int, new: int) -> list[bytes]:
    nodes = {
        (level, index): naive_root(LEAVES[index << level : (index + 1) << level])
        for level, index in tree.proof_nodes(old, new)
    }
    return list(tree.consistency_proof(old, new, nodes))


sizes = st.integers(1, len(LEAVES))
pairs = st.tuples(sizes, sizes).map(lambda pair: (min(pair), max(pair)))


def test_a_frontier_that_grows_leaf_by_leaf_has_the_root_of_every_size() -> None:
    grown = Frontier()
    for size in range(400):
        assert grown.root() == naive_root(LEAVES[:size])
        assert tree.unpacked(size, grown.packed()) == grown
        grown = grown.grown(LEAVES[size : size + 1])


@given(st.lists(st.integers(0, 300), max_size=6))
def test_a_frontier_is_the_same_whatever_came_at_once(counts: list[int]) -> None:
    grown, size = Frontier(), 0
    for count in counts:
        count = min(count, len(LEAVES) - size)
        grown, size = grown.grown(LEAVES[size : size + count]), size + count
    assert grown == Frontier().grown(LEAVES[:size])
    assert grown.root() == naive_root(LEAVES[:size])


def test_a_proof_of_every_small_pair_is_the_rfcs_and_verifies() -> None:
    roots = [naive_root(LEAVES[:size]) for size in range(70)]
    for new in range(1, 70):
        for old in range(1, new + 1):
            proof = proved(old, new)
            assert proof == naive_proof(old, LEAVES[:new])
            assert tree.is_consistent(old, roots[old], new, roots[new], proof)


@given(pairs)
def test_a_proof_of_larger_trees_is_the_rfcs_and_verifies(pair: tuple[int, int]) -> None:
    old, new = pair
    proof = proved(old, new)
    assert proof == naive_proof(old, LEAVES[:new])
    assert len(proof) <= tree.PROOF_HASHES_MAX
    assert tree.is_consistent(old, naive_root(LEAVES[:old]), new, naive_root(LEAVES[:new]), proof)


@given(pairs, st.data())
def test_one_byte_or_size_that_is_another_is_refused(
    pair: tuple[int, int], data: st.DataObject
) -> None:
    old, new = pair
    hashes = [naive_root(LEAVES[:old]), naive_root(LEAVES[:new]), *proved(old, new)]
    which = data.draw(st.integers(0, len(hashes) - 1))
    at, bit = data.draw(st.integers(0, 31)), 1 << data.draw(st.integers(0, 7))
    altered = bytearray(hashes[which])
    altered[at] ^= bit
    wrong = [*hashes[:which], bytes(altered), *hashes[which + 1 :]]
    assert not tree.is_consistent(old, wrong[0], new, wrong[1], wrong[2:])
    assert not tree.is_consistent(old, hashes[0], new, hashes[1], [*hashes[2:], hashes[0]])
    assert not tree.is_consistent(old, hashes[0], new, hashes[1], [*hashes[2:], b"short"])
    if len(hashes) > 2:
        assert not tree.is_consistent(old, hashes[0], new, hashes[1], hashes[2:-1])
    assert not tree.is_consistent(new + 1, hashes[0], new, hashes[1], hashes[2:])
    assert not tree.is_consistent(0, hashes[0], new, hashes[1], hashes[2:])


@given(pairs)
def test_a_proof_holds_for_no_other_old_size(pair: tuple[int, int]) -> None:
    old, new = pair
    proof, roots = proved(old, new), (naive_root(LEAVES[:old]), naive_root(LEAVES[:new]))
    for other in range(max(1, old - 3), min(new, old + 3) + 1):
        verifies = tree.is_consistent(other, roots[0], new, roots[1], proof)
        assert verifies == (other == old)


@pytest.mark.parametrize("stored", [b"", bytes(31), bytes(64)])
def test_a_frontier_of_another_size_is_none(stored: bytes) -> None:
    assert tree.unpacked(1, stored) is None
