"""The demo's own words, Indonesian and English; what the domain calls things is `events/words`.

`scenes.py` tells what happened before each moment.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from babel import dates as babel_dates

from events.dates import WIB, interval
from events.words import Lang, Words, pick
from server.demo.scenes import SCENES

_WORDS: Final[Mapping[str, Words]] = {
    **{f"scene.{name}": words for name, words in SCENES.items()},
    "title": ("Kisah Nana", "Nana's story"),
    "help.serve": (
        "Biarkan kantor tetap berjalan sesudah kisah selesai.",
        "Leave the office running after the story.",
    ),
    "help.data": (
        "Folder baru untuk kantor dan perangkatnya; tanpa ini, folder sementara.",
        "A new directory for the office and its devices; without it, a temporary one.",
    ),
    "not_empty": (
        "{data} tidak kosong: sebutkan folder baru untuk kisah ini",
        "{data} is not empty: name a new directory for the story",
    ),
    "playing": ("{date} · {what}", "{date} · {what}"),
    "step.sync": ("{device} sync", "{device} syncs"),
    "step.cut": ("sinyal hilang", "the signal goes"),
    "step.back": ("sinyal kembali", "the signal returns"),
    "step.moment": ("kantor dan perangkat ditanya", "office and devices are asked"),
    # --- moments ---
    "moment.offline": ("tanpa sinyal", "without a signal"),
    "moment.conflict": ("dua catatan bertentangan", "two reports contradict each other"),
    "moment.corrected": ("dikoreksi", "corrected"),
    "moment.costs_known": ("biaya diketahui", "costs are known"),
    "moment.graduated": ("graduasi", "graduated"),
    "moment.end": ("akhir kisah", "the end"),
    "office": ("Kantor", "Office"),
    "household": ("Keluarga", "Household"),
    "enterprise": ("Usaha", "Enterprise"),
    "workers_paid": ("{count} pekerja dibayar", "{count} paid workers"),
    "readiness": ("Kesiapan graduasi", "Readiness to leave assistance"),
    "supports": (
        "{met} dari {all} indikator pendukung terpenuhi",
        "{met} of {all} supporting indicators met",
    ),
    "indicator": ("Indikator", "Indicator"),
    "verdict": ("Hasil", "Verdict"),
    "value": ("Nilai", "Value"),
    "threshold": ("Ambang", "Threshold"),
    "evidence": ("Bukti", "Rests on"),
    "month": ("Bulan", "Month"),
    "quantity": ("Jumlah", "Quantity"),
    "unit_price": ("Harga satuan", "Unit price"),
    "revenue": ("Omzet", "Revenue"),
    "costs": ("Biaya", "Costs"),
    "net": ("Laba bersih", "Net"),
    "unknown": ("belum diketahui", "unknown"),
    "conflict": ("Bentrok yang terbuka", "Open conflict"),
    "claim": (
        "{value} · {actor} di {device}, {basis}; ditulis {at}, tiba di kantor {received}",
        "{value} · {actor} on {device}, {basis}; written {at}, at the office {received}",
    ),
    "knew_none": (
        "Penulis masing-masing tidak mengetahui catatan yang lain.",
        "Neither author knew what the other had written.",
    ),
    "knew": ("{actor} mengetahui catatan yang lain.", "{actor} knew of the other entry."),
    "questions": ("Tanyakan pada kunjungan berikutnya", "Ask at the next visit"),
    # --- who knows what ---
    "who_knows": ("Siapa tahu apa", "Who knows what"),
    "synced": ("terakhir sync", "last synced"),
    "waiting": ("belum terkirim", "not yet sent"),
    "entries": ("{count} catatan", "{count} entries"),
    "months": ("bulan yang dilaporkan", "months reported"),
    "month_said": ("{quantity} potong, laba {net}", "{quantity} pieces, net {net}"),
    "span": ("{first} s.d. {last}", "{first} to {last}"),
    "conflicts": ("bentrok yang terbuka", "open conflicts"),
    "all_same": (
        "Kantor, {devices} mengetahui hal yang sama.",
        "The office, {devices} know the same.",
    ),
    # --- history ---
    "history": ("Riwayat lengkap keluarga ini", "The full history of this household"),
    "row": ("baris {row}", "row {row}"),
    "written": (
        "ditulis {actor} di {device} {at}, kantor tahu {received}",
        "written by {actor} on {device} {at}, the office knew {received}",
    ),
    "written_at_office": (
        "ditulis {actor} di kantor {at}",
        "written by {actor} at the office {at}",
    ),
    "unsent": ("belum", "not yet"),
    "replaced": ("menggantikan {what}", "replaces {what}"),
    "legend": (
        "Asal tiap isian: {article} artikel koran, {programme} program, {assumed} diandaikan",
        "Who says each field: {article} the newspaper article, {programme} the programme, "
        "{assumed} assumed",
    ),
    "log": (
        "Log kantor memuat {size} catatan: {shown} di atas, selebihnya tentang petugas, perangkat, "
        "dan pembukaan nama untuk halaman ini: membaca nama pun tercatat.",
        "The office's log holds {size} entries: the {shown} above, the others about officers, "
        "devices and the opening of names for this page, for reading a name is written down too.",
    ),
    "serving": (
        "Kantor tetap berjalan di {url}; hentikan dengan Ctrl-C.\n"
        "Data: {data}\n\n    curl -H 'Authorization: Bearer {token}' {url}/v1/households\n",
        "The office keeps running at {url}; stop it with Ctrl-C.\n"
        "Data: {data}\n\n    curl -H 'Authorization: Bearer {token}' {url}/v1/households\n",
    ),
}


def tell(lang: Lang, key: str, **values: object) -> str:
    """The demo's words for a key, its blanks filled."""
    return pick(lang, _WORDS[key]).format(**values)


def clock(at_ms: int, lang: Lang) -> str:
    """A moment where the story plays: `14 Des 2018 14.06`."""
    moment = datetime.fromtimestamp(at_ms / 1000, WIB)
    time = f"{moment:%H.%M}" if lang == "id" else f"{moment:%H:%M}"
    return f"{babel_dates.format_date(moment, 'd MMM y', locale=lang)} {time}"


def short_month(period: str, lang: Lang) -> str:
    """`Nov 2018`."""
    text: str = babel_dates.format_date(interval(period)[0], "MMM y", locale=lang)
    return text
