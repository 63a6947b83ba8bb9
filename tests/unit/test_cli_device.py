"""`jejak` at a terminal: exit codes, sentences that say what to do next, JSON for programs."""

import string
from errno import ENOSPC
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from client_sync.cli.commands import COMMANDS, language_of
from client_sync.cli.exits import exit_of
from client_sync.cli.words import SENTENCES
from client_sync.device import JOURNAL_FILE
from client_sync.ports import OfficeBusy, OfficeRefused, OfficeUnreachable
from client_sync.reading.pages import short_ids
from client_sync.refusals import WORDS, DeviceRefused
from client_sync.storage.held import IncidentCode
from client_sync.storage.journal import (
    JournalBusy,
    JournalFull,
    JournalUnsafe,
    ProfileDamaged,
)
from events.enrolment import SECRET_BYTES, make_code
from events.errors import InputRefused, LogCorrupt
from events.types import REGISTRY
from server.problems import ANSWERS
from tests.synced import behind_its_back
from tests.terminals import Jejak, an_enrolled_jejak


@pytest.fixture
def jejak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """An enrolled directory whose office listens nowhere."""
    return an_enrolled_jejak(tmp_path, capsys, monkeypatch)


# --- exit codes ----------------------------------------------------------------------------------


def test_done_is_zero(jejak: Jejak) -> None:
    assert jejak.run("status") == 0
    assert "Semua catatan sudah di kantor." in jejak.out


@pytest.mark.parametrize(
    "arguments", [("nonsense",), ("show",), ("record", "sales_report"), ("sync", "--every", "x")]
)
def test_wrong_use_is_two(jejak: Jejak, arguments: tuple[str, ...]) -> None:
    assert jejak.run(*arguments) == 2
    assert jejak.complaint


def test_a_type_that_is_not_there_is_named_with_those_it_may_have_meant(jejak: Jejak) -> None:
    jejak.run("record", "sales_report")
    assert "sales_reported" in jejak.complaint


def test_refused_input_is_three_and_nothing_is_written(jejak: Jejak) -> None:
    household = jejak.a_household()
    assert jejak.run("record", "household_visited", "--household", household) == 3
    assert jejak.complaint.count("Belum dicatat:") == 2
    assert jejak.json("status")["unsent"] == 1


def test_a_directory_that_is_not_enrolled_is_three(jejak: Jejak, tmp_path: Path) -> None:
    jejak.data = tmp_path / "elsewhere"
    assert jejak.run("status") == 3
    assert "jejak enrol" in jejak.complaint
    assert not jejak.data.exists()


def test_a_directory_that_cannot_be_made_is_three(jejak: Jejak, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    jejak.data = tmp_path / "file" / "device"
    code = make_code(bytes(SECRET_BYTES), bytes(32))
    assert jejak.run("enrol", "http://127.0.0.1:9", code) == 3
    assert f"{jejak.data} tidak dapat dipakai" in jejak.complaint


def test_an_office_that_is_not_there_is_four_and_the_work_is_safe(jejak: Jejak) -> None:
    jejak.a_household()
    assert jejak.run("--lang", "en", "sync") == 4
    assert "safe" in jejak.complaint
    assert jejak.json("status")["unsent"] == 1


def test_the_same_entry_again_is_five_until_it_is_meant(jejak: Jejak) -> None:
    visit = ("household_visited", "--household", jejak.a_household(), "--kind", "routine")
    entry = ("record", *visit, "--outcome", "met")
    assert jejak.run(*entry) == 0
    assert jejak.run(*entry) == 5
    assert "--yes" in jejak.complaint
    assert jejak.run(*entry, "--yes") == 0


def test_a_damaged_journal_is_six(jejak: Jejak) -> None:
    for file in jejak.data.glob(f"{JOURNAL_FILE}*"):
        file.unlink()
    (jejak.data / JOURNAL_FILE).write_bytes(b"no journal at all" * 500)
    assert jejak.run("status") == 6
    assert "Jurnal rusak" in jejak.complaint


def test_a_moment_that_no_clock_shows_hides_nothing(jejak: Jejak) -> None:
    household = jejak.a_household()
    with behind_its_back(jejak.data) as journal:
        journal.execute("UPDATE event SET at = 1 << 60")
    for command in (["outbox"], ["status"], ["history", household], ["households"]):
        assert jejak.run(*command) == 0
        assert jejak.run(*command, "--json") == 0


def test_whose_name_is_damaged_is_said_with_what_to_do_and_nothing_is_written(
    jejak: Jejak,
) -> None:
    jejak.a_household()
    waits = jejak.json("outbox")
    with behind_its_back(jejak.data) as journal:
        journal.execute("UPDATE profile SET device = 'zzz'")
    registered = "record", "household_registered", "--region", "36.03.06.2001"
    rest = "--source", "companion", "--notice-given", "ya", "--yes"
    assert jejak.run(*registered, *rest) == 6
    assert "device" in jejak.complaint
    assert "`jejak doctor --repair`" in jejak.complaint
    assert jejak.json("outbox") == waits
    assert jejak.run("doctor") == 6
    assert jejak.run("doctor", "--repair") == 0
    assert jejak.run(*registered, *rest) == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (DeviceRefused("household_missing"), 3),
        (InputRefused("bad_code", "no"), 3),
        (OfficeRefused(409, "spent_code", "no"), 3),
        (JournalUnsafe("no"), 3),
        (OfficeUnreachable("no"), 4),
        (OfficeBusy(3.0), 4),
        (JournalFull("no"), 5),
        (OSError(ENOSPC, "no room"), 5),
        (JournalBusy("no"), 5),
        (ProfileDamaged("log"), 6),
        (LogCorrupt("no"), 6),
    ],
)
def test_every_error_a_person_can_meet_has_its_code_and_sentence(
    error: Exception, code: int
) -> None:
    found = [exit_of(language, error) for language in ("id", "en")]
    assert [exit_.code for exit_ in found if exit_ is not None] == [code, code]


