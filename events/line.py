"""Event <-> line: the JSON bytes of one event, exactly as written, hashed, signed, never rewritten.

Before: a body and its personal part (`events/types`, `events/personal.py`). After: the line goes
into the chain (`events/chain.py`) and stays byte for byte what it was on phone, wire and office.

A line has one canonical form: the keys of `Line` in their order, absent ones left out, no white
space, only the escapes JSON demands. A line in any other form (duplicate keys among them) is
malformed: two readers could read it differently. Format: events/README.md, "Line".
"""

import json
import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from events import dates, limits
from events.errors import MalformedLine
from events.ids import is_hex_id, is_stream
from events.types import EVENTS_DECODER, REGISTRY, Basis, Event
from events.upcast import upcast

FORMAT_VERSION: Final = 1


class Line(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """The envelope of one event in the order of its keys; `body` stays bytes.

    `on` is when it was true in the world, `at` the writer's clock (ms since 1970 UTC, evidence
    only), `seen` the (incarnation, size) of the log the writer's device held.
    """

    v: Literal[1]
    type: str
    tv: int
    stream: str
    on: str
    at: int
    seen: tuple[int, int]
    anchor: tuple[int, int, str] | None = None
    by: str = ""
    entered_by: str | None = None
    basis: Basis | None = None
    visit: str | None = None
    late: str | None = None
    body: msgspec.Raw = msgspec.Raw(b"")
    key: str | None = None
    personal: str | None = None
    attest: str | None = None


_ENCODER: Final = msgspec.json.Encoder()
_ENVELOPE: Final = msgspec.json.Decoder(Line)
_BEGINNING: Final = b'{"v":%d,' % FORMAT_VERSION
_TYPE_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
_INT_MAX: Final = 2**53 - 1  # what a browser's number holds exactly


def encode_line(line: Line) -> bytes:
    """The bytes of a line. Errors: MalformedLine when a reader would not take them back."""
    data = _ENCODER.encode(line)
    if len(data) > limits.LINE_BYTES_MAX:
        raise MalformedLine(
            "too_large",
            f"the entry has {len(data)} bytes, at most {limits.LINE_BYTES_MAX} go into one: "
            "split it into several entries",
        )
    read_envelope(data)
    return data


def read_envelope(data: bytes) -> Line:
    """The envelope of a line, its body not looked into.

    Errors: MalformedLine with the code `too_large`, `not_json`, `not_canonical` or `bad_envelope`.
    """
    if len(data) > limits.LINE_BYTES_MAX:
        raise MalformedLine("too_large", f"a line holds at most {limits.LINE_BYTES_MAX} bytes")
    try:
        data.decode()  # the decoder looks into the body for its end only, not at its text
        line = _ENVELOPE.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        is_form = isinstance(error, msgspec.ValidationError)
        raise MalformedLine("bad_envelope" if is_form else "not_json", str(error)) from error
    try:
        canonical = _ENCODER.encode(line) == data
    except (UnicodeEncodeError, msgspec.EncodeError):
        canonical = False  # a lone surrogate: JSON can escape it, UTF-8 cannot hold it
    if not canonical:
        raise MalformedLine("not_canonical", "the keys are not in their one canonical form")
    _check_envelope(line)
    return line


def decode_event(data: bytes) -> Event | None:
    """The typed event of a line; None when its type or its type version is newer than this code.

    Errors: MalformedLine (`bad_body` when only the body is wrong).
    """
    try:
        return EVENTS_DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_slowly(data)


def decode_events(lines: Sequence[bytes]) -> list[Event | None]:
    """The typed events of many lines, each as `decode_event` reads it. Errors: MalformedLine."""
    try:
        return list(map(EVENTS_DECODER.decode, lines))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return [decode_event(line) for line in lines]


def plain_event(data: bytes) -> Event | None:
    """The event of a line that `form_of` calls known; None: it may be one all the same, ask that.

    Of nearly every line there is: read once, it is canonical when it is written back the same.
    """
    try:
        event = EVENTS_DECODER.decode(data)
        is_canonical = _BEGINNING + _ENCODER.encode(event)[1:] == data
    except (msgspec.DecodeError, msgspec.EncodeError, UnicodeError, RecursionError):
        return None
    is_small = len(data) <= limits.LINE_BYTES_MAX
    return event if is_canonical and is_small and _problem(event) is None else None


def form_of(data: bytes) -> tuple[Line, Literal["known", "unknown_type"]]:
    """Read a line as the office does at receipt: envelope, then the body's form.

    Errors: MalformedLine; the event is then kept as quarantined with its code.
    """
    line = read_envelope(data)
    try:
        event = EVENTS_DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        known = _decode_slowly(data) is not None
        if not known:
            _refuse_duplicate_keys(data)
        return line, "known" if known else "unknown_type"
    if _ENCODER.encode(event.body) != bytes(line.body):
        raise MalformedLine("not_canonical", "the body is not in its one canonical form")
    return line, "known"


def _decode_slowly(data: bytes) -> Event | None:
    """Read a line the fast decoder refused: unknown, older, or malformed."""
    line = read_envelope(data)
    known = REGISTRY.get(line.type)
    if known is None or line.tv > known.tv:
        return None
    try:
        fields = msgspec.json.decode(line.body, type=dict[str, object])
        tv, fields = upcast(line.type, line.tv, fields)
        whole = msgspec.json.decode(data, type=dict[str, object]) | {"tv": tv, "body": fields}
        return EVENTS_DECODER.decode(_ENCODER.encode(whole))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise MalformedLine("bad_body", str(error)) from error


def _check_envelope(line: Line) -> None:
    """Refuse what the struct's types cannot: names, dates and numbers out of their form."""
    named = line.type in REGISTRY or _TYPE_NAME.fullmatch(line.type) is not None
    if not named or not 1 <= line.tv <= _INT_MAX:
        problem: str | None = "`type` or `tv` is no type's name and version"
    elif line.basis is None or not bytes(line.body).startswith(b"{"):
        problem = "`by`, `basis` and `body` must be there"
    else:
        problem = _problem(line)
    if problem is not None:
        raise MalformedLine("bad_envelope", problem)


def _problem(line: Line | Event) -> str | None:
    """What is wrong with an envelope although each field has its type."""
    if not is_stream(line.stream):
        return "`stream` is no household's UUID, nor `programme` or `office`"
    incarnation, size = line.seen
    if not (0 <= line.at <= _INT_MAX and 0 <= incarnation <= _INT_MAX and 0 <= size <= _INT_MAX):
        return "`at` or `seen` is out of range"
    if not line.by:
        return "`by`, `basis` and `body` must be there"
    if (line.key is None) != (line.personal is None):
        return "`key` and `personal` come together"
    if line.key is not None and not is_hex_id(line.key):
        return "`key` is no id of a data key"
    try:
        dates.interval(line.on)
    except ValueError as error:
        return str(error)
    return None


def _refuse_duplicate_keys(data: bytes) -> None:
    """Refuse an unknown type's line with a key written twice: nobody could say which one counts."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise MalformedLine("not_canonical", "a key is written twice")
        return dict(pairs)

    try:
        msgspec.json.decode(data)
        json.loads(data, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise MalformedLine("not_json", "the body is no JSON object this side can read") from error
