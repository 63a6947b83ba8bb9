"""`jejak-server survey`: question sets from files, their answers, and the table they make."""

import json
from pathlib import Path
from typing import Any, Final

import pytest
from pyarrow import parquet

from tests.integration.exporting import read_csv
from tests.integration.importing import imported
from tests.lists import HOUSEHOLDS, NANA, RAHMAT, a_csv
from tests.office_terminal import REFUSED, Office
from tests.office_terminal import office as office

ADMIN: Final = ("--by", "Kantor banten")
KEBUN: Final = """
survey = "kebun"
[[questions]]
code = "kebun"
kind = "yes_no"
required = true
label_id = "Punya kebun?"
label_en = "A garden?"
[[questions]]
code = "luas"
kind = "number"
lowest = 1
unit_id = "m2"
unit_en = "m2"
label_id = "Luasnya?"
label_en = "How large?"
asked_if = [{ question = "kebun", any_of = [true] }]
[[questions]]
code = "tanaman"
kind = "choices"
label_id = "Tanaman?"
label_en = "Plants?"
choices = [
  { code = "sayur", label_id = "sayur", label_en = "vegetables" },
  { code = "buah", label_id = "buah", label_en = "fruit" },
]
[[questions]]
code = "cerita"
kind = "text"
label_id = "Mengapa tidak?"
label_en = "Why not?"
asked_if = [{ question = "kebun", any_of = [false] }]
"""


@pytest.fixture
def kebun(tmp_path: Path) -> Path:
    (tmp_path / "kebun.toml").write_text(KEBUN)
    return tmp_path / "kebun.toml"


def define(office: Office, file: Path) -> Any:
    return office.ask("survey", "define", str(file), *ADMIN)


def test_a_question_set_is_published_once_and_followed_by_versions(
    office: Office, kebun: Path, tmp_path: Path
) -> None:
    assert office.ask("survey", "list") == []
    assert define(office, kebun)["version"] == 1
    assert define(office, kebun) == {"survey": "kebun", "version": 1, "position": None}
    kebun.write_text(KEBUN.replace("Luasnya?", "Seberapa luas?"))
    assert define(office, kebun)["version"] == 2
    kebun.write_text("version = 1\n" + KEBUN.replace("Luasnya?", "Lebarnya?"))
    assert "survey_version_held" in office.refusal("survey", "define", str(kebun), *ADMIN)
    (listed,) = office.ask("survey", "list")
    assert (listed["survey"], listed["version"]) == ("kebun", 2)
    assert office.ask("survey", "show", "kebun", "--version", "1")["questions"][1]["label_id"] == (
        "Luasnya?"
    )
    # What is shown can be given back as JSON.
    (tmp_path / "shown.json").write_text(json.dumps(office.ask("survey", "show", "kebun")))
    assert define(office, tmp_path / "shown.json")["position"] is None
    assert "unknown_survey" in office.refusal("survey", "show", "sawah")
    code, out, _ = office.run("survey", "show", "kebun")
    assert (code, "kebun = ya" in out, "Seberapa luas? (m2)" in out) == (0, True, True)


def test_everything_wrong_with_a_question_set_is_said_at_once(office: Office, kebun: Path) -> None:
    kebun.write_text(
        KEBUN.replace('code = "luas"', 'code = "Luas"')
        .replace('kind = "text"', 'kind = "tekst"\ncolor = 3')
        .replace('label_en = "Plants?"\n', "")
        .replace('code = "kebun"\n', "")
        .replace('survey = "kebun"', 'survey = 3\nowner = "x"')
    )
    code, out, _ = office.run("survey", "define", str(kebun), *ADMIN, "--json")
    assert code == REFUSED
    problems = json.loads(out)["problems"]
    assert sorted(problem["code"] for problem in problems) == [
        "question_field_missing",  # the code of the first
        "question_field_unknown",
        "question_field_wrong",
        "question_language",
        "question_slug",
        "survey_field_unknown",
        "survey_field_wrong",
    ]
    assert office.ask("survey", "list") == []


@pytest.mark.parametrize("text", ["", "questions = 3", "survey = ", '{"survey": 1}'])
def test_a_file_that_is_no_survey_is_refused(office: Office, kebun: Path, text: str) -> None:
    kebun.write_text(text)
    office.refusal("survey", "define", str(kebun), *ADMIN)
    assert "unreadable_file" in office.refusal("survey", "define", "nowhere.toml", *ADMIN)


def test_only_those_who_keep_the_programme_publish(office: Office, kebun: Path) -> None:
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    refused = office.refusal("survey", "define", str(kebun), "--by", "Zaenal")
    assert "role_not_allowed" in refused


def test_a_survey_too_long_for_one_entry_is_refused(office: Office, kebun: Path) -> None:
    long = "".join(
        f'[[questions]]\ncode = "q{number}"\nkind = "yes_no"\n'
        f'label_id = "{"a" * 200}"\nlabel_en = "{"b" * 200}"\n'
        for number in range(60)
    )
    kebun.write_text('survey = "panjang"\n' + long)
    assert "survey_too_long" in office.refusal("survey", "define", str(kebun), *ADMIN)


def test_answers_are_checked_and_exported_with_a_column_a_question(
    office: Office, kebun: Path, tmp_path: Path
) -> None:
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    by = ("--by", "Kepala")
    file = str(a_csv(tmp_path / "rt.csv", HOUSEHOLDS, NANA, RAHMAT))
    imported(office, "households", file, *by)
    define(office, kebun)
    office.ask("export", "households", "--to", str(tmp_path / "h.csv"), *by)
    first, second = (row["household"] for row in read_csv(tmp_path / "h.csv"))

    def answer(household: str, answers: object, **texts: str) -> tuple[str, ...]:
        fields = {"survey": "kebun", "survey_version": 1, "answers": answers}
        given = json.dumps(fields | ({"texts": texts} if texts else {}))
        return ("record", "survey_answered", *by, "--household", household, "--fields", given)

    refused = office.refusal(*answer(first, {"kebun": True, "luas": 0}))
    assert "answer_out_of_bounds" in refused
    office.ask(*answer(first, {"kebun": True, "luas": 12, "tanaman": ["buah", "sayur"]}))
    office.ask(*answer(second, {"kebun": False}, cerita="=Tergenang."))

    plain, opened = tmp_path / "k.parquet", tmp_path / "k.csv"
    export = ("export", "survey", "--survey", "kebun", *by)
    office.ask(*export, "--to", str(plain))
    table = parquet.read_table(plain)
    assert table.schema.names == [
        "household", "version", "answered", "disputed", "kebun", "luas", "tanaman",
    ]  # fmt: skip
    assert [str(table.schema.field(name).type) for name in ("kebun", "luas", "tanaman")] == [
        "bool", "int64", "string",
    ]  # fmt: skip
    assert table.column("kebun").to_pylist() == [True, False]
    assert table.column("luas").to_pylist() == [12, None]
    assert table.column("tanaman").to_pylist() == ['["buah","sayur"]', None]
    office.ask(*export, "--to", str(opened), "--personal", "service")
    assert [row["cerita"] for row in read_csv(opened)] == ["", "'=Tergenang."]

    office.ask("export", "answers", "--to", str(tmp_path / "a.csv"), *by)
    rows = read_csv(tmp_path / "a.csv")
    assert [json.loads(row["answers"]) for row in rows] == [
        {"kebun": True, "luas": 12, "tanaman": ["buah", "sayur"]},
        {"kebun": False},
    ]
    assert office.ask("verify", "--processes", "0")["difference_count"] == 0
