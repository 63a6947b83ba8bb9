"""`jejak-server import` on real files and both databases: whole or not at all, and only once."""

import json
import random
import sqlite3
from contextlib import closing, suppress
from datetime import date
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from events import limits
from events.errors import InputRefused
from server.importing.mapping import built_in
from server.importing.sheets import open_rows
from tests.integration.test_office_commands import DONE, REFUSED, Office
from tests.integration.test_office_commands import office as office
from tests.lists import (
    BANK,
    DECREE,
    DEWI,
    HOUSEHOLDS,
    NANA,
    RAHMAT,
    a_csv,
    an_xlsx,
    with_cells,
)

NIK = "3603994507780000"


@pytest.fixture
def by(office: Office) -> tuple[str, str]:
    """Who imports."""
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    return ("--by", "Kepala")


def imported(office: Office, *arguments: str) -> Any:
    """What an import that succeeds sums up."""
    code, out, err = office.run("import", *arguments, "--json")
    assert code == DONE, (out, err)
    return json.loads(out.splitlines()[-1])


def refused(office: Office, *arguments: str) -> list[tuple[int, str | None, str]]:
    """Row, column and code of all that refuses; nothing was written."""
    before = office.ask("project")["position"]
    code, out, err = office.run("import", *arguments, "--json")
    assert code == REFUSED, err
    *found, summed = [json.loads(line) for line in out.splitlines()]
    assert office.ask("project")["position"] == before
    assert summed["written"] == 0
    problems = [each for each in found if each["severity"] == "refuse"]
    assert len(problems) == summed["refused"]
    return [(each["row"], each["column"], each["code"]) for each in problems]


def nana(**cells: object) -> list[object]:
    return with_cells(NANA, HOUSEHOLDS, **cells)


def dewi(**cells: object) -> list[object]:
    return with_cells(DEWI, HOUSEHOLDS, **cells)


def rahmat(**cells: object) -> list[object]:
    return with_cells(RAHMAT, HOUSEHOLDS, **cells)


# --- households ----------------------------------------------------------------------------------


def test_a_household_list_is_written_once_however_often_it_is_given(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA, DEWI, RAHMAT, separator=";"))
    assert imported(office, "households", file, *by, "--dry-run")["entries"] == 7
    assert office.ask("project")["position"] == 3
    assert imported(office, "households", file, *by)["written"] == 7
    again = imported(office, "households", file, *by)
    assert (again["written"], again["held"]) == (0, 7)
    # Another list that overlaps, as a spreadsheet, in another order, adds what is new.
    new = nana(
        ID_Keluarga="K-003", No_KK="3603991107180000", Nama="Irnawati", NIK="", Angkatan=2016,
        RT=4, Tgl_Lahir=date(1980, 3, 1),
    )  # fmt: skip
    more = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, RAHMAT, NANA, DEWI, new)
    assert imported(office, "households", str(more), *by)["written"] == 3
    assert office.ask("project")["position"] == 13
    assert office.ask("verify", "--processes", "0")["households"] == 3


def test_what_is_written_is_what_the_list_says(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA, DEWI)), *by)
    lines = lines_of(office)
    registered, head, child, enrolled = lines
    assert {line["basis"] for line in lines} == {"imported"}
    assert {line["on"] for line in lines} == {"2016"}
    assert registered["body"] == {
        "head": head["body"]["member"], "region": "36.03.06.2001", "rt": "004", "rw": "001",
        "source": "import", "source_ref": "K-001", "notice_given": False,
    }  # fmt: skip
    assert (head["body"]["birth_year"], head["body"]["relation"]) == (1978, "kepala")
    assert (child["body"]["nik_status"], child["body"]["sex"]) == ("stated", "p")
    assert enrolled["body"] == {"programme": "jamsosratu", "kind": "first", "cohort_year": 2016}
    assert not any(word in json.dumps(lines) for word in (NIK, "Nana", "3603991107160000"))


def lines_of(office: Office) -> list[Any]:
    """The household entries of an office on SQLite, as they were written."""
    url = office.environment["JEJAK_DATABASE"]
    if not url.startswith("sqlite"):
        pytest.skip("the same lines as on SQLite")
    with closing(sqlite3.connect(url.removeprefix("sqlite://"))) as database:
        rows = database.execute(
            "SELECT line FROM event WHERE stream NOT IN ('programme', 'office') ORDER BY position"
        )
        return [json.loads(line) for (line,) in rows]


