"""Payments: a decree and a bank's report, row by row."""

from datetime import date
from pathlib import Path

from tests.integration.importing import NIK, imported, lines_of, nana, refused
from tests.integration.importing import by as by
from tests.lists import BANK, DECREE, DEWI, HOUSEHOLDS, NANA, RAHMAT, a_csv, an_xlsx, with_cells
from tests.office_terminal import Office
from tests.office_terminal import office as office

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
