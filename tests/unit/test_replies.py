"""A reply of the right form and with a good signature may still lead nowhere; then nothing counts.

What cannot be in any reply is in `integration/test_hostile_office.py`.
"""

from typing import Any, Final

import pytest
from msgspec.structs import replace

from client_sync.exchange.bounds import check_bounds
from client_sync.exchange.protocol import next_step
from client_sync.exchange.state import Questions, Run, Wait
from events import limits
from events.errors import MalformedRequest
from events.ids import DeviceId, HouseholdId
from events.repair import Found, Part
from events.snapshot import Chunk, Snapshot
from events.wire import Fill, Filling, Fork, Page
from tests.builders import a_household
from tests.unit.protocol import ITEM, NOW, a_state, answer, asked, received
from tests.unit.test_outbox import own_rows

NANA: Final = HouseholdId(a_household("nana"))
SITI: Final = HouseholdId(a_household("siti"))
PART: Final = Part(NANA, ITEM.device, 0, 2, 40, 3, bytes(16))
FOUND: Final = Found(NANA, ITEM.device, 0, 2, 40, 5, bytes(16))
AN_ITEM: Final = replace(ITEM, position=9, sequence=2)


def test_an_office_that_asks_for_what_it_called_safe_is_not_believed() -> None:
    state = a_state(own_rows(6)[4:], gone_to=3)
    with pytest.raises(MalformedRequest, match="called safe"):
        received(state, results=(), expected=3)
    assert received(state, results=(), expected=4)[0].sync.send_from == 4


@pytest.mark.parametrize("granted", [2, 3, 2**53])
def test_a_granted_epoch_that_is_over_is_not_believed(granted: int) -> None:
    state = a_state(own_rows(2))
    state = replace(state, chain=replace(state.chain, epoch=3))
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


def test_an_office_keeps_nobody_waiting_for_hours() -> None:
    told = {"size": 20, "page": Page(10, 11, (), True), "wait_s": 80_000.0}
    state, _ = received(a_state(), **told)
    assert next_step(state, NOW) == Wait(limits.BACKOFF_MAX_S)


def test_a_snapshot_is_believed_by_who_can_take_one_alone() -> None:
    """Whoever could not have the chunks of one asked for pages, and would go in circles."""
    state = a_state()
    offer = Snapshot(bytes(32), (Chunk(90, 1, bytes(32)),))
    told = {"size": 100, "page": Page(10, 10, (), True), "snapshot": offer}
    assert received(state, **told)[1].snapshot == offer
    state = replace(state, run=replace(state.run, pages_only=True))
    with pytest.raises(MalformedRequest, match="a snapshot comes alone"):
        received(state, **told)


@pytest.mark.parametrize(
    "changes",
    [
        {"household": SITI},
        {"device": DeviceId("e" * 32)},
        {"epoch": 1},
        {"last": 41},
        {"parts": (PART,)},
        {"items": (AN_ITEM, replace(AN_ITEM, position=10))},
        {"items": (replace(AN_ITEM, device=DeviceId("e" * 32)),)},
        {"items": (replace(AN_ITEM, epoch=1),)},
        {"items": (replace(AN_ITEM, sequence=41),)},
    ],
    ids=lambda changes: " ".join(changes),
)
def test_what_differs_is_what_was_asked_about(changes: dict[str, Any]) -> None:
    state = a_state(run=Run(questions=Questions((PART,))))
    with pytest.raises(MalformedRequest, match="parts that were not asked for"):
        received(state, found=(replace(FOUND, **changes),))
    told = (replace(FOUND, items=(AN_ITEM,)),)
    assert received(state, found=told)[1].found == told


@pytest.mark.parametrize(
    "found",
    [
        replace(FOUND, digest=bytes(15)),
        replace(FOUND, events=2**53),
        replace(FOUND, first=-1),
        replace(FOUND, household=HouseholdId("x")),
        replace(FOUND, device=DeviceId("x")),
        replace(FOUND, parts=(replace(PART, digest=b""),)),
    ],
    ids=["digest", "events", "first", "household", "device", "part"],
)
def test_a_part_that_cannot_be_is_refused(found: Found) -> None:
    reply = answer(asked(a_state()), challenge=bytes(48), found=(found,))
    with pytest.raises(MalformedRequest, match="parts that are none"):
        check_bounds(reply, 10)
