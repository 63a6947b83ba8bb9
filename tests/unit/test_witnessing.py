"""What an office states is held against what it stated: proved to go on, or nothing is believed."""

from hashlib import sha256
from typing import Any, Final

import msgspec
import pytest

from client_sync.exchange import protocol
from client_sync.exchange.run import speaking
from client_sync.exchange.state import Effects, Rest, State
from client_sync.exchange.witnessing import STATED, Doubt
from client_sync.storage.held import Checkpoints, HeldCheckpoint
from events import tree
from events.checkpoint import Checkpoint, origin_of, sign_checkpoint
from events.errors import MalformedRequest
from events.wire import Page, SyncReply
from tests.devices import LOG, OFFICE_SEED
from tests.unit.protocol import NOW, PROFILE, a_state, answer, asked
from tests.unit.test_outbox import own_rows

LEAVES: Final = [sha256(bytes([number])).digest() for number in range(40)]
OTHERS: Final = [*LEAVES[:5], *(sha256(leaf).digest() for leaf in LEAVES[5:])]
"""Another history from position 5 on."""


def a_note(size: int, incarnation: int = 1, leaves: list[bytes] = LEAVES) -> str:
    origin = origin_of(PROFILE.deployment, LOG, incarnation)
    return sign_checkpoint(OFFICE_SEED, Checkpoint(origin, size, tree.root_of(leaves[:size])))


def held(size: int, incarnation: int = 1, leaves: list[bytes] = LEAVES) -> HeldCheckpoint:
    root = tree.root_of(leaves[:size])
    return HeldCheckpoint(incarnation, size, root, a_note(size, incarnation, leaves))


def proof(old: int, new: int, leaves: list[bytes] = LEAVES) -> tuple[bytes, ...]:
    nodes = {
        (level, index): tree.root_of(leaves[index << level : (index + 1) << level])
        for level, index in tree.proof_nodes(old, new)
    }
    return tree.consistency_proof(old, new, nodes)


def received(state: State, **told: Any) -> tuple[State, Effects]:
    request = asked(state)
    reply: SyncReply = answer(request, **told)
    return protocol.receive(state, request, reply, NOW)


def to(size: int, old: int, **others: Any) -> dict[str, Any]:
    """A reply up to this size that is proved from the old one."""
    page = Page(10, size, (), False)
    return {
        "size": size,
        "page": page,
        "checkpoint": a_note(size),
        "proof": proof(old, size),
    } | others


# --- the same incarnation ------------------------------------------------------------------------


def test_the_first_checkpoint_is_believed_and_told_from_then_on() -> None:
    state = a_state()
    assert asked(state).checkpoint is None
    _, effects = received(state, size=12, page=Page(10, 12, (), False), checkpoint=a_note(12))
    assert effects.checkpoints == Checkpoints(newest=held(12))
    assert asked(a_state(checkpoints=effects.checkpoints)).checkpoint == (1, 12, 0)


def test_the_next_one_is_held_once_it_is_proved() -> None:
    state = a_state(checkpoints=Checkpoints(newest=held(10)))
    _, effects = received(state, **to(20, 10))
    assert effects.checkpoints == Checkpoints(newest=held(20))


def test_the_newest_within_a_back_up_is_kept_beside_it() -> None:
    state = a_state(checkpoints=Checkpoints(newest=held(10)))
    _, effects = received(state, **to(20, 10, safe_size=15))
    assert effects.checkpoints == Checkpoints(held(20), held(10))
    state = a_state(checkpoints=effects.checkpoints)
    assert asked(state).checkpoint == (1, 20, 10)
    _, effects = received(state, **to(30, 20, safe_size=15))
    assert effects.checkpoints == Checkpoints(held(30), held(10))
    _, effects = received(a_state(checkpoints=effects.checkpoints), **to(35, 30, safe_size=35))
    assert effects.checkpoints == Checkpoints(held(35), held(35))


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (to(20, 10, proof=()), "not_consistent"),
        (to(20, 10, proof=proof(9, 20)), "not_consistent"),
        (
            to(20, 10, checkpoint=a_note(20, 1, OTHERS), proof=proof(10, 20, OTHERS)),
            "not_consistent",
        ),
        (to(10, 10, checkpoint=a_note(10, 1, OTHERS)), "not_consistent"),
        (to(20, 10, checkpoint=a_note(19), proof=proof(10, 19)), "another_size"),
        (to(20, 10, checkpoint=a_note(20, 2)), "not_signed"),
        (to(20, 10, checkpoint=a_note(20).replace("\n20\n", "\n21\n")), "not_signed"),
        (to(20, 10, checkpoint="x"), "not_signed"),
    ],
)
def test_what_is_not_proved_changes_nothing_but_is_kept_as_an_incident(
    told: dict[str, Any], reason: str
) -> None:
    state = a_state(own_rows(2), checkpoints=Checkpoints(newest=held(10)))
    after, effects = received(state, **told)
    assert effects == Effects(
        asked_at_turn=0, sync=state.sync, read_from=10, incidents=effects.incidents
    )
    [incident] = effects.incidents
    assert incident.code == "history_differs"
    detail = msgspec.json.decode(incident.detail)
    assert detail["reason"] == reason
    assert detail["held"][:3] == [1, 10, held(10).root.hex()]
    assert protocol.next_step(after, NOW) == Rest("history_differs")