def test_every_problem_is_said_by_row_and_column_and_nothing_is_written(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    rows = (
        nana(Tgl_Lahir="05/13/1978", JK="X"),  # 2
        dewi(RT="5", NIK="36039945"),  # 3
        rahmat(Desa="Pasir Apmo", Kecamatan="Kresek", Nama=""),  # 4
        ["K-003", "", "Budi"],  # 5
        nana(ID_Keluarga="K-004", SHDK="Anak", Desa="Kemuning", Kecamatan=""),  # 6
        rahmat(ID_Keluarga="K-005", Desa="32.01.01.2001", Angkatan="dua ribu"),  # 7
        rahmat(),  # 8
        rahmat(ID_Keluarga="3603991107160000"),  # 9
        rahmat(ID_Keluarga="", No_KK=""),  # 10
        rahmat(ID_Keluarga="K-006", Angkatan="", No_KK="36039911"),  # 11
        rahmat(ID_Keluarga="K-007"),  # 12
        rahmat(ID_Keluarga="K-007", Tgl_Lahir="1980-12-31"),  # 13
        rahmat(ID_Keluarga="K-008", Tgl_Lahir="31/12/2999"),  # 14
    )
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, *rows))
    found = refused(office, "households", file, *by)
    assert [row for row, _, _ in found] == sorted(row for row, _, _ in found)
    assert set(found) == {
        (2, "Tgl Lahir", "bad_date"),
        (2, "JK", "bad_value"),
        (3, "RT", "household_differs"),
        (3, "NIK", "bad_nik"),
        (4, "Nama", "cell_empty"),
        (4, "Desa", "unknown_desa"),
        (5, None, "row_size"),
        (6, "SHDK", "no_head"),
        (6, "NIK", "nik_twice"),
        (6, "Desa", "ambiguous_desa"),
        (7, "Angkatan", "bad_value"),
        (7, "Desa", "region_outside"),
        (7, None, "on_missing"),
        (8, "ID Keluarga", "household_scattered"),
        (9, "ID Keluarga", "number_is_personal"),
        (10, "ID Keluarga", "household_key_missing"),
        (11, "No KK", "bad_kk"),
        (11, None, "on_missing"),
        (13, "SHDK", "two_heads"),
        (13, "Nama", "member_twice"),
        (14, "Tgl Lahir", "in_future"),
    }
    assert refused(office, "households", file, *by, "--dry-run") == found


def test_a_number_of_identity_is_never_repeated_whole(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    rows = (
        nana(NIK="3603994507780099 ", Desa=NIK),
        dewi(JK="3603 9945 0778 0000", Tgl_Lahir="3603.9945.0778.0000"),
        rahmat(Angkatan=NIK, RT=NIK, NIK="36039945077800001"),
    )
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, *rows))
    for form in ("--json", "--lang=en", "--lang=id"):
        _, out, err = office.run("import", "households", file, *by, form)
        digits = "".join(sign for sign in out + err if sign.isdecimal() or sign == "\n")
        assert "36039945" not in digits
        assert "*0000" in out


def test_a_number_that_a_spreadsheet_rounded_is_refused(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    book = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, nana(NIK=3603994507780000))
    text = a_csv(tmp_path / "rt.csv", HOUSEHOLDS, nana(NIK="3,60399E+15"))
    for file in (book, text):
        assert refused(office, "households", str(file), *by) == [(2, "NIK", "nik_as_number")]


def test_a_date_of_a_spreadsheet_is_read_whatever_the_formats_of_texts(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    book = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, nana(Tgl_Lahir=date(1978, 7, 5)))
    (tmp_path / "peta.json").write_text('{"dates": ["DD/MM/YYYY"]}')
    mapping = ("--mapping", str(tmp_path / "peta.json"))
    assert imported(office, "households", str(book), *by, *mapping)["written"] == 3


