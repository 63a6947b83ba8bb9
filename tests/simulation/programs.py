"""Programs of several years in one world: what each knows, speaks and can take.

All machines of a world run on one copy of the code. What an older program lacks is taken out of
what reads and writes lines and messages while that machine is at work: each task knows whose it is.
One type, a month's costs, has a version of each year: only its unit differs, and a program that
takes one for the other is wrong by a factor. Of another, the registration, this year's version says
the same as the one before, but only this year's program knows that. Before: a setting says who
begins with which. After: `machines.py` brings newer ones to a device or the office.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, Final, Literal, Union
from unittest.mock import patch

import msgspec

from client_sync.exchange import sync as device_sync
from client_sync.exchange.state import Run
from events import line, upcast, wire
from events.folds import stream
from events.form import NewEntry
from events.types import EVENT_TYPES, REGISTRY, Body, CostsReported, EventType, HouseholdRegistered
from events.types.registry import _event_type
from events.upcast import Fields, Step
from server import problems
from server.projecting import projector, rebuilding
from server.projecting.tables import VERSION

COSTS: Final = CostsReported.type
_REGISTERED: Final = HouseholdRegistered.type
AMOUNTS: Final = ("materials", "wages", "rent", "transport", "utilities", "other")
_UNITS: Final = (1_000, 100, 1)
"""How many rupiah one of an amount is, in each version of the costs from the first on."""

_decode = wire._decode


class Program(msgspec.Struct, frozen=True):
    """One year's program. `lacks` are types that came later, `writes` its versions above 1."""

    name: str
    lacks: frozenset[str]
    writes: Mapping[str, int]
    speaks: int
    """Its newest wire version."""
    takes_snapshots: bool

    def knows(self, type_: str, version: int) -> bool:
        """True when it reads this version of a type."""
        return type_ not in self.lacks and version <= self.version_of(type_)

    def version_of(self, type_: str) -> int:
        """The version of a type that it writes."""
        return self.writes.get(type_, 1)

    def as_it_asks(self, entry: NewEntry) -> NewEntry:
        """What a person says in rupiah, in the unit that the form of this program has."""
        if entry.type != COSTS:
            return entry
        version = self.version_of(COSTS)
        fields = {name: _in_unit(name, value, version) for name, value in entry.fields.items()}
        return msgspec.structs.replace(entry, fields=fields)


def _in_unit(name: str, value: object, version: int) -> object:
    if name not in AMOUNTS:
        return value
    assert isinstance(value, int), "in these worlds every amount is known"
    whole, rest = divmod(value, _UNITS[version - 1])
    assert not rest, "the oldest form can hold what is said"
    return whole


PROGRAMS: Final = (
    Program(
        "the first",
        frozenset(("household_visited", "note_written", "sales_reported", "fact_corrected")),
        writes={},
        speaks=wire.WIRE_OLDEST,
        takes_snapshots=False,
    ),
    Program(
        "last year's",
        frozenset(("note_written", "fact_corrected")),
        writes={COSTS: 2},
        speaks=wire.WIRE_OLDEST + 1,
        takes_snapshots=True,
    ),
    Program(
        "this year's",
        frozenset(),
        writes={COSTS: 3, _REGISTERED: 2},
        speaks=wire.WIRE_OLDEST + 2,
        takes_snapshots=True,
    ),
)
"""The oldest first."""
NEWEST: Final = PROGRAMS[-1]

_at_work: ContextVar[Program] = ContextVar("program", default=NEWEST)


def _saved_states(event: Any) -> "msgspec.msgpack.Decoder[tuple[int, list[Any]]]":
    """Reads the saved states of a fold whose events are of these types."""
    saved = msgspec.defstruct(
        "Saved", [("event", event)], bases=(stream._SavedEntry,), frozen=True, gc=False,
        array_like=True,
    )  # fmt: skip
    return msgspec.msgpack.Decoder(tuple[Literal[1], list[saved]])  # type: ignore[valid-type]


