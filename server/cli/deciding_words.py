"""What `jejak-server` says of decisions, of companions and of who looked, in both languages.

One table with `words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

DECIDING_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # --- proposals and decisions
    "help_proposals": (
        "Usulan yang menunggu keputusan, dan apa dasarnya.",
        "Proposals that wait for a decision, and what they rest on.",
    ),
    "help_awaits": ("Hanya yang menunggu ini.", "Only what waits for this."),
    "help_decision": (
        "Berkas keputusan sebuah usulan: yang dilihat pemutus, dan yang berubah sejak itu.",
        "A proposal's decision file: what the decider saw, and what changed since.",
    ),
    "help_decide": ("Putuskan sebuah usulan.", "Decide a proposal."),
    "help_level": (
        "Tingkat yang memutus; wajib untuk graduasi.",
        "The level that decides; needed for a graduation.",
    ),
    "help_decided": ("Keputusannya.", "The decision."),
    "help_effective": (
        "Berlaku sejak tanggal itu, mis. 2019-06-03.",
        "In effect from that day on.",
    ),
    "help_decree": ("Nomor surat keputusan.", "Number of the decree."),
    "help_document": ("Nomor dokumen.", "Number of a document."),
    "no_proposals": ("Tidak ada usulan yang menunggu.", "No proposal waits."),
    "proposals_shown": (
        "{count} usulan. Lihat: jejak-server decision USULAN; putuskan: jejak-server decide "
        "USULAN …",
        "Proposals: {count}. Look: jejak-server decision PROPOSAL; decide: jejak-server decide "
        "PROPOSAL …",
    ),
    "proposal_graduation": ("Graduasi", "Graduation"),
    "proposal_exit": ("Keluar dari program", "Leaving the programme"),
    "proposal_head": (
        "{kind} ({reason}) · keluarga {household} · {region} · diusulkan {by}, {on} · {proposal}",
        "{kind} ({reason}) · household {household} · {region} · proposed by {by}, {on} · "
        "{proposal}",
    ),
    "proposal_awaits": ("  Menunggu {awaits}, {age}", "  Waits for {awaits}, {age}"),
    "awaits_kabupaten": ("keputusan kabupaten/kota", "the kabupaten's decision"),
    "awaits_province": ("keputusan provinsi", "the province's decision"),
    "awaits_exit": ("keputusan koordinator", "the coordinator's decision"),
    "awaits_confirmation": (
        "keputusan kabupaten/kota sekali lagi, karena dasarnya berubah",
        "the kabupaten to decide again, since its basis changed",
    ),
    "proposal_not_before": (
        "  Paling cepat berlaku {day}, supaya keluarga sempat menjawab",
        "  In effect on {day} at the earliest, so that the family can answer",
    ),
    "proposal_unknown": (
        "  Belum diketahui waktu diusulkan: {indicators}",
        "  Not known when proposed: {indicators}",
    ),
    "proposal_estimated": ("  Berdasar perkiraan: {indicators}", "  Estimated: {indicators}"),
    "proposal_changed": (
        "  Berubah sejak diusulkan: {indicators}",
        "  Changed since it was proposed: {indicators}",
    ),
    "proposal_to_confirm": (
        "  Koreksi yang belum dipastikan: {events}",
        "  Corrections to confirm: {events}",
    ),
    "proposal_objections": ("  Keluarga keberatan: {events}", "  The family objects: {events}"),
    "proposal_flags": ("  Perhatikan: {flags}", "  Mind: {flags}"),
    "file_copy": (
        "Yang dilihat pemutus, beku sejak diusulkan (aturan {rule_set}):",
        "What the decider saw, frozen when proposed (rules {rule_set}):",
    ),
    "copy_columns": (
        "indikator|putusan|nilai|batas|bukti",
        "indicator|verdict|value|threshold|evidence",
    ),
    "level_kabupaten": ("Kabupaten/kota", "Kabupaten"),
    "level_province": ("Provinsi", "Province"),
    "level_exit": ("Koordinator", "Coordinator"),
    "file_decision": (
        "{level}: {decision} oleh {by}, {on}; berlaku {effective}{counts}",
        "{level}: {decision} by {by}, {on}; in effect {effective}{counts}",
    ),
    "file_not_counted": (" (tidak dihitung: {flags})", " (does not count: {flags})"),
    "file_state": (
        "  Yang diketahui kantor waktu itu ({known}): {status}, {readiness}, {conflicts} bentrok",
        "  Known to the office then ({known}): {status}, {readiness}, open conflicts: {conflicts}",
    ),
    "file_unchanged": (
        "Dasarnya tidak berubah sejak diusulkan.",
        "Its basis has not changed since it was proposed.",
    ),
    "file_changed": (
        "Dasarnya berubah sejak diusulkan; keputusan tetap, dan ini dicatat di sampingnya:",
        "Its basis changed since it was proposed; the decision stands, this is shown beside it:",
    ),
    "file_difference": (
        "  {indicator}: {then} ({then_value}) → {now} ({now_value}); "
        "belum diketahui waktu itu: {events}",
        "  {indicator}: {then} ({then_value}) → {now} ({now_value}); not known then: {events}",
    ),
    # --- assign, caseload, access, devices
    "help_assign": (
        "Tugaskan pendamping untuk satu keluarga, beberapa, atau seluruh dampingan seseorang.",
        "Assign a companion to a household, to several, or to a whole caseload.",
    ),
    "help_to": ("Pendamping yang baru.", "The new companion."),
    "help_from_actor": (
        "Semua keluarga dampingan orang ini.",
        "All households this person accompanies.",
    ),
    "assign_which": (
        "Sebut keluarganya, atau seluruh dampingan seseorang (--from), salah satu saja.",
        "Name the households, or a whole caseload (--from), one of the two.",
    ),
    "help_caseload": (
        "Siapa mendampingi berapa keluarga, dan seberapa timpang.",
        "Who accompanies how many families, and how uneven that is.",
    ),
    "caseload_columns": (
        "pendamping|keluarga|dari rata-rata|dari 200|perlu dikunjungi|orang|"
        "anak sekolah (umur)|balita (umur)",
        "companion|households|from mean|from 200|visits due|people|pupils (age)|balita (age)",
    ),
    "caseload_total": (
        "{companions} pendamping, {households} keluarga, rata-rata {mean} (acuan {planned}); "
        "{unassigned} keluarga belum punya pendamping.",
        "Companions: {companions}; households: {households}; mean: {mean} (planned {planned}); "
        "without a companion: {unassigned}.",
    ),
    "help_access": (
        "Siapa membuka data pribadi siapa, apa yang diekspor, dan untuk apa.",
        "Who opened whose personal data, what was exported, and what for.",
    ),
    "help_refused_reads": (
        "Siapa meminta keluarga wilayah lain, atau yang tidak ada; ia tidak diberi apa-apa.",
        "Who asked for families of other regions, or that do not exist; they were given nothing.",
    ),
    "refused_read": (
        "{time} · {who} ({region}, token {token}) meminta {asked} · {where} · {times} kali",
        "{time} · {who} ({region}, token {token}) asked for {asked} · {where} · {times} times",
    ),
    "in_no_region": ("bukan keluarga di log ini", "no household of this log"),
    "more_ids": ("kode lain lagi", "further ids"),
    "refused_reads_shown": (
        "{count} permintaan ditolak. Tanyakan kepada pemegangnya; token yang bocor kedaluwarsa "
        "sendiri, ganti dengan `jejak-server token`.",
        "{count} reads were refused. Ask who holds the token; one that leaked expires by itself, "
        "replace it by `jejak-server token`.",
    ),
    "no_refused_reads": ("Tidak ada permintaan yang ditolak.", "No read was refused."),
    "help_looked_by": ("Hanya yang dilakukan orang ini.", "Only what this person did."),
    "no_looks": ("Belum ada yang membuka atau mengekspor.", "Nobody opened or exported anything."),
    "looks_shown": ("{count} catatan akses.", "Entries of the access log: {count}."),
    "look_reveal": (
        "{time} · {by} membuka data keluarga {household} ({fields}) · untuk {purpose}",
        "{time} · {by} opened data of household {household} ({fields}) · for {purpose}",
    ),
    "look_export": (
        "{time} · {by} mengekspor {what}, {count} keluarga, {personal} · untuk {purpose}",
        "{time} · {by} exported {what}, households: {count}, {personal} · for {purpose}",
    ),
    "all_fields": ("semua", "all"),
    "with_personal": ("dengan data pribadi", "with personal data"),
    "without_personal": ("tanpa data pribadi", "without personal data"),
    "help_silent": (
        "Hanya yang tidak sinkron selama 7 hari atau lebih.",
        "Only those that have not synced for 7 days or more.",
    ),
}
