"""Whether what a proposal of graduation rests on still holds.

Before: the proposal with its frozen copy (`graduation_proposed`) and the facts as known now. After:
the flags `decision_basis_changed` and `to_confirm` (`status.py`) and the decision file
(`proposals.py`). A decision is never undone by what is learned later; it is shown beside it.
"""

from typing import cast

from msgspec import Struct

from events.entry import Entry
from events.folds.acts import SUPERVISORS, Resolved
from events.folds.claims import knew
from events.folds.facts import Facts
from events.folds.readiness import Indicator, judge
from events.ids import EventId
from events.types import ConflictResolved, GraduationProposed, IndicatorCopy


class Changed(Struct, frozen=True, gc=False):
    """An indicator as the proposal copied it, and as it is worked out now; None: it is no more."""

    then: IndicatorCopy
    now: Indicator | None


def changed_indicators(facts: Facts, proposed: GraduationProposed) -> tuple[Changed, ...]:
    """What readiness as of the proposal, worked out with what is known now, says otherwise.

    Only a verdict or a value counts: more witnesses of the same change nothing.
    """
    known = facts.memo.get(("basis", proposed.proposal))
    if known is None:
        known = facts.memo[("basis", proposed.proposal)] = tuple(_changed(facts, proposed))
    return cast(tuple[Changed, ...], known)


def _changed(facts: Facts, proposed: GraduationProposed) -> list[Changed]:
    rule_set = facts.programme.rule_set_named(proposed.rule_set)
    if rule_set is None:
        return []
    then = Facts(facts.claims, facts.programme, proposed.as_of.isoformat())
    readiness = judge(then, rule_set).readiness
    found = []
    for copy in proposed.indicators:
        now = readiness.indicators.get(copy.id) or readiness.options.get(copy.id)
        if now is None or (now.verdict, now.value) != (copy.verdict, copy.value):
            found.append(Changed(copy, now))
    return found


def unconfirmed(
    facts: Facts, resolved: Resolved, entry: Entry, proposed: GraduationProposed
) -> tuple[EventId, ...]:
    """Corrections since of facts it rests on that no coordinator has confirmed."""
    if not resolved.corrections:
        return ()
    confirmed = {
        each.event.body.kept
        for each in resolved.resolutions
        if isinstance(each.event.body, ConflictResolved)
        and not facts.programme.roles(each.event.by, each.event.on).isdisjoint(SUPERVISORS)
    }
    return tuple(
        dict.fromkeys(
            correction.id
            for indicator in proposed.indicators
            for target in indicator.evidence
            for correction in resolved.corrections.get(target, ())
            if correction.id not in confirmed and not knew(entry, correction)
        )
    )
