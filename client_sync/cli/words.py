"""What `jejak` says at a terminal, in Indonesian and English.

Sentences about entries, verdicts and states come from `events/words`, refusals of a device from
`client_sync/refusals.py`; here are those of the commands. Every refusal says what to do next.
"""

from collections.abc import Mapping
from typing import Final

from client_sync.cli.fieldwork_words import FIELDWORK
from client_sync.cli.survey_words import SURVEY_SENTENCES
from client_sync.cli.sync_words import SYNC_SENTENCES
from client_sync.refusals import Language

LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    **SYNC_SENTENCES,
    **FIELDWORK,
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
    # --- reading
    "help_households": ("Daftar keluarga di perangkat ini.", "The households on this device."),
    "household_columns": (
        "keluarga|kepala|status|kesiapan|bentrok|kunjungan terakhir|tanda",
        "household|head|status|readiness|conflicts|last visit|flags",
    ),
    "incomplete": ("belum lengkap", "incomplete"),
    "show_half": (
        "Riwayatnya belum lengkap di perangkat ini: jalankan `jejak sync`. Sampai lengkap, "
        "keputusan belum boleh dicatat.",
        "Its history is not complete on this device: run `jejak sync`. Until it is, no decision "
        "may be recorded.",
    ),
    "no_households": (
        "Belum ada keluarga: `jejak sync`, atau `jejak record household_registered`.",
        "No household yet: `jejak sync`, or `jejak record household_registered`.",
    ),
    "help_show": ("Keadaan satu keluarga.", "Where one household stands."),
    "help_as_of": (
        "Per tanggal itu (2018-12-14); bawaan hari ini.",
        "As of that day (2018-12-14); today by default.",
    ),
    "help_known_at": (
        "Seperti yang diketahui kantor saat itu (2018-12-14T23:59:59+07:00).",
        "As the office knew it at that moment (2018-12-14T23:59:59+07:00).",
    ),
    "show_head": ("{name} ({household})", "{name} ({household})"),
    "show_merged": (
        "Sudah digabungkan: catatan di sini berlaku untuk {household}. "
        "Lihat: jejak show {household}",
        "Merged: what is written here counts for {household}. See: jejak show {household}",
    ),
    "show_aliases": (
        "Juga tercatat sebagai {households}; semua catatannya berlaku di sini.",
        "Also written down as {households}; all of its entries count here.",
    ),
    "show_part_of": (
        "Sampai {on} bagian dari keluarga {household}; yang pindah: {members}.",
        "Until {on} part of household {household}; who moved: {members}.",
    ),
    "show_parts": (
        "Sejak {on} menjadi keluarga sendiri ({household}): {members}.",
        "Since {on} a household of their own ({household}): {members}.",
    ),
    "show_place": (
        "{region}; {members} anggota; kunjungan terakhir {last_met}",
        "{region}; {members} members; last visit {last_met}",
    ),
    "show_status": ("Status: {status}{flags}", "Status: {status}{flags}"),
    "show_readiness": (
        "Kesiapan graduasi: {verdict} ({rule_set})",
        "Readiness to graduate: {verdict} ({rule_set})",
    ),
    "indicator_columns": (
        "|indikator|hasil|nilai|ambang",
        "|indicator|verdict|value|threshold",
    ),
    "show_enterprise": (
        "Usaha {name} ({kind}): {stage}; pekerja dibayar {workers}. {flags}",
        "Enterprise {name} ({kind}): {stage}; paid workers {workers}. {flags}",
    ),
    "month_columns": (
        "bulan|jumlah|harga|penjualan|biaya|bersih",
        "month|quantity|price|sales|costs|net",
    ),
    "show_conflict": (
        "Bentrok: {type}, {field} ({about})",
        "Conflict: {type}, {field} ({about})",
    ),
    "show_claim": (
        "  {value} — {actor}, {on}, {basis} ({event})",
        "  {value} — {actor}, {on}, {basis} ({event})",
    ),
    "show_questions": ("Tanyakan pada kunjungan berikutnya:", "To ask at the next visit:"),
    "show_question": ("  {question} ({indicators})", "  {question} ({indicators})"),
    "show_incomplete": (
        "{count} catatan di sini belum dikenal program ini: perbarui untuk melihatnya.",
        "{count} entries here are not known to this program: update to see them.",
    ),
    "unknown": ("belum diketahui", "unknown"),
    "help_history": (
        "Semua catatan satu keluarga, berurutan; `office`: perbuatan kantor, bagi auditor.",
        "Every entry of one household; `office`: the office's own acts, for an auditor.",
    ),
    "history_columns": (
        "kapan|jenis|siapa|dicatat|di kantor|keadaan|catatan",
        "when|type|who|written|at the office|standing|event",
    ),
    "linked": ("lihat {event}", "see {event}"),
    "help_move": (
        "Pindahkan catatan yang salah keluarga: ditulis di sana, dicoret di sini, saling merujuk.",
        "Put an entry on the right household: written there, struck out here, each naming the "
        "other.",
    ),
    "help_move_to": ("Keluarga yang benar.", "The right household."),
    "help_move_set": (
        "Isian yang di sana lain: NAMA=NILAI, mis. member=KODE; boleh berulang.",
        "A field that reads otherwise there: NAME=VALUE, e.g. member=ID; may be repeated.",
    ),
    "moved": (
        "Sekarang di keluarga {household} sebagai {there}; {moved} dicoret. Kirim: jejak sync",
        "Now on household {household} as {there}; {moved} is struck out. Send: jejak sync",
    ),
    "help_outbox": (
        "Yang belum terkirim, yang ditinjau atau disisihkan kantor, dan catatan Anda tentang "
        "keluarga yang sudah diserahterimakan, sampai aman di kantor.",
        "What is not yet sent, what the office reviews or set aside, and what you wrote of "
        "families that were handed over, until it is safe at the office.",
    ),
    "outbox_columns": ("catatan|jenis|kapan|ditulis|keadaan", "event|type|when|written|standing"),
    "outbox_empty": (
        "Kotak keluar kosong: semua catatan sudah di kantor.",
        "The outbox is empty: the office has every entry.",
    ),
    "outbox_handed_over": (
        "keluarga sudah diserahterimakan; tetap di sini sampai aman di kantor",
        "family handed over; stays here until it is safe at the office",
    ),
    "outbox_history": (
        "Catatan Anda tentang keluarga yang sudah diserahterimakan: `jejak history {household}`.",
        "What you wrote of a family that was handed over: `jejak history {household}`.",
    ),
    "help_outbox_export": (
        "Tulis yang belum terkirim ke berkas tersegel, untuk diantar orang lain ke kantor.",
        "Write what is not yet sent into a sealed file, for anybody to carry to the office.",
    ),
    "help_outbox_import": (
        "Antarkan berkas titipan, dari perangkat mana pun, ke kantor perangkat ini.",
        "Deliver a transfer file, of whichever device, to the office of this one.",
    ),
    "outbox_exported": (
        "{entries} tersegel di {file}. Antarkan ke kantor: `jejak outbox import` di perangkat "
        "lain, atau berkasnya ke kantor. Catatan di sini tetap menunggu sampai sinkronisasi "
        "berikutnya; berkas ini aman diantar lebih dari sekali.",
        "{entries} sealed in {file}. Have it delivered: `jejak outbox import` on another device, "
        "or the file itself to the office. The entries wait here until the next sync; delivering "
        "the file more than once does no harm.",
    ),
    "outbox_left": (
        "{entries} lagi tidak muat di satu berkas: sinkronkan, atau ekspor lagi setelah sinkron.",
        "{entries} more did not fit into one file: sync, or export again after a sync.",
    ),
    "outbox_delivered": (
        "{number}/{parts}: kantor sudah memegang {entries} dari perangkat {device}, sampai nomor "
        "{sequence}.",
        "{number}/{parts}: the office holds {entries} of device {device}, up to number {sequence}.",
    ),
    "outbox_delivered_gap": (
        "{number}/{parts}: kantor belum memegang catatan perangkat {device} mulai nomor "
        "{expected}; antarkan dulu berkas sebelumnya, atau minta penulisnya menyinkronkan.",
        "{number}/{parts}: the office lacks entries of device {device} from number {expected} on; "
        "deliver the earlier file first, or ask its author to sync.",
    ),
    "outbox_delivered_forked": (
        "{number}/{parts}: di kantor, perangkat {device} punya riwayat lain; penulisnya harus "
        "menyinkronkan sendiri. Catatannya tetap aman di perangkat itu.",
        "{number}/{parts}: the office holds another history of device {device}; its author must "
        "sync by themselves. The entries are safe on that device.",
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
        "Jurnal rusak: {reason}. Jangan menulis di sini; salin direktorinya dan hubungi kantor.",
        "The journal is damaged: {reason}. Do not write here; copy the directory, call the office.",
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
