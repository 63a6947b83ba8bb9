"""The people, enterprises, buyers and products of a household, to choose from by number or name.

Nobody types an id: what is known of a household is listed, and what is chosen becomes the id.
Before: the names this device can open, the household's facts. After: whoever asks a person for a
field that names somebody (`cli/asking.py`), printed forms.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final, Literal

from msgspec import Struct

from client_sync.data_keys import KeyRing
from client_sync.reading.names import NAMING_TYPES, Names, names_of, spoken_in
from client_sync.reading.view import View, looked_at
from client_sync.storage.journal_reading import Reading
from events.folds.facts import Facts
from events.folds.income import enterprises
from events.folds.roster import roster
from events.ids import StreamId
from events.search import match, sounds, term
from events.types import Body, ConstraintNoted, OrderReceived, ReferralUpdated, SalesReported
from events.words import Lang, choice_label

Kind = Literal["member", "enterprise", "buyer", "product", "constraint", "referral"]

_KINDS: Final[Mapping[str, Kind]] = {
    "member": "member",
    "met_member": "member",
    "received_by": "member",
    "requester": "member",
    "owner": "member",
    "new_owner": "member",
    "old_head": "member",
    "new_head": "member",
    "enterprise": "enterprise",
    "buyer": "buyer",
    "product": "product",
    "constraint": "constraint",
    "referral": "referral",
}
"""What each field that holds an id names."""


class Known(Struct, frozen=True):
    """One thing to choose: its id, and what it is called here."""

    id: str
    label: str


class Household(Struct, frozen=True):
    """What may be chosen in one household, by kind; members in the order of their age."""

    choices: dict[Kind, tuple[Known, ...]]

    def of(self, field: str) -> tuple[Known, ...]:
        """What may be chosen for a field; empty for one that names nothing of the household."""
        kind = _KINDS.get(field)
        return () if kind is None else self.choices.get(kind, ())


NOBODY: Final = Household({})


def chosen(known: Iterable[Known], text: str) -> str | None:
    """The id that a number of the list, or a name in it, means; None when it means no one thing."""
    listed = [*known]
    text = text.strip()
    if text.isascii() and text.isdecimal():
        return listed[int(text) - 1].id if 1 <= int(text) <= len(listed) else None
    found = [(match(sounds(text), [term(each.label)]), each) for each in listed]
    near = [(meant.distance, each.id) for meant, each in found if meant is not None]
    nearest = [name for distance, name in near if distance == min(near)[0]]
    return nearest[0] if len(nearest) == 1 else None


async def household_known(
    reading: Reading, view: View, ring: KeyRing, household: StreamId, day: date, lang: Lang
) -> Household:
    """What may be chosen in a household on a day. Errors: DeviceRefused when it is not here."""
    facts, streams = await looked_at(reading, view, household, day)
    names: Names = {}
    for stream in streams:
        rows = await reading.rows_of_types(stream, NAMING_TYPES)
        names |= names_of(await spoken_in(reading, ring, stream, rows))
    people = sorted(roster(facts).people, key=lambda each: (each.birth_year or 9999, each.id))
    return Household(
        {
            "member": _named((person.id for person in people), names),
            "enterprise": _named(enterprises(facts), names),
            "buyer": _named(_ids(facts, OrderReceived, "buyer"), names),
            "product": _named(
                [*_ids(facts, OrderReceived, "product"), *_ids(facts, SalesReported, "product")],
                names,
            ),
            "constraint": _coded(facts, ConstraintNoted, "constraint", "code", lang),
            "referral": _coded(facts, ReferralUpdated, "referral", "service", lang),
        }
    )


def _named(ids: Iterable[str], names: Mapping[str, str]) -> tuple[Known, ...]:
    return tuple(Known(each, names.get(each, each)) for each in dict.fromkeys(ids))


def _ids(facts: Facts, kind: type[Body], field: str) -> list[str]:
    return [getattr(fact.value, field) for _, fact in facts.all(kind)]


def _coded(facts: Facts, kind: type[Body], field: str, code: str, lang: Lang) -> tuple[Known, ...]:
    return tuple(
        Known(getattr(fact.value, field), choice_label(lang, getattr(fact.value, code), code))
        for _, fact in facts.all(kind)
    )
