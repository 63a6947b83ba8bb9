"""What `jejak` says of syncing, of what waits, and of what was noticed on the way.

One table with `client_sync/cli/words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

SYNC_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # --- sync
    "help_sync": (
        "Kirim yang menunggu dan ambil yang baru; boleh diulang kapan saja.",
        "Send what waits and read what is new; may be repeated at any time.",
    ),
    "help_watch": ("Terus menyinkronkan sampai dihentikan.", "Keep syncing until stopped."),
    "help_every": ("Detik di antara dua sinkronisasi.", "Seconds between two syncs."),
    "help_office": (
        "Alamat kantor yang baru; diingat bila kantor yang sama menjawab di sana.",
        "The office's new address; kept when the same office answers there.",
    ),
    "office_moved": (
        "Kantor kini di {office}.",
        "The office is at {office} now.",
    ),
    "sync_sending": ("mengirim dan mengambil", "sending and reading"),
    "sync_left": (
        "Kini didampingi orang lain dan tidak lagi ada di sini: {households}. Catatan Anda sendiri "
        "tetap di sini sampai aman di kantor: `jejak outbox`. Yang belum terkirim tetap dikirim "
        "dan dihitung.",
        "Accompanied by somebody else now, and no longer here: {households}. Your own entries stay "
        "until they are safe at the office: `jejak outbox`. Those not sent yet will be sent, and "
        "count.",
    ),
    "sync_let_go": (
        "Sudah aman di kantor dan tidak lagi ada di sini: {entries} dari keluarga yang sudah "
        "diserahterimakan.",
        "Safe at the office and no longer here: {entries} of families that were handed over.",
    ),
    "sync_added": (
        "Kini didampingi dari sini, beserta riwayatnya: {households}. Lihat `jejak households`.",
        "Accompanied from here now, with their history: {households}. See `jejak households`.",
    ),
    "sync_done": (
        "Selesai: {committed} terkirim, {items} diterima, {requests}.",
        "Done: {committed} sent, {items} received, {requests}.",
    ),
    "sync_forked": (
        "Perangkat ini punya dua sejarah (mungkin dipulihkan dari salinan). Catatan aman dan "
        "boleh ditambah; kantor harus memutuskan. Hubungi kantor.",
        "This device has two histories (perhaps restored from a copy). Entries are safe and more "
        "may be written; the office must decide. Call the office.",
    ),
    "sync_revoked": (
        "Perangkat ini sudah dicabut: catatannya diterima untuk ditinjau, tetapi tidak ada yang "
        "dikirim ke sini. Hubungi koordinator.",
        "This device is revoked: its entries are taken for review, but nothing is sent here. Ask "
        "the coordinator.",
    ),
    "sync_restored": (
        "Kantor memegang riwayat lain daripada yang dibaca di sini; rupanya dikembalikan dari "
        "salinan tanpa `jejak-server restore`. Catatan aman dan tetap menunggu: hubungi kantor, "
        "lalu sinkronkan lagi.",
        "The office holds another history than was read here; it seems to be brought back from a "
        "copy without `jejak-server restore`. Entries are safe and wait on: call the office, then "
        "sync again.",
    ),
    "sync_chain_short": (
        "Sinkron selesai, tetapi penunjuk akhir rantai catatan Anda rusak, jadi belum bisa "
        "mencatat lagi; semua catatan aman. Berikutnya: `jejak doctor --repair`.",
        "The sync is done, but the note of where your chain of entries ends is damaged, so nothing "
        "more can be recorded; every entry is safe. Next: `jejak doctor --repair`.",
    ),
    "sync_history_differs": (
        "Kantor tidak dapat membuktikan bahwa riwayat yang pernah dilihat perangkat ini masih "
        "utuh. Tidak ada yang diambil dari kantor; catatan Anda aman di sini dan tetap dikirim. "
        "Simpan perangkat ini apa adanya, jangan hapus apa pun, dan hubungi kantor kabupaten atau "
        "pemeriksa.",
        "The office cannot prove that the history this device has seen is still whole. Nothing was "
        "taken from the office; your entries are safe here and are still sent. Keep this device as "
        "it is, delete nothing, and call the district office or an auditor.",
    ),
    "sync_clone": (
        "Perangkat ini salinan perangkat lain: catatannya sudah terkirim dan aman, tetapi "
        "koordinator harus menyetujuinya dulu (`jejak-server approve`). Hubungi koordinator.",
        "This device is a copy of another: its entries are sent and safe, but the coordinator must "
        "approve it first (`jejak-server approve`). Call the coordinator.",
    ),
    "sync_busy": (
        "Kantor menerima catatan, tetapi sedang ramai; ambil yang baru {seconds} detik lagi.",
        "The office took the entries but is busy; read what is new in {seconds} seconds.",
    ),
    "sync_refused": ("Kantor menolak: {sentence}", "The office refused: {sentence}"),
    "sync_healed": (
        "Sudah diatasi: {what}{stream}.",
        "Dealt with: {what}{stream}.",
    ),
    "sync_lost": ("Hilang: {what}.", "Lost: {what}."),
    "sync_incident": (
        "Kantor dan perangkat ini tidak memegang hal yang sama: {what}{stream}. Keduanya disimpan, "
        "catatan Anda aman. Bila tetap begitu sesudah `jejak sync` lagi, hubungi kantor.",
        "Office and device do not hold the same: {what}{stream}. Both are kept, your entries are "
        "safe. If it stays so after another `jejak sync`, call the office.",
    ),
    "watch_waiting": (
        "Kantor belum terjangkau, atau meminta menunggu; dicoba lagi dalam {seconds} detik …",
        "The office is not reached yet, or asks to wait; tried again in {seconds} seconds …",
    ),
    # --- status
    "help_status": ("Keadaan perangkat ini.", "How this device stands."),
    "status_device": (
        "Perangkat {device} ({role}), wilayah {region}, log {log}, {deployment}",
        "Device {device} ({role}), region {region}, log {log}, {deployment}",
    ),
    "status_office": ("Kantor {office}", "Office {office}"),
    "status_unsent": (
        "Belum terkirim: {entries}, tertua {since}",
        "Not yet sent: {entries}, oldest {since}",
    ),
    "status_all_sent": ("Semua catatan sudah di kantor.", "The office has every entry."),
    "status_held": (
        "Tersimpan: {households}; log dibaca sampai {size} dari {log_size}",
        "Held: {households}; log read up to {size} of {log_size}",
    ),
    "status_left": (
        "{entries} dari keluarga yang sudah diserahterimakan tetap di sini sampai aman di kantor: "
        "`jejak outbox`.",
        "{entries} of families that were handed over stay here until they are safe at the office: "
        "`jejak outbox`.",
    ),
    "status_let_go": (
        "{entries} dari keluarga yang sudah diserahterimakan aman di kantor dan tidak lagi ada di "
        "perangkat ini.",
        "{entries} of families that were handed over are safe at the office and no longer on this "
        "device.",
    ),
    "status_synced": ("Sinkron terakhir: {time}", "Last sync: {time}"),
    "status_incomplete": (
        "Riwayat belum lengkap: {households}; `jejak sync` mengambil sisanya.",
        "Not complete yet: {households}; `jejak sync` fetches the rest.",
    ),
    "status_never": (
        "Belum pernah sinkron: `jejak sync` bila ada sinyal.",
        "Never synced: `jejak sync` when there is a signal.",
    ),
    "clock_differs": (
        "Jam perangkat ini salah: menunjukkan {ours} ketika di kantor {theirs}. Betulkan tanggal "
        "dan jamnya sebelum mencatat lagi.",
        "The clock of this device is wrong: it said {ours} when it was {theirs} at the office. Set "
        "its date and time right before anything else is recorded.",
    ),
    "status_story": ("Direktori ini untuk cerita.", "This directory is for a story."),
    "status_proved": (
        "Riwayat kantor terbukti utuh sampai posisi {size}.",
        "The office's history is proved to be whole up to position {size}.",
    ),
    "status_incident": ("Kejadian {time}: {code}{stream}", "Incident {time}: {code}{stream}"),
    # --- what was noticed
    "incident_device_cloned": (
        "direktori ini salinan perangkat lain, kini perangkat tersendiri; catatan yang belum "
        "terkirim ikut, dan menunggu koordinator",
        "this directory is a copy of another device, and a device of its own now; what was unsent "
        "came along and waits for the coordinator",
    ),
    "incident_device_restored": (
        "direktori ini dipulihkan dari cadangan; catatan baru diberi nomor baru, yang terkirim "
        "kembali saat sinkron",
        "this directory was brought back from a back-up; new entries get new numbers, what was "
        "sent comes back with a sync",
    ),
    "incident_digest_differs": (
        "isi sebuah keluarga berbeda dari yang di kantor",
        "a household differs from the office's",
    ),
    "incident_fork": (
        "ada dua sejarah perangkat ini; keduanya disimpan, yang di sini dikirim dengan nomor baru",
        "this device has two histories; both are kept, those here are sent with new numbers",
    ),
    "incident_history_differs": (
        "riwayat di kantor bukan lanjutan dari yang pernah dilihat perangkat ini; simpan perangkat "
        "ini dan hubungi kantor kabupaten atau pemeriksa",
        "the office's history does not go on from what this device has seen; keep this device and "
        "call the district office or an auditor",
    ),
    "incident_household_mended": (
        "keluarga yang berbeda dari kantor sudah dibetulkan; tidak ada catatan Anda yang hilang",
        "a household that differed from the office's is mended; nothing you wrote was lost",
    ),
    "incident_office_restored": (
        "kantor dipulihkan dari cadangan; yang hilang di sana dikirim lagi dari sini",
        "the office was restored from a back-up; what it lost is sent again from here",
    ),
    "incident_own_differs": (
        "catatan Anda sendiri berbeda dari yang di kantor; hubungi kantor, jangan hapus apa pun",
        "an entry of yours differs from the office's; call the office, delete nothing",
    ),
    "incident_own_lost": (
        "kantor dipulihkan dari cadangan lama dan kehilangan catatan Anda yang sudah tidak ada di "
        "sini; kantor punya daftarnya, hubungi kantor",
        "the office was restored from an older back-up and lost entries of yours that are no "
        "longer here; it has their list, call the office",
    ),
    "incident_unsent_damaged": (
        "sebuah catatan Anda rusak di perangkat ini sebelum terkirim, jadi kantor pun hanya "
        "memegang yang rusak. Tulis lagi yang benar, beri tahu kantor, dan ganti penyimpanannya",
        "an entry of yours was damaged on this device before it was sent, so the office too holds "
        "only the damaged one. Write it down again, tell the office, and replace the storage",
    ),
    "incident_unsent_lost": (
        "catatan Anda yang belum terkirim tidak ada lagi di perangkat ini, mungkin karena "
        "penyimpanannya rusak; yang lain sudah terkirim. Tulis lagi yang hilang, dan ganti "
        "penyimpanannya",
        "entries of yours that were not sent yet are no longer on this device, perhaps because its "
        "storage fails; all others were sent. Write down again what is lost, and replace the "
        "storage",
    ),
    "incident_incarnation_changed": (
        "kantor bukan lagi yang dibaca di sini; hubungi kantor",
        "the office is not the one that was read here; call the office",
    ),
    "incident_item_unreadable": (
        "sebuah catatan dari kantor tidak terbaca; perbarui program ini",
        "an entry of the office cannot be read; update this program",
    ),
    "incident_office_behind": (
        "kantor memegang lebih sedikit daripada yang dibaca di sini; hubungi kantor",
        "the office holds less than was read here; call the office",
    ),
    "incident_snapshot_damaged": (
        "sebagian kiriman awal rusak di jalan; diambil lagi",
        "a part of the first download was damaged on the way; it was fetched again",
    ),
    "incident_verdict_differs": (
        "jawaban kantor atas catatan Anda berubah; hubungi kantor",
        "the office's answer to an entry of yours changed; call the office",
    ),
    "standing_forked": ("sejarah lain di kantor", "another history is at the office"),
}
