"""What a death, a split, a move or a silence leaves to be asked, beside what the indicators ask.

Before: facts, who heads the household (`roster.py`), its enterprises. After: the questions of the
next visit. Nobody is put in the place of the dead by a rule: the spouse, or an adult the family
chooses, heads it once somebody says so (`head_changed`), and a coordinator confirms that
(`basis.py`).
"""

from collections.abc import Iterable, Iterator, Set
from typing import Final

from events.folds.enterprise import Enterprise, owner_of
from events.folds.facts import Facts
from events.folds.income import enterprises
from events.folds.merge import settle
from events.folds.questions import Question
from events.folds.roster import head_on
from events.types import (
    AddressChanged,
    EntityId,
    HeadChanged,
    HouseholdSplit,
    IdentityVerified,
    MemberDied,
    MemberLeft,
    OperationChanged,
    PayeeSet,
)

_CHANGES: Final = (MemberDied, MemberLeft, HouseholdSplit, HeadChanged, AddressChanged)


def left_open(facts: Facts, states: Iterable[Enterprise]) -> Iterator[Question]:
    """The questions that something which happened asks, and not an indicator."""
    if any(kind in facts.claims.buckets for kind in _CHANGES):
        yield from _after_change(facts)
    silent = tuple(each.id for each in states if each.stage == "dormant")
    if silent:
        yield Question("enterprise_news", "changed", (), silent)


def _after_change(facts: Facts) -> Iterator[Question]:
    gone: set[EntityId | None] = {
        member.id for member in facts.members() if not member.present(facts.day)
    }
    if facts.members_on(facts.day):
        yield from _about_people(facts, gone)
    owned = tuple(_without_owner(facts, gone))
    if owned:
        yield Question("owner", "changed", (), owned)
    moved = facts.one(AddressChanged, "")
    if moved is not None and (moved.value.rt is None or moved.value.rw is None):
        yield Question("rt_rw", "changed", (), ())


def _about_people(facts: Facts, gone: Set[EntityId | None]) -> Iterator[Question]:
    head = head_on(facts.claims, facts.day)
    payees = {fact.value.member for fact in settle(facts.claims, PayeeSet, "", facts.day)}
    changed = max((fact.on for _, fact in facts.all(HeadChanged)), default=None)
    if head is not None and head in gone:
        yield Question("head", "changed", (), (head,))
    if payees <= gone and (payees or changed is not None or head in gone):
        yield Question("payee", "changed", (), tuple(sorted(payees)))
    if changed is not None and not any(
        fact.value.kind == "kk" and fact.on >= changed for _, fact in facts.all(IdentityVerified)
    ):
        yield Question("no_kk", "changed", (), ())


def _without_owner(facts: Facts, gone: Set[EntityId | None]) -> Iterator[EntityId]:
    """The enterprises that go on though their owner is gone."""
    for enterprise in enterprises(facts):
        operation = facts.one(OperationChanged, enterprise)
        if operation is not None and operation.value.state == "closed":
            continue
        if owner_of(facts, enterprise) in gone:
            yield enterprise
