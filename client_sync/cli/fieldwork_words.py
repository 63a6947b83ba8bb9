"""What `jejak` says around visits, sessions, paper and reports, in Indonesian and English.

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
        "Masih ada {count} keluarga lagi: `jejak next --limit {limit}`.",
        "{count} more households: `jejak next --limit {limit}`.",
    ),
    "never_met": ("belum pernah", "never"),
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
        "{households} keluarga didampingi, {members} orang; {pupils} anak sekolah, "
        "{balita} balita; {due} keluarga perlu dikunjungi.",
        "{households} households accompanied, {members} people; {pupils} pupils, "
        "{balita} under five; {due} households are due a visit.",
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
