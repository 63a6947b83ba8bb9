"""Situation 7, an entry on the wrong household: written on the right one, struck out, linked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from client_sync.data_keys import KeyRing
from client_sync.reading.pages import HistoryLine, Pages
from client_sync.reading.view import View
from client_sync.refusals import DeviceRefused
from client_sync.writing.moving import Moved, Mover
from client_sync.writing.record import Refused
from events.ids import StreamId
from tests.builders import an_id
from tests.devices import WrittenDevice
from tests.office_app import an_office_app
from tests.synced import a_synced_device
from tests.terminals import an_enrolled_jejak

VISIT: dict[str, Any] = {"kind": "routine", "outcome": "met", "note": "rumah dekat langgar"}


@asynccontextmanager
async def a_companion(tmp_path: Path) -> AsyncIterator[WrittenDevice]:
    """The phone of a companion whom the office has registered."""
    async with (
        an_office_app(tmp_path, f"sqlite://{tmp_path / 'office.sqlite'}") as office,
        a_synced_device(office, tmp_path / "d1") as made,
    ):
        await made.sync()
        yield made


def mover(device: WrittenDevice) -> Mover:
    ring = KeyRing(device.profile, device.keys)
    return Mover(device.journal, device.profile, ring, device.recorder)


async def history(device: WrittenDevice, household: str) -> dict[str, HistoryLine]:
    lines, _ = await Pages(device.journal, View(), device.ring).history(StreamId(household))
    return {line.event: line for line in lines}


async def test_what_was_written_on_the_wrong_household_stands_on_the_right_one_and_both_say_so(
    tmp_path: Path,
) -> None:
    async with a_companion(tmp_path) as device:
        wrong, right = await device.a_household(), await device.a_household()
        written = await device.written("household_visited", wrong, **VISIT)

        moved = await mover(device).move(written.event[:8], StreamId(right), {}, None)

        assert isinstance(moved, Moved)
        here, there = await history(device, wrong), await history(device, right)
        assert (here[written.event].state, here[written.event].linked) == ("voided", (moved.there,))
        assert (there[moved.there].state, there[moved.there].linked) == (
            "standing",
            (written.event,),
        )
        assert there[moved.there].personal == {"note": VISIT["note"]}
        assert here[moved.void].linked == (moved.there,)
        assert [line.type for line in there.values()].count("household_visited") == 1


async def test_given_again_it_writes_nothing_twice(tmp_path: Path) -> None:
    async with a_companion(tmp_path) as device:
        wrong, right = await device.a_household(), await device.a_household()
        written = await device.written("household_visited", wrong, **VISIT)
        first = await mover(device).move(written.event, StreamId(right), {}, None)

        assert await mover(device).move(written.event, StreamId(right), {}, None) == first


async def test_who_is_meant_there_may_be_another_member(tmp_path: Path) -> None:
    async with a_companion(tmp_path) as device:
        wrong, right = await device.a_household(), await device.a_household()
        written = await device.written("payee_set", wrong, member=an_id("nana"), basis="document")
        moved = await mover(device).move(
            written.event, StreamId(right), {"member": an_id("another")}, None
        )

        assert isinstance(moved, Moved)
        body = (await history(device, right))[moved.there].body
        assert getattr(body, "member", None) == an_id("another")


async def test_what_the_right_household_cannot_take_moves_nothing(tmp_path: Path) -> None:
    async with a_companion(tmp_path) as device:
        wrong, right = await device.a_household(), await device.a_household()
        written = await device.written("household_visited", wrong, **VISIT)

        outcome = await mover(device).move(
            written.event, StreamId(right), {"kind": "sightseeing"}, None
        )

        assert isinstance(outcome, Refused)
        assert (await history(device, wrong))[written.event].state == "standing"


async def test_a_registration_an_act_and_an_entry_in_its_place_stay(tmp_path: Path) -> None:
    async with a_companion(tmp_path) as device:
        wrong, right = await device.a_household(), await device.a_household()
        [registered] = await history(device, wrong)
        written = await device.written("household_visited", wrong, **VISIT)

        for event, to in ((registered, right), (written.event, wrong)):
            with pytest.raises(DeviceRefused) as refused:
                await mover(device).move(event, StreamId(to), {}, None)
            assert refused.value.code == "stays_here"


def test_at_a_terminal_it_says_where_the_entry_is_now(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    jejak = an_enrolled_jejak(tmp_path, capsys, monkeypatch)
    wrong = jejak.a_household()
    right = jejak.json(
        "record", "household_registered", "--region", "36.03.06.2002", "--source", "companion",
        "--notice-given", "ya",
    )["stream"]  # fmt: skip
    visit = ("household_visited", "--household", wrong, "--kind", "routine", "--outcome", "met")
    written = jejak.json("record", *visit)["event"]

    assert jejak.run("move", written[:8], "--to", right) == 0
    assert right in jejak.out
    assert jejak.run("move", "ffffffff", "--to", right) == 3
    assert jejak.run("move", written, "--to", right, "--set", "member") == 3
    assert jejak.run("history", right) == 0
    assert "lihat" in jejak.out