def test_of_a_doubt_that_lasts_only_what_is_stated_differs() -> None:
    doubts = [Doubt("not_consistent", held(10), (1, size, "ab")) for size in (20, 21)]
    one, other = (doubt.detail().partition(STATED) for doubt in doubts)
    assert one[:2] == other[:2]
    assert one[2] != other[2]


def test_what_waits_is_sent_to_an_office_in_doubt() -> None:
    state = a_state(own_rows(2), checkpoints=Checkpoints(newest=held(10)))
    assert len(asked(state).batch.lines) == 2
    after, _ = received(state, **to(20, 10, proof=()))
    assert after.rows == state.rows, (
        "and waits on, until what the office says of it can be believed"
    )


def test_a_page_without_a_checkpoint_is_no_answer() -> None:
    with pytest.raises(MalformedRequest, match="states nothing"):
        received(a_state(), checkpoint="")


def test_an_office_that_never_spoke_of_checkpoints_is_not_asked_about_them() -> None:
    state = speaking(a_state(), 1)
    assert asked(state).checkpoint is None
    after, effects = received(state, checkpoint="", wire=1)
    assert effects.checkpoints == Checkpoints()
    assert protocol.next_step(after, NOW) == Rest("done")


def test_to_one_that_does_not_any_more_a_device_only_sends() -> None:
    state = a_state(own_rows(2), checkpoints=Checkpoints(newest=held(10)))
    request = asked(speaking(state, 1))
    assert (len(request.batch.lines), request.pull) == (2, False)
    idle = speaking(a_state(checkpoints=Checkpoints(newest=held(10))), 1)
    assert protocol.next_step(idle, NOW) == Rest("history_differs")


# --- after a restore -----------------------------------------------------------------------------


def restored(common: int, **told: Any) -> dict[str, Any]:
    """The office goes on in incarnation 2 from `common` on; 4 positions are there already."""
    leaves = [*LEAVES[:common], *(sha256(leaf).digest() for leaf in LEAVES[common:])]
    size = common + 4
    base = told.pop("base", None)
    shown = () if base is None else proof(base, size, leaves)
    note = a_note(size, 2, leaves)
    given = {"incarnation": 2, "restored": common, "size": size, "page": None, "results": (),
             "checkpoint": note, "proof": shown, "safe_size": common}  # fmt: skip
    return given | told


def newest_of(common: int) -> HeldCheckpoint:
    leaves = [*LEAVES[:common], *(sha256(leaf).digest() for leaf in LEAVES[common:])]
    return held(common + 4, 2, leaves)


def test_a_restored_office_proves_the_newest_that_it_still_has() -> None:
    state = a_state(checkpoints=Checkpoints(held(10), held(8)))
    _, effects = received(state, **restored(10, base=10))
    assert effects.restored is not None
    assert effects.checkpoints == Checkpoints(newest_of(10), held(10))


def test_else_the_safe_one_and_the_newest_is_handed_up() -> None:
    state = a_state(checkpoints=Checkpoints(held(10), held(6)))
    _, effects = received(state, **restored(7, base=6))
    assert effects.checkpoints == Checkpoints(newest_of(7), held(6), held(10))
    following = a_state(checkpoints=effects.checkpoints)
    assert asked(following).orphan == a_note(10)


def test_a_restored_office_that_states_nothing_is_not_followed() -> None:
    state = a_state(own_rows(1), checkpoints=Checkpoints(held(10), held(8)))
    _, effects = received(speaking(state, 1), **restored(9, checkpoint="", wire=1))
    assert effects.restored is None
    assert "withheld" in effects.incidents[0].detail
    older = speaking(a_state(), 1)
    _, effects = received(older, **restored(9, checkpoint="", wire=1))
    assert effects.restored is not None


def test_a_restored_office_that_changed_what_was_before_is_not_followed() -> None:
    state = a_state(checkpoints=Checkpoints(held(10), held(8)))
    wrong = restored(9, base=8)
    wrong |= {"checkpoint": a_note(13, 2, OTHERS), "proof": proof(8, 13, OTHERS)}
    after, effects = received(state, **wrong)
    assert effects.restored is None
    assert [one.code for one in effects.incidents] == ["history_differs"]
    assert protocol.next_step(after, NOW) == Rest("history_differs")


def test_what_was_safe_may_be_lost_only_when_it_was_declared() -> None:
    state = a_state(checkpoints=Checkpoints(held(10), held(8)))
    _, effects = received(state, **restored(5))
    assert "safe_lost" in effects.incidents[0].detail
    assert effects.restored is None
    _, effects = received(state, **restored(5, lost=7))
    assert "safe_lost" in effects.incidents[0].detail
    _, effects = received(state, **restored(5, lost=8))
    assert effects.restored is not None
    assert effects.checkpoints == Checkpoints(newest_of(5), None, held(10))


def test_without_a_back_up_nothing_was_promised() -> None:
    state = a_state(checkpoints=Checkpoints(held(10)))
    _, effects = received(state, **restored(5))
    assert effects.checkpoints == Checkpoints(newest_of(5), None, held(10))
