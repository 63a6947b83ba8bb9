"""Why the office set an entry or a request aside, and what a person does next.

The codes inside verdicts (`quarantined(bad_body)`) and in problem replies.
"""

from collections.abc import Mapping
from typing import Final

REFUSALS: Final[Mapping[str, tuple[str, str]]] = {
    # --- verdicts ---
    "unknown_type": (
        "Jenis catatan ini belum dikenal; ia disimpan dan dibaca setelah aplikasi diperbarui.",
        "This kind of entry is not known yet; it is kept and read once the program is upgraded.",
    ),
    "personal_missing": (
        "Bagian pribadinya belum sampai; sinkronkan lagi dari perangkat yang menulisnya.",
        "Its personal part has not arrived; sync again from the device that wrote it.",
    ),
    "personal_erased": (
        "Bagian pribadinya sudah dihapus atas persetujuan; catatannya tetap berlaku.",
        "Its personal part was erased with approval; the entry stands.",
    ),
    "actor_mismatch": (
        "Bukan pemilik perangkat ini yang menulisnya; koordinator meninjaunya.",
        "It is not said by the one who holds this device; the coordinator reviews it.",
    ),
    "key_unknown": (
        "Kunci bagian pribadinya tidak dikenal; sinkronkan lagi dari perangkat yang menulisnya.",
        "The key of its personal part is not known; sync again from the device that wrote it.",
    ),
    "personal_too_large": (
        "Bagian pribadinya terlalu besar; pendekkan keterangannya dan catat sekali lagi.",
        "Its personal part is too large; shorten the note and record it again.",
    ),
    "wrong_stream": (
        "Jenis ini tidak ditulis di alur itu; catat sekali lagi di tempat yang benar.",
        "This type is not written in that stream; record it again where it belongs.",
    ),
    "revoked": (
        "Perangkat ini sudah dicabut; hubungi koordinator supaya catatan ini ditinjau.",
        "This device was revoked; ask the coordinator to review the entry.",
    ),
    "clone": (
        "Perangkat ini salinan dari perangkat lain; koordinator harus menyetujuinya dulu.",
        "This device is a copy of another; the coordinator must approve it first.",
    ),
    "returned": (
        "Dikembalikan saat kantor dipulihkan; koordinator meninjaunya.",
        "Handed back when the office was restored; the coordinator reviews it.",
    ),
    "bad_body": (
        "Isinya tidak sesuai jenis catatan; perbarui aplikasi dan catat sekali lagi.",
        "Its fields do not fit its type; upgrade the program and record it again.",
    ),
    "bad_envelope": (
        "Bungkus catatannya rusak; perbarui aplikasi dan catat sekali lagi.",
        "Its envelope is malformed; upgrade the program and record it again.",
    ),
    "not_json": (
        "Catatannya tidak terbaca; perbarui aplikasi dan catat sekali lagi.",
        "It cannot be read; upgrade the program and record it again.",
    ),
    "not_canonical": (
        "Bentuk catatannya tidak baku; perbarui aplikasi dan catat sekali lagi.",
        "It is not in its one canonical form; upgrade the program and record it again.",
    ),
    "too_deep": (
        "Catatannya bersusun terlalu dalam; perbarui aplikasi dan catat sekali lagi.",
        "It nests too deeply; upgrade the program and record it again.",
    ),
    "too_large": (
        "Terlalu besar; pecah menjadi beberapa catatan.",
        "It is too large; split it into several entries.",
    ),
    "not_allowed": (
        "Peran ini tidak berwenang menulisnya; koordinator meninjaunya.",
        "This role is not entitled to write it; the coordinator reviews it.",
    ),
    # --- requests ---
    **dict.fromkeys(
        (
            "bad_batch",
            "bad_form",
            "bad_media_type",
            "bad_signed_head",
            "cut_short",
            "not_msgpack",
            "not_zstd",
        ),
        (
            "Kiriman rusak di jalan; pekerjaan aman di perangkat, sinkronkan lagi.",
            "The request was damaged on its way; your work is safe, sync again.",
        ),
    ),
    **dict.fromkeys(
        ("too_many", "too_slow"),
        (
            "Kiriman terlalu banyak untuk sinyal ini; coba lagi, sisanya menyusul.",
            "Too much for this signal at once; try again, the rest follows.",
        ),
    ),
    "bad_signature": (
        "Tanda tangannya tidak cocok; daftarkan perangkat ini lagi.",
        "The signature does not verify; enrol this device again.",
    ),
    "chain_broken": (
        "Rantai catatannya terputus; jalankan `jejak status` dan hubungi kantor.",
        "The chain of entries is broken; run `jejak status` and call the office.",
    ),
    "unknown_parent": (
        "Kantor belum punya catatan sebelumnya; sinkronkan dari perangkat yang lama dulu.",
        "The office lacks the entries before these; sync the earlier device first.",
    ),
    "wire_version": (
        "Versi aplikasi tidak cocok dengan kantor; perbarui aplikasi, catatan tetap aman.",
        "The program's version does not fit the office; upgrade it, the entries stay safe.",
    ),
    # --- transfer files ---
    "not_a_transfer": (
        "Berkas ini bukan berkas titipan Jejak; pilih berkas dari `jejak outbox export`.",
        "This is no transfer file of Jejak; choose one written by `jejak outbox export`.",
    ),
    "transfer_version": (
        "Berkas titipan ini dari versi lain; perbarui aplikasi di sini, lalu ulangi.",
        "This transfer file is of another version; upgrade the program here, then repeat.",
    ),
    **dict.fromkeys(
        ("transfer_damaged", "transfer_too_large"),
        (
            "Berkas titipan ini terpotong atau berubah; salin lagi dari asalnya. Catatannya tetap "
            "aman di perangkat penulisnya.",
            "This transfer file was cut short or altered; copy it again. Its entries are safe on "
            "the device that wrote them.",
        ),
    ),
    "other_offices_file": (
        "Berkas titipan ini untuk kantor lain; antar ke kantor penulisnya.",
        "This transfer file is for another office; deliver it to that of its author.",
    ),
    **dict.fromkeys(
        ("part_unreadable", "not_carried"),
        (
            "Satu bagian berkas titipan tidak terbaca oleh kantor; salin lagi dari asalnya.",
            "The office cannot read a part of the transfer file; copy it again.",
        ),
    ),
    "unknown_device": (
        "Kantor tidak mengenal perangkat ini, mungkin karena dipulihkan dari cadangan. Catatan "
        "Anda aman di sini: minta kode atas nama Anda, lalu `jejak enrol ALAMAT KODE --again`.",
        "The office does not know this device, perhaps because it was restored from a back-up. "
        "Your entries are safe here: ask for a code in your name, then `jejak enrol URL CODE "
        "--again`.",
    ),
    **dict.fromkeys(
        ("no_such_page", "method_not_allowed"),
        (
            "Kantor tidak ada di alamat ini; periksa alamatnya huruf demi huruf.",
            "The office is not at this address; check the address letter by letter.",
        ),
    ),
    "unknown_log": (
        "Kantor ini tidak melayani kabupaten/kota itu; tanyakan kode yang benar.",
        "This office does not serve that kabupaten/kota; ask which code is right.",
    ),
    **dict.fromkeys(
        ("unknown_code", "code_used"),
        (
            "Kode undangan salah, sudah dipakai, atau habis masanya; minta kode baru.",
            "The invitation is wrong, used or expired; ask for a new one.",
        ),
    ),
    "cloned": (
        "Perangkat ini salinan dari perangkat lain; sinkronkan lagi untuk mendapat kunci sendiri.",
        "This device is a copy of another; sync again to get a key of its own.",
    ),
    "not_a_copy": (
        "Perangkat ini bukan salinan; sinkronkan seperti biasa.",
        "This device is no copy; sync as ever.",
    ),
    "too_many_copies": (
        "Perangkat ini terlalu sering disalin; minta kode undangan baru.",
        "This device was copied too often; ask for a new invitation.",
    ),
    "already_enrolled": (
        "Perangkat ini sudah terdaftar; pakai saja.",
        "This device is enrolled already; use it as it is.",
    ),
    "other_enrolment": (
        "Kode ini untuk orang lain; minta kode atas nama pemegang perangkat ini.",
        "This code is for somebody else; ask for one in the name of this device's holder.",
    ),
    "bad_key": (
        "Kunci perangkat ini tidak sah; daftarkan lagi dengan kunci baru.",
        "This device's key is not valid; enrol again with a new one.",
    ),
    "bad_challenge": (
        "Tantangan dari kantor sudah kedaluwarsa; coba lagi.",
        "The office's challenge has expired; try again.",
    ),
    **dict.fromkeys(
        ("no_token", "bad_token"),
        (
            "Perlu token yang berlaku; minta kepada kantor.",
            "A valid token is needed; ask the office for one.",
        ),
    ),
    "not_entitled": (
        "Peran ini tidak boleh melihatnya; minta kepada yang berwenang.",
        "This role may not see it; ask somebody who is entitled.",
    ),
    "not_found": (
        "Tidak ada di wilayah ini; periksa kodenya.",
        "It is not in this region; check the id.",
    ),
    "bad_range": (
        "Bagian yang diminta tidak ada; sinkronkan sekali lagi.",
        "The part that was asked for is not there; sync once more.",
    ),
    "bad_query": (
        "Permintaannya tidak terbaca; perbaiki bagian yang disebut.",
        "The query cannot be read; mend the part that is named.",
    ),
    **dict.fromkeys(
        ("busy", "store_unavailable", "our_bug"),
        (
            "Kantor sedang tidak bisa melayani; pekerjaan aman, coba lagi sebentar lagi.",
            "The office cannot serve just now; your work is safe, try again shortly.",
        ),
    ),
    "unreachable": (
        "Kantor tidak terjangkau; pekerjaan aman di perangkat ini, coba lagi bila ada sinyal.",
        "The office cannot be reached; your work is safe here, try again with a signal.",
    ),
}
