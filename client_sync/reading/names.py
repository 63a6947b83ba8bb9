"""What people call the members, enterprises, buyers and actors that lines name by id.

Names are personal: they are read from the parts this device can open, corrections included, and
joined for display alone. Before: rows and keys of a stream. After: `pages.py`, `search.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from client_sync.data_keys import KeyRing
from client_sync.reading.view import entry_of_row
from client_sync.storage.held import Row
from client_sync.storage.journal_reading import Reading
from events.ids import EventId, StreamId
from events.types import (
    AddressChanged,
    Body,
    FactCorrected,
    HeadChanged,
    HouseholdRegistered,
    MemberAdded,
)

Names = dict[str, str]
"""Entity id to name."""

_LABELS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "member_added": (("member", "name"),),
    "enterprise_started": (("enterprise", "name"),),
    "order_received": (("buyer", "buyer_name"), ("product", "product_name")),
    "sales_reported": (("product", "product_name"),),
    "actor_registered": (("actor", "name"),),
}
"""Per type: the entity a personal field names."""

NAMING_TYPES: Final = (*_LABELS, "fact_corrected")
HEAD_TYPES: Final = ("household_registered", "member_added", "head_changed", "fact_corrected")
"""The types that say who heads a household and what that person is called."""
CALLING_TYPES: Final = (*HEAD_TYPES, "address_changed", "enterprise_started")
"""The types that hold what a household may be looked for by."""


class Spoken(Struct, frozen=True):
    """An entry with its personal words as they read now; `on` is its date."""

    body: Body
    on: str
    personal: dict[str, object]


class Called(Struct, frozen=True):
    """What a household and its people are called; `names` are ids with theirs."""

    head: str | None
    kampung: str | None
    names: Names
    nicknames: Names


async def spoken_in(
    reading: Reading, ring: KeyRing, stream: StreamId, rows: Iterable[Row]
) -> list[Spoken]:
    """The entries among the rows whose personal part opens here, corrected, as they arrived."""
    written = [row for row in rows if row.personal is not None]
    if not written:
        return []
    keys = await ring.of_stream(reading, stream)
    spoken: dict[EventId, Spoken] = {}
    for row in written:
        entry = entry_of_row(row)
        personal = ring.personal(row, entry.event.personal, keys) if entry is not None else None
        if entry is None or personal is None:
            continue
        body = entry.event.body
        if not isinstance(body, FactCorrected):
            spoken[entry.id] = Spoken(body, entry.event.on, personal)
        elif body.target in spoken and "new" in personal:
            spoken[body.target].personal[body.field] = personal["new"]
    return [*spoken.values()]


def names_of(spoken: Iterable[Spoken]) -> Names:
    """The names that entries give; the last one counts."""
    names: Names = {}
    for each in spoken:
        for entity, field in _LABELS.get(each.body.type, ()):
            if isinstance(name := each.personal.get(field), str):
                names[getattr(each.body, entity)] = name
    return names


async def names_in(reading: Reading, ring: KeyRing, stream: StreamId, rows: Iterable[Row]) -> Names:
    """The names that a stream's rows give, in the order they arrived."""
    naming = (row for row in rows if row.type in NAMING_TYPES)
    return names_of(await spoken_in(reading, ring, stream, naming))


async def called(reading: Reading, ring: KeyRing, stream: StreamId, rows: list[Row]) -> Called:
    """What a household is called, from its rows of `CALLING_TYPES` at least."""
    calling = (row for row in rows if row.type in CALLING_TYPES)
    spoken = await spoken_in(reading, ring, stream, calling)
    names = names_of(spoken)
    nicknames: Names = {}
    for each in spoken:
        nickname = each.personal.get("known_as")
        if isinstance(each.body, MemberAdded) and isinstance(nickname, str):
            nicknames[each.body.member] = nickname
    return Called(names.get(head_of(rows) or ""), _kampung(spoken), names, nicknames)


def _kampung(spoken: Iterable[Spoken]) -> str | None:
    """The hamlet of the newest address; one without its own is in the hamlet nobody told."""
    addresses = [each for each in spoken if isinstance(each.body, HouseholdRegistered)]
    addresses += sorted(
        (each for each in spoken if isinstance(each.body, AddressChanged)), key=lambda each: each.on
    )
    kampung = addresses[-1].personal.get("kampung") if addresses else None
    return kampung if isinstance(kampung, str) else None


def head_of(rows: Iterable[Row]) -> str | None:
    """The id of the newest head a household's rows name."""
    head: str | None = None
    for row in rows:
        if row.type not in ("household_registered", "head_changed"):
            continue
        entry = entry_of_row(row)
        if entry is None:
            continue
        if isinstance(entry.event.body, HeadChanged):
            head = entry.event.body.new_head
        elif isinstance(entry.event.body, HouseholdRegistered):
            head = head or entry.event.body.head
    return head
