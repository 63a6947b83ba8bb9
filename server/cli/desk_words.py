"""What `jejak-server` says of what waits for people and of what they decide, in both languages.

One table with `words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

DESK_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # --- shared
    "nobody": ("belum ada", "nobody"),
    "nowhere": ("wilayah belum diketahui", "region not known"),
    "today": ("hari ini", "today"),
    "one_day": ("1 hari", "1 day"),
    "days": ("{days} hari", "{days} days"),
    "more_wait": (
        "Masih ada lagi: persempit dengan --region atau --companion, atau naikkan --limit.",
        "There is more: narrow it by --region or --companion, or raise --limit.",
    ),
    "help_companion": ("Hanya keluarga dampingan orang ini.", "Only this person's families."),
    "help_household": (
        "Keluarganya: kode, atau awalannya yang unik.",
        "The household: its id, or its unique start.",
    ),
    "help_yes": (
        "Tulis semuanya; tanpa ini banyak perbuatan hanya diperlihatkan.",
        "Write them all; without it several acts are only shown.",
    ),
    "would_write": ("  {type}: keluarga {household}", "  {type}: household {household}"),
    "and_more": ("  … dan {count} lagi", "  … and {count} more"),
    "dry_run_done": (
        "{count} perbuatan akan ditulis; belum ada yang ditulis.",
        "Acts that would be written: {count}; nothing was.",
    ),
    "say_yes": (
        "{count} perbuatan, satu untuk setiap keluarga; belum ada yang ditulis. "
        "Periksa, lalu ulangi dengan --yes.",
        "Acts, one for each household: {count}; nothing was written. Look, then repeat with --yes.",
    ),
    "refused_act": ("Keluarga {household}: {sentence}", "Household {household}: {sentence}"),
    "nothing_written": ("Tidak ada yang ditulis.", "Nothing was written."),
    "others_right": (
        "Tidak ada yang ditulis, juga tidak {others} perbuatan lain yang sudah benar.",
        "Nothing was written, nor what else was right (acts: {others}).",
    ),
    # --- acts that would not count
    "not_counted": (
        "Tidak akan dihitung: {flag}. Perbaiki dulu.",
        "It would not count: {flag}. Mend that first.",
    ),
    "not_counted_role_not_allowed": (
        "Peran orang itu tidak boleh memutuskan ini; minta yang berwenang, sebut dengan --by.",
        "That person's role may not decide this; ask somebody entitled, name them by --by.",
    ),
    "not_counted_unknown_actor": (
        "Orang itu belum terdaftar pada tanggal ini; lihat `jejak-server actors`.",
        "That person was not registered on this date; see `jejak-server actors`.",
    ),
    "not_counted_outside_region": (
        "Keluarga ini terdaftar di wilayah lain; minta koordinator wilayah itu atau kabupaten.",
        "This family was registered in another region; ask its koordinator, or the kabupaten's.",
    ),
    "not_counted_same_person": (
        "Pengusul tidak memutuskan usulannya sendiri; minta orang lain.",
        "Who proposed it does not decide it; ask another person.",
    ),
    "not_counted_without_proposal": (
        "Usulannya tidak ada atau tidak berlaku; lihat `jejak-server proposals`.",
        "There is no such proposal, or it does not count; see `jejak-server proposals`.",
    ),
    "not_counted_without_notice": (
        "Usulan ini tanpa dokumen atau tanpa tanggal pemberitahuan kepada keluarga; "
        "beri tahu keluarga, lalu buat usulan baru.",
        "This proposal has no document, or no day on which the family was notified; "
        "notify the family, then propose again.",
    ),
    "not_counted_before_notice_ended": (
        "Keluarga punya 14 hari untuk menjawab; pilih --effective yang lebih akhir.",
        "The family has 14 days to answer; choose a later --effective.",
    ),
    "not_counted_outside_assignment": (
        "Orang itu bukan pendamping keluarga ini pada tanggal itu; minta pendampingnya.",
        "That person did not accompany this family on that date; ask its companion.",
    ),
    # --- conflicts
    "help_conflicts": (
        "Bentrok yang menunggu keputusan, yang terlama dulu.",
        "Conflicts that wait for a decision, oldest first.",
    ),
    "no_conflicts": ("Tidak ada bentrok.", "There is no conflict."),
    "conflicts_shown": (
        "{count} bentrok. Putuskan: jejak-server resolve BENTROK --household KELUARGA "
        "--kept CATATAN --rule … --reason … --by …",
        "Conflicts: {count}. Decide: jejak-server resolve CONFLICT --household HOUSEHOLD "
        "--kept EVENT --rule … --reason … --by …",
    ),
    "conflict_head": (
        "Menunggu {age} · keluarga {household} · {region} · pendamping: {companion}",
        "Waits {age} · household {household} · {region} · companion: {companion}",
    ),
    "conflict_what": ("  {type}, {field} [{name}]", "  {type}, {field} [{name}]"),
    "conflict_claim": (
        "    {value} — {actor}, {basis}, tentang {on}; ditulis {written}, diterima {received}, "
        "perangkat {device}; {knew}; catatan {event}",
        "    {value} — {actor}, {basis}, about {on}; written {written}, received {received}, "
        "device {device}; {knew}; event {event}",
    ),
    "knew_none": ("belum tahu yang lain", "knew none of the others"),
    "knew_others": ("sudah tahu {count} yang lain", "knew {count} of the others"),
    "conflict_waits": ("  Menunggu ini: {indicators}", "  Waiting for it: {indicators}"),
    # --- resolve
    "help_resolve": (
        "Putuskan bentrok, atau semua yang sebabnya sama; atau pastikan sebuah koreksi.",
        "Decide a conflict, or all of one cause; or confirm a correction.",
    ),
    "help_kept": (
        "Catatan yang berlaku; tanpa ini pilihannya diperlihatkan.",
        "The event that stands; without it the choices are shown.",
    ),
    "help_rule": ("Menurut aturan apa.", "By which rule."),
    "help_all_like": (
        "Juga semua bentrok yang sebabnya sama: jenis catatan dan perangkat yang sama; "
        "yang berlaku catatan dari perangkat yang sama.",
        "Also all conflicts of the same cause: same type and devices; the claim of the same "
        "device stands.",
    ),
    "say_kept": (
        "Sebut catatan mana yang berlaku: --kept CATATAN. Belum ada yang ditulis.",
        "Say which event stands: --kept EVENT. Nothing was written.",
    ),
    "unclear": (
        "{count} bentrok dengan sebab yang sama harus diputuskan satu per satu (di atas).",
        "Conflicts of the same cause to be decided one by one (above): {count}.",
    ),
    # --- review
    "help_review": (
        "Catatan yang ditahan atau janggal: daftarnya, terima, atau kembalikan.",
        "Entries held back or odd: list them, accept them, return them.",
    ),
    "help_code": ("Hanya yang menunggu karena kode ini.", "Only what waits for this code."),
    "help_late_list": ("Catatan yang terlambat, 60 hari terakhir.", "Late entries, 60 days."),
    "help_quarantined": (
        "Baris yang tidak dapat diterima kantor; penulisnya mencatat sekali lagi.",
        "Lines the office could not take; their author records them again.",
    ),
    "quarantined_line": (
        "{time} · {type} · {by}, perangkat {device} · keluarga {household}\n  {why}",
        "{time} · {type} · {by}, device {device} · household {household}\n  {why}",
    ),
    "quarantined_shown": (
        "{count} baris disisihkan; ponsel penulisnya memperlihatkannya juga.",
        "Lines set aside: {count}; their authors' phones show them too.",
    ),
    "help_all": (
        "Juga yang masih pada penulisnya untuk dijelaskan.",
        "Also what is still its author's to explain.",
    ),
    "help_outcome": ("Terima atau kembalikan.", "Accept or return."),
    "review_needs": (
        "Sebut juga alasannya (--reason) dan siapa yang meninjau (--by).",
        "Give the reason (--reason) and who reviews (--by) too.",
    ),
    "review_which": (
        "Sebut catatannya, atau semua dengan satu kode (--code).",
        "Name the entries, or all of one code (--code).",
    ),
    "no_reviews": ("Tidak ada catatan yang menunggu.", "No entry waits."),
    "reviews_shown": (
        "{count} catatan. Tinjau: jejak-server review CATATAN --outcome accepted|returned "
        "--reason … --by …",
        "Entries: {count}. Review: jejak-server review EVENT --outcome accepted|returned "
        "--reason … --by …",
    ),
    "with_authors": (
        "{count} lagi masih pada penulisnya untuk dijelaskan (--all memperlihatkannya).",
        "Still their authors' to explain: {count} (--all shows them).",
    ),
    "review_head": (
        "Menunggu {age} · {type}, {on} · {by} · keluarga {household} · {region} · {event}",
        "Waits {age} · {type}, {on} · {by} · household {household} · {region} · {event}",
    ),
    "review_why": ("  {why}", "  {why}"),
    "review_replies": ("  Tentang ini sudah ditulis: {events}", "  Written about it: {events}"),
    "no_reason": ("tanpa alasan", "no reason given"),
    # --- statements and notes
    "help_statements": (
        "Yang ditanyakan keluarga dan pendamping kepada kantor, sampai dijawab.",
        "What families and companions ask the office, until it is answered.",
    ),
    "help_answer": (
        "Jawab pernyataan keluarga atau catatan pendamping.",
        "Answer a family's statement or a companion's note.",
    ),
    "help_text": ("Jawabannya; disimpan terenkripsi.", "The answer; kept encrypted."),
    "help_open": ("Belum selesai: tetap menunggu.", "Not settled: it goes on waiting."),
    "no_statements": ("Tidak ada yang menunggu jawaban.", "Nothing waits for an answer."),
    "statements_shown": (
        "{count} menunggu jawaban. Kata-katanya ada di riwayat keluarga. "
        "Jawab: jejak-server answer CATATAN --text … --by …",
        "Waiting for an answer: {count}. The words are in the household's history. "
        "Answer: jejak-server answer EVENT --text … --by …",
    ),
    "statement_head": (
        "Menunggu {age} · {type}: {what}, {on} · dicatat {by} · keluarga {household} · {region} "
        "· tentang {about} · {event}",
        "Waits {age} · {type}: {what}, {on} · taken by {by} · household {household} · {region} "
        "· about {about} · {event}",
    ),
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

DESK_REFUSED: Final[Mapping[str, str]] = {
    "unknown_household": "Tidak ada keluarga dengan kode itu: tulis kodenya lengkap; lihat "
    "`jejak-server conflicts` atau `jejak-server review`.",
    "unknown_conflict": "Keluarga itu tidak punya bentrok atau koreksi dengan nama itu: lihat "
    "`jejak-server conflicts`.",
    "no_side": "Catatan itu tidak berpihak dalam bentrok ini: pilih salah satu yang "
    "diperlihatkan `jejak-server conflicts`.",
    "not_waiting": "Tidak ada yang menunggu dengan kode itu: lihat `jejak-server review` atau "
    "`jejak-server statements`.",
    "unknown_proposal": "Tidak ada usulan dengan kode itu: lihat `jejak-server proposals`.",
    "exit_not_returned": "Usulan keluar disetujui atau ditolak, tidak dikembalikan: pakai "
    "--decision approved atau rejected.",
    "missing_effective": "Sebut sejak hari apa: --effective 2019-06-03.",
    "no_caseload": "Orang itu tidak mendampingi keluarga: lihat `jejak-server caseload`.",
    "no_companion": "Orang itu bukan pendamping: undang dulu dengan `jejak-server invite … "
    "--role pendamping`.",
}
"""Sentences in Indonesian for refusals that the code raises in English."""
