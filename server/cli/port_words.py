"""What the commands for lists, exports and surveys say, in Indonesian and English."""

from collections.abc import Mapping
from typing import Final

PORT_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # --- import
    "help_import": (
        "Impor daftar keluarga, SK pembayaran, atau laporan bank (CSV, XLSX).",
        "Import household lists, decrees or bank reports (CSV, XLSX).",
    ),
    "help_import_households": (
        "Daftar keluarga: satu baris satu anggota, baris satu keluarga berurutan.",
        "A household list: one row a member, the rows of one household together.",
    ),
    "help_import_decree": (
        "Daftar penerima menurut SK: pembayaran yang diperintahkan.",
        "The list of a decree: payments that were ordered.",
    ),
    "help_import_bank": (
        "Laporan bank: pembayaran yang berhasil, gagal atau dikembalikan.",
        "A bank's report: payments that were paid, failed or returned.",
    ),
    "help_mapping": (
        "Berkas pemetaan (TOML atau JSON): judul kolom, format tanggal dan rupiah, arti kata.",
        "A mapping file (TOML or JSON): heads, formats of dates and rupiah, meaning of words.",
    ),
    "help_set": (
        "Isi untuk sel kosong, mis. --set on=2016-07-11; boleh beberapa kali.",
        "What empty cells hold, e.g. --set on=2016-07-11; may be given several times.",
    ),
    "help_show_mapping": (
        "Cetak pemetaan yang dipakai, untuk diubah dan dipakai lagi.",
        "Print the mapping that is used, to be changed and given back.",
    ),
    "file_needed": ("Sebut berkasnya.", "Name the file."),
    "in_column": (", kolom {column}", ", column {column}"),
    "row_refused": ("Baris {row}{column}: {sentence}", "Row {row}{column}: {sentence}"),
    "row_warned": (
        "Perhatikan baris {row}{column}: {sentence}",
        "Look at row {row}{column}: {sentence}",
    ),
    "import_checking": ("memeriksa", "checking"),
    "import_writing": ("menulis", "writing"),
    "import_refused": (
        "{rows} baris: {refused} hal harus diperbaiki, {warned} perlu dilihat. Belum ada yang "
        "ditulis.",
        "{rows} rows: {refused} things to mend, {warned} to look at. Nothing was written.",
    ),
    "import_checked": (
        "{rows} baris: {entries} catatan baru, {held} sudah ada, {warned} perlu dilihat. Belum ada "
        "yang ditulis; ulangi tanpa --dry-run.",
        "{rows} rows: {entries} new entries, {held} held already, {warned} to look at. Nothing was "
        "written; give it again without --dry-run.",
    ),
    "import_done": (
        "{rows} baris: {written} catatan ditulis, {held} sudah ada sebelumnya.",
        "{rows} rows: {written} entries written, {held} were held before.",
    ),
}

PORT_REFUSED: Final[Mapping[str, str]] = {
    "bad_mapping": "Berkas pemetaan salah; lihat contohnya dengan --show-mapping.",
    "bad_default": "Isi untuk sel kosong tidak cocok dengan isiannya: periksa --set dan defaults.",
    "bad_set": "Tulis --set ISIAN=NILAI, mis. --set on=2016-07-11.",
    "bad_sheet": "Berkas daftar tidak terbaca: simpan sebagai CSV UTF-8 atau XLSX.",
    "too_large_file": "Berkas daftar terlalu besar: bagi menjadi beberapa berkas.",
    "no_head": "Berkas itu tidak punya baris judul kolom: periksa head_row di pemetaan.",
    "list_changed": "Berkas berubah selagi diimpor: simpan dulu, lalu ulangi perintah yang sama.",
}
"""Sentences in Indonesian for refusals that the code raises in English."""
