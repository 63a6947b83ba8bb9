"""What an office that is broken, or taken over, may answer to a device, and what becomes of it: it
counts as out of reach, and the journal is as before.

Everything here is signed by the office's own key, the worst case: what is not is refused by the
signature (`test_sync.py`). What a device may send is in `test_bad_*.py` and `test_attacks*.py`.
"""

import resource
from pathlib import Path
from typing import Final

import msgspec
import pytest
from msgspec.structs import replace

from events import compression, crypto, limits, wire
from events.entry import KeyGrant
from events.ids import DeviceId, HouseholdId, KeyId, StreamId
from events.snapshot import Chunk, Snapshot
from events.wire import Fork, HouseholdDigest, Left, ResultRun, Scope, SyncReply, SyncRequest
from tests.integration.bad_input import a_bomb, verdicts
from tests.integration.district import a_family_of
from tests.integration.forging import (
    BEYOND,
    NANA,
    Forge,
    cut,
    forging,
    holding,
    item,
    refusal_of,
    saying,
)
from tests.integration.snapshots import small
from tests.office_app import a_family, a_phone, an_office_app
from tests.synced import VISIT, SyncedDevice, a_synced_device, content_of

__all__ = ["small"]


def a_snapshot_beside_a_page(request: SyncRequest, reply: SyncReply) -> SyncReply:
    forged = holding(item())(request, reply)
    assert isinstance(forged, SyncReply)
    offer = Snapshot(bytes(32), (Chunk(forged.size, 1, bytes(32)),))
    return replace(forged, snapshot=offer)


def a_scope_beside_a_page(request: SyncRequest, reply: SyncReply) -> SyncReply:
    forged = holding(item())(request, reply)
    assert isinstance(forged, SyncReply)
    return replace(forged, scope=Scope(7, "36.03"))


