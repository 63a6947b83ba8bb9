"""`jejak-server` at a terminal: what it prints for people and programs, and how it ends."""

import io
import json
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from server.cli.commands import COMMANDS, run
from server.cli.terminal import Terminal
from server.cli.words import SENTENCES
from server.settings import read_settings
from tests.builders import a_household, an_id

DONE, OUR_BUG, USAGE, REFUSED, UNREACHABLE, DIFFERENT = 0, 1, 2, 3, 4, 6


class Office:
    """An office's directory and the commands that are given there."""

    def __init__(
        self, data: Path, url: str, capsys: pytest.CaptureFixture[str], monkey: pytest.MonkeyPatch
    ) -> None:
        self.data = data
        self.environment = {"JEJAK_DATA": str(data), "JEJAK_DATABASE": url}
        self._capsys = capsys
        for name, value in self.environment.items():
            monkey.setenv(name, value)

    def run(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, output, complaints."""
        code = run(arguments, self.environment)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def ask(self, *arguments: str) -> Any:
        """What a command that succeeds gives a program."""
        code, out, err = self.run(*arguments, "--json")
        assert code == DONE, err
        return json.loads(out)

    def refusal(self, *arguments: str) -> str:
        """What an Indonesian reads when a command is refused."""
        code, out, err = self.run(*arguments)
        assert (code, out) == (REFUSED, "")
        return err


@pytest.fixture
def office(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office of log 36.03."""
    made = Office(tmp_path / "office", database_url, capsys, monkeypatch)
    assert made.run("init", "--log", "36.03", "--deployment", "banten")[0] == DONE
    return made


def test_an_office_is_made_once(office: Office) -> None:
    again = ("init", "--log", "36.03", "--deployment", "banten")
    assert "office_exists" in office.refusal(*again)
    assert "other_deployment" in office.refusal("init", "--log", "36.04", "--deployment", "lebak")
    assert "bad_log" in office.refusal("init", "--log", "kresek", "--deployment", "banten")


def test_an_office_may_keep_several_logs_and_then_asks_which(office: Office) -> None:
    assert office.ask("init", "--log", "36.04", "--deployment", "banten")["log"] == "36.04"
    assert "which_log" in office.refusal("actors")
    assert "unknown_log" in office.refusal("actors", "--log", "36.71")
    first = office.ask("actors", "--log", "36.03")
    second = office.ask("actors", "--log", "36.04")
    assert [actor["id"] for actor in first] == [actor["id"] for actor in second]


def test_an_interrupted_init_is_given_again(office: Office) -> None:
    """`office.json` is written last; without it there is no office, with keys and log there."""
    before = office.ask("actors")
    (office.data / "office.json").unlink()
    assert "no_office" in office.refusal("actors")
    office.ask("init", "--log", "36.03", "--deployment", "banten")
    assert office.ask("actors") == before


@pytest.mark.parametrize("command", [("devices",), ("verify",), ("backup", "--to", ".")])
def test_a_database_without_the_offices_log_is_named_and_not_taken_for_sound(
    office: Office, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Its disk is not there, say: served, it would tell every device that nobody knows it."""
    other = f"sqlite://{tmp_path / 'not-mounted.sqlite'}"
    code, _, complaint = office.run("--database", other, *command)
    assert (code, "log_missing" in complaint) == (REFUSED, True)


def test_a_person_is_registered_by_the_first_invitation_only(office: Office) -> None:
    invite = ("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    first, second = office.ask(*invite), office.ask(*invite)
    by_id = office.ask("invite", first["actor"], *invite[2:])

    assert first["actor"] == second["actor"] == by_id["actor"]
    assert len({first["code"], second["code"], by_id["code"]}) == 3
    found = [(a["name"], a["role"], a["region"]) for a in office.ask("actors")]
    assert found == [("Kantor banten", "admin", "36.03"), ("Zaenal", "pendamping", "36.03.06")]


def test_a_person_lost_in_a_restore_is_registered_as_who_they_were(office: Office) -> None:
    didi = ("invite", "Didi", "--role", "pendamping", "--region", "36.03.06", "--id", an_id("didi"))
    assert office.ask(*didi)["actor"] == office.ask(*didi)["actor"] == an_id("didi")
    assert [a["id"] for a in office.ask("actors")[1:]] == [an_id("didi")]
    assert "unknown_actor" in office.refusal(*didi[:-1], "didi")


def test_an_invitation_says_what_it_is_and_what_comes_next(office: Office) -> None:
    code, out, _ = office.run("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    assert code == DONE
    assert "Zaenal" in out
    assert "jejak enrol" in out


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


def test_entries_all_over_a_log_are_let_count_by_an_officer_of_all_of_it(office: Office) -> None:
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03")
    office.ask("invite", "Sri", "--role", "koordinator_kecamatan", "--region", "36.03.06")
    office.ask("invite", "Kabid", "--role", "koordinator_kabupaten", "--region", "36.03")
    accept = ("orphans", "--accept", "--reason", "tidak kembali", "--by")
    for name in ("Zaenal", "Sri"):
        assert "not_over_the_log" in office.refusal(*accept, name)
    assert office.run(*accept, "Kabid")[0] == DONE


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


def test_an_act_is_recorded_by_options_fields_or_lines_alike(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = ("--by", "Kantor banten")
    one = office.ask("record", "region_changed", *by, "--code", "36.03.97", "--name", "Satu")
    fields = json.dumps({"code": "36.03.98", "name": "Dua"})
    two = office.ask("record", "region_changed", *by, "--fields", fields)
    lines = [
        {"type": "region_changed", "fields": {"code": "36.03.99", "name": "Tiga"}},
        {"type": "region_changed", "fields": {"code": "36.03.99"}},
        {"kind": 1},
    ]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(map(json.dumps, lines))))
    code, out, _ = office.run("record", "--from", "-", *by, "--json")
    three, incomplete, malformed = map(json.loads, out.splitlines())

    assert code == REFUSED
    assert [one["position"], two["position"], three["position"]] == [2, 3, 4]
    assert {one["stream"], two["stream"], three["stream"]} == {"programme"}
    assert [problem["code"] for problem in incomplete["problems"]] == ["missing_field"]
    assert [problem["code"] for problem in malformed["problems"]] == ["bad_entry"]


def test_a_coordinator_decides_in_a_household(office: Office) -> None:
    invited = office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    made = office.ask(
        "record", "companion_assigned", "--by", "Kepala", "--household", a_household(),
        "--companion", invited["actor"], "--effective-on", "2016-07-12", "--reason", "new",
    )  # fmt: skip
    assert made["stream"] == a_household()
    refused = office.refusal(
        "record", "companion_assigned", "--by", "Kantor banten", "--household", a_household(),
        "--companion", invited["actor"], "--effective-on", "2016-07-12", "--reason", "new",
    )  # fmt: skip
    assert "role_not_allowed" in refused


def test_what_a_device_would_refuse_the_office_refuses_too(office: Office) -> None:
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    future = office.refusal(
        "record", "household_visited", "--by", "Kepala", "--household", a_household(),
        "--kind", "routine", "--outcome", "met", "--on", "2999-01-01",
    )  # fmt: skip
    assert "future_on" in future


def test_devices_are_listed_and_the_offices_own_cannot_be_revoked(office: Office) -> None:
    (own,) = office.ask("devices")
    assert own["is_office"]
    assert "own_device" in office.refusal("revoke", own["device"], "--reason", "lost")


def test_regions_are_imported_whole_or_not_at_all(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "regions.csv"
    file.write_text("code,name\n36.03.97,Baru\n36.03.9,Salah\n36.03.97,Lagi\n36.03.96,\nx\n")
    code, out, err = office.run("regions", "import", str(file))
    assert code == REFUSED
    assert [line[:8] for line in out.splitlines()] == [
        "Baris 3:",
        "Baris 4:",
        "Baris 5:",
        "Baris 6:",
    ]
    assert "bad_row" in err

    file.write_text("code,name\n36.03.97,Baru\n36.03.06,Kresek\n")
    assert office.ask("regions", "import", str(file), "--dry-run")["written"] is False
    assert office.ask("regions", "import", str(file)) == {"new": 1, "known": 1, "written": True}
    assert office.ask("regions", "import", str(file)) == {"new": 0, "known": 2, "written": True}
    file.write_text("kode;nama\n")
    assert "bad_csv" in office.refusal("regions", "import", str(file))


def test_read_models_are_projected_rebuilt_and_verified(office: Office) -> None:
    office.ask("invite", "Kepala", "--role", "koordinator_kabupaten", "--region", "36.03")
    assert office.ask("project") == {"position": 3, "parked": 0}
    assert office.ask("rebuild", "--processes", "0")["position"] == 3
    verified = office.ask("verify", "--processes", "0")
    assert (verified["positions"], verified["difference_count"]) == (3, 0)


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


def test_a_scope_says_what_a_device_sees_and_can_be_changed_by_hand(office: Office) -> None:
    own = office.ask("devices")[0]
    assert (own["scope_version"], own["scope_region"], own["households"]) == (0, "36.03", 0)
    device = own["device"]
    (before,) = office.ask("scope", device[:8])
    assert (before["region"], before["version"], before["added"]) == ("36.03", 0, [])

    family = a_household()
    (after,) = office.ask("scope", device, "--no-region", "--add", family)
    assert (after["region"], after["version"], after["added"]) == (None, 1, [family])
    assert [version["version"] for version in after["versions"]] == [1, 0]
    (again,) = office.ask("scope", "Kantor banten", "--region", "36.03.06", "--remove", family)
    assert (again["region"], again["removed"]) == ("36.03.06", [family])
    code, out, _ = office.run("scope", device)
    assert code == DONE
    assert "36.03.06" in out

    assert "unknown_device" in office.refusal("scope", "ffffffff")
    assert "missing_household" in office.refusal("scope", device, "--add", "0190")
    assert "bad_region" in office.refusal("scope", device, "--region", "Kresek")


def test_an_invitation_may_be_for_assigned_households_alone(office: Office) -> None:
    invite = ("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")
    assert office.ask(*invite)["scope"] == "region"
    assert office.ask(*invite, "--scope", "assigned")["scope"] == "assigned"
    assert office.run(*invite, "--scope", "all")[0] == USAGE
