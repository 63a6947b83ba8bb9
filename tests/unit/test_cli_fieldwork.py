"""`jejak` around a companion's day: whom to see, how many there are."""

from pathlib import Path

import msgspec
import pytest
from docx import Document
from openpyxl import load_workbook

from client_sync.storage.held import Row
from events.entry import ACCEPTED
from events.ids import DeviceId, StreamId, event_id
from events.types import Event
from tests.builders import a_body, a_device_id, a_line, an_actor, an_event
from tests.caseloads import a_family
from tests.devices import ACTOR, START_MS, WrittenDevice
from tests.terminals import Jejak, a_story_jejak, written


@pytest.fixture
def jejak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """An enrolled directory on the day of the tests' story."""
    return a_story_jejak(tmp_path, capsys, monkeypatch)


# --- whom to see ---------------------------------------------------------------------------------


async def three_families(device: WrittenDevice) -> list[str]:
    """Nana was promised a visit today, Irnawati was never met, Rohmah yesterday."""
    nana = await a_family(device, "Nana Sofinah", children=[("Siti", 2006, "smp")])
    irnawati = await a_family(device, "Irnawati", kampung="Soge")
    rohmah = await a_family(device, "Rohmah", kampung=None)
    visit = {"kind": "routine", "outcome": "met"}
    await device.written(
        "household_visited", nana.household, on="2018-12-01", next_visit="2018-12-14", **visit
    )
    await device.written("household_visited", rohmah.household, on="2018-12-13", **visit)
    return [nana.household, irnawati.household, rohmah.household]


def test_next_names_families_in_order_of_need_with_reasons_and_questions(jejak: Jejak) -> None:
    nana, irnawati, rohmah = written(jejak, three_families)
    visits = jejak.json("next")
    assert [(each["household"], each["head"], each["why"]) for each in visits] == [
        (irnawati, "Irnawati", ["unvisited", "questions"]),
        (nana, "Nana Sofinah", ["promised", "questions"]),
        (rohmah, "Rohmah", ["questions"]),
    ]
    assert {"code": "food", "why": "unknown", "indicators": ["R3"], "about": []} in visits[0][
        "questions"
    ]
    assert jejak.run("next", "--limit", "2") == 0
    assert "1. Irnawati (" in jejak.out and ", Soge" in jejak.out
    assert "kunjungan sudah dijanjikan (14 Desember 2018)" in jejak.out
    assert "catat kehadiran sekolah (Siti)" in jejak.out
    assert "`jejak next --limit 3`" in jejak.out
    assert jejak.run("next", "--limit", "2", "--lang", "en") == 0
    assert "a visit was promised (14 December 2018)" in jejak.out


def test_next_looks_ahead_to_another_day(jejak: Jejak) -> None:
    written(jejak, three_families)
    tomorrow = {each["head"]: each["why"] for each in jejak.json("next", "--on", "2018-11-30")}
    assert tomorrow["Nana Sofinah"] == ["unvisited", "questions"]
    assert jejak.run("next", "--on", "kemarin") == 3
    assert jejak.run("next", "--limit", "0") == 2


def test_next_of_an_empty_device_says_so(jejak: Jejak) -> None:
    assert jejak.json("next") == []
    assert jejak.run("next") == 0
    assert "Tidak ada keluarga" in jejak.out


# --- how many there are --------------------------------------------------------------------------


def test_the_caseload_counts_pupils_and_small_children(jejak: Jejak) -> None:
    async def families(device: WrittenDevice) -> None:
        await a_family(device, "Nana", children=[("Siti", 2006, "sd"), ("Asep", 2015, "usia_dini")])
        await a_family(device, "Irnawati", children=[("Rasya", 2009, "sd")])

    written(jejak, families)
    found = jejak.json("caseload")
    assert (found["households"], found["members"], found["pupils"]) == (2, 5, 2)
    assert (found["components"]["sd"], found["components"]["usia_dini"]) == (2, 1)
    assert (found["ages"]["balita"], found["ages"]["dewasa"]) == (1, 2)
    assert jejak.run("caseload") == 0
    assert "2 anak sekolah, 1 balita" in jejak.out


