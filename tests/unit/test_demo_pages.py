"""What the demo prints: unknown is a word, a difference is named, every field is marked."""

from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from typing import Any

import msgspec
from rich.console import Console

from events.folds import (
    Claim,
    Conflict,
    Enterprise,
    EnterpriseMonth,
    HouseholdAnswer,
    Indicator,
    Question,
    Readiness,
    Replaced,
)
from events.folds.checks.finding import Need
from events.folds.splits import Splits
from events.ids import ActorId, DeviceId, EventId
from events.types import EntityId
from server.demo.history_page import show_history
from server.demo.pages import show_heading, show_office
from server.demo.played import DeviceSide, Entry, Field, Log, Moment, Played, Side
from server.demo.sides_page import differences, show_sides

OURS = EventId("8c" * 16)
THEIRS = EventId("f1" * 16)
ZAENAL = ActorId("0155b36b-4680-7b6b-99fe-b0a811994b0f")
DEVICE = DeviceId("d1" * 16)
VESTS = "01663283-a420-7566-bd67-81dcf5cf9c7c"
NAMES = {ZAENAL: "Zaenal", DEVICE: "D1"}
NOON_MS = 1_543_813_200_000
"""2018-12-03 12:00 WIB."""


def a_claim(event: EventId, value: int) -> Claim:
    return Claim(
        event=event,
        value=value,
        actor=ZAENAL,
        device=DEVICE,
        on="2018-11",
        at=NOON_MS,
        received=None,
        basis="stated",
        known_to_author=(),
    )


def a_month(quantity: int | None = 215) -> EnterpriseMonth:
    return EnterpriseMonth("2018-11", quantity, 39_000, 8_385_000, None, None, ())


def a_side(quantity: int | None = 215) -> Side:
    needs = (Need("costs", "2018-10"), Need("costs", "2018-11"))
    income = Indicator("unknown", None, 450_108, (OURS,), needs, None, None, False)
    return Side(
        household=HouseholdAnswer(
            "active", ("disputed",), None, None, None, None, 5, None, None, None, (), Splits()
        ),
        readiness=Readiness("not_ready", "BANTEN-GRAD/1", {"R1": income}, {}, 0, 5),
        enterprise=Enterprise(
            EntityId("e"), "konveksi", "operating", 4, (a_month(quantity),), ("one_buyer",), ()
        ),
        conflicts=(
            Conflict(
                "sales_reported:e:p:2018-11",
                "sales.0.quantity",
                (a_claim(OURS, 215), a_claim(THEIRS, 251)),
            ),
        ),
        questions=(Question("costs", "unknown", ("R1",), ("2018-10", "2018-11")),),
    )


def fields_of(side: Side) -> dict[str, Any]:
    return msgspec.structs.asdict(side)


def a_device_side(side: Side, unsent: int = 0) -> DeviceSide:
    return DeviceSide(**fields_of(side), synced_at=NOON_MS, unsent=unsent)


def a_moment(side: Side, **sides: DeviceSide) -> Moment:
    return Moment(
        name="conflict",
        as_of=date(2018, 12, 14),
        known_at="2018-12-14T20:00:00+07:00",
        sides=sides,
        **fields_of(side),
    )


@dataclass
class Paper:
    """Something to print on, and what was printed, without frames and aligning spaces."""

    width: int = 100
    written: StringIO = field(default_factory=StringIO)

    @property
    def console(self) -> Console:
        return Console(
            file=self.written, width=self.width, color_system=None, markup=False, highlight=False
        )

    @property
    def lines(self) -> list[str]:
        said = (" ".join(line.strip("─ ").split()) for line in self.written.getvalue().splitlines())
        return [line for line in said if line]


def test_a_moment_says_what_happened_and_prints_what_is_unknown_as_a_word() -> None:
    paper = Paper()
    moment = a_moment(a_side())
    show_heading(paper.console, "M1 · ", moment, "id")
    show_office(paper.console, moment, NAMES, "id")
    assert paper.lines[0] == "M1 · dua catatan bertentangan · 14 Des 2018 20.00"
    assert paper.lines[1].startswith("Sinyal kembali dan kedua perangkat sync.")
    assert paper.lines[4:] == [
        "Keluarga: aktif [ada bentrok]",
        "Usaha: berjalan · 4 pekerja dibayar [hanya satu pembeli]",
        "Bulan Jumlah Harga satuan Omzet Biaya Laba bersih",
        "November 2018 215 Rp39.000 Rp8.385.000 belum diketahui belum diketahui",
        "Kesiapan graduasi: belum siap · 0 dari 5 indikator pendukung terpenuhi",
        "Indikator Hasil Nilai Ambang Bukti",
        "R1 Penghasilan belum diketahui Rp450.108 1",
        "→ catat semua biaya usaha (Oktober 2018, November 2018)",
        "Bentrok yang terbuka: Penjualan bulanan, November 2018: jumlah barang",
        "215 · Zaenal di D1, dikatakan; ditulis 3 Des 2018 12.00, tiba di kantor belum",
        "251 · Zaenal di D1, dikatakan; ditulis 3 Des 2018 12.00, tiba di kantor belum",
        "Penulis masing-masing tidak mengetahui catatan yang lain.",
        "Tanyakan pada kunjungan berikutnya: catat semua biaya usaha (Oktober 2018, November 2018)",
    ]


