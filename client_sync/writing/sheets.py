"""Sheets: one list of people for a session, a school, a posyandu or a pay day, everyone present.

A companion marks only who was not there or did less; one event per person is written at once. Pure:
who stands on the sheet comes from cards and names, what is written goes to `record.py`. Before:
`reading/caseload.py`. After: `cli/session.py` shows the sheet and has it confirmed.

    plan + seats -> sheet;  sheet + marks -> entries
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal

import msgspec
from msgspec import Struct

from client_sync.reading.caseload import HouseholdLine
from events.crypto import digest
from events.folds.checks.commitments import HEALTH, SCHOOL
from events.form import NewEntry
from events.ids import StreamId
from events.types import Basis, Body, Component, EntityId

Kind = Literal["p2k2", "training", "school", "posyandu", "payday"]
IN_PROGRAMME: Final = ("active", "proposed")
"""Who is invited, checked and paid."""

_COMPONENTS: Final[Mapping[Kind, frozenset[Component]]] = {"school": SCHOOL, "posyandu": HEALTH}
_UNITS: Final[Mapping[Component, str]] = {
    "hamil_nifas": "pemeriksaan",
    "usia_dini": "penimbangan",
}
"""What is counted of a component; of pupils it is days."""
_IDENTITY: Final[Mapping[str, tuple[str, ...]]] = {
    "session_attended": ("kind", "topic", "member"),
    "commitment_verified": ("member", "component"),
    "assistance_received": ("programme", "year", "tranche"),
}
_CODE_LETTERS: Final = 6


class Seat(Struct, frozen=True):
    """One line of a sheet: the person whose presence is written; `component` where one is checked.

    `person` is None where nobody knows who receives the aid of a household.
    """

    number: int
    household: StreamId
    person: EntityId | None
    name: str
    family: str
    kampung: str
    component: Component | None = None


class Sheet(Struct, frozen=True):
    """The people of one occasion, numbered. `code` is the same as long as they are the same."""

    kind: Kind
    seats: tuple[Seat, ...]
    code: str


class Plan(Struct, frozen=True, kw_only=True):
    """What is written of whoever is not marked.

    `fields` are those of the type beside the person's own; `full` is what counts as present: the
    days or checks required, or the rupiah paid; None for a session.
    """

    kind: Kind
    occasion: EntityId
    on: str
    fields: Mapping[str, object]
    full: int | None = None
    basis: Basis | None = None
    late: str | None = None
    by: str | None = None


class Mark(Struct, frozen=True, omit_defaults=True):
    """What is different for one person. `done` is days, checks or rupiah instead of all of them.

    `skip`: nothing is written. `reason` is a shortfall's.
    """

    present: bool = True
    done: int | None = None
    excused: int | None = None
    reason: str | None = None
    note: str | None = None
    skip: bool = False


PRESENT: Final = Mark()


def sheet_of(kind: Kind, lines: Iterable[HouseholdLine]) -> Sheet:
    """Everyone of these households who is meant, by hamlet and name."""
    seats = [seat for line in lines for seat in _seats(kind, line)]
    seats.sort(key=lambda seat: (seat.kampung, seat.name, seat.person or "", seat.household))
    numbered = tuple(
        msgspec.structs.replace(seat, number=number) for number, seat in enumerate(seats, 1)
    )
    named = "".join(
        f"{seat.household}/{seat.person}/{seat.component}\n" for seat in numbered
    ).encode()
    return Sheet(kind, numbered, digest(named).hex()[:_CODE_LETTERS])


def _seats(kind: Kind, line: HouseholdLine) -> Iterator[Seat]:
    if line.card.status not in IN_PROGRAMME:
        return
    if kind in _COMPONENTS:
        for person in line.card.roster.people:
            for component in person.components:
                if component in _COMPONENTS[kind]:
                    yield _seat(line, person.id, component)
        return
    recipient = line.card.roster.recipient
    if recipient is not None or kind == "payday":
        yield _seat(line, recipient, None)


def _seat(line: HouseholdLine, person: EntityId | None, component: Component | None) -> Seat:
    called = line.called
    name = called.names.get(person or "") or called.head or "…"
    return Seat(
        0, line.household, person, name, called.head or "…", called.kampung or "", component
    )


def entries(plan: Plan, sheet: Sheet, marks: Mapping[int, Mark]) -> list[NewEntry]:
    """One entry per person of a sheet; `marks` by number."""
    return [
        _entry(plan, seat, marks.get(seat.number, PRESENT))
        for seat in sheet.seats
        if not marks.get(seat.number, PRESENT).skip
    ]


def seats_written(sheet: Sheet, marks: Mapping[int, Mark]) -> list[Seat]:
    """The seats an entry is written of, in the order of `entries`."""
    return [seat for seat in sheet.seats if not marks.get(seat.number, PRESENT).skip]


def says_the_same(entry: NewEntry, written: Body) -> bool:
    """True when an own entry of that date already speaks of the same person and occasion.

    A session has a new id each time, so the look for the same entry does not find it.
    """
    fields = msgspec.to_builtins(written)
    names = _IDENTITY[entry.type]
    return all(str(entry.fields.get(name)) == str(fields.get(name)) for name in names)


def _entry(plan: Plan, seat: Seat, mark: Mark) -> NewEntry:
    kind, fields = _WRITTEN[plan.kind](plan, seat, mark)
    note = {} if mark.note is None else {"note": mark.note}
    return NewEntry(
        type=kind,
        fields={**plan.fields, **fields, **note},
        household=seat.household,
        on=plan.on,
        basis=plan.basis,
        visit=plan.occasion,
        late=plan.late,
        by=plan.by,
    )


def _attended(plan: Plan, seat: Seat, mark: Mark) -> tuple[str, dict[str, object]]:
    return "session_attended", {
        "session": plan.occasion,
        "kind": plan.kind,
        "member": seat.person,
        "present": mark.present,
    }


def _checked(plan: Plan, seat: Seat, mark: Mark) -> tuple[str, dict[str, object]]:
    assert seat.component is not None and plan.full is not None
    done = plan.full if mark.done is None else mark.done
    fields: dict[str, object] = {
        "member": seat.person,
        "component": seat.component,
        "required": plan.full,
        "done": done if mark.present else 0,
        "unit": plan.fields.get("unit") or _UNITS.get(seat.component, "hari_sekolah"),
    }
    if mark.excused is not None:
        fields["excused"] = mark.excused
    return "commitment_verified", fields


def _paid(plan: Plan, seat: Seat, mark: Mark) -> tuple[str, dict[str, object]]:
    assert plan.full is not None
    amount = 0 if not mark.present else plan.full if mark.done is None else mark.done
    fields: dict[str, object] = {
        "amount": amount,
        "status": "full" if amount >= plan.full else "partial" if amount else "not_received",
    }
    if seat.person is not None and amount:
        fields["received_by"] = seat.person
    if mark.reason is not None:
        fields["shortfall_reason"] = mark.reason
    return "assistance_received", fields


_WRITTEN: Final = {
    "p2k2": _attended,
    "training": _attended,
    "school": _checked,
    "posyandu": _checked,
    "payday": _paid,
}
