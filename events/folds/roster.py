"""Who a household is on a day: its head, who receives the aid, its members and what they are for.

Before: facts. After: the counts of a caseload (`caseload.py`), the sheets of sessions and pay days,
printed forms, the office's cards. No names: those are personal and joined where they are shown.
"""

from datetime import date

from msgspec import Struct

from events.folds.claims import Claims
from events.folds.facts import Facts
from events.folds.family import state_on
from events.folds.household import Household
from events.folds.merge import settle
from events.folds.programme import Programme
from events.types import Component, EntityId, HeadChanged, HouseholdRegistered, PayeeSet


class Person(Struct, frozen=True, omit_defaults=True, gc=False):
    """A member who is present; `components` are those open on the day."""

    id: EntityId
    sex: str
    relation: str
    birth_year: int | None = None
    components: tuple[Component, ...] = ()


class Roster(Struct, frozen=True, omit_defaults=True, gc=False):
    """The members by id; `head` and `payee` are None where nobody, or more than one, is named."""

    people: tuple[Person, ...] = ()
    head: EntityId | None = None
    payee: EntityId | None = None

    @property
    def recipient(self) -> EntityId | None:
        """Who comes to sessions and receives the aid: the payee, else the head."""
        return self.payee or self.head


def roster_of(household: Household, programme: Programme, day: date) -> Roster:
    """The roster of a household on a day, under all its names."""
    state = state_on(household, programme, day.isoformat())
    return roster(Facts(state.resolved(programme).claims, programme, day.isoformat()))


def roster(facts: Facts) -> Roster:
    """The roster on the facts' day."""
    components: dict[EntityId, list[Component]] = {}
    for fact in facts.components():
        components.setdefault(fact.value.member, []).append(fact.value.component)
    payees = settle(facts.claims, PayeeSet, "", facts.day)
    people = []
    for member in facts.members_on(facts.day):
        body = member.added.value
        people.append(
            Person(
                id=member.id,
                sex=body.sex,
                relation=body.relation,
                birth_year=body.birth_year if isinstance(body.birth_year, int) else None,
                components=tuple(components.get(member.id, ())),
            )
        )
    return Roster(
        people=tuple(people),
        head=head_on(facts.claims, facts.day),
        payee=payees[0].value.member if len(payees) == 1 else None,
    )


def head_on(claims: Claims, day: str) -> EntityId | None:
    """Who heads the household: as registered, then as each change says; None where open."""
    registered = settle(claims, HouseholdRegistered, "", day)
    if len(registered) != 1:
        return None
    head = registered[0].value.head
    followed = {head}
    while changed := settle(claims, HeadChanged, head, day):
        head = changed[0].value.new_head
        if len(changed) > 1 or head in followed:
            return None
        followed.add(head)
    return head
