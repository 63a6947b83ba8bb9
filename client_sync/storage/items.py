"""A page's item as a row of the journal, and a row as digests count it.

Before: what the office sent (`events/entry.py`). After: `exchange/taking_in.py` and
`exchange/repairing.py` insert it; the digest of a household is the sum of its rows.
"""

from collections.abc import Container, Iterable
from hashlib import sha256
from typing import Final

import msgspec

from client_sync.storage.held import Row
from events import limits, repair
from events.dates import is_date
from events.digest import Digest
from events.entry import Item, is_number, standing, verdict_code
from events.ids import EventId, KeyId, StreamId, event_id, is_hex_id, is_stream
from events.personal import personal_hash
from events.repair import Counted

_NOTHING: Final = Digest()


class _Envelope(msgspec.Struct, frozen=True, gc=False):
    """What the journal keeps of a line beside its bytes; the office checked the whole line."""

    type: str
    stream: StreamId
    on: str
    at: int
    key: KeyId | None = None
    personal: str | None = None


_NO_PART_AT_RECEIPT: Final = ("personal_missing", "personal_too_large")
"""Verdicts on entries whose personal part the office did not take."""

_ENVELOPE = msgspec.json.Decoder(_Envelope)


def row_of(item: Item) -> Row | None:
    """The row of an item; None when its line cannot be read, which no honest office relays."""
    if len(item.line) > limits.LINE_BYTES_MAX:
        return None
    try:
        envelope = _ENVELOPE.decode(item.line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    key = envelope.key
    is_named = is_stream(envelope.stream) and (key is None or is_hex_id(key))
    if not (is_named and is_number(envelope.at) and is_date(envelope.on)):
        return None
    return Row(
        event_id(item.line),
        item.device,
        item.epoch,
        item.sequence,
        envelope.stream,
        envelope.type,
        envelope.on,
        envelope.at,
        key,
        item.line,
        item.personal,
        None,
        item.position,
        item.received,
        item.verdict,
    )


def wrong_in(row: Row, partless: Container[EventId] = ()) -> str | None:
    """What of a row is not what its line says; None when all is.

    `partless`: entries whose personal part is not to be had.
    """
    if not _has_place(row):
        return "place"
    if event_id(row.line) != row.id:
        return "id"
    try:
        line = _ENVELOPE.decode(row.line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return "line"
    for name in ("type", "stream", "on", "at", "key"):
        if getattr(line, name) != getattr(row, name):
            return name
    if row.personal is not None:
        return None if personal_hash(row.personal) == line.personal else "personal"
    is_known = row.id in partless or verdict_code(row.verdict or "") in _NO_PART_AT_RECEIPT
    return None if line.personal is None or is_known else "personal_missing"


def stream_named(row: Row) -> StreamId | None:
    """The stream that a row's line names, whatever its column says; None for no line."""
    try:
        return _ENVELOPE.decode(row.line).stream
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def is_counted(row: Row, end: int) -> bool:
    """True when digests up to a cursor count this row: committed before it, not quarantined."""
    if row.position is None or row.position >= end or row.verdict is None or not _has_place(row):
        return False
    return standing(row.verdict) != "quarantined"


def _has_place(row: Row) -> bool:
    """False where the disk has made of a row's device or numbers what none can be."""
    numbers = (row.epoch, row.sequence, row.position or 0, row.received or 0)
    return is_hex_id(row.device) and all(map(is_number, numbers))


def counted(row: Row) -> Counted:
    """A committed row as it is counted: by its bytes, whatever its id says."""
    assert row.position is not None and row.verdict is not None
    line_hash = sha256(row.line).digest()
    return repair.counted(row.position, row.device, row.epoch, row.sequence, line_hash, row.verdict)


def digest_of(rows: Iterable[Row], end: int, before: Digest = _NOTHING) -> Digest:
    """What rows of a household come to, up to a cursor; with what was counted `before`."""
    return repair.digest_of((counted(row) for row in rows if is_counted(row, end)), before)
