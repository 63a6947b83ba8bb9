"""Acts of officers: events of the office's own device, with their effects, on both databases."""

import asyncio

import pytest
from msgspec.structs import replace

from events import chain, crypto
from events.batch import SignedHead, check_signature
from events.enrolment import make_code
from events.errors import InputRefused
from events.ids import OFFICE, PROGRAMME, DeviceId, event_id
from events.line import decode_event, read_envelope
from events.personal import open_personal, unwrap_key
from events.types import DeviceEnrolled
from events.types.programme import ActorRegisteredPersonal
from server.answers.tokens import TOKEN_BYTES, Token, find_token, make_token
from server.devices.enrolled import all_devices, authenticate, epochs, find_device
from server.exchange.enrolling import enrol, invite, revoke
from server.intake.committing import commit_group
from server.intake.founding import found_log
from server.intake.office_device import Act
from server.intake.receiving import receive
from server.intake.writing import Writing
from tests.builders import a_body, an_actor
from tests.contract.office import (
    LOG,
    START_MS,
    Office,
    a_phone,
    a_request,
    an_office,
    visit,
    visits,
)
from tests.contract.raw import everything, run


def registering(name: str) -> Act:
    """The act that registers an actor, whose name is personal."""
    body = a_body("actor_registered", actor=an_actor(name))
    personal = ActorRegisteredPersonal(name=name)
    return Act(
        body=body, by=an_actor("admin"), stream=PROGRAMME, on="2018-12-03", personal=personal
    )


async def test_a_log_begins_with_the_device_that_speaks_for_the_office(database_url: str) -> None:
    async with an_office(database_url) as office:
        (row,) = await office.rows("log.events_from", 0, 1)
        event = decode_event(row["line"])
        assert event is not None
        assert isinstance(event.body, DeviceEnrolled)
        assert (event.body.device, event.stream, event.seen) == (office.keys.device, OFFICE, (1, 0))
        async with office.database.read() as transaction:
            (device,) = await all_devices(transaction, LOG)
        assert (device.id, device.enrolled_position) == (office.keys.device, 0)


async def test_a_log_is_founded_once(database_url: str) -> None:
    async with an_office(database_url) as office:
        before = await everything(database_url)
        with pytest.raises(InputRefused, match="already keeps the log"):
            await found_log(office.device, "banten", an_actor("another"))
        assert await everything(database_url) == before


async def test_acts_are_chained_signed_and_know_all_before_them(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(*visits(2)))
        written = await office.device.append_all([registering("nana"), registering("budi")])
        assert [act.position for act in written] == [4, 5]
        rows = await office.rows("log.events_from", 0, 10)
        assert [act.id for act in written] == [event_id(row["line"]) for row in rows[4:]]
        own = [row["line"] for row in rows if row["device"] == office.keys.device]
        heads = chain.heads(
            chain.first_head(LOG, office.keys.device, 0), (crypto.digest(line) for line in own)
        )
        signed = await run(
            database_url,
            "SELECT last, head, body_hash, signature FROM batch ORDER BY first_position",
        )
        for last, head, body_hash, signature in signed[:2] + signed[3:]:
            stated = SignedHead(LOG, office.keys.device, 0, last, head, signature)
            assert head == heads[last - 1]
            check_signature(stated, crypto.signing_public(office.keys.device_seed), body_hash)
        lines = [read_envelope(line) for line in own]
        assert [line.seen for line in lines] == [(1, 0), (1, 1), (1, 4), (1, 5)]
        assert [line.at for line in lines] == [START_MS + number for number in range(4)]