@pytest.mark.parametrize("code", [*ANSWERS, "no_such_page", "method_not_allowed"])
def test_what_the_office_refuses_is_said_in_indonesian(code: str) -> None:
    ended = exit_of("id", OfficeRefused(409, code, "in English"))
    assert ended is not None
    assert "English" not in ended.sentence


def test_any_other_error_is_our_bug() -> None:
    assert exit_of("id", ZeroDivisionError()) is None


# --- words ---------------------------------------------------------------------------------------


def test_every_sentence_is_there_in_both_languages_with_the_same_blanks() -> None:
    def blanks(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    for key, (indonesian, english) in {**SENTENCES, **WORDS}.items():
        assert blanks(indonesian) == blanks(english), key


def test_every_incident_has_words() -> None:
    assert {f"incident_{code}" for code in get_args(IncidentCode)} <= SENTENCES.keys()


def test_indonesian_is_the_default_and_lang_may_stand_anywhere(jejak: Jejak) -> None:
    assert language_of(["status"], {}) == "id"
    assert language_of(["status"], {"JEJAK_LANG": "en"}) == "en"
    assert language_of(["status", "--lang", "en"], {}) == "en"
    assert jejak.run("households", "--lang=en") == 0
    assert jejak.out.startswith("No household yet")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_command_has_help(jejak: Jejak, command: str, language: str) -> None:
    assert jejak.run("--lang", language, command, "--help") == 0
    assert "--json" in jejak.out


def test_every_type_a_device_may_write_has_its_options(jejak: Jejak) -> None:
    for name, spec in REGISTRY.items():
        is_ours = spec.streams != ("office",)
        assert jejak.run("record", name, "--help") == (0 if is_ours else 2), name


# --- recording -----------------------------------------------------------------------------------


def test_fields_are_options_and_json_and_ids_may_be_short(jejak: Jejak) -> None:
    household = jejak.a_household()
    added = jejak.json(
        "record", "member_added", "--household", household[:23], "--name", "Nana Sofinah",
        "--fields", '{"nik_status": "none", "sex": "p", "birth_year": 1978}',
        "--relation", "kepala", "--in-same-kk", "ya",
    )  # fmt: skip
    assert added["outcome"] == "recorded"
    started = jejak.json(
        "record", "enterprise_started", "--household", household, "--owner",
        added["made"]["member"][:23], "--kind", "konveksi", "--origin", "training",
        "--capital", "1,5 jt", "--name", "Rompi Nana",
    )  # fmt: skip
    page = jejak.json("show", household[:23])
    assert page["enterprise"]["id"] == started["made"]["enterprise"]
    (line,) = [
        line for line in jejak.json("history", household) if line["type"] == "enterprise_started"
    ]
    assert line["body"]["capital"] == 1_500_000
    assert line["personal"] == {"name": "Rompi Nana"}


def test_a_value_that_cannot_be_read_is_named(jejak: Jejak) -> None:
    answer = jejak.json(
        "record", "household_visited", "--household", jejak.a_household(), "--kind", "often",
        "--outcome", "met", expect=3,
    )  # fmt: skip
    assert answer["outcome"] == "refused"
    assert [(p["code"], p["field"]) for p in answer["problems"]] == [("bad_value", "kind")]
    assert jejak.run("record", "note_written", "--fields", "[1]") == 3


def test_many_entries_are_answered_one_by_one(jejak: Jejak, tmp_path: Path) -> None:
    household = jejak.a_household()
    visit = {"type": "household_visited", "household": household}
    good = visit | {"fields": {"kind": "routine", "outcome": "met"}}
    lines = [good, good, visit, good | {"yes": True}, {"type": "nope"}, {"shoes": 4}]
    file = tmp_path / "entries"
    text = [msgspec.json.encode(line).decode() for line in lines]
    file.write_text("\n".join([*text, "", "not json"]) + "\n")
    assert jejak.run("record", "--from", str(file), "--json") == 3
    answers = [msgspec.json.decode(line) for line in jejak.out.splitlines()]
    assert [answer["outcome"] for answer in answers] == [
        "recorded", "same_again", "refused", "recorded", "refused", "refused", "refused",
    ]  # fmt: skip
    assert jejak.run("record", "--from", str(file)) == 3
    assert "Baris 1:" in jejak.out
    assert jejak.run("record", "--from", str(tmp_path / "nowhere")) == 3


def test_what_cannot_be_sent_stays_in_the_outbox(jejak: Jejak) -> None:
    jejak.a_household()
    (line,) = jejak.json("outbox")
    assert (line["type"], line["standing"], line["verdict"]) == (
        "household_registered",
        "unsent",
        None,
    )
    assert jejak.run("outbox") == 0
    assert "belum terkirim" in jejak.out


def test_a_household_whose_row_is_gone_hides_nothing_of_the_outbox(jejak: Jejak) -> None:
    jejak.a_household()
    with behind_its_back(jejak.data) as journal:
        journal.execute("DELETE FROM stream")
    (line,) = jejak.json("outbox")
    assert (line["standing"], line["left_on"]) == ("unsent", None)


def test_households_are_listed_with_what_is_known(jejak: Jejak) -> None:
    household = jejak.a_household()
    (line,) = jejak.json("households")
    assert (line["household"], line["head"], line["status"]) == (household, None, "candidate")
    assert jejak.run("households") == 0
    assert jejak.run("show", household, "--lang", "en") == 0
    assert "candidate" in jejak.out
    assert jejak.run("history", household) == 0


@pytest.mark.parametrize(
    "arguments",
    [("--as-of", "yesterday"), ("--known-at", "2018-12-14"), ("--known-at", "2018-12-14T10:00:00")],
)
def test_a_day_or_moment_that_is_none_is_refused(jejak: Jejak, arguments: tuple[str, ...]) -> None:
    assert jejak.run("show", jejak.a_household(), *arguments) == 3


def test_a_household_that_is_not_here_is_refused(jejak: Jejak) -> None:
    assert jejak.run("show", "01900000-0000-7000-8000-000000000099") == 3
    assert jejak.run("show", "01900") == 3


# --- clocks and keys -----------------------------------------------------------------------------


def test_a_story_clock_is_refused_where_real_work_is(
    jejak: Jejak, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = tmp_path / "clock"
    clock.write_text("1544752800000")
    monkeypatch.setenv("JEJAK_CLOCK", str(clock))
    assert jejak.run("status") == 3
    assert "JEJAK_CLOCK" in jejak.complaint
    (jejak.data / "story").touch()
    jejak.a_household()
    assert jejak.json("outbox")[0]["at"] == 1544752800000
    clock.write_text("tomorrow")
    assert jejak.run("households") == 3


def test_keys_others_can_read_are_refused(jejak: Jejak) -> None:
    (jejak.data / "keys" / "signing").chmod(0o644)
    assert jejak.run("households") == 3
    assert "chmod 600" in jejak.complaint


def test_a_directory_without_its_keys_writes_nothing(jejak: Jejak) -> None:
    jejak.a_household()
    (jejak.data / "keys" / "signing").unlink()
    assert jejak.run("record", "household_registered", "--region", "36.03.06.2001") == 3
    assert jejak.run("status") == 0, "how it stands is shown all the same"


def test_an_address_that_is_none_is_refused(jejak: Jejak, tmp_path: Path) -> None:
    jejak.data = tmp_path / "new"
    assert jejak.run("enrol", "kantor", "AAAAA-BBBBB") == 3
    assert jejak.run("enrol", "http://127.0.0.1:9", "AAAAA-BBBBB") == 3
    assert "huruf demi huruf" in jejak.complaint


def test_a_directory_enrols_once(jejak: Jejak) -> None:
    assert jejak.run("enrol", "http://127.0.0.1:9", "AAAAA-BBBBB") == 3
    assert "sudah terdaftar" in jejak.complaint


def test_short_ids_are_the_shortest_that_tell_apart() -> None:
    ids = ["01a20bd4-10cd-7cca", "01a20bd4-1903-7be4", "01a3"]
    assert short_ids(ids) == {
        "01a20bd4-10cd-7cca": "01a20bd4-10",
        "01a20bd4-1903-7be4": "01a20bd4-19",
        "01a3": "01a3",
    }
