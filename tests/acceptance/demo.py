"""The demo played once by real processes: what it printed, its office, and the story's table.

`jejak-server demo --json --serve` is run; what it printed is compared with the table, and its
office, which goes on serving, is asked again.
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

POVERTY_LINE_2018: Final = 450_108
POVERTY_LINE_2019: Final = 462_726
BEFORE_COSTS: Final = {
    "R1": ("unknown", None, POVERTY_LINE_2018),
    "R2": ("not_met", 1, 2),
    "R3": ("unknown", None, "none"),
    "R4": ("stale", 92, 85),
    "R5": ("not_applicable", None, 100),
    "R6": ("unknown", None, 5 * POVERTY_LINE_2018),
    "R7": ("unknown", None, 30),
    "R8": ("unknown", None, "fit"),
    "R9": ("not_met", "not_durable", "durable"),
    "R10": ("unknown", None, "nib"),
    "R11": ("not_met", "not_asked", "asked"),
    "R12": ("not_met", 0, 1),
}
READY: Final = {
    "R1": ("met", 704_000, POVERTY_LINE_2019),
    "R2": ("met", "stable_enterprise", 2),
    "R3": ("met", "none", "none"),
    "R4": ("met", 92, 85),
    "R5": ("not_applicable", None, 100),
    "R6": ("not_met", 1_200_000, 5 * POVERTY_LINE_2019),
    "R7": ("met", 0, 30),
    "R8": ("met", "fit", "fit"),
    "R9": ("met", "not_durable", "durable"),
    "R10": ("met", "referral_made", "nib"),
    "R11": ("met", "asked", "asked"),
    "R12": ("met", 1, 1),
}
END: Final = {
    "R1": ("unknown", None, None),
    "R2": ("not_met", 0, 2),
    "R3": ("stale", "none", "none"),
    "R4": ("stale", 92, 85),
    "R5": ("not_applicable", None, 100),
    "R6": ("not_met", 1_200_000, 5 * POVERTY_LINE_2019),
    "R7": ("stale", 0, 30),
    "R8": ("met", "fit", "fit"),
    "R9": ("met", "not_durable", "durable"),
    "R10": ("met", "referral_made", "nib"),
    "R11": ("stale", "asked", "asked"),
    "R12": ("stale", 1, 1),
}
SEPTEMBER: Final = ("2018-09", 215, 39_000, 8_385_000, None)
OCTOBER: Final = ("2018-10", 215, 39_000, 8_385_000, None)
NOVEMBER: Final = ("2018-11", 215, 39_000, 8_385_000, None)
TWO: Final = [SEPTEMBER, OCTOBER]
THREE: Final = [*TWO, ("2018-11", 215, 39_000, 8_385_000, 1_400_000)]
NINE: Final = [
    *THREE,
    ("2018-12", 215, 39_000, 8_385_000, None),
    ("2019-01", 215, 39_000, 8_385_000, None),
    ("2019-02", 360, 42_000, 15_120_000, 3_780_000),
    ("2019-03", 340, 42_000, 14_280_000, 3_520_000),
    ("2019-04", 370, 42_000, 15_540_000, 3_910_000),
    ("2019-05", 360, 42_000, 15_120_000, 3_780_000),
]
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


def months(side: Json) -> list[tuple[Json, ...]]:
    names = ("period", "quantity", "unit_price", "revenue", "net")
    return [tuple(month[name] for name in names) for month in side["enterprise"]["months"]]


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
