"""Another way out: what a phone without signal wrote reaches the office in somebody's pocket."""

import os
from errno import ENOSPC
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from client_sync.exchange.carrying import deliver, export
from client_sync.key_store import FileSentMark
from client_sync.ports import OfficeUnreachable
from events import limits, transfer, wire
from events.batch import sign_head, to_header
from events.errors import MalformedRequest
from events.ids import StreamId
from server.exchange.carrying import take_part
from server.exchange.enrolling import revoke
from tests.office_app import OfficeApp, Phone, a_phone, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device, bring_back, content_of, image_of

REPLAYS = 1_000


async def carried_by(carrier: SyncedDevice, data: bytes) -> list[dict[str, Any]]:
    """The receipts a carrier gets, without the clock."""
    receipts = await deliver(carrier.parts.transport, carrier.profile, data)
    return [
        {"device": one.device, "sequence": one.sequence, "received": one.received,
         "expected": one.expected, "forked": one.forked}
        for one in receipts
    ]  # fmt: skip


def receipt(device: SyncedDevice, sequence: int, received: int, **rest: Any) -> dict[str, Any]:
    return {
        "device": device.profile.device, "sequence": sequence, "received": received,
        "expected": None, "forked": False,
    } | rest  # fmt: skip


async def size(office: OfficeApp) -> int:
    async with office.office.database.read() as transaction:
        row = await transaction.fetch_one("log.head", office.desk.log)
    assert row is not None
    found: int = row["size"]
    return found


async def deliver_by_hand(office: OfficeApp, part: bytes) -> httpx.Response:
    headers = {"Content-Type": transfer.MEDIA_TYPE}
    return await office.http.post("/v1/transfer", content=part, headers=headers)


async def test_what_another_device_carries_counts_and_its_author_learns_of_it(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
        a_synced_device(office, tmp_path / "d2", "Irna") as carrier,
    ):
        household = StreamId(await author.a_household())
        await author.written("household_visited", household, note="sehat", **VISIT)
        exported = await export(author.parts)
        assert (exported.entries, exported.left) == (2, 0)
        assert b"sehat" not in exported.data
        assert await carried_by(carrier, exported.data) == [receipt(author, 2, 2)]

        await carrier.sync()
        lines, _ = await carrier.pages().history(household)
        assert [line.personal for line in lines if line.personal] == [{"note": "sehat"}], (
            "the key came with the file"
        )
        before = await size(office)
        assert [row.verdict for row in await author.rows(household)] == [None, None]
        outcome = await author.sync()
        assert (outcome.why, outcome.committed, outcome.incidents) == ("done", 2, ())
        assert [row.verdict for row in await author.rows(household)] == ["accepted"] * 2
        assert await size(office) == before
        assert await author.digest(household) == await carrier.digest(household)


async def test_a_file_delivered_a_thousand_times_changes_nothing_after_the_first(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
    ):
        await author.a_household()
        (part,) = transfer.unpack((await export(author.parts)).data).parts
        first = (await take_part(office.office, part)).result
        before = await size(office)
        for _ in range(REPLAYS):
            again = (await take_part(office.office, part)).result
            assert again.results == first.results
        assert await size(office) == before


async def test_all_that_waits_goes_in_parts_and_a_cut_way_is_walked_again(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "BATCH_EVENTS_MAX", 3)
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
        a_synced_device(office, tmp_path / "d2", "Irna") as carrier,
    ):
        household = await author.a_household()
        for _ in range(7):
            await author.written("household_visited", household, yes=True, **VISIT)
        data = (await export(author.parts)).data
        carrier.way.cut_at = (carrier.way.requests + 2, "after")
        with pytest.raises(OfficeUnreachable):
            await deliver(carrier.parts.transport, carrier.profile, data)
        assert await carried_by(carrier, data) == [
            receipt(author, 6, 3), receipt(author, 6, 3), receipt(author, 8, 2)
        ]  # fmt: skip

        monkeypatch.setattr(limits, "TRANSFER_PARTS_MAX", 1)
        exported = await export(author.parts)
        assert (exported.entries, exported.left) == (3, 5)


async def test_a_file_of_a_device_that_was_revoked_is_kept_for_review(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
        a_synced_device(office, tmp_path / "d2", "Irna") as carrier,
    ):
        await author.a_household()
        data = (await export(author.parts)).data
        admin = office.office.administrator
        await revoke(office.desk.device, author.profile.device, "lost", admin)
        assert await carried_by(carrier, data) == [receipt(author, 1, 1)]
        await author.sync()
        async with author.journal.reading() as reading:
            assert [row.verdict for row in await reading.outbox(9)] == ["review(revoked)"]


