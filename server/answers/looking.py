"""Who looked at which family, and what was exported: the access log, the newest first.

Before: `revealing.py` and exports wrote an event before anything personal was opened. After: what
an auditor, or a family that asks, is told. Events of the office's own stream, read as they stand.
"""

from typing import Final

import msgspec

from events.ids import ActorId, EventId, HouseholdId, LogId
from events.types import DataExported, PersonalRevealed
from server.database import Row, Transaction

_READ_AT_ONCE: Final = 500
_END: Final = 2**53


class Look(msgspec.Struct, frozen=True):
    """One reveal or export. `fields` empty: all of them; `households` of an export is a count."""

    position: int
    event: EventId
    kind: str
    by: ActorId
    received: int
    purpose: str
    household: HouseholdId | None = None
    member: str | None = None
    fields: tuple[str, ...] = ()
    device: str | None = None
    what: str | None = None
    region: str | None = None
    households: int | None = None
    personal: bool | None = None


class LookPage(msgspec.Struct, frozen=True):
    """`next`: the position the following page ends before."""

    items: tuple[Look, ...]
    next: str | None


class _Revealed(msgspec.Struct, frozen=True):
    by: ActorId
    body: PersonalRevealed


class _Exported(msgspec.Struct, frozen=True):
    by: ActorId
    body: DataExported


_REVEALED: Final = msgspec.json.Decoder(_Revealed)
_EXPORTED: Final = msgspec.json.Decoder(_Exported)


async def looks(
    transaction: Transaction,
    log: LogId,
    limit: int,
    before: int = _END,
    household: str | None = None,
    by: str | None = None,
) -> LookPage:
    """Who looked, the newest first; at one household, or one person's looks, where that is asked.

    An export is listed for every household, since it may hold it.
    """
    found: list[Look] = []
    while True:
        rows = await transaction.fetch(
            "reading.office_acts", log, "personal_revealed", "data_exported", before, _READ_AT_ONCE
        )
        for row in rows:
            before = row["position"]
            look = _look(row)
            if household is not None and look.household not in (None, household):
                continue
            if by is not None and look.by != by:
                continue
            found.append(look)
            if len(found) == limit:
                return LookPage(tuple(found), str(before))
        if len(rows) < _READ_AT_ONCE:
            return LookPage(tuple(found), None)


def _look(row: Row) -> Look:
    place = (row["position"], row["id"], row["type"])
    if row["type"] == "personal_revealed":
        line = _REVEALED.decode(row["line"])
        seen = line.body
        return Look(
            *place, line.by, row["received"], seen.purpose, seen.household, seen.member,
            tuple(seen.fields), seen.device,
        )  # fmt: skip
    exported = _EXPORTED.decode(row["line"])
    body = exported.body
    return Look(
        *place, exported.by, row["received"], body.purpose, what=body.what, region=body.region,
        households=body.households, personal=body.personal,
    )  # fmt: skip
