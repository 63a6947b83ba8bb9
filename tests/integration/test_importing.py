"""`jejak-server import` on real files and both databases: whole or not at all, and only once."""

import json
from datetime import date
from pathlib import Path

from tests.integration.importing import NIK, imported, lines_of, nana, refused
from tests.integration.importing import by as by
from tests.lists import DEWI, HOUSEHOLDS, NANA, RAHMAT, a_csv, an_xlsx, with_cells
from tests.office_terminal import Office
from tests.office_terminal import office as office


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
        (7, "Desa", "foreign_region"),
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
