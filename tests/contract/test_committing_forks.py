"""A second history of a device, on both databases: kept as evidence, and where it goes on."""

import pytest

from events import limits
from events.batch import check_signature
from events.errors import ChainBroken
from events.wire import Fork
from tests.contract.office import LOG, START_MS, a_phone, an_office, visit, visits
from tests.contract.raw import everything, run


@pytest.mark.parametrize("after", [0, 1, 2])
async def test_another_event_at_a_held_place_is_kept_as_evidence_and_never_folded(
    database_url: str, after: int
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(3)))
        before = await everything(database_url)
        push = phone.fork(*visits(4, first=100), after=after)
        answer = await office.committer.submit(push)
        assert answer.fork == Fork(after, phone.heads()[after], 1)
        assert (answer.results, answer.committed) == ((), (0, 3))
        now = await everything(database_url)
        signed = push.signed
        told = now.pop("event")
        assert told[:-1] == before.pop("event"), "and what the office says of it"
        assert b"device_forked" in told[-1][-1]
        for table in ("log", "batch", "device_epoch"):  # which that entry moves on
            assert now.pop(table) != before.pop(table)
        granted = await run(database_url, "SELECT * FROM epoch_grant")
        assert granted == [(LOG, phone.id, bytes(16), 0, 1, START_MS)]
        assert now.pop("evidence") == [
            (LOG, phone.id, push.body_hash, 0, after, after + 4, signed.head, signed.signature,
             START_MS, push.body)
        ]  # fmt: skip
        assert now == {table: rows for table, rows in before.items() if table != "evidence"}
        check_signature(signed, phone.device.public_key, push.body_hash)


async def test_a_fork_before_the_batch_begins_is_found_by_the_head_it_continues(
    database_url: str,
) -> None:
    """Where they part is not in the batch: nothing but the start is common for certain."""
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(3)))
        other = phone.twin()
        other.write(*visits(3, first=100))
        for push in (other.write(visit(104)), other.push(2), other.push(4, 3)):
            answer = await office.committer.submit(push)
            assert answer.fork == Fork(0, phone.heads()[0], 1)
        assert len(await office.positions()) == 6, "and one entry that says so"


async def test_the_same_fork_twice_is_one_piece_of_evidence(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(visit(1)))
        push = phone.fork(visit(2))
        first, again = await office.committer.submit(push), await office.committer.submit(push)
        assert first == again
        assert len(await run(database_url, "SELECT * FROM evidence")) == 1
        told = await run(database_url, "SELECT type FROM event WHERE type = 'device_forked'")
        assert told == [("device_forked",)]


async def test_each_installation_is_granted_an_epoch_of_its_own_and_goes_on_there(
    database_url: str,
) -> None:
    """Two copies of one phone write on: both histories end up in the log, none twice."""
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(3)))
        for number, install in enumerate((b"one copy, 16 by.", b"and another, 16."), start=1):
            other = phone.twin()
            other.lines, other.parts = phone.lines[:2], phone.parts[:2]
            other.install = install
            lines = visits(2, first=10 * number)
            answer = await office.committer.submit(other.write(*lines))
            assert answer.fork == Fork(2, phone.heads()[2], number)
            again = phone.twin(epoch=number, parent=phone.heads()[2])
            again.install = install
            taken = await office.committer.submit(again.write(*lines))
            assert (taken.fork, taken.committed) == (None, (number, 2))
        assert (await office.committer.submit(phone.write(visit(9)))).committed == (0, 4)


async def test_a_device_that_was_granted_too_many_epochs_waits_for_a_person(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EPOCHS_GRANTED_MAX", 0)
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(visit(1)))
        answer = await office.committer.submit(phone.fork(visit(2)))
        assert answer.fork == Fork(0, phone.heads()[0], 0)


async def test_evidence_is_bounded_and_what_is_beyond_is_counted(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "EVIDENCE_PER_DEVICE_MAX", 2)
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(visit(1)))
        pushes = [phone.fork(visit(number)) for number in range(10, 15)]
        for push in pushes:
            await office.committer.submit(push)
        assert len(await run(database_url, "SELECT * FROM evidence")) == 2
        counted = await run(
            database_url,
            f"SELECT forks_unkept, fork_newest FROM device WHERE device = '{phone.id}'",
        )
        assert counted == [(3, pushes[-1].body_hash)]


# --- epochs ---------------------------------------------------------------------------------------


async def test_a_new_epoch_continues_a_held_place(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(3)))
        for epoch, held in ((1, 2), (2, 0)):
            next_ = phone.twin(epoch=epoch, parent=phone.heads()[held])
            answer = await office.committer.submit(next_.write(*visits(2, first=10 * epoch)))
            assert (answer.committed, answer.fork) == ((epoch, 2), None)
        assert (await office.committer.submit(phone.write())).committed == (0, 3)


@pytest.mark.parametrize(("epoch", "parent"), [(0, b"\1" * 32), (1, bytes(32)), (1, b"\1" * 32)])
async def test_an_epoch_that_continues_nothing_held_is_refused(
    database_url: str, epoch: int, parent: bytes
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        other = phone.twin(epoch=epoch, parent=parent)
        before = await everything(database_url)
        with pytest.raises(ChainBroken, match="send the earlier events first"):
            await office.committer.submit(other.write(visit(1)))
        assert await everything(database_url) == before


async def test_a_device_whose_first_events_never_came_goes_on_from_their_beginning(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        other = phone.twin(epoch=1, parent=phone.heads()[0])
        answer = await office.committer.submit(other.write(visit(1)))
        assert answer.committed == (1, 1)


async def test_an_epoch_begins_with_its_first_event(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        phone.write(visit(1))
        answer = await office.committer.submit(phone.write(visit(2)))
        assert (answer.expected, answer.committed) == (1, (0, 0))
