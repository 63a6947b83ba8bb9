"""What `jejak-server` says of scopes, back-ups, incidents and read models.

One table with `server/cli/words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

KEEPING: Final[Mapping[str, tuple[str, str]]] = {
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
        "Perangkat {device} disetujui; kini berlaku: {entries}.",
        "Device {device} is approved; counting now: {entries}.",
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
        "Nyatakan sisanya hilang, karena apa (--by, --reason); yang masih kembali tetap diterima.",
        "Declare the rest lost, and what of (--by, --reason); what still comes back is taken in.",
    ),
    "help_limit": ("Paling banyak sekian baris.", "At most so many rows."),
    "help_why": (
        "Alasan dengan kata-kata; disimpan terenkripsi.",
        "The reason in words; kept encrypted.",
    ),
    "orphans_accepted": ("Kini berlaku: {entries}.", "Counting now: {entries}."),
    "never_restored": ("Kantor ini tidak pernah dipulihkan.", "This office was never restored."),
    "orphans": (
        "Inkarnasi {incarnation}: dipulihkan sampai {common} dari {newest} posisi; {missing} "
        "catatan dikenal dan belum kembali, {untold} posisi belum diceritakan siapa pun. Minta "
        "penulisnya menyinkronkan; bila tidak akan kembali: jejak-server orphans --close SEBAB "
        "--by ORANG --reason '…'.",
        "Incarnation {incarnation}: restored up to {common} of {newest} positions; {missing} "
        "entries are known and not back, of {untold} positions nobody has told. Ask who wrote them "
        "to sync; if they will not come back: jejak-server orphans --close CAUSE --by ACTOR "
        "--reason '…'.",
    ),
    "orphans_none": (
        "Inkarnasi {incarnation}: dipulihkan sampai {common} dari {newest} posisi; {missing} "
        "catatan dan {untold} posisi dinyatakan hilang, sisanya sudah kembali.",
        "Incarnation {incarnation}: restored up to {common} of {newest} positions; {missing} "
        "entries and {untold} positions are declared lost, all else is back.",
    ),
    "orphans_back": (
        "Inkarnasi {incarnation}: dipulihkan sampai {common} dari {newest} posisi; semua yang "
        "diketahui sudah kembali.",
        "Incarnation {incarnation}: restored up to {common} of {newest} positions; all that is "
        "known of it is back.",
    ),
    "orphans_declared": (
        "  dinyatakan hilang {time} oleh {who}: posisi {start} sampai sebelum {until}, {missing} "
        "catatan dan {untold} posisi; {reason}: {why}",
        "  declared lost {time} by {who}: positions {start} to before {until}, {missing} entries "
        "and {untold} positions; {reason}: {why}",
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
        "Direktori perangkat ini dipulihkan dari cadangan, atau medianya kehilangan sebagian; yang "
        "pernah terkirim lengkap lagi, dan ia meneruskan dengan nomor baru bila perlu. Tanyakan "
        "pemegangnya apakah ada yang belum terkirim dan hilang, dan apakah ia tahu tentang ini.",
        "This device's directory was brought back from a back-up, or its disk lost some of it; "
        "what was sent is complete again and it goes on with new numbers where it must. Ask its "
        "holder whether something unsent is lost, and whether they know of this.",
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
    "incident_loss_declared": (
        "Petugas menyatakan hilang apa yang tidak kembali sesudah pemulihan; yang masih kembali "
        "tetap diterima. Siapa dan mengapa: `jejak-server orphans`.",
        "An officer declared lost what did not come back after a restore; what still comes back is "
        "taken in. Who and why: `jejak-server orphans`.",
    ),
    "incident_orphaned_checkpoint": (
        "Perangkat memegang bukti bahwa kantor ini pernah punya lebih banyak catatan daripada "
        "cadangan yang dipulihkan: lihat `jejak-server orphans`.",
        "A device holds a proof that this office once had more entries than the back-up it was "
        "restored from: see `jejak-server orphans`.",
    ),
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
        "Utuh: {positions}, {devices}, {households}; {compared} dibandingkan dengan log.",
        "Sound: {positions}, {devices}, {households}; {compared} compared with the log.",
    ),
    "different": (
        "{differences}. Simpan cadangan, jangan hapus apa pun, panggil pengelola; "
        "bila hanya model baca yang beda: `jejak-server rebuild`.",
        "{differences}. Keep the back-ups, delete nothing, call whoever runs this; "
        "where only read models differ: `jejak-server rebuild`.",
    ),
    "difference": (
        "  {table} {row}, keluarga {household}, {column}: tersimpan {stored}, "
        "menurut log {expected}",
        "  {table} {row}, household {household}, {column}: stored {stored}, by the log {expected}",
    ),
}
