"""A draft, and what the device knows where it is written: the values every check is given."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from events.ids import ActorId, LogId, StreamId
from events.problems import Problem
from events.regions import Regions
from events.types import Basis, Body, EntityId, Event, Role, SurveyDefined


class Draft(Struct, frozen=True, kw_only=True):
    """An entry before it is written. `personal` are the fields that will be encrypted beside it."""

    body: Body
    stream: StreamId
    on: str
    basis: Basis
    by: ActorId
    personal: Mapping[str, Any] = {}
    entered_by: ActorId | None = None
    visit: EntityId | None = None
    late: str | None = None


class Setting(Struct, frozen=True, kw_only=True):
    """What a draft is judged by: the day of the device's clock in WIB, the role of `by`, and so on.

    `log` is the one it is written into; `late_told` are visits for which a reason was given
    already; `target` is the event a correction or void acts on, as it reads now, when the device
    holds it; `survey` is the question set that answers are given to, when it is known here.
    """

    log: LogId
    today: date
    role: Role
    regions: Regions | None = None
    late_told: frozenset[EntityId] = frozenset()
    target: Event | None = None
    survey: SurveyDefined | None = None


Rules = Mapping[str, Callable[[Draft, Setting], Iterable[Problem]]]
"""What is asked of the drafts of one type, by its name."""