FORGED: Final[dict[str, Forge]] = {
    "nothing": lambda request, reply: b"",
    "no frame": lambda request, reply: b"<html>",
    **{f"cut at {share}": cut(share) for share in (0.01, 0.2, 0.5, 0.8, 0.99)},
    "bytes after the message": lambda request, reply: compression.compress(
        compression.inflate(wire.encode(reply)) + b"\0"
    ),
    "a bomb": lambda request, reply: a_bomb(),
    "4 MiB and a byte": lambda request, reply: compression.compress(
        bytes(limits.BODY_BYTES_MAX + 1)
    ),
    "a default written out": lambda request, reply: compression.compress(
        msgspec.msgpack.encode(
            {**msgspec.msgpack.decode(compression.inflate(wire.encode(reply))), "keys": []}
        )
    ),
    "a newer wire version": saying(wire=3),
    "a wire version beyond": saying(newest=BEYOND),
    "an incarnation beyond": saying(incarnation=BEYOND, restored=0),
    "a restored size beyond": saying(incarnation=9, restored=BEYOND),
    "a size beyond": saying(size=BEYOND),
    "a size below nothing": saying(size=-1),
    "a clock beyond": saying(clock=BEYOND),
    "a committed place beyond": saying(committed=(0, BEYOND)),
    "a committed place below": saying(committed=(-1, -1)),
    "a safe place beyond": saying(safe=(BEYOND, 0)),
    "no challenge": saying(challenge=b""),
    "a challenge of 1 MiB": saying(challenge=bytes(limits.MIB)),
    "a position beyond": saying(results=(ResultRun(2, BEYOND, 2, 5, "accepted"),)),
    "a position below": saying(results=(ResultRun(2, -2, 2, 5, "accepted"),)),
    "received beyond": saying(results=(ResultRun(2, 90, 2, BEYOND, "accepted"),)),
    "no verdict": saying(results=(ResultRun(2, 90, 2, 5, "whatever"),)),
    "a run of none": saying(results=(ResultRun(2, 90, 0, 5, "accepted"),)),
    "a run backwards": saying(results=(ResultRun(2, 90, -5, 5, "accepted"),)),
    "a run without end": saying(results=(ResultRun(2, 90, 2**40, 5, "accepted"),)),
    "one event twice": saying(results=(ResultRun(2, 90, 2, 5, "accepted"),) * 2),
    "a fork without a head": saying(fork=Fork(0, b"", 0), results=()),
    "a fork before the beginning": saying(fork=Fork(-1, bytes(32), 1), results=()),
    "a page beyond the log": saying(page__end=2**40),
    "a page to nowhere": saying(page__end=BEYOND, size=BEYOND),
    "a safe size beyond": saying(safe_size=BEYOND),
    "a loss below nothing": saying(lost=-1),
    "no word of its history": saying(checkpoint=""),
    "a wait that is no number": saying(wait_s=float("nan")),
    "a wait before now": saying(wait_s=-1.0),
    "a scope of no version": saying(scope=Scope(BEYOND, ""), page__items=()),
    "a scope that adds the programme": saying(
        scope=Scope(7, "36.03", added=(HouseholdId("programme"),)), page__items=()
    ),
    "a scope that leaves the office": saying(
        scope=Scope(7, "36.03", left=(Left(HouseholdId("office"), ""),)), page__items=()
    ),
    "a scope since no day": saying(
        scope=Scope(7, "36.03", left=(Left(NANA, "x" * 9000),)), page__items=()
    ),
    "a scope of no region": saying(scope=Scope(7, "\0" * 9000), page__items=()),
    "digests of 15 bytes": saying(digests=(HouseholdDigest(NANA, 1, bytes(15), 0),)),
    "digests of nobody": saying(digests=(HouseholdDigest(HouseholdId("x"), 1, bytes(16), 0),)),
    "digests of many": saying(digests=(HouseholdDigest(NANA, BEYOND, bytes(16), 0),)),
    "a sum of 3 bytes": saying(scope_digest=bytes(3)),
    "digests nobody asked for": saying(checked=()),
    "returned below nothing": saying(returned=-3),
    "a key of no id": saying(keys=(KeyGrant(KeyId("x"), StreamId(NANA), bytes(80)),)),
    "a key of no stream": saying(keys=(KeyGrant(KeyId("ab" * 16), StreamId("x"), bytes(80)),)),
    "a key in a large box": saying(keys=(KeyGrant(KeyId("ab" * 16), StreamId(NANA), bytes(9000)),)),
    "keys held of no id": saying(keys_held=(KeyId("x" * 9000),)),
    "a snapshot that leads nowhere": saying(snapshot=Snapshot(bytes(32), ()), page__items=()),
    "a snapshot of no name": saying(
        snapshot=Snapshot(b"", (Chunk(1, 1, bytes(32)),)), page__items=()
    ),
    "a snapshot of what is held": saying(
        snapshot=Snapshot(bytes(32), (Chunk(1, 1, bytes(32)),)), page__items=()
    ),
    "a snapshot beyond the log": saying(
        snapshot=Snapshot(bytes(32), (Chunk(10**6, 1, bytes(32)),)), page__items=()
    ),
    "a snapshot beside a page": a_snapshot_beside_a_page,
    "a scope of the version held": lambda request, reply: replace(
        reply, scope=Scope(request.scope_version, "36.03.06")
    ),
    "a scope beside a page": a_scope_beside_a_page,
    "a scope without a page": saying(scope=Scope(7, "36.03"), page=None, pull_refused="busy"),
    "an item of no device": holding(item(device=DeviceId("zz" * 16))),
    "an item of a long device": holding(item(device=DeviceId("ab" * 9000))),
    "an item beyond all epochs": holding(item(epoch=BEYOND)),
    "an item of epoch -1": holding(item(epoch=-1)),
    "an item of sequence 0": holding(item(sequence=0)),
    "an item beyond all sequences": holding(item(sequence=BEYOND)),
    "an item received beyond": holding(item(received=BEYOND)),
    "an item without a verdict": holding(item(verdict="maybe")),
    "an item before the page": holding(item(position=0)),
    "an item after the page": holding(item(position=2**40)),
    "two items at a position": holding(item(), item(sequence=2)),
}


async def test_what_the_office_signed_and_cannot_be_changes_nothing(tmp_path: Path) -> None:
    """Two entries wait, and a page has been read before; the entries are sent all the same."""
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        await device.sync()
        for _ in range(2):
            await device.written("household_visited", household, yes=True, **VISIT)
        before = content_of(tmp_path / "d1")
        held_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        taken_in = []
        for name, forge in FORGED.items():
            with forging(device, office, forge):
                refused = await refusal_of(device)
            if not refused.startswith("what answered is not this device's office"):
                taken_in.append((name, refused))
            if content_of(tmp_path / "d1") != before:
                taken_in.append((name, "changed"))
        assert taken_in == []
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held_kib < 64 * 1024
        assert (await device.sync()).committed == 2


LINES: Final[dict[str, bytes]] = {
    "no JSON": b"[" * 5000,
    "no stream": item().line.replace(NANA.encode(), b"x" * 36),
    "no time": item().line.replace(b'"at":1', b'"at":%d' % BEYOND),
    "no day": item().line.replace(b"2018-11", b"2018-13"),
    "no key": item().line.replace(b'"body"', b'"key":"' + b"k" * 900 + b'","body"'),
    "too long": item().line.replace(b"{}", b" " * limits.LINE_BYTES_MAX + b"{}"),
}


