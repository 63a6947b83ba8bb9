"""What `jejak sync` says of what was noticed on the way, and the exit code it ends with."""

from pathlib import Path

import pytest

from client_sync.cli.sync import tell_outcome
from client_sync.cli.terminal import Terminal
from client_sync.exchange.state import Why
from client_sync.exchange.sync import Outcome
from client_sync.storage.held import Incident, IncidentCode
from events.ids import StreamId
from tests.builders import an_id

FAMILY = StreamId(an_id("nana's household"))


def told(
    capsys: pytest.CaptureFixture[str], *codes: IncidentCode, why: Why = "done"
) -> tuple[int, str]:
    """The exit code and the complaints of a sync on which this was noticed."""
    about = {"digest_differs", "household_mended", "own_differs"}
    incidents = tuple(Incident(0, code, FAMILY if code in about else None, "{}") for code in codes)
    terminal = Terminal(Path("unused"), "id", for_programs=False)
    code = tell_outcome(terminal, Outcome(why, 1, 0, 0, incidents, 0.0))
    return code, capsys.readouterr().err


@pytest.mark.parametrize(
    "code", ["fork", "office_restored", "household_mended", "device_restored", "snapshot_damaged"]
)
def test_what_was_mended_is_said_and_the_sync_is_done(
    capsys: pytest.CaptureFixture[str], code: IncidentCode
) -> None:
    exit_code, complaint = told(capsys, code)
    assert exit_code == 0
    assert complaint.startswith("Sudah diatasi: ")


@pytest.mark.parametrize("code", ["digest_differs", "own_differs", "verdict_differs"])
def test_what_still_differs_is_said_with_what_to_do_and_is_six(
    capsys: pytest.CaptureFixture[str], code: IncidentCode
) -> None:
    exit_code, complaint = told(capsys, code)
    assert exit_code == 6
    assert "hubungi kantor" in complaint


def test_what_was_let_go_and_lost_is_not_called_safe(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code, complaint = told(capsys, "office_restored", "own_lost")
    assert exit_code == 6
    _, lost = complaint.splitlines()
    assert lost.startswith("Hilang: ")
    assert "hubungi kantor" in lost
    assert "aman" not in lost


def test_a_difference_that_was_mended_at_once_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    exit_code, complaint = told(capsys, "digest_differs", "household_mended")
    assert exit_code == 0
    assert complaint.count("\n") == 1
    assert complaint.endswith(f"[{FAMILY}].\n")


def test_an_office_that_holds_less_ends_the_sync_and_is_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    exit_code, complaint = told(capsys, "office_behind", why="office_behind")
    assert exit_code == 5
    assert complaint.count("\n") == 1
    assert "jejak-server restore" in complaint


@pytest.mark.parametrize(("ahead_ms", "is_said"), [(660_000, True), (-660_000, True), (9, False)])
@pytest.mark.parametrize("is_story", [False, True])
def test_a_clock_that_is_wrong_is_said_with_both_times(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, ahead_ms: int, is_said: bool, is_story: bool
) -> None:
    if is_story:
        (tmp_path / "story").touch()
    terminal = Terminal(tmp_path, "id", for_programs=False)
    outcome = Outcome("done", 1, 0, 0, (), 0.0, synced_at=86_400_000, office_ahead_ms=ahead_ms)
    assert tell_outcome(terminal, outcome) == 0
    theirs = {660_000: "1970-01-02 07:11", -660_000: "1970-01-02 06:49"}.get(ahead_ms, "-")
    said = "Jam perangkat ini salah: menunjukkan 1970-01-02 07:00 ketika di kantor " + theirs
    assert (said in capsys.readouterr().err) == (is_said and not is_story)
