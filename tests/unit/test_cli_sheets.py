"""`jejak session`: one sheet for many people, typed in once, refused whole or not at all."""

from pathlib import Path

from tests.caseloads import a_family
from tests.devices import WrittenDevice
from tests.terminals import Jejak, written


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
