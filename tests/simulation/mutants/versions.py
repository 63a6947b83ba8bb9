"""Mistakes with versions of a type: an older one misread, a newer one taken for something else."""

from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from events import line
from events import upcast as upcasting
from events.entry import UNKNOWN_TYPE
from events.errors import MalformedLine
from server.intake import receiving, verdicts
from tests.simulation.mutants.patching import Patches
from tests.simulation.programs import TYPES

_decode_slowly = line._decode_slowly
_judge = verdicts.judge
_upcast = upcasting.upcast


def older_version_as_it_stands() -> Patches:
    """What an older program wrote is read as if this year's had written it."""

    def upcast(name: Any, tv: Any, fields: Any, *steps: Any) -> Any:
        newest, _ = _upcast(name, tv, fields, *steps)
        return newest, fields

    yield patch.object(upcasting, "upcast", upcast)


def newer_version_as_if_known() -> Patches:
    """A newer version of a type is read as if it were the one that the program knows."""

    def decode(data: Any) -> Any:
        return _decode_slowly(_in_known_version(data))

    yield patch.object(line, "_decode_slowly", decode)


def newer_version_is_malformed() -> Patches:
    """A newer version of a type than the program knows is no event by its form."""

    def decode(data: Any) -> Any:
        if _in_known_version(data) != data:
            raise MalformedLine("bad_body", "its fields are of no version")
        return _decode_slowly(data)

    yield patch.object(line, "_decode_slowly", decode)


def newer_registration_unplaced() -> Patches:
    """A family whose registration the office cannot read yet is in nobody's scope."""

    def judge(*given: Any) -> Any:
        judged = _judge(*given)
        return replace(judged, region=None) if judged.verdict == UNKNOWN_TYPE else judged

    yield patch.object(receiving, "judge", judge)


def _in_known_version(data: bytes) -> bytes:
    said = line.read_envelope(data)
    known = TYPES.get(said.type)
    if known is None or said.tv <= known.tv:
        return data
    return data.replace(b'"tv":%d' % said.tv, b'"tv":%d' % known.tv, 1)


MUTANTS: Final = (
    older_version_as_it_stands, newer_version_as_if_known, newer_version_is_malformed,
    newer_registration_unplaced,
)  # fmt: skip
