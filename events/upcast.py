"""Older versions of a type's fields to the newest, one step at a time; the bytes stay as they were.

Before: `events/line.py` met a line whose `tv` is older than the registry's. After: the fields fit
the newest body. A step is a pure function of the fields alone and never drops what was said.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

Fields = dict[str, object]
Step = Callable[[Fields], Fields]

STEPS: Final[Mapping[tuple[str, int], Step]] = MappingProxyType({})
"""(type, version) to the step that makes the next version of it; every type is at its first."""


def upcast(
    name: str, tv: int, fields: Fields, steps: Mapping[tuple[str, int], Step] = STEPS
) -> tuple[int, Fields]:
    """The newest version a body can be read as, and its fields in that version."""
    while (step := steps.get((name, tv))) is not None:
        tv, fields = tv + 1, step(fields)
    return tv, fields