def test_heads_that_are_missing_or_there_twice_are_said_once(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    head = ["Nama Lengkap" if name == "NIK" else name for name in HOUSEHOLDS]
    head[head.index("JK")] = "Kelamin"
    file = str(a_csv(tmp_path / "rt.csv", head, nana(NIK="x")))
    assert refused(office, "households", file, *by) == [
        (1, "Nama", "column_twice"),
        (1, None, "column_missing"),
    ]


def test_what_a_later_list_says_otherwise_is_told_and_not_written(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "a.csv", HOUSEHOLDS, NANA)), *by)
    file = str(a_csv(tmp_path / "b.csv", HOUSEHOLDS, nana(RT="9"), dewi(RT="9")))
    _, out, _ = office.run("import", "households", file, *by)
    assert "sudah terdaftar dengan RT lain" in out
    assert "1 catatan ditulis, 3 sudah ada" in out


def test_a_mapping_file_says_what_is_otherwise_in_one_offices_lists(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    head = ("nomor", "siapa", "kelamin", "lahir", "sebagai", "tempat")
    rows = (("", "Daftar RTS 2016", "", "", "", ""), head)
    row = ("A/1", "Nana", "betina", "1978.07.05", "ketua", "3603062001")
    file = an_xlsx(tmp_path / "rt.xlsx", *rows, row, sheet="Lembar 2")
    mapping = tmp_path / "peta.toml"
    mapping.write_text(
        'head_row = 2\nsheet = "Lembar 2"\ndates = ["YYYY.MM.DD", "YYYY-MM-DD"]\n'
        '[columns]\nlist_no = "nomor"\nname = "siapa"\nsex = "kelamin"\nbirth_date = "lahir"\n'
        'relation = ["sebagai"]\nregion = "tempat"\n[defaults]\nsource = "dtks"\n'
        '[values.sex]\nbetina = "p"\n[values.relation]\nketua = "kepala"\n'
    )
    arguments = ("households", str(file), *by, "--mapping", str(mapping))
    assert imported(office, *arguments, "--set", "on=2016-07-11")["written"] == 2
    shown = office.ask("import", "households", "--show-mapping", "--mapping", str(mapping))
    assert (shown["head_row"], shown["columns"]["name"]) == (2, ["siapa"])
    # What is shown can be given back, as TOML or JSON.
    _, toml, _ = office.run("import", "households", "--show-mapping", "--mapping", str(mapping))
    (tmp_path / "shown.toml").write_text(toml)
    (tmp_path / "shown.json").write_text(json.dumps(shown))
    for name in ("shown.toml", "shown.json"):
        again = ("import", "households", "--show-mapping", "--mapping", str(tmp_path / name))
        assert office.ask(*again) == shown


@pytest.mark.parametrize(
    "text",
    [
        "columns = 3",
        "[columns]\nshoe_size = 'Sepatu'",
        "kind = 'bank'",
        "dates = ['DD/MM']",
        "dates = ['soon']",
        "dates = []",
        "head_row = 0",
        "separator = ';;'",
        "not toml",
        "color = 'red'",
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(
    office: Office, by: tuple[str, str], tmp_path: Path, text: str
) -> None:
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA))
    (tmp_path / "peta.toml").write_text(text)
    arguments = ("import", "households", file, *by, "--mapping", str(tmp_path / "peta.toml"))
    assert "bad_mapping" in office.refusal(*arguments)


def test_a_file_that_is_no_list_is_refused_with_a_reason(
    office: Office, by: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA)

    def refusal(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        code, _, err = office.run("import", "households", str(tmp_path / name), *by)
        assert code == REFUSED
        return err

    assert "bad_sheet" in refusal("a.txt", b"")
    assert "no_head" in refusal("a.csv", b"")
    assert "bad_sheet" in refusal("a.csv", "Nama;Desa\nIpé;x".encode("cp1252"))
    assert "bad_sheet" in refusal("a.csv", b'Nama;Desa\n"Nana;x')
    assert "bad_sheet" in refusal("a.xlsx", b"Nama;Desa")
    assert "too_large_file" in refusal("a.csv", b"x" * (limits.IMPORT_LINE_CHARS_MAX + 1))
    assert "too_large_file" in refusal("a.csv", b"x," * (limits.IMPORT_COLUMNS_MAX + 1))
    assert "unreadable_file" in office.refusal("import", "households", "nowhere.csv", *by)
    assert "bad_default" in office.refusal(
        "import", "households", str(good), *by, "--set", "on=kemarin"
    )
    assert "bad_set" in office.refusal("import", "households", str(good), *by, "--set", "on")
    monkeypatch.setattr(limits, "IMPORT_ROWS_MAX", 1)
    assert "too_large_file" in office.refusal("import", "households", str(good), *by)


BOMBS: Final = (
    (b"</row>", b"<c/>" * limits.MIB + b"</row>"),
    (b"</sheetData>", b"<row/>" * (limits.XLSX_ROWS_MAX + 1) + b"</sheetData>"),
    (b"</sheetData>", b"</sheetData>" + b"<hyperlink/>" * (limits.MIB // 2)),
    (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "<c/>">]><worksheet'),
    (b"<sheetData>", b"<si/><sheetData>"),
)


def with_part(book: Path, to: Path, name: str, old: bytes, new: bytes) -> Path:
    """A book with some bytes of one part replaced."""
    with ZipFile(book) as parts, ZipFile(to, "w", ZIP_DEFLATED) as changed:
        for entry in parts.infolist():
            data = parts.read(entry)
            if entry.filename == name:
                assert old in data
                data = data.replace(old, new, 1)
            changed.writestr(entry.filename, data)
    return to


def test_a_book_with_wrong_bytes_is_read_or_refused(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    good = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, NANA).read_bytes()
    damaged = tmp_path / "damaged.xlsx"
    for _ in range(30):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        damaged.write_bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])
        with suppress(InputRefused), open_rows(damaged, built_in("households")) as rows:
            assert len(list(rows)) <= 2


def test_a_book_that_would_fill_the_memory_is_not_opened(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    book = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, NANA)
    with ZipFile(book, "a", ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", bytes(limits.IMPORT_STRINGS_BYTES_MAX + 1))
    assert "too_large_file" in office.refusal("import", "households", str(book), *by)
    for number, (old, new) in enumerate(BOMBS):
        book = an_xlsx(tmp_path / f"bomb{number}.xlsx", HOUSEHOLDS, NANA)
        changed = with_part(book, tmp_path / "changed.xlsx", "xl/worksheets/sheet1.xml", old, new)
        assert changed.stat().st_size < 64 * limits.KIB
        assert "too_large_file" in office.refusal("import", "households", str(changed), *by)
    damaged = tmp_path / "damaged.xlsx"
    with ZipFile(damaged, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types")
    assert "bad_sheet" in office.refusal("import", "households", str(damaged), *by)


def test_only_who_may_write_the_entries_imports_them(office: Office, tmp_path: Path) -> None:
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    office.ask("invite", "Ahli", "--role", "auditor", "--region", "36.03")
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA))
    decree = str(a_csv(tmp_path / "sk.csv", DECREE))
    assert "not_entitled" in office.refusal("import", "households", file, "--by", "Ahli")
    assert "not_entitled" in office.refusal("import", "decree", decree, "--by", "Zaenal")
    assert "unknown_actor" in office.refusal("import", "decree", decree, "--by", "Siapa")
    assert "missing_by" in office.refusal("import", "decree", decree)


# --- payments ------------------------------------------------------------------------------------

PAID = ("K-001", 2017, 1, 2_250_000, "463/SK-12/2017", "Berhasil", "20/11/2017", "")


def test_a_decree_and_the_banks_report_stand_side_by_side(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "a.csv", HOUSEHOLDS, NANA, RAHMAT)), *by)
    decree = str(an_xlsx(
        tmp_path / "sk.xlsx", DECREE,
        ("K-001", NIK, 2017, 1, 2_250_000, "463/SK-12/2017", date(2017, 10, 1)),
        ("K-002", "", "2017", "1", "Rp2.250.000,00", "463/SK-12/2017", "1 Oktober 2017"),
    ))  # fmt: skip
    assert imported(office, "decree", decree, *by)["written"] == 2
    assert imported(office, "decree", decree, *by)["written"] == 0
    report = (
        PAID,
        ("K-002", 2017, 1, 2_250_000, "463/SK-12/2017", "gagal", "", "2017-11-20"),
        ("K-002", 2017, 1, 2_250_000, "463/SK-12/2017", "Berhasil", "2017-12-01", ""),
    )
    bank = str(a_csv(tmp_path / "bank.csv", BANK, *report))
    assert imported(office, "bank", bank, *by)["written"] == 3
    assert imported(office, "bank", bank, *by)["written"] == 0
    lines = [line for line in lines_of(office) if line["type"].startswith("payment_")]
    assert [(line["type"], line["on"], line["body"].get("status")) for line in lines] == [
        ("payment_ordered", "2017-10-01", None),
        ("payment_ordered", "2017-10-01", None),
        ("payment_reported", "2017-11-20", "paid"),
        ("payment_reported", "2017-11-20", "failed"),
        ("payment_reported", "2017-12-01", "paid"),
    ]
    assert ["payee" in line["body"] for line in lines] == [True, False, False, False, False]