_SPECS: Final = {
    program.name: {
        name: msgspec.structs.replace(spec, tv=program.version_of(name))
        for name, spec in REGISTRY.items()
        if name not in program.lacks
    }
    for program in PROGRAMS
}
_EVENTS: Final = {
    name: Union[  # noqa: UP007 - made at run time
        tuple(
            EVENT_TYPES[spec.name] if spec == REGISTRY[spec.name] else _event_type(spec)
            for spec in specs.values()
        )
    ]
    for name, specs in _SPECS.items()
}
_LINES: Final = {name: msgspec.json.Decoder(event) for name, event in _EVENTS.items()}
_SAVED: Final = {name: _saved_states(event) for name, event in _EVENTS.items()}


def _step(version: int) -> Step:
    """From a version of the costs to the next one, which has a smaller unit."""
    factor = _UNITS[version - 1] // _UNITS[version]

    def step(fields: Fields) -> Fields:
        amounts = {name: value for name, value in fields.items() if name in AMOUNTS}
        return fields | {name: _times(value, factor) for name, value in amounts.items()}

    return step


def _times(value: object, factor: int) -> object:
    return value * factor if isinstance(value, int) else value


_STEPS: Final[Mapping[tuple[str, int], Step]] = {
    **{(COSTS, version): _step(version) for version in range(1, len(_UNITS))},
    (_REGISTERED, 1): lambda fields: fields,
}


@contextmanager
def running(program: Program) -> Iterator[None]:
    """What is done here, and every task begun here, is the work of this program."""
    token = _at_work.set(program)
    try:
        yield
    finally:
        _at_work.reset(token)


class _Types(Mapping[str, EventType]):
    """The types that the program at work knows."""

    def __getitem__(self, name: str) -> EventType:
        return _SPECS[_at_work.get().name][name]

    def __iter__(self) -> Iterator[str]:
        return iter(_SPECS[_at_work.get().name])

    def __len__(self) -> int:
        return len(_SPECS[_at_work.get().name])


TYPES: Final = _Types()


class _Decoder:
    """Reads what the program at work can read."""

    def __init__(self, decoders: Mapping[str, Any]) -> None:
        self._decoders = decoders

    def decode(self, data: bytes) -> Any:
        return self._decoders[_at_work.get().name].decode(data)


class _Version:
    """The version of a type that the program at work writes."""

    def __get__(self, body: object, kind: type[Body]) -> int:
        return _at_work.get().version_of(kind.type)


def _upcast(name: str, tv: int, fields: Fields) -> tuple[int, Fields]:
    """By the steps that the program at work has."""
    known = _at_work.get().version_of(name)
    steps = {at: step for at, step in _STEPS.items() if at[1] < known}
    return upcast.upcast(name, tv, fields, steps)


def _decode_as_spoken(decoder: Any, body: bytes) -> Any:
    """A message, by the program at work: `_decode` waits for nothing, so nobody else sees this."""
    with patch.object(wire, "WIRE_VERSION", _at_work.get().speaks):
        return _decode(decoder, body)


def _run(**given: Any) -> Run:
    """How a sync begins, by the program at work."""
    return Run(pages_only=not _at_work.get().takes_snapshots, **given)


@contextmanager
def mixed(office: Program) -> Iterator[None]:
    """A process in which programs are told apart, and the office runs this one."""
    version = VERSION if office is NEWEST else f"{VERSION} of {office.name}"
    with ExitStack() as stack:
        stack.enter_context(patch.object(line, "REGISTRY", TYPES))
        stack.enter_context(patch.object(line, "EVENTS_DECODER", _Decoder(_LINES)))
        stack.enter_context(patch.object(line, "upcast", _upcast))
        stack.enter_context(patch.object(stream, "_DECODER", _Decoder(_SAVED)))
        for body in (CostsReported, HouseholdRegistered):
            stack.enter_context(patch.object(body, "tv", _Version()))
        stack.enter_context(patch.object(wire, "_decode", _decode_as_spoken))
        stack.enter_context(patch.object(wire, "WIRE_VERSION", office.speaks))
        stack.enter_context(patch.object(problems, "WIRE_VERSION", office.speaks))
        stack.enter_context(patch.object(device_sync, "Run", _run))
        stack.enter_context(patch.object(projector, "VERSION", version))
        stack.enter_context(patch.object(rebuilding, "VERSION", version))
        yield
