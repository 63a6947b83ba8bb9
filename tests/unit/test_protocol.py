"""The device's side of sync, step by step, with no network, disk, clock or chance."""

from typing import Any

import msgspec
import pytest

from client_sync.exchange import protocol
from client_sync.exchange.run import failed, waited
from client_sync.exchange.state import Ask, Rest, Run, State, Wait
from client_sync.storage.held import Committed, HeldKey
from events import crypto, limits, reply_signature, wire
from events.batch import check_batch
from events.entry import KeyGrant
from events.errors import BadSignature, MalformedRequest
from events.ids import Cursor, HouseholdId, KeyId, StreamId
from events.wire import Fork, HouseholdDigest, Left, Page, ResultRun, Scope
from tests.unit.protocol import ITEM, NOW, PROFILE, START, a_state, answer, asked, received
from tests.unit.test_outbox import own_rows

# --- an ordinary day -----------------------------------------------------------------------------


def test_an_ordinary_day_is_one_request() -> None:
    state = a_state(own_rows(3))
    request = asked(state)
    assert check_batch(request.batch) == [row.head for row in own_rows(3)]
    assert (request.pull, request.challenge, request.cursor) == (True, b"c1", (1, 10))
    after, effects = protocol.receive(state, request, answer(request), NOW)
    assert effects.committed == tuple(
        Committed(0, 1 + k, 10 + k, NOW, "accepted") for k in range(3)
    )
    assert effects.sync == msgspec.structs.replace(
        state.sync,
        turn=1,
        cursor=Cursor(1, 13),
        log_size=13,
        challenge=b"c2",
        committed=(0, 3),
        synced_at=NOW,
        office_ahead_ms=5,
        office_speaks=2,
    )
    sent = msgspec.structs.replace(after, rows=(), first=4)
    assert protocol.next_step(sent, NOW) == Rest("done")


def test_with_nothing_to_send_an_empty_batch_is_how_a_device_pulls() -> None:
    request = asked(a_state())
    assert (request.batch.lines, request.batch.first, request.batch.head) == ((), 1, START)
    assert request.pull


def test_it_goes_on_while_the_office_has_more_pages() -> None:
    state, effects = received(
        a_state(), page=Page(10, 12, (ITEM,), True), size=20, digests=(a_digest(),)
    )
    assert effects.items == (ITEM,)
    assert effects.digests == (), "a household is compared when all of it was read"
    assert asked(state).cursor == (1, 12)
    _, last = received(state, page=Page(12, 20, (), False), size=20, digests=(a_digest(),))
    assert last.digests == (a_digest(),)


def a_digest() -> HouseholdDigest:
    return HouseholdDigest(HouseholdId("h"), 1, bytes(16), 0)


def test_entries_written_meanwhile_are_sent_before_it_rests() -> None:
    state, _ = received(a_state(own_rows(1)))
    more = msgspec.structs.replace(state, rows=tuple(own_rows(2)[1:]), first=2)
    assert isinstance(protocol.next_step(more, NOW), Ask)


def test_it_pushes_before_it_pulls_while_batches_wait() -> None:
    rows = own_rows(limits.BATCH_EVENTS_MAX + 1)
    request = asked(a_state(rows))
    assert (len(request.batch.lines), request.pull) == (limits.BATCH_EVENTS_MAX, False)
    after, _ = protocol.receive(a_state(rows), request, answer(request), NOW)
    assert not after.run.caught_up


# --- repeats, gaps, forks ------------------------------------------------------------------------


def test_an_answer_that_was_lost_is_asked_for_with_the_same_bytes() -> None:
    state = a_state(own_rows(2))
    assert wire.encode(asked(state)) == wire.encode(asked(waited(state)))


def test_a_gap_is_filled_from_where_the_office_says() -> None:
    rows = own_rows(5)
    state = a_state(rows[3:])
    after, effects = received(state, results=(), expected=2)
    assert (effects.sync.send_from, effects.committed) == (2, ())
    again = msgspec.structs.replace(after, rows=tuple(rows[1:]), first=2, prev=rows[0].head)
    assert check_batch(asked(again).batch) == [row.head for row in rows[1:]]
    _, filled = received(again)
    assert filled.sync.send_from is None


def test_filling_a_long_gap_goes_on_behind_each_batch() -> None:
    rows = own_rows(limits.BATCH_EVENTS_MAX + 5)
    state = a_state(rows, send_from=1)
    _, effects = received(state)
    assert effects.sync.send_from == limits.BATCH_EVENTS_MAX + 1