def test_rows_of_payments_that_cannot_be_are_refused(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "a.csv", HOUSEHOLDS, NANA)), *by)

    def paid(**cells: object) -> list[object]:
        return with_cells(PAID, BANK, **cells)

    rows = (
        paid(ID_Keluarga="K-404"),  # 2
        paid(Tahap="5"),  # 3
        paid(Jumlah="-1"),  # 4
        paid(Jumlah="2.25"),  # 5
        paid(Jumlah=99_000_000_000),  # 6
        paid(Status="entah"),  # 7
        paid(Tanggal_Bayar="20/13/2017"),  # 8
        paid(Tanggal_Bayar=""),  # 9
        paid(ID_Keluarga=""),  # 10
        paid(),  # 11
        paid(),  # 12
        paid(Tanggal_Bayar="20/11/2999"),  # 13
    )
    file = str(a_csv(tmp_path / "bank.csv", BANK, *rows))
    assert refused(office, "bank", file, *by) == [
        (2, None, "unknown_household"),
        (3, "Tahap", "out_of_bounds"),
        (4, "Jumlah", "bad_value"),
        (5, "Jumlah", "bad_value"),
        (6, "Jumlah", "implausible_amount"),
        (7, "Status", "bad_value"),
        (8, "Tanggal Bayar", "bad_date"),
        (9, "Tanggal", "on_missing"),
        (10, "ID Keluarga", "payee_missing"),
        (12, None, "payment_twice"),
        (13, "Tanggal Bayar", "future_on"),
    ]


