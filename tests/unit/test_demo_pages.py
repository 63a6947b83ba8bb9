"""What the demo prints: unknown is a word, a difference is named, every field is marked."""

from io import StringIO

from msgspec.structs import replace
from rich.console import Console

from server.demo.history_page import show_history
from server.demo.pages import differences, show_moment
from server.demo.played import (
    Claim,
    Conflict,
    Enterprise,
    Entry,
    Field,
    Household,
    Indicator,
    Log,
    Moment,
    Month,
    Played,
    Readiness,
    Replaced,
    Side,
)

OURS = "8c" * 16
THEIRS = "f1" * 16
NOON_MS = 1_543_813_200_000
"""2018-12-03 12:00 WIB."""


def a_claim(event: str, value: int, device: str) -> Claim:
    return Claim(
        event=event,
        value=value,
        actor="Zaenal",
        device=device,
        on="2018-11",
        at=NOON_MS,
        received=None,
        basis="stated",
        known_to_author=False,
    )


def a_side(status: str = "active", quantity: int | None = 215) -> Side:
    return Side(
        household=Household(status, ("disputed",)),
        readiness=Readiness(
            "not_ready", {"R1": Indicator("unknown", None, 450_108, (OURS,), "catat biayanya")}
        ),
        enterprise=Enterprise(
            "operating", 4, (Month("2018-11", quantity, 39_000, 8_385_000, None),)
        ),
        conflicts=(
            Conflict(
                "sales_reported:2018-11",
                "sales",
                (a_claim(OURS, 215, "D1"), a_claim(THEIRS, 251, "D2")),
            ),
        ),
    )


def a_moment(side: Side, sides: dict[str, Side]) -> Moment:
    return Moment(
        name="conflict",
        as_of="2018-12-14",
        known_at="2018-12-14T23:59:59+07:00",
        household=side.household,
        readiness=side.readiness,
        enterprise=side.enterprise,
        conflicts=side.conflicts,
        sides=sides,
    )


def a_terminal() -> tuple[Console, StringIO]:
    paper = StringIO()
    return Console(file=paper, width=160, color_system=None), paper


def lines(paper: StringIO) -> list[str]:
    """What was printed, without frames and the spaces that align it."""
    return [" ".join(line.strip("│╭╮╰╯─ ").split()) for line in paper.getvalue().splitlines()]


def test_a_moment_prints_what_is_unknown_as_a_word_and_names_what_a_device_sees_otherwise() -> None:
    console, paper = a_terminal()
    show_moment(console, 1, a_moment(a_side(), {"D1": a_side(), "D2": a_side(quantity=251)}), "id")
    said = [line for line in lines(paper) if line]
    assert said == [
        "M1 · dua catatan bertentangan · keadaan per 14 Desember 2018, "
        "sepengetahuan 14 Desember 2018",
        "Kantor",
        "Keluarga: aktif [ada bentrok]",
        "Usaha: berjalan · 4 pekerja dibayar",
        "Bulan Jumlah Harga satuan Omzet Laba bersih",
        "November 2018 215 Rp39.000 Rp8.385.000 belum diketahui",
        "Kesiapan graduasi: belum siap",
        "Indikator Hasil Nilai Ambang Bukti Yang akan mengubahnya",
        "R1 Penghasilan belum diketahui Rp450.108 1 catat biayanya",
        "Bentrok yang terbuka: sales_reported:2018-11 sales",
        "8c8c8c8c 215: Zaenal di D1, tentang November 2018, dikatakan; "
        "ditulis 3 Desember 2018 12.00, diterima belum terkirim",
        "f1f1f1f1 251: Zaenal di D2, tentang November 2018, dikatakan; "
        "ditulis 3 Desember 2018 12.00, diterima belum terkirim",
        "D1: sama dengan kantor",
        "D2:",
        "November 2018: kantor 215 · Rp8.385.000 · belum diketahui; "
        "perangkat 251 · Rp8.385.000 · belum diketahui",
    ]


def test_what_only_one_side_knows_is_a_difference() -> None:
    side = a_side()
    blind = replace(side, enterprise=None, conflicts=())
    assert list(differences(side, blind, "en")) == [
        ("Enterprise", "operating · 4 paid workers", "unknown"),
        ("November 2018", "215 · Rp8,385,000 · unknown", "unknown"),
        ("Open conflicts", "1", "0"),
    ]
    assert list(differences(side, side, "en")) == []


def test_the_history_marks_who_says_each_field_and_what_was_replaced() -> None:
    sold = Entry(
        row="13",
        event=THEIRS,
        type="sales_reported",
        on="2018-11",
        at=NOON_MS,
        received=None,
        position=None,
        actor="Siti",
        device="D2",
        basis="stated",
        verdict="accepted",
        fields=(
            Field("sales", [{"quantity": 251, "unit_price": 39_000}], "assumed"),
            Field("product_name", "rompi pelampung", "article"),
        ),
    )
    corrected = Entry(
        row="14",
        event=OURS,
        type="fact_corrected",
        on="2018-12-16",
        at=NOON_MS,
        received=NOON_MS,
        position=7,
        actor="Siti",
        device="D2",
        basis="document",
        verdict="accepted",
        fields=(Field("target", THEIRS, "assumed"), Field("new", 215, "article")),
        replaced=(Replaced(THEIRS, "sales.0.quantity", 251),),
    )
    console, paper = a_terminal()
    show_history(console, Played((), (sold, corrected), Log(12)), "en")
    assert [line for line in lines(paper) if line] == [
        "The full history",
        "Row Written Who, where Entry Office knew",
        "13 3 December 2018 12:00 Siti Sales of a month · November 2018 · stated · f1f1f1f1 "
        "not sent",
        "D2 sales [quantity 251, unit price Rp39,000]°, product's name rompi pelampungᵃ",
        "14 3 December 2018 12:00 Siti Correction · 16 December 2018 · document · 8c8c8c8c "
        "3 December 2018 12:00",
        "D2 entry corrected 13 Sales of a month°, new 215ᵃ",
        "replaces 13 Sales of a month: quantity 251",
        "Source of each field: ᵃ article, ᵖ programme, ° assumed",
        "12 entries in the office's log.",
    ]
