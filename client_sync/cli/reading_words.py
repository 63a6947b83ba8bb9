"""What `jejak` says of what is held here: households, their history, what waits to be sent.

One table with `client_sync/cli/words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

READING_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
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
    "show_outside": (
        "{count} catatan dibuat orang yang pada hari itu bukan pendamping keluarga ini. Tetap "
        "dihitung, diberi tanda: `jejak history {household}`.",
        "{count} entries are by somebody who did not accompany it on that day. They count, with a "
        "flag: `jejak history {household}`.",
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
}
