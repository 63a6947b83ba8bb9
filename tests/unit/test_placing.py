"""Where a batch stands against what is held, by its heads alone."""

import pytest

from events import chain
from events.batch import Batch, check_batch, make_batch
from events.ids import DeviceId, LogId
from server.intake.placing import Fresh, Gap, Held, Parted, compared, place

LOG, DEVICE = LogId("36.03"), DeviceId("ab" * 16)
START = chain.first_head(LOG, DEVICE, 0)


def heads_of(*lines: bytes) -> list[bytes]:
    """h(0), h(1) …"""
    heads = [START]
    for line in lines:
        heads.append(chain.next_head(heads[-1], line))
    return heads


def held(*lines: bytes) -> tuple[Held, dict[int, bytes]]:
    """What the office holds, and its stored heads by sequence."""
    heads = heads_of(*lines)
    return Held(START, len(lines), heads[-1]), dict(enumerate(heads[1:], start=1))


def batch(first: int, *lines: bytes) -> Batch:
    """The lines from `first` on of a device that wrote all of these."""
    return make_batch(
        LOG, DEVICE, 0, chain.NO_PARENT, bytes(16), first, heads_of(*lines)[first - 1],
        lines[first - 1 :], [None] * (len(lines) - first + 1),
    )  # fmt: skip


def placed(batch_: Batch, holding: tuple[Held, dict[int, bytes]]) -> Fresh | Gap | Parted:
    """As the committer asks: with no more stored heads than `compared` names."""
    now, stored = holding
    needed = {at: stored[at] for at in compared(batch_, now) if at > 0}
    return place(batch_, check_batch(batch_), now, needed)


@pytest.mark.parametrize(
    ("first", "lines", "repeated"),
    [(1, b"", 0), (1, b"ab", 2), (1, b"abc", 3), (1, b"abcde", 3), (2, b"abc", 2), (3, b"abcd", 1),
     (4, b"abcd", 0), (4, b"abc", 0), (3, b"ab", 0)],
)  # fmt: skip
def test_what_is_held_is_repeated_and_the_rest_is_fresh(
    first: int, lines: bytes, repeated: int
) -> None:
    written = [bytes([letter]) for letter in lines]
    assert placed(batch(first, *written), held(b"a", b"b", b"c")) == Fresh(repeated)


@pytest.mark.parametrize("lines", [b"abcde", b"abcd"])
def test_after_a_gap_the_first_missing_is_wanted(lines: bytes) -> None:
    written = [bytes([letter]) for letter in lines]
    assert placed(batch(5, *written), held(b"a", b"b", b"c")) == Gap(4)
    assert placed(batch(2, b"a"), held()) == Gap(1)


@pytest.mark.parametrize(
    ("first", "lines", "common"),
    [(1, b"xbc", 0), (1, b"axc", 1), (2, b"axc", 1), (1, b"abx", 2), (3, b"abxd", 2),
     (1, b"axcde", 1)],
)  # fmt: skip
def test_where_histories_part_is_the_last_equal_head(first: int, lines: bytes, common: int) -> None:
    written = [bytes([letter]) for letter in lines]
    heads = heads_of(b"a", b"b", b"c")
    assert placed(batch(first, *written), held(b"a", b"b", b"c")) == Parted(common, heads[common])


@pytest.mark.parametrize(("first", "lines"), [(4, b"xbcd"), (3, b"axcd"), (4, b"abx"), (2, b"x")])
def test_when_they_part_before_the_batch_only_the_start_is_common(first: int, lines: bytes) -> None:
    written = [bytes([letter]) for letter in lines]
    assert placed(batch(first, *written), held(b"a", b"b", b"c")) == Parted(0, START)
