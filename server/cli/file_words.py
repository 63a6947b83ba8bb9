"""What the commands that read or write files for people say: lists, exports, question sets."""

from collections.abc import Mapping
from typing import Final

FILE_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
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
    # --- export
    "help_export": (
        "Ekspor ke CSV, XLSX atau Parquet; tanpa nama: daftar yang bisa diekspor.",
        "Export to CSV, XLSX or Parquet; without a name: list what can be exported.",
    ),
    "help_export_to": (
        "Berkas tujuan; akhirannya menentukan bentuk: .csv, .xlsx, .parquet.",
        "The file to write; its suffix says the format: .csv, .xlsx, .parquet.",
    ),
    "help_export_as_of": ("Keadaan pada hari itu.", "As it was on that day."),
    "help_export_survey": ("Nama survei, untuk `export survey`.", "A survey, for `export survey`."),
    "help_export_purpose": ("Keperluan ekspor, ikut dicatat.", "What for; it is written down."),
    "help_export_personal": (
        "Buka data pribadi untuk keperluan ini; tiap keluarga yang dibuka dicatat.",
        "Open personal fields for this purpose; each household that is opened is written down.",
    ),
    "help_bom": (
        "CSV dengan tanda UTF-8 di depan, untuk Excel.",
        "CSV with the mark of UTF-8 in front, for Excel.",
    ),
    "to_needed": ("Sebut berkas tujuan: --to BERKAS.", "Name the file: --to FILE."),
    "exportable": ("Bisa diekspor: {names}", "Can be exported: {names}"),
    "exported": (
        "{file}: {rows} baris, {households} keluarga, sampai posisi {size}. Tercatat pada posisi "
        "{position}. Hapus berkasnya bila sudah tidak perlu.",
        "{file}: {rows} rows, {households} households, up to position {size}. Recorded at position "
        "{position}. Delete the file when it is no longer needed.",
    ),
    # --- survey
    "help_survey": (
        "Survei buatan kantor: terbitkan, daftar, pertanyaan.",
        "The office's own surveys: publish, list, show.",
    ),
    "help_survey_define": (
        "Terbitkan survei dari berkas TOML atau JSON.",
        "Publish a survey from a file of TOML or JSON.",
    ),
    "help_survey_list": ("Survei yang sudah terbit.", "The surveys that are published."),
    "help_survey_show": ("Pertanyaan satu survei.", "The questions of one survey."),
    "help_survey_version": ("Versi; bawaan: yang terbaru.", "The version; else the newest."),
    "survey_columns": (
        "survei|versi|banyaknya|pertanyaan pertama",
        "survey|version|count|first question",
    ),
    "question_columns": (
        "kode|pertanyaan|jawab|wajib|bila",
        "code|question|answer|required|if",
    ),
    "no_surveys": (
        "Belum ada survei: `jejak-server survey define BERKAS --by ORANG`.",
        "There is no survey yet: `jejak-server survey define FILE --by ACTOR`.",
    ),
    "survey_defined": (
        "Survei {survey} versi {version} terbit, {count} pertanyaan; perangkat menerimanya saat "
        "sinkron.",
        "Survey {survey}, version {version}, is published with {count} questions; devices receive "
        "it when they sync.",
    ),
    "survey_held": (
        "Survei {survey} versi {version} sudah terbit; tidak ada yang berubah.",
        "Survey {survey}, version {version}, is published already; nothing changes.",
    ),
    "export_left_out": (
        "{count} keluarga tidak dapat dilipat dan tidak ada di berkas; jalankan `jejak-server "
        "verify`.",
        "{count} households cannot be folded and are not in the file; run `jejak-server verify`.",
    ),
}

FILE_REFUSED: Final[Mapping[str, str]] = {
    "bad_mapping": "Berkas pemetaan salah; lihat contohnya dengan --show-mapping.",
    "bad_default": "Isi untuk sel kosong tidak cocok dengan isiannya: periksa --set dan defaults.",
    "bad_set": "Tulis --set ISIAN=NILAI, mis. --set on=2016-07-11.",
    "bad_sheet": "Berkas daftar tidak terbaca: simpan sebagai CSV UTF-8 atau XLSX.",
    "too_large_file": "Berkas daftar terlalu besar: bagi menjadi beberapa berkas.",
    "no_head": "Berkas itu tidak punya baris judul kolom: periksa head_row di pemetaan.",
    "bad_format": "Nama berkas harus berakhiran .csv, .xlsx atau .parquet.",
    "bad_day": "Tulis harinya seperti 2018-12-14.",
    "file_exists": "Berkas itu sudah ada: pilih nama lain.",
    "unwritable_file": "Berkas tidak dapat ditulis di sana: periksa folder dan izinnya.",
    "personal_in_name": "Nama berkas tidak boleh berisi NIK atau nomor panjang: pilih nama lain.",
    "unknown_export": "Itu tidak bisa diekspor: `jejak-server export` mencetak daftarnya.",
    "which_survey": "Sebut surveinya: --survey NAMA; lihat `jejak-server survey list`.",
    "unknown_survey": "Survei itu tidak ada: lihat `jejak-server survey list`.",
    "bad_survey_file": "Berkas survei salah: tulis sebagai TOML atau JSON, lihat README kantor.",
    "no_personal": "Isinya tidak punya data pribadi: hapus --personal.",
    "no_as_of": "Riwayat tidak punya hari: hapus --as-of.",
    "too_many_rows": "Barisnya terlalu banyak untuk XLSX: ekspor ke .csv atau .parquet.",
    "cell_too_long": "Ada isi yang terlalu panjang untuk XLSX: ekspor ke .csv atau .parquet.",
    "list_changed": "Berkas berubah selagi diimpor: simpan dulu, lalu ulangi perintah yang sama.",
}
"""Sentences in Indonesian for refusals that the code raises in English."""
