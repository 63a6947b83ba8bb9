"""Fixtures of rules told from entries: an empty office in memory, and two who write to it."""

import pytest

from tests.telling import Teller, Telling


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
