"""A reply of the right form and with a good signature may still lead nowhere; then nothing counts.

What cannot be in any reply is in `integration/test_hostile_office.py`.
"""

from typing import Final

import msgspec
import pytest

from events.errors import MalformedRequest
from events.ids import HouseholdId
from events.snapshot import Chunk, Snapshot
from events.wire import Fill, Filling, Fork, Page
from tests.builders import a_household
from tests.unit.protocol import a_state, received
from tests.unit.test_outbox import own_rows

NANA: Final = HouseholdId(a_household("nana"))
SITI: Final = HouseholdId(a_household("siti"))


def test_an_office_that_asks_for_what_it_called_safe_is_not_believed() -> None:
    state = a_state(own_rows(6)[4:], gone_to=3)
    with pytest.raises(MalformedRequest, match="called safe"):
        received(state, results=(), expected=3)
    assert received(state, results=(), expected=4)[0].sync.send_from == 4


@pytest.mark.parametrize("granted", [2, 3, 2**53])
def test_a_granted_epoch_that_is_over_is_not_believed(granted: int) -> None:
    state = a_state(own_rows(2))
    state = msgspec.structs.replace(state, chain=msgspec.structs.replace(state.chain, epoch=3))
    with pytest.raises(MalformedRequest, match="an epoch that is over"):
        received(state, results=(), fork=Fork(0, bytes(32), granted))


def test_histories_part_where_this_device_has_been() -> None:
    state = a_state(own_rows(2))
    with pytest.raises(MalformedRequest, match="do not part where"):
        received(state, results=(), fork=Fork(1, bytes(32), 1))
    head = state.rows[0].head or b""
    assert received(state, results=(), fork=Fork(1, head, 1))[1].reissue is not None


@pytest.mark.parametrize(
    "fills",
    [
        (Fill(SITI, 2, 8, ()),),
        (Fill(NANA, 3, 8, ()),),
        (Fill(NANA, 2, 9, ()),),
        (Fill(NANA, 2, 1, ()),),
        (Fill(NANA, 2, 4, ()), Fill(NANA, 2, 8, ())),
    ],
    ids=["of another", "from elsewhere", "too far", "backwards", "twice"],
)
def test_what_lacks_is_filled_from_where_it_was_asked_for(fills: tuple[Fill, ...]) -> None:
    state = a_state(filling=(Filling(NANA, 2, 8),))
    with pytest.raises(MalformedRequest, match="what was not asked for"):
        received(state, fills=fills)
    told = (Fill(NANA, 2, 5, ()),)
    assert received(state, fills=told)[1].fills == told


def test_a_snapshot_is_believed_by_who_can_take_one_alone() -> None:
    """Whoever could not have the chunks of one asked for pages, and would go in circles."""
    state = a_state()
    offer = Snapshot(bytes(32), (Chunk(90, 1, bytes(32)),))
    told = {"size": 100, "page": Page(10, 10, (), True), "snapshot": offer}
    assert received(state, **told)[1].snapshot == offer
    state = msgspec.structs.replace(state, run=msgspec.structs.replace(state.run, pages_only=True))
    with pytest.raises(MalformedRequest, match="a snapshot comes alone"):
        received(state, **told)
