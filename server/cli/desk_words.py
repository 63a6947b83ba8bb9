"""What `jejak-server` says of what waits for people and how they settle it, in both languages.

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
