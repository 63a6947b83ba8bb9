"""What the commands about money and figures say, in Indonesian and English."""

from collections.abc import Mapping
from typing import Final

FIGURE_SENTENCES: Final[Mapping[str, tuple[str, str]]] = {
    "help_in_region": (
        "Hanya wilayah ini, mis. 36.03.06; bawaan: seluruh log.",
        "This region only, e.g. 36.03.06; default: the whole log.",
    ),
    "unknown_key": ("(belum diketahui)", "(not known)"),
    "total_row": ("jumlah", "total"),
    # --- payments
    "help_payments": (
        "Uang bantuan per tahap: menurut SK, bank, dan keluarga, dengan yang tidak cocok.",
        "Assistance by tranche: by decree, bank and family, with what does not fit.",
    ),
    "help_programme": ("Hanya program ini.", "This programme only."),
    "help_year": ("Hanya tahun ini.", "This year only."),
    "help_exceptions": (
        "Hanya yang perlu diperiksa orang.",
        "Only what a person should look into.",
    ),
    "help_after": (
        "Lanjutkan setelah halaman sebelumnya (`next`).",
        "Go on after the page before (`next`).",
    ),
    "payment_columns": (
        "keluarga|program|tahun|tahap|menurut SK|dibayar bank|diterima|perlu diperiksa",
        "household|programme|year|tranche|ordered|paid|received|to look into",
    ),
    "payment_total_columns": (
        "program|tahun|tahap|keluarga|orang|menurut SK|dibayar bank|diterima|perlu diperiksa",
        "programme|year|tranche|households|persons|ordered|paid|received|to look into",
    ),
    "payment_totals": ("Jumlah yang diketahui", "Sums of what is known"),
    "payment_steps": ("Yang perlu dilakukan", "What to do"),
    "known_of": ("{amount} ({known} dari {households})", "{amount} ({known} of {households})"),
    "no_payments": (
        "Tidak ada tahap yang cocok. Impor daftar SK dan laporan bank, atau longgarkan saringan.",
        "No tranche fits. Import the decree's list and the bank's report, or ask for more.",
    ),
    "more_payments": (
        "Masih ada: ulangi dengan --after {next}",
        "There is more: again with --after {next}",
    ),
    # --- rollup
    "help_rollup": (
        "Rekap wilayah: dari terdaftar sampai bertahan, pekerja, anak, indikator, biaya.",
        "Figures of a region: from enrolled to holding out, jobs, children, indicators, cost.",
    ),
    "help_rollup_by": (
        "Dikelompokkan menurut; bawaan: wilayah satu tingkat di bawahnya.",
        "Grouped by; default: the regions one level below.",
    ),
    "rollup_columns": (
        "{by}|keluarga|peserta|usaha|stabil|siap|diusulkan|graduasi|"
        "setahun: bertahan/jatuh/belum ditanya|keluar|pekerja|paling sering belum",
        "{by}|households|enrolled|enterprise|stable|ready|proposed|graduated|"
        "after a year: held/fell/not asked|left|jobs|most often unmet",
    ),
    "rollup_caseload_columns": (
        "{by}|didampingi|siswa: komponen/usia|balita: komponen/usia|usia belum diketahui|"
        "siap belum diusulkan|biayanya setahun",
        "{by}|accompanied|pupils: component/age|under five: component/age|age not known|"
        "ready, not proposed|their cost a year",
    ),
    "by_province": ("provinsi", "province"),
    "by_kabupaten": ("kabupaten/kota", "kabupaten"),
    "by_kecamatan": ("kecamatan", "kecamatan"),
    "by_desa": ("desa/kelurahan", "desa"),
    "by_cohort": ("angkatan", "cohort"),
    "by_companion": ("pendamping", "companion"),
    "and_unknown": ("{count} + {unknown} belum diketahui", "{count} + {unknown} not known"),
    "mean_caseload": (
        "Rata-rata {mean} keluarga per pendamping.",
        "{mean} households a companion on average.",
    ),
    "no_households": (
        "Belum ada keluarga di sana; periksa kode wilayahnya.",
        "There is no household there yet; check the code of the region.",
    ),
    # --- trainings
    "help_trainings": (
        "Hasil pelatihan: usaha yang menyusul, dan yang hidup setahun kemudian.",
        "What became of trainings: enterprises that followed, and those alive a year later.",
    ),
    "help_topic": ("Hanya pelatihan ini, mis. konveksi.", "This training only, e.g. konveksi."),
    "help_training_by": (
        "Per bulan tiap pelatihan, atau per pelatihan saja.",
        "By month of each topic, or by topic alone.",
    ),
    "training_columns": (
        "pelatihan|bulan|sesi|keluarga|usaha menyusul|dari pelatihan itu|"
        "setahun: hidup/berhenti sementara/tutup|belum diketahui|belum setahun",
        "training|month|sessions|households|enterprises after|out of it|"
        "after a year: alive/paused/closed|not known|not yet a year",
    ),
    "no_trainings": (
        "Belum ada pelatihan tercatat; catat dengan session_attended (kind training).",
        "No training is recorded yet; record session_attended (kind training).",
    ),
    "trainings_compare": (
        "Satu usaha dapat menyusul beberapa pelatihan: bandingkan, jangan dijumlahkan.",
        "One enterprise may follow several trainings: compare them, do not add them.",
    ),
    # --- report
    "help_report": (
        "Laporan bulanan: terima angkanya, lihat seperti tercetak dan yang berubah sesudahnya.",
        "Monthly reports: accept the figures, see them as printed and what changed since.",
    ),
    "help_report_accept": (
        "Terima angka sebuah wilayah dan bulan; yang tercetak tetap.",
        "Accept the figures of a region and month; what is printed stays.",
    ),
    "help_report_show": (
        "Angka seperti tercetak, dan yang berubah setelah ditutup.",
        "The figures as printed, and what changed after closing.",
    ),
    "help_report_list": ("Daftar laporan yang sudah diterima.", "List the accepted reports."),
    "help_report_again": (
        "Terima angka baru walau sudah pernah diterima; yang lama tetap tersimpan.",
        "Accept new figures although some were accepted; the old ones are kept.",
    ),
    "report_columns": ("wilayah|bulan|oleh|posisi|sidik", "region|month|by|position|digest"),
    "report_figure_columns": ("angka|jumlah", "figure|total"),
    "report_change_columns": (
        "wilayah|angka|tercetak|sekarang",
        "region|figure|printed|now",
    ),
    "report_draft": (
        "{region}, {period}: belum diterima",
        "{region}, {period}: not accepted yet",
    ),
    "report_printed": ("{region}, {period}: seperti tercetak", "{region}, {period}: as printed"),
    "report_accepted": (
        "Laporan {region} bulan {period} diterima pada posisi {position}, sidik {digest}.",
        "The report of {region} for {period} is accepted at position {position}, digest {digest}.",
    ),
    "report_same": (
        "Laporan {region} bulan {period} sudah diterima dengan angka yang sama.",
        "The report of {region} for {period} is accepted already, with the same figures.",
    ),
    "report_revised": (
        "Direvisi setelah ditutup: {region}, {period}. Yang tercetak tetap; yang berubah:",
        "Revised after closing: {region}, {period}. What was printed stays; what changed:",
    ),
    "report_again": (
        "Untuk menerima angka baru, ulangi dengan --again; angka lama tetap tersimpan.",
        "To accept the new figures, give the command again with --again; the old ones are kept.",
    ),
    "report_newer_rules": (
        "Program ini melipat dengan aturan yang lebih baru; sebagian beda dapat berasal dari situ.",
        "This program folds by newer rules; some of the differences may come from that.",
    ),
    "report_left_out": (
        "{count} keluarga tidak dapat dilipat dan tidak ikut; jalankan `jejak-server verify`.",
        "{count} households cannot be folded and are missing; run `jejak-server verify`.",
    ),
    "report_accept_next": (
        "Setelah diperiksa: jejak-server report accept {region} {period} --by ORANG",
        "When checked: jejak-server report accept {region} {period} --by ACTOR",
    ),
    "report_damaged": (
        "Angka tercetak tidak cocok dengan sidik di posisi {position}: panggil pengelola, "
        "kembalikan dari cadangan.",
        "The printed figures do not fit the digest at position {position}: call whoever runs "
        "this, restore from a back-up.",
    ),
}

FIGURE_REFUSED: Final[Mapping[str, str]] = {
    "period_open": "Bulan itu belum berakhir: terima setelah hari terakhirnya.",
    "bad_period": "Tulis bulan seperti 2019-01.",
    "empty_report": "Bulan itu belum ada keluarga di sana: periksa kode wilayahnya.",
}
