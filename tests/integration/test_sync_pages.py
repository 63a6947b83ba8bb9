"""What is pulled over HTTP: pages of what is in scope, keys that open for whom they are sealed.

On both databases; the phone is built by hand (`tests/office_app.py`).
"""

from pathlib import Path

import pytest

from events import limits
from events.entry import Item
from events.ids import PROGRAMME, HouseholdId, StreamId
from events.wire import Filling
from server.log import events_from
from server.relaying import pages
from tests.office_app import LOG, a_family, a_phone, an_office_app, lines_of

KRESEK = "36.03.06"
OTHER = "36.03.07"


async def test_a_page_holds_the_programme_and_the_households_of_the_region_alone(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office, "Zaenal", region=KRESEK)
        there = await a_phone(office, "Rina", region=OTHER)
        above = await a_phone(office, "Kepala", "koordinator_kabupaten", "36.03")
        await a_family(here, "nana", "36.03.06.2001")
        await a_family(there, "siti", "36.03.07.2001")

        assert lines_of(await there.sync(cursor=(1, 0))) == []
        assert lines_of(await here.sync(cursor=(1, 0))) == []
        assert lines_of(await above.sync()) == [here.lines[0], there.lines[0]]
        page = (await there.sync(cursor=(1, 0))).page
        assert page is not None
        assert {b'"stream":"programme"' in item.line for item in page.items} == {True}


