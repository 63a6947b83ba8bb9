"""What a device refuses around sheets, forms and reports, in words: Indonesian, English.

One table with `client_sync/refusals.py`, which joins it; a file of its own to stay readable.
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
}
