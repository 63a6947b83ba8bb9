"""The placeholders of the monthly report, and what each is: Indonesian, English.

The names are the template's, in Indonesian in every language, like those of an office's own forms.
"""

from collections.abc import Mapping
from typing import Final

VALUES: Final[Mapping[str, tuple[str, str]]] = {
    "bulan": ("bulan laporan", "the month of the report"),
    "tahun": ("tahun laporan", "its year"),
    "pendamping": ("nama pendamping", "the companion's name"),
    "wilayah": ("wilayah pendamping", "the companion's region"),
    "tanggal": ("tanggal laporan dibuat", "the day the report was made"),
    "keluarga": ("keluarga yang didampingi", "accompanied households"),
    "keluarga_baru": ("keluarga yang didaftarkan bulan ini", "households registered this month"),
    "anggota": ("anggota keluarga yang didampingi", "their members"),
    "anak_sekolah": ("anak dengan komponen sekolah terbuka", "pupils"),
    "balita": ("anak umur 0-4 tahun", "children under five"),
    "ibu_hamil": ("ibu hamil/nifas", "pregnant or postpartum"),
    "lansia": ("anggota umur 60 tahun ke atas", "members of 60 and older"),
    "kunjungan": ("kunjungan", "visits"),
    "kunjungan_bertemu": ("kunjungan yang bertemu keluarga", "visits at which somebody was met"),
    "keluarga_dikunjungi": ("keluarga yang ditemui", "households met"),
    "keluarga_belum_dikunjungi": ("keluarga yang belum ditemui", "households not met"),
    "pertemuan": ("pertemuan P2K2", "family sessions (P2K2)"),
    "pelatihan": ("pelatihan", "trainings"),
    "peserta": ("orang yang diundang ke pertemuan dan pelatihan", "people invited to either"),
    "peserta_hadir": ("yang hadir", "those who came"),
    "komitmen": ("anggota yang diverifikasi", "members whose commitment was checked"),
    "komitmen_terpenuhi": ("yang memenuhi komitmen", "those who met it"),
    "komitmen_belum": ("yang belum memenuhi", "those who did not"),
    "komitmen_persen": ("bagian yang memenuhi, persen", "the share who met it, percent"),
    "pencairan_keluarga": ("keluarga dengan laporan pencairan", "households told of a pay day"),
    "pencairan_penuh": ("menerima penuh", "received in full"),
    "pencairan_sebagian": ("menerima sebagian", "received in part"),
    "pencairan_tidak": ("tidak menerima", "received nothing"),
    "pencairan_jumlah": ("jumlah yang diterima", "the amount received"),
    "permintaan_graduasi": ("permintaan graduasi oleh keluarga", "graduations families asked for"),
    "usulan": ("usulan graduasi dan keluar", "graduations and exits proposed"),
    "pemutakhiran": ("catatan pemutakhiran data", "updates of data"),
    "rujukan": ("rujukan dibuat atau dimutakhirkan", "referrals made or updated"),
    "usaha": ("usaha keluarga", "enterprises"),
    "usaha_stabil": ("usaha stabil atau berkembang", "stable or growing enterprises"),
}
"""Single values."""

COLUMNS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "kunjungan": {
        "no": ("nomor urut", "number"),
        "tanggal": ("tanggal", "date"),
        "keluarga": ("kepala keluarga", "head of the household"),
        "kampung": ("kampung", "hamlet"),
        "jenis": ("jenis kunjungan", "kind of visit"),
        "hasil": ("hasil", "outcome"),
    },
    "pertemuan": {
        "no": ("nomor urut", "number"),
        "tanggal": ("tanggal", "date"),
        "jenis": ("P2K2 atau pelatihan", "family session or training"),
        "materi": ("materi", "topic"),
        "peserta": ("yang diundang", "people invited"),
        "hadir": ("yang hadir", "those who came"),
    },
    "komitmen": {
        "no": ("nomor urut", "number"),
        "komponen": ("komponen", "component"),
        "orang": ("yang diverifikasi", "people checked"),
        "terpenuhi": ("yang memenuhi", "those who met it"),
        "persen": ("bagian yang memenuhi", "the share who met it"),
    },
    "pencairan": {
        "no": ("nomor urut", "number"),
        "program": ("program", "programme"),
        "tahap": ("tahun dan tahap", "year and tranche"),
        "keluarga": ("keluarga", "households"),
        "penuh": ("menerima penuh", "received in full"),
        "sebagian": ("menerima sebagian", "received in part"),
        "tidak": ("tidak menerima", "received nothing"),
        "jumlah": ("jumlah", "amount"),
    },
    "usulan": {
        "no": ("nomor urut", "number"),
        "tanggal": ("tanggal", "date"),
        "keluarga": ("kepala keluarga", "head of the household"),
        "jenis": ("jalur atau sebab", "route or reason"),
        "keadaan": ("keadaan di akhir bulan", "standing at the end of the month"),
    },
    "pemutakhiran": {
        "no": ("nomor urut", "number"),
        "jenis": ("jenis data", "kind of data"),
        "catatan": ("catatan", "entries"),
        "keluarga": ("keluarga", "households"),
    },
    "usaha": {
        "no": ("nomor urut", "number"),
        "keluarga": ("kepala keluarga", "head of the household"),
        "usaha": ("nama usaha", "the enterprise's name"),
        "jenis": ("jenis usaha", "its kind"),
        "tahap": ("tahap", "stage"),
        "penjualan": ("penjualan bulan ini", "sales of the month"),
        "laba": ("laba bersih bulan ini", "net of the month"),
    },
}
"""Lists: a table row with their columns is repeated for every line."""

OUTCOMES: Final[Mapping[str, tuple[str, str]]] = {
    "waiting": ("menunggu keputusan", "waiting for a decision"),
    "approved": ("disetujui", "approved"),
    "ended": ("dikembalikan atau ditolak", "returned or rejected"),
}
UNKNOWN: Final = ("belum diketahui", "unknown")
NONE: Final = ("tidak ada", "none")
TITLE: Final = ("Laporan bulanan pendamping", "Monthly report of a companion")
SECTIONS: Final[Mapping[str, tuple[str, str]]] = {
    "pencairan": ("RHK 1. Pencairan bantuan", "RHK 1. Disbursement"),
    "pertemuan": ("RHK 2. Pertemuan (P2K2) dan pelatihan", "RHK 2. Sessions and trainings"),
    "komitmen": ("RHK 3. Verifikasi komitmen", "RHK 3. Commitments checked"),
    "usulan": ("RHK 4. Usulan graduasi dan keluar", "RHK 4. Graduations and exits proposed"),
    "pemutakhiran": ("RHK 5. Pemutakhiran data", "RHK 5. Updates of data"),
    "kunjungan": ("Kunjungan", "Visits"),
    "usaha": ("Usaha keluarga", "Enterprises"),
}
"""The sections of the default template, in its order."""
