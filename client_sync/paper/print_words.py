"""What stands on printed pages beside labels and values: Indonesian, English."""

from collections.abc import Mapping
from typing import Final

from events.words import Lang, pick

PRINTED: Final[Mapping[str, tuple[str, str]]] = {
    "family": ("Keluarga", "Family"),
    "date": ("Tanggal kejadian", "Date of the fact"),
    "filled_by": ("Diisi oleh", "Filled in by"),
    "last_time": ("terakhir: {value}", "last time: {value}"),
    "type_it": (
        "Diketik kemudian dengan: jejak record --paper {type} --household {household}",
        "Typed later with: jejak record --paper {type} --household {household}",
    ),
    "form_hint": (
        "Beri tanda silang pada satu kotak; bila tidak tahu, katakan tidak tahu. Kosong berarti "
        "tidak ditanyakan.",
        "Cross one box; where nobody knows, say so. Empty means it was not asked.",
    ),
    "several": ("boleh lebih dari satu", "more than one may be crossed"),
    "printed_on": ("dicetak {day}", "printed {day}"),
    # --- the family's page
    "map": ("Peta keluarga", "Family map"),
    "good": ("sudah baik", "good"),
    "to_ask": ("belum diketahui", "not known yet"),
    "not_yet": ("belum", "not yet"),
    "not_for_us": ("tidak berlaku", "does not apply"),
    "figure": ("{value} (perlu {threshold})", "{value} (needed: {threshold})"),
    "next_step": ("Langkah berikutnya", "Next step"),
    "what": ("Hal", "What"),
    "how": ("Keadaan", "Standing"),
    "enterprise": ("Usaha {name}: {stage}", "Enterprise {name}: {stage}"),
    "read_aloud": ("Dibacakan kepada keluarga", "Read aloud to the family"),
    "read_intro": (
        "Ini yang tercatat tentang keluarga {name} per {day}.",
        "This is what is written about the family of {name} on {day}.",
    ),
    "read_good": ("Yang sudah baik: {names}.", "What is good: {names}."),
    "read_not_yet": ("Yang belum: {names}.", "What is not there yet: {names}."),
    "read_to_ask": (
        "Yang belum kami ketahui dan akan kami tanyakan: {names}.",
        "What we do not know yet and will ask: {names}.",
    ),
    "read_status": ("Status keluarga: {status}.", "The family's status: {status}."),
    "read_rights": (
        "Apakah ini benar? Bila ada yang salah, katakan; catatan akan dibetulkan dan yang lama "
        "tetap terlihat. Keluarga boleh menolak menjawab, dan boleh bertanya siapa yang melihat "
        "catatan ini.",
        "Is this right? If something is wrong, say so; the entry will be corrected and the old one "
        "stays visible. You may decline to answer, and ask who has seen this.",
    ),
    "is_right": ("benar", "right"),
    "is_wrong": ("ada yang salah, yaitu:", "something is wrong:"),
    "signature_family": ("Keluarga", "Family"),
    "signature_companion": ("Pendamping", "Companion"),
    # --- lists
    "visits": ("Kunjungan {day}", "Visits on {day}"),
    "why": ("Mengapa", "Why"),
    "ask": ("Tanyakan", "Ask"),
    "notes": ("Catatan", "Notes"),
    "last_met": ("terakhir ditemui {when}", "last met {when}"),
    "never": ("belum pernah ditemui", "never met"),
    "sheet": ("Lembar kehadiran: {kind}", "Attendance sheet: {kind}"),
    "sheet_code": ("kode lembar {code}", "sheet {code}"),
    "sheet_hint": (
        "Tandai hanya yang TIDAK hadir, atau tulis jumlah bila kurang. Diketik dengan: jejak "
        "session {kind} … --sheet {code} --absent NOMOR",
        "Mark only who was NOT there, or write a number for less. Typed with: jejak session {kind} "
        "… --sheet {code} --absent NUMBER",
    ),
    "number": ("No", "No"),
    "name": ("Nama", "Name"),
    "component": ("Komponen", "Component"),
    "hamlet": ("Kampung", "Hamlet"),
    "absent": ("Tidak hadir / jumlah", "Absent / number"),
    "signature": ("Tanda tangan", "Signature"),
}


def printed(lang: Lang, key: str, **values: object) -> str:
    """The words of a key."""
    return pick(lang, PRINTED[key]).format(**values)
