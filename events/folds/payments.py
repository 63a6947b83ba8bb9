"""The money of each tranche, and what a person should look into: the disbursement ledger.

Before: what decree, bank and family said (`tranches.py`), and what was decided (`decisions.py`).
After: the office's ledger. An exception changes no figure, and where something is not known there
is none, but for a family that nobody asked for long whether the money reached it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from events import limits
from events.folds.decisions import Change, Decisions
from events.folds.facts import Facts, Member
from events.folds.merge import settle
from events.folds.months import end_of
from events.folds.status import Status, statuses
from events.folds.tranches import Side, Told, Tranche, moved, side_of, told
from events.types import (
    EntityId,
    ExitProposed,
    MemberDied,
    PayeeSet,
    Programme,
)

PaymentException = Literal[
    "two_programmes",
    "paid_after_exit",
    "paid_after_death",
    "payee_not_member",
    "ordered_twice",
    "not_paid",
    "paid_differs",
    "ordered_not_received",
    "paid_not_received",
    "received_partly",
    "received_differs",
    "card_held_by_other",
    "receipt_unknown",
    "disputed",
    "implausible",
]

RECEIPT_DAYS: Final = 60
"""How long a family may go unasked whether money reached it; a quarterly visit is due by then."""


class Disbursement(Struct, frozen=True):
    """A tranche of a programme as its three parties tell it; None where one said nothing.

    `payee` is who should receive it: as bank or decree name the person, else as set for the
    household, else who did receive it.
    """

    programme: Programme
    year: int
    tranche: int
    ordered: Side | None
    paid: Side | None
    received: Side | None
    payee: EntityId | None
    received_by: EntityId | None
    shortfall: str | None
    exceptions: tuple[PaymentException, ...]

    @property
    def amount(self) -> int | None:
        """What the family cost, by the best word there is: the bank's, its own, the decree's."""
        for side in (self.paid, self.received, self.ordered):
            if side is not None and side.amount is not None:
                return side.amount
        return None

    @property
    def on(self) -> str:
        """When the money moved, as far as anybody said."""
        side = self.paid or self.received or self.ordered
        assert side is not None, "somebody spoke of every tranche there is"
        return side.on


def disbursements(facts: Facts, decisions: Decisions) -> tuple[Disbursement, ...]:
    """Every tranche somebody spoke of by the facts' day, by programme, year and number."""
    spoken = told(facts)
    if not spoken:
        return ()
    family = _Family(facts, decisions)
    made = [_Judged(family, tranche, spoken[tranche]).disbursement() for tranche in sorted(spoken)]
    twice = _years_of_two_programmes(made)
    return tuple(
        replace(each, exceptions=("two_programmes", *each.exceptions))
        if each.year in twice
        else each
        for each in made
    )


def _years_of_two_programmes(made: Sequence[Disbursement]) -> frozenset[int]:
    """The years in which two programmes gave money, or ordered some that nobody says failed."""
    programmes: dict[int, set[Programme]] = {}
    for each in made:
        if each.amount != 0:
            programmes.setdefault(each.year, set()).add(each.programme)
    return frozenset(year for year, given in programmes.items() if len(given) > 1)


class _Family:
    """What a household was on the days money moved; worked out once it is asked for."""

    def __init__(self, facts: Facts, decisions: Decisions) -> None:
        self.facts = facts
        self._decisions = decisions

    def ever_left(self) -> bool:
        """True when it had graduated, or left a programme; nearly no household that is paid has."""
        return any(change.what in ("graduated", "exited") for change in self._decisions.changes)

    def had_left(self, programme: Programme, on: str) -> bool:
        """True when it had graduated, or left that programme, before a date began."""
        left = False
        for change, status in self._statuses:
            if end_of(change.on) >= on:
                break
            left = status == "graduated" or (
                status == "exited" and self._exited_from(change) in (programme, None)
            )
        return left

    def payee_set(self, on: str) -> EntityId | None:
        """Who was to receive the aid on a date; None where nobody is named, or two are."""
        set_then = settle(self.facts.claims, PayeeSet, "", end_of(on))
        return set_then[0].value.member if len(set_then) == 1 else None

    def had_died(self, name: EntityId, on: str) -> bool:
        """True for a member who died before a date began."""
        gone = self.members[name].gone if name in self.members else None
        return gone is not None and isinstance(gone.value, MemberDied) and on > end_of(gone.on)

    def is_nobody(self, name: EntityId, on: str) -> bool:
        """True for one who was no member on a date, alive or not; nobody is while none is known."""
        if not self.members:
            return False
        member = self.members.get(name)
        if member is None or member.added.on > end_of(on):
            return True
        gone = member.gone
        return gone is not None and on > end_of(gone.on) and not self.had_died(name, on)

    @cached_property
    def members(self) -> Mapping[EntityId, Member]:
        """Everybody who was ever a member."""
        return {member.id: member for member in self.facts.members()}

    @cached_property
    def _statuses(self) -> list[tuple[Change, Status]]:
        return list(statuses(self._decisions))

    def _exited_from(self, exited: Change) -> Programme | None:
        for entry in self.facts.claims.of(ExitProposed).get(exited.proposal, ()):
            body = entry.event.body
            assert isinstance(body, ExitProposed)
            return body.programme
        return None