def test_commitments_are_shown_month_by_month(jejak: Jejak) -> None:
    async def nana(device: WrittenDevice) -> tuple[str, str]:
        family = await a_family(device, "Nana", children=[("Siti", 2006, "smp")])
        await device.written(
            "commitment_verified", family.household, on="2018-11", member=family.members["Siti"],
            component="smp", required=25, done=20, excused=3, unit="hari_sekolah",
        )  # fmt: skip
        return family.household, family.members["Siti"]

    household, siti = written(jejak, nana)
    (cell,) = jejak.json("commitments", household)
    assert (cell["member"], cell["month"], cell["verdict"]) == (siti, "2018-11", "met")
    assert (cell["required"], cell["done"], cell["excused"]) == (25, 20, 3)
    assert jejak.run("commitments", "nana") == 0
    assert "Siti" in jejak.out and "20/25 (3)" in jejak.out and "terpenuhi" in jejak.out
    assert jejak.run("commitments", "nana", "--months", "61") == 2


def test_a_card_of_other_folds_is_made_anew(jejak: Jejak) -> None:
    (household, *_) = written(jejak, three_families)
    before = jejak.json("households")

    async def spoiled(device: WrittenDevice) -> None:
        async with device.journal.writing() as writing:
            stream = await writing.stream(StreamId(household))
            assert stream is not None and stream.card is not None
            old = msgspec.structs.replace(stream.card, bytes=b'{"status":"closed"}')
            await writing.save_card(stream.id, old)

    written(jejak, spoiled)
    assert jejak.json("households") == before


# --- looking somebody up -------------------------------------------------------------------------


def test_a_family_is_found_by_name_nickname_and_hamlet(jejak: Jejak) -> None:
    async def families(device: WrittenDevice) -> tuple[str, str]:
        nana = await a_family(device, "Nana Sofinah", known_as="Mak Rompi")
        sri = await a_family(
            device, "Sri Soekarti", kampung="Soge", children=[("Djoko", 2009, "sd")]
        )
        return nana.household, sri.household

    nana, sri = written(jejak, families)
    for text, household in (
        ("mak rompi", nana),
        ("BALEMAN", nana),
        ("sukarti", sri),
        ("joko", sri),
    ):
        assert [each["household"] for each in jejak.json("find", text)] == [household], text
    assert jejak.json("find", "joko")[0]["found"] == ["Djoko"]
    assert [line["household"] for line in jejak.json("households", "--find", "soge")] == [sri]
    assert jejak.run("find", "sri", "sukarti") == 0
    shown = jejak.out.split("\n")[1].split()[0]
    assert jejak.json("show", shown)["household"]["status"] == "active"
    assert jejak.run("find", "gunung") == 0
    assert "Tidak ada yang mirip gunung" in jejak.out


def test_a_corrected_name_is_the_one_that_is_found(jejak: Jejak) -> None:
    async def family(device: WrittenDevice) -> str:
        nana = await a_family(device, "Nana Sofinah")
        async with device.journal.reading() as reading:
            rows = await reading.rows_of_types(StreamId(nana.household), ["member_added"])
        await device.written(
            "fact_corrected", nana.household, target=rows[0].id, field="name",
            old="Nana Sofinah", new="Fatimah", reason="misheard",
        )  # fmt: skip
        return nana.household

    household = written(jejak, family)
    assert [each["household"] for each in jejak.json("find", "patimah")] == [household]
    assert jejak.json("find", "nana") == []


# --- one sheet for many people -------------------------------------------------------------------


async def two_families(device: WrittenDevice) -> None:
    await a_family(device, "Nana Sofinah", children=[("Siti", 2006, "sd"), ("Joko", 2004, "smp")])
    await a_family(device, "Irnawati", kampung="Soge", children=[("Rasya", 2009, "sd")])


def test_a_sheet_writes_one_entry_a_person_under_one_occasion(jejak: Jejak) -> None:
    written(jejak, two_families)
    before = jejak.json("status")["unsent"]
    answer = jejak.json(
        "session", "school", "--on", "2018-11", "--required", "25", "--facility", "SDN 1",
        "--absent", "siti=20, rasya",
    )  # fmt: skip
    assert [(e["name"], e["present"], e["done"]) for e in answer["entries"]] == [
        ("Joko", True, None), ("Siti", True, 20), ("Rasya", False, None),
    ]  # fmt: skip
    assert jejak.json("status")["unsent"] == before + 3
    household = answer["entries"][0]["household"]
    lines = [e for e in jejak.json("history", household) if e["type"] == "commitment_verified"]
    assert [(e["body"]["done"], e["personal"], e["visit"]) for e in lines] == [
        (25, {"facility": "SDN 1"}, answer["occasion"]),
        (20, {"facility": "SDN 1"}, answer["occasion"]),
    ]


