"""Mistakes with what comes in pieces: a snapshot's chunks, files that carry what waits."""

from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from client_sync.exchange import snapshot
from events.errors import MalformedRequest
from events.ids import Cursor
from events.snapshot import decode_chunk
from events.transfer import Receipt
from server.devices.scoping import Sight
from server.exchange import carrying
from server.relaying import snapshots
from tests.simulation.mutants.patching import Patches


def broken_chunk_passed_over() -> Patches:
    """A chunk of a snapshot that is not the one that was named counts as empty."""
    real = decode_chunk

    def decode(data: Any, part: Any) -> Any:
        try:
            return real(data, part)
        except MalformedRequest:
            return ()

    yield patch.object(snapshot, "decode_chunk", decode)


def chunk_moves_too_far() -> Patches:
    """One chunk of a snapshot is taken for all of it."""
    real = snapshot.receive

    def receive(state: Any, fetch: Any, data: Any) -> Any:
        after, effects = real(state, fetch, data)
        last = state.snapshot.snapshot.chunks[-1].end
        sync = replace(effects.sync, cursor=Cursor(effects.sync.cursor.incarnation, last))
        return replace(after, sync=sync), replace(effects, sync=sync)

    yield patch.object(snapshot, "receive", receive)


def snapshot_of_everything() -> Patches:
    """A snapshot holds every household of the log."""
    yield patch.object(snapshots, "sight_of", lambda device: Sight(True, "", "", device.id))


def rotten_chunk_sent() -> Patches:
    """The office sends of a snapshot whatever its disk has made of it."""
    yield patch.object(snapshots, "_whole", lambda data, _: data)


def copys_file_counts() -> Patches:
    """What is carried of a copy of a device is taken for the device's."""
    yield patch.object(carrying, "is_copy", lambda *_: False)


def gap_not_told() -> Patches:
    """A receipt says that all is well, whatever became of what was carried."""
    yield patch.object(carrying, "Receipt", lambda *said: Receipt(*said[:6]))


MUTANTS: Final = (
    broken_chunk_passed_over, chunk_moves_too_far, snapshot_of_everything, rotten_chunk_sent,
    copys_file_counts, gap_not_told,
)  # fmt: skip
