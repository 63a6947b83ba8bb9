"""Builders of entries, valid by default: a test names only what it is about.

`a_body("sales_reported", unit="kg")`, `personal_of("member_added", name="Nana")`,
`an_event("sales_reported", on="2018-11")`, `a_line(...)`, `a_draft(...)`. What is valid is in
`bodies/`, and ids are made from a name (`names.py`).
"""

from typing import Any

import msgspec

from events.check import Draft
from events.ids import OFFICE, PROGRAMME, ActorId, StreamId
from events.line import Line, encode_line
from events.types import EVENT_TYPES, REGISTRY, Body, Event, StreamKind
from tests.bodies import BODIES, PERSONAL
from tests.names import (
    NIK,
    NO_KK,
    PASIR_AMPO,
    a_device_id,
    a_household,
    an_actor,
    an_event_id,
    an_id,
)  # fmt: skip

__all__ = [
    "NIK", "NO_KK", "PASIR_AMPO", "a_body", "a_device_id", "a_draft", "a_household", "a_line",
    "an_actor", "an_event", "an_event_id", "an_id", "personal_of",
]  # fmt: skip


def a_body(type_name: str, **overrides: object) -> Body:
    """A valid body of a type; an override of None leaves an optional field out."""
    fields = dict(BODIES[type_name]) | overrides
    given = {name: value for name, value in fields.items() if value is not None}
    return msgspec.convert(msgspec.to_builtins(given), REGISTRY[type_name].body)


def personal_of(type_name: str, **overrides: object) -> dict[str, Any]:
    """The personal fields a type requires, and those a test names."""
    fields = dict(PERSONAL.get(type_name, {})) | overrides
    return {name: value for name, value in fields.items() if value is not None}


def an_event(
    type_name: str,
    body: Body | None = None,
    *,
    stream: StreamId | None = None,
    on: str = "2018-11",
    at: int = 1_543_795_200_000,
    seen: tuple[int, int] = (1, 0),
    by: ActorId | None = None,
    basis: str = "stated",
    **envelope: object,
) -> Event:
    """A decoded event of a type, said by Zaenal of Nana's household on 2018-12-03."""
    kind = EVENT_TYPES[type_name]
    fields: dict[str, Any] = {
        "tv": REGISTRY[type_name].tv,
        "stream": stream or _stream_of(REGISTRY[type_name].streams[0]),
        "on": on,
        "at": at,
        "seen": seen,
        "by": by or an_actor("zaenal"),
        "basis": basis,
        "body": body or a_body(type_name),
        **envelope,
    }
    return kind(**fields)


def a_line(event: Event) -> bytes:
    """The canonical line of an event."""
    names = [field.name for field in msgspec.structs.fields(Line)]
    held = {name: getattr(event, name) for name in names if name not in ("v", "type", "body")}
    body = msgspec.Raw(msgspec.json.encode(event.body))
    return encode_line(Line(v=1, type=event.type, body=body, **held))


def a_draft(type_name: str, body: Body | None = None, **fields: Any) -> Draft:
    """A draft of a type, said by Zaenal on 2018-12-03 of the month before."""
    given: dict[str, Any] = {
        "stream": _stream_of(REGISTRY[type_name].streams[0]),
        "on": "2018-11",
        "basis": "stated",
        "by": an_actor("zaenal"),
        "personal": personal_of(type_name),
        **fields,
    }
    return Draft(body=body or a_body(type_name), **given)


def _stream_of(kind: StreamKind) -> StreamId:
    return {"household": a_household(), "programme": PROGRAMME, "office": OFFICE}[kind]