def test_the_same_sheet_again_is_five_until_it_is_meant(jejak: Jejak) -> None:
    written(jejak, two_families)
    session = ("session", "p2k2", "--topic", "finance", "--absent", "irnawati")
    assert jejak.run(*session) == 0
    assert "2 orang, 1 lengkap, 1 ditandai" in jejak.out
    assert "Irnawati: tidak hadir" in jejak.out
    assert jejak.run(*session) == 5
    assert "--yes" in jejak.complaint
    assert jejak.run("session", "p2k2", "--topic", "health") == 0, "another topic is another one"
    assert jejak.run(*session, "--yes") == 0


def test_a_sheet_is_refused_whole_with_the_people_in_its_way(jejak: Jejak) -> None:
    written(jejak, two_families)
    before = jejak.json("status")["unsent"]
    assert jejak.run("session", "p2k2", "--topic", "money") == 3
    assert "1 Nana Sofinah, 2 Irnawati: Belum dicatat: Materi P2K2" in jejak.complaint
    assert jejak.run("session", "school", "--required", "40") == 3
    assert jejak.run("session", "school") == 3, "how many days is not guessed"
    assert "Isi yang wajib" in jejak.complaint
    assert jejak.run("session", "school", "--required", "25", "--topic", "x") == 3
    assert jejak.run("session", "school", "--required", "25", "--on", "2018-13") == 3
    assert jejak.run("session", "school", "--required", "25", "--basis", "gut") == 3
    assert jejak.run("session", "school", "--required", "25", "--find", "tidakada") == 3
    assert jejak.run("session", "school", "--required", "25", "--absent", "2") == 3
    assert jejak.json("status")["unsent"] == before


def test_numbers_count_under_the_code_of_the_printed_sheet(jejak: Jejak, tmp_path: Path) -> None:
    written(jejak, two_families)
    posyandu = ("session", "posyandu", "--on", "2018-11")
    assert jejak.run(*posyandu) == 3, "no small child, no sheet"
    shown = jejak.json("session", "payday", *PAY, "--dry-run")
    assert [seat["name"] for seat in shown["seats"]] == ["Nana Sofinah", "Irnawati"]
    file = tmp_path / "exceptions"
    file.write_text('{"who": 2, "done": "700rb", "reason": "deduction", "note": "dipotong"}\n\n')
    given = ("session", "payday", *PAY, "--from", str(file))
    assert jejak.run(*given, "--sheet", "000000") == 3
    assert shown["sheet"] in jejak.complaint
    answer = jejak.json(*given, "--sheet", shown["sheet"])
    assert [(e["name"], e["done"]) for e in answer["entries"]] == [
        ("Nana Sofinah", None), ("Irnawati", 700_000),
    ]  # fmt: skip
    assert jejak.run("session", "payday", *PAY, "--from", str(tmp_path / "nowhere")) == 3


PAY = (
    "--programme", "jamsosratu", "--tranche", "1", "--amount", "1jt", "--channel", "bank_banten",
    "--on", "2018-12-10",
)  # fmt: skip


def test_a_shortfall_without_its_reason_is_pointed_out(jejak: Jejak) -> None:
    written(jejak, two_families)
    assert jejak.run("session", "payday", *PAY, "--absent", "irnawati") == 0
    assert "Irnawati: tidak diterima" in jejak.out
    assert "2 Irnawati: Periksa:" in jejak.complaint


# --- words, and what looks odd -------------------------------------------------------------------


def another_is_assigned(household: StreamId) -> list[Event]:
    """Roles as the office registered them, and who accompanies the household since January."""
    office, kabupaten, rina = an_actor("office"), an_actor("kabupaten"), an_actor("rina")
    roles = ((office, "admin"), (kabupaten, "koordinator_kabupaten"), (ACTOR, "pendamping"))
    registered = [
        an_event(
            "actor_registered",
            a_body("actor_registered", actor=actor, role=role, region="36.03"),
            on="2016-01-01",
            by=office,
            at=at,
        )
        for at, (actor, role) in enumerate((*roles, (rina, "pendamping")), 1)
    ]
    assigned = a_body("companion_assigned", companion=rina, effective_on="2018-01-01")
    return [
        *registered,
        an_event("companion_assigned", assigned, stream=household, on="2018-01-01", by=kabupaten),
    ]


