"""What every event type is made of: a body, a personal part, how claims of it merge, who writes it.

A type's fields are frozen with its version: bytes once written are never rewritten, so a change is
a new `tv` and a step in `events/upcast.py`. `Event` is a decoded line; `events/types/registry.py`
makes one subclass per type, so that one decoder reads them all.
"""

from collections.abc import Callable
from typing import ClassVar, Literal, TypeVar

from msgspec import Struct

from events.ids import ActorId, StreamId
from events.types.fields import Basis, Digest, EntityId, Role, Text

StreamKind = Literal["household", "programme", "office"]

FIELD_ROLES: tuple[Role, ...] = (
    "pendamping",
    "operator",
    "koordinator_kecamatan",
    "koordinator_kabupaten",
)
"""Who sees families. An operator types what others saw, and takes complaints."""
COORDINATORS: tuple[Role, ...] = ("koordinator_kecamatan", "koordinator_kabupaten")
OFFICE_ROLES: tuple[Role, ...] = ("koordinator_kabupaten", "province", "admin")


class Merge(Struct, frozen=True, gc=False):
    """How several claims of one type become one state; `key` says which claims speak of one thing.

    A key part is a field of the body, `month` or `on` for the date of the event, and is taken
    together with the household. `act` names the event or key it acts on in its only key part.
    """

    kind: Literal["union", "register", "natural", "exclusive", "decision", "act"]
    key: tuple[str, ...] = ()


def union() -> Merge:
    """All are kept."""
    return Merge("union")


def register(*key: str) -> Merge:
    """A dated register per key: the later `on` is shown, the others are history."""
    return Merge("register", key)


def natural(*key: str) -> Merge:
    """One fact per key: the same fields are two witnesses, different ones a conflict."""
    return Merge("natural", key)


def exclusive(*key: str) -> Merge:
    """One claim per key; a second one needs a person's decision."""
    return Merge("exclusive", key)


def decision(*key: str) -> Merge:
    """A decision by one of the type's writers; never undone by later facts, only flagged."""
    return Merge("decision", key)


def act(*key: str) -> Merge:
    """Acts on what it names, wherever it sorts, and waits visibly while that is absent."""
    return Merge("act", key)


class Personal(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The personal fields of a type; without a default: required. Every type takes a note."""

    note: Text | None = None


class Body(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """The fields of one event type; `evidence` are the SHA-256 of photos and scans."""

    spec: ClassVar["EventType"]
    type: ClassVar[str]
    tv: ClassVar[int]

    evidence: tuple[Digest, ...] = ()


class Part(
    Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False
):
    """A piece of a body that has fields of its own, such as one sale of a month."""


class EventType(Struct, frozen=True):
    """What is known of a type beside its fields.

    `code` is its place in the catalogue (H1, E5 …); the streams it may be written in; the roles
    that may be its `by`.
    """

    name: str
    tv: int
    code: str
    body: type[Body]
    personal_type: type[Personal]
    streams: tuple[StreamKind, ...]
    merge: Merge
    writers: tuple[Role, ...]


class Event(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One decoded line. What its keys mean: events/README.md, "Line".

    The fields stand in the order of a line's keys, so that an event is encoded as it was written.
    """

    tv: int
    stream: StreamId
    on: str
    at: int
    seen: tuple[int, int]
    anchor: tuple[int, int, str] | None = None
    by: ActorId
    entered_by: ActorId | None = None
    basis: Basis
    visit: EntityId | None = None
    late: str | None = None
    body: Body
    key: str | None = None
    personal: str | None = None
    attest: str | None = None

    @property
    def type(self) -> str:
        """The name of the event's type."""
        return self.body.type


_B = TypeVar("_B", bound=Body)


def event(
    name: str,
    code: str,
    *,
    merge: Merge,
    writers: tuple[Role, ...] = FIELD_ROLES,
    personal: type[Personal] = Personal,
    streams: tuple[StreamKind, ...] = ("household",),
    tv: int = 1,
) -> Callable[[type[_B]], type[_B]]:
    """Name a body as an event type."""

    def name_it(body: type[_B]) -> type[_B]:
        body.spec = EventType(name, tv, code, body, personal, streams, merge, writers)
        body.type, body.tv = name, tv
        return body

    return name_it
