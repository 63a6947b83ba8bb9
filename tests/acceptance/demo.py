"""The demo played once by real processes: what it printed, and its office.

`jejak-server demo --json --serve` is run; what it printed is compared with `story_table.py`, and
its office, which goes on serving, is asked again.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import httpx
import pytest

Json = Any
_STOP_WAIT_S: Final = 30

SIDE_FIELDS: Final = ("household", "readiness", "enterprise", "conflicts", "questions")


class Performance(NamedTuple):
    """What the demo printed, where it was played, and where its office listens."""

    played: Json
    home: Path
    url: str
    headers: dict[str, str]

    def moment(self, name: str) -> Json:
        return next(moment for moment in self.played["moments"] if moment["name"] == name)

    def event(self, row: str, kind: str) -> Json:
        (found,) = (e for e in self.played["history"] if (e["row"], e["type"]) == (row, kind))
        return found

    def ask(self, **query: str) -> Json:
        """The office's answer for Nana's household."""
        with httpx.Client(base_url=self.url, headers=self.headers) as client:
            listed = client.get("/v1/households").raise_for_status().json()
            (row,) = listed["items"]
            answer = client.get(f"/v1/households/{row['id']}", params=query)
            return answer.raise_for_status().json()


@pytest.fixture(scope="module")
def performance(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Performance]:
    home = tmp_path_factory.mktemp("story") / "home"
    command = [sys.executable, "-m", "server", "demo", "--json", "--serve", "--lang", "en"]
    with (
        (home.parent / "said").open("wb") as said,
        subprocess.Popen([*command, "--data", str(home)], stdout=subprocess.PIPE, stderr=said) as p,
    ):
        assert p.stdout is not None
        line = p.stdout.readline()
        complaint = (home.parent / "said").read_text()
        assert line, complaint
        port = next(part for part in _serving_words(home.parent / "said") if "127.0.0.1" in part)
        token = office_says(home, "token", "--role", "auditor", "--json")["token"]
        yield Performance(
            json.loads(line), home, port.rstrip(";"), {"Authorization": f"Bearer {token}"}
        )
        p.send_signal(signal.SIGINT)
        assert p.wait(_STOP_WAIT_S) == 0


def _serving_words(said: Path) -> list[str]:
    """What the demo says once it only serves; it prints that right after the story."""
    for _ in range(200):
        words = said.read_text().split()
        if "curl" in words:
            return words
        time.sleep(0.05)
    raise AssertionError("the demo does not say where it serves")


def office_says(home: Path, *command: str) -> Json:
    """A command of the story's office, at the story's time."""
    run = subprocess.run(
        [sys.executable, "-m", "server", *command, "--data", str(home / "office")],
        env=os.environ | {"JEJAK_CLOCK": str(home / "clock")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{run.stdout}{run.stderr}"
    return json.loads(run.stdout) if run.stdout else None


def indicators(side: Json) -> dict[str, tuple[Json, Json, Json]]:
    return {
        name: (each["verdict"], each["value"], each["threshold"])
        for name, each in side["readiness"]["indicators"].items()
    }


def months(side: Json) -> tuple[tuple[Json, ...], ...]:
    names = ("period", "quantity", "unit_price", "revenue", "net")
    return tuple(tuple(month[name] for name in names) for month in side["enterprise"]["months"])


def standing(side: Json) -> tuple[Json, ...]:
    """Status, flags, readiness; stage, paid workers and risks of the enterprise; conflicts."""
    return (
        side["household"]["status"],
        side["household"]["flags"],
        side["readiness"]["verdict"],
        side["enterprise"]["stage"],
        side["enterprise"]["workers_paid"],
        side["enterprise"]["flags"],
        len(side["conflicts"]),
    )


def known(side: Json) -> Json:
    """What a side knows, without why."""
    return {name: side[name] for name in SIDE_FIELDS}