async def pulled(device: WrittenDevice, *events: Event) -> None:
    """What a sync would have read."""
    other = DeviceId(a_device_id("the office's"))
    rows = [
        Row(
            event_id(line), other, 0, at + 1, event.stream, event.type, event.on, event.at, None,
            line, None, None, at, START_MS, ACCEPTED,
        )
        for at, event in enumerate(events)
        for line in [a_line(event)]
    ]  # fmt: skip
    async with device.journal.writing() as writing:
        await writing.insert(rows)


async def nana_alone(device: WrittenDevice) -> str:
    return (await a_family(device, "Nana Sofinah")).household


def test_a_note_waits_until_it_is_answered_and_show_says_so(jejak: Jejak) -> None:
    written(jejak, nana_alone)
    asked = jejak.json("note", "nana", "Tanyakan", "biaya", "--for", "companion")
    assert jejak.run("show", "nana") == 0
    assert "Tanyakan biaya" in jejak.out and "menunggu jawaban" in jejak.out
    (visit,) = jejak.json("next")
    assert "note" in visit["why"]
    assert jejak.run("note", "nana", "Sudah", "--reply", asked["event"], "--done") == 0
    assert jejak.run("show", "nana") == 0
    assert "Sudah" in jejak.out and "menunggu jawaban" not in jejak.out
    (visit,) = jejak.json("next")
    assert "note" not in visit["why"]


