"""What a batch becomes on both databases: new, repeated, refused for a gap, kept as a fork."""

import asyncio

import pytest
from msgspec.structs import replace

from events import crypto, limits
from events.batch import check_signature
from events.digest import add, item_hash
from events.errors import BadSignature, ChainBroken, InputRefused
from events.ids import Place
from events.personal import key_id, open_personal, unwrap_key
from events.wire import Fork, ResultRun
from server.exchange.enrolling import revoke
from server.intake.committer import OfficeBusy
from tests.builders import PASIR_AMPO, a_body, a_household, a_line, an_actor, an_event
from tests.contract.office import (
    LOG,
    START_MS,
    Secret,
    a_phone,
    an_office,
    visit,
    visits,
)
from tests.contract.raw import everything, run


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


# --- verdicts -------------------------------------------------------------------------------------


async def test_a_wrong_line_is_quarantined_in_its_place_and_the_rest_goes_on(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        newer = visit(4).replace(b'"type":"household_visited"', b'"type":"household_sung"')
        nul = visit(6).replace(b'"by":"', b'"by":"\\u0000')
        lines = [visit(1), b"\xff\x00", visit(2), b"x" * 20_000, newer, visit(5), nul]
        answer = await office.committer.submit(phone.write(*lines))
        assert [(run.sequence, run.count, run.verdict) for run in answer.results] == [
            (1, 1, "accepted"),
            (2, 1, "quarantined(not_json)"),
            (3, 1, "accepted"),
            (4, 1, "quarantined(too_large)"),
            (5, 1, "accepted(unknown_type)"),
            (6, 1, "accepted"),
            (7, 1, "review(actor_mismatch)"),
        ]
        rows = await office.rows("log.events_from", answer.results[0].position, 10)
        assert [row["line"] for row in rows] == lines


async def test_of_a_line_that_was_too_long_to_travel_hash_and_size_are_kept(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        push = phone.write_hash_only(size=300_000)
        answer = await office.committer.submit(push)
        assert answer.results == (ResultRun(1, 2, 1, START_MS, "quarantined(too_large)"),)
        (line,) = push.batch.lines
        assert await run(database_url, "SELECT * FROM left_out") == [
            (LOG, 2, getattr(line, "sha256", None), 300_000)
        ]
        assert await office.committer.submit(push) == answer


async def test_what_a_revoked_device_brings_waits_in_review(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(visit(1)))
        await revoke(office.device, phone.id, "lost", an_actor("admin"))
        answer = await office.committer.submit(phone.write(visit(2), b"no line"))
        again = await office.committer.submit(phone.push(1))
        assert [run.verdict for run in answer.results] == [
            "review(revoked)",
            "quarantined(not_json)",
        ]
        assert [run.verdict for run in again.results] == [
            "accepted",
            "review(revoked)",
            "quarantined(not_json)",
        ]


# --- personal parts and data keys -----------------------------------------------------------------


async def test_a_personal_part_is_kept_with_its_key_under_the_master_key(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        part = secret.part("a note")
        answer = await office.committer.submit(phone.write(secret.line("a note"), parts=[part]))
        assert answer.keys_held == (key_id(secret.key),)
        assert answer.results == (ResultRun(1, 2, 1, START_MS, "accepted"),)
        assert await run(database_url, "SELECT * FROM personal") == [
            (LOG, 2, key_id(secret.key), part)
        ]
        ((wrapped,),) = await run(database_url, "SELECT wrapped FROM data_key")
        assert isinstance(wrapped, bytes)
        key = unwrap_key(wrapped, office.keys.master_key, LOG, secret.stream, key_id(secret.key))
        assert key == secret.key
        assert open_personal(part, key, LOG, secret.stream) == {"note": "a note"}
        assert await run(database_url, "SELECT * FROM key_ack") == [
            (LOG, phone.id, key_id(secret.key))
        ]


async def test_a_grant_that_holds_no_such_key_is_not_acknowledged(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone, secret, other = await a_phone(office), Secret(), Secret("other")
        good = secret.grant(office)
        phone.keys = (
            replace(good, sealed=b"nothing"),
            replace(good, id=other.grant(office).id),
            replace(good, stream="not a stream"),
        )
        answer = await office.committer.submit(
            phone.write(secret.line("note"), parts=[secret.part("note")])
        )
        assert answer.keys_held == ()
        assert [run.verdict for run in answer.results] == ["review(key_unknown)"]
        assert await run(database_url, "SELECT * FROM data_key") == []


async def test_a_key_of_another_stream_opens_nothing_here(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret(stream=a_household("another"))
        phone.keys = (secret.grant(office),)
        await office.committer.submit(phone.write())
        wrong = Secret()
        answer = await office.committer.submit(
            phone.write(wrong.line("note"), parts=[wrong.part("note")])
        )
        assert [run.verdict for run in answer.results] == ["review(key_unknown)"]


async def test_a_missing_part_may_come_later_and_the_verdict_stays(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        first = await office.committer.submit(
            phone.write(secret.line("a", 1), secret.line("b", 2), parts=[None, secret.part("x")])
        )
        assert [run.verdict for run in first.results] == ["review(personal_missing)"]
        assert await run(database_url, "SELECT * FROM personal") == []
        phone.parts = [secret.part("a"), secret.part("y")]
        for _ in range(2):
            assert (await office.committer.submit(phone.push(1))).results == first.results
            assert await run(database_url, "SELECT position, part FROM personal") == [
                (2, secret.part("a"))
            ]


async def test_a_key_waits_for_the_event_that_names_it(database_url: str) -> None:
    """Else other devices would count one they cannot know of."""
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        early = await office.committer.submit(phone.write(visit(1)))
        named = await office.committer.submit(
            phone.write(secret.line("a", 2), parts=[secret.part("a")])
        )
        assert (early.keys_held, named.keys_held) == ((), (secret.grant(office).id,))


# --- households -----------------------------------------------------------------------------------


async def test_a_household_has_the_digest_of_its_entries_and_the_region_it_is_registered_in(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        registered = a_line(an_event("household_registered", on="2018-12-03", at=START_MS))
        await office.committer.submit(phone.write(visit(1), b"no line"))
        await office.committer.submit(phone.write(registered, visit(2)))
        await office.committer.submit(phone.write())
        rows = await office.rows("log.events_from", 2, 10)
        total = bytes(32)
        for row in rows:
            if row["stream"] is not None:
                line_hash = crypto.digest(row["line"])
                place = Place(row["device"], row["epoch"], row["sequence"])
                total = add(total, item_hash(row["position"], *place, line_hash, row["verdict"]))
        assert await run(database_url, "SELECT * FROM household") == [
            (LOG, a_household(), PASIR_AMPO, 4, 3, total, 1)
        ]


async def test_the_first_accepted_registration_says_the_region(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)

        def registered(region: str, number: int, by: str) -> bytes:
            body = a_body("household_registered", region=region)
            event = an_event(
                "household_registered", body, on="2018-12-03", at=START_MS + number, by=an_actor(by)
            )
            return a_line(event)

        await office.committer.submit(
            phone.write(
                registered("36.03.06.2011", 0, "somebody else"),
                registered("not a region", 1, "zaenal"),
                registered("36.03.06.2003", 2, "zaenal"),
            )
        )
        await office.committer.submit(phone.write(registered("36.03.06.2007", 3, "zaenal")))
        rows = await run(database_url, "SELECT region, region_position, events FROM household")
        assert rows == [("36.03.06.2003", 4, 4)]


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
