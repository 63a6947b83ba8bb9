"""A household that becomes two: one act in both streams, and what the new one begins with.

    old stream   household_split
    new stream   household_split, household_registered (its source is the old one), member_added of
                 those who go, components that are open, the companion, enterprises that go along

What was true before stays in the old stream; what is carried over is stated anew as of the day of
the split, its personal parts opened and sealed under the new stream's own key. All of it is one
transaction. Before: `server/cli/merging.py`. After: the fold of both (`events/folds/splits.py`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

import msgspec
from msgspec.structs import replace

from events.dates import day_of_ms
from events.errors import InputRefused, JejakError
from events.folds.answer import Looked
from events.folds.companions import companion_on
from events.folds.income import enterprises
from events.folds.roster import head_on
from events.ids import ActorId, EventId, HouseholdId, StreamId, make_uuid7
from events.regions import meets
from events.types import (
    Body,
    CompanionAssigned,
    EnterpriseStarted,
    EntityId,
    HouseholdRegistered,
    HouseholdSplit,
    MemberAdded,
    OwnershipChanged,
    Personal,
    RegionCode,
)
from events.types.people import MemberAddedPersonal
from server.answers.revealing import OF_A_MEMBER, Fields, opened_parts, said_of
from server.exchange.assigning import settle
from server.intake.office_device import Act, Written
from server.office import Desk, Office
from server.officers.merging import check_reach, entitled, standing

Reason = Literal["married", "divorce", "other"]
Stays = Literal["old", "new"]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a coordinator wants. `relations`: what each is to the new head, who need not be named.

    `programme` None: it stays with those who have the open components. `enterprises` go along.
    """

    household: HouseholdId
    members: tuple[EntityId, ...]
    head: EntityId
    reason: Reason
    by: str
    on: str | None = None
    region: RegionCode | None = None
    relations: Mapping[EntityId, str] = {}
    programme: Stays | None = None
    enterprises: tuple[EntityId, ...] = ()
    without_head: bool = False
    """The head goes along, and it is known that those who stay have none yet."""


class Split(msgspec.Struct, frozen=True):
    """What was written."""

    act: EntityId
    household: HouseholdId
    new_household: HouseholdId
    on: str
    programme_stays_with: HouseholdId
    events: tuple[Written, ...]


class HeadGoes(JejakError):
    """The head of the household would go along: who heads those who stay is for people to say."""

    def __init__(self, head: EntityId) -> None:
        super().__init__(f"{head} heads the household and would leave it")
        self.head = head


async def split(office: Office, desk: Desk, asked: Asked) -> Split:
    """Make a household of their own of some members.

    Errors: InputRefused for a household, member or enterprise that is not there, everybody leaving
    at once, or an actor who may not split it; HeadGoes.
    """
    actor = await entitled(office, desk, asked.by, "household_split")
    async with office.database.read() as transaction:
        old = await standing(office, desk, transaction, asked.household)
        _check(old, asked)
        check_reach([old], actor, asked.on or old.facts.day)
        parts: dict[int, Fields] = {}
        for name in (old.household.id, *old.household.joined):
            parts |= await opened_parts(office, desk, transaction, name)
    on = asked.on or day_of_ms(office.now_ms()).isoformat()
    new = HouseholdId(make_uuid7(office.now_ms(), office.draw(10)))
    carried = _Carried(old, asked, actor.id, new, on)
    body = HouseholdSplit(
        act=EntityId(make_uuid7(office.now_ms(), office.draw(10))),
        new_household=new,
        members=asked.members,
        reason=asked.reason,
        programme_stays_with=_stays_with(old, asked, new),
    )
    written = await desk.device.append_all([*carried.acts(body, parts)])
    await settle(desk.device)
    return Split(body.act, asked.household, new, on, body.programme_stays_with, tuple(written))


def _check(old: Looked, asked: Asked) -> None:
    present = {member.id for member in old.facts.members_on(old.facts.day)}
    going = set(asked.members)
    if not going or not going <= present or asked.head not in going:
        raise InputRefused(
            "unknown_member", "name members of the household, and one of them as the new head"
        )
    if going == present:
        raise InputRefused("nobody_stays", "somebody must stay, else the household has moved")
    if not set(asked.enterprises) <= set(enterprises(old.facts)):
        raise InputRefused("unknown_enterprise", "the household has no enterprise of this id")
    head = head_on(old.facts.claims, old.facts.day)
    if head in going and not asked.without_head:
        raise HeadGoes(head)


