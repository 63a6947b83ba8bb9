"""What is said of rows of imported lists, and how to mend them: Indonesian, English."""

from collections.abc import Mapping
from typing import Final

LIST_PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    # --- the head ---
    "column_missing": (
        "Kolom {field} tidak ada. Beri judul kolom salah satu dari: {choices}; atau sebut judulnya "
        "di berkas pemetaan.",
        "There is no column for {field}. Head it one of: {choices}; or name its head in a mapping "
        "file.",
    ),
    "column_twice": (
        "Dua kolom sama-sama {field}: {given}. Hapus salah satu, atau pilih di berkas pemetaan.",
        "Two columns are both {field}: {given}. Take one out, or choose in a mapping file.",
    ),
    "column_unknown": (
        "Kolom {given} tidak dipakai; bila perlu, sebut di berkas pemetaan.",
        "The column {given} is not used; name it in a mapping file if it should be.",
    ),
    "no_rows": (
        "Berkas ini tidak punya baris judul kolom; periksa berkas dan head_row di pemetaan.",
        "This file has no row of heads; check the file, and head_row in the mapping.",
    ),
    # --- one row ---
    "row_size": (
        "Baris ini punya {given} kolom, judulnya {expected}; periksa pemisah dan tanda kutip.",
        "This row has {given} columns, the head {expected}; check separators and quotation marks.",
    ),
    "cell_empty": (
        "{field} kosong; isi selnya.",
        "{field} is empty; fill the cell in.",
    ),
    "cell_too_long": (
        "{field} lebih panjang dari {highest} huruf; pendekkan.",
        "{field} is longer than {highest} characters; shorten it.",
    ),
    "out_of_bounds": (
        "{field} {given} tidak ada; tulis {lowest} sampai {highest}.",
        "There is no {field} {given}; write {lowest} to {highest}.",
    ),
    "bad_date": (
        "{field} {given}: {why}.",
        "{field} {given}: {why}.",
    ),
    "nik_as_number": (
        "{field} tersimpan sebagai angka, sehingga digit terakhirnya hilang; jadikan kolom itu "
        "teks dan isi lagi dari kartunya.",
        "{field} is stored as a number, which loses its last digits; make the column text and "
        "fill it in again from the card.",
    ),
    "number_is_personal": (
        "{field} berisi nomor 16 angka, yang tampaknya NIK atau No. KK; petakan kolom itu ke nik "
        "atau kk.",
        "{field} holds a number of 16 digits, which looks like a NIK or No. KK; map the column to "
        "nik or kk.",
    ),
    "on_missing": (
        "Tanggalnya tidak ada: isi kolom tanggal, atau beri --set on=2016-07-11.",
        "There is no date: fill in the date's column, or give --set on=2016-07-11.",
    ),
    # --- places ---
    "unknown_desa": (
        "Tidak ada desa {given} di sini. Maksudnya {choices}? Betulkan, atau tulis kodenya.",
        "There is no village {given} here. Did you mean {choices}? Mend it, or write its code.",
    ),
    "no_such_desa": (
        "Tidak ada desa {given} di sini; periksa namanya, atau tulis kodenya.",
        "There is no village {given} here; check the name, or write its code.",
    ),
    "ambiguous_desa": (
        "Ada beberapa desa {given}: {choices}. Tambah kolom kecamatan, atau tulis kodenya.",
        "Several villages are called {given}: {choices}. Add a column kecamatan, or write the "
        "code.",
    ),
    # --- households ---
    "household_key_missing": (
        "Nomor keluarga tidak ada: isi nomor daftar (list_no) atau No. KK.",
        "The household has no number: fill in its number in the list (list_no) or No. KK.",
    ),
    "household_scattered": (
        "Keluarga ini sudah ada di baris {other}; kumpulkan baris satu keluarga berurutan.",
        "This household is in row {other} already; put the rows of one household together.",
    ),
    "household_differs": (
        "{field} tidak sama dengan baris {other} dari keluarga yang sama; samakan.",
        "{field} differs from row {other} of the same household; make them agree.",
    ),
    "household_large": (
        "Keluarga ini punya lebih dari {highest} anggota; periksa nomor keluarganya.",
        "This household has more than {highest} members; check the household's number.",
    ),
    "no_head": (
        "Keluarga ini tidak punya kepala keluarga; tandai satu anggota.",
        "This household has no head; mark one member as head.",
    ),
    "two_heads": (
        "Kepala keluarga sudah ada di baris {other}; pilih satu.",
        "Row {other} is the head of this household already; choose one.",
    ),
    "nik_twice": (
        "NIK ini sudah ada di baris {other}; periksa keduanya.",
        "This NIK is in row {other} already; check both.",
    ),
    "member_twice": (
        "Anggota ini sudah ada di baris {other} (nama dan tahun lahir sama); hapus satu, atau isi "
        "NIK-nya.",
        "This member is in row {other} already (same name and year of birth); take one out, or "
        "give the NIK.",
    ),
    "household_held": (
        "Keluarga ini sudah terdaftar dengan {field} lain; tidak ditulis lagi. Bila daftar ini "
        "benar, koreksi di perangkat.",
        "This household is registered with another {field}; it is not written again. If the list "
        "is right, correct it on a device.",
    ),
    "nik_held": (
        "NIK ini sudah ada di keluarga {household}. Bila keluarganya sama, hapus dari daftar ini; "
        "bila sudah terlanjur, gabungkan lewat `jejak-server duplicates`.",
        "This NIK is in household {household} already. If it is the same family, take it out of "
        "this list; if it was written, merge them by `jejak-server duplicates`.",
    ),
    # --- payments ---
    "payee_missing": (
        "Keluarga penerima tidak disebut: isi ID, nomor keluarga, No. KK, atau NIK pengurus.",
        "The row names no household: give its id, its number in the list, No. KK, or the payee's "
        "NIK.",
    ),
    "unknown_nik": (
        "NIK ini belum tercatat di log {log}; sebut keluarganya, atau catat NIK-nya dulu.",
        "This NIK is not recorded in the log {log}; name the household, or record the NIK first.",
    ),
    "nik_in_several": (
        "NIK ini tercatat di beberapa keluarga di log {log}: sebut keluarganya, atau selesaikan "
        "dulu lewat `jejak-server duplicates`.",
        "Several households of the log {log} hold this NIK: name the household, or settle it first "
        "by `jejak-server duplicates`.",
    ),
    "unknown_household": (
        "Keluarga ini belum terdaftar di log {log}; impor daftar keluarganya dulu, atau periksa "
        "nomornya.",
        "This household is not registered in the log {log}; import its list first, or check the "
        "number.",
    ),
    "payment_twice": (
        "Pembayaran ini sudah ada di baris {other}; hapus salah satu.",
        "This payment is in row {other} already; take one out.",
    ),
}
