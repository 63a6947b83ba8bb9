"""What a device refuses around sheets, forms and reports, in words: Indonesian, English.

One table with `refusals.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

SHEETS_AND_PAPER: Final[Mapping[str, tuple[str, str]]] = {
    "seat_unknown": (
        "{given} tidak ada di lembar ini; lihat lembarnya dengan --dry-run.",
        "{given} is not on this sheet; see it with --dry-run.",
    ),
    "seat_ambiguous": (
        "{given} bisa berarti beberapa orang: {choices}. Tulis nama lengkap atau kodenya.",
        "{given} may be several people: {choices}. Give the whole name or the id.",
    ),
    "seat_by_number": (
        "Nomor {given} hanya berlaku untuk lembar yang dicetak: tambahkan --sheet dan kode "
        "lembarnya, atau tulis namanya.",
        "The number {given} means a line of a printed sheet: add --sheet with the code printed "
        "on it, or give the name.",
    ),
    "other_sheet": (
        "Lembar {given} sudah berubah (sekarang {now}): orangnya bertambah atau berkurang. "
        "Sebutkan yang tidak hadir dengan nama.",
        "Sheet {given} has changed (it is {now} now): people came or left. Name who was absent.",
    ),
    "bad_exception": (
        "Baris ini bukan pengecualian: {reason}. Lihat `jejak session --help`.",
        "This line is no exception: {reason}. See `jejak session --help`.",
    ),
    "bad_amount": (
        "{given} bukan jumlah: tulis seperti 20 atau 700rb.",
        "{given} is no amount: write it like 20 or 700rb.",
    ),
    "bad_sheet": (
        "Lembar ini belum lengkap. {reason}",
        "This sheet is not complete. {reason}",
    ),
    "bad_basis": (
        "{given} bukan dasar keterangan: pilih {choices}.",
        "{given} is no basis: choose {choices}.",
    ),
    "empty_sheet": (
        "Tidak ada orang untuk lembar ini; periksa --find, atau komponen keluarganya.",
        "Nobody is on this sheet; check --find, or the components of the households.",
    ),
    "nobody_called": (
        "Tidak ada keluarga dengan nama atau kode {given} di perangkat ini; cari dengan "
        "`jejak find`, atau lihat `jejak households`.",
        "No household on this device has the name or id {given}; look with `jejak find`, or see "
        "`jejak households`.",
    ),
    "ambiguous_name": (
        "Beberapa keluarga mirip {given}: {choices}. Tulis nama lengkap atau kodenya.",
        "Several households are like {given}: {choices}. Give the whole name or the id.",
    ),
    "nothing_to_copy": (
        "Belum ada yang dicatat sebelumnya untuk disalin; isi sendiri tanpa --same.",
        "Nothing was recorded before to copy; fill it in without --same.",
    ),
    "same_which": (
        "Ada beberapa usaha: {choices}. Sebutkan dengan --enterprise.",
        "There are several enterprises: {choices}. Name one with --enterprise.",
    ),
    "unknown_placeholders": (
        "Templat meminta yang tidak dikenal: {given}. Lihat `jejak report --placeholders`.",
        "The template asks for what is not known: {given}. See `jejak report --placeholders`.",
    ),
    "no_placeholders": (
        "Templat ini tidak berisi satu pun {{{{…}}}}; lihat `jejak report --placeholders`.",
        "This template holds no {{{{…}}}} at all; see `jejak report --placeholders`.",
    ),
    "mixed_row": (
        "Satu baris tabel hanya boleh berisi satu daftar; yang ini berisi {given}.",
        "One table row may hold one list only; this one holds {given}.",
    ),
    "bad_template": (
        "Berkas ini bukan {given} yang dapat dibuka ({reason}); simpan ulang sebagai {given}.",
        "This file is no {given} that can be opened ({reason}); save it again as {given}.",
    ),
    "template_too_large": (
        "{given} lebih besar dari {most} MiB; kecilkan gambarnya.",
        "{given} is larger than {most} MiB; make its pictures smaller.",
    ),
    "template_is_target": (
        "{given} adalah templatnya sendiri; simpan laporan dengan nama lain.",
        "{given} is the template itself; save the report under another name.",
    ),
    "formats_differ": (
        "Templat {given} dan laporan {to} harus berjenis sama.",
        "The template {given} and the report {to} must be of the same kind.",
    ),
    "bad_format": (
        "{given}: laporan disimpan sebagai .docx atau .xlsx.",
        "{given}: a report is saved as .docx or .xlsx.",
    ),
    "bad_month": (
        "{given} bukan bulan: tulis seperti 2018-11 atau November 2018.",
        "{given} is no month: write it like 2018-11 or November 2018.",
    ),
    "unwritable_file": (
        "{given} tidak dapat ditulis: {reason}. Pilih tempat lain.",
        "{given} cannot be written: {reason}. Choose another place.",
    ),
    "not_pdf": (
        "{given}: halaman cetak disimpan sebagai .pdf.",
        "{given}: pages to print are saved as .pdf.",
    ),
}
