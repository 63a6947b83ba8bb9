"""An office restored many times: what two of its incarnations share, and which back-ups one lacks.

Held against histories written out position by position, in which nothing has to be reckoned.
"""

from typing import NamedTuple

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from events.ids import LogId
from server.keeping.marks import Descent, Held, Restored

LOG = LogId("36.03")

History = list[tuple[int, int]]
"""Each position: the incarnation in which it was written, and its number."""


class Lived(NamedTuple):
    """Incarnations that each wrote on and were backed up, and then restored of any back-up."""

    histories: dict[int, History]
    restores: list[Restored]
    held: list[Held]


@st.composite
def lives(draw: st.DrawFn) -> Lived:
    """Up to eight incarnations, the later ones of back-ups of any before."""
    lived = Lived({1: []}, [], [])
    for now in range(1, draw(st.integers(2, 8))):
        for written in draw(st.lists(st.integers(1, 4), min_size=1, max_size=3)):
            size = len(lived.histories[now])
            lived.histories[now] += [(now, number) for number in range(size, size + written)]
            lived.held.append(Held(LOG, now, size + written))
        source = draw(st.sampled_from(lived.held))
        lived.restores.append(Restored(LOG, now + 1, source.size, source.incarnation))
        before = lived.histories[source.incarnation][: source.size]
        lived.histories[now + 1] = [*before, (now + 1, source.size)]
    return lived


def shared(one: History, other: History) -> int:
    """How many first positions two histories have in common."""
    size = 0
    while size < min(len(one), len(other)) and one[size] == other[size]:
        size += 1
    return size


@given(lives())
def test_two_incarnations_share_what_their_histories_share(lived: Lived) -> None:
    descent = Descent(lived.restores)
    for one, mine in lived.histories.items():
        for other, theirs in lived.histories.items():
            if one != other:
                assert descent.common(one, other) == shared(mine, theirs)
        for of in lived.held:
            assert descent.has(one, of) == (
                mine[: of.size] == lived.histories[of.incarnation][: of.size]
            )


@given(lives(), st.data())
def test_restores_that_do_not_say_of_which_incarnation_share_no_more_than_they_did(
    lived: Lived, data: st.DataObject
) -> None:
    """Read once more does no harm; passed over would be missing."""
    descent = Descent(
        msgspec.structs.replace(one, of=data.draw(st.sampled_from((0, one.of))))
        for one in lived.restores
    )
    for one, mine in lived.histories.items():
        for other, theirs in lived.histories.items():
            if one != other:
                assert descent.common(one, other) <= shared(mine, theirs)


@given(st.lists(st.builds(Restored, st.just(LOG), *[st.integers(0, 6)] * 3)))
def test_marks_that_make_no_sense_lead_round_no_circle(restores: list[Restored]) -> None:
    descent = Descent(restores)
    assert all(descent.common(one, 1) >= 0 for one in range(7))
