"""What people call the members, enterprises, buyers and actors that lines name by id.

Names are personal: they are read from the parts this device can open, corrections included, and
joined for display alone. Before: rows and keys of a stream. After: `pages.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from client_sync.data_keys import KeyRing
from client_sync.journal import Reading, Row
from client_sync.view import entry_of_row
from events.ids import StreamId
from events.types import Body, FactCorrected, HeadChanged, HouseholdRegistered

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


async def names_in(reading: Reading, ring: KeyRing, stream: StreamId, rows: Iterable[Row]) -> Names:
    """The names that a stream's rows give, in the order they arrived; the last one counts."""
    naming = [row for row in rows if row.type in NAMING_TYPES and row.personal is not None]
    if not naming:
        return {}
    keys = await ring.of_stream(reading, stream)
    names: Names = {}
    targets: dict[str, Body] = {}
    for row in naming:
        entry = entry_of_row(row)
        personal = ring.personal(row, entry.event.personal, keys) if entry is not None else None
        if entry is None or personal is None:
            continue
        body = entry.event.body
        if isinstance(body, FactCorrected):
            _rename(names, targets.get(body.target), body.field, personal)
            continue
        targets[entry.id] = body
        for entity, field in _LABELS[body.type]:
            if isinstance(name := personal.get(field), str):
                names[getattr(body, entity)] = name
    return names


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


def _rename(names: Names, target: Body | None, field: str, personal: Mapping[str, object]) -> None:
    """A corrected name, written after the entry it corrects."""
    if target is None:
        return
    for entity, label in _LABELS[target.type]:
        new = personal.get("new")
        if label == field and isinstance(new, str):
            names[getattr(target, entity)] = new
