"""What `jejak` says at a terminal, in Indonesian and English.

Sentences about entries, verdicts and states come from `events/words`, refusals of a device from
`client_sync/refusals.py`; here are those of the commands. Every refusal says what to do next.
"""

from collections.abc import Mapping
from typing import Final

from client_sync.cli.doctor_words import DOCTOR_SENTENCES
from client_sync.cli.fieldwork_words import FIELDWORK
from client_sync.cli.reading_words import READING_SENTENCES
from client_sync.cli.sheet_words import SHEET_SENTENCES
from client_sync.cli.survey_words import SURVEY_SENTENCES
from client_sync.cli.sync_words import SYNC_SENTENCES
from client_sync.refusals import Language

LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    **SYNC_SENTENCES,
    **DOCTOR_SENTENCES,
    **FIELDWORK,
    **SHEET_SENTENCES,
    **READING_SENTENCES,
    "help": (
        "Jejak di lapangan: mencatat tanpa sinyal, menyinkronkan bila ada.",
        "Jejak in the field: records without a signal, syncs when there is one.",
    ),
    "commands": ("Perintah", "Commands"),
    "help_data": (
        "Direktori perangkat ini (atau JEJAK_DATA).",
        "This device's directory (or JEJAK_DATA).",
    ),
    "help_profile": (
        "Profil: siapa yang bekerja di komputer bersama ini (atau JEJAK_PROFILE).",
        "Profile: who works on this shared computer (or JEJAK_PROFILE).",
    ),
    "help_lang": ("Bahasa: id atau en (atau JEJAK_LANG).", "Language: id or en (or JEJAK_LANG)."),
    "help_json": ("Cetak JSON untuk program.", "Print JSON for programs."),
    # --- profiles
    "help_profiles": (
        "Siapa saja yang bekerja di komputer ini, dan catatan siapa yang belum terkirim.",
        "Who works on this computer, and whose entries are not sent yet.",
    ),
    "profile_columns": (
        "profil|nama|peran|wilayah|belum terkirim|sinkron terakhir",
        "profile|name|role|region|not sent|last sync",
    ),
    "no_profiles": (
        "Belum ada profil: `jejak enrol ALAMAT KODE --profile NAMA`.",
        "No profile yet: `jejak enrol URL CODE --profile NAME`.",
    ),
    "help_all_profiles": (
        "Kirim dan terima untuk semua profil di komputer ini.",
        "Send and receive for every profile on this computer.",
    ),
    "sync_profile": ("{profile}:", "{profile}:"),
    # --- enrol
    "help_enrol": (
        "Daftarkan perangkat ini: ALAMAT kantor dan KODE undangan.",
        "Enrol this device: the office's URL and the CODE of an invitation.",
    ),
    "help_again": (
        "Daftarkan lagi direktori ini: kantor tidak mengenalnya lagi sesudah dipulihkan.",
        "Enrol this directory again: the office does not know it any more since a restore.",
    ),
    "enrolled": (
        "Perangkat {device} terdaftar sebagai {role} untuk wilayah {region} (log {log}). "
        "Berikutnya: `jejak record --help`, atau `jejak sync`.",
        "Device {device} is enrolled as {role} for region {region} (log {log}). "
        "Next: `jejak record --help`, or `jejak sync`.",
    ),
    # --- record
    "help_record": (
        "Catat: JENIS dan isinya, atau banyak catatan dari berkas.",
        "Record: a TYPE and its fields, or many entries from a file.",
    ),
    "help_from": (
        "Banyak catatan dari berkas, satu objek JSON per baris; - untuk masukan baku. Setiap "
        "baris dijawab sebelum yang berikutnya dibaca. Kuncinya: type, fields (termasuk data "
        "pribadi), household atau stream, on, basis, visit, late, by, entered_by, yes.",
        "Many entries from a file, one JSON object a line; - for standard input. Every line is "
        "answered before the next is read. Its keys: type, fields (personal ones too), household "
        "or stream, on, basis, visit, late, by, entered_by, yes.",
    ),
    "help_fields": ("Isian sebagai objek JSON.", "The fields as a JSON object."),
    "help_household": (
        "Keluarganya: kode, atau awalannya yang unik.",
        "Its household: the id, or a unique beginning.",
    ),
    "help_stream": (
        "Alur `programme`, untuk jenis yang boleh di sana.",
        "The stream `programme`, for types that may go there.",
    ),
    "help_on": (
        "Kapan terjadi: 2018, 2018-11 atau 2018-11-05; bawaan hari ini.",
        "When it was true: 2018, 2018-11 or 2018-11-05; today by default.",
    ),
    "help_basis": ("Dasarnya; bawaan stated.", "What it rests on; stated by default."),
    "help_visit": (
        "Kunjungan atau sesinya: kode, awalannya, atau new.",
        "Its visit or session: an id, its beginning, or new.",
    ),
    "help_late": ("Mengapa baru dicatat sekarang.", "Why it is written only now."),
    "help_by": ("Siapa yang menyatakan; bawaan pemegang perangkat.", "Whose statement it is."),
    "help_entered_by": ("Siapa yang mengetik, bila bukan dia.", "Who typed it, if another."),
    "help_yes": (
        "Jangan bertanya: tulis walau meragukan atau sama dengan yang baru dicatat.",
        "Do not ask: write it although it is doubtful or the same as one just written.",
    ),
    "types": ("Jenis catatan", "Types"),
    "required": ("(wajib)", "(required)"),
    "ask_household": ("Keluarga", "Household"),
    "ask_anyway": ("Tetap dicatat?", "Write it all the same?"),
    "ask_same": (
        "Catatan yang sama sudah ditulis pukul {time}. Catat sekali lagi?",
        "The same was written at {time}. Write it once more?",
    ),
    "ask_late": ("Alasan terlambat (late)", "Why late"),
    "ask_more": ("kosong bila selesai", "empty when done"),
    "recorded": ("Tercatat: {type} ({event}).", "Recorded: {type} ({event})."),
    "recorded_household": ("Keluarga baru: {household}", "New household: {household}"),
    "recorded_made": ("  {field}: {id}", "  {field}: {id}"),
    "warning": ("Periksa: {sentence}", "Check: {sentence}"),
    "not_recorded": ("Belum dicatat: {sentence}", "Not recorded: {sentence}"),
    "same_again": (
        "Belum dicatat: yang sama sudah ditulis pukul {time} ({event}). Bila memang dua kali, "
        "ulangi dengan --yes.",
        "Not recorded: the same was written at {time} ({event}). If it did happen twice, repeat "
        "with --yes.",
    ),
    "line": ("Baris {number}: {sentence}", "Line {number}: {sentence}"),
    "lines_done": (
        "{recorded} tercatat, {refused} ditolak, {asked} perlu diputuskan.",
        "{recorded} recorded, {refused} refused, {asked} to decide.",
    ),
    # --- errors
    "office_unreachable": (
        "Kantor tidak terjangkau; semua catatan aman di perangkat ini. Ulangi perintah ini bila "
        "ada sinyal. [{reason}]",
        "The office cannot be reached; every entry is safe here. Repeat this command when there is "
        "a signal. [{reason}]",
    ),
    "not_usable": (
        "{file} tidak dapat dipakai: {reason}. Periksa nama dan izinnya, lalu ulangi.",
        "{file} cannot be used: {reason}. Check its name and permissions, then repeat.",
    ),
    "office_busy": (
        "Kantor sedang ramai; semua catatan aman. Coba lagi {seconds} detik lagi.",
        "The office is busy; every entry is safe. Try again in {seconds} seconds.",
    ),
    "journal_full": (
        "Tidak ada tempat di penyimpanan; perintah ini tidak menulis apa pun, yang sudah tercatat "
        "aman. Kosongkan sebagian, lalu ulangi. [{reason}]",
        "There is no room on the disk; this command wrote nothing, what was recorded is safe. Free "
        "some space, then repeat. [{reason}]",
    ),
    "journal_busy": (
        "Proses lain sedang menulis di direktori ini; tunggu sebentar, lalu ulangi.",
        "Another process is writing in this directory; wait a moment, then repeat.",
    ),
    "journal_unsafe": ("Jurnal tidak dibuka: {reason}.", "The journal was not opened: {reason}."),
    "journal_damaged": (
        "Jurnal rusak: {reason}. Jangan menulis di sini; salin direktorinya, jalankan "
        "`jejak doctor --repair`, dan bila tetap begini hubungi kantor.",
        "The journal is damaged: {reason}. Do not write here; copy the directory, run "
        "`jejak doctor --repair`, and if it stays so call the office.",
    ),
    "profile_damaged": (
        "Data perangkat ini di jurnalnya rusak ({field}); semua catatan aman, tidak ada yang "
        "ditulis atau diambil. Berikutnya: `jejak doctor --repair`; bila tetap begini, salin "
        "direktorinya dan hubungi kantor.",
        "What the journal says of this device is damaged ({field}); every entry is safe, nothing "
        "was written or taken in. Next: `jejak doctor --repair`; if it stays so, copy the "
        "directory and call the office.",
    ),
    "stopped": (
        "Dihentikan; yang sudah tercatat aman.",
        "Stopped; what was recorded is safe.",
    ),
    "our_bug": (
        "Ini kesalahan program, bukan kesalahan Anda; catatan yang ada aman. Laporkan baris di "
        "atas.",
        "This is a fault of the program, not yours; the entries are safe. Report the lines above.",
    ),
    **SURVEY_SENTENCES,
}


def say(language: Language, key: str, **values: object) -> str:
    """The sentence of a key."""
    indonesian, english = SENTENCES[key]
    return (english if language == "en" else indonesian).format(**values)
