"""What `jejak-server` says of people, their devices, what these see, and what went wrong with them.

One table with `words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

DEVICE_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
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
        "Perangkat {device} disetujui; kini berlaku: {entries}.",
        "Device {device} is approved; counting now: {entries}.",
    ),
    "actor_columns": ("nama|peran|wilayah|sejak", "name|role|region|since"),
    "help_reason": ("Alasan.", "Reason."),
    "revoked": (
        "Perangkat {device} dicabut pada posisi {position}; yang sudah diterima tetap berlaku.",
        "Device {device} is revoked at position {position}; what it had committed stays.",
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
}
