"""The command `jejak-server` in this process, on an office of a test."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.cli.commands import run

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
