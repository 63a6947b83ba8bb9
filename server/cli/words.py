"""What `jejak-server` says at a terminal, in Indonesian and English.

Sentences about events and verdicts come from `events/words`; here are those of the office's own
commands. Every refusal says what to do next.
"""

from collections.abc import Mapping
from typing import Final, Literal

from events.errors import InputRefused
from events.words.refusals import REFUSALS
from server.cli.desk_words import DESK_REFUSED, DESK_SENTENCES
from server.cli.duplicate_words import DUPLICATE_REFUSED, DUPLICATE_SENTENCES
from server.cli.figure_words import FIGURE_REFUSED, FIGURE_SENTENCES
from server.cli.port_words import PORT_REFUSED, PORT_SENTENCES

Language = Literal["id", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("id", "en")

SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
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
    # --- people
    "help_invite": (
        "Undang seseorang: cetak kode sekali pakai untuk perangkatnya.",
        "Invite a person: print a one-time code for their device.",
    ),
    "help_actor": ("Nama, atau id orang yang sudah terdaftar.", "Name, or id if registered."),
    "help_role": ("Peran.", "Role."),
    "help_region": ("Kode wilayah, mis. 36.03.06.", "Region code, e.g. 36.03.06."),
    "help_by": ("Id orang yang menyatakannya.", "Id of the actor whose statement it is."),
    "help_replaces": ("Perangkat lama yang digantikan.", "The earlier device it replaces."),
    "invited": (
        "Kode untuk {name} ({role}, {region}), berlaku {minutes} menit, sekali pakai:",
        "Code for {name} ({role}, {region}), valid for {minutes} minutes, used once:",
    ),
    "invite_next": (
        "Di perangkatnya: jejak enrol ALAMAT-KANTOR KODE",
        "On the device: jejak enrol OFFICE-ADDRESS CODE",
    ),
    "help_actors": ("Daftar orang yang boleh bertindak.", "List those who may act."),
    "help_token": ("Buat token untuk membaca lewat API.", "Make a token for the read API."),
    "help_token_actor": (
        "Orang pemegangnya; wajib untuk membuka data pribadi.",
        "Who holds it; needed to open personal fields.",
    ),
    "token_made": (
        "Token ({role}, {region}), berlaku sampai {expires}; simpan, tidak dicetak lagi:",
        "Token ({role}, {region}), valid until {expires}; keep it, it is not printed again:",
    ),
    # --- devices
    "help_devices": ("Daftar perangkat.", "List the devices."),
    "help_revoke": ("Cabut sebuah perangkat.", "Revoke a device."),
    "help_device": ("Id perangkat, atau awalannya yang unik.", "A device's id, or its start."),
    "device_columns": (
        "id|pemegang|peran|wilayah|terdaftar|dicabut|terakhir sinkron|lingkup|melihat|keluarga|"
        "salinan",
        "id|holder|role|region|enrolled|revoked|last synced|scope|sees|households|copy",
    ),
    # --- scope
    "help_scope": (
        "Apa yang dilihat sebuah PERANGKAT, atau semua perangkat seorang PELAKU, dan sejak kapan. "
        "Penugasan mengubahnya sendiri; pilihan di sini mengubahnya dengan tangan.",
        "What a DEVICE, or every device of an ACTOR, sees and since when. Assignments change it by "
        "themselves; the options here change it by hand.",
    ),
    "help_scope_region": ("Wilayah yang dilihatnya seluruhnya.", "The region it sees, all of it."),
    "help_scope_no_region": (
        "Tanpa wilayah: hanya keluarga yang disebut atau ditugaskan.",
        "No region: only households that are named or assigned.",
    ),
    "help_scope_add": ("Keluarga yang ditambahkan; boleh berulang.", "A household to add."),
    "help_scope_remove": ("Keluarga yang dilepas; boleh berulang.", "A household to take away."),
    "help_scope_list": (
        "Sebut semua keluarga yang dilihatnya: yang perlu diberi tahu bila perangkat hilang.",
        "Name every household it sees: those to be told when the device was lost.",
    ),
    "scope_seen": ("  {household}", "  {household}"),
    "scope_no_region": ("tanpa wilayah", "no region"),
    "scope_region": ("wilayah {region}", "region {region}"),
    "scope_device": (
        "{device} ({role}): melihat {households} keluarga, {region}; lingkup ke-{version}",
        "{device} ({role}): sees {households} households, {region}; scope no. {version}",
    ),
    "scope_added": ("  + {household}", "  + {household}"),
    "scope_removed": ("  - {household}", "  - {household}"),
    "scope_columns": ("lingkup|wilayah|posisi|sejak", "scope|region|position|since"),
    "help_invite_id": (
        "Kode petugas yang hilang saat kantor dipulihkan; perangkatnya menyebutnya saat ditolak.",
        "The id of a person who was lost in a restore; their device names it when it is refused.",
    ),
    "help_invite_scope": (
        "Yang dilihat perangkatnya: region (wilayahnya) atau assigned (hanya keluarga yang "
        "ditugaskan kepadanya dan yang didaftarkannya sendiri).",
        "What the device sees: region (its region) or assigned (only households assigned to its "
        "holder, and those it registers itself).",
    ),
    "copy_waits": ("dari {device}, menunggu", "of {device}, waits"),
    "copy_approved": ("dari {device}", "of {device}"),
    "help_approve": (
        "Setujui salinan sebuah perangkat; catatannya yang menunggu lalu berlaku.",
        "Approve a copy of a device; its entries that wait then count.",
    ),
    "approved": (
        "Perangkat {device} disetujui; {count} catatan kini berlaku.",
        "Device {device} is approved; {count} entries count now.",
    ),
    "actor_columns": ("nama|peran|wilayah|sejak", "name|role|region|since"),
    "help_reason": ("Alasan.", "Reason."),
    "revoked": (
        "Perangkat {device} dicabut pada posisi {position}; yang sudah diterima tetap berlaku.",
        "Device {device} is revoked at position {position}; what it had committed stays.",
    ),
    # --- back-ups
    "help_backup": (
        "Buat cadangan yang diperiksa; yang ada di dalamnya lalu aman.",
        "Make a verified back-up; what it holds is safe from then on.",
    ),
    "help_backup_to": (
        "Berkas, atau folder; nama dan jamnya lalu diisi sendiri.",
        "A file, or a directory, in which it is named by its moment.",
    ),
    "backing_up": (
        "Menyalin dan memeriksa; kantor boleh tetap melayani …",
        "Copying and checking; the office may go on serving …",
    ),
    "backed_up": (
        "Cadangan diperiksa: {file}, log {log}, {size} posisi. Simpan di mesin lain.",
        "Verified back-up: {file}, log {log}, {size} positions. Keep it on another machine.",
    ),
    "backup_keys": (
        "Kunci tidak ikut di dalamnya: cadangkan {keys} dan backups.json tersendiri.",
        "The keys are not in it: back {keys} and backups.json up apart.",
    ),
    "help_restore": (
        "Buat kantor dari sebuah cadangan, dalam basis data yang kosong (--database).",
        "Make an office of a back-up, in an empty database (--database).",
    ),
    "help_restore_by": (
        "Petugas yang memutuskan; sebut dua kali, dua orang berbeda.",
        "An officer who decides; give it twice, two different people.",
    ),
    "help_restore_yes": (
        "Terima kehilangan yang disebutkan.",
        "Accept the loss that was named.",
    ),
    "two_officers": (
        "dua petugas memutuskan pemulihan: --by SATU --by DUA",
        "two officers decide a restore: --by ONE --by TWO",
    ),
    "restoring": ("Memeriksa dan memulihkan …", "Checking and restoring …"),
    "restored": (
        "Log {log} dipulihkan sebagai inkarnasi {incarnation} dari {size} posisi. Berikutnya: "
        "`jejak-server serve`; perangkat mengirim lagi yang hilang. Yang belum kembali: "
        "`jejak-server orphans`.",
        "Log {log} is restored as incarnation {incarnation} from {size} positions. Next: "
        "`jejak-server serve`; devices send what was lost again. What is not back: "
        "`jejak-server orphans`.",
    ),
    "restore_loses": (
        "Belum dipulihkan: log {log} di cadangan ini {size} posisi, padahal {safe} sudah "
        "dinyatakan aman ({file}); perangkat mungkin tidak menyimpannya lagi. Pakai cadangan itu, "
        "atau ulangi dengan --yes.",
        "Nothing was restored: log {log} has {size} positions in this back-up, but {safe} were "
        "said to be safe ({file}), and devices may not keep them any more. Use that back-up, or "
        "repeat with --yes.",
    ),
    "help_orphans": (
        "Apa yang hilang bersama basis data yang lama dan belum kembali.",
        "What was lost with the old database and is not back.",
    ),
    "help_orphans_accept": (
        "Berlakukan catatan yang dikembalikan perangkat lain dan sudah dibaca di daftar "
        "(--until, --by, --reason).",
        "Let count what other devices handed back and was read in the list (--until, --by, "
        "--reason).",
    ),
    "help_orphans_until": (
        "Posisi catatan terakhir yang sudah dibaca; yang sesudahnya tetap menunggu.",
        "Position of the last entry that was read; those after it go on waiting.",
    ),
    "help_orphans_close": (
        "Nyatakan sisanya hilang (--by).",
        "Declare the rest lost (--by).",
    ),
    "help_limit": ("Paling banyak sekian baris.", "At most so many rows."),
    "help_why": (
        "Alasan dengan kata-kata; disimpan terenkripsi.",
        "The reason in words; kept encrypted.",
    ),
    "orphans_accepted": ("{count} catatan kini berlaku.", "{count} entries count now."),
    "never_restored": ("Kantor ini tidak pernah dipulihkan.", "This office was never restored."),
    "orphans": (
        "Inkarnasi {incarnation}: dipulihkan sampai {common} dari {newest} posisi; {missing} "
        "catatan dikenal dan belum kembali, {untold} posisi belum diceritakan siapa pun. Minta "
        "penulisnya menyinkronkan; bila tidak akan kembali: --close.",
        "Incarnation {incarnation}: restored up to {common} of {newest} positions; {missing} "
        "entries are known and not back, of {untold} positions nobody has told. Ask who wrote them "
        "to sync; if they will not come back: --close.",
    ),
    "orphans_none": (
        "Inkarnasi {incarnation}: dipulihkan sampai {common} dari {newest} posisi; {missing} "
        "catatan dan {untold} posisi dinyatakan hilang, sisanya sudah kembali.",
        "Incarnation {incarnation}: restored up to {common} of {newest} positions; {missing} "
        "entries and {untold} positions are declared lost, all else is back.",
    ),
    "orphan_waits": (
        "  menunggu di posisi {position}: {type}, keluarga {household}, catatan {event}",
        "  waits at position {position}: {type}, household {household}, entry {event}",
    ),
    "orphans_wait": (
        "{count} catatan dikembalikan dan menunggu seperti di daftar ini. Untuk memberlakukan yang "
        "ada di daftar: jejak-server orphans --accept --until {until} --by ORANG --reason '…'; "
        "satu per satu: jejak-server review.",
        "{count} entries were handed back and wait as listed. To let those in the list count: "
        "jejak-server orphans --accept --until {until} --by ACTOR --reason '…'; one by one: "
        "jejak-server review.",
    ),
    "orphan": (
        "  posisi {position}: {event}, dari perangkat {device}",
        "  position {position}: {event}, of device {device}",
    ),
    # --- incidents
    "help_incidents": (
        "Apa yang tidak beres antara kantor dan perangkat, dan bagaimana diperbaiki.",
        "What went wrong between office and devices, and how it was mended.",
    ),
    "no_incidents": ("Tidak ada kejadian.", "Nothing happened."),
    "incident": (
        "{time}  {what} Perangkat {device} {about} ({times} kali)",
        "{time}  {what} Device {device} {about} ({times} times)",
    ),
    "incident_clone": (
        "Perangkat ini salinan perangkat lain dan punya kunci sendiri; catatannya menunggu: "
        "tanyakan pemegangnya, lalu `jejak-server approve` atau `revoke`.",
        "This device is a copy of another and has a key of its own; its entries wait: ask its "
        "holder, then `jejak-server approve` or `revoke`.",
    ),
    "incident_copy_carried": (
        "Orang membawa berkas dari salinan perangkat ini; isinya disimpan sebagai bukti dan belum "
        "berlaku: minta pemegang salinan itu menyinkronkan sendiri.",
        "Somebody brought a file of a copy of this device; it is kept as evidence and does not "
        "count yet: ask the holder of that copy to sync.",
    ),
    "incident_device_restored": (
        "Direktori perangkat ini dipulihkan dari cadangan; catatannya lengkap lagi dan ia "
        "meneruskan dengan nomor baru bila perlu. Tidak perlu tindakan, kecuali pemegangnya tidak "
        "tahu apa-apa tentang pemulihan itu.",
        "This device's directory was brought back from a back-up; its entries are complete again "
        "and it goes on with new numbers where it must. Nothing is to be done, unless its holder "
        "knows nothing of it.",
    ),
    "incident_keys_too_many": (
        "Sebuah perangkat menyerahkan kunci data lebih banyak daripada keluarga yang ada; "
        "selebihnya tidak disimpan. Tanyakan kepada pemegangnya, atau cabut perangkatnya.",
        "A device handed in more data keys than there are families; the rest is not kept. Ask its "
        "holder, or revoke the device.",
    ),
    "incident_office_behind": (
        "Perangkat sudah membaca lebih banyak daripada yang dipegang kantor: basis data ini "
        "rupanya salinan lama. Hentikan kantor, simpan basis data ini, lalu `jejak-server restore` "
        "dari cadangan ke yang kosong.",
        "A device has read more than this office holds: its database seems to be an old copy. Stop "
        "the office, keep this database, then `jejak-server restore` a back-up into an empty one.",
    ),
    "incident_returned_too_many": (
        "Sebuah perangkat mengembalikan catatan lebih banyak daripada yang mungkin dibacanya; "
        "selebihnya tidak diterima. Tanyakan kepada pemegangnya, atau cabut perangkatnya.",
        "A device handed back more entries than it can have read; the rest is not taken. Ask its "
        "holder, or revoke the device.",
    ),
    "incident_digest_differs": (
        "Isi sebuah keluarga di perangkat berbeda dari kantor; bagian yang berbeda dikirim ulang. "
        "Bila berulang, minta perangkatnya diperiksa dengan `jejak doctor`.",
        "A household on a device differed from the office's; the part that differs was sent again. "
        "If it comes back, have the device checked with `jejak doctor`.",
    ),
    "incident_fork": (
        "Perangkat punya dua sejarah (dipulihkan dari cadangan?); keduanya disimpan dan "
        "diteruskan dengan nomor baru, tidak perlu tindakan.",
        "A device has two histories (was it restored?); both are kept and go on with new numbers, "
        "nothing is to be done.",
    ),
    "incident_orphaned_checkpoint": (
        "Perangkat memegang bukti bahwa kantor ini pernah punya lebih banyak catatan daripada "
        "cadangan yang dipulihkan: lihat `jejak-server orphans`.",
        "A device holds a proof that this office once had more entries than the back-up it was "
        "restored from: see `jejak-server orphans`.",
    ),
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
    # --- projection
    "help_project": ("Kejar model baca sampai ujung log.", "Catch the read models up."),
    "help_rebuild": ("Bangun ulang model baca dari log.", "Rebuild the read models from the log."),
    "help_verify": ("Bandingkan yang tersaji dengan log.", "Compare what is shown with the log."),
    "help_processes": (
        "Jumlah proses yang membagi pekerjaan; 0: di proses ini saja.",
        "Processes that share the work; 0: this one alone.",
    ),
    "projected": (
        "Model baca sudah memuat {position} posisi.",
        "The read models hold {position} positions.",
    ),
    "parked": (
        "{count} keluarga tidak dapat dilipat; jalankan `jejak-server verify`.",
        "{count} households cannot be folded; run `jejak-server verify`.",
    ),
    "parked_one": (
        "Keluarga {household} berhenti pada posisi {position}: {error}",
        "Household {household} stands still at position {position}: {error}",
    ),
    "rebuilt": (
        "Generasi {generation}: {households} keluarga, {events} catatan, {seconds} detik; "
        "pergantian {flip_ms} ms.",
        "Generation {generation}: {households} households, {events} events, {seconds} s; "
        "flip {flip_ms} ms.",
    ),
    "abandoned": (
        "Proses lain mulai membangun ulang; tunggu sampai selesai.",
        "Another process began to rebuild; wait until it has finished.",
    ),
    "outdated": (
        "Model baca dibuat versi lain: jalankan `jejak-server rebuild`.",
        "The read models are of another version: run `jejak-server rebuild`.",
    ),
    "sound": (
        "Utuh: {positions} posisi, {devices} perangkat, {households} keluarga; "
        "{compared} dibandingkan dengan log.",
        "Sound: {positions} positions, {devices} devices, {households} households; "
        "{compared} compared with the log.",
    ),
    "different": (
        "{count} perbedaan. Simpan cadangan, jangan hapus apa pun, panggil pengelola; "
        "bila hanya model baca yang beda: `jejak-server rebuild`.",
        "{count} differences. Keep the back-ups, delete nothing, call whoever runs this; "
        "where only read models differ: `jejak-server rebuild`.",
    ),
    "difference": (
        "  {table} {row}, keluarga {household}, {column}: tersimpan {stored}, "
        "menurut log {expected}",
        "  {table} {row}, household {household}, {column}: stored {stored}, by the log {expected}",
    ),
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
    **PORT_SENTENCES,
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
    **PORT_REFUSED,
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
