"""Sync over HTTP: what is pushed is held, challenges and cursors are kept, replies verify.

On both databases; the phone is built by hand (`tests/office_app.py`).
"""

from pathlib import Path

import pytest

from events import wire
from events.batch import make_batch
from events.ids import OFFICE, HouseholdId
from events.types.office import ScopeChanged
from events.wire import ResultRun
from server.devices.incidents import newest
from server.exchange.enrolling import revoke
from server.intake.committing import CommitResult
from server.intake.office_device import Act
from server.intake.receiving import Push
from tests.builders import a_household
from tests.office_app import LOG, OfficeApp, a_family, a_phone, an_office_app, lines_of


async def test_one_round_trip_brings_positions_and_verdicts_of_what_was_pushed(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        first = phone.line("household_registered", stream=a_household())
        reply = await phone.write(first, phone.line(), b"no line", phone.line(number=1))

        assert [(r.sequence, r.count, r.verdict) for r in reply.results] == [
            (1, 2, "accepted"),
            (3, 1, "quarantined(not_json)"),
            (4, 1, "accepted"),
        ]
        assert reply.results[0].position + 3 == reply.results[2].position == reply.size - 1
        assert reply.committed == (0, 4)
        assert reply.page is not None
        assert reply.page.end == reply.size
        assert lines_of(reply) == []


async def test_a_repeated_batch_gets_the_same_answer_and_changes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        first = await phone.write(phone.line("household_registered"), phone.line())
        again = await phone.sync(phone.batch(1))

        assert again.results == first.results
        assert (again.size, again.committed) == (first.size, first.committed)


async def test_a_gap_is_answered_with_the_sequence_to_send_from(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        phone.lines += [phone.line(number=n) for n in range(4)]
        phone.parts += [None] * 4
        await phone.sync(phone.batch(1, last=1))
        reply = await phone.sync(phone.batch(3))

        assert (reply.expected, reply.results, reply.committed) == (2, (), (0, 1))


async def test_a_batch_that_ends_before_the_head_changes_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        whole = await phone.write(phone.line("household_registered"), phone.line())
        older = await phone.sync(phone.batch(1, last=1))

        assert older.committed == (0, 2)
        assert older.results == (
            ResultRun(1, whole.results[0].position, 1, whole.results[0].received, "accepted"),
        )


async def test_another_history_is_a_fork_and_is_not_folded(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        await phone.write(phone.line("household_registered"), phone.line(number=1))
        size = (await phone.sync()).size
        phone.lines[1] = phone.line(number=2)
        reply = await phone.sync(phone.batch(1))

        assert reply.fork is not None
        assert (reply.fork.sequence, reply.fork.epoch) == (1, 1)
        assert (reply.size, reply.results) == (size + 1, ()), "one entry says that it forked"


async def test_a_push_without_a_pull_gets_no_page(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        reply = await phone.sync(pull=False)

        assert (reply.page, reply.pull_refused) == (None, None)


async def test_an_old_challenge_pushes_and_is_renewed_but_pulls_nothing(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        phone.lines.append(phone.line("household_registered"))
        phone.parts.append(None)
        reply = await phone.sync(phone.batch(1), challenge=bytes(48))

        assert reply.results[0].verdict == "accepted"
        assert (reply.page, reply.pull_refused) == (None, "challenge_expired")
        assert (await phone.sync()).page is not None


async def test_a_revoked_device_pulls_nothing_and_what_it_pushes_waits_for_review(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        await revoke(office.desk.device, one.id, "lost", office.office.administrator)
        reply = await one.write(one.line(stream=stream))

        assert reply.results[0].verdict == "review(revoked)"
        assert (reply.page, reply.keys, reply.pull_refused) == (None, (), "revoked")
        relayed = (await two.sync()).page
        assert relayed is not None
        assert relayed.items[-1].verdict == "review(revoked)"


@pytest.mark.parametrize("said", ["revoked", "left"])
async def test_what_is_said_of_a_device_while_it_asks_counts_for_its_page(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    """Its batch is committed already, its page is not read yet."""
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        by, commit = office.office.administrator, office.desk.committer.submit

        async def said_meanwhile(push: Push) -> CommitResult:
            result = await commit(push)
            if said == "revoked":
                await revoke(office.desk.device, two.id, "lost", by)
            else:
                left = ScopeChanged(device=two.id, version=1, removed=(HouseholdId(stream),))
                await office.desk.device.append(Act(body=left, by=by, stream=OFFICE, on="2018-12"))
            return result

        monkeypatch.setattr(office.desk.committer, "submit", said_meanwhile)
        reply = await two.sync()
        assert reply.page is None or reply.page.items == ()
        assert reply.keys == ()
        if said == "revoked":
            assert reply.pull_refused == "revoked"
        else:
            assert reply.scope is not None
            assert [str(left.household) for left in reply.scope.left] == [stream]


@pytest.mark.parametrize("cursor", [(2, 3), (7, 10**15)])
async def test_a_cursor_of_an_incarnation_that_never_was_begins_anew(
    tmp_path: Path, database_url: str, cursor: tuple[int, int]
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        page = (await (await a_phone(office)).sync(cursor=cursor)).page
        assert page is not None
        assert page.start == 0


async def test_a_cursor_beyond_the_head_is_set_back_to_it(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        reply = await (await a_phone(office)).sync(cursor=(1, 10**12))
        assert reply.page is not None
        assert (reply.page.start, reply.page.items) == (reply.size, ())
        async with office.office.database.read() as transaction:
            told = await newest(transaction, LOG, 10)
        assert [one.code for one in told] == ["office_behind"], "its store may be an old copy"


async def test_an_empty_batch_of_a_device_that_never_wrote_is_answered(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        reply = await (await a_phone(office)).sync()
        assert (reply.committed, reply.results, reply.safe) == ((0, 0), (), (0, 0))


async def test_a_log_this_office_does_not_keep_is_404(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        batch = phone.batch()
        foreign = make_batch(
            type(LOG)("36.04"), phone.id, 0, batch.parent, batch.install, 1, batch.prev, (), ()
        )
        answer = await phone.send(wire.encode(phone.request(foreign)), foreign)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_log")


async def test_nothing_pushed_or_pulled_shows_in_the_figures_but_its_count(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        await a_family(phone)
        text = (await office.http.get("/metrics")).text

        assert 'jejak_events_committed_total{standing="accepted"} 1.0' in text
        assert 'route="/v1/sync",status="200"' in text
        assert phone.id not in text
        assert await _health(office) == (200, 200)


async def _health(office: OfficeApp) -> tuple[int, int]:
    live = await office.http.get("/health/live")
    ready = await office.http.get("/health/ready")
    return live.status_code, ready.status_code
