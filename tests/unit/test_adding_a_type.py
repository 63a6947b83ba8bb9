"""Adding an event type is what events/README.md says it is: its steps are done to a copy."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Final, NamedTuple

import events

PROJECT: Final = Path(events.__file__).parent.parent
_STEP: Final = re.compile(
    r"^   `(?P<file>[^`]+)`, (?:at the end|after `(?P<anchor>[^`]+)`):\n\n"
    r"   ```\w*\n(?P<text>.*?)\n   ```$",
    re.MULTILINE | re.DOTALL,
)
_ASKING: Final = """
from datetime import date
from events.folds import Household
from events.form import Form, fill
from events.words import field_label, type_label
from tests.telling import Telling

telling = Telling()
office, zaenal = telling.device("O2", "province"), telling.device("D1", "zaenal")
rule = {"id": "R13", "weight": "support", "check": "garden_kept", "settings": {"area_m2": 20}}
office.says("rule_set_published", "2019-01-01", rule_set="BANTEN-GRAD/2", rules=[rule])
office.syncs()
seen = zaenal.says("garden_surveyed", "2019-04-01")
zaenal.syncs()

state = telling.household()
found = telling.answer(date(2019, 5, 1)).readiness.indicators["R13"]
assert (found.verdict, found.value, found.evidence) == ("met", 24, (seen.id,))
assert telling.history()[seen.id].state == "standing"
assert Household.load(state.id, state.save()).entries.keys() == state.entries.keys()
assert isinstance(fill("garden_surveyed", {"area_m2": 24}), Form)
assert type_label("id", "garden_surveyed") == "Kebun pekarangan didata"
assert field_label("en", "area_m2") == "area of the garden (m2)"
"""
_ASKED_TOO: Final = (
    "tests/unit/test_types.py",
    "tests/unit/test_types_readme.py",
    "tests/unit/test_words.py",
    "tests/unit/test_check.py",
    "tests/properties/test_fold.py::test_random_histories_speak_of_every_type_of_a_household",
)


class Step(NamedTuple):
    """Put `text` into a file after the line that begins so; at the end without one."""

    file: str
    anchor: str | None
    text: str


def steps() -> Iterator[Step]:
    """The steps as the README writes them, in its order."""
    readme = (PROJECT / "events" / "README.md").read_text(encoding="utf-8")
    section = readme.partition("## Add an event type\n")[2].partition("\n## ")[0]
    for match in _STEP.finditer(section):
        text = "\n".join(line[3:] for line in match["text"].split("\n"))
        yield Step(match["file"], match["anchor"], text)


def follow(step: Step, project: Path) -> None:
    file = project / step.file
    lines = file.read_text(encoding="utf-8").split("\n")
    if step.anchor is None:
        file.write_text("\n".join((*lines, "", step.text, "")), encoding="utf-8")
        return
    at = next(n for n, line in enumerate(lines) if line.strip().startswith(step.anchor))
    lines.insert(at + 1, step.text)
    file.write_text("\n".join(lines), encoding="utf-8")


def run(project: Path, *command: str) -> str:
    """What a command says in a copy of the project; it must succeed."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env=os.environ | {"PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_steps_of_the_readme_add_a_type(tmp_path: Path) -> None:
    for name in ("events", "client_sync", "server", "tests"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT / name, tmp_path / name, ignore=ignored)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)

    followed = list(steps())
    for step in followed:
        follow(step, tmp_path)

    assert {step.file.partition("/")[0] for step in followed} == {"events", "tests"}
    code = {step.file for step in followed if step.file.startswith("events/")}
    assert code - {"events/types/README.md"} == {
        "events/types/surveys.py", "events/folds/checks/home.py", "events/folds/checks/__init__.py",
        "events/words/types.py", "events/words/fields.py",
    }  # fmt: skip
    run(tmp_path, "-c", dedent(_ASKING))
    said = run(tmp_path, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *_ASKED_TOO)
    assert "passed" in said
