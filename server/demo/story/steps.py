"""The kinds of steps a story is told in, and what its entries may name.

Pure data. An `Entity` is a person or thing whose id is made when it is first named, a `Written` an
earlier entry of the story.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, NamedTuple

from events.types import Basis, Role

Source = Literal["article", "programme", "assumed"]
Device = Literal["D1", "D2", "O"]


class Entity(NamedTuple):
    """A household, member, enterprise, product … by its name in this table."""

    entity: str


class Written(NamedTuple):
    """The event of an earlier entry, by its name in this table."""

    written: str


class CorrectionOf(NamedTuple):
    """The name of a conflict of corrections: `correction:<event>`."""

    target: Written


class Said(NamedTuple):
    """A field's value and who says it."""

    value: object
    source: Source


class Actor(NamedTuple):
    """Somebody who writes; `device` is where, `region` where the role is held."""

    actor: str
    name: Said
    role: Role
    region: str
    device: Device


class Entry(NamedTuple):
    """One entry: `row` of the table, by whom, on which device, at that moment.

    `fields` hold plain and personal fields together, as `jejak record --from` takes them. Household
    is always Nana's. `name` is how later entries refer to it.
    """

    row: str
    name: str
    device: Device
    by: str
    recorded: datetime
    on: str
    type: str
    fields: Mapping[str, object]
    sources: Mapping[str, Source]
    basis: Basis
    visit: Entity | None


class Sync(NamedTuple):
    """A device pushes and pulls."""

    device: Device
    at: datetime


class Signal(NamedTuple):
    """From now on there is signal, or none."""

    is_there: bool
    at: datetime


class Moment(NamedTuple):
    """What the office is asked, and both devices with it."""

    name: str
    as_of: date
    known_at: datetime


Step = Entry | Sync | Signal | Moment
