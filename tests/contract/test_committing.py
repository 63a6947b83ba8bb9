"""What a batch becomes on both databases: new, repeated, refused for a gap, or refused whole."""

import asyncio

import pytest
from msgspec.structs import replace

from events import limits
from events.errors import BadSignature, ChainBroken, InputRefused
from events.wire import ResultRun
from server.intake.committer import OfficeBusy
from tests.contract.office import START_MS, a_phone, an_office, visit, visits
from tests.contract.raw import everything


async def test_a_new_batch_gets_the_next_positions(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        answer = await office.committer.submit(phone.write(*visits(3)))
        assert answer.results == (ResultRun(1, 2, 3, START_MS, "accepted"),)
        assert (answer.committed, answer.size, answer.incarnation) == ((0, 3), 5, 1)
        assert (answer.expected, answer.fork, answer.keys_held) == (None, None, ())


async def test_the_same_batch_again_gets_the_same_answer(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        push = phone.write(*visits(3), b"no line", *visits(2, first=3))
        first = await office.committer.submit(push)
        before = await everything(database_url)
        office.clock.now_ms += 60_000
        again = await asyncio.gather(*(office.committer.submit(push) for _ in range(20)))
        assert again == [first] * 20
        assert await everything(database_url) == before


async def test_an_older_head_changes_nothing(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(5)))
        before = await everything(database_url)
        answer = await office.committer.submit(phone.push(2, 3))
        assert answer.results == (ResultRun(2, 3, 2, START_MS, "accepted"),)
        assert answer.committed == (0, 5)
        assert await everything(database_url) == before


async def test_an_empty_batch_only_asks(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        before = await everything(database_url)
        assert (await office.committer.submit(phone.write())).committed == (0, 0)
        assert await everything(database_url) == before
        await office.committer.submit(phone.write(*visits(2)))
        answer = await office.committer.submit(phone.write())
        assert (answer.committed, answer.results) == ((0, 2), ())


async def test_only_what_is_new_of_an_overlapping_batch_is_added(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone, other = await a_phone(office), await a_phone(office, "siti")
        await office.committer.submit(phone.write(*visits(3)))
        await office.committer.submit(other.write(visit(1)))
        office.clock.now_ms += 1
        phone.write(*visits(2, first=3))
        answer = await office.committer.submit(phone.push(2))
        assert answer.results == (
            ResultRun(2, 4, 2, START_MS, "accepted"),
            ResultRun(4, 7, 2, START_MS + 1, "accepted"),
        )
        assert answer.committed == (0, 5)


async def test_after_a_gap_the_office_says_from_where_to_send(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(2)))
        phone.write(visit(3))
        later = phone.write(visit(4))
        before = await everything(database_url)
        answer = await office.committer.submit(later)
        assert (answer.expected, answer.results, answer.committed) == (3, (), (0, 2))
        assert await everything(database_url) == before
        assert (await office.committer.submit(phone.push(3))).committed == (0, 4)


# --- who is refused -------------------------------------------------------------------------------


async def test_a_batch_that_is_none_is_refused_whole(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        push = phone.write(*visits(2))
        before = await everything(database_url)
        wrong_head = replace(push.batch, head=bytes(32))
        with pytest.raises(BadSignature):
            await office.committer.submit(replace(push, batch=wrong_head))
        with pytest.raises(ChainBroken):
            await office.committer.submit(phone.sign(wrong_head))
        with pytest.raises(InputRefused, match=r"is for log 36\.04"):
            await office.committer.submit(phone.sign(replace(push.batch, log="36.04")))
        assert await everything(database_url) == before


async def test_a_refused_batch_does_not_hinder_the_others_of_its_group(database_url: str) -> None:
    async with an_office(database_url) as office:
        phones = [await a_phone(office, name) for name in ("zaenal", "siti", "budi")]
        bad = phones[1].twin(epoch=3, parent=b"\1" * 32)
        answers = await asyncio.gather(
            office.committer.submit(phones[0].write(visit(1))),
            office.committer.submit(bad.write(visit(1))),
            office.committer.submit(phones[2].write(visit(1))),
            return_exceptions=True,
        )
        assert isinstance(answers[1], ChainBroken)
        assert [getattr(answers[at], "committed", None) for at in (0, 2)] == [(0, 1), (0, 1)]
        assert await office.positions() == list(range(6))


async def test_beyond_its_bound_the_office_asks_to_come_back(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "COMMIT_WAITING_MAX", 2)
    async with an_office(database_url) as office:
        phones = [await a_phone(office, name) for name in ("zaenal", "siti", "budi")]
        answers = await asyncio.gather(
            *(office.committer.submit(phone.write(visit(1))) for phone in phones),
            return_exceptions=True,
        )
        assert [type(answer) for answer in answers[2:]] == [OfficeBusy]
        assert await office.positions() == list(range(6))
        assert (await office.committer.submit(phones[2].push(1))).committed == (0, 1)


async def test_who_is_told_of_growth_can_wait_for_it(database_url: str) -> None:
    async with an_office(database_url) as office, an_office(database_url, found=False) as other:
        await other.growth.follow(other.database)
        phone = await a_phone(office)
        waits = asyncio.create_task(office.growth.wait_past(2, timeout_s=5))
        await asyncio.sleep(0)
        await office.committer.submit(phone.write(visit(1)))
        await waits
        assert office.growth.size == 3
        if database_url.startswith("postgresql"):
            await other.growth.wait_past(2, timeout_s=5)
            assert other.growth.size == 3
        else:
            await other.growth.wait_past(2, timeout_s=0.01)