@pytest.mark.parametrize("name", LINES)
async def test_an_entry_that_is_none_is_named_and_the_rest_goes_on(
    tmp_path: Path, name: str
) -> None:
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = await device.a_household()
        with forging(device, office, holding(item(line=LINES[name]))):
            outcome = await device.sync()
        assert (outcome.why, outcome.committed) == ("done", 1)
        assert [incident.code for incident in outcome.incidents] == ["item_unreadable"]
        async with device.journal.reading() as reading:
            assert await reading.stream_ids() == [household]
            assert await reading.keys_wanted() == []


async def test_an_office_that_contradicts_itself_is_asked_once(tmp_path: Path) -> None:
    """It says that a household differs, and that nothing of it does."""
    async with (
        an_office_app(tmp_path, f"sqlite:///{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as device,
    ):
        household = HouseholdId(await device.a_household())
        await device.sync()
        lie = saying(digests=(HouseholdDigest(household, 9, bytes(16), 0),))
        with forging(device, office, lie):
            outcome = await device.sync()
        assert (outcome.why, outcome.requests) == ("done", 2)
        assert [incident.code for incident in outcome.incidents] == ["digest_differs"]


async def test_a_key_that_no_office_can_give_keeps_nobody_from_syncing(
    tmp_path: Path, database_url: str
) -> None:
    """An enrolled device writes an event that names it; every other would ask for it for ever."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1", "Irna") as device,
    ):
        phone = await a_phone(office)
        household = await a_family(phone)
        unknown = phone.line(stream=household, key="ab" * 16, personal="p" * 43)
        odd = unknown.replace(b"ab" * 16, b"kk" * 16)
        sent = await phone.write(unknown, odd)
        assert verdicts(sent) == ["review(personal_missing)", "quarantined(bad_envelope)"]
        asked: list[int] = []

        def count(request: SyncRequest, reply: SyncReply) -> SyncReply:
            asked.append(len(request.keys_wanted))
            return reply

        async def asked_after(wait_ms: int) -> int:
            device.clock.at_ms += wait_ms
            asked.clear()
            outcome = await device.sync()
            assert (outcome.why, outcome.incidents) == ("done", ())
            return sum(asked)

        first, last = limits.KEY_ASKED_AGAIN_FIRST_MS, limits.KEY_ASKED_AGAIN_MS
        with forging(device, office, count):
            assert await asked_after(0) == 1
            for wait in [min(first << times, last) for times in range(11)]:
                assert await asked_after(wait) == 0
                assert await asked_after(1) == 1
        assert wait == last, "once a day in the end"


async def test_a_key_that_is_not_the_one_it_is_called_is_still_asked_for(
    tmp_path: Path, database_url: str
) -> None:
    """Kept, it would open nothing, and nobody would ask for the right one any more."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        household = StreamId(await a_family_of(one))
        box = crypto.seal(two.profile.box_key, crypto.digest(b"another"), crypto.digest(b"once"))

        def misname(request: SyncRequest, reply: SyncReply) -> SyncReply:
            keys = tuple(KeyGrant(key.id, key.stream, box) for key in reply.keys)
            return replace(reply, keys=keys)

        with forging(two, office, misname):
            await two.sync()
        async with two.journal.reading() as reading:
            assert await reading.keys(household) == []
            assert await reading.keys_wanted() != []
        assert (await two.sync()).why == "done"
        assert await names_in(two, household) == [{"name": "Nana Sofinah"}, {"note": "ke-0"}]


async def test_a_personal_part_of_another_entry_is_not_shown(
    tmp_path: Path, database_url: str
) -> None:
    """Under the family's own key: only its hash in the line says that it is not this entry's."""
    async with (
        an_office_app(tmp_path, database_url) as office,
        a_synced_device(office, tmp_path / "d1") as one,
        a_synced_device(office, tmp_path / "d2", "Irna") as two,
    ):
        household = StreamId(await a_family_of(one, visits=2))

        def exchange(request: SyncRequest, reply: SyncReply) -> SyncReply:
            assert reply.page is not None
            of = [i for i in reply.page.items if household.encode() in i.line and i.personal]
            others = {i.position: of[number - 1].personal for number, i in enumerate(of)}
            items = tuple(
                replace(i, personal=others.get(i.position, i.personal)) for i in reply.page.items
            )
            return replace(reply, page=replace(reply.page, items=items))

        with forging(two, office, exchange):
            await two.sync()
        assert await names_in(two, household) == []


async def names_in(device: SyncedDevice, household: StreamId) -> list[dict[str, object]]:
    """The personal fields of a household's entries that are shown."""
    lines, _ = await device.pages().history(household)
    return [line.personal for line in lines if line.personal]