def test_an_office_that_asks_for_what_was_just_sent_is_not_believed() -> None:
    with pytest.raises(MalformedRequest):
        received(a_state(own_rows(2)), results=(), expected=1)


def test_a_fork_is_kept_and_shown_and_pulling_goes_on() -> None:
    rows = own_rows(4)
    fork = Fork(2, rows[1].head or b"", 0)
    state, effects = received(a_state(rows), results=(), fork=fork)
    assert effects.sync.fork == fork
    assert [incident.code for incident in effects.incidents] == ["fork"]
    forked = msgspec.structs.replace(state, rows=tuple(rows[2:]), first=3)
    assert protocol.next_step(forked, NOW) == Rest("forked")


def test_a_forked_device_asks_again_with_one_event_and_says_it_once() -> None:
    rows = own_rows(4)
    fork = Fork(2, rows[1].head or b"", 0)
    state = a_state(rows[2:], fork=fork)
    request = asked(state)
    assert check_batch(request.batch) == [rows[2].head]
    assert (request.batch.first, request.pull) == (3, True)
    _, effects = protocol.receive(state, request, answer(request, results=(), fork=fork), NOW)
    assert effects.incidents == ()


# --- answers that change little, or nothing ------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"page": Page(11, 12, (), False)},
        {"page": Page(10, 9, (), False)},
        {"page": Page(10, 10, (), True)},
        {"results": (ResultRun(3, 10, 1, NOW, "accepted"),)},
        {"results": (ResultRun(1, 10, 3, NOW, "accepted"),)},
        {"results": ()},
    ],
)
def test_an_answer_that_does_not_fit_the_request_changes_nothing(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedRequest):
        received(a_state(own_rows(2)), **changes)


def test_an_expired_challenge_costs_one_more_request_not_a_loop() -> None:
    state, effects = received(a_state(), page=None, pull_refused="challenge_expired")
    assert effects.sync.challenge == b"c2"
    assert asked(state).challenge == b"c2"
    again, _ = received(state, page=None, pull_refused="challenge_expired")
    assert protocol.next_step(again, NOW) == Rest("busy")


def test_a_busy_office_still_takes_what_waits() -> None:
    rows = own_rows(limits.BATCH_EVENTS_MAX + 1)
    state, _ = received(a_state(rows), page=None, pull_refused="busy", wait_s=0.0)
    left = msgspec.structs.replace(state, rows=tuple(rows[-1:]), first=rows[-1].sequence)
    done, _ = received(left, page=None, pull_refused="busy", wait_s=20.0)
    sent = msgspec.structs.replace(done, rows=())
    assert protocol.next_step(sent, NOW) == Rest("busy")


def test_the_wait_an_office_asks_for_is_kept_before_the_next_request() -> None:
    state, _ = received(a_state(), page=Page(10, 12, (), True), wait_s=3.0)
    assert protocol.next_step(state, NOW) == Wait(3.0)
    assert isinstance(protocol.next_step(waited(state), NOW), Ask)


def test_a_revoked_device_sends_what_it_has_and_is_told() -> None:
    state, effects = received(a_state(own_rows(1)), page=None, pull_refused="revoked")
    assert len(effects.committed) == 1
    sent = msgspec.structs.replace(state, rows=())
    assert (effects.sync.refused, protocol.next_step(sent, NOW)) == ("revoked", Rest("revoked"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"incarnation": 2}, "incarnation_changed"), ({"size": 4}, "office_behind")],
)
def test_of_a_restored_office_nothing_is_taken_in(changes: dict[str, Any], code: str) -> None:
    state, effects = received(a_state(own_rows(1)), page=Page(10, 12, (ITEM,), False), **changes)
    assert (effects.committed, effects.items, effects.keys_acknowledged) == ((), (), ())
    assert effects.sync.cursor == Cursor(1, 10)
    assert [incident.code for incident in effects.incidents] == [code]
    assert protocol.next_step(state, NOW) == Rest(code)  # type: ignore[arg-type]


# --- keys and scope ------------------------------------------------------------------------------


