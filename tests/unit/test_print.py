"""Printed pages, read back: what stands on them, in which order, on how many sheets."""

import re
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from client_sync.paper.print_form import Filled, form_pdf
from client_sync.paper.print_page import shown
from client_sync.reading.people import Household, Known
from events.folds.latest import LastTime
from events.paper import form_fields, forms
from events.words import field_label
from tests.builders import NIK, an_id
from tests.caseloads import Family, a_family
from tests.devices import WrittenDevice
from tests.terminals import Jejak, written

A4_POINTS = (595, 842)


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data))


def text_of(data: bytes) -> str:
    """All the words of a page in the order they were set, spaces evened out."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(data).pages))


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", forms())
@pytest.mark.parametrize("lang", ["id", "en"])
def test_a_form_holds_every_field_with_its_number_on_a4(name: str, lang: Any) -> None:
    data = form_pdf(lang, name, None, "2018-12-14")
    words = text_of(data)
    at = 0
    for number, spec in enumerate(form_fields(name), 1):
        label = field_label(lang, spec.name, name)
        row = f"{number}. {label[:1].upper()}{label[1:]}"
        assert row in words[at:], row
        at = words.index(row, at)
    assert f"--paper {name} --household ________" in words
    for page in read(data).pages:
        assert (round(page.mediabox.width), round(page.mediabox.height)) == A4_POINTS


def test_a_prefilled_form_shows_last_time_beside_and_lists_whom_to_choose() -> None:
    nana, siti = an_id("nana"), an_id("siti")
    known = Household({"member": (Known(nana, "Nana Sofinah"), Known(siti, "Siti"))})
    last = LastTime(
        {"sources": [{"member": siti, "kind": "wage", "net_month": 500_000}]}, "2018-10-05", ()
    )
    filled = Filled("Nana Sofinah", "0167aa71", known, last)
    words = text_of(form_pdf("id", "livelihood_surveyed", filled, "2018-12-14"))
    assert "Nana Sofinah (0167aa71)" in words
    assert (
        "terakhir: anggota keluarga Siti, jenis upah, bersih sebulan Rp500.000 (5 Oktober 2018)"
        in words
    )
    assert "anggota keluarga: 1 Nana Sofinah; 2 Siti" in words
    assert "--paper livelihood_surveyed --household 0167aa71" in words
    words = text_of(form_pdf("id", "commitment_verified", filled, "2018-12-14"))
    assert "1 Nana Sofinah" in words and "2 Siti" in words
    assert "1 ibu hamil/nifas" in words and "7 disabilitas berat" in words


def test_the_same_form_is_the_same_bytes() -> None:
    forms_twice = {form_pdf("id", "housing_surveyed", None, "2018-12-14") for _ in range(2)}
    assert len(forms_twice) == 1


def test_letters_the_fonts_lack_are_shown_plain_and_never_break_a_page() -> None:
    assert shown("Renée Świątek 李 <b>&") == "Renée Swiatek ? <b>&"
    odd = Filled("Nana <b>& 李", "0167aa71")
    assert "Nana <b>& ?" in text_of(form_pdf("id", "note_written", odd, "2018-12-14"))


# --- the family's page ---------------------------------------------------------------------------


async def nana(device: WrittenDevice) -> Family:
    family = await a_family(device, "Nana Sofinah", children=[("Siti", 2006, "sd")])
    home = family.household
    for month in ("2018-10", "2018-11"):
        await device.written(
            "commitment_verified", home, on=month, late="other", member=family.members["Siti"],
            component="sd", required=20, done=20, unit="hari_sekolah",
        )  # fmt: skip
    await device.written("wellbeing_surveyed", home, food_deficit_12m="none", savings=100_000)
    await device.written(
        "housing_surveyed", home, tenure="own", wall_main="anyaman_bambu", roof_main="asbes",
        floor_main="tanah", water="open_well", toilet="none", light="none",
    )  # fmt: skip
    await device.written(
        "identity_verified", home, member=family.head, kind="nik", how="ktp_seen", number=NIK
    )
    started = await device.written(
        "enterprise_started", home, on="2018-05", late="other", owner=family.head, kind="konveksi",
        origin="training", name="Rompi Nana",
    )  # fmt: skip
    await device.written(
        "sales_reported", home, on="2018-11", enterprise=started.made["enterprise"],
        product="new", unit="pcs", sales=[{"quantity": 215, "unit_price": 39_000}],
    )  # fmt: skip
    return family


def printed(jejak: Jejak, *arguments: str) -> bytes:
    to = jejak.data.parent / "page.pdf"
    assert jejak.run("print", *arguments, "--to", str(to)) == 0, jejak.complaint
    assert to.stat().st_mode & 0o077 == 0, "families' data is its owner's alone"
    return to.read_bytes()


def test_the_familys_page_is_one_sheet_that_can_be_read_aloud(jejak: Jejak) -> None:
    written(jejak, nana)
    data = printed(jejak, "household", "nana")
    assert len(read(data).pages) == 1
    words = text_of(data)
    assert "Peta keluarga: Nana Sofinah" in words and "Desa Pasir Ampo" in words
    assert "Pangan sudah baik: selalu cukup" in words
    assert "Rumah belum: tidak tahan lama (perlu tahan lama)" in words
    assert "Rompi Nana: dimulai" in words and "Rp8.385.000" in words
    assert "Yang sudah baik: pangan, sekolah." in words
    assert "Yang belum kami ketahui dan akan kami tanyakan:" in words
    assert "ada yang salah, yaitu:" in words
    assert NIK not in words and NIK[:6] not in words


def test_a_family_with_years_of_trade_still_fits_on_one_sheet(jejak: Jejak) -> None:
    async def long(device: WrittenDevice) -> None:
        family = await nana(device)
        home = family.household
        for number in range(6):
            started = await device.written(
                "enterprise_started", home, on="2018-05", late="other", owner=family.head,
                kind="dagang", origin="own_skill", name=f"Usaha {number} " + "panjang " * 8,
                yes=True,
            )  # fmt: skip
            for month in range(1, 12):
                await device.written(
                    "sales_reported", home, on=f"2018-{month:02}", late="other", product="new",
                    enterprise=started.made["enterprise"], unit="pcs", sales=[], yes=True,
                )  # fmt: skip

    written(jejak, long)
    assert len(read(printed(jejak, "household", "nana")).pages) == 1
    assert len(read(printed(jejak, "household", "nana", "--lang", "en")).pages) == 1


# --- lists ---------------------------------------------------------------------------------------


def test_the_days_visits_and_a_sheet_are_printed_as_they_are_shown(jejak: Jejak) -> None:
    written(jejak, nana)
    words = text_of(printed(jejak, "next"))
    assert "Kunjungan 14 Desember 2018" in words and "1. Nana Sofinah, Baleman" in words
    assert "Mengapa: lama tidak ditemui" in words and "tanyakan utang" in words
    code = jejak.json("session", "school", "--required", "25", "--dry-run")["sheet"]
    words = text_of(printed(jejak, "sheet", "school"))
    assert f"kode lembar {code}" in words and f"--sheet {code}" in words
    assert "1 Siti anak SD Nana Sofinah Baleman" in words


def test_a_form_for_a_household_is_prefilled_from_what_is_held(jejak: Jejak) -> None:
    written(jejak, nana)
    words = text_of(printed(jejak, "form", "housing_surveyed", "--household", "nana"))
    assert "terakhir: anyaman bambu (gedek) (14 Desember 2018)" in words
    assert "1 milik sendiri" in words


def test_what_cannot_be_printed_is_refused_with_the_reason(jejak: Jejak) -> None:
    assert jejak.run("print", "form", "fact_corrected") == 2
    assert "housing_surveyed" in jejak.complaint
    assert jejak.run("print", "household", "nobody") == 3
    assert jejak.run("print", "sheet", "school") == 3
    written(jejak, nana)
    assert jejak.run("print", "next", "--to", "visits.docx") == 3
    assert jejak.run("print", "form", "note_written", "--to", "/nowhere/x.pdf") == 3
