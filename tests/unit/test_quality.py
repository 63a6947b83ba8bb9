"""The rules that are run, not read: lint, format, types, the direction of imports, pins."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Final

import pytest

CHECKOUT: Final = Path(__file__).parent.parent.parent

CHECKS: Final = {
    "ruff finds nothing": ("-m", "ruff", "check", "."),
    "ruff would change no layout": ("-m", "ruff", "format", "--check", "."),
    "mypy is strict and content": ("-m", "mypy"),
    "imports keep their contracts": (
        "-c",
        "from importlinter.cli import lint_imports_command as main; main()",
        "--no-logo",
    ),
}

PACKAGES: Final = ("events", "client_sync", "server")
UNLISTED: Final = {"cli", "routes", "demo", "database", "checks", "check", "types", "words"}
"""Folders whose modules are named as what a person would look for: a command, a route, a type."""


# mypy takes a minute when nothing is cached yet.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("command", CHECKS.values(), ids=CHECKS.keys())
def test_the_code_keeps_the_written_style(command: tuple[str, ...]) -> None:
    run = subprocess.run(
        [sys.executable, *command], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"


def test_every_installed_version_is_pinned() -> None:
    """Else a checkout of tomorrow would run on something nobody has tested."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    pinned = {
        _plain(name): version
        for name, version in (
            requirement.split("==")
            for requirement in (
                *project["project"]["dependencies"],
                *project["dependency-groups"]["dev"],
                *project["tool"]["uv"]["constraint-dependencies"],
            )
        )
    }
    installed = {
        _plain(found.metadata["Name"]): found.version
        for found in distributions()
        if found.metadata["Name"] != project["project"]["name"]
    }
    assert installed.items() <= pinned.items()


def test_every_room_is_named_in_the_readme_of_its_package() -> None:
    """Whoever is new finds a module by what its package's table says of it."""
    unnamed = [
        str(module.relative_to(CHECKOUT))
        for package in PACKAGES
        for module in sorted((CHECKOUT / package).rglob("*.py"))
        if not UNLISTED.intersection(module.parts) and not module.stem.startswith(("__", "print_"))
        if f"`{module.stem}" not in (CHECKOUT / package / "README.md").read_text("utf-8")
    ]
    assert unnamed == []


def _plain(name: str) -> str:
    """A distribution's name in its one normal form, without extras."""
    return re.sub(r"[-_.]+", "-", name.partition("[")[0]).lower()
