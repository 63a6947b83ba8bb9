"""What `jejak` says of sheets for many people, of the month's report and of printed forms.

One table with `client_sync/cli/words.py`, which joins it; a file of its own to stay readable.
"""

from collections.abc import Mapping
from typing import Final

SHEET_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    # --- session
    "help_session": (
        "Satu lembar untuk banyak orang: p2k2 atau training (pertemuan), school atau posyandu "
        "(kehadiran sebulan), payday (pencairan). Semua hadir, kecuali yang disebut; semuanya "
        "ditulis sekaligus, atau tidak satu pun.",
        "One sheet for many people: p2k2 or training (a session), school or posyandu (a month's "
        "attendance), payday. Everyone was there but those named; all are written at once, or "
        "none.",
    ),
    "help_session_on": (
        "Kapan: hari, atau bulan untuk school dan posyandu; bawaan hari atau bulan ini.",
        "When: a day, or a month for school and posyandu; today or this month by default.",
    ),
    "help_session_topic": (
        "Materi: health, parenting, finance, protection, welfare, stunting; pelatihan: konveksi …",
        "Topic: health, parenting, finance, protection, welfare, stunting; a training: konveksi …",
    ),
    "help_session_hours": ("Lamanya dalam jam.", "How many hours it took."),
    "help_session_provider": ("Siapa yang menyelenggarakan.", "Who held it."),
    "help_session_required": (
        "Hari sekolah, atau pemeriksaan, yang diwajibkan bulan itu.",
        "The school days, or checks, required in that month.",
    ),
    "help_session_facility": (
        "Nama sekolah atau posyandunya.",
        "The name of the school or posyandu.",
    ),
    "help_session_unit": (
        "Apa yang dihitung: penimbangan, imunisasi, pemeriksaan, kunjungan.",
        "What is counted: penimbangan, imunisasi, pemeriksaan, kunjungan.",
    ),
    "help_session_programme": ("jamsosratu, pkh atau other.", "jamsosratu, pkh or other."),
    "help_session_year": (
        "Tahun anggaran; bawaan tahun dari --on.",
        "Budget year; by default that of --on.",
    ),
    "help_session_tranche": ("Tahap pencairan, 1 sampai 4.", "The tranche, 1 to 4."),
    "help_session_amount": (
        "Yang seharusnya diterima satu keluarga: 1.000.000, 1jt.",
        "What a household should receive: 1.000.000, 1jt.",
    ),
    "help_session_channel": (
        "Penyalur: bank_banten, bjb, bri, pos, other.",
        "Through whom: bank_banten, bjb, bri, pos, other.",
    ),
    "help_session_find": (
        "Hanya keluarga yang nama atau kampungnya mirip TEXT.",
        "Only households whose name or hamlet is like TEXT.",
    ),
    "help_session_absent": (
        "Yang tidak hadir: nama, kode, atau nomor di lembar; Siti=20 bila sebagian, -Siti bila "
        "tidak ditulis. Boleh beberapa kali.",
        "Who was not there: a name, an id, or a number of the sheet; Siti=20 for a part of it, "
        "-Siti to write nothing. May be repeated.",
    ),
    "help_session_from": (
        "Pengecualian dari berkas (- untuk masukan baku), satu objek JSON per baris: who, present, "
        "done, excused, reason, note, skip.",
        "Exceptions from a file (- for standard input), one JSON object a line: who, present, "
        "done, excused, reason, note, skip.",
    ),
    "help_session_sheet": (
        "Kode lembar yang dicetak; nomornya hanya berlaku dengan kode ini.",
        "The code of the printed sheet; its numbers count only with it.",
    ),
    "help_session_dry_run": (
        "Perlihatkan lembarnya saja; tidak menulis apa pun.",
        "Show the sheet only; write nothing.",
    ),
    "help_session_yes": (
        "Tulis walau lembar yang sama sudah pernah ditulis.",
        "Write it although the same sheet was written before.",
    ),
    "occasion_p2k2": ("P2K2", "family session (P2K2)"),
    "occasion_training": ("pelatihan", "training"),
    "occasion_school": ("kehadiran sekolah", "school attendance"),
    "occasion_posyandu": ("kehadiran posyandu", "posyandu attendance"),
    "occasion_payday": ("pencairan", "pay day"),
    "occasion_tranche": ("{programme} {year} tahap {n}", "{programme} {year} tranche {n}"),
    "amount_school": ("{amount} hari", "{amount} days"),
    "amount_posyandu": ("{amount} kali", "{amount} times"),
    "sheet_head": (
        "Lembar {code}: {what}. Semua hadir, kecuali yang ditandai.",
        "Sheet {code}: {what}. Everyone was there but those marked.",
    ),
    "sheet_columns": (
        "no|nama|komponen|keluarga|kampung|keadaan",
        "no|name|component|family|hamlet|standing",
    ),
    "sheet_echo": (
        "{what}: {people}, {present} lengkap, {marked} ditandai.",
        "{what}: {people}, {present} in full, {marked} marked.",
    ),
    "sheet_marked": ("  {number} {name}: {standing}", "  {number} {name}: {standing}"),
    "sheet_done": (
        "Tercatat: {what}: {people}, {present} lengkap, {marked} ditandai.",
        "Recorded: {what}: {people}, {present} in full, {marked} marked.",
    ),
    "sheet_again": (
        "Belum dicatat: lembar ini sudah ditulis ({what}). Bila memang dua kali, ulangi dengan "
        "--yes; untuk satu orang pakai koreksi (`jejak record fact_corrected`).",
        "Not recorded: this sheet was written before ({what}). If it did happen twice, repeat "
        "with --yes; for one person write a correction (`jejak record fact_corrected`).",
    ),
    "ask_absent_all": (
        "Siapa yang tidak hadir? (nomor atau nama, dengan koma; -3: jangan ditulis; kosong bila "
        "selesai)",
        "Who was not there? (numbers or names, with commas; -3: write nothing; empty when done)",
    ),
    "ask_absent_some": (
        "Siapa yang tidak, atau kurang? (3: tidak sama sekali, 3=20: sebagian, -3: jangan "
        "ditulis; dengan koma; kosong bila selesai)",
        "Who did not, or less? (3: not at all, 3=20: a part, -3: write nothing; with commas; "
        "empty when done)",
    ),
    "ask_right": ("Benar? Tulis sekarang", "Is this right? Write it now"),
    "mark_present": ("hadir", "present"),
    "mark_absent": ("tidak hadir", "absent"),
    "mark_paid": ("diterima penuh", "received in full"),
    "mark_unpaid": ("tidak diterima", "not received"),
    "mark_skip": ("tidak ditulis", "not written"),
    # --- report
    "help_report": (
        "Laporan bulanan dari catatan: kunjungan, pertemuan, komitmen, pemutakhiran, usulan, "
        "pencairan; di layar, atau dalam templat kantor.",
        "The monthly report from entries: visits, sessions, commitments, updates, proposals, "
        "disbursement; at the terminal, or in the office's template.",
    ),
    "help_report_template": (
        "Templat DOCX atau XLSX kantor dengan {{…}}; bawaan templat lengkap.",
        "The office's DOCX or XLSX template with {{…}}; by default one with everything.",
    ),
    "help_report_to": (
        "Simpan ke berkas .docx atau .xlsx ini.",
        "Save it as this .docx or .xlsx file.",
    ),
    "help_report_everybody": (
        "Hitung catatan semua petugas, bukan hanya milik sendiri.",
        "Count what everybody stated, not only the holder of this device.",
    ),
    "help_report_placeholders": (
        "Daftar {{…}} yang dapat dipakai dalam templat.",
        "The {{…}} a template may use.",
    ),
    "help_report_write": (
        "Simpan templat bawaan ke berkas ini untuk diubah.",
        "Save the default template as this file, to be changed.",
    ),
    "report_month_missing": (
        "Laporan bulan apa? Tulis seperti `jejak report 2018-11`.",
        "The report of which month? Write it like `jejak report 2018-11`.",
    ),
    "report_to_missing": (
        "Simpan ke mana? Tambahkan --to laporan.docx.",
        "Save it where? Add --to report.docx.",
    ),
    "report_columns": ("hal|jumlah", "what|figure"),
    "placeholder_columns": ("tulis di templat|artinya", "write in the template|meaning"),
    "placeholders_hint": (
        "Yang tanpa titik adalah satu nilai. Yang bertitik ditulis dalam satu baris tabel; baris "
        "itu diulang untuk setiap isi daftar.",
        "Those without a dot are one value. Those with a dot stand in one table row, which is "
        "repeated for every line of the list.",
    ),
    "template_written": (
        "Templat tersimpan: {file}. Ubah sesukanya, lalu `jejak report BULAN --template {file}`.",
        "Template saved: {file}. Change it as you like, then `jejak report MONTH --template "
        "{file}`.",
    ),
    "file_written": (
        "Tersimpan: {file}. Isinya data keluarga: hapus bila sudah tidak dipakai.",
        "Saved: {file}. It holds families' data: delete it once it is not used any more.",
    ),
    # --- print
    "help_print": (
        "Cetak ke PDF A4: formulir, peta keluarga, daftar kunjungan, lembar kehadiran.",
        "Print to PDF on A4: forms, a family's page, the day's visits, attendance sheets.",
    ),
    "help_print_form": (
        "Formulir satu jenis catatan, kosong atau untuk satu keluarga; diketik kemudian dengan "
        "`jejak record --paper`.",
        "The form of a type, blank or for one household; typed later with `jejak record --paper`.",
    ),
    "help_print_prefilled": (
        "Untuk keluarga ini: nama anggotanya, dan jawaban terakhir di sampingnya.",
        "For this household: its members' names, and the last answers beside.",
    ),
    "help_print_to": ("Simpan ke berkas .pdf ini.", "Save it as this .pdf file."),
    "help_print_household": (
        "Satu halaman peta keluarga, untuk dibacakan dan diberikan kepada keluarga.",
        "A family's one-page map, to be read aloud and given to it.",
    ),
    "help_print_next": (
        "Daftar kunjungan menurut kebutuhan, dengan yang perlu ditanyakan.",
        "The visits in order of need, with what to ask.",
    ),
    "help_print_sheet": (
        "Lembar kehadiran bernomor; diketik dengan `jejak session … --sheet KODE`.",
        "A numbered attendance sheet; typed with `jejak session … --sheet CODE`.",
    ),
    "no_form": (
        "Tidak ada formulir {given}; yang ada: {choices}.",
        "There is no form {given}; there are {choices}.",
    ),
}