async def test_a_later_file_waits_for_the_earlier_one_and_a_parted_history_for_its_author(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d2", "Irna") as carrier,
    ):
        async with a_synced_device(office, tmp_path / "d1") as author:
            household = await author.a_household()
            await author.sync()
        image = image_of(tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as author:
            await author.written("household_visited", household, note="asli", **VISIT)
            await author.sync()
        bring_back(image, tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as author:
            await author.written("household_visited", household, note="lain", **VISIT)
            data = (await export(author.parts)).data
            assert await carried_by(carrier, data) == [receipt(author, 2, 0, forked=True)]
            outcome = await author.sync()
            assert outcome.why == "done"
            assert {row.verdict for row in await author.rows(household)} == {"accepted"}

        phone = await a_phone(office, "Nurdin")
        phone.lines = [phone.line(number=1), phone.line(number=2)]
        phone.parts = [None, None]
        answer = await deliver_by_hand(office, a_part(phone, phone.batch(first=2)))
        assert answer.json()["expected"] == 1


def a_part(phone: Phone, batch: Any, **changes: Any) -> bytes:
    """The part a phone seals for its office; some fields of the request changed."""
    request = phone.request(batch, challenge=transfer.ZERO_CHALLENGE, pull=False)
    body = wire.encode(msgspec.structs.replace(request, **changes))
    carried = transfer.Carried(to_header(sign_head(phone.seed, batch, body)), body)
    return transfer.seal_part(carried, phone.reply.office_box, b"e" * 32)


async def test_a_part_that_is_not_what_it_should_be_is_refused_and_nothing_is_kept(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        batch = phone.batch()
        good = a_part(phone, batch)
        before = await size(office)
        forged = Phone(office, "x", b"f" * 32, phone.reply)
        wrong = {
            b"": "part_unreadable",
            good[:-1]: "part_unreadable",
            good[:50] + bytes([good[50] ^ 1]) + good[51:]: "part_unreadable",
            a_part(forged, batch): "bad_signature",
            a_part(phone, batch, pull=True): "not_carried",
            a_part(phone, batch, challenge=phone.challenge): "not_carried",
        }
        for part, code in wrong.items():
            answer = await deliver_by_hand(office, part)
            assert answer.status_code in (400, 401)
            assert answer.json()["code"] == code
        too_large = await deliver_by_hand(office, bytes(limits.TRANSFER_PART_BYTES_MAX + 1))
        assert too_large.status_code == 413
        assert (await deliver_by_hand(office, good)).status_code == 200
        assert await size(office) == before


async def test_a_file_cut_short_or_altered_reaches_nobody(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
        a_synced_device(office, tmp_path / "d2", "Irna") as carrier,
    ):
        await author.a_household()
        data = (await export(author.parts)).data
        held = content_of(tmp_path / "d2")
        before, requests = await size(office), carrier.way.requests
        for end in range(0, len(data), 7):
            with pytest.raises(MalformedRequest):
                await deliver(carrier.parts.transport, carrier.profile, data[:end])
        for at in range(9, len(data), 11):
            other = data[:at] + bytes([data[at] ^ 16]) + data[at + 1 :]
            with pytest.raises(MalformedRequest):
                await deliver(carrier.parts.transport, carrier.profile, other)
        assert (await size(office), carrier.way.requests) == (before, requests)
        assert await carried_by(carrier, data) == [receipt(author, 1, 1)]
        assert content_of(tmp_path / "d2") == held, "who carries it holds nothing of it"


async def test_a_file_for_another_office_is_named_and_not_delivered(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
    ):
        await author.a_household()
        data = (await export(author.parts)).data
        other = msgspec.structs.replace(author.profile, office_key=b"k" * 32)
        requests = author.way.requests
        with pytest.raises(MalformedRequest, match="another office"):
            await deliver(author.parts.transport, other, data)
        assert author.way.requests == requests


async def test_a_receipt_the_office_did_not_sign_is_not_believed(
    tmp_path: Path, database_url: str
) -> None:
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as author,
    ):
        await author.a_household()
        data = (await export(author.parts)).data
        author.way.mangle = lambda body: body.replace(b'"received":1', b'"received":9')
        with pytest.raises(OfficeUnreachable, match="not this device's office"):
            await deliver(author.parts.transport, author.profile, data)


async def test_what_left_in_a_file_is_remembered_as_sent(tmp_path: Path, database_url: str) -> None:
    """A directory brought back from before then must not give the same numbers again."""
    async with an_office_app(tmp_path, database_url) as office:
        async with a_synced_device(office, tmp_path / "d1") as author:
            household = await author.a_household()
            await author.sync()
        image = image_of(tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as author:
            await author.written("household_visited", household, **VISIT)
            await export(author.parts)
        bring_back(image, tmp_path / "d1")
        async with a_synced_device(office, tmp_path / "d1") as author:
            incident = await author.opened_to_write()
            assert incident is not None
            assert incident.code == "device_restored"


async def test_on_a_full_disk_what_leaves_is_remembered_where_the_older_mark_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = FileSentMark(tmp_path / "state")
    await mark.reach(0, 1200)

    opened = os.open

    def full(path: str | Path, flags: int, mode: int = 0o777) -> int:
        """What the system says on a disk without room for another file."""
        if flags & os.O_CREAT:
            raise OSError(ENOSPC, "no room")
        return opened(path, flags, mode)

    with monkeypatch.context() as disk:
        disk.setattr(os, "open", full)
        await mark.reach(1, 3)
        with pytest.raises(OSError, match="no room"):
            await FileSentMark(tmp_path / "never").reach(0, 1)
    assert await mark.read() == (1, 3)
    await mark.reach(1, 4)
    assert await mark.read() == (1, 4)
