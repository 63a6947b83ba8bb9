"""`jejak` before a day in the field: whom to see, how many there are, who is who."""

import msgspec

from events.ids import StreamId
from tests.caseloads import a_family
from tests.devices import WrittenDevice
from tests.terminals import Jejak, written

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
