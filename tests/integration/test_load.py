"""An office with more to do than it can: pushes are taken, pages wait, no device delays another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from events import limits, wire
from server.intake.committer import OfficeBusy
from server.intake.committing import CommitResult
from server.intake.receiving import Push
from server.relaying.pacing import Pacing
from tests.contract.office import Clock, Office, an_office, chance_of, visits
from tests.contract.office import a_phone as a_pen
from tests.office_app import OfficeApp, a_phone, an_office_app
from tests.synced import VISIT, a_synced_device

# --- whose turn it is -----------------------------------------------------------------------------


async def submitted(office: Office, *pushes: Push) -> list[CommitResult | BaseException]:
    """All of them wait before the first is committed."""
    return await asyncio.gather(
        *(office.committer.submit(push) for push in pushes), return_exceptions=True
    )


def first_position(answer: CommitResult | BaseException) -> int:
    assert isinstance(answer, CommitResult), answer
    return answer.results[0].position


async def test_a_device_that_piles_up_batches_delays_nobody_else(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Transactions of two batches: the heavy device is in each of them, the others take turns."""
    monkeypatch.setattr(limits, "COMMIT_BATCHES_MAX", 2)
    async with an_office(database_url) as office:
        heavy = await a_pen(office, "heavy")
        light = [await a_pen(office, name) for name in ("zaenal", "siti", "budi")]
        piled = [heavy.write(*visits(10, first=10 * n)) for n in range(6)]
        answers = await submitted(office, *piled, *(phone.write(*visits(1)) for phone in light))

        positions = [first_position(answer) for answer in answers]
        start = min(positions)
        order = sorted(range(9), key=positions.__getitem__)
        who = ["heavy" if at < 6 else light[at - 6].name for at in order]
        assert who == ["heavy", "zaenal", "siti", "budi"] + ["heavy"] * 5
        assert positions[6] - start == 10, "only one batch of the heavy device was before"


async def test_a_transaction_is_bounded_in_bytes_and_still_takes_one_batch(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "COMMIT_BYTES_MAX", 1)
    async with an_office(database_url) as office:
        phones = [await a_pen(office, name) for name in ("zaenal", "siti", "budi")]
        groups: list[int] = []
        announce = office.growth.announce

        def counted(size: int) -> None:
            groups.append(size)
            announce(size)

        monkeypatch.setattr(office.growth, "announce", counted)
        answers = await submitted(office, *(phone.write(*visits(2)) for phone in phones))
        assert all(isinstance(answer, CommitResult) for answer in answers)
        assert len(groups) == 3


async def test_a_device_may_pile_up_only_so_much(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "COMMIT_WAITING_PER_DEVICE_MAX", 2)
    async with an_office(database_url) as office:
        heavy, light = await a_pen(office, "heavy"), await a_pen(office, "zaenal")
        pushes = [heavy.write(*visits(1, first=n)) for n in range(4)]
        answers = await submitted(office, *pushes, light.write(*visits(1)))
        kinds = [type(answer) for answer in answers]
        assert kinds == [CommitResult, CommitResult, OfficeBusy, OfficeBusy, CommitResult]
        again = await office.committer.submit(heavy.push(1))
        assert again.committed == (0, 4), "what was sent away comes again and is taken"
        assert office.committer.waiting == 0


# --- pages are postponed --------------------------------------------------------------------------


