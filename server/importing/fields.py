"""What each kind of list may hold: its fields, the heads they usually have, what stands for what.

The fields are those of the events a list becomes, so that kinds, choices and bounds are described
once; a few are the list's own. Before: the catalogue of types. After: `mapping.py` says under which
head a field stands in one file.
"""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, get_args

from msgspec import Struct

from events.schema import FieldSpec, fields_of

ListKind = Literal["households", "decree", "bank"]
KINDS: Final[tuple[ListKind, ...]] = get_args(ListKind)

TRANSLATIONS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "sex": {
            "laki-laki": "l", "lk": "l", "pria": "l", "perempuan": "p", "pr": "p", "wanita": "p",
        },
        "relation": {
            "kepala keluarga": "kepala", "kk": "kepala", "suami": "pasangan", "istri": "pasangan",
            "isteri": "pasangan", "orang tua": "orang_tua_mertua", "mertua": "orang_tua_mertua",
            "family lain": "famili_lain",
        },
        "marital": {
            "belum kawin": "belum", "belum menikah": "belum", "menikah": "kawin",
            "cerai": "cerai_hidup", "janda": "cerai_mati", "duda": "cerai_mati",
        },
        "disability": {"tidak": "none", "tidak ada": "none", "ringan": "mild", "berat": "severe"},
        "status": {
            "berhasil": "paid", "sukses": "paid", "dibayar": "paid", "cair": "paid",
            "gagal": "failed", "retur": "returned", "dikembalikan": "returned",
        },
    }
)  # fmt: skip
"""Words of lists for codes, beside the codes and their labels in both languages."""


class ListField(Struct, frozen=True):
    """A field of a list. `heads` are those it usually stands under; `default` when it is empty."""

    spec: FieldSpec
    type: str
    heads: tuple[str, ...]
    required: bool = False
    default: str | None = None

    @property
    def name(self) -> str:
        """The name in mappings and problems."""
        return self.spec.name


def fields_in(kind: ListKind) -> Mapping[str, ListField]:
    """The fields of a kind of list by name, in the order people know them from lists."""
    made = {"households": _households, "decree": _decree, "bank": _bank}[kind]()
    return {field.name: field for field in made}


def _own(name: str, kind: Literal["reference", "nik", "period", "region", "uuid"]) -> FieldSpec:
    return FieldSpec(name=name, kind=kind, required=False, personal=kind == "nik")


def _households() -> tuple[ListField, ...]:
    of = partial(_field, "household_registered")
    member = partial(_field, "member_added")
    enrolled = partial(_field, "programme_enrolled")
    return (
        ListField(_own("list_no", "reference"), "", ("No", "No Urut", "ID Keluarga", "No Peserta")),
        ListField(_own("kk", "nik"), "", ("No KK", "Nomor KK", "KK")),
        ListField(_own("on", "period"), "", ("Tanggal Daftar", "Tanggal Pendataan", "Tanggal")),
        of("region", "Desa", "Desa/Kelurahan", "Kelurahan", "Kode Desa", needed=True),
        ListField(_own("kecamatan", "region"), "", ("Kecamatan", "Kode Kecamatan")),
        of("rt", "RT"),
        of("rw", "RW"),
        of("kampung", "Kampung", "Dusun", "Alamat"),
        of("source", "Sumber", default="import"),
        of("notice_given", "Sudah Diberi Tahu", default="tidak"),
        member("name", "Nama", "Nama Lengkap", "Nama Anggota", needed=True),
        member("known_as", "Panggilan", "Nama Panggilan"),
        member("nik", "NIK", "No NIK", "No KTP"),
        member("nik_status", "Status NIK"),
        member("sex", "Jenis Kelamin", "JK", "L/P", needed=True),
        member("birth_date", "Tanggal Lahir", "Tgl Lahir"),
        member("birth_year", "Tahun Lahir"),
        member("relation", "Hubungan", "Hubungan Keluarga", "SHDK", needed=True),
        member("marital", "Status Kawin", "Status Perkawinan"),
        member("disability", "Disabilitas"),
        member("in_same_kk", "Satu KK", default="ya"),
        enrolled("programme", "Program", default="jamsosratu"),
        enrolled("kind", "Jenis Kepesertaan", default="first"),
        enrolled("cohort_year", "Tahun Angkatan", "Angkatan", "Tahun Masuk"),
        enrolled("decree_no", "Nomor SK", "No SK"),
        enrolled("amount_year", "Bantuan Setahun", "Nilai Bantuan"),
    )  # fmt: skip


def _decree() -> tuple[ListField, ...]:
    return (*_payee(), *_payment("payment_ordered"), _on("Tanggal SK", "Tanggal"))


def _bank() -> tuple[ListField, ...]:
    of = partial(_field, "payment_reported")
    return (
        *_payee(),
        *_payment("payment_reported"),
        of("status", "Status", "Keterangan Bayar", needed=True),
        of("paid_on", "Tanggal Bayar", "Tanggal Transaksi", "Tanggal Cair"),
        _on("Tanggal Laporan", "Tanggal"),
    )


def _payee() -> tuple[ListField, ...]:
    """How a row names its household: by its id, its number in the household list, KK or NIK."""
    return (
        ListField(_own("household", "uuid"), "", ("ID Jejak", "Kode Keluarga")),
        ListField(_own("household_no", "reference"), "", ("ID Keluarga", "No Peserta")),
        ListField(_own("kk", "nik"), "", ("No KK", "Nomor KK")),
        ListField(_own("nik", "nik"), "", ("NIK", "NIK Pengurus", "NIK Penerima", "No KTP")),
    )


def _payment(type_name: str) -> tuple[ListField, ...]:
    of = partial(_field, type_name)
    return (
        of("programme", "Program", needed=True, default="jamsosratu"),
        of("year", "Tahun", "Tahun Anggaran", needed=True),
        of("tranche", "Tahap", "Termin", needed=True),
        of("amount", "Jumlah", "Nominal", "Nilai", needed=True),
        of("list_no", "Nomor Daftar", "No SK", "Nomor SK", needed=True),
    )


def _on(*heads: str) -> ListField:
    return ListField(_own("on", "period"), "", heads)


def _field(
    type_name: str, name: str, *heads: str, needed: bool = False, default: str | None = None
) -> ListField:
    """A list's field that is a field of a type."""
    spec = next(spec for spec in fields_of(type_name) if spec.name == name)
    return ListField(spec, type_name, heads, needed, default)