def test_keys_are_offered_asked_for_and_acknowledged() -> None:
    made = HeldKey(KeyId("1" * 32), StreamId("h"), b"ours", b"theirs")
    pulled = HeldKey(KeyId("2" * 32), StreamId("h"), b"ours")
    wanted = KeyId("3" * 32)
    state = a_state(own_rows(1), keys=(made, pulled), keys_wanted=(wanted,))
    request = asked(state)
    assert [grant.id for grant in request.batch.keys] == [made.id]
    assert (request.keys_held, request.keys_wanted) == ((pulled.id,), (wanted,))
    grant = KeyGrant(KeyId("4" * 32), StreamId("h"), b"box")
    reply = answer(request, keys_held=(made.id,), keys_unknown=(wanted,), keys=(grant,))
    after, effects = protocol.receive(state, request, reply, NOW)
    assert effects.keys_acknowledged == (made.id, pulled.id)
    assert effects.keys == (grant,)
    sent = msgspec.structs.replace(after, rows=(), keys=())
    assert protocol.next_step(sent, NOW) == Rest("done"), "a key is asked for once a run"


def test_a_key_that_is_missing_after_the_last_page_is_asked_for_at_once() -> None:
    state, _ = received(a_state())
    wanting = msgspec.structs.replace(state, keys_wanted=(KeyId("3" * 32),))
    assert asked(wanting).keys_wanted == (KeyId("3" * 32),)


def test_an_auditors_device_asks_for_no_keys() -> None:
    profile = msgspec.structs.replace(PROFILE, role="auditor")
    state = a_state(profile=profile, keys_wanted=(KeyId("3" * 32),))
    assert asked(state).keys_wanted == ()


def test_a_new_scope_is_remembered_and_what_left_it_is_named() -> None:
    scope = Scope(3, "36.03.06", left=(Left(HouseholdId("0190"), "2018-12-16"),))
    _, effects = received(a_state(), scope=scope)
    assert (effects.sync.scope_version, effects.sync.scope_region) == (3, "36.03.06")
    assert effects.scope == scope


# --- failures ------------------------------------------------------------------------------------


def test_waits_after_failures_grow_to_a_bound_and_are_spread() -> None:
    state, waits = a_state(), []
    for _ in range(12):
        state = failed(waited(state), chance=0.5)
        waits.append(state.run.wait_s)
    assert waits[:4] == [0.5, 1.0, 2.0, 4.0]
    assert waits[-1] == limits.BACKOFF_MAX_S / 2
    assert failed(a_state(), chance=0.0).run.wait_s == 0.0


def test_a_wait_the_office_asks_for_is_never_cut_short() -> None:
    state = failed(a_state(), chance=0.5, wait_s=30.0)
    assert protocol.next_step(state, NOW) == Wait(30.5)


def test_batches_grow_with_answers_and_shrink_with_failures() -> None:
    def sent(state: State) -> int:
        return sum(len(line) for line in asked(state).batch.lines if isinstance(line, bytes))

    state = a_state(own_rows(900, 1_024))
    assert sent(state) == limits.BATCH_BYTES_FIRST
    more, _ = received(state)
    assert sent(more) == limits.BATCH_BYTES_MAX
    cut, sizes = state, []
    for _ in range(6):
        cut = waited(failed(cut, chance=0.0))
        sizes.append(sent(cut))
    assert sizes == [65_536, 32_768, 16_384, 8_192, 8_192, 8_192]
    assert len(asked(cut).batch.lines) == 8
    large = msgspec.structs.replace(cut, rows=tuple(own_rows(2, 16_000)))
    assert len(asked(large).batch.lines) == 1, "an entry larger than that goes alone"


def test_an_answer_forgets_the_failures_before_it() -> None:
    state = waited(failed(a_state(), chance=0.5))
    after, _ = received(state)
    assert after.run.failures == 0


def test_a_run_ends_even_when_the_office_never_stops_sending() -> None:
    state = a_state(run=Run(asked=limits.SYNC_ROUNDS_MAX))
    assert protocol.next_step(state, NOW) == Rest("busy")


def test_the_device_can_never_be_stopped_by_its_clock() -> None:
    for now_ms in (0, 2**53 - 1):
        assert isinstance(protocol.next_step(a_state(own_rows(1)), now_ms), Ask)


def test_the_reply_of_another_office_cannot_be_signed_for_this_one() -> None:
    """The pair assertion of `sync.py`: what is signed is body and challenge, by the pinned key."""
    body = wire.encode(answer(asked(a_state())))
    header = reply_signature.sign_reply(b"o" * 32, body, b"c1")
    reply_signature.check_reply(PROFILE.office_key, body, b"c1", header)
    other = crypto.signing_public(b"q" * 32)
    for key, challenge in ((other, b"c1"), (PROFILE.office_key, b"c2")):
        with pytest.raises(BadSignature):
            reply_signature.check_reply(key, body, challenge, header)
