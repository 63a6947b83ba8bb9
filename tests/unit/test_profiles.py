"""Profiles at a terminal: whose directory a command works in, and what it says when nobody's."""

import asyncio
from pathlib import Path

import pytest

from events import enrolment, limits
from tests.devices import a_device
from tests.terminals import Jejak, an_enrolled_jejak

A_CODE = enrolment.make_code(bytes(16), bytes(32))


@pytest.fixture
def shared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """A computer on which one profile has no name, and another is called irna."""
    made = an_enrolled_jejak(tmp_path, capsys, monkeypatch)

    async def enrolled() -> None:
        async with a_device(made.data / "profiles" / "irna", "irna"):
            pass

    asyncio.run(enrolled())
    return made


def test_each_profile_has_its_own_journal(shared: Jejak, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JEJAK_PROFILE", "-")
    household = shared.a_household()
    assert [line["household"] for line in shared.json("households")] == [household]
    assert shared.json("households", "--profile", "irna") == []
    assert shared.json("--profile", "irna", "status")["unsent"] == 0
    monkeypatch.setenv("JEJAK_PROFILE", "irna")
    assert shared.json("status")["unsent"] == 0
    listed = [(one["profile"], one["unsent"]) for one in shared.json("profiles")]
    assert listed == [(None, 1), ("irna", 0)]


def test_who_works_here_is_shown_to_people(shared: Jejak) -> None:
    assert shared.run("profiles") == 0
    assert "irna" in shared.out
    assert "pendamping" in shared.out


@pytest.mark.parametrize(
    "command", [("status",), ("sync",), ("enrol", "http://127.0.0.1:9", "CODE")]
)
def test_where_several_people_work_one_has_to_say_who(
    shared: Jejak, command: tuple[str, ...]
) -> None:
    assert shared.run(*command) == 3
    assert "--profile (-, irna)" in shared.complaint
    (shared.data / "journal.sqlite").rename(shared.data / "gone")
    assert shared.run(*command) == 3
    assert "--profile (irna)" in shared.complaint
    assert shared.run("--profile", "-", "status") == 3
    assert "belum terdaftar" in shared.complaint


@pytest.mark.parametrize("name", ["../elsewhere", "Irna", "a b", "", "-x", "x" * 40, "journal/x"])
def test_a_name_is_a_plain_word(shared: Jejak, name: str) -> None:
    assert shared.run("status", f"--profile={name}") == 3


def test_a_profile_that_is_not_there_is_not_made_by_looking(shared: Jejak) -> None:
    assert shared.run("status", "--profile", "rina") == 3
    assert not (shared.data / "profiles" / "rina").exists()


@pytest.mark.parametrize("name", ["rina", "-"])
def test_who_is_not_enrolled_is_told_how_under_the_name_that_was_asked_for(
    shared: Jejak, name: str
) -> None:
    (shared.data / "journal.sqlite").rename(shared.data / "gone")
    assert shared.run("status", "--profile", name) == 3
    assert f"`jejak enrol ALAMAT KODE --profile {name}`" in " ".join(shared.complaint.split())


def test_what_goes_wrong_with_one_profile_holds_up_no_other(shared: Jejak) -> None:
    """Both offices listen nowhere: each is said, and the gravest code counts."""
    assert shared.run("sync", "--all-profiles") == 4
    assert shared.complaint.count("Kantor tidak terjangkau") == 2
    assert shared.run("sync", "--all-profiles", "--watch") == 2


def test_a_journal_that_is_damaged_hides_nobody_else(shared: Jejak) -> None:
    (shared.data / "profiles" / "irna" / "journal.sqlite").write_bytes(b"no database" * 99)
    (line,) = shared.json("profiles", expect=6)
    assert line["profile"] is None
    assert shared.complaint.startswith("irna: Jurnal rusak")
    assert shared.run("sync", "--all-profiles") == 6
    assert shared.complaint.count("Kantor tidak terjangkau") == 1


@pytest.mark.parametrize("code", ["CODE", A_CODE])
def test_a_code_that_does_not_serve_makes_no_profile(shared: Jejak, code: str) -> None:
    """It was mistyped, or the office cannot be reached; the same code then works as before."""
    who = ("--profile", "rina")
    assert shared.run("enrol", "http://127.0.0.1:9", code, *who) in (3, 4)
    assert [line["profile"] for line in shared.json("profiles")] == [None, "irna"]
    assert shared.run("status", *who) == 3
    assert "belum terdaftar" in shared.complaint


def test_a_computer_holds_only_so_many_profiles(
    shared: Jejak, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROFILES_MAX", 2)
    assert shared.run("enrol", "http://127.0.0.1:9", "CODE", "--profile", "rina") == 3
    assert "2 profil" in shared.complaint
    assert not (shared.data / "profiles" / "rina").exists()
