"""The same as last time: what a survey says until somebody says otherwise, ready to be said again.

A companion who finds nothing changed confirms it: the standing answers become a new dated entry of
her own. Before: settled claims (`merge.py`). After: `jejak record … --same`, prefilled forms. What
people disagree on is not copied: whoever confirms has to look at that herself.
"""

from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Struct

from events.folds.claims import FIELDWISE, Key
from events.folds.facts import Facts
from events.folds.merge import Fact, compared, settle, settle_field
from events.types import (
    Body,
    HousingSurveyed,
    LivelihoodSurveyed,
    MarketNoted,
    PlanAgreed,
    PremisesRecorded,
    WellbeingSurveyed,
    WorkforceRecorded,
)

CONFIRMABLE: Final[tuple[type[Body], ...]] = (
    HousingSurveyed,
    LivelihoodSurveyed,
    WellbeingSurveyed,
    PremisesRecorded,
    WorkforceRecorded,
    MarketNoted,
    PlanAgreed,
)
"""States that last until they change. The figures of a month never are: each month is asked for."""


class LastTime(Struct, frozen=True):
    """The standing fields of a type, the date of the newest, and the fields in conflict."""

    fields: dict[str, object]
    on: str
    contested: tuple[str, ...]


def keys_of(facts: Facts, kind: type[Body]) -> list[Key]:
    """What claims of a type speak of by the facts' day: the household, or enterprises of it."""
    buckets = facts.claims.of(kind)
    return sorted(key for key, bucket in buckets.items() if bucket[0].event.on <= facts.day)


def last_time(facts: Facts, kind: type[Body], key: Key) -> LastTime | None:
    """What was said last under a key by the facts' day; None when nothing was."""
    fields: dict[str, object] = {}
    contested: list[str] = []
    newest = ""
    for name, found in _standing(facts, kind, key):
        if len({_plain(fact.value) for fact in found}) > 1:
            contested.append(name)
            continue
        fields[name] = msgspec.to_builtins(found[0].value)
        newest = max(newest, *(fact.on for fact in found))
    return LastTime(fields, newest, tuple(contested)) if newest else None


def _standing(
    facts: Facts, kind: type[Body], key: Key
) -> Iterator[tuple[str, tuple[Fact[object], ...]]]:
    """Each stated field with its claims that stand; `evidence` is of its own day alone."""
    if kind in FIELDWISE:
        for name in FIELDWISE[kind]:
            said = settle_field(facts.claims, kind, key, name, facts.day)
            if said:
                yield name, said
        return
    whole = settle(facts.claims, kind, key, facts.day)
    for name, unsaid in compared(kind).items():
        said = tuple(
            Fact(getattr(fact.value, name), fact.on, fact.ids)
            for fact in whole
            if getattr(fact.value, name) != unsaid
        )
        if said:
            yield name, said


def _plain(value: object) -> bytes:
    return msgspec.json.encode(value)
