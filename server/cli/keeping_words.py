"""What `jejak-server` says of back-ups, restores and read models, in both languages.

One table with `server/cli/words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

KEEPING: Final[Mapping[str, tuple[str, str]]] = {
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
    "restore_changed": (
        "Belum dipulihkan: catatan di berkas ini utuh, tetapi berkasnya bukan lagi yang diperiksa "
        "saat dibuat ({file}); nama atau kunci di dalamnya mungkin rusak. Pakai salinan lain dari "
        "cadangan itu, atau ulangi dengan --yes.",
        "Nothing was restored: the entries in this file are whole, but it is no longer what was "
        "verified when it was made ({file}); names or keys in it may be damaged. Use another copy "
        "of that back-up, or repeat with --yes.",
    ),
    "restore_loses": (
        "Belum dipulihkan: dari {safe} posisi log {log} yang sudah dinyatakan aman ({file}) hanya "
        "{common} yang pertama ada di cadangan ini; perangkat mungkin tidak menyimpan sisanya "
        "lagi. Pakai cadangan itu, atau ulangi dengan --yes.",
        "Nothing was restored: of {safe} positions of log {log} that were said to be safe "
        "({file}) this back-up has only the first {common}, and devices may not keep the rest any "
        "more. Use that back-up, or repeat with --yes.",
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