async def test_two_phones_of_one_region_see_each_other_and_not_themselves(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        seen = await two.write(two.line(number=7, stream=stream))
        assert lines_of(seen) == [one.lines[0]]

        reply = await one.sync()
        assert reply.page is not None
        place = (two.id, 0, 1)
        (item,) = reply.page.items
        assert (item.device, item.epoch, item.sequence) == place
        assert (item.line, item.verdict) == (two.lines[0], "accepted")


async def test_what_was_quarantined_is_not_relayed_and_the_rest_goes_on(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        bad_body = one.line(stream=stream).replace(b'"outcome":"met"', b'"outcome":"away"')
        await one.write(bad_body, one.line(number=1, stream=stream))

        assert lines_of(await two.sync()) == [one.lines[0], one.lines[2]]
        lacking = Filling(HouseholdId(stream), 0, two.cursor[1])
        (fill,) = (await two.sync(filling=(lacking,))).fills
        assert [item.line for item in fill.items] == [one.lines[0], one.lines[2]]


async def test_an_unknown_type_is_kept_and_relayed(tmp_path: Path, database_url: str) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        newer = one.line(stream=stream).replace(b"household_visited", b"household_mapped1")
        reply = await one.write(newer)

        assert reply.results[0].verdict == "accepted(unknown_type)"
        assert lines_of(await two.sync())[-1] == newer


async def test_personal_parts_travel_beside_lines_and_their_keys_open_for_whom_they_are_sealed(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        secret = one.secret("family", stream)
        part = secret.part(note="Ibu Nana")
        one.keys = (secret.grant,)
        pushed = await one.write(secret.line(part), parts=[part])
        reply = await two.sync()

        assert pushed.keys_held == (secret.id,)
        assert reply.page is not None
        assert reply.page.items[-1].personal == part
        granted = {grant.id: two.open(grant) for grant in reply.keys}
        assert granted[secret.id] == secret.key
        assert {grant.stream for grant in reply.keys} == {PROGRAMME, stream}


async def test_a_key_is_sent_until_it_is_acknowledged_and_again_when_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        secret = one.secret("family", stream)
        one.keys = (secret.grant,)
        part = secret.part(note="satu")
        await one.write(secret.line(part), parts=[part])

        lost = await two.sync()
        once_more = await two.sync(cursor=(1, 0))
        assert {g.id for g in once_more.keys} == {g.id for g in lost.keys} >= {secret.id}
        held = tuple(grant.id for grant in lost.keys)
        assert (await two.sync(cursor=(1, 0), keys_held=held)).keys == ()
        asked = await two.sync(keys_wanted=(secret.id, "0" * 32))
        assert [(g.id, two.open(g)) for g in asked.keys] == [(secret.id, secret.key)]
        assert asked.keys_unknown == ("0" * 32,)


async def test_a_back_fill_comes_with_the_keys_that_it_names(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        secret = one.secret("family", stream)
        one.keys = (secret.grant,)
        part = secret.part(note="satu")
        await one.write(secret.line(part), parts=[part])
        await two.sync()

        lacking = Filling(HouseholdId(stream), 0, two.cursor[1])
        reply = await two.sync(filling=(lacking,))
        assert lines_of(reply) == []
        assert [item.personal for item in reply.fills[0].items] == [None, part]
        assert [(g.id, two.open(g)) for g in reply.keys] == [(secret.id, secret.key)]


async def test_a_key_of_a_family_out_of_scope_is_never_given(
    tmp_path: Path, database_url: str
) -> None:
    """Also when an event in scope names it: the key's own stream decides."""
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office, "Zaenal", region=KRESEK)
        there = await a_phone(office, "Rina", region=OTHER)
        spy = await a_phone(office, "Dua", region=KRESEK)
        siti = await a_family(there, "siti", "36.03.07.2001")
        nana = await a_family(here, "nana", "36.03.06.2001")
        secret = there.secret("of siti", siti)
        part = secret.part(note="rahasia")
        there.keys = (secret.grant,)
        await there.write(secret.line(part), parts=[part])
        await here.write(here.line(stream=nana, key=secret.id, personal="A" * 43))

        pulled = await spy.sync(keys_wanted=(secret.id,))
        assert secret.id not in {grant.id for grant in pulled.keys}
        assert pulled.keys_unknown == (secret.id,)


async def test_an_auditors_device_gets_every_line_of_the_log_and_no_key(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one = await a_phone(office, "Zaenal")
        auditor = await a_phone(office, "Ani", "auditor", "36.03")
        stream = await a_family(one)
        secret = one.secret("family", stream)
        part = secret.part(note="x")
        one.keys = (secret.grant,)
        await one.write(secret.line(part), parts=[part])
        there = await a_phone(office, "Rina", region=OTHER)
        await a_family(there, "siti", "36.03.07.2001")
        reply = await auditor.sync(keys_wanted=(secret.id,))

        async with office.office.database.read() as transaction:
            log = await events_from(transaction, LOG, 0, 100)
        assert reply.page is not None
        assert [item.line for item in reply.page.items] == [row["line"] for row in log]
        assert {row["stream"] for row in log} >= {"office", "programme"}
        assert (reply.keys, reply.keys_unknown) == ((), (secret.id,))


async def test_digests_of_touched_households_come_with_the_page_that_reaches_the_head(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        nana = await a_family(one, "nana")
        siti = await a_family(two, "siti")
        reply = await one.write(one.line(stream=nana))

        found = {digest.household: digest.events for digest in reply.digests}
        assert found == {HouseholdId(nana): 2, HouseholdId(siti): 1}
        assert (await one.sync()).digests == ()


async def test_a_long_pull_comes_in_pages_that_join(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE_EVENTS_MAX", 3)
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = await a_family(one)
        await one.write(*(one.line(number=n, stream=stream) for n in range(7)))
        items: list[Item] = []
        more = True
        while more:
            start = two.cursor[1]
            page = (await two.sync()).page
            assert page is not None
            assert page.start == start
            assert len(page.items) <= 3
            items += page.items
            more = page.more

        assert [item.line for item in items if item.device == one.id] == one.lines
        assert [item.position for item in items] == sorted({item.position for item in items})


async def test_a_page_is_bounded_in_bytes_and_holds_at_least_one_event(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAGE_BYTES_MAX", 1)
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        page = (await phone.sync()).page

        assert page is not None
        assert (len(page.items), page.more) == (1, True)


@pytest.mark.parametrize(("bound", "most"), [("PAGE_EVENTS_MAX", 20), ("PAGE_BYTES_MAX", 5_000)])
async def test_page_and_back_fill_share_the_room_of_one_reply(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, bound: str, most: int
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        one, two = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
        stream = HouseholdId(await a_family(one))
        await one.write(*(one.line(number=n, stream=StreamId(stream)) for n in range(14)))
        head = (await two.sync()).size
        monkeypatch.setattr(limits, bound, most)
        start = 0
        while start < head:
            # A page of some events each time, as where others go on writing.
            reply = await two.sync(cursor=(1, head - 6), filling=(Filling(stream, start, head),))
            assert reply.page is not None
            (fill,) = reply.fills
            given = [*reply.page.items, *fill.items]
            used = len(given) if bound == "PAGE_EVENTS_MAX" else sum(len(i.line) for i in given)
            assert (used <= most, len(reply.page.items), fill.start) == (True, 6, start)
            assert fill.end > start
            start = fill.end


async def test_a_request_looks_at_so_much_of_the_log_and_no_more(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of who sees little of a large log: the cursor moves on over what is nothing to it."""
    monkeypatch.setattr(pages, "_POSITIONS_LOOKED_AT_MAX", 5)
    async with an_office_app(tmp_path, database_url) as office:
        here, there = await a_phone(office), await a_phone(office, "Rina", region=OTHER)
        stream = await a_family(there, "siti", "36.03.07.2001")
        await there.write(*(there.line(number=n, stream=stream) for n in range(9)))
        reached: list[int] = []
        while True:
            reply = await here.sync()
            assert reply.page is not None
            assert (reply.page.end - reply.page.start <= 5, lines_of(reply)) == (True, [])
            reached.append(reply.page.end)
            if not reply.page.more:
                break
        assert reached == sorted(set(reached))
        assert (len(reached) > 2, reached[-1]) == (True, reply.size)
