"""What `jejak doctor` says: one sentence for each kind of finding, and what to do next.

The kinds are those of `client_sync/reading/findings.py`. One table with `words.py`, which joins it.
"""

from collections.abc import Mapping
from typing import Final

DOCTOR_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "help_doctor": (
        "Periksa seluruh jurnal perangkat ini; tidak mengubah apa pun tanpa --repair.",
        "Look this device's whole journal through; changes nothing without --repair.",
    ),
    "help_repair": (
        "Perbaiki yang bisa; catatan Anda yang belum terkirim tidak disentuh.",
        "Mend what can be mended; entries of yours that are unsent are not touched.",
    ),
    "doctor_found": ("Tidak beres: {words}", "Wrong: {words}"),
    "doctor_mended": ("Sudah dibetulkan: {words}", "Mended: {words}"),
    "doctor_asked": ("Dibetulkan saat sinkron: {words}", "A sync mends this: {words}"),
    "doctor_file": (
        "berkas jurnal rusak ({detail}); salin direktorinya, lalu hubungi kantor",
        "the journal's file is damaged ({detail}); copy the directory, then call the office",
    ),
    "doctor_chain": (
        "rantai catatan Anda tidak bersambung di {detail} ({about}); jangan hapus apa pun, "
        "hubungi kantor",
        "your chain of entries does not join at {detail} ({about}); delete nothing, call the "
        "office",
    ),
    "doctor_chain_end": (
        "penunjuk akhir rantai catatan Anda salah (masa {about}: {detail}); catatannya utuh",
        "the note of where your chain of entries ends is wrong (epoch {about}: {detail}); every "
        "entry is there",
    ),
    "doctor_chain_head": (
        "mata rantai catatan Anda {about} salah di {detail}; catatannya utuh",
        "the link of your entry {about} is wrong at {detail}; the entry is whole",
    ),
    "doctor_unsent_head": (
        "mata rantai catatan Anda {about}, yang belum terkirim, salah di {detail}; catatannya utuh",
        "the link of your entry {about}, which is not sent yet, is wrong at {detail}; the entry is "
        "whole",
    ),
    "doctor_checkpoint": (
        "bukti riwayat kantor yang disimpan di sini ({about}) rusak; dibaca lagi dari yang "
        "ditandatangani kantor, atau sinkron membawa yang baru",
        "the proof of the office's history that is kept here ({about}) is damaged; it is read "
        "again from what the office signed, or a sync brings a new one",
    ),
    "doctor_profile": (
        "data perangkat ini ({about}) rusak; yang benar terbukti dari kunci, catatan, dan tanda "
        "tangan kantor yang disimpan di sini",
        "what is noted of this device ({about}) is damaged; what is right is proved by the keys, "
        "the entries and the office's signatures that are kept here",
    ),
    "doctor_profile_lost": (
        "data perangkat ini ({about}) rusak dan tidak terbukti dari yang lain; jangan hapus apa "
        "pun, salin direktorinya, lalu daftarkan lagi dengan kode undangan yang dulu dipakai "
        "(`jejak enrol ALAMAT KODE --again`), atau hubungi kantor",
        "what is noted of this device ({about}) is damaged, and nothing else here proves it; "
        "delete nothing, copy the directory, then enrol again with the code that it was enrolled "
        "with (`jejak enrol URL CODE --again`), or call the office",
    ),
    "doctor_office_key": (
        "kunci kantor yang disimpan di sini tidak cocok dengan bukti riwayat yang ditandatangani "
        "kantor ({about}): sinkronkan; bila sinkron menyebut data perangkat rusak, salin "
        "direktorinya, lalu daftarkan lagi dengan kode undangan yang dulu dipakai (`jejak enrol "
        "ALAMAT KODE --again`), atau hubungi kantor",
        "the office's key that is kept here does not fit the proof of its history that the office "
        "signed ({about}): sync; if the sync says that what is noted of this device is damaged, "
        "copy the directory, then enrol again with the code that it was enrolled with (`jejak "
        "enrol URL CODE --again`), or call the office",
    ),
    "doctor_forgotten": (
        "catatan jurnal tentang keluarga yang sudah lepas dari sini hilang; dibuat lagi",
        "the journal's note of households that left here is missing; it is made anew",
    ),
    "doctor_missing": (
        "catatan Anda di {about} hilang dari sini; sudah terkirim, jadi kembali dari kantor saat "
        "sinkron. Bila sesudahnya masih hilang, hubungi kantor",
        "entries of yours at {about} are missing here; they were sent, so a sync brings them back "
        "from the office. If they are missing after it, call the office",
    ),
    "doctor_own_entry": (
        "catatan Anda {about} rusak ({detail}) dan tidak dapat diganti dari kantor; jangan hapus "
        "apa pun, hubungi kantor",
        "your entry {about} is damaged ({detail}) and the office's copy cannot stand in for it; "
        "delete nothing, call the office",
    ),
    "doctor_own_left": (
        "catatan Anda {about}, dari keluarga yang sudah diserahterimakan, rusak ({detail}); sudah "
        "terkirim, dan dilepas dari sini begitu aman di kantor",
        "your entry {about}, of a household that was handed over, is damaged ({detail}); it was "
        "sent, and goes from here once it is safe at the office",
    ),
    "doctor_missing_left": (
        "catatan Anda di {about}, dari keluarga yang sudah diserahterimakan, hilang dari sini; "
        "sudah terkirim, dan tidak dihitung lagi begitu aman di kantor",
        "entries of yours at {about}, of a household that was handed over, are missing here; they "
        "were sent, and are not counted any more once they are safe at the office",
    ),
    "doctor_own_sent": (
        "catatan Anda {about} rusak ({detail}); sudah terkirim, yang benar diambil lagi dari "
        "kantor",
        "your entry {about} is damaged ({detail}); it was sent, and the right one comes from the "
        "office again",
    ),
    "doctor_part": (
        "isian pribadi catatan {about} tidak ada di sini; diminta lagi dari kantor bila kantor "
        "memegangnya",
        "the personal part of entry {about} is missing here; it is asked of the office again when "
        "the office has it",
    ),
    "doctor_entry": (
        "catatan orang lain {about} rusak ({detail}); yang benar diambil lagi dari kantor",
        "another's entry {about} is damaged ({detail}); the right one comes from the office again",
    ),
    "doctor_digest": (
        "hitungan keluarga {about} tidak cocok dengan isinya ({detail})",
        "the digest of household {about} is not that of its entries ({detail})",
    ),
    "doctor_card": (
        "ringkasan keluarga {about} tidak cocok dengan catatannya",
        "the card of household {about} is not what its entries say",
    ),
    "doctor_key": (
        "kunci {about} tidak ada atau tidak dapat dibuka; diminta lagi dari kantor bila kantor "
        "memegangnya",
        "key {about} is missing or does not open; it is asked of the office again when the office "
        "has it",
    ),
    "doctor_sent": (
        "direktori ini lebih lama daripada yang pernah terkirim ({about}; di sini {detail}), jadi "
        "dipulihkan dari cadangan; sinkronkan untuk mengambilnya kembali",
        "this directory is older than what was sent ({about}; here {detail}), so it was brought "
        "back from a back-up; sync to have it back",
    ),
    "doctor_done": (
        "Diperiksa: {entries}, {households}, {keys}; {findings}.",
        "Looked through: {entries}, {households}, {keys}; {findings}.",
    ),
    "doctor_sync": (
        "Berikutnya: `jejak sync`, untuk mengambil lagi yang dilepas atau hilang.",
        "Next: `jejak sync`, to fetch what was let go or is missing.",
    ),
    "doctor_repair": (
        "Berikutnya: `jejak doctor --repair`.",
        "Next: `jejak doctor --repair`.",
    ),
}
