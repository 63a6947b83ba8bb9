"""What is kept of a batch on both databases: lines, verdicts, personal parts, keys, households."""

from msgspec.structs import replace

from events import crypto
from events.digest import add, item_hash
from events.ids import Place
from events.personal import key_id, open_personal, unwrap_key
from events.wire import ResultRun
from server.exchange.enrolling import revoke
from tests.builders import PASIR_AMPO, a_body, a_household, a_line, an_actor, an_event
from tests.contract.office import LOG, START_MS, Secret, a_phone, an_office, visit
from tests.contract.raw import run

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


async def test_a_part_that_was_deleted_does_not_come_back_with_its_batch(database_url: str) -> None:
    """A device that had no answer sends the same again, also what was erased meanwhile."""
    async with an_office(database_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        first = await office.committer.submit(
            phone.write(secret.line("a"), parts=[secret.part("a")])
        )
        await run(database_url, "DELETE FROM personal")
        assert (await office.committer.submit(phone.push(1))).results == first.results
        assert await run(database_url, "SELECT * FROM personal") == []


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
        await office.committer.submit(phone.write(visit(1), b"no line", registered))
        await office.committer.submit(phone.write(visit(2)))
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


async def test_a_household_that_devices_have_read_past_is_placed_with_its_scopes(
    database_url: str,
) -> None:
    """Not by the registration alone: who sees the region must be told to read what came before."""
    async with an_office(database_url) as office:
        phone = await a_phone(office)
        registered = a_line(an_event("household_registered", on="2018-12-03", at=START_MS))
        await office.committer.submit(phone.write(visit(1)))
        await office.committer.submit(phone.write(registered))
        assert await run(database_url, "SELECT region, events FROM household") == [(None, 2)]
        assert await run(database_url, "SELECT household, device FROM assignment_due") == [
            (a_household(), "")
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
