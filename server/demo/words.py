"""The demo's own words, Indonesian and English; what the domain calls things is `events/words`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from events.dates import WIB
from events.words import Lang, Words, day, pick

_WORDS: Final[Mapping[str, Words]] = {
    "title": ("Kisah Nana", "Nana's story"),
    "subtitle": (
        "dimainkan oleh proses sungguhan lewat HTTP: satu kantor, dua perangkat, sinyal yang putus",
        "played by real processes over HTTP: one office, two devices, a signal that fails",
    ),
    "playing": ("baris {row}: {what}", "row {row}: {what}"),
    # --- moments ---
    "moment.conflict": ("dua catatan bertentangan", "two reports contradict each other"),
    "moment.corrected": ("dikoreksi", "corrected"),
    "moment.costs_known": ("biaya diketahui", "costs are known"),
    "moment.graduated": ("graduasi", "graduated"),
    "moment.end": ("akhir kisah", "the end"),
    "as_of": ("keadaan per {day}, sepengetahuan {known}", "as of {day}, as known on {known}"),
    "office": ("Kantor", "Office"),
    "household": ("Keluarga", "Household"),
    "enterprise": ("Usaha", "Enterprise"),
    "workers_paid": ("{count} pekerja dibayar", "{count} paid workers"),
    "readiness": ("Kesiapan graduasi", "Readiness to leave assistance"),
    "indicator": ("Indikator", "Indicator"),
    "verdict": ("Hasil", "Verdict"),
    "value": ("Nilai", "Value"),
    "threshold": ("Ambang", "Threshold"),
    "evidence": ("Bukti", "Evidence"),
    "change": ("Yang akan mengubahnya", "What would change it"),
    "month": ("Bulan", "Month"),
    "quantity": ("Jumlah", "Quantity"),
    "unit_price": ("Harga satuan", "Unit price"),
    "revenue": ("Omzet", "Revenue"),
    "net": ("Laba bersih", "Net"),
    "unknown": ("belum diketahui", "unknown"),
    "conflicts": ("Bentrok yang terbuka", "Open conflicts"),
    "no_conflict": ("Tidak ada bentrok yang terbuka.", "No open conflict."),
    "claim": (
        "{value}: {actor} di {device}, tentang {on}, {basis}; ditulis {at}, diterima {received}",
        "{value}: {actor} on {device}, about {on}, {basis}; written {at}, received {received}",
    ),
    "known_to_author": (
        "penulisnya mengetahui catatan yang lain",
        "its author knew the other",
    ),
    "same_as_office": ("sama dengan kantor", "the same as the office"),
    "side_differs": (
        "{what}: kantor {office}; perangkat {device}",
        "{what}: office {office}; device {device}",
    ),
    "not_known_there": ("belum ada di perangkat ini", "not on this device yet"),
    # --- history ---
    "history": ("Riwayat lengkap", "The full history"),
    "row": ("Baris", "Row"),
    "written": ("Ditulis", "Written"),
    "who": ("Siapa, di mana", "Who, where"),
    "entry": ("Catatan", "Entry"),
    "learned": ("Kantor tahu", "Office knew"),
    "unsent": ("belum terkirim", "not sent"),
    "replaced": ("menggantikan {what}", "replaces {what}"),
    "legend": (
        "Asal tiap isian: {article} artikel, {programme} program, {assumed} diandaikan",
        "Source of each field: {article} article, {programme} programme, {assumed} assumed",
    ),
    "log": ("{size} catatan di log kantor.", "{size} entries in the office's log."),
    "serving": (
        "Kantor tetap berjalan di {url} dengan data di {data}; hentikan dengan Ctrl-C.",
        "The office keeps running at {url} with its data in {data}; stop it with Ctrl-C.",
    ),
}


def tell(lang: Lang, key: str, **values: object) -> str:
    """The demo's words for a key, its blanks filled."""
    return pick(lang, _WORDS[key]).format(**values)


def clock(at_ms: int, lang: Lang) -> str:
    """A moment where the story plays: `14 Desember 2018 09.30`."""
    moment = datetime.fromtimestamp(at_ms / 1000, WIB)
    return f"{day(moment.date(), lang)} {moment:{'%H.%M' if lang == 'id' else '%H:%M'}}"
