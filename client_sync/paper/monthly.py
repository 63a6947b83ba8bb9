"""A monthly report with names joined, ready to fill a template.

Before: the figures of `events/folds/reporting.py`, the names this device can open. After:
`docx_template.py`, `xlsx_template.py`, the terminal.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct

from client_sync.data_keys import KeyRing
from client_sync.paper.filling import Cell, Filling
from client_sync.paper.report_words import COLUMNS, NONE, OUTCOMES, UNKNOWN, VALUES
from client_sync.reading.caseload import Caseload
from client_sync.reading.names import NAMING_TYPES, Called, Names, names_in
from client_sync.reading.view import View
from client_sync.storage.held import Profile
from client_sync.storage.journal import Journal
from events.dates import last_day
from events.folds.answer import Looked, look
from events.folds.report import MonthlyReport
from events.folds.reporting import monthly
from events.ids import PROGRAMME, ActorId, HouseholdId, StreamId
from events.regions import Regions
from events.types import RegionCode
from events.words import (
    TABLES,
    Lang,
    choice_label,
    day,
    month,
    number,
    percent,
    pick,
    rupiah,
    type_label,
    when,
)


class Monthly(Struct, frozen=True):
    """A report, and what its households and its companion are called."""

    report: MonthlyReport
    called: Mapping[StreamId, Called]
    companion: str
    region: RegionCode


async def read_month(
    journal: Journal,
    view: View,
    ring: KeyRing,
    profile: Profile,
    period: str,
    today: date,
    *,
    everybody: bool,
) -> Monthly:
    """The report of a month from what is held here, of this device's holder or of everybody."""
    last = min(last_day(period), today)
    caseload = Caseload(journal, view, ring)
    called = dict(await caseload.called())
    async with journal.reading() as reading:
        about = await reading.stream(PROGRAMME)
        programme = await view.programme(reading, 0 if about is None else about.changes)
        rows = await reading.rows_of_types(PROGRAMME, NAMING_TYPES)
        actors: Names = await names_in(reading, ring, PROGRAMME, rows)
        looked: list[tuple[HouseholdId, Looked]] = []
        for stream in called:
            held = await reading.stream(stream)
            assert held is not None, "a stream that leaves the scope keeps its row"
            household = await view.household(reading, stream, held.changes)
            looked.append((HouseholdId(stream), look(household, programme, last.isoformat())))
    by: ActorId | None = None if everybody else profile.actor
    return Monthly(
        report=monthly(looked, period, by),
        called=called,
        companion="" if by is None else actors.get(by, ""),
        region=profile.region,
    )


def filling_of(lang: Lang, made: Monthly, today: date, regions: Regions) -> Filling:
    """What a template is filled with."""
    return Filling(
        values=_values(lang, made, today, regions),
        rows=_rows(lang, made),
        columns={group: tuple(columns) for group, columns in COLUMNS.items()},
        none=pick(lang, NONE),
    )


def _values(lang: Lang, made: Monthly, today: date, regions: Regions) -> dict[str, Cell]:
    report, counts = made.report, made.report.counts
    met = {visit.household for visit in report.visits if visit.outcome == "met"}
    people = sum(each.people for each in report.checked)
    fulfilled = sum(each.met for each in report.checked)
    words = {
        "bulan": month(last_day(report.month), lang),
        "tahun": report.month[:4],
        "pendamping": made.companion,
        "wilayah": regions.label(made.region, lang),
        "tanggal": day(today, lang),
    }
    figures = {
        "keluarga": counts.households,
        "keluarga_baru": report.registered,
        "anggota": counts.members,
        "anak_sekolah": counts.pupils,
        "balita": counts.ages["balita"],
        "ibu_hamil": counts.components["hamil_nifas"],
        "lansia": counts.ages["lansia"],
        "kunjungan": len(report.visits),
        "kunjungan_bertemu": sum(visit.outcome == "met" for visit in report.visits),
        "keluarga_dikunjungi": len(met),
        "keluarga_belum_dikunjungi": report.unvisited,
        "pertemuan": sum(each.kind == "p2k2" for each in report.sessions),
        "pelatihan": sum(each.kind == "training" for each in report.sessions),
        "peserta": sum(each.people for each in report.sessions),
        "peserta_hadir": sum(each.present for each in report.sessions),
        "komitmen": people,
        "komitmen_terpenuhi": fulfilled,
        "komitmen_belum": people - fulfilled,
        "pencairan_keluarga": sum(each.households for each in report.paid),
        "pencairan_penuh": sum(each.full for each in report.paid),
        "pencairan_sebagian": sum(each.partial for each in report.paid),
        "pencairan_tidak": sum(each.not_received for each in report.paid),
        "permintaan_graduasi": report.requests,
        "usulan": len(report.ways_out),
        "pemutakhiran": sum(each.entries for each in report.updates),
        "rujukan": report.referrals,
        "usaha": len(report.businesses),
        "usaha_stabil": sum(each.stage in ("stable", "growing") for each in report.businesses),
    }
    found = {name: Cell(text) for name, text in words.items()}
    found |= {name: _count(lang, figure) for name, figure in figures.items()}
    found["komitmen_persen"] = _share(lang, fulfilled, people)
    found["pencairan_jumlah"] = _money(lang, sum(each.amount for each in report.paid))
    return {name: found[name] for name in VALUES}