def test_a_payee_is_found_by_the_nik_alone(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "a.csv", HOUSEHOLDS, NANA, DEWI)), *by)
    head = ("NIK", *BANK[1:])
    bank = str(a_csv(tmp_path / "b.csv", head, (NIK, *PAID[1:])))
    assert imported(office, "bank", bank, *by)["written"] == 1
    assert imported(office, "bank", bank, *by)["held"] == 1
    (*_, nana_added, _, _, paid) = lines_of(office)
    assert (paid["stream"], paid["body"]["payee"]) == (
        nana_added["stream"],
        nana_added["body"]["member"],
    )


def test_a_nik_that_nobody_or_several_hold_names_no_household(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "a.csv", HOUSEHOLDS, NANA)), *by)
    head = ("NIK", *BANK[1:])
    nobody = str(a_csv(tmp_path / "b.csv", head, ("3603995201030000", *PAID[1:])))
    assert refused(office, "bank", nobody, *by) == [(2, "NIK", "unknown_nik")]
    # The same person in another list, under another number: told, and left to people.
    again = str(a_csv(tmp_path / "c.csv", HOUSEHOLDS, nana(ID_Keluarga="K-9", No_KK="")))
    _, out, _ = office.run("import", "households", again, *by)
    assert "NIK ini sudah ada di keluarga" in out
    several = str(a_csv(tmp_path / "d.csv", head, (NIK, *PAID[1:])))
    assert refused(office, "bank", several, *by) == [(2, "NIK", "nik_in_several")]


def test_a_household_is_named_by_its_id_too(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    imported(office, "households", str(a_csv(tmp_path / "a.csv", HOUSEHOLDS, NANA)), *by)
    office.ask("project")
    household = str(lines_of(office)[0]["stream"])
    head = ("ID Jejak", *BANK[1:])
    good, bad = (household, *PAID[1:]), ("01a2", *PAID[1:])
    assert imported(office, "bank", str(a_csv(tmp_path / "b.csv", head, good)), *by)["written"] == 1
    wrong = str(a_csv(tmp_path / "c.csv", head, bad))
    assert refused(office, "bank", wrong, *by) == [(2, "ID Jejak", "bad_id")]