def test_what_the_family_asks_is_shown_and_presses(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    statement = ("--stance", "asks", "--words", "Kapan cair?")
    assert jejak.run("record", "family_statement", "--household", household, *statement) == 0
    assert jejak.run("show", household) == 0
    assert "Pernyataan keluarga (bertanya)" in jejak.out and "Kapan cair?" in jejak.out
    (visit,) = jejak.json("next")
    assert "statement" in visit["why"]


def test_what_looks_odd_is_its_authors_first_with_room_for_a_reason(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    assert jejak.json("doubts") == []
    assert jejak.run("doubts") == 0
    assert "Tidak ada catatan Anda yang tampak janggal" in jejak.out

    async def outside(device: WrittenDevice) -> None:
        """The office assigned somebody else, and this companion writes on."""
        await pulled(device, *another_is_assigned(StreamId(household)))
        await device.written("household_visited", household, kind="routine", outcome="met")

    written(jejak, outside)
    flagged = jejak.json("doubts")
    assert flagged and not any(doubt["told"] for doubt in flagged)
    event = flagged[0]["event"]
    assert jejak.run("doubts") == 0
    assert f"--about {event[:8]}" in jejak.out
    assert jejak.run("note", household, "Jam ponsel salah", "--about", event) == 0
    assert {doubt["event"]: doubt["told"] for doubt in jejak.json("doubts")}[event]


def test_names_stand_for_households_in_every_command(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    written(jejak, lambda device: a_family(device, "Nani Wijaya"))
    visit = ("--kind", "routine", "--outcome", "met")
    assert jejak.json("record", "household_visited", "--household", "sofinah", *visit)[
        "stream"
    ] == household  # fmt: skip
    assert jejak.run("show", "baleman") == 3, "two live there"
    assert "Nani Wijaya" in jejak.complaint
    assert jejak.run("history", "tidakada") == 3
    assert "jejak find" in jejak.complaint


def test_copying_last_time_says_what_it_copied(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    same = ("record", "wellbeing_surveyed", "--household", household, "--same")
    assert jejak.run(*same) == 3
    assert "Belum ada yang dicatat sebelumnya" in jejak.complaint
    assert jejak.run(*same[:-1], "--food-deficit-12m", "none", "--savings", "1jt") == 0
    assert "Dibaca: tabungan: Rp1.000.000" in jejak.out
    answer = jejak.json(*same, "--savings", "2jt", "--yes")
    assert answer["read"] == ["tabungan: Rp2.000.000"]
    (*_, line) = jejak.json("history", household)
    assert line["body"] == {"food_deficit_12m": "none", "savings": 2_000_000}


# --- the month's report --------------------------------------------------------------------------


async def a_month(device: WrittenDevice) -> None:
    nana = await a_family(device, "Nana Sofinah", children=[("Siti", 2006, "sd")])
    for on, outcome in (("2018-11-05", "met"), ("2018-11-20", "not_home")):
        await device.written(
            "household_visited", nana.household, on=on, kind="routine", outcome=outcome,
            late="other",
        )  # fmt: skip
    await device.written(
        "commitment_verified", nana.household, on="2018-11", member=nana.members["Siti"],
        component="sd", required=25, done=23, unit="hari_sekolah",
    )  # fmt: skip


def test_the_month_is_reported_at_the_terminal_and_in_both_formats(
    jejak: Jejak, tmp_path: Path
) -> None:
    written(jejak, a_month)
    assert jejak.run("report", "November 2018") == 0
    assert "kunjungan yang bertemu keluarga" in jejak.out
    report = jejak.json("report", "2018-11")
    assert [visit["outcome"] for visit in report["visits"]] == ["met", "not_home"]
    assert report["checked"] == [{"component": "sd", "people": 1, "met": 1}]
    word, sheet = tmp_path / "r.docx", tmp_path / "r.xlsx"
    assert jejak.run("report", "2018-11", "--to", str(word)) == 0
    document = Document(str(word))
    tables = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Kunjungan", "2"] in tables
    assert ["1", "5 November 2018", "Nana Sofinah", "Baleman", "rutin", "bertemu"] in tables
    assert ["1", "anak SD", "1", "1", "100%"] in tables
    assert word.stat().st_mode & 0o077 == 0, "families' data is its owner's alone"
    assert jejak.run("report", "2018-11", "--to", str(sheet)) == 0
    rows = [[cell.value for cell in row] for row in load_workbook(sheet)["kunjungan"].iter_rows()]
    assert rows[2][:3] == [1, "5 November 2018", "Nana Sofinah"]


def test_the_offices_own_template_is_filled_or_refused_with_the_reason(
    jejak: Jejak, tmp_path: Path
) -> None:
    written(jejak, a_month)
    template, to = str(tmp_path / "t.docx"), str(tmp_path / "r.docx")
    assert jejak.run("report", "--write-template", template) == 0
    assert jejak.run("report", "2018-11", "--template", template, "--to", to) == 0
    letter = Document()
    letter.add_paragraph("{{kunjungn}}")
    letter.save(template)
    assert jejak.run("report", "2018-11", "--template", template, "--to", to) == 3
    assert "{{kunjungn}} (kunjungan, " in jejak.complaint
    assert jejak.run("report", "2018-11", "--template", template, "--to", template) == 3
    assert jejak.run("report", "2018-11", "--template", template, "--to", f"{to}.xlsx") == 3
    assert jejak.run("report", "2018-11", "--template", "nowhere.docx", "--to", to) == 3
    assert jejak.run("report", "2018-11", "--to", str(tmp_path / "no" / "r.docx")) == 3
    assert jejak.run("report", "2018-11", "--to", "r.pdf") == 3
    assert jejak.run("report", "2018-11-05") == 3
    assert jejak.run("report", "2018-13") == 3
    assert jejak.run("report") == 2
    assert jejak.run("report", "2018-11", "--template", template) == 2


def test_every_placeholder_is_explained(jejak: Jejak) -> None:
    listed = {each["placeholder"] for each in jejak.json("report", "--placeholders")}
    assert {"bulan", "kunjungan", "kunjungan.tanggal"} <= listed
    assert jejak.run("report", "--placeholders") == 0
    assert "{{kunjungan.tanggal}}" in jejak.out


# --- paper ---------------------------------------------------------------------------------------


def test_a_form_another_person_filled_in_is_hers_and_typed_by_this_one(jejak: Jejak) -> None:
    household = written(jejak, nana_alone)
    rina = an_actor("rina")
    form = ("record", "--paper", "household_visited", "--household", household, "--by", rina)
    answer = jejak.json(*form, "--kind", "routine", "--outcome", "met", "--on", "7/12/2018")
    assert answer["outcome"] == "recorded"
    (line,) = [e for e in jejak.json("history", household) if e["type"] == "household_visited"]
    assert (line["by"], line["entered_by"], line["basis"], line["on"]) == (
        rina, ACTOR, "paper", "2018-12-07",
    )  # fmt: skip
