"""Programs of several years in one world: what each knows, speaks and can take.

All machines of a world run on one copy of the code. What an older program lacks is taken out of
what reads lines and messages while that machine is at work: each task knows whose it is. Before: a
setting says who begins with which. After: `world.py` brings newer ones to a device or the office.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any, Final, Union
from unittest.mock import patch

import msgspec

from client_sync.exchange import sync as device_sync
from client_sync.exchange.state import Run
from events import line, wire
from events.types import EVENT_TYPES, REGISTRY, Event, EventType
from server import problems
from server.projecting import projector, rebuilding
from server.projecting.tables import VERSION

_decode = wire._decode


class Program(msgspec.Struct, frozen=True):
    """One year's program. `lacks` are types that came later."""

    name: str
    lacks: frozenset[str]
    speaks: int
    """Its newest wire version."""
    takes_snapshots: bool


PROGRAMS: Final = (
    Program(
        "the first",
        frozenset(("household_visited", "note_written", "sales_reported", "fact_corrected")),
        speaks=wire.WIRE_OLDEST,
        takes_snapshots=False,
    ),
    Program(
        "last year's",
        frozenset(("note_written", "fact_corrected")),
        speaks=wire.WIRE_OLDEST + 1,
        takes_snapshots=True,
    ),
    Program("this year's", frozenset(), speaks=wire.WIRE_OLDEST + 2, takes_snapshots=True),
)
"""The oldest first."""
NEWEST: Final = PROGRAMS[-1]

_at_work: ContextVar[Program] = ContextVar("program", default=NEWEST)
_REGISTRIES: Final = {
    program.name: {name: spec for name, spec in REGISTRY.items() if name not in program.lacks}
    for program in PROGRAMS
}
_DECODERS: Final = {
    program.name: msgspec.json.Decoder(
        Union[tuple(made for name, made in EVENT_TYPES.items() if name not in program.lacks)]  # noqa: UP007 - made at run time
    )
    for program in PROGRAMS
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
        return _REGISTRIES[_at_work.get().name][name]

    def __iter__(self) -> Iterator[str]:
        return iter(_REGISTRIES[_at_work.get().name])

    def __len__(self) -> int:
        return len(_REGISTRIES[_at_work.get().name])


class _Decoder:
    """Reads what the program at work can read."""

    def decode(self, data: bytes) -> Event:
        event: Event = _DECODERS[_at_work.get().name].decode(data)
        return event


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
        stack.enter_context(patch.object(line, "REGISTRY", _Types()))
        stack.enter_context(patch.object(line, "EVENTS_DECODER", _Decoder()))
        stack.enter_context(patch.object(wire, "_decode", _decode_as_spoken))
        stack.enter_context(patch.object(wire, "WIRE_VERSION", office.speaks))
        stack.enter_context(patch.object(problems, "WIRE_VERSION", office.speaks))
        stack.enter_context(patch.object(device_sync, "Run", _run))
        stack.enter_context(patch.object(projector, "VERSION", version))
        stack.enter_context(patch.object(rebuilding, "VERSION", version))
        yield
