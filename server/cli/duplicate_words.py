"""What the commands about duplicates, merges and splits say, in Indonesian and English."""

from collections.abc import Mapping
from typing import Final

DUPLICATE_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # --- duplicates
    "help_duplicates": (
        "Siapa yang mungkin tercatat dua kali: NIK atau No. KK sama, dan yang hanya mirip.",
        "Who may be written down twice: one NIK or No. KK, and those who only look alike.",
    ),
    "help_duplicate_basis": (
        "Hanya yang ini; same_people hanya dugaan: nama, tahun lahir, dan desa sama.",
        "These only; same_people is a suggestion: equal name, birth year and desa.",
    ),
    "help_duplicate_region": (
        "Hanya bila salah satunya terdaftar di wilayah ini, mis. 36.03.06.",
        "Only where one of them is registered in this region, e.g. 36.03.06.",
    ),
    "help_duplicates_again": (
        "Buat indeks bersandi lagi dari log sebelum mencari.",
        "Make the index of keyed hashes again from the log before looking.",
    ),
    "help_duplicate_names": (
        "Buka nama mereka untuk keperluan ini; setiap pembukaan tercatat. Perlu --by.",
        "Open their names for this purpose; each opening is an event. Needs --by.",
    ),
    "indexed_again": ("Indeks dibuat lagi: {count} sidik.", "Index made again: {count} hashes."),
    "no_duplicates": (
        "Tidak ada yang tercatat dua kali.",
        "Nobody is written down twice.",
    ),
    "duplicate_case": (
        "{basis}, terbuka {age} hari ({id}):",
        "{basis}, open for {age} days ({id}):",
    ),
    "duplicate_columns": (
        "keluarga|anggota|nama|wilayah|terdaftar program|dicatat pada|dasar|pendamping",
        "household|member|name|region|enrolled|stated on|basis|companion",
    ),
    "duplicate_next": (
        "  Satu keluarga: jejak-server merge {one} {other} --basis {basis} --by ORANG. "
        "NIK salah: koreksi (fact_corrected). Pindah keluarga: member_left.",
        "  One household: jejak-server merge {one} {other} --basis {basis} --by ACTOR. "
        "A wrong NIK: correct it (fact_corrected). Moved on: member_left.",
    ),
    "basis_same_nik": ("NIK sama", "one NIK"),
    "basis_same_kk": ("No. KK sama", "one No. KK"),
    "basis_same_people": (
        "dugaan: nama, tahun lahir, dan desa sama",
        "suggestion: equal name, birth year and desa",
    ),
    # --- merge, unmerge
    "help_merge": (
        "Gabungkan dua keluarga yang sebenarnya satu; dapat dibatalkan (unmerge).",
        "Make one of two households that are one; can be undone (unmerge).",
    ),
    "help_unmerge": (
        "Batalkan penggabungan; keduanya kembali seperti semula.",
        "Undo a merge; both are as before.",
    ),
    "help_survivor": (
        "Yang dilanjutkan; bawaan: yang lebih dulu terdaftar di program.",
        "The one that goes on; default: the one enrolled earlier.",
    ),
    "help_merge_basis": ("Mengapa keduanya satu.", "Why the two are one."),
    "help_same": (
        "Anggota yang sama orangnya: ANGGOTA=ANGGOTA, yang dilanjutkan dulu. Boleh berulang; "
        "yang NIK-nya sama dikenali sendiri.",
        "Members who are one person: MEMBER=MEMBER, the survivor's first. May be repeated; those "
        "with one NIK are recognised.",
    ),
    "merged_into": (
        "{merged} sekarang nama lain dari {survivor}; catatan keduanya berlaku bersama. "
        "Membatalkan: jejak-server unmerge {survivor} {merged} --by ORANG",
        "{merged} is now another name of {survivor}; the entries of both count together. "
        "To undo: jejak-server unmerge {survivor} {merged} --by ACTOR",
    ),
    "merged_same": (
        "  Orang yang sama: {old} dihitung sebagai {new}",
        "  One person: {old} counts as {new}",
    ),
    "merged_more": (
        "  Periksa {member}: bila orangnya sama, koreksi isian member pada member_added-nya.",
        "  Look at member {member}: if one person, correct the field member of its member_added.",
    ),
    "unmerged": (
        "{survivor} dan {merged} kembali dua keluarga; catatan masing-masing tetap.",
        "{survivor} and {merged} are two households again; each keeps its entries.",
    ),
    # --- split
    "help_split": (
        "Pecah keluarga: anggota yang disebut menjadi keluarga sendiri.",
        "Split a household: the members named become one of their own.",
    ),
    "help_split_members": ("Yang pindah; boleh berulang.", "Who goes; may be repeated."),
    "help_split_head": ("Kepala keluarga baru, salah satunya.", "The new head, one of them."),
    "help_split_reason": ("Mengapa.", "Why."),
    "help_split_on": (
        "Hari berlakunya; bawaan: hari ini.",
        "The day it takes effect; default: today.",
    ),
    "help_split_region": (
        "Desa keluarga baru; bawaan: desa yang lama.",
        "The desa of the new household; default: that of the old one.",
    ),
    "help_split_relation": (
        "Hubungan dengan kepala baru: ANGGOTA=HUBUNGAN, mis. …=anak; bawaan: lainnya.",
        "Relation to the new head: MEMBER=RELATION, e.g. …=anak; default: lainnya.",
    ),
    "help_split_programme": (
        "Program tetap pada keluarga lama atau ikut yang baru; bawaan: pada pemilik komponen.",
        "The programme stays with the old household or goes with the new; default: with whom the "
        "open components are.",
    ),
    "help_split_enterprise": (
        "Usaha yang ikut keluarga baru; boleh berulang.",
        "An enterprise that goes with the new household; may be repeated.",
    ),
    "help_split_yes": (
        "Kepala keluarga memang ikut pindah; yang tinggal menunggu kepala baru.",
        "The head does go along; those who stay wait for a new head.",
    ),
    "split_head_goes": (
        "Belum dipecah: {head} kepala keluarga ini, dan yang tinggal tidak punya kepala. Catat "
        "dulu kepala barunya (jejak-server record head_changed), atau ulangi dengan --yes.",
        "Not split: {head} heads this household, and those who stay would have no head. Record the "
        "new head first (jejak-server record head_changed), or repeat with --yes.",
    ),
    "split_done": (
        "Keluarga baru {new}, sampai {on} bagian dari {household}. Program: {programme}. "
        "Berikutnya: tunjuk pendamping dan lengkapi alamat (RT/RW, No. KK).",
        "New household {new}, until {on} part of {household}. Programme: {programme}. "
        "Next: assign a companion and complete the address (RT/RW, No. KK).",
    ),
}

