"""Mappings, and files that are no list, or would do harm."""

import json
import random
from contextlib import suppress
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from events import limits
from events.errors import InputRefused
from server.importing.mapping import built_in
from server.importing.sheets import open_rows
from tests.integration.importing import by as by
from tests.integration.importing import imported
from tests.lists import DECREE, HOUSEHOLDS, NANA, a_csv, an_xlsx
from tests.office_terminal import REFUSED, Office
from tests.office_terminal import office as office


def test_a_mapping_file_says_what_is_otherwise_in_one_offices_lists(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    head = ("nomor", "siapa", "kelamin", "lahir", "sebagai", "tempat")
    rows = (("", "Daftar RTS 2016", "", "", "", ""), head)
    row = ("A/1", "Nana", "betina", "1978.07.05", "ketua", "3603062001")
    file = an_xlsx(tmp_path / "rt.xlsx", *rows, row, sheet="Lembar 2")
    mapping = tmp_path / "peta.toml"
    mapping.write_text(
        'head_row = 2\nsheet = "Lembar 2"\ndates = ["YYYY.MM.DD", "YYYY-MM-DD"]\n'
        '[columns]\nlist_no = "nomor"\nname = "siapa"\nsex = "kelamin"\nbirth_date = "lahir"\n'
        'relation = ["sebagai"]\nregion = "tempat"\n[defaults]\nsource = "dtks"\n'
        '[values.sex]\nbetina = "p"\n[values.relation]\nketua = "kepala"\n'
    )
    arguments = ("households", str(file), *by, "--mapping", str(mapping))
    assert imported(office, *arguments, "--set", "on=2016-07-11")["written"] == 2
    shown = office.ask("import", "households", "--show-mapping", "--mapping", str(mapping))
    assert (shown["head_row"], shown["columns"]["name"]) == (2, ["siapa"])
    # What is shown can be given back, as TOML or JSON.
    _, toml, _ = office.run("import", "households", "--show-mapping", "--mapping", str(mapping))
    (tmp_path / "shown.toml").write_text(toml)
    (tmp_path / "shown.json").write_text(json.dumps(shown))
    for name in ("shown.toml", "shown.json"):
        again = ("import", "households", "--show-mapping", "--mapping", str(tmp_path / name))
        assert office.ask(*again) == shown


@pytest.mark.parametrize(
    "text",
    [
        "columns = 3",
        "[columns]\nshoe_size = 'Sepatu'",
        "kind = 'bank'",
        "dates = ['DD/MM']",
        "dates = ['soon']",
        "dates = []",
        "head_row = 0",
        "separator = ';;'",
        "not toml",
        "color = 'red'",
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused(
    office: Office, by: tuple[str, str], tmp_path: Path, text: str
) -> None:
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA))
    (tmp_path / "peta.toml").write_text(text)
    arguments = ("import", "households", file, *by, "--mapping", str(tmp_path / "peta.toml"))
    assert "bad_mapping" in office.refusal(*arguments)


def test_a_file_that_is_no_list_is_refused_with_a_reason(
    office: Office, by: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA)

    def refusal(name: str, content: bytes) -> str:
        (tmp_path / name).write_bytes(content)
        code, _, err = office.run("import", "households", str(tmp_path / name), *by)
        assert code == REFUSED
        return err

    assert "bad_sheet" in refusal("a.txt", b"")
    assert "no_head" in refusal("a.csv", b"")
    assert "bad_sheet" in refusal("a.csv", "Nama;Desa\nIpé;x".encode("cp1252"))
    assert "bad_sheet" in refusal("a.csv", b'Nama;Desa\n"Nana;x')
    assert "bad_sheet" in refusal("a.xlsx", b"Nama;Desa")
    assert "too_large_file" in refusal("a.csv", b"x" * (limits.IMPORT_LINE_CHARS_MAX + 1))
    assert "too_large_file" in refusal("a.csv", b"x," * (limits.IMPORT_COLUMNS_MAX + 1))
    assert "unreadable_file" in office.refusal("import", "households", "nowhere.csv", *by)
    assert "bad_default" in office.refusal(
        "import", "households", str(good), *by, "--set", "on=kemarin"
    )
    assert "bad_set" in office.refusal("import", "households", str(good), *by, "--set", "on")
    monkeypatch.setattr(limits, "IMPORT_ROWS_MAX", 1)
    assert "too_large_file" in office.refusal("import", "households", str(good), *by)


BOMBS: Final = (
    (b"</row>", b"<c/>" * limits.MIB + b"</row>"),
    (b"</sheetData>", b"<row/>" * (limits.XLSX_ROWS_MAX + 1) + b"</sheetData>"),
    (b"</sheetData>", b"</sheetData>" + b"<hyperlink/>" * (limits.MIB // 2)),
    (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "<c/>">]><worksheet'),
    (b"<sheetData>", b"<si/><sheetData>"),
)


def with_part(book: Path, to: Path, name: str, old: bytes, new: bytes) -> Path:
    """A book with some bytes of one part replaced."""
    with ZipFile(book) as parts, ZipFile(to, "w", ZIP_DEFLATED) as changed:
        for entry in parts.infolist():
            data = parts.read(entry)
            if entry.filename == name:
                assert old in data
                data = data.replace(old, new, 1)
            changed.writestr(entry.filename, data)
    return to


def test_a_book_with_wrong_bytes_is_read_or_refused(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    good = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, NANA).read_bytes()
    damaged = tmp_path / "damaged.xlsx"
    for _ in range(30):
        data = bytearray(good)
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        damaged.write_bytes(data[: chance.choice((len(data), chance.randrange(len(data))))])
        with suppress(InputRefused), open_rows(damaged, built_in("households")) as rows:
            assert len(list(rows)) <= 2


def test_a_book_that_would_fill_the_memory_is_not_opened(
    office: Office, by: tuple[str, str], tmp_path: Path
) -> None:
    book = an_xlsx(tmp_path / "rt.xlsx", HOUSEHOLDS, NANA)
    with ZipFile(book, "a", ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", bytes(limits.IMPORT_STRINGS_BYTES_MAX + 1))
    assert "too_large_file" in office.refusal("import", "households", str(book), *by)
    for number, (old, new) in enumerate(BOMBS):
        book = an_xlsx(tmp_path / f"bomb{number}.xlsx", HOUSEHOLDS, NANA)
        changed = with_part(book, tmp_path / "changed.xlsx", "xl/worksheets/sheet1.xml", old, new)
        assert changed.stat().st_size < 64 * limits.KIB
        assert "too_large_file" in office.refusal("import", "households", str(changed), *by)
    damaged = tmp_path / "damaged.xlsx"
    with ZipFile(damaged, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types")
    assert "bad_sheet" in office.refusal("import", "households", str(damaged), *by)


def test_only_who_may_write_the_entries_imports_them(office: Office, tmp_path: Path) -> None:
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    office.ask("invite", "Ahli", "--role", "auditor", "--region", "36.03")
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA))
    decree = str(a_csv(tmp_path / "sk.csv", DECREE))
    assert "not_entitled" in office.refusal("import", "households", file, "--by", "Ahli")
    assert "not_entitled" in office.refusal("import", "decree", decree, "--by", "Zaenal")
    assert "unknown_actor" in office.refusal("import", "decree", decree, "--by", "Siapa")
    assert "missing_by" in office.refusal("import", "decree", decree)
