"""Two households made one by a coordinator, and parted again: one act in both streams, or in none.

    choose the survivor -> the same people, found by NIK or named -> one transaction:
    households_merged in both streams, and in the survivor's a correction of each member's id

Every act stands in the log with the coordinator's name. The corrections are written in the
survivor's stream, so they count while the two are one and wait when they are parted
(`events/folds/family.py`, `renaming.py`). Before: `server/cli/merging.py`. After: scopes follow
(`server/exchange/assigning.py`), read models follow the log.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from events.check import may_write
from events.dates import day_of_ms
from events.errors import InputRefused
from events.folds.answer import Looked, look
from events.folds.family import merges_of
from events.folds.identities import identities
from events.folds.reach import OUTSIDE_REGION, Reach
from events.ids import ActorId, EventId, HouseholdId, LogId, StreamId, make_uuid7
from events.types import (
    REGISTRY,
    Body,
    EntityId,
    FactCorrected,
    HouseholdsMerged,
    HouseholdsUnmerged,
    MemberAdded,
    Role,
)
from events.types.acts import ReasonMayBeGiven
from server.answers.answering import Answering
from server.database import Transaction
from server.exchange.assigning import settle
from server.intake.office_device import Act, Written
from server.office import Desk, Office
from server.officers.actors import Actor, known_actor
from server.officers.duplicates import enrolled_on
from server.officers.identities import catch_up

Basis = Literal["same_nik", "same_kk", "same_people"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator wants: `by` an id or a name; `same` pairs of members who are one person,
    the survivor's first; `survivor` None for the one enrolled earlier."""

    one: HouseholdId
    other: HouseholdId
    by: str
    basis: Basis
    survivor: HouseholdId | None = None
    same: tuple[tuple[EntityId, EntityId], ...] = ()
    reason: str | None = None
    on: str | None = None


class Merged(msgspec.Struct, frozen=True):
    """What was written. `same`: the merged household's members who are now the survivor's, by id;
    `more`: its members who are not, and are looked at by a person."""

    act: EntityId
    survivor: HouseholdId
    merged: HouseholdId
    same: dict[EntityId, EntityId]
    more: tuple[EntityId, ...]
    events: tuple[Written, ...]


class Unmerged(msgspec.Struct, frozen=True):
    """What was undone: the acts of every merge that held the two together."""

    survivor: HouseholdId
    merged: HouseholdId
    acts: tuple[EntityId, ...]
    events: tuple[Written, ...]


async def merge(office: Office, desk: Desk, asked: Asked) -> Merged:
    """Make two households one.

    Errors: InputRefused for a household that is not there, is merged already, or an actor who may
    not merge, or whose region does not have both.
    """
    actor = await entitled(office, desk, asked.by, "households_merged")
    on = asked.on or day_of_ms(office.now_ms()).isoformat()
    await catch_up(office, desk)
    async with office.database.read() as transaction:
        names = (asked.one, asked.other)
        pair = [await standing(office, desk, transaction, name) for name in names]
        survivor, merged = _chosen(pair, asked.survivor)
        check_reach(pair, actor, on)
        same = await _same_people(transaction, desk.log, survivor, merged)
    same |= _named(asked.same, survivor, merged)
    act = EntityId(make_uuid7(office.now_ms(), office.draw(10)))
    body = HouseholdsMerged(
        act=act, survivor=survivor.household.id, merged=merged.household.id, basis=asked.basis
    )
    acts = _in_both(body, actor.id, on, asked.reason)
    if _may(actor, REGISTRY["member_added"].name):
        acts += _one_person(survivor, merged, same, actor.id, on)
    else:
        same = {}
    written = await desk.device.append_all(acts)
    await settle(desk.device)
    present = {member.id for member in merged.facts.members_on(merged.facts.day)}
    return Merged(
        act=act,
        survivor=body.survivor,
        merged=body.merged,
        same=same,
        more=tuple(sorted(present - same.keys())),
        events=tuple(written),
    )


async def unmerge(
    office: Office,
    desk: Desk,
    one: HouseholdId,
    other: HouseholdId,
    by: str,
    reason: str | None = None,
) -> Unmerged:
    """Part two households that were merged; both are as before, with what was written since.

    Errors: InputRefused `not_merged` when no merge holds these two together, and as `merge`.
    """
    actor = await entitled(office, desk, by, "households_unmerged")
    async with office.database.read() as transaction:
        state, programme = await Answering().gathered(transaction, desk.log, one)
    links = sorted(
        link for link in merges_of(state, programme) if {link.survivor, link.merged} == {one, other}
    )
    if not links:
        raise InputRefused("not_merged", "no merge holds these two households together")
    on = day_of_ms(office.now_ms()).isoformat()
    acts = [
        act
        for link in links
        for act in _in_both(
            HouseholdsUnmerged(act=link.act, survivor=link.survivor, merged=link.merged),
            actor.id, on, reason,
        )
    ]  # fmt: skip
    written = await desk.device.append_all(acts)
    await settle(desk.device)
    return Unmerged(
        survivor=links[0].survivor,
        merged=links[0].merged,
        acts=tuple(link.act for link in links),
        events=tuple(written),
    )


