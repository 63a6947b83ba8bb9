"""`jejak-server` at a terminal: how a command ends, and what it says to whom, in whose language."""

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest

from server.cli.commands import COMMANDS, run
from server.cli.terminal import Terminal
from server.cli.words import SENTENCES
from server.settings import read_settings
from tests.builders import an_id
from tests.office_terminal import DIFFERENT, DONE, OUR_BUG, REFUSED, UNREACHABLE, USAGE, Office
from tests.office_terminal import office as office


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("invite", "X", "--role", "pendamping", "--region", "36.04.01"), "bad_region"),
        (("invite", "X", "--role", "pendamping", "--region", "Kresek"), "bad_region"),
        (("invite", "", "--role", "pendamping", "--region", "36.03.06"), "bad_name"),
        (("invite", an_id("nobody"), "--role", "admin", "--region", "36.03"), "unknown_actor"),
        (("token", "--role", "admin", "--actor", "Siapa"), "unknown_actor"),
        (("revoke", "00", "--reason", "lost"), "unknown_device"),
        (("record", "region_changed", "--code", "36.03.98"), "missing_by"),
        (("orphans", "--accept"), "missing_by"),
        (("orphans", "--accept", "--by", "Kantor banten"), "missing_reason"),
        (("record", "actor_left", "--by", "Kantor banten"), "unknown_type"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_code(
    office: Office, arguments: tuple[str, ...], word: str
) -> None:
    assert word in office.refusal(*arguments)


def test_a_code_no_kabupaten_has_is_pointed_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite://{tmp_path / 'office.sqlite'}"
    made = Office(tmp_path / "office", url, capsys, monkeypatch)
    code, _, err = made.run("init", "--log", "99.99", "--deployment", "salah")
    assert (code, "99.99" in err) == (DONE, True)
    assert "regions import" in err
    code, _, err = made.run("init", "--log", "36.04", "--deployment", "salah")
    assert (code, err) == (DONE, "")


def test_a_fault_of_ours_is_said_in_the_readers_language_after_its_trace(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command("broken")
    def broken() -> None:
        raise ZeroDivisionError("of the program")

    monkeypatch.setitem(COMMANDS, "broken", f"{__name__}:made")
    monkeypatch.setitem(globals(), "made", lambda language: broken)
    code, out, err = office.run("broken")
    assert (code, out) == (OUR_BUG, "")
    assert "ZeroDivisionError" in err
    assert err.rstrip().splitlines()[-1].startswith("Ini kesalahan program, bukan kesalahan Anda")


def test_what_is_wrong_in_a_line_is_said_in_the_readers_language(
    office: Office, tmp_path: Path
) -> None:
    (tmp_path / "entries").write_text('{"type":"household_visited","stream":7}\n{"type"\n')
    code, out, err = office.run("record", "--from", str(tmp_path / "entries"), "--by", "x")
    assert code == REFUSED
    assert "`stream` harus teks" in out + err
    assert "teksnya terpotong" in out + err
    assert "Expected" not in out + err and "[" not in out + err


def test_wrong_options_are_wrong_usage(office: Office) -> None:
    for arguments in (["frobnicate"], ["invite"], ["token", "--role", "king"], ["serve", "--x"]):
        assert office.run(*arguments)[0] == USAGE


def test_a_wrong_command_line_is_explained_in_the_readers_language(office: Office) -> None:
    _, _, said = office.run("invite", "X", "--role", "king", "--region", "36.03")
    assert "isi '--role' tidak bisa dipakai: 'king' bukan salah satu dari" in said
    assert "Lihat 'jejak-server invite --help'." in said
    _, _, said = office.run("invite", "--lang", "en")
    assert "Error: Missing argument 'ACTOR'." in said


def test_a_data_directory_that_cannot_be_made_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    making = ("init", "--log", "36.03", "--deployment", "x", "--data", str(tmp_path / "file"))
    assert f"{tmp_path / 'file'} tidak dapat dipakai" in office.refusal(*making)


def test_a_file_that_is_no_database_is_a_damaged_office(tmp_path: Path) -> None:
    data, environment = tmp_path / "office", {"JEJAK_LANG": "id"}
    where = ("--data", str(data), "--database", f"sqlite:///{tmp_path / 'db.sqlite'}")
    assert run(["init", "--log", "36.03", "--deployment", "x", *where], environment) == DONE
    for file in tmp_path.glob("db.sqlite*"):
        file.write_bytes(b"nonsense" * 1000)
    assert run(["rollup", *where], environment) == DIFFERENT


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid", "", "a..b"])
def test_an_address_of_another_machine_is_refused(office: Office, host: str) -> None:
    assert "bad_address" in office.refusal("serve", "--host", host, "--port", "0")


def test_a_port_somebody_listens_on_is_refused(office: Office) -> None:
    with socket.socket() as other:
        # As a service does that lets several processes share its port.
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        assert "port_taken" in office.refusal("serve", "--port", taken)


def test_a_table_cuts_nothing_off(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path, None)
    long = "kehendak keluarga, " * 20
    Terminal(settings, "id", for_programs=False).table(
        ("catatan", "yang belum terpenuhi", "lagi"), [(an_id("event"), long, long)]
    )
    shown = capsys.readouterr().out
    assert an_id("event") in shown
    assert (shown.count("kehendak"), shown.count("…")) == (40, 0)


def test_errors_are_indonesian_by_default_and_english_when_asked(office: Office) -> None:
    indonesian = office.refusal("actors", "--log", "36.71")
    english = office.refusal("--lang", "en", "actors", "--log", "36.71")
    assert indonesian.startswith("Ditolak (unknown_log)")
    assert english.startswith("Refused (unknown_log)")
    assert "Ditolak" not in english


def test_a_database_that_does_not_answer_is_unreachable(office: Office) -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing"
    code, _, err = office.run("actors", "--database", nowhere)
    assert code == UNREACHABLE
    assert "--database" in err


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(
    name: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([name, "--lang", language, "--help"], {}) == DONE
    index = ("id", "en").index(language)
    words = SENTENCES[f"help_{name}"][index].split()
    assert words[0] in capsys.readouterr().out


def test_a_story_clock_is_refused_where_real_entries_are_kept(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clock").write_text("1544752800000")
    monkeypatch.setenv("JEJAK_CLOCK", str(tmp_path / "clock"))
    assert "no_story_clock" in office.refusal("actors")


def test_a_command_starts_without_what_it_does_not_need() -> None:
    """The demo starts dozens; a web framework would double the time of each."""
    code = (
        "import sys; from server.cli.commands import run; run(['token', '--help'], {});"
        "print([name for name in ('litestar', 'granian', 'rich', 'structlog') "
        "if name in sys.modules], file=sys.stderr)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert said.stderr.decode().strip() == "[]"
