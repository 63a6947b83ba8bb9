"""What `jejak` says around visits: whom to see, notes and doubts, who is who, how many there are.

One table with `client_sync/cli/words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

FIELDWORK: Final[Mapping[str, tuple[str, str]]] = {
    # --- next
    "help_next": (
        "Siapa yang perlu ditemui lebih dulu, mengapa, dan apa yang ditanyakan.",
        "Whom to see first, why, and what to ask there.",
    ),
    "help_limit": ("Paling banyak sekian keluarga.", "At most so many households."),
    "help_on_day": (
        "Untuk hari itu (2018-12-14); bawaan hari ini.",
        "For that day (2018-12-14); today by default.",
    ),
    "next_none": (
        "Tidak ada keluarga yang mendesak dikunjungi.",
        "No household needs a visit now.",
    ),
    "next_visit": (
        "{number}. {name} ({household}){place}",
        "{number}. {name} ({household}){place}",
    ),
    "next_why": ("   Mengapa: {reasons}", "   Why: {reasons}"),
    "next_met": ("   Terakhir ditemui: {when}", "   Last met: {when}"),
    "next_ask": ("   Untuk ditanyakan: {questions}.", "   To ask: {questions}."),
    "next_more": (
        "Masih ada {more} lagi: `jejak next --limit {limit}`.",
        "{more} more: `jejak next --limit {limit}`.",
    ),
    "never_met": ("belum pernah", "never"),
    # --- record: everyday words, paper, nothing has changed
    "help_same": (
        "Sama seperti terakhir: salin jawaban yang masih berlaku; yang disebut di sini "
        "menggantikannya.",
        "The same as last time: copy the standing answers; what is given here replaces them.",
    ),
    "help_paper": (
        "Diketik dari formulir kertas: semua isian ditanyakan menurut nomornya; dasarnya paper. "
        "Dengan --by bila formulirnya ditulis orang lain.",
        "Typed from a paper form: every field is asked for by its number; its basis is paper. "
        "With --by when another person filled it in.",
    ),
    "read_back": ("Dibaca: {read}", "Read as: {read}"),
    "ask_read": ("Dibaca {read}. Benar?", "Read as {read}. Is that right?"),
    "number_or_name": ("nomor atau nama dari daftar", "a number or name of the list"),
    "ask_row": (
        "baris {number} (y untuk mengisi, kosong bila selesai)",
        "row {number} (y to fill it in, empty when done)",
    ),
    "ask_form_date": (
        "Tanggal di formulir (7/5/2018, 7 Mei 2018, Mei 2018)",
        "The date on the form (7/5/2018, 7 May 2018, May 2018)",
    ),
    "bad_form_date": (
        "Itu bukan tanggal; tulis seperti 7/5/2018.",
        "That is no date; write it like 7/5/2018.",
    ),
    "copied_head": ("Disalin, berlaku sejak {when}:", "Copied, standing since {when}:"),
    "copied": ("  {field}: {value}", "  {field}: {value}"),
    "not_copied": (
        "  {field}: bentrok, tidak disalin; isi menurut yang dilihat",
        "  {field}: in conflict, not copied; give what is seen",
    ),
    "ask_still_so": ("Masih sama semua?", "Is all of it still so?"),
    # --- notes and doubts
    "help_note": (
        "Tulis catatan tentang keluarga atau satu catatannya, atau jawab yang ada.",
        "Write a note about a household or one of its entries, or answer one.",
    ),
    "help_note_about": (
        "Catatan, anggota, usaha atau usulan yang dimaksud.",
        "The entry, member, enterprise or proposal it is about.",
    ),
    "help_note_reply": ("Catatan yang dibalas.", "The note it answers."),
    "help_note_for": (
        "Untuk siapa; lalu menunggu jawaban.",
        "Whom it is for; it then waits for an answer.",
    ),
    "help_note_open": ("Masih menunggu jawaban.", "It waits for an answer."),
    "help_note_done": (
        "Sudah selesai; menutup yang dibalas.",
        "It is done; closes what it answers.",
    ),
    "help_doubts": (
        "Catatan sendiri yang tampak janggal; tulis sebabnya sebelum kantor bertanya.",
        "Own entries that look odd; say why before the office asks.",
    ),
    "doubts_none": (
        "Tidak ada catatan Anda yang tampak janggal.",
        "None of your entries looks odd.",
    ),
    "doubt_columns": (
        "catatan|keluarga|jenis|kapan|yang janggal|penjelasan",
        "event|household|type|when|what is odd|reason",
    ),
    "doubt_told": ("sudah dijelaskan", "explained"),
    "doubt_untold": ("belum", "not yet"),
    "doubt_hint": (
        'Jelaskan dengan `jejak note {household} "sebabnya" --about {event}`, atau betulkan dengan '
        "`jejak record fact_corrected`.",
        'Say why with `jejak note {household} "the reason" --about {event}`, or mend it with '
        "`jejak record fact_corrected`.",
    ),
    "show_voices": ("Catatan dan pernyataan keluarga", "Notes and statements of the family"),
    "voice_columns": ("kapan|siapa|apa|isi|keadaan|catatan", "when|who|what|words|standing|event"),
    "voice_waits": ("menunggu jawaban", "waits for an answer"),
    "voice_unread": ("(tidak terbaca di sini)", "(cannot be read here)"),
    # --- find
    "help_find": (
        "Cari keluarga dengan nama, panggilan, kampung atau nama usahanya.",
        "Find a household by a name, a nickname, the hamlet or its enterprise.",
    ),
    "help_find_option": (
        "Hanya yang namanya, panggilannya atau kampungnya mirip TEXT.",
        "Only those whose name, nickname or hamlet is like TEXT.",
    ),
    "find_columns": ("keluarga|kepala|kampung|yang cocok", "household|head|hamlet|what matched"),
    "find_none": (
        "Tidak ada yang mirip {text}. Coba sebagian namanya, atau kampungnya.",
        "Nothing is like {text}. Try a part of the name, or the hamlet.",
    ),
    "find_more": (
        "Masih ada {count} lagi; tulis lebih banyak dari namanya.",
        "There are {count} more; give more of the name.",
    ),
    # --- caseload
    "help_caseload": (
        "Berapa keluarga, anak sekolah, balita dan lansia yang didampingi.",
        "How many households, pupils, small children and elderly are accompanied.",
    ),
    "caseload_head": (
        "{households} didampingi, {members}; {pupils}, {balita}; perlu dikunjungi: {due}.",
        "{households} accompanied, {members}; {pupils}, {balita}; due a visit: {due}.",
    ),
    "help_commitments": (
        "Komitmen setiap anggota, bulan demi bulan: yang wajib, dipenuhi, dan dimaafkan.",
        "Commitments of each member, month by month: required, done and excused.",
    ),
    "help_months": ("Sekian bulan terakhir.", "The last so many months."),
    "no_commitments": (
        "Belum ada komponen yang perlu diverifikasi; catat dengan `jejak record "
        "component_recorded`.",
        "There is no component to verify yet; record one with `jejak record component_recorded`.",
    ),
    "commitment_columns": (
        "anggota|komponen|bulan|dipenuhi/wajib (maaf)|hasil",
        "member|component|month|done/required (excused)|result",
    ),
    "caseload_components": ("komponen terbuka|orang", "open component|people"),
    "caseload_ages": ("umur tahun ini|orang", "age this year|people"),
    "no_age": ("tahun lahir belum diketahui", "year of birth unknown"),
    "age_balita": ("balita (0-4)", "under five (0-4)"),
    "age_prasekolah": ("prasekolah (5-6)", "pre-school (5-6)"),
    "age_usia_sd": ("usia SD (7-12)", "primary school age (7-12)"),
    "age_usia_smp": ("usia SMP (13-15)", "lower secondary age (13-15)"),
    "age_usia_sma": ("usia SMA (16-18)", "upper secondary age (16-18)"),
    "age_dewasa": ("dewasa (19-59)", "adult (19-59)"),
    "age_lansia": ("lansia (60+)", "elderly (60+)"),
}