async def entitled(office: Office, desk: Desk, text: str, type_name: str) -> Actor:
    """The actor of an id or a name. Errors: InputRefused unless a role of theirs may write this."""
    actor = await known_actor(office, desk, text)
    if not _may(actor, type_name):
        raise InputRefused("role_not_allowed", f"no role of theirs may write {type_name}")
    return actor


async def standing(
    office: Office, desk: Desk, transaction: Transaction, household: HouseholdId
) -> Looked:
    """A household as of today under the name that counts.

    Errors: InputRefused for one that is not there, or is another's alias.
    """
    state, programme = await Answering().gathered(transaction, desk.log, household)
    if not state.entries:
        raise InputRefused("unknown_household", f"nothing is written of household {household}")
    looked = look(state, programme, day_of_ms(office.now_ms()).isoformat())
    if looked.named is not None and looked.named.alias_of is not None:
        raise InputRefused(
            "is_alias", f"{household} is merged already: name {looked.named.alias_of} instead"
        )
    return looked


def _may(actor: Actor, type_name: str) -> bool:
    roles: Sequence[Role] = actor.roles
    return any(may_write(REGISTRY[type_name], role) for role in roles)


def check_reach(pair: Sequence[Looked], actor: Actor, on: str) -> None:
    """Errors: InputRefused `outside_region`: the folds would not count it."""
    for looked in pair:
        reach = Reach(looked.household.claims, looked.programme)
        if reach.missing_at(StreamId(looked.household.id), on, [actor.id]) is not None:
            raise InputRefused(
                OUTSIDE_REGION, f"{looked.household.id} was registered outside their region"
            )


def _chosen(pair: list[Looked], survivor: HouseholdId | None) -> tuple[Looked, Looked]:
    """The one that goes on, as named or enrolled first, and the one merged into it."""
    one, other = pair
    if one.household.id == other.household.id:
        raise InputRefused("same_household", "these two are one household already")
    if survivor is None:
        one, other = sorted(pair, key=enrolled_on)
    elif survivor == other.household.id:
        one, other = other, one
    elif survivor != one.household.id:
        raise InputRefused("unknown_survivor", "the survivor is one of the two households")
    return one, other


async def _same_people(
    transaction: Transaction, log: LogId, survivor: Looked, merged: Looked
) -> dict[EntityId, EntityId]:
    """Members of both with one NIK: the merged household's id to the survivor's.

    A number that two members of one household hold tells nobody apart, and joins nobody.
    """
    held = [await _niks(transaction, log, looked) for looked in (survivor, merged)]
    ours, theirs = ({mac: next(iter(ids)) for mac, ids in found.items() if len(ids) == 1}
                    for found in held)  # fmt: skip
    pairs = {theirs[mac]: ours[mac] for mac in ours.keys() & theirs.keys()}
    return {old: new for old, new in pairs.items() if old != new}


async def _niks(transaction: Transaction, log: LogId, looked: Looked) -> dict[str, set[EntityId]]:
    names = [looked.household.id, *looked.household.joined]
    rows = await transaction.fetch("identities.of_households", log, list[str](names))
    macs = {EventId(row["event"]): row["mac"] for row in rows if row["kind"] == "nik"}
    found: dict[str, set[EntityId]] = {}
    for stated in identities(looked):
        if stated.kind == "nik":
            for event in stated.events:
                if event in macs:
                    found.setdefault(macs[event], set()).add(stated.member)
    return found


def _named(
    pairs: Sequence[tuple[EntityId, EntityId]], survivor: Looked, merged: Looked
) -> dict[EntityId, EntityId]:
    """The pairs a person named. Errors: InputRefused `unknown_member`."""
    day = survivor.facts.day
    ours, theirs = ({member.id for member in looked.facts.members_on(day)}
                    for looked in (survivor, merged))  # fmt: skip
    for one, other in pairs:
        if one not in ours or other not in theirs:
            raise InputRefused(
                "unknown_member", "name a member of the survivor, =, and one of the other household"
            )
    return {other: one for one, other in pairs}


def _in_both(
    body: HouseholdsMerged | HouseholdsUnmerged, by: ActorId, on: str, reason: str | None
) -> list[Act]:
    personal = None if reason is None else ReasonMayBeGiven(reason=reason)
    return [
        Act(body=body, by=by, stream=StreamId(name), on=on, personal=personal)
        for name in (body.survivor, body.merged)
    ]


def _one_person(
    survivor: Looked, merged: Looked, same: Mapping[EntityId, EntityId], by: ActorId, on: str
) -> list[Act]:
    """A correction of the member's id in every entry that added the person under the old one."""
    acts = []
    for old, new in sorted(same.items()):
        for entry in merged.resolved.claims.of(MemberAdded).get(old, ()):
            body: Body = FactCorrected(
                target=entry.id, field="member", old=old, new=new, reason="document_seen"
            )
            stream = StreamId(survivor.household.id)
            acts.append(Act(body=body, by=by, stream=stream, on=on))
    return acts
