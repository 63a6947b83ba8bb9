"""What was said of the money of each tranche: by the decree, by the bank, by the family.

Before: settled claims (`merge.py`). After: `payments.py` looks for what does not fit. The three
stand side by side and none corrects another: a side nobody spoke for is unknown, never zero, and so
is an amount while its claims conflict.
"""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from events import limits
from events.folds.facts import Facts
from events.folds.merge import Fact, settle
from events.ids import ActorId, EventId
from events.types import AssistanceReceived, PaymentOrdered, PaymentReported, Programme

Statement = PaymentOrdered | PaymentReported | AssistanceReceived
_S = TypeVar("_S", PaymentOrdered, PaymentReported, AssistanceReceived)

Tranche = tuple[Programme, int, int]
"""Programme, year, number."""


class Said(Struct, Generic[_S], frozen=True, gc=False):
    """One key's readings, the one shown first in front: several while a conflict is open.

    `by` are those who stated it.
    """

    readings: tuple[Fact[_S], ...]
    by: tuple[ActorId, ...]

    @property
    def body(self) -> _S:
        """What is shown first."""
        return self.readings[0].value

    @property
    def on(self) -> str:
        """The date of what is shown first."""
        return self.readings[0].on

    @property
    def amount(self) -> int | None:
        """The rupiah all readings agree on; None while they do not, or where it cannot be true."""
        amount = moved(self.body)
        if any(moved(other.value) != amount for other in self.readings[1:]):
            return None
        return None if amount > limits.RUPIAH_MAX else amount


class Told(Struct, frozen=True, gc=False):
    """All that was said of a tranche; the decree's and the bank's word come list by list."""

    ordered: list[Said[PaymentOrdered]]
    paid: list[Said[PaymentReported]]
    received: list[Said[AssistanceReceived]]

    def lists(self) -> list[Said[PaymentReported] | Said[PaymentOrdered]]:
        """The bank's word, then the decree's."""
        return [*self.paid, *self.ordered]


class Side(Struct, frozen=True, gc=False):
    """One party's word of a tranche. `amount` is None while its claims conflict.

    `state` is the bank's `paid`, `failed` or `returned`, the family's `full`, `partial` or
    `not_received`; None for an order.
    """

    amount: int | None
    state: str | None
    on: str
    by: tuple[ActorId, ...]
    evidence: tuple[EventId, ...]


def told(facts: Facts) -> dict[Tranche, Told]:
    """What was said by the facts' day, by tranche; mostly there is little or nothing."""
    found: dict[Tranche, Told] = {}
    for ordered in _said(facts, PaymentOrdered):
        _of(found, ordered.body).ordered.append(ordered)
    for paid in _said(facts, PaymentReported):
        _of(found, paid.body).paid.append(paid)
    for received in _said(facts, AssistanceReceived):
        _of(found, received.body).received.append(received)
    return found


def moved(body: Statement) -> int:
    """The rupiah that a statement says were ordered, paid or received."""
    if isinstance(body, PaymentReported):
        return body.amount if body.status == "paid" else 0
    if isinstance(body, AssistanceReceived):
        return 0 if body.status == "not_received" else body.amount
    return body.amount


def side_of(parts: Sequence[Said[_S]]) -> Side | None:
    """One party's word: over several lists the sum, once each of them is known."""
    if not parts:
        return None
    if len(parts) == 1 and len(parts[0].readings) == 1:  # as mostly
        said, reading = parts[0], parts[0].readings[0]
        return Side(said.amount, _state(reading.value), reading.on, said.by, reading.ids)
    amounts = [said.amount for said in parts]
    known = [amount for amount in amounts if amount is not None]
    newest = max(parts, key=lambda said: said.on) if len(parts) > 1 else parts[0]
    evidence = (name for said in parts for reading in said.readings for name in reading.ids)
    return Side(
        amount=sum(known) if len(known) == len(amounts) else None,
        state=_state(newest.body),
        on=newest.on,
        by=tuple(dict.fromkeys(actor for said in parts for actor in said.by)),
        evidence=tuple(dict.fromkeys(evidence)),
    )


def _state(body: Statement) -> str | None:
    return None if isinstance(body, PaymentOrdered) else body.status


def _of(found: dict[Tranche, Told], body: Statement) -> Told:
    return found.setdefault((body.programme, body.year, body.tranche), Told([], [], []))


def _said(facts: Facts, kind: type[_S]) -> Iterator[Said[_S]]:
    buckets = facts.claims.of(kind)
    for key in sorted(buckets) if len(buckets) > 1 else buckets:
        readings = settle(facts.claims, kind, key, facts.day)
        if not readings:
            continue
        bucket = buckets[key]
        if len(bucket) == 1:
            yield Said(readings, (bucket[0].event.by,))
            continue
        ids = {name for reading in readings for name in reading.ids}
        by = (entry.event.by for entry in bucket if entry.id in ids)
        yield Said(readings, tuple(dict.fromkeys(by)))