def _rows(lang: Lang, made: Monthly) -> dict[str, list[dict[str, Cell]]]:
    report = made.report
    return {
        "kunjungan": _numbered(
            lang,
            (
                {
                    "tanggal": Cell(when(each.on, lang)),
                    **_family(made, each.household),
                    "jenis": Cell(choice_label(lang, each.kind, "kind")),
                    "hasil": Cell(choice_label(lang, each.outcome, "outcome")),
                }
                for each in report.visits
            ),
        ),
        "pertemuan": _numbered(
            lang,
            (
                {
                    "tanggal": Cell(when(each.on, lang)),
                    "jenis": Cell(choice_label(lang, each.kind, "kind")),
                    "materi": Cell(choice_label(lang, each.topic, "topic")),
                    "peserta": _count(lang, each.people),
                    "hadir": _count(lang, each.present),
                }
                for each in report.sessions
            ),
        ),
        "komitmen": _numbered(
            lang,
            (
                {
                    "komponen": Cell(choice_label(lang, each.component)),
                    "orang": _count(lang, each.people),
                    "terpenuhi": _count(lang, each.met),
                    "persen": _share(lang, each.met, each.people),
                }
                for each in report.checked
            ),
        ),
        "pencairan": _numbered(
            lang,
            (
                {
                    "program": Cell(choice_label(lang, each.programme)),
                    "tahap": Cell(f"{each.year}/{each.tranche}"),
                    "keluarga": _count(lang, each.households),
                    "penuh": _count(lang, each.full),
                    "sebagian": _count(lang, each.partial),
                    "tidak": _count(lang, each.not_received),
                    "jumlah": _money(lang, each.amount),
                }
                for each in report.paid
            ),
        ),
        "usulan": _numbered(
            lang,
            (
                {
                    "tanggal": Cell(when(each.on, lang)),
                    "keluarga": _family(made, each.household)["keluarga"],
                    "jenis": Cell(choice_label(lang, each.what)),
                    "keadaan": Cell(pick(lang, OUTCOMES[each.outcome])),
                }
                for each in report.ways_out
            ),
        ),
        "pemutakhiran": _numbered(
            lang,
            (
                {
                    "jenis": Cell(type_label(lang, each.type)),
                    "catatan": _count(lang, each.entries),
                    "keluarga": _count(lang, each.households),
                }
                for each in report.updates
            ),
        ),
        "usaha": _numbered(lang, _businesses(lang, made)),
    }


def _businesses(lang: Lang, made: Monthly) -> Iterable[dict[str, Cell]]:
    unknown = pick(lang, UNKNOWN)
    for each in made.report.businesses:
        called = made.called.get(StreamId(each.household))
        stage = TABLES["stage"].get(each.stage or "")
        yield {
            "keluarga": _family(made, each.household)["keluarga"],
            "usaha": Cell("" if called is None else called.names.get(each.enterprise, "")),
            "jenis": Cell(unknown if each.kind is None else choice_label(lang, each.kind)),
            "tahap": Cell(unknown if stage is None else pick(lang, stage)),
            "penjualan": Cell(unknown) if each.revenue is None else _money(lang, each.revenue),
            "laba": Cell(unknown) if each.net is None else _money(lang, each.net),
        }


def _family(made: Monthly, household: HouseholdId) -> dict[str, Cell]:
    called = made.called.get(StreamId(household))
    return {
        "keluarga": Cell(_NO_NAME if called is None or called.head is None else called.head),
        "kampung": Cell("" if called is None or called.kampung is None else called.kampung),
    }


def _numbered(lang: Lang, rows: Iterable[dict[str, Cell]]) -> list[dict[str, Cell]]:
    return [{"no": _count(lang, at), **row} for at, row in enumerate(rows, 1)]


def _count(lang: Lang, figure: int) -> Cell:
    return Cell(number(figure, lang), figure)


def _money(lang: Lang, amount: int) -> Cell:
    return Cell(rupiah(amount, lang), amount)


def _share(lang: Lang, part: int, whole: int) -> Cell:
    """Percent of a whole, rounded down; of nothing there is no share."""
    return Cell(pick(lang, NONE)) if not whole else Cell(percent(part * 100 // whole, lang))


_NO_NAME: Final = "…"
