"""The list of types that other languages read says exactly what the code says.

A row that differs is printed as it should stand in `events/types/README.md`.
"""

import re
from pathlib import Path

import pytest

import events
from events.schema import FieldSpec, fields_of
from events.types import REGISTRY, EventType

README = (Path(events.__file__).parent / "types" / "README.md").read_text(encoding="utf-8")


def row(known: EventType) -> str:
    specs = [spec for spec in fields_of(known.name) if spec.name not in ("note", "evidence")]
    fields = " · ".join(_field(spec) for spec in specs)
    key = ", ".join(known.merge.key)
    merge = f"{known.merge.kind}({key})" if key else known.merge.kind
    return f"| {known.code} | `{known.name}` | {fields} | {merge} | {', '.join(known.writers)} |"


def _field(spec: FieldSpec) -> str:
    kind = spec.kind
    shape = f"{{{', '.join(str(choice) for choice in spec.choices)}}}" if spec.choices else kind
    if spec.part:
        shape = f"({' · '.join(_field(part) for part in spec.part)})"
    words = "".join(f" or {word}" for word in spec.unknowns)
    name = f"_{spec.name}_" if spec.personal else spec.name
    return f"{name}{'[]' if spec.repeated else ''}{'!' if spec.required else ''} {shape}{words}"


@pytest.mark.parametrize("name", REGISTRY)
def test_the_list_of_types_says_what_the_code_says(name: str) -> None:
    should_stand = row(REGISTRY[name])

    assert should_stand in README.splitlines(), should_stand


def test_the_list_of_types_names_no_other_types() -> None:
    named = re.findall(r"^\| [A-Z][0-9]+ \| `([a-z_]+)` ", README, re.MULTILINE)

    assert named == list(REGISTRY)
