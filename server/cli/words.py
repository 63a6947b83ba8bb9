"""What `jejak-server` says at a terminal, in Indonesian and English.

Sentences about events and verdicts come from `events/words`; here are those of the office's own
commands. Every refusal says what to do next.
"""

from collections.abc import Mapping
from typing import Final, Literal

from events.errors import InputRefused
from events.words.refusals import REFUSALS
from server.cli.deciding_words import DECIDING_SENTENCES
from server.cli.desk_words import DESK_REFUSED, DESK_SENTENCES
from server.cli.device_words import DEVICE_SENTENCES
from server.cli.duplicate_words import DUPLICATE_REFUSED, DUPLICATE_SENTENCES
from server.cli.figure_words import FIGURE_REFUSED, FIGURE_SENTENCES
from server.cli.file_words import FILE_REFUSED, FILE_SENTENCES
from server.cli.keeping_words import KEEPING

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    **KEEPING,
    **DEVICE_SENTENCES,
    **FIGURE_SENTENCES,
    "help": (
        "Kantor Jejak: menerima catatan dari lapangan, menyimpannya, dan menjawab.",
        "The office of Jejak: receives entries from the field, keeps them, answers.",
    ),
    "commands": ("Perintah", "Commands"),
    "help_data": ("Folder data kantor ini.", "This office's data directory."),
    "help_db": (
        "Basis data: sqlite:///… (bawaan) atau postgresql://….",
        "Database: sqlite:///… (default) or postgresql://….",
    ),
    "help_lang": ("Bahasa: id atau en.", "Language: id or en."),
    "help_json": ("Cetak JSON untuk program.", "Print JSON for programs."),
    "help_log": (
        "Log (kabupaten/kota), mis. 36.03; boleh kosong bila hanya ada satu.",
        "Log (kabupaten/kota), e.g. 36.03; may be left out when there is only one.",
    ),
    # --- init
    "help_init": ("Buat kantor baru: kunci, basis data, wilayah.", "Make a new office."),
    "help_init_log": ("Kode kabupaten/kota yang dilayani.", "Code of the kabupaten/kota served."),
    "help_deployment": ("Nama pemasangan ini, mis. banten.", "Name of this deployment."),
    "help_story": (
        "Folder ini untuk cerita atau latihan; jamnya boleh dari berkas JEJAK_CLOCK.",
        "This directory is for a story or training; a file named by JEJAK_CLOCK may tell the time.",
    ),
    "no_such_kabupaten": (
        "Perhatian: {log} tidak ada di daftar wilayah program ini (Banten). Bila salah tulis, buat "
        "kantor di folder lain; bila di provinsi lain, muat daftarnya: jejak-server regions import "
        "BERKAS.",
        "Note: {log} is not among the regions of this program (Banten). If it was mistyped, make "
        "the office in another directory; if it is of another province, load its list: "
        "jejak-server regions import FILE.",
    ),
    "made_office": (
        "Kantor {deployment} siap di {data}: log {log}, {regions} wilayah. "
        "Berikutnya: jejak-server serve",
        "Office {deployment} is ready in {data}: log {log}, {regions} regions. "
        "Next: jejak-server serve",
    ),
    # --- serve
    "help_serve": ("Jalankan layanan HTTP kantor.", "Run the office's HTTP service."),
    "help_host": ("Alamat tempat mendengarkan.", "Address to listen on."),
    "help_port": ("Porta; 0 memilih yang kosong.", "Port; 0 takes a free one."),
    "help_workers": (
        "Jumlah proses; lebih dari satu hanya dengan PostgreSQL.",
        "Number of processes; more than one only on PostgreSQL.",
    ),
    "serving": ("Kantor mendengarkan di {url}", "The office listens on {url}"),
    # --- record
    "help_record": (
        "Catat perbuatan kantor sendiri, mis. keputusan koordinator.",
        "Record an act of the office itself, e.g. a coordinator's decision.",
    ),
    "help_fields": ("Isi sebagai objek JSON.", "The fields as a JSON object."),
    "help_from": (
        "Banyak catatan dari berkas JSON Lines, - untuk masukan baku.",
        "Many entries from a file of JSON Lines, - for standard input.",
    ),
    "help_stream": ("Keluarga (id); bawaan: programme.", "Household (id); default: programme."),
    "help_on": ("Tanggal, bulan, atau tahun kejadiannya.", "Day, month or year of the fact."),
    "help_basis": ("Dasarnya.", "What it rests on."),
    "help_late": ("Mengapa terlambat.", "Why it comes late."),
    "types": ("Jenis catatan", "Types"),
    "recorded": (
        "Tercatat pada posisi {position}: {type} ({id})",
        "Recorded at position {position}: {type} ({id})",
    ),
    "line_refused": ("Baris {line}: {sentence}", "Line {line}: {sentence}"),
    "help_receive": (
        "Terima berkas titipan dari `jejak outbox export`; boleh diulang.",
        "Take a transfer file written by `jejak outbox export`; may be repeated.",
    ),
    "received": (
        "{entries} dari perangkat {device} sudah tersimpan, sampai nomor {sequence}.",
        "{entries} of device {device} are held, up to number {sequence}.",
    ),
    "received_gap": (
        "Perangkat {device}: catatan mulai nomor {expected} belum sampai; minta berkas "
        "sebelumnya, atau minta penulisnya menyinkronkan.",
        "Device {device}: the entries from number {expected} on have not arrived; ask for the "
        "earlier file, or ask its author to sync.",
    ),
    "received_forked": (
        "Perangkat {device} punya riwayat lain di kantor ini: penulisnya harus menyinkronkan "
        "sendiri. Catatannya aman di perangkat itu.",
        "Device {device} has another history at this office: its author must sync by themselves. "
        "The entries are safe on that device.",
    ),
    "received_nothing": ("Berkas itu kosong.", "The file is empty."),
    # --- regions
    "help_regions": ("Daftar wilayah.", "The regions."),
    "help_regions_import": (
        "Impor wilayah dari CSV (code,name); tidak ada yang ditulis bila satu baris salah.",
        "Import regions from CSV (code,name); nothing is written when one row is wrong.",
    ),
    "bad_row_columns": (
        "Baris {row}: harus dua kolom, code dan name.",
        "Row {row}: there must be two columns, code and name.",
    ),
    "bad_row_code": (
        "Baris {row}: {code} bukan kode wilayah; tulis seperti 36.03.06.2001.",
        "Row {row}: {code} is no region code; write it like 36.03.06.2001.",
    ),
    "bad_row_twice": (
        "Baris {row}: kode {code} sudah ada di atasnya; hapus salah satu.",
        "Row {row}: the code {code} stands above already; take one out.",
    ),
    "bad_row_name": (
        "Baris {row}: nama {code} kosong atau terlalu panjang.",
        "Row {row}: the name of {code} is missing or too long.",
    ),
    "help_dry_run": ("Periksa saja.", "Only check."),
    "regions_imported": (
        "{new} wilayah baru, {known} sudah ada.",
        "{new} new regions, {known} known already.",
    ),
    "regions_checked": (
        "{new} wilayah baru, {known} sudah ada; belum ada yang ditulis.",
        "{new} new regions, {known} known already; nothing was written.",
    ),
    "help_demo": ("Kisah Nana, dimainkan dari awal.", "Nana's story, played from the start."),
    # --- what went wrong
    "refused": ("Ditolak ({code}): {sentence}", "Refused ({code}): {sentence}"),
    "our_bug": (
        "Ini kesalahan program, bukan kesalahan Anda; yang sudah tercatat aman. Laporkan baris di "
        "atas; periksa log dengan `jejak-server verify`.",
        "This is a fault of the program, not yours; what was recorded is safe. Report the lines "
        "above; check the log by `jejak-server verify`.",
    ),
    "failed": (
        "Terjadi kesalahan pada program: {error}. Jalankan `jejak-server verify` dan laporkan.",
        "Something went wrong in the program: {error}. Run `jejak-server verify` and report it.",
    ),
    "not_usable": (
        "{file} tidak dapat dipakai: {reason}. Periksa nama dan izinnya, lalu ulangi.",
        "{file} cannot be used: {reason}. Check its name and permissions, then repeat.",
    ),
    "store_damaged": (
        "Basis data rusak: {error}. Hentikan kantor, simpan salinan folder datanya, lalu pulihkan "
        "dari cadangan: `jejak-server restore`.",
        "The database is damaged: {error}. Stop the office, keep a copy of its data directory, "
        "then restore a back-up: `jejak-server restore`.",
    ),
    "store_unreachable": (
        "Basis data tidak terjangkau: {error}. Periksa --database dan coba lagi.",
        "The database cannot be reached: {error}. Check --database and try again.",
    ),
    **DESK_SENTENCES,
    **DECIDING_SENTENCES,
    **FILE_SENTENCES,
    **DUPLICATE_SENTENCES,
}

