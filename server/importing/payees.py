"""Whom a NIK of a list stands for: found by its keyed hash among the numbers the log holds.

The hash says which households hold the number and in which entry, and nothing else; the number
itself is compared nowhere. Before: rows of a list, and the index that
`server/officers/identities.py` keeps. After: `payments.py` knows household and payee,
`households.py` that somebody is registered already.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from events.ids import EventId, HouseholdId, LogId
from events.types import Body, EntityId, IdentityVerified, MemberAdded
from server.answers.readmodels import ReadModels
from server.database import Transaction


class Holder(NamedTuple):
    """A household that holds a number, and the entry that says so."""

    household: HouseholdId
    event: EventId


async def holders_of(
    transaction: Transaction, log: LogId, macs: Iterable[str]
) -> dict[str, list[Holder]]:
    """Who holds the NIK of these hashes, by hash; those nobody holds are left out."""
    wanted = sorted(set(macs))
    found: dict[str, list[Holder]] = {}
    if wanted:
        for row in await transaction.fetch("identities.holding", log, "nik", wanted):
            holder = Holder(HouseholdId(row["household"]), EventId(row["event"]))
            found.setdefault(row["mac"], []).append(holder)
    return found


async def households_of(
    transaction: Transaction, log: LogId, holders: Sequence[Holder]
) -> list[HouseholdId]:
    """The households among holders, each once; one that was merged is where it goes on."""
    names = list(dict.fromkeys(holder.household for holder in holders))
    if len(names) < 2:
        return names
    models = await ReadModels.open(transaction, log)
    going_on: dict[HouseholdId, None] = {}
    for name in names:
        card = await models.card(name)
        going_on[name if card is None or card.alias_of is None else card.alias_of] = None
    return list(going_on)


def member_of(
    holders: Sequence[Holder], household: str, held: Mapping[EventId, Body]
) -> EntityId | None:
    """The member of a household who has the number; None where its entries do not say."""
    for holder in holders:
        body = held.get(holder.event) if holder.household == household else None
        if isinstance(body, MemberAdded | IdentityVerified):
            return body.member
    return None