class _Judged:
    """One tranche, and what does not fit in it."""

    def __init__(self, family: _Family, tranche: Tranche, said: Told) -> None:
        self._family = family
        self._said = said
        self.programme, self.year, self.tranche = tranche
        self.ordered = side_of(said.ordered)
        self.paid = side_of(said.paid)
        self.received = side_of(said.received)
        self.told = said.received[0].body if said.received else None
        """What the family said."""

    def disbursement(self) -> Disbursement:
        told = self.told
        payee = self._payee()
        return Disbursement(
            programme=self.programme,
            year=self.year,
            tranche=self.tranche,
            ordered=self.ordered,
            paid=self.paid,
            received=self.received,
            payee=payee,
            received_by=None if told is None else told.received_by,
            shortfall=None if told is None else told.shortfall_reason,
            exceptions=(
                *self._of_people(payee),
                *self._of_orders(),
                *self._of_receipt(),
                *self._of_claims(),
            ),
        )

    def _payee(self) -> EntityId | None:
        for said in self._said.lists():
            if said.body.payee is not None:
                return said.body.payee
        side = self.paid or self.ordered or self.received
        assert side is not None, "somebody spoke of every tranche there is"
        payee = self._family.payee_set(side.on)
        return payee if payee is not None or self.told is None else self.told.received_by

    def _dates(self) -> list[str]:
        """When money was paid; where the bank said nothing, when the family received it."""
        if self._said.paid:
            return [
                said.on if said.body.paid_on is None else said.body.paid_on.isoformat()
                for said in self._said.paid
                if moved(said.body)
            ]
        return [] if self.received is None or not self.received.amount else [self.received.on]

    def _of_people(self, payee: EntityId | None) -> Iterator[PaymentException]:
        family, dates = self._family, self._dates()
        if family.ever_left() and any(family.had_left(self.programme, on) for on in dates):
            yield "paid_after_exit"
        if payee is not None and any(family.had_died(payee, on) for on in dates):
            yield "paid_after_death"
        named = [(said.body.payee, said.on) for said in self._said.lists()]
        named += [(said.body.received_by, said.on) for said in self._said.received]
        if any(name is not None and family.is_nobody(name, on) for name, on in named):
            yield "payee_not_member"

    def _of_orders(self) -> Iterator[PaymentException]:
        if len(self._said.ordered) > 1:
            yield "ordered_twice"
        ordered, paid = _amount(self.ordered), _amount(self.paid)
        if paid == 0:
            yield "not_paid"
        elif ordered is not None and paid is not None and ordered != paid:
            yield "paid_differs"

    def _of_receipt(self) -> Iterator[PaymentException]:
        told = self.told
        if told is None:
            if self._is_overdue():
                yield "receipt_unknown"
            return
        ordered, paid = _amount(self.ordered), _amount(self.paid)
        if told.status == "not_received":
            if paid:
                yield "paid_not_received"
            elif ordered:
                yield "ordered_not_received"
        else:
            if told.status == "partial":
                yield "received_partly"
            expected = ordered if paid is None else paid
            if None not in (expected, received := _amount(self.received)) and received != expected:
                yield "received_differs"
        if told.shortfall_reason == "card_held_by_other":
            yield "card_held_by_other"

    def _is_overdue(self) -> bool:
        """True when money was paid, or ordered and not known to have failed, long enough ago."""
        side = self.ordered if self.paid is None else self.paid
        if side is None or side.amount == 0:
            return False
        today = date.fromisoformat(self._family.facts.day)
        return (today - date.fromisoformat(end_of(side.on))).days > RECEIPT_DAYS

    def _of_claims(self) -> Iterator[PaymentException]:
        readings = [each.readings for each in (*self._said.lists(), *self._said.received)]
        if max(map(len, readings)) > 1:
            yield "disputed"
        if max(fact.value.amount for each in readings for fact in each) > limits.RUPIAH_MAX:
            yield "implausible"


def _amount(side: Side | None) -> int | None:
    return None if side is None else side.amount
