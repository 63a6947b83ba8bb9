"""The tables of messages in `events/README.md` are those of `events/wire.py`, key by key."""

import re
from pathlib import Path

import msgspec
import pytest

import events
from events.snapshot import Chunk, Snapshot
from events.wire import (
    Fill,
    Filling,
    HouseholdDigest,
    Left,
    Page,
    ResultRun,
    Scope,
    SyncReply,
    SyncRequest,
)

README = (Path(events.__file__).parent / "README.md").read_text("utf-8")


def fields_of(struct: type[msgspec.Struct]) -> list[str]:
    return [field.name for field in msgspec.structs.fields(struct)]


@pytest.mark.parametrize(("table", "message"), [("request", SyncRequest), ("reply", SyncReply)])
def test_every_key_of_a_message_is_a_row_in_its_order(
    table: str, message: type[msgspec.Struct]
) -> None:
    rows = README.partition(f"| {table} | type | meaning |\n")[2].partition("\n\n")[0]
    named = [
        key for row in rows.splitlines()[1:] for key in re.findall(r"`(\w+)`", row.split(" | ")[0])
    ]
    assert named == fields_of(message)


@pytest.mark.parametrize("struct", [ResultRun, HouseholdDigest, Fill, Filling, Chunk])
def test_every_array_is_written_as_it_is_encoded(struct: type[msgspec.Struct]) -> None:
    assert f"`[{', '.join(fields_of(struct))}]`" in README


@pytest.mark.parametrize("struct", [Page, Scope, Snapshot])
def test_every_map_is_written_with_its_keys(struct: type[msgspec.Struct]) -> None:
    assert f"`{{{', '.join(fields_of(struct))}}}`" in README


def test_what_left_is_written_as_it_is_encoded() -> None:
    assert f"`left` `[{', '.join(fields_of(Left))}]`" in README
