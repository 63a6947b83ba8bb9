"""What a device says of a draft that does not fit what is held of its household.

Before: `events/check/held.py`. Every sentence says how to mend it: Indonesian, English.
"""

from collections.abc import Mapping
from typing import Final

HELD_PROBLEMS: Final[Mapping[str, tuple[str, str]]] = {
    "member_absent": (
        "{given} bukan anggota keluarga ini: salin kodenya dari jejak show, atau catat dulu "
        "anggotanya (member_added).",
        "{given} is no member of this family: copy the id from jejak show, or record the member "
        "first (member_added).",
    ),
    "member_gone": (
        "Anggota {given} sudah meninggal atau pindah; pilih anggota yang masih ada.",
        "Member {given} has died or left; choose one who is still there.",
    ),
    "enterprise_absent": (
        "Usaha {given} belum ada di keluarga ini: salin kodenya dari jejak show; usaha baru "
        "ditulis new.",
        "The enterprise {given} is not in this family: copy the id from jejak show; write new for "
        "a new one.",
    ),
    "target_absent": (
        "Catatan {given} tidak ada di sini: sinkronkan dulu, lalu salin kodenya dari riwayat.",
        "The entry {given} is not here: sync first, then copy its id from the history.",
    ),
    "replaces_other": (
        "{given} bukan koreksi atas isian yang sama; kosongkan replaces, atau salin kode koreksi "
        "yang diganti.",
        "{given} is no correction of the same field; leave replaces out, or copy the id of the "
        "correction it replaces.",
    ),
    "other_conflict": (
        "Catatan {given} bukan bagian dari bentrok ini; salin kunci dan kodenya dari jejak show.",
        "The entry {given} is no part of this conflict; copy key and ids from jejak show.",
    ),
    "not_in_programme": (
        "Keluarga ini {given}; hanya keluarga yang aktif dalam program yang diusulkan keluar.",
        "This family is {given}; only one that is active in the programme is proposed to leave.",
    ),
    "not_left": (
        "Keluarga ini {given}, jadi tidak diterima kembali; pakai kind first bila belum terdaftar.",
        "This family is {given}, so it is not readmitted; use kind first if it is not enrolled.",
    ),
    "enrolled_already": (
        "Keluarga ini sudah {given}. Bila pernah keluar, pakai kind readmitted.",
        "This family is {given} already. If it had left, use kind readmitted.",
    ),
    "outside_region": (
        "Keluarga ini terdaftar di wilayah lain; mintalah koordinator wilayah itu, atau "
        "koordinator kabupaten, yang memutuskannya.",
        "This family was registered in another region; ask its koordinator, or the kabupaten's, to "
        "decide it.",
    ),
    "outside_assignment": (
        "Keluarga ini didampingi orang lain pada tanggal itu; usulan ditulis oleh pendampingnya.",
        "Another companion accompanies this family on that date; that one writes the proposal.",
    ),
    "disputed": (
        "Masih ada bentrok pada syarat wajib; selesaikan dulu, baru usulkan.",
        "A condition that must be met is in dispute; resolve it first, then propose.",
    ),
    "not_ready": (
        "Belum siap graduasi: {choices}. Lengkapi dulu; keluarga yang ingin keluar sendiri memakai "
        "exit_proposed dengan alasan own_request.",
        "Not ready yet: {choices}. Complete these first; a family that wants to leave as it is "
        "uses exit_proposed with the reason own_request.",
    ),
    "component_open": (
        "Masih ada komponen yang terbuka; graduasi alamiah menunggu komponen terakhir berakhir.",
        "A component is still open; the natural way out waits until the last one has ended.",
    ),
    "rule_set_unknown": (
        "Aturan {given} tidak dikenal di sini; sinkronkan dulu, atau kosongkan rule_set.",
        "The rule set {given} is not known here; sync first, or leave rule_set out.",
    ),
    "without_proposal": (
        "Tidak ada usulan {given} yang berlaku di sini: salin kodenya dari daftar usulan, atau "
        "tulis usulannya dulu.",
        "There is no proposal {given} that counts here: copy its id from the list of proposals, "
        "or write the proposal first.",
    ),
    "same_person": (
        "Yang mengusulkan tidak memutus; minta orang lain yang berwenang.",
        "Who proposed does not decide; ask another person who may.",
    ),
    "decided_already": (
        "Usulan {given} sudah diputus; untuk mengusulkan lagi, tulis usulan baru.",
        "The proposal {given} is decided; write a new one to propose again.",
    ),
    "kabupaten_first": (
        "Kabupaten belum menyetujui usulan ini; periksa dulu.",
        "The kabupaten has not approved this proposal yet; check first.",
    ),
    "reason_differs": (
        "Usulannya beralasan {reason}; pakai alasan yang sama, atau tulis usulan baru.",
        "It was proposed for the reason {reason}; give the same one, or write a new proposal.",
    ),
    "without_notice": (
        "Alasan {reason} perlu dokumen dan tanggal pemberitahuan; koreksi usulannya dulu.",
        "The reason {reason} needs a document and the day of the notice; correct the proposal "
        "first.",
    ),
    "before_notice_ended": (
        "Keluarga punya 14 hari untuk menjawab; paling cepat berlaku {first}.",
        "The family has 14 days to answer; it takes effect on {first} at the earliest.",
    ),
    "tell_what_is_lost": (
        "Jelaskan kepada keluarga apa yang hilang: bantuan dan pendampingan berhenti. Kesiapan "
        "tidak disyaratkan.",
        "Tell the family what it loses: aid and accompaniment end. No readiness is asked for.",
    ),
    "not_head": (
        "Kepala keluarga sekarang {expected}, bukan {given}; perbaiki old_head.",
        "The head now is {expected}, not {given}; correct old_head.",
    ),
    "not_adult": (
        "Kepala keluarga yang baru lahir {given}, belum dewasa. Periksa lagi.",
        "The new head was born in {given}, not of age yet. Check it.",
    ),
    "no_companion": (
        "{given} bukan pendamping yang terdaftar pada tanggal itu; pilih dari daftar pelaku.",
        "{given} is no registered companion on that date; choose one from the list of actors.",
    ),
    "rule_twice": (
        "Syarat {given} ditulis dua kali; satu kode untuk satu syarat.",
        "The rule {given} is written twice; one id is one rule.",
    ),
    "check_unknown": (
        "Pemeriksaan {given} belum dikenal; yang ada: {choices}. Indikatornya akan tetap belum "
        "diketahui sampai aplikasi diperbarui.",
        "The check {given} is not known yet; there are {choices}. Its indicator stays unknown "
        "until the program is upgraded.",
    ),
}