@asynccontextmanager
async def a_busy_office(office: OfficeApp, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """It has no room for a page."""
    with monkeypatch.context() as patch:
        patch.setattr(limits, "PULLS_AT_ONCE_MAX", 0)
        yield


async def test_a_busy_office_takes_what_is_pushed_and_says_when_to_come_for_pages(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        household = await one.a_household()
        async with a_busy_office(office, monkeypatch):
            outcome = await one.sync()
            assert (outcome.why, outcome.committed, outcome.incidents) == ("busy", 1, ())
            least = limits.PULL_POSTPONED_S
            assert least <= outcome.wait_s <= 2 * least
            assert (await two.sync()).why == "busy"
            async with one.journal.reading() as reading:
                assert (await reading.outbox_count()).unsent == 0
        await one.written("household_visited", household, **VISIT)
        assert [(await device.sync()).why for device in (one, two)] == ["done", "done"]
        assert await one.digest(household) == await two.digest(household)


async def test_those_who_are_sent_away_are_told_different_times(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        async with a_busy_office(office, monkeypatch):
            waits = [(await phone.sync()).wait_s for _ in range(8)]
        assert len(set(waits)) == 8
        assert all(limits.PULL_POSTPONED_S <= wait <= 2 * limits.PULL_POSTPONED_S for wait in waits)

        monkeypatch.setattr(limits, "COMMIT_WAITING_MAX", 0)
        batch = phone.batch()
        body = wire.encode(phone.request(batch))
        answers = [await phone.send(body, batch) for _ in range(8)]
        assert {answer.status_code for answer in answers} == {503}
        seconds = {int(answer.headers["Retry-After"]) for answer in answers}
        assert seconds <= set(range(5, 11))


async def test_while_many_pushes_wait_no_page_is_read(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PUSHES_WAITING_FIRST", 2)
    async with an_office(database_url) as office:
        phones = [await a_pen(office, name) for name in ("zaenal", "siti", "budi")]
        pacing = Pacing(office.committer, Clock(), chance_of("waits"))
        waiting = asyncio.gather(
            *(office.committer.submit(phone.write(*visits(1))) for phone in phones)
        )
        await asyncio.sleep(0)
        assert office.committer.waiting == 3
        assert pacing.begin(phones[0].id) is not None
        await waiting
        assert pacing.begin(phones[0].id) is None


# --- a device's share -----------------------------------------------------------------------------


async def test_several_processes_give_a_device_one_share_for_long(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SHARE_BYTES_MAX", 1_000_000)
    monkeypatch.setattr(limits, "SHARE_BYTES_PER_S", 100_000)
    clock, given = Clock(), 0
    async with an_office(database_url) as office:
        device = (await a_pen(office, "zaenal")).id
        processes = [Pacing(office.committer, clock, chance_of("waits"), 4) for _ in range(4)]
        for pacing in processes:
            assert pacing.begin(device) is None
            assert pacing.end(device, limits.SHARE_BYTES_MAX) == 0.0, "a first sync waits nowhere"
        until = clock.now_ms + 100_000
        wakes_at = dict.fromkeys(processes, clock.now_ms)
        while (now := min(wakes_at.values())) < until:
            clock.now_ms = now
            pacing = min(processes, key=lambda one: wakes_at[one])
            assert pacing.begin(device) is None, "it waited as it was told"
            given += 50_000
            wakes_at[pacing] = now + int(pacing.end(device, 50_000) * 1_000)
        assert given <= 100 * limits.SHARE_BYTES_PER_S + 4 * 50_000


async def test_a_device_that_is_given_more_than_its_share_waits_and_others_do_not(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SHARE_BYTES_MAX", 1_000_000)
    monkeypatch.setattr(limits, "SHARE_BYTES_PER_S", 100_000)
    monkeypatch.setattr(limits, "PAGE_BYTES_MAX", 500_000)
    clock = Clock()
    async with an_office(database_url) as office:
        pacing = Pacing(office.committer, clock, chance_of("waits"))
        one, two = await a_pen(office, "zaenal"), await a_pen(office, "siti")

        def asked(device_bytes: int) -> float:
            assert pacing.begin(one.id) is None
            return pacing.end(one.id, device_bytes)

        assert asked(900_000) == 0.0
        assert asked(300_000) == 2.0
        assert asked(500_000) == 7.0, "a device that does not wait is given one page more"
        refused = pacing.begin(one.id)
        assert refused == 7.0, "and then told to come back"
        assert pacing.begin(two.id) is None
        assert pacing.end(two.id, 500_000) == 0.0
        clock.now_ms += 7_000
        assert asked(0) > 0.0
        clock.now_ms -= 3_600_000
        assert pacing.begin(one.id) is None, "a clock that is set back takes nothing away"
