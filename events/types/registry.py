"""Every event type in catalogue order, and the one decoder that reads the lines of all of them.

A type is found where it is written, by its decorator, and stands by its code; it is never renamed
or taken away. Before: the bodies of the modules beside this. After: `events/line.py` decodes with
it, `events/schema.py` derives command-line options and JSON Schema from it.
"""

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal, Union

import msgspec

from events.types import acts, enterprises, office, people, plans, programme, support, surveys
from events.types.base import Body, Event, EventType

_GROUPS: Final = (people, support, surveys, plans, enterprises, acts, programme, office)
_LETTERS: Final = "HECAPO"
"""Of households, enterprises, corrections, administration, the programme, the office."""


def _place(body: type[Body]) -> tuple[int, int]:
    """Where a type stands in the catalogue: `E5` is the fifth of the enterprises."""
    return _LETTERS.index(body.spec.code[0]), int(body.spec.code[1:])


CATALOGUE: Final[tuple[type[Body], ...]] = tuple(
    sorted(
        (
            item
            for group in _GROUPS
            for item in vars(group).values()
            if isinstance(item, type) and issubclass(item, Body) and "spec" in vars(item)
        ),
        key=_place,
    )
)

REGISTRY: Final[Mapping[str, EventType]] = MappingProxyType(
    {body.type: body.spec for body in CATALOGUE}
)


def _types_version() -> str:
    known = ",".join(f"{name}/{spec.tv}" for name, spec in REGISTRY.items())
    return sha256(known.encode()).hexdigest()[:8]


TYPES_VERSION: Final = _types_version()
"""Of the types this program knows: what is kept from before an upgrade may lack some of them."""


def _event_type(spec: EventType) -> type[Event]:
    """The `Event` whose body is this type's, told from the others by the line's key `type`."""
    made = msgspec.defstruct(
        spec.body.__name__ + "Event",
        [("tv", Literal[spec.tv]), ("body", spec.body)],
        bases=(Event,),
        module=__name__,
        tag_field="type",
        tag=spec.name,
        frozen=True,
        kw_only=True,
        gc=False,
    )
    assert issubclass(made, Event)
    return made


EVENT_TYPES: Final[Mapping[str, type[Event]]] = MappingProxyType(
    {name: _event_type(spec) for name, spec in REGISTRY.items()}
)

EVENTS_DECODER: Final[msgspec.json.Decoder[Event]] = msgspec.json.Decoder(
    Union[tuple(EVENT_TYPES.values())]  # noqa: UP007 - made at run time, no `|` can spell it
)
