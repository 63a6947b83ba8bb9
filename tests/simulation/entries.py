"""What people write in a world: entries about households, each with what it says in plain words.

Ids of members, enterprises and products follow from the household's id, so that two devices which
know a household speak of the same things, agree, contradict and correct each other.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

import msgspec

from events.form import NewEntry
from events.ids import make_uuid7
from tests.simulation.programs import AMOUNTS, COSTS

_BORN_MS: Final = 1_500_000_000_000


class Said(msgspec.Struct, frozen=True):
    """An entry before it is written. `personal` is what must be readable wherever it arrives."""

    entry: NewEntry
    household: str
    personal: dict[str, object]
    region: str | None = None
    """Where a new household lives."""

    @property
    def amounts(self) -> dict[str, object]:
        """The month's costs that it states, in rupiah."""
        if self.entry.type != COSTS:
            return {}
        return {name: self.entry.fields[name] for name in AMOUNTS}


def entity(household: str, name: str) -> str:
    """The id of somebody or something of a household."""
    return make_uuid7(_BORN_MS, sha256(f"{household} {name}".encode()).digest()[:10])


def registration(household: str, region: str) -> Said:
    """A household that is written down for the first time."""
    personal: dict[str, object] = {"kampung": f"Kampung {household[-4:]}"}
    fields = {
        "head": entity(household, "head"),
        "region": region,
        "source": "companion",
        "notice_given": True,
    }
    return _said("household_registered", household, fields, personal, region=region)


def a_statement(kind: str, household: str, number: int, target: str | None) -> Said:
    """An entry of a kind about a household; `target` is an event that an act may name."""
    return _STATEMENTS[kind](household, number, target)


def _said(
    type_: str,
    household: str,
    fields: dict[str, object],
    personal: dict[str, object] | None = None,
    on: str | None = None,
    region: str | None = None,
) -> Said:
    personal = personal or {}
    late = None if on is None else "told_late"
    entry = NewEntry(
        type=type_, household=household, fields=fields | personal, on=on, late=late, yes=True
    )
    return Said(entry, household, personal, region)


def _member(household: str, number: int, target: str | None) -> Said:
    fields: dict[str, object] = {
        "member": entity(household, f"member {number % 4}"),
        "nik_status": "none",
        "sex": "lp"[number % 2],
        "birth_year": 1970 + number % 3,
        "relation": "anak",
        "in_same_kk": True,
    }
    return _said("member_added", household, fields, {"name": f"Anak {number}"})


def _visit(household: str, number: int, target: str | None) -> Said:
    personal: dict[str, object] = {"note": f"Kunjungan {number}"} if number % 2 else {}
    return _said("household_visited", household, {"kind": "routine", "outcome": "met"}, personal)


def _note(household: str, number: int, target: str | None) -> Said:
    fields: dict[str, object] = {"for": "companion", "state": "open"}
    return _said("note_written", household, fields, {"text": f"Tanyakan {number}"})


def _enterprise(household: str, number: int, target: str | None) -> Said:
    fields: dict[str, object] = {
        "enterprise": entity(household, "enterprise"),
        "owner": entity(household, "head"),
        "kind": ("konveksi", "warung")[number % 2],
        "origin": "own_skill",
        "capital": "unknown",
    }
    return _said("enterprise_started", household, fields, {"name": f"Usaha {number}"})


def _sales(household: str, number: int, target: str | None) -> Said:
    fields: dict[str, object] = {
        "enterprise": entity(household, "enterprise"),
        "product": entity(household, "product"),
        "unit": "pcs",
        "sales": [
            {
                "buyer": entity(household, "buyer"),
                "quantity": 100 + number,
                "unit_price": 39_000,
            }
        ],
    }
    return _said("sales_reported", household, fields, on=_month(number))


def _costs(household: str, number: int, target: str | None) -> Said:
    fields: dict[str, object] = {
        "enterprise": entity(household, "enterprise"),
        "materials": 1_000_000 + 1_000 * number,
        "wages": 0,
        "rent": 0,
        "transport": 0,
        "utilities": 0,
        "other": 0,
        "complete": True,
    }
    return _said(COSTS, household, fields, on=_month(number))


def _correction(household: str, number: int, target: str | None) -> Said:
    if target is None:
        return _sales(household, number, None)
    fields: dict[str, object] = {
        "target": target,
        "field": "sales.0.quantity",
        "new": 200 + number,
        "reason": "typo",
    }
    return _said("fact_corrected", household, fields)


def _void(household: str, number: int, target: str | None) -> Said:
    if target is None:
        return _costs(household, number, None)
    return _said("event_voided", household, {"target": target, "reason": "duplicate"})


def _month(number: int) -> str:
    return f"2018-{4 + number % 6:02}"


_STATEMENTS: Final[Mapping[str, Callable[[str, int, str | None], Said]]] = {
    "member_added": _member,
    "household_visited": _visit,
    "note_written": _note,
    "enterprise_started": _enterprise,
    "sales_reported": _sales,
    COSTS: _costs,
    "fact_corrected": _correction,
    "event_voided": _void,
}
STATEMENTS: Final = tuple(_STATEMENTS)
