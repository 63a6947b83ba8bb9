"""Rules told from entries begin with an empty office in memory and two who write to it; what is
told of the command `jejak`, with a device of the tests' story."""

from pathlib import Path

import pytest

from tests.telling import Teller, Telling
from tests.terminals import Jejak, a_story_jejak


@pytest.fixture
def telling() -> Telling:
    return Telling()


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    """The companion, on a device of his own."""
    return telling.device("D1", "zaenal")


@pytest.fixture
def office(telling: Telling) -> Teller:
    """The koordinator of the kabupaten, at a desk."""
    return telling.device("O2", "kabupaten")


@pytest.fixture
def jejak(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Jejak:
    """An enrolled directory on the day of the tests' story."""
    return a_story_jejak(tmp_path, capsys, monkeypatch)
