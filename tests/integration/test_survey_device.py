"""`jejak survey` on a device that the office's question set has reached."""

import asyncio
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest

from client_sync.cli.commands import run
from tests.devices import ACTOR, a_device
from tests.integration.test_asking import at_a_terminal

QUESTIONS: Final = [
    {"code": "kebun", "kind": "yes_no", "required": True,
     "label_id": "Punya kebun?", "label_en": "A garden?"},
    {"code": "luas", "kind": "number", "unit_id": "m2", "unit_en": "m2", "lowest": 1,
     "label_id": "Luasnya?", "label_en": "How large?",
     "asked_if": [{"question": "kebun", "any_of": [True]}]},
    {"code": "cerita", "kind": "text", "label_id": "Mengapa tidak?", "label_en": "Why not?",
     "asked_if": [{"question": "kebun", "any_of": [False]}]},
    {"code": "pupuk", "kind": "choice", "label_id": "Pupuk?", "label_en": "Manure?",
     "choices": [
         {"code": "kompos", "label_id": "kompos", "label_en": "compost"},
         {"code": "kimia", "label_id": "pupuk kimia", "label_en": "chemical"},
     ]},
]  # fmt: skip


@pytest.fixture
def household(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A household on a device that knows one question set."""
    monkeypatch.setenv("JEJAK_STATE", str(tmp_path / "state"))
    for name in ("JEJAK_CLOCK", "JEJAK_DATA", "JEJAK_LANG"):
        monkeypatch.delenv(name, raising=False)

    async def prepared() -> str:
        async with a_device(tmp_path / "d", role="admin") as device:
            # Who founded the log keeps it first, and goes into the field afterwards.
            for role, on in (("admin", "2018-01-01"), ("pendamping", "2018-06-01")):
                await device.written(
                    "actor_registered", stream="programme", actor=ACTOR, role=role, on=on,
                    region="36.03", name="Zaenal",
                )  # fmt: skip
            await device.written(
                "survey_defined", stream="programme", survey="kebun", version=1, on="2018-02-01",
                questions=QUESTIONS,
            )  # fmt: skip
            return await device.a_household()

    return asyncio.run(prepared())


class Jejak:
    def __init__(self, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data = data
        self._capsys = capsys
        self.out = self.complaint = ""

    def run(self, *arguments: str) -> int:
        code = run(["--data", str(self._data), *arguments], {})
        self.out, self.complaint = self._capsys.readouterr()
        return code

    def json(self, *arguments: str, expect: int = 0) -> Any:
        assert self.run(*arguments, "--json") == expect, self.complaint
        return msgspec.json.decode(self.out)


@pytest.fixture
def jejak(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Jejak:
    return Jejak(tmp_path / "d", capsys)


def test_surveys_are_listed_and_shown_with_what_decides_their_questions(
    jejak: Jejak, household: str
) -> None:
    (listed,) = jejak.json("survey", "list")
    assert (listed["survey"], listed["version"], len(listed["questions"])) == ("kebun", 1, 4)
    assert jejak.run("survey", "show", "kebun", "--lang", "en") == 0
    assert "kebun = yes" in jejak.out
    assert jejak.run("survey", "show", "sawah") == 3
    assert "jejak survey list" in jejak.complaint


def test_answers_given_at_once_are_read_split_and_shown(jejak: Jejak, household: str) -> None:
    fields = '{"kebun": "tidak", "cerita": "Tanahnya tergenang.", "pupuk": "kimia"}'
    done = jejak.json("survey", "answer", "kebun", "--household", household, "--fields", fields)
    assert done["outcome"] == "recorded"
    (line,) = [
        line for line in jejak.json("history", household) if line["type"] == "survey_answered"
    ]
    assert line["body"] == {
        "survey": "kebun", "survey_version": 1, "answers": {"kebun": False, "pupuk": "kimia"},
    }  # fmt: skip
    assert line["personal"] == {"texts": {"cerita": "Tanahnya tergenang."}}
    assert line["flags"] == []
    (state,) = jejak.json("show", household)["surveys"]
    assert state["answers"] == {"kebun": False, "pupuk": "kimia"}
    assert jejak.run("show", household) == 0
    assert "Punya kebun?" in jejak.out
    assert "pupuk kimia" in jejak.out


def test_answers_that_do_not_fit_are_refused_all_at_once(jejak: Jejak, household: str) -> None:
    answer = ("survey", "answer", "kebun", "--household", household)
    wrong = '{"kebun": true, "luas": 0, "cerita": "x", "sawah": 2}'
    refused = jejak.json(*answer, "--fields", wrong, expect=3)
    assert [problem["code"] for problem in refused["problems"]] == [
        "answer_out_of_bounds", "no_such_question", "question_skipped",
    ]  # fmt: skip
    missing = jejak.json(*answer, expect=3)
    assert [problem["code"] for problem in missing["problems"]] == ["answer_missing"]
    typed = jejak.json(*answer, "--fields", '{"kebun": "mungkin"}', expect=3)
    assert [problem["code"] for problem in typed["problems"]] == ["answer_unfit"]
    assert jejak.run(*answer, "--fields", "[]") == 3
    assert [line["type"] for line in jejak.json("history", household)] == ["household_registered"]


async def test_a_person_is_asked_only_what_the_answers_lead_to(
    tmp_path: Path, household: str
) -> None:
    answer = ("survey", "answer", "kebun", "--household", household)
    async with at_a_terminal(tmp_path / "d", *answer) as person:
        await person.answers("Punya kebun?", "")
        await person.answers("wajib dijawab", "ya")
        await person.answers("Luasnya? (m2)", "0")
        await person.answers("di luar batas", "12")
        await person.answers("Pupuk?", "2")
        assert await person.leaves() == 0
    async with a_device(tmp_path / "d") as device, device.journal.reading() as reading:
        rows = await reading.rows(household)  # type: ignore[arg-type]
    body = msgspec.json.decode(rows[-1].line)["body"]
    assert body["answers"] == {"kebun": True, "luas": 12, "pupuk": "kimia"}