REFUSED: Final[Mapping[str, str]] = {
    **FIGURE_REFUSED,
    "log_missing": "Basis data ini tidak berisi log kantor ini: apakah --database atau disknya "
    "benar? Bila hilang, pulihkan cadangan dengan `jejak-server restore`.",
    "no_office": "Di folder itu belum ada kantor: jalankan `jejak-server init` atau sebut --data.",
    "office_exists": "Di folder itu sudah ada kantor untuk log ini; pilih folder lain.",
    "scope_version": "Lingkup perangkat itu baru saja berubah: lihat `jejak-server scope`, lalu "
    "ulangi.",
    "scope_too_large": "Terlalu banyak keluarga datang atau pergi sekaligus: undang perangkat itu "
    "lagi untuk wilayah barunya.",
    "other_deployment": "Folder itu milik pemasangan lain; pilih folder lain dengan --data.",
    "which_log": "Kantor ini melayani beberapa log: sebut salah satu dengan --log.",
    "unknown_log": "Kantor ini tidak melayani log itu: jalankan `jejak-server init --log …`.",
    "bad_log": "Kode kabupaten/kota ditulis seperti 36.03.",
    "bad_database": "Sebut basis data seperti sqlite:///… atau postgresql://….",
    "no_story_clock": "Folder ini menyimpan catatan sungguhan: hapus JEJAK_CLOCK dari lingkungan.",
    "bad_story_clock": "Berkas JEJAK_CLOCK harus berisi waktu dalam milidetik sejak 1970.",
    "bad_region": "Kode wilayah salah: tulis seperti 36.03.06.2001, di dalam log kantor ini.",
    "bad_name": "Nama kosong atau terlalu panjang: tulis 1 sampai 200 huruf.",
    "unknown_actor": "Orang itu belum terdaftar: lihat `jejak-server actors`.",
    "unknown_device": "Perangkat itu tidak ada: lihat `jejak-server devices`.",
    "several_devices": "Orang ini memegang beberapa perangkat: sebut salah satu dengan kodenya.",
    "ambiguous": "Awalan itu cocok dengan beberapa: tulis lebih panjang.",
    "already_revoked": "Perangkat itu sudah dicabut.",
    "unknown_type": "Jenis catatan itu tidak ada: lihat `jejak-server record --help`.",
    "bad_fields": "Isinya tidak sesuai jenis catatan: lihat `jejak-server record JENIS --help`.",
    "bad_row": "Ada baris yang salah; tidak ada yang ditulis.",
    "bad_csv": "Berkas CSV harus UTF-8 dan diawali baris `code,name`.",
    "unreadable_file": "Berkas itu tidak dapat dibaca: periksa nama dan izinnya.",
    "bad_entry": "Baris ini bukan catatan: tulis satu objek JSON per baris.",
    "bad_event_id": "Tulis paling sedikit empat dari 32 angka 0-9 dan huruf a-f kode catatan.",
    "unknown_event": "Tidak ada catatan yang kodenya berawal begitu: lihat riwayat keluarganya.",
    "missing_by": "Sebut siapa yang menyatakannya: --by ORANG; lihat `jejak-server actors`.",
    "missing_household": "Sebut keluarganya dengan kode lengkap: --household KODE.",
    "enrol_by_code": "Perangkat mendaftar dengan kode: jalankan `jejak-server invite`.",
    "own_device": "Perangkat kantor sendiri tidak dapat dicabut.",
    "unknown_field": "Jenis catatan itu tidak punya isian tersebut: lihat --help jenisnya.",
    "bad_value": "Nilai itu tidak cocok dengan isiannya: lihat --help jenisnya.",
    "log_exists": "Log itu sudah ada di basis data ini; simpan sebagai bukti, pakai yang kosong.",
    "backup_exists": "Berkas itu sudah ada: sebut nama lain dengan --to.",
    "no_directory": "Foldernya belum ada: buat dulu, lalu ulangi.",
    "backup_altered": "Cadangan itu bukan lagi yang diperiksa saat dibuat: simpan sebagai bukti, "
    "pulihkan dari cadangan lain.",
    "backup_damaged": "Cadangan itu rusak: simpan, lalu pulihkan dari salinannya yang lain, atau "
    "dari cadangan lain.",
    "backup_unwritten": "Cadangan tidak dapat ditulis di sana: periksa tempat dan izinnya, atau "
    "pilih --to lain. Kantor sendiri tidak terganggu.",
    "backup_not_sound": "Salinannya tidak cocok dengan log: jalankan `jejak-server verify`, simpan "
    "cadangan yang lama.",
    "bad_marks_file": "backups.json rusak: kembalikan dari salinannya.",
    "not_a_copy": "Perangkat itu bukan salinan: tidak ada yang perlu disetujui.",
    "not_over_the_log": "Ini diputuskan petugas seluruh kabupaten: sebut salah satu dengan --by; "
    "lihat `jejak-server actors`.",
    "missing_reason": "Sebut alasannya: --reason '…'.",
    "no_backup": "Berkas itu bukan cadangan dari `jejak-server backup`.",
    "other_office": "Cadangan itu milik kantor lain: pakai folder keys/ miliknya.",
    "no_officer": "Orang itu bukan petugas kantor: harus petugas lain yang memutuskan.",
    "restore_at_work": "Pemulihan lain sedang berjalan di folder ini: tunggu sampai selesai.",
    "two_officers": "Pemulihan diputuskan dua petugas yang berbeda.",
    "no_story": "Folder ini menyimpan catatan sungguhan: pakai folder lain untuk cerita.",
    "bad_office_file": "office.json rusak: kembalikan dari cadangan.",
    "no_keys": "Kunci kantor tidak terbaca: periksa --data, kembalikan folder keys/ dari "
    "cadangannya, atau buat kantor dengan `jejak-server init`.",
    "bad_keys": "Sebuah kunci kantor rusak: kembalikan folder keys/ dari cadangannya.",
    "keys_exist": "Folder itu sudah berisi kunci sebuah kantor: pakai folder lain.",
    "keys_open": "Orang lain dapat membaca kunci kantor: perbaiki izinnya (chmod 600) dan periksa.",
    "wrong_master_key": "master.key bukan milik log ini: kembalikan folder keys/ yang benar.",
    "port_taken": "Porta itu sudah dipakai, mungkin oleh kantor yang sudah berjalan: hentikan "
    "dulu, atau pilih --port lain.",
    "bad_address": "Alamat itu bukan milik mesin ini, atau portanya tidak diizinkan: periksa "
    "--host dan --port.",
    "workers_need_postgresql": "Beberapa proses hanya dengan --database postgresql://….",
    **DESK_REFUSED,
    **FILE_REFUSED,
    **DUPLICATE_REFUSED,
}
"""Sentences in Indonesian for refusals that the code raises in English."""


def say(language: Language, key: str, **values: object) -> str:
    """The sentence of a key."""
    indonesian, english = SENTENCES[key]
    return (english if language == "en" else indonesian).format(**values)


class Spoken(InputRefused):
    """A refusal whose message is in the reader's language already."""


class Detailed(InputRefused):
    """A refusal whose code's sentence is followed by what exactly is wrong, in both languages."""

    def __init__(self, code: str, message: str, detail: tuple[str, str]) -> None:
        super().__init__(code, f"{message}: {detail[1]}")
        self.detail = detail[0]


def sentence_of(language: Language, error: InputRefused) -> str:
    """What is said of a refusal: in English its own message, in Indonesian the code's sentence."""
    message = str(error)
    if language == "en" or isinstance(error, Spoken):
        return say(language, "refused", code=error.code, sentence=message)
    sentence = REFUSED.get(error.code) or REFUSALS.get(error.code, (message,))[0]
    if isinstance(error, Detailed):
        sentence = f"{sentence} ({error.detail})"
    return say(language, "refused", code=error.code, sentence=sentence)