async def test_a_name_in_an_act_is_personal_and_under_one_key_of_its_stream(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        await office.device.append_all([registering("nana"), registering("budi")])
        await office.device.append(registering("siti"))
        ((key, stream, wrapped),) = await run(
            database_url, "SELECT key, stream, wrapped FROM data_key"
        )
        opened = unwrap_key(wrapped, office.keys.master_key, LOG, PROGRAMME, key)
        assert opened is not None
        parts = await run(database_url, "SELECT part FROM personal ORDER BY position")
        names = [open_personal(part, opened, LOG, PROGRAMME) for (part,) in parts]
        assert (stream, names) == (PROGRAMME, [{"name": n} for n in ("nana", "budi", "siti")])
        lines = [row["line"] for row in await office.rows("log.events_from", 0, 10)]
        assert not any(b"nana" in line for line in lines)


async def test_two_processes_write_acts_in_one_chain(database_url: str) -> None:
    async with an_office(database_url) as one, an_office(database_url, found=False) as two:
        acts = [registering(str(number)) for number in range(8)]
        written = await asyncio.gather(
            *((one, two)[number % 2].device.append(act) for number, act in enumerate(acts))
        )
        assert sorted(act.position for act in written) == list(range(1, 9))
        async with one.database.read() as transaction:
            (epoch,) = await epochs(transaction, LOG, one.keys.device)
        lines = [row["line"] for row in await one.rows("log.events_from", 0, 10)]
        start = chain.first_head(LOG, one.keys.device, 0)
        assert epoch.head == chain.heads(start, (crypto.digest(line) for line in lines))[-1]
        assert epoch.sequence == 9


async def test_of_acts_written_together_all_are_written_or_none(database_url: str) -> None:
    async with an_office(database_url) as office:
        before = await everything(database_url)
        wrong = Act(
            body=a_body("household_visited"),
            by=an_actor("admin"),
            stream=PROGRAMME,
            on="2018-12-03",
        )
        with pytest.raises(InputRefused, match="wrong_stream"):
            await office.device.append_all([registering("nana"), wrong])
        undated = Act(body=a_body("parameter_set"), by=an_actor("admin"), stream=PROGRAMME, on="?")
        with pytest.raises(InputRefused, match="no date"):
            await office.device.append_all([registering("nana"), undated])
        assert await everything(database_url) == before


async def test_an_enrolled_device_is_believed_by_its_signature(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office, region="36.03.06")
        push = phone.write(visit(1))
        async with office.database.read() as transaction:
            assert await authenticate(transaction, push.signed, push.body_hash) == phone.device
            with pytest.raises(InputRefused, match="not this device's"):
                await authenticate(transaction, push.signed, bytes(32))
            unknown = SignedHead(LOG, DeviceId("0" * 32), 0, 0, bytes(32), bytes(64))
            with pytest.raises(InputRefused, match="does not know the device"):
                await authenticate(transaction, unknown, push.body_hash)
        assert phone.device.enrolled_position == 1
        assert (phone.device.role, phone.device.region) == ("pendamping", "36.03.06")


async def test_a_code_serves_one_device_once_and_its_lost_answer_again(database_url: str) -> None:
    async with an_office(database_url) as office:
        code = await _invite(office)
        first = await enrol(office.device, a_request(b"1" * 32, code))
        before = await everything(database_url)
        assert await enrol(office.device, a_request(b"1" * 32, code)) == first
        with pytest.raises(InputRefused, match="another device has used this code"):
            await enrol(office.device, a_request(b"2" * 32, code))
        with pytest.raises(InputRefused, match="unknown here"):
            await enrol(office.device, a_request(b"2" * 32, make_code(bytes(16), bytes(32))))
        assert await everything(database_url) == before


async def test_of_two_devices_that_use_a_code_at_once_one_enrols(database_url: str) -> None:
    async with an_office(database_url) as one, an_office(database_url, found=False) as two:
        code = await _invite(one)
        answers = await asyncio.gather(
            enrol(one.device, a_request(b"1" * 32, code)),
            enrol(two.device, a_request(b"2" * 32, code)),
            return_exceptions=True,
        )
        refused = [answer for answer in answers if isinstance(answer, InputRefused)]
        assert [error.code for error in refused] == ["code_used"]
        assert await one.positions() == [0, 1]


async def test_a_code_grows_old(database_url: str) -> None:
    async with an_office(database_url) as office:
        code = await _invite(office)
        office.clock.now_ms += 15 * 60 * 1000
        with pytest.raises(InputRefused, match="too old"):
            await enrol(office.device, a_request(b"1" * 32, code))


async def test_an_enrolled_device_needs_no_second_code(database_url: str) -> None:
    async with an_office(database_url) as office:
        await enrol(office.device, a_request(b"1" * 32, await _invite(office)))
        with pytest.raises(InputRefused, match="enrolled already"):
            await enrol(office.device, a_request(b"1" * 32, await _invite(office, b"other" * 4)))


async def test_a_revocation_counts_from_its_position_once(database_url: str) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        written = await revoke(office.device, phone.id, "stolen", an_actor("admin"))
        async with office.database.read() as transaction:
            found = await find_device(transaction, LOG, phone.id)
        assert found is not None
        assert found.revoked_position == written.position
        before = await everything(database_url)
        for device in (phone.id, DeviceId("0" * 32), office.keys.device):
            with pytest.raises(InputRefused):
                await revoke(office.device, device, "lost", an_actor("admin"))
        assert await everything(database_url) == before


async def test_a_revocation_is_seen_by_a_batch_that_was_checked_before_it(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        received = receive(phone.write(visit(1)), LOG, office.keys, office.chance)
        await revoke(office.device, phone.id, "stolen", an_actor("admin"))
        async with office.database.write() as transaction:
            writing = await Writing.begin(transaction, LOG, START_MS)
            (answer,) = await commit_group(writing, [received], office.device)
        assert not isinstance(answer, InputRefused)
        assert [run.verdict for run in answer.results] == ["review(revoked)"]


async def test_a_device_is_enrolled_by_a_code_only(database_url: str) -> None:
    async with an_office(database_url) as office:
        body = a_body("device_enrolled")
        act = Act(body=body, by=an_actor("admin"), stream=OFFICE, on="2018-12-03")
        with pytest.raises(InputRefused, match="jejak-server invite"):
            await office.device.append(act)


async def test_keys_that_are_not_this_logs_are_noticed_before_anything_is_written(
    database_url: str,
) -> None:
    async with an_office(database_url) as office:
        await office.device.append(registering("nana"))
        office.device.keys = replace(office.device.keys, master_key=bytes(32))
        before = await everything(database_url)
        with pytest.raises(InputRefused, match="restore the keys"):
            await office.device.append(registering("budi"))
        assert await everything(database_url) == before


async def test_a_token_is_found_until_it_expires_and_kept_as_a_hash(database_url: str) -> None:
    async with an_office(database_url) as office:
        text = await make_token(
            office.database, LOG, "auditor", "36", an_actor("auditor"), START_MS, b"x" * TOKEN_BYTES
        )
        ninety_days = 90 * 24 * 60 * 60 * 1000
        token = Token("auditor", "36", an_actor("auditor"), START_MS + ninety_days)
        async with office.database.read() as transaction:
            assert await find_token(transaction, LOG, text, START_MS + ninety_days - 1) == token
            assert await find_token(transaction, LOG, text, START_MS + ninety_days) is None
            assert await find_token(transaction, LOG, text + "x", START_MS) is None
        assert text not in repr(await run(database_url, "SELECT * FROM token"))


async def _invite(office: Office, secret: bytes = b"a secret of 16 b") -> str:
    return await invite(
        office.device, an_actor("zaenal"), "pendamping", "36.03.06", an_actor("admin"), secret[:16]
    )