DUPLICATE_REFUSED: Final[Mapping[str, str]] = {
    "role_not_allowed": "Orang itu tidak berwenang: sebut koordinator dengan --by.",
    "outside_region": "Wilayah orang itu tidak memuat keduanya: minta koordinator kabupaten.",
    "is_alias": "Keluarga itu sudah digabungkan: sebut keluarga yang dilanjutkan.",
    "same_household": "Keduanya sudah satu keluarga.",
    "not_merged": "Tidak ada penggabungan yang menyatukan kedua keluarga itu.",
    "unknown_survivor": "Yang dilanjutkan harus salah satu dari kedua keluarga itu.",
    "unknown_member": "Anggota itu tidak ada di keluarganya: lihat isi keluarga itu dulu.",
    "nobody_stays": "Semua pindah: catat pindah alamat (address_changed), bukan pecah keluarga.",
    "unknown_enterprise": "Keluarga itu tidak punya usaha dengan kode itu.",
    "missing_region": "Sebut desa keluarga baru: --region KODE.",
    "foreign_region": "Wilayahnya di luar log ini: sebut --region desa di sini, lalu catat "
    "kepindahan keluarga baru (address_changed).",
    "bad_pair": "Tulis pasangan dengan tanda sama dengan: KODE=KODE.",
}