def test_the_office_and_the_devices_stand_side_by_side_where_they_differ() -> None:
    paper = Paper()
    moment = a_moment(
        a_side(), D1=a_device_side(a_side()), D2=a_device_side(a_side(quantity=251), unsent=2)
    )
    show_sides(paper.console, moment, "en")
    assert paper.lines == [
        "Who knows what",
        "Office D1 · Zaenal D2 · Pendamping kedua",
        "last synced 3 Dec 2018 12:00 3 Dec 2018 12:00",
        "not yet sent 0 entries 2 entries",
        "November 2018 215 pieces, net unknown 215 pieces, net unknown 251 pieces, net unknown",
    ]


def test_sides_that_know_the_same_are_said_to() -> None:
    paper = Paper()
    show_sides(paper.console, a_moment(a_side(), D1=a_device_side(a_side())), "en")
    assert paper.lines == ["Who knows what: The office, D1 know the same."]


def test_what_only_one_side_speaks_of_is_no_difference_but_a_missing_month_is_seen() -> None:
    side = a_side()
    assert side.enterprise is not None
    blind = msgspec.structs.replace(
        side, enterprise=msgspec.structs.replace(side.enterprise, months=()), conflicts=()
    )
    assert list(differences([side, blind], "en")) == [
        ("months reported", "Nov 2018 to Nov 2018", "-"),
        ("open conflicts", "1", "0"),
    ]
    assert list(differences([side, side], "en")) == []


def an_entry(row: str, event: EventId, type_: str, **changed: Any) -> Entry:
    return msgspec.structs.replace(
        Entry(
            row=row,
            event=event,
            type=type_,
            on="2018-11",
            at=NOON_MS,
            received=NOON_MS + 60_000,
            position=7,
            actor=ZAENAL,
            device=DEVICE,
            basis="stated",
            verdict="accepted",
            state="standing",
            flags=(),
            fields=(),
            replaced=(),
            replaced_by=(),
        ),
        **changed,
    )


def test_the_history_marks_who_says_each_field_and_what_was_replaced() -> None:
    sold = an_entry(
        "13",
        THEIRS,
        "sales_reported",
        flags=("outside_assignment",),
        fields=(
            Field("sales", [{"quantity": 251, "unit_price": 39_000}], "assumed"),
            Field("product", VESTS, "assumed"),
            Field("product_name", "rompi pelampung", "article"),
        ),
    )
    corrected = an_entry(
        "14",
        OURS,
        "fact_corrected",
        on="2018-12-16",
        fields=(Field("target", THEIRS, "assumed"), Field("new", 215, "article")),
        replaced=(Replaced(THEIRS, "sales.0.quantity", 251),),
    )
    paper = Paper(width=200)
    moment = a_moment(a_side())
    played = Played((moment,), moment, (sold, corrected), Log(12), NAMES)
    show_history(paper.console, played, "en")
    assert paper.lines == [
        "The full history of this household",
        "Who says each field: ᵃ the newspaper article, ᵖ the programme, ° assumed",
        "row 13 · Sales of a month · November 2018 · stated · f1f1f1f1",
        "written by Zaenal on D1 3 Dec 2018 12:00, the office knew 3 Dec 2018 12:01",
        "sales [quantity 251, unit price Rp39,000]°, product rompi pelampung°, "
        "product's name rompi pelampungᵃ",
        "[outside the assignment]",
        "row 14 · Correction · 16 December 2018 · stated · 8c8c8c8c",
        "written by Zaenal on D1 3 Dec 2018 12:00, the office knew 3 Dec 2018 12:01",
        "entry corrected Sales of a month (row 13)°, new 215ᵃ",
        "↳ replaces Sales of a month (row 13): quantity 251",
        "The office's log holds 12 entries: the 2 above, the others about officers, devices and "
        "the opening of names for this page, for reading a name is written down too.",
    ]
