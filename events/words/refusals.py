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
    "revoked_device": (
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
    # --- requests ---
    "bad_signature": (
        "Tanda tangannya tidak cocok; daftarkan perangkat ini lagi.",
        "The signature does not verify; enrol this device again.",
    ),
    "chain_broken": (
        "Rantai catatannya terputus; jalankan `jejak status` dan hubungi kantor.",
        "The chain of entries is broken; run `jejak status` and call the office.",
    ),
    "unknown_device": (
        "Kantor tidak mengenal perangkat ini; minta kode undangan baru.",
        "The office does not know this device; ask for a new invitation.",
    ),
    "bad_code": (
        "Kode undangan salah atau sudah habis masanya; minta kode baru.",
        "The invitation is wrong or has expired; ask for a new one.",
    ),
    "not_allowed": (
        "Peran ini tidak berwenang; minta kepada koordinator.",
        "This role is not entitled to it; ask the coordinator.",
    ),
    "busy": (
        "Kantor sedang ramai; pekerjaan aman, coba lagi sebentar lagi.",
        "The office is busy; your work is safe, try again shortly.",
    ),
    "unreachable": (
        "Kantor tidak terjangkau; pekerjaan aman di perangkat ini, coba lagi bila ada sinyal.",
        "The office cannot be reached; your work is safe here, try again with a signal.",
    ),
}
