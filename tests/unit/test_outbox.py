"""Which events make a batch, and where an own event stands."""

import msgspec

from client_sync.exchange import outbox
from client_sync.storage.held import HeldKey, Row, SyncState
from events import chain, limits
from events.batch import Batch, check_batch
from events.ids import Cursor, DeviceId, KeyId, StreamId, event_id
from events.wire import Fork
from tests.devices import LOG

DEVICE = DeviceId("d" * 32)
START = chain.first_head(LOG, DEVICE, 0)
STATE = SyncState(cursor=Cursor(1, 0), challenge=b"c", scope_region="36.03")


def own_rows(count: int, size: int = 100) -> list[Row]:
    """Rows e1 … e(count) of one chain, their lines of about that size."""
    rows, head = [], START
    for sequence in range(1, count + 1):
        line = f"e{sequence}".encode().ljust(size, b".")
        head = chain.next_head(head, line)
        rows.append(
            Row(
                event_id(line),
                DEVICE,
                0,
                sequence,
                StreamId("h"),
                "note_written",
                "2018-12-14",
                sequence,
                None,
                line,
                None,
                head,
            )
        )
    return rows


def test_a_batch_takes_no_more_than_its_count() -> None:
    rows = own_rows(limits.BATCH_EVENTS_MAX + 1)
    assert outbox.fitting(rows) == rows[:-1]
    assert outbox.fitting(rows[:-1]) == rows[:-1]
    assert outbox.fitting([]) == []


def test_a_batch_takes_no_more_than_its_bytes() -> None:
    size = limits.BATCH_BYTES_MAX // 4
    rows = own_rows(6, size)
    assert outbox.fitting(rows) == rows[:4]


def test_personal_parts_count_as_bytes() -> None:
    part = b"p" * (limits.BATCH_BYTES_MAX // 2)
    rows = [msgspec.structs.replace(row, personal=part) for row in own_rows(3)]
    assert outbox.fitting(rows) == rows[:1]


def test_an_entry_larger_than_a_batch_goes_alone() -> None:
    rows = own_rows(2, limits.BATCH_BYTES_MAX + 1)
    assert outbox.fitting(rows) == rows[:1]


def test_the_same_rows_give_the_same_batch_with_the_keys_the_office_lacks() -> None:
    rows = own_rows(3)
    keys = [
        HeldKey(KeyId("1" * 32), StreamId("h"), b"ours", b"theirs"),
        HeldKey(KeyId("2" * 32), StreamId("h"), b"ours", b"theirs", acknowledged=True),
        HeldKey(KeyId("3" * 32), StreamId("h"), b"ours", None),
    ]

    def batch() -> Batch:
        return outbox.batch_of(LOG, DEVICE, 0, chain.NO_PARENT, b"i" * 16, 1, START, rows, keys)

    made = batch()
    assert made == batch()
    assert check_batch(made) == [row.head for row in rows]
    assert [grant.id for grant in made.keys] == ["1" * 32]


def test_where_an_event_stands_follows_what_the_office_said() -> None:
    row = own_rows(1)[0]
    told = {
        verdict: outbox.where(
            msgspec.structs.replace(row, position=4, received=5, verdict=verdict), STATE
        )
        for verdict in ("accepted", "accepted(unknown_type)", "review(clone)", "quarantined(x)")
    }
    assert list(told.values()) == ["accepted", "accepted", "review", "quarantined"]
    assert outbox.where(row, STATE) == "unsent"


def test_after_a_fork_later_events_are_shown_as_forked() -> None:
    forked = msgspec.structs.replace(STATE, fork=Fork(1, b"h" * 32, 0))
    one, two = own_rows(2)
    assert (outbox.where(one, forked), outbox.where(two, forked)) == ("unsent", "forked")
