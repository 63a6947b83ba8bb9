"""Sheets: who stands on them, what is written of whom, all of it or nothing."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from client_sync.reading.caseload import Caseload
from client_sync.refusals import DeviceRefused
from client_sync.writing.marking import Marked, marks_of, read_exception, typed
from client_sync.writing.record import AllRecorded, NoneRecorded, Refused, SameAgain
from client_sync.writing.sheets import Mark, Plan, Sheet, entries, sheet_of
from events.dates import day_of_ms
from events.form import NewEntry
from events.ids import StreamId
from tests.builders import an_id
from tests.caseloads import Family, a_family
from tests.devices import WrittenDevice, a_device
from tests.integration.test_asking import at_a_terminal

VISIT: dict[str, object] = {"kind": "routine", "outcome": "met"}


async def unsent(device: WrittenDevice) -> int:
    async with device.journal.reading() as reading:
        return (await reading.outbox_count()).unsent


async def bodies(device: WrittenDevice, kind: str) -> list[dict[str, Any]]:
    return [
        msgspec.json.decode(line.body, type=dict[str, Any])
        for line in await device.lines()
        if line.type == kind
    ]


async def a_sheet(device: WrittenDevice, kind: Any = "school") -> Sheet:
    caseload = Caseload(device.journal, device.view, device.ring)
    day = day_of_ms(device.clock.at_ms)
    return sheet_of(kind, await caseload.lines(day))


async def two_families(device: WrittenDevice) -> tuple[Family, Family]:
    nana = await a_family(
        device, "Nana Sofinah", children=[("Siti", 2003, "smp"), ("Djoko", 2006, "sd")]
    )
    irnawati = await a_family(device, "Irnawati", kampung="Soge", children=[("Rasya", 2009, "sd")])
    return nana, irnawati


# --- all of them or none -------------------------------------------------------------------------


async def test_many_entries_are_one_transaction_chained_one_after_the_other(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana, irnawati = await two_families(device)
        homes = (nana.household, irnawati.household, nana.household)
        outcome = await device.recorder.record_all(
            [
                NewEntry(type="note_written", household=home, fields={"text": str(at)})
                for at, home in enumerate(homes)
            ]
        )
        assert isinstance(outcome, AllRecorded)
        first = outcome.entries[0].sequence
        assert [each.sequence for each in outcome.entries] == [first, first + 1, first + 2]
        assert len({each.at for each in outcome.entries}) == 3
        # A fold in memory knows them all: another process folds the same from the journal.
        async with device.journal.reading() as reading:
            held = await reading.stream(StreamId(nana.household))
            assert held is not None
            fold = await device.view.household(reading, held.id, held.changes)
            assert len(fold.entries) == len(await reading.rows(held.id))


async def test_one_refusal_leaves_all_unwritten_and_each_is_named(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana, irnawati = await two_families(device)
        await device.written("household_visited", irnawati.household, **VISIT)
        before = await unsent(device)
        outcome = await device.recorder.record_all(
            [
                NewEntry(type="household_visited", household=nana.household, fields=VISIT),
                NewEntry(type="household_visited", household=nana.household, fields={}),
                NewEntry(type="household_visited", household=irnawati.household, fields=VISIT),
            ]
        )
        assert isinstance(outcome, NoneRecorded)
        assert [(at, type(refusal)) for at, refusal in outcome.refusals] == [
            (1, Refused),
            (2, SameAgain),
        ]
        assert await unsent(device) == before


# --- who stands on a sheet -----------------------------------------------------------------------


async def test_a_school_sheet_holds_pupils_and_a_session_who_receives_the_aid(
    tmp_path: Path,
) -> None:
    async with a_device(tmp_path / "d") as device:
        nana, _ = await two_families(device)
        await a_family(device, "Belum Terdaftar", enrolled=False, children=[("X", 2009, "sd")])
        school = await a_sheet(device)
        assert [(s.number, s.name, s.family, s.component) for s in school.seats] == [
            (1, "Djoko", "Nana Sofinah", "sd"),
            (2, "Siti", "Nana Sofinah", "smp"),
            (3, "Rasya", "Irnawati", "sd"),
        ]
        assert [seat.name for seat in (await a_sheet(device, "p2k2")).seats] == [
            "Nana Sofinah",
            "Irnawati",
        ]
        await device.written("payee_set", nana.household, member=nana.members["Siti"])
        assert [seat.name for seat in (await a_sheet(device, "payday")).seats] == [
            "Siti",
            "Irnawati",
        ]


async def test_the_code_of_a_sheet_changes_with_its_people(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana, _ = await two_families(device)
        before = (await a_sheet(device)).code
        assert (await a_sheet(device)).code == before
        siti = nana.members["Siti"]
        await device.written("member_left", nana.household, member=siti, reason="married")
        assert (await a_sheet(device)).code != before


# --- what is written of whom ---------------------------------------------------------------------


def a_plan(kind: Any, full: int | None = None, **fields: object) -> Plan:
    return Plan(kind=kind, occasion=an_id("occasion"), on="2018-11", fields=fields, full=full)


async def test_everyone_did_all_but_who_is_marked(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        await two_families(device)
        sheet = await a_sheet(device)
        marks = {1: Mark(done=20, excused=2, note="sakit"), 2: Mark(present=False)}
        made = entries(a_plan("school", 25), sheet, marks)
        assert [entry.fields | {"member": None} for entry in made] == [
            {"member": None, "component": "sd", "required": 25, "done": 20, "excused": 2,
             "unit": "hari_sekolah", "note": "sakit"},
            {"member": None, "component": "smp", "required": 25, "done": 0,
             "unit": "hari_sekolah"},
            {"member": None, "component": "sd", "required": 25, "done": 25,
             "unit": "hari_sekolah"},
        ]  # fmt: skip
        assert {(entry.on, entry.visit) for entry in made} == {("2018-11", an_id("occasion"))}
        assert len(entries(a_plan("school", 25), sheet, {1: Mark(skip=True)})) == 2


async def test_a_pay_day_says_who_got_all_a_part_or_nothing(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        await two_families(device)
        sheet = await a_sheet(device, "payday")
        marks = {1: Mark(done=700_000, reason="deduction"), 2: Mark(present=False)}
        made = entries(a_plan("payday", 1_000_000), sheet, marks)
        told = ("amount", "status", "shortfall_reason", "received_by")
        assert [tuple(entry.fields.get(name) for name in told) for entry in made] == [
            (700_000, "partial", "deduction", sheet.seats[0].person),
            (0, "not_received", None, None),
        ]


# --- how somebody is named -----------------------------------------------------------------------


async def test_somebody_is_named_by_name_id_or_the_number_of_this_sheet(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        nana, irnawati = await two_families(device)
        sheet = await a_sheet(device)

        def named(who: str, by_number: bool = False) -> list[int]:
            return [*marks_of(sheet, [Marked(who=who, present=False)], by_number=by_number)]

        assert named("siti") == named(nana.members["Siti"]) == named("2", True) == [2]
        assert named("joko") == [1]
        assert named("rasya") == named(irnawati.household) == [3]
        for who, code in (
            ("2", "seat_by_number"),
            ("Nana", "seat_ambiguous"),
            ("zz", "seat_unknown"),
            ("sitti aminah", "seat_unknown"),
        ):
            with pytest.raises(DeviceRefused) as refused:
                named(who)
            assert refused.value.code == code
        with pytest.raises(DeviceRefused):
            named("9", by_number=True)


def test_typed_exceptions_are_read_and_odd_ones_refused() -> None:
    assert typed("3, Siti=20,-joko,,") == [
        Marked(who="3", present=False),
        Marked(who="Siti", done="20"),
        Marked(who="joko", skip=True),
    ]
    assert read_exception('{"who": 3, "done": 20}') == Marked(who=3, done=20)
    for line in ('{"whom": 3}', "3", "{"):
        with pytest.raises(DeviceRefused):
            read_exception(line)


async def test_an_amount_is_read_as_it_is_said_and_a_later_mark_counts(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        await two_families(device)
        sheet = await a_sheet(device, "payday")
        marked = [*typed("nana=700rb"), *typed("irnawati"), Marked(who="irnawati")]
        assert marks_of(sheet, marked, by_number=False) == {1: Mark(done=700_000)}
        with pytest.raises(DeviceRefused):
            marks_of(sheet, typed("nana=banyak"), by_number=False)


# --- at a terminal -------------------------------------------------------------------------------


async def test_at_a_terminal_the_sheet_is_shown_asked_about_and_echoed(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        await two_families(device)
    async with at_a_terminal(tmp_path / "d", "session", "school", "--on", "2018-11") as person:
        await person.answers("yang wajib", "25")
        await person.answers("kosong bila selesai", "9")
        await person.answers("9 tidak ada di lembar ini", "1=20, rasya")
        await person.answers("kosong bila selesai", "")
        echo = "3 orang, 1 lengkap, 2 ditandai.\r\n  1 Djoko: 20 hari\r\n  3 Rasya: tidak hadir\r\n"
        await person.answers(echo + "Benar?", "y")
        await person.answers("Alasan terlambat", "paper_first")
        assert await person.leaves() == 0
    async with a_device(tmp_path / "d") as device:
        done = sorted(body["done"] for body in await bodies(device, "commitment_verified"))
        assert done == [0, 20, 25]