def _stays_with(old: Looked, asked: Asked, new: HouseholdId) -> HouseholdId:
    """With whom the programme stays: as decided, else with those it is for."""
    stays = asked.programme
    if stays is None:
        holders = {fact.value.member for fact in old.facts.components()}
        stays = "new" if holders and holders <= set(asked.members) else "old"
    return new if stays == "new" else old.household.id


class _Carried:
    """What is written of a split, in the order in which it is written."""

    def __init__(self, old: Looked, asked: Asked, by: ActorId, new: HouseholdId, on: str) -> None:
        self._old = old
        self._asked = asked
        self._by = by
        self._new = StreamId(new)
        self._on = on

    def acts(self, split: HouseholdSplit, parts: Mapping[int, Fields]) -> Iterator[Act]:
        yield self._act(split, stream=StreamId(self._old.household.id))
        yield self._act(split)
        yield self._act(self._registration())
        yield from self._members(parts)
        for fact in self._old.facts.components():
            if fact.value.member in self._asked.members:
                yield self._act(fact.value)
        companion = companion_on(self._old.decisions.assignments, self._old.facts.day)
        if companion is not None:
            effective = date.fromisoformat(self._on)
            yield self._act(
                CompanionAssigned(companion=companion, effective_on=effective, reason="new")
            )
        yield from self._enterprises()

    def _act(
        self, body: Body, personal: Personal | None = None, stream: StreamId | None = None
    ) -> Act:
        return Act(
            body=body, by=self._by, stream=stream or self._new, on=self._on, personal=personal
        )

    def _registration(self) -> HouseholdRegistered:
        facts = self._old.facts
        region = self._asked.region or facts.region()
        if not region:
            raise InputRefused("missing_region", "say where the new household lives: --region")
        if not meets(facts.programme.log, region):
            # Also where they all live elsewhere by now: a household belongs where it registers.
            raise InputRefused(
                "foreign_region",
                f"{region} is not in {facts.programme.log}: give a --region of it, then record "
                "that the new household moved (address_changed)",
            )
        registered = facts.one(HouseholdRegistered, "")
        return HouseholdRegistered(
            head=self._asked.head,
            region=region,
            source="companion",
            source_ref=self._old.household.id,
            notice_given=registered is not None and registered.value.notice_given,
        )

    def _members(self, parts: Mapping[int, Fields]) -> Iterator[Act]:
        for member in self._old.facts.members_on(self._old.facts.day):
            if member.id not in self._asked.members:
                continue
            known = self._called(member.added.ids, parts)
            if "name" not in known:
                raise InputRefused(
                    "personal_missing", f"the name of member {member.id} cannot be opened here"
                )
            body = replace(
                member.added.value, relation=self._relation(member.id), in_same_kk=True, evidence=()
            )
            yield self._act(
                msgspec.convert(msgspec.to_builtins(body), MemberAdded),
                msgspec.convert(known, MemberAddedPersonal),
            )

    def _called(self, added: tuple[EventId, ...], parts: Mapping[int, Fields]) -> Fields:
        """Name, number and birth of a member, as corrected."""
        said = said_of(self._old, added, parts)
        return {name: said[name] for name in OF_A_MEMBER if said.get(name) is not None}

    def _relation(self, member: EntityId) -> str:
        if member == self._asked.head:
            return "kepala"
        return self._asked.relations.get(member, "lainnya")

    def _enterprises(self) -> Iterator[Act]:
        for enterprise in self._asked.enterprises:
            changed = OwnershipChanged(
                enterprise=enterprise, new_owner=EntityId(self._new), reason="split"
            )
            yield self._act(changed, stream=StreamId(self._old.household.id))
            yield self._act(changed)
            started = self._old.facts.one(EnterpriseStarted, enterprise)
            if started is not None:
                yield self._act(replace(started.value, evidence=()))
