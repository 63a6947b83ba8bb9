"""What would change an indicator's verdict, as a sentence: Indonesian, English.

The codes are those of the checks in `events/folds/checks`. `{when}` is the month or day it speaks
of, with a space before it, or nothing; `{amount}` what lacks.
"""

from collections.abc import Mapping
from typing import Final

NEEDS: Final[Mapping[str, tuple[str, str]]] = {
    # --- to be asked or looked at ---
    "attendance": ("catat kehadiran sekolah", "record school attendance"),
    "birth_year": ("tanyakan tahun lahir", "ask the year of birth"),
    "closet": ("lihat jenis kloset", "look at the kind of closet"),
    "costs": ("catat semua biaya usaha{when}", "record all costs of the enterprise{when}"),
    "debt": ("tanyakan utang", "ask about debt"),
    "debt_to": ("tanyakan berutang kepada siapa", "ask to whom the debt is"),
    "floor": ("lihat lantai rumah", "look at the floor"),
    "food": ("tanyakan kecukupan pangan setahun", "ask about food in the last year"),
    "health_schedule": ("catat pemeriksaan kesehatan", "record the health checks"),
    "instalment": ("tanyakan angsuran sebulan", "ask the instalment of a month"),
    "livelihood": ("data sumber penghasilan lain", "survey the other income sources"),
    "members": ("lengkapi anggota keluarga{when}", "complete the members of the family{when}"),
    "nib": ("tanyakan NIB, atau rujuk", "ask about the NIB, or refer"),
    "roof": ("lihat bahan atap terluas", "look at the main roof"),
    "sales": ("catat penjualan{when}", "record the sales{when}"),
    "savings": ("tanyakan tabungan", "ask about savings"),
    "septic": ("lihat pembuangan tinja", "look at the sewage"),
    "toilet": ("lihat jamban", "look at the toilet"),
    "wall": ("lihat bahan dinding terluas", "look at the main wall"),
    "waste_distance": (
        "ukur jarak sumur ke limbah",
        "measure the distance from well to waste",
    ),
    "water": ("tanyakan sumber air", "ask where the water comes from"),
    # --- left open by a death, a move or a silence ---
    "enterprise_news": (
        "tanyakan kabar usaha: masih jalan, berhenti sementara, atau tutup",
        "ask how the enterprise is: going on, paused, or closed",
    ),
    "head": (
        "tanyakan siapa kepala keluarga sekarang (head_changed)",
        "ask who heads the family now (head_changed)",
    ),
    "no_kk": (
        "lihat kartu keluarga yang baru (identity_verified)",
        "look at the new family card (identity_verified)",
    ),
    "owner": (
        "tanyakan siapa pemilik usaha sekarang (ownership_changed)",
        "ask who owns the enterprise now (ownership_changed)",
    ),
    "payee": (
        "tanyakan siapa penerima bantuan sekarang (payee_set)",
        "ask who receives the aid now (payee_set)",
    ),
    "rt_rw": ("tanyakan RT/RW di alamat baru", "ask RT and RW of the new address"),
    # --- to be done, or to come about ---
    "care": (
        "sepakati perawatan atau buat rujukan",
        "agree on care in the plan, or make a referral",
    ),
    "fewer_instalments": (
        "angsuran paling banyak 30% laba bersih",
        "instalments of at most 30% of net profit",
    ),
    "food_for_all": ("pangan cukup sepanjang tahun", "enough food all year"),
    "higher_income": (
        "penghasilan per orang naik {amount}{when}",
        "income per person higher by {amount}{when}",
    ),
    "housing_referral": ("buat rujukan perbaikan rumah", "make a housing referral"),
    "more_savings": ("tabungan bertambah {amount}", "savings higher by {amount}"),
    "nib_referral": ("buat rujukan NIB lagi", "make another referral for the NIB"),
    "no_moneylender": ("lunasi utang kepada rentenir", "pay off the moneylender"),
    "request": ("permintaan graduasi oleh keluarga", "a request signed by the family"),
    "school_days": ("kehadiran sekolah naik {amount}%", "attendance higher by {amount}%"),
    "second_buyer": ("pembeli kedua", "a second buyer"),
    "second_source": ("sumber penghasilan kedua", "a second income source"),
    "three_good_months": (
        "tiga bulan berturut-turut laba dengan biaya lengkap",
        "three months of profit in a row with complete costs",
    ),
    "toilet_fit": (
        "jamban leher angsa dengan tangki septik",
        "a water-sealed toilet with a septic tank",
    ),
    "visits_to_health": ("penuhi jadwal pemeriksaan kesehatan", "meet the schedule of checks"),
    "water_fit": (
        "air bersih lebih dari 10 m dari limbah",
        "clean water more than 10 m from waste",
    ),
    # --- agreed, and to be asked about ---
    "goal_due": ("tanyakan hasil rencana keluarga", "ask how the family's plan went"),
    "referral_open": ("tanyakan kabar rujukan", "ask what became of the referral"),
    # --- only the family, the office or time can ---
    "declined": (
        "keluarga tidak bersedia menjawab; boleh ditanyakan lagi bila mereka mau",
        "the family would rather not say; ask again only if they wish",
    ),
    "figure": (
        "kantor melengkapi angka acuan{when}",
        "the office supplies the reference figure{when}",
    ),
    "livelihood_then": (
        "tanyakan penghasilan lain{when}",
        "ask about the other income{when}",
    ),
    "newer_release": ("perbarui aplikasi", "upgrade the program"),
    "resolve": ("selesaikan bentrok", "resolve the conflict"),
    "until": ("perlu diperbarui setelah {moment}", "to be asked again after {moment}"),
}
