"""Entries: what phone, office and auditor fold. An event, and what the office said of it.

Before: lines as received or pulled. After: the folds (`events/folds/`). An uncommitted
entry has no position; it counts as accepted and later than every position.
"""

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from events.errors import MalformedRequest
from events.ids import DeviceId, EventId, KeyId, StreamId, event_id, is_hex_id
from events.line import decode_event
from events.types import Event

Verdict = str
"""`accepted`, `accepted(code)`, `review(code)` or `quarantined(code)`: final, said at commit."""

ACCEPTED: Final[Verdict] = "accepted"
UNKNOWN_TYPE: Final[Verdict] = "accepted(unknown_type)"

Standing = Literal["accepted", "review", "quarantined"]

_VERDICT: Final = re.compile(r"(?:accepted|review|quarantined)(?:\([a-z_]{1,40}\))?")
_NUMBER_END: Final = 2**53
"""What a browser's number holds; databases hold more, MessagePack more still."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One event of a stream with its place and, once committed, its position and verdict."""

    id: EventId
    event: Event
    device: DeviceId
    epoch: int
    sequence: int
    position: int | None = None
    received: int | None = None
    """The office's clock at commit, ms since 1970 UTC; never runs backwards along positions."""
    verdict: Verdict = ACCEPTED


def standing(verdict: Verdict) -> Standing:
    """How far an event counts: accepted folds, review waits for an officer, quarantined never."""
    head = verdict.partition("(")[0]
    if head == "accepted":
        return "accepted"
    return "review" if head == "review" else "quarantined"


def is_verdict(text: str) -> bool:
    """True for a text in the form of a verdict, its code known or not."""
    return _VERDICT.fullmatch(text) is not None


def is_number(value: int) -> bool:
    """True for a position, a size, a sequence or a time that every side can hold."""
    return 0 <= value < _NUMBER_END


def verdict_code(verdict: Verdict) -> str | None:
    """The reason inside a verdict, e.g. `unknown_type`."""
    return verdict.partition("(")[2].rstrip(")") or None


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One event as it travels in a page and rests in a journal: place, position, bytes.

    `personal` is None when the event has no personal part or it is not held.
    """

    position: int
    received: int
    device: DeviceId
    epoch: int
    sequence: int
    verdict: Verdict
    line: bytes
    personal: bytes | None = None


def check_items(items: Sequence[Item], start: int, end: int) -> None:
    """Errors: MalformedRequest unless these can stand at positions `start` to `end` (exclusive).

    Ascending, one event a position. What their lines say is not looked at.
    """
    before = start - 1
    for item in items:
        is_placed = before < item.position < end and is_number(item.epoch) and item.sequence >= 1
        if not (is_placed and is_number(item.sequence) and is_number(item.received)):
            raise MalformedRequest("bad_items", "these events cannot stand where they should")
        before = item.position
    devices, verdicts = {item.device for item in items}, {item.verdict for item in items}
    if not (all(map(is_hex_id, devices)) and all(map(is_verdict, verdicts))):
        raise MalformedRequest("bad_items", "these events are of no device, or have no verdict")


def entry_of(
    line: bytes,
    device: DeviceId,
    epoch: int,
    sequence: int,
    position: int | None = None,
    received: int | None = None,
    verdict: Verdict = ACCEPTED,
) -> Entry | None:
    """The entry to fold; None for a type newer than this code, which is kept and shown as such.

    Errors: MalformedLine, for a line the office quarantined.
    """
    event = decode_event(line)
    if event is None:
        return None
    return Entry(event_id(line), event, device, epoch, sequence, position, received, verdict)


class KeyGrant(msgspec.Struct, frozen=True, array_like=True):
    """A data key on its way: its id, its stream, and a box only the receiver opens."""

    id: KeyId
    stream: StreamId
    sealed: bytes
