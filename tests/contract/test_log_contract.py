"""The log on both databases: dense positions in the order of commit, added to and never changed."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from events.errors import InputRefused, LogCorrupt
from events.ids import event_id
from server.database import Transaction
from server.intake.committing import commit_group
from server.intake.receiving import Push, receive
from server.intake.writing import Writing
from server.log import entries, events_from, find_event, head
from tests.builders import a_household
from tests.contract.office import (
    LOG,
    START_MS,
    Office,
    Secret,
    a_phone,
    an_office,
    visit,
    visits,
)
from tests.contract.raw import everything, run


async def test_positions_are_dense_and_in_the_order_of_commit(database_url: str) -> None:
    async with an_office(database_url) as office:
        phones = [await a_phone(office, name) for name in ("zaenal", "siti", "budi")]
        for number in range(4):
            pushes = [phone.write(*visits(3, first=number * 3)) for phone in phones]
            await asyncio.gather(*(office.committer.submit(push) for push in pushes))
        assert await office.positions() == list(range(1 + 3 + 36))


async def test_what_was_answered_can_be_read(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        lines = visits(3)
        answer = await office.committer.submit(phone.write(*lines))
        async with office.database.read() as transaction:
            rows = await events_from(transaction, LOG, answer.results[0].position, 10)
            size = (await head(transaction, LOG)).size
        assert [row["line"] for row in rows] == lines
        assert [row["sequence"] for row in rows] == [1, 2, 3]
        assert answer.size == size == 5


async def test_a_reader_that_saw_n_reads_n_plus_1_next_while_a_commit_is_paused(
    database_url: str,
) -> None:
    """One process stops between insert and commit while another one wants to commit too."""
    async with an_office(database_url) as office, an_office(database_url, found=False) as other:
        paused, resume = asyncio.Event(), asyncio.Event()
        slow, quick = await a_phone(office, "slow"), await a_phone(office, "quick")
        seen = len(await office.positions())

        async def pause() -> None:
            paused.set()
            await resume.wait()

        pausing = asyncio.create_task(_commit(office, slow.write(*visits(2)), pause))
        await paused.wait()
        answer = asyncio.create_task(other.committer.submit(quick.write(*visits(2))))
        await asyncio.sleep(0.1)
        assert len(await other.positions()) == seen
        assert not answer.done()

        resume.set()
        await pausing
        assert (await answer).results[0].position == seen + 2
        assert await other.positions() == list(range(seen + 4))


async def test_who_waited_for_a_commit_that_came_to_nothing_takes_its_positions(
    database_url: str,
) -> None:
    async with an_office(database_url) as office, an_office(database_url, found=False) as other:
        paused, resume = asyncio.Event(), asyncio.Event()
        lost, quick = await a_phone(office, "lost"), await a_phone(office, "quick")
        seen = len(await office.positions())

        async def stop() -> None:
            paused.set()
            await resume.wait()
            raise RuntimeError

        stopping = asyncio.create_task(_commit(office, lost.write(*visits(2)), stop))
        await paused.wait()
        answer = asyncio.create_task(other.committer.submit(quick.write(*visits(3))))
        await asyncio.sleep(0.1)
        resume.set()
        with pytest.raises(RuntimeError):
            await stopping
        assert (await answer).results[0].position == seen
        again = await office.committer.submit(lost.push())
        assert again.results[0].position == seen + 3
        assert await other.positions() == list(range(seen + 5))


async def test_a_reader_keeps_its_snapshot_while_others_commit(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        async with office.database.read() as transaction:
            before = (await head(transaction, LOG)).size
            await office.committer.submit(phone.write(visit(1)))
            rows = await events_from(transaction, LOG, 0, 100)
            assert (await head(transaction, LOG)).size == len(rows) == before
        assert len(await office.positions()) == before + 1


async def test_received_never_runs_backwards(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        first = await office.committer.submit(phone.write(visit(1)))
        office.clock.now_ms = START_MS - 1_000_000
        second = await office.committer.submit(phone.write(visit(2)))
        office.clock.now_ms = START_MS + 5
        third = await office.committer.submit(phone.write(visit(3)))
        received = [answer.results[0].received for answer in (first, second, third)]
        assert received == [START_MS, START_MS, START_MS + 5]


@pytest.mark.parametrize("table", ["event", "batch", "evidence", "left_out"])
@pytest.mark.parametrize("change", ["UPDATE {} SET log = log", "DELETE FROM {}"])
async def test_history_can_neither_be_changed_nor_deleted(
    database_url: str, table: str, change: str
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(visit(1)))
        await office.committer.submit(phone.fork(visit(2)))
        await office.committer.submit(phone.write_hash_only())
        before = await everything(database_url)
        assert before[table]
        with pytest.raises(Exception, match="never changed or deleted"):
            await run(database_url, change.format(table))
        assert await everything(database_url) == before


async def test_one_place_holds_one_event(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        received = receive(phone.write(visit(1)), LOG, office.keys, office.chance)
        await _commit(office, received.push)
        with pytest.raises(Exception, match=r"(?i)unique"):
            async with office.database.write() as transaction:
                writing = await Writing.begin(transaction, LOG, START_MS)
                writing.add_events(phone.id, 0, 1, received.lines, received.heads, ["accepted"])
                await writing.flush()
        assert len(await office.positions()) == 3


@pytest.mark.parametrize("fail_at", range(8))
async def test_a_transaction_that_breaks_anywhere_leaves_nothing(
    database_url: str, fail_at: int
) -> None:
    """Every write of a commit fails once; the same batch is then committed as if new."""
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        push = phone.write(visit(1), secret.line("note"), parts=[None, secret.part("note")])
        before = await everything(database_url)
        with pytest.raises(ArithmeticError, match="crash"):
            await _commit(office, push, wrap=lambda transaction: Crashing(transaction, fail_at))
        assert await everything(database_url) == before
        answer = await office.committer.submit(push)
        assert [(run.count, run.verdict) for run in answer.results] == [(2, "accepted")]


async def test_a_hole_is_corruption(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        received = receive(phone.write(visit(1)), LOG, office.keys, office.chance)
        async with office.database.write() as transaction:
            writing = await Writing.begin(transaction, LOG, START_MS)
            writing.size += 1
            writing.add_events(phone.id, 0, 1, received.lines, received.heads, ["accepted"])
            await writing.flush()
        async with office.database.read() as transaction:
            with pytest.raises(LogCorrupt, match="hole"):
                await events_from(transaction, LOG, 0, 100)


async def test_the_entries_of_a_stream_are_those_that_fold(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        nana, other = a_household(), a_household("another")
        lines = [visit(1, stream=nana), b"no line", visit(2, stream=other), visit(3, stream=nana)]
        answer = await office.committer.submit(phone.write(*lines))
        first = answer.results[0].position
        async with office.database.read() as transaction:
            found = await entries(transaction, LOG, nana)
            some = await entries(transaction, LOG, nana, size=first + 1)
        assert [(entry.id, entry.position) for entry in found] == [
            (event_id(lines[0]), first),
            (event_id(lines[3]), first + 3),
        ]
        assert some == found[:1]


async def test_an_event_is_found_by_the_beginning_of_its_id(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        lines = visits(3)
        await office.committer.submit(phone.write(*lines))
        wanted = event_id(lines[1])
        async with office.database.read() as transaction:
            for length in (4, 8, 9, 32):
                rows = await find_event(transaction, LOG, wanted[:length])
                assert wanted in [row["id"] for row in rows]
                assert all(row["id"].startswith(wanted[:length]) for row in rows)
            assert await find_event(transaction, LOG, "0" * 32) == []
            for wrong in ("abc", "xyz1", "A" * 8, "0" * 33, "%%%%"):
                with pytest.raises(InputRefused):
                    await find_event(transaction, LOG, wrong)


async def test_an_id_is_found_however_far_into_a_log_it_stands(database_url: str) -> None:
    """SQLite finds ids by stretches of 16,384 positions: the first of one, the last, one alone."""
    places = {f"{position:032x}": position for position in (16_383, 16_384, 32_767, 70_000)}
    async with an_office(database_url) as office:
        async with office.database.write() as transaction:
            await transaction.insert(
                "event",
                ("log", "position", "device", "epoch", "sequence", "id", "received", "verdict",
                 "head"),
                [(LOG, position, "f" * 32, 0, position, name, 0, "accepted", b"")
                 for name, position in places.items()],
            )  # fmt: skip
            await transaction.execute("writing.move_head", LOG, 70_001, START_MS)
        async with office.database.read() as transaction:
            for name, position in places.items():
                rows = await find_event(transaction, LOG, name)
                assert [row["position"] for row in rows] == [position]
            rows = await find_event(transaction, LOG, "0000")
            assert [row["position"] for row in rows] == list(places.values())
            rows = await transaction.fetch("restoring.held", LOG, [*places, "0" * 32])
            assert {row["id"] for row in rows} == places.keys()


async def test_a_log_this_office_does_not_keep_is_named(database_url: str) -> None:
    async with (
        an_office(database_url, found=False) as office,
        office.database.read() as transaction,
    ):
        with pytest.raises(InputRefused, match="keeps no log"):
            await head(transaction, LOG)


class Crashing:
    """A transaction whose n-th write fails, counted from 0."""

    def __init__(self, transaction: Transaction, fail_at: int) -> None:
        self._transaction = transaction
        self._left = fail_at

    def __getattr__(self, name: str) -> object:
        method = getattr(self._transaction, name)
        if name.startswith("fetch"):
            return method

        async def counted(*values: object) -> None:
            if self._left == 0:
                raise ArithmeticError("crash")
            if values[-1] != []:
                self._left -= 1
            await method(*values)

        return counted


async def _nothing() -> None:
    """No pause."""


async def _commit(
    office: Office,
    push: Push,
    pause: Callable[[], Awaitable[None]] = _nothing,
    wrap: Callable[[Transaction], object] = lambda transaction: transaction,
) -> None:
    """Commit one batch by hand, with `pause` between its last write and the commit."""
    received = receive(push, LOG, office.keys, office.chance)
    async with office.database.write() as transaction:
        writing = await Writing.begin(cast(Transaction, wrap(transaction)), LOG, office.clock())
        await commit_group(writing, [received], office.device)
        await pause()
