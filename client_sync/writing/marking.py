"""Who was not there: exceptions of a sheet as a person types them or a file holds them.

    3            number 3 was absent          Siti=20     20 days, checks or rupiah of all
    -Siti        nothing is written of Siti   3=700rb     paid less

Before: a sheet (`sheets.py`). After: its marks by number. Pure. A number means a line of the sheet
that was just shown, or printed under the same code; otherwise the list may have moved meanwhile.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from client_sync.refusals import DeviceRefused
from client_sync.writing.sheets import PRESENT, Mark, Seat, Sheet
from events.search import SLIP, match, sounds, term
from events.words import parse_rupiah
from events.words.json_faults import json_fault

_SHOWN_MAX = 5


class Marked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One exception in a file: a line of JSON. `who` is a name, an id, or a number of the sheet."""

    who: str | int
    present: bool = True
    done: int | str | None = None
    excused: int | None = None
    reason: str | None = None
    note: str | None = None
    skip: bool = False


def marks_of(sheet: Sheet, exceptions: Iterable[Marked], *, by_number: bool) -> dict[int, Mark]:
    """The marks of a sheet by number; of two about one person the later counts.

    Errors: DeviceRefused for somebody who is not on the sheet, or an amount that cannot be read.
    """
    marks: dict[int, Mark] = {}
    for each in exceptions:
        seat = seat_of(sheet, str(each.who), by_number=by_number)
        mark = Mark(
            present=each.present,
            done=None if each.done is None else _amount(each.done),
            excused=each.excused,
            reason=each.reason,
            note=each.note,
            skip=each.skip,
        )
        if mark == PRESENT:
            marks.pop(seat.number, None)
        else:
            marks[seat.number] = mark
    return marks


def typed(text: str) -> list[Marked]:
    """The exceptions of one typed line, separated by commas."""
    found = []
    for item in text.split(","):
        who, given, amount = item.partition("=")
        who = who.strip()
        if not who:
            continue
        if who.startswith("-"):
            found.append(Marked(who=who[1:].strip(), skip=True))
        elif given:
            found.append(Marked(who=who, done=amount.strip()))
        else:
            found.append(Marked(who=who, present=False))
    return found


def read_exception(line: str) -> Marked:
    """The exception of a line of JSON. Errors: DeviceRefused."""
    try:
        return msgspec.json.decode(line, type=Marked)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError) as error:
        raise DeviceRefused("bad_exception", reason=json_fault(error)) from error


def seat_of(sheet: Sheet, who: str, *, by_number: bool) -> Seat:
    """The line of a sheet somebody means.

    Errors: DeviceRefused for nobody, for several, and for a number that could mean another sheet.
    """
    who = who.strip()
    if who.isascii() and who.isdecimal():
        if not by_number:
            raise DeviceRefused("seat_by_number", given=who)
        numbered = [seat for seat in sheet.seats if seat.number == int(who)]
        return _one(who, numbered)
    of_id = [seat for seat in sheet.seats if who in (seat.person, seat.household)]
    return _one(who, of_id or _nearest(sheet, who) or _beginning(sheet, who))


def _beginning(sheet: Sheet, who: str) -> list[Seat]:
    return [
        seat
        for seat in sheet.seats
        if (seat.person or "").startswith(who) or seat.household.startswith(who)
    ]


def _nearest(sheet: Sheet, who: str) -> list[Seat]:
    """Those whose name is nearest to what was typed; several when none is nearer.

    Spelling does not matter, but a slip does: it could mark somebody else.
    """
    asked = sounds(who)
    found: dict[int, list[Seat]] = {}
    for seat in sheet.seats:
        meant = match(asked, (term(seat.name), term(seat.family), term(seat.kampung)))
        if meant is not None and meant.distance < SLIP:
            # A child is meant before a family of that name.
            own = 0 if match(asked, (term(seat.name),)) else 1
            found.setdefault(meant.distance * 2 + own, []).append(seat)
    return found[min(found)] if found else []


def _one(who: str, seats: list[Seat]) -> Seat:
    if len(seats) == 1:
        return seats[0]
    if not seats:
        raise DeviceRefused("seat_unknown", given=who)
    choices = "; ".join(f"{seat.number} {seat.name} ({seat.family})" for seat in seats[:_SHOWN_MAX])
    raise DeviceRefused("seat_ambiguous", given=who, choices=choices)


def _amount(given: int | str) -> int:
    amount = given if isinstance(given, int) else parse_rupiah(given)
    if amount is None or amount < 0:
        raise DeviceRefused("bad_amount", given=given)
    return amount
