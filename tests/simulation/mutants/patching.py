"""What all mutants are made of."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

Patches = Iterator[AbstractContextManager[Any]]
