"""What a device says of a draft that is wrong by itself, and how to mend it: Indonesian, English.

What does not fit what is held of its household is in `held_problems.py`.
"""

from collections.abc import Mapping
from typing import Final

PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    # --- fields ---
    "missing_field": (
        "Isi {field}: {expected}.",
        "Give {field}: {expected}.",
    ),
    "unknown_type": (
        "Tidak ada jenis catatan {given}. Maksudnya {choices}?",
        "There is no type {given}. Did you mean {choices}?",
    ),
    "no_such_field": (
        "“{type}” tidak punya isian {given}; isiannya: {choices}.",
        "“{type}” has no field {given}; it has {choices}.",
    ),
    "bad_value": (
        "{field} tidak bisa {given}: tulis {expected}.",
        "{field} cannot be {given}: write {expected}.",
    ),
    "text_too_long": (
        "{field} paling panjang {highest} huruf: persingkat, atau lanjutkan di catatan lain.",
        "{field} is at most {highest} characters long: shorten it, or go on in another entry.",
    ),
    "bad_id": (
        "{field} bukan kode yang benar ({given}): salin dari daftar, jangan diketik.",
        "{field} is no valid id ({given}): copy it from a list, do not type it.",
    ),
    "bad_slug": (
        "{field} ditulis satu kata huruf kecil tanpa spasi, misalnya {example}.",
        "Write {field} as one lower-case word without spaces, e.g. {example}.",
    ),
    "bad_reference": (
        "{field} hanya nomor, misalnya 463/123-Dinsos; kata-kata masuk ke keterangan (--note).",
        "{field} is a number only, e.g. 463/123-Dinsos; words go into the note (--note).",
    ),
    "bad_block": (
        "{field} ditulis tiga angka, misalnya 004; yang diberikan {given}.",
        "Write {field} with three digits, e.g. 004; it was {given}.",
    ),
    "bad_region": (
        "{given} bukan kode wilayah: tulis seperti 36.03.06.2001, atau cari nama desanya.",
        "{given} is no region code: write it like 36.03.06.2001, or look up the village's name.",
    ),
    "unknown_region": (
        "Wilayah {given} tidak ada di daftar perangkat. Periksa kodenya; bila desa baru, teruskan.",
        "Region {given} is not in the device's list. Check the code; if the village is new, go on.",
    ),
    "region_wide": (
        "{given} lebih luas dari desa/kelurahan; pakai kode desanya bila diketahui.",
        "{given} is wider than a village; use the village's code if it is known.",
    ),
    "foreign_region": (
        "Wilayah {given} di luar {log}. Periksa kodenya; bila keluarga memang tinggal di sana, "
        "mintalah pendamping di sana yang mendaftarkannya.",
        "Region {given} is outside {log}. Check the code; if the family does live there, ask a "
        "companion there to register it.",
    ),
    "moves_outside": (
        "{kind}, padahal wilayah {given} di luar {log}. Periksa kodenya; bila keluarga pindah ke "
        "kabupaten lain, pakai kind other_kabupaten.",
        "{kind}, yet region {given} is outside {log}. Check the code; if the family moved to "
        "another kabupaten, use kind other_kabupaten.",
    ),
    "bad_nik": (
        "{field} harus 16 angka dengan tanggal yang ada di kalender; periksa lagi di kartunya.",
        "{field} must be 16 digits holding a date of the calendar; check it on the card.",
    ),
    "nik_region": (
        "Wilayah {given} dalam NIK tidak dikenal. Bisa benar (wilayah lama); periksa sekali lagi.",
        "The NIK's region {given} is not known. It may be right (an older region); check it again.",
    ),
    "nik_sex": (
        "Menurut NIK {given}, menurut isian lain. Periksa; bila kartunya memang begitu, teruskan.",
        "The NIK says {given}, the field says otherwise. Check; if the card says so, go on.",
    ),
    "nik_birth": (
        "Menurut NIK lahir {given}, isian lain. Periksa; bila kartunya memang begitu, teruskan.",
        "The NIK's date of birth is {given}, the field differs. Check; if the card says so, go on.",
    ),
    "nik_serial": (
        "Nomor urut NIK 0000 tidak pernah diterbitkan. Periksa lagi di kartunya.",
        "The serial 0000 of a NIK is never issued. Check it on the card.",
    ),
    "nik_status": (
        "NIK diisi, tetapi keadaannya {given}. Periksa salah satunya.",
        "A NIK is given, but its state is {given}. Check one of the two.",
    ),
    "bad_kk": (
        "{field} harus 16 angka dengan tanggal terbit yang ada di kalender; periksa di kartunya.",
        "{field} must be 16 digits holding a date of issue of the calendar; check it on the card.",
    ),
    "kk_region": (
        "Wilayah {given} dalam nomor KK tidak dikenal. Bisa benar (wilayah lama); periksa lagi.",
        "The region {given} of the card's number is not known. It may be right; check it again.",
    ),
    "kk_date": (
        "Menurut nomornya KK terbit {given}, di masa depan. Periksa lagi di kartunya.",
        "By its number the card is of {given}, in the future. Check it on the card.",
    ),
    "not_personal": (
        "{field} bukan data pribadi: tulis nilainya di isian biasa.",
        "{field} is not personal: give the value as an ordinary field.",
    ),
    "is_personal": (
        "{field} data pribadi: nilai lama dan baru tidak boleh ada di baris yang terbuka.",
        "{field} is personal: old and new value may not stand in the open line.",
    ),
    # --- dates ---
    "bad_on": (
        "{given} bukan tanggal: tulis 2018, 2018-11 atau 2018-11-05.",
        "{given} is no date: write 2018, 2018-11 or 2018-11-05.",
    ),
    "future_on": (
        "{given} belum terjadi. Tulis kapan hal itu terjadi; janji masuk ke kunjungan berikutnya.",
        "{given} has not come yet. Write when it happened; a promise goes into the next visit.",
    ),
    "on_too_early": (
        "{given} terlalu lama lalu; periksa tahunnya.",
        "{given} is too long ago; check the year.",
    ),
    "month_needed": (
        "“{type}” berlaku untuk satu bulan: tulis tanggalnya seperti {example}.",
        "“{type}” speaks of one month: write its date like {example}.",
    ),
    "late_missing": (
        "Ini {days} hari setelah kejadian. Sebutkan sebabnya (late): {choices}.",
        "This comes {days} days after the fact. Say why (late): {choices}.",
    ),
    "bad_late": (
        "Alasan terlambat {given} tidak ada; pilih {choices}.",
        "There is no reason for lateness {given}; choose one of {choices}.",
    ),
    "before": (
        "{field} ({given}) lebih awal dari {other}; periksa keduanya.",
        "{field} ({given}) is earlier than {other}; check both.",
    ),
    "in_future": (
        "{field} ({given}) di masa depan; periksa tanggalnya.",
        "{field} ({given}) is in the future; check the date.",
    ),
    "very_old": (
        "Tahun lahir {given} berarti berumur lebih dari 110 tahun; periksa lagi.",
        "Born in {given} means older than 110; check it.",
    ),
    "birth_date_year": (
        "Tanggal lahir dan tahun lahir ({given}) tidak sama; samakan keduanya.",
        "Date of birth and year of birth ({given}) differ; make them agree.",
    ),
    # --- who and where ---
    "role_not_allowed": (
        "Peran {role} tidak menulis “{type}”. Yang boleh: {choices}.",
        "The role {role} does not write “{type}”. Those who do: {choices}.",
    ),
    "wrong_level": (
        "Tingkat {given} diputuskan oleh peran lain, bukan {role}.",
        "The level {given} is decided by another role, not {role}.",
    ),
    "wrong_stream": (
        "“{type}” tidak ditulis di alur ini; pilih keluarga atau alur yang benar.",
        "“{type}” is not written in this stream; choose the right household or stream.",
    ),
    "not_author": (
        "Hanya penulis catatan itu atau koordinator yang membatalkannya; minta kepadanya.",
        "Only the author of that entry or a coordinator voids it; ask one of them.",
    ),
    "same_household": (
        "Kedua keluarga sama; pilih keluarga yang lain.",
        "Both households are the same; choose another one.",
    ),
    # --- amounts ---
    "implausible_amount": (
        "{field} {given} terlalu besar (paling banyak {highest}); periksa angka nolnya.",
        "{field} {given} is too large (at most {highest}); check the zeros.",
    ),
    "more_than_required": (
        "Yang dipenuhi dan dimaafkan ({given}) lebih banyak dari yang wajib ({required}).",
        "Done and excused ({given}) are more than required ({required}); check the three figures.",
    ),
    "many_school_days": (
        "{given} hari sekolah sebulan tidak mungkin; periksa angkanya.",
        "{given} school days in a month cannot be; check the figure.",
    ),
    "costs_incomplete": (
        "Biaya belum lengkap: {choices} belum diketahui. Isi, atau tulis complete tidak.",
        "Costs are not complete: {choices} not known. Give them, or say complete is no.",
    ),
    "rent_per": (
        "Sewa {given} untuk sebulan atau setahun? Isi per.",
        "Is the rent of {given} for a month or a year? Give per.",
    ),
    "women_more": (
        "Pekerja perempuan ({given}) lebih banyak dari semua pekerja ({highest}).",
        "Women among them ({given}) are more than all workers ({highest}); check both.",
    ),
    "largest_share": (
        "Bagian pembeli terbesar {given}%, menurut penjualan {expected}%. Periksa salah satunya.",
        "Largest buyer's share is {given}%, by the sales it is {expected}%. Check one of them.",
    ),
    "nothing_sold": (
        "Jumlah nol: bila tidak ada penjualan, tulis sales kosong [].",
        "The quantity is zero: if nothing was sold, write an empty sales [].",
    ),
    "shortfall_reason": (
        "Bantuan tidak diterima penuh: sebutkan sebabnya (shortfall_reason).",
        "The aid was not received in full: say why (shortfall_reason).",
    ),
    "debt_differs": (
        "Utang nol, tetapi ada kreditur atau angsuran; periksa ketiganya.",
        "The debt is zero, but there is a creditor or an instalment; check all three.",
    ),
    # --- acts ---
    "p2k2_topic": (
        "Materi P2K2 salah satu dari {choices}.",
        "The topic of a family session is one of {choices}.",
    ),
    "aftercare_kind": (
        "Keadaan sesudah graduasi hanya untuk kunjungan jenis aftercare.",
        "How it goes after graduation belongs to a visit of the kind aftercare.",
    ),
    "witness_missing": (
        "Permintaan lisan perlu saksi (witness).",
        "An oral request needs a witness.",
    ),
    "indicators_missing": (
        "Usulan harus membawa salinan indikator; buat usulan dari layar kesiapan.",
        "A proposal carries a copy of the indicators; make it from the readiness page.",
    ),
    "effective_on_missing": (
        "Persetujuan provinsi perlu tanggal berlaku (effective_on).",
        "An approval of the province needs the day it takes effect (effective_on).",
    ),
    "nothing_changes": (
        "Nilai lama dan baru sama; tidak ada yang dikoreksi.",
        "Old and new value are the same; there is nothing to correct.",
    ),
    "old_differs": (
        "Nilai sekarang {expected}, bukan {given}. Periksa catatannya dulu.",
        "The value now is {expected}, not {given}. Look at the entry first.",
    ),
    "kept_among_others": (
        "Catatan yang dipakai juga disebut tidak dipakai; pilih salah satu.",
        "The kept entry is also among the others; choose one.",
    ),
    "documents_missing": (
        "Alasan {given} perlu dokumen dan tanggal pemberitahuan kepada keluarga.",
        "The reason {given} needs a document and the day the family was notified.",
    ),
}

KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "uuid": ("kode dari daftar", "an id from a list"),
    "event": ("kode catatan (32 huruf/angka)", "an entry's id (32 hex digits)"),
    "device": ("kode perangkat (32 huruf/angka)", "a device's id (32 hex digits)"),
    "about": ("kode catatan atau usulan", "an entry's or proposal's id"),
    "digest": ("SHA-256 (64 huruf/angka)", "a SHA-256 (64 hex digits)"),
    "key": ("kunci base64url", "a base64url key"),
    "count": ("bilangan bulat, nol atau lebih", "a whole number, zero or more"),
    "rupiah": ("rupiah bulat, misalnya 39.000 atau 39rb", "whole rupiah, e.g. 39000 or 39rb"),
    "percent": ("bilangan bulat 0 sampai 100", "a whole number from 0 to 100"),
    "year": ("tahun, misalnya 2018", "a year, e.g. 2018"),
    "number": ("bilangan bulat", "a whole number"),
    "truth": ("ya atau tidak", "yes or no"),
    "day": ("tanggal, misalnya 2018-11-05", "a day, e.g. 2018-11-05"),
    "period": ("tahun, bulan atau tanggal, misalnya 2018-11", "a year, month or day, e.g. 2018-11"),
    "month": ("bulan, misalnya 2018-11", "a month, e.g. 2018-11"),
    "region": ("kode wilayah, misalnya 36.03.06.2001", "a region code, e.g. 36.03.06.2001"),
    "slug": ("satu kata huruf kecil", "one lower-case word"),
    "code": ("kode, misalnya R1", "a code, e.g. R1"),
    "reference": ("nomor dokumen", "a document's number"),
    "block": ("tiga angka, misalnya 004", "three digits, e.g. 004"),
    "kbli": ("lima angka", "five digits"),
    "nik": ("16 angka", "16 digits"),
    "words": ("kata-kata", "words"),
    "path": ("nama isian, misalnya sales.0.quantity", "a field's name, e.g. sales.0.quantity"),
    "conflict": ("kunci bentrok", "a conflict's key"),
    "choice": ("salah satu dari {choices}", "one of {choices}"),
    "part": (
        "{parts}, sebagai JSON atau nama=nilai dipisah koma",
        "{parts}, as JSON or name=value separated by commas",
    ),
    "mapping": ("JSON {{kode: nilai}}", "JSON {{code: value}}"),
    "value": ("nilai JSON", "a JSON value"),
}
