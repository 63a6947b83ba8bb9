"""Whether what a proposal of graduation rests on still holds.

Before: the proposal with its frozen copy (`graduation_proposed`) and the facts as known now. After:
the flags `decision_basis_changed` and `to_confirm` (`status.py`) and the decision file
(`proposals.py`). A decision is never undone by what is learned later; it is shown beside it, and a
coordinator confirms it again when it was learned before the decision took effect.
"""

from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct

from events.entry import Entry
from events.folds.acts import Resolved, named_by
from events.folds.claims import day_received, knew
from events.folds.decisions import Proposal
from events.folds.facts import Facts
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.readiness import Indicator, judge
from events.folds.rights import SUPERVISORS
from events.ids import EventId
from events.types import FactCorrected, GraduationProposed, HeadChanged, IndicatorCopy


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
    # A copy may be of a day still to come, as of this one: what begins after it is not known yet.
    day = min(proposed.as_of.isoformat(), facts.day)
    then = Facts(facts.claims, facts.programme, day)
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
    """Corrections since of facts it rests on that count and no coordinator has decided about."""
    if not resolved.corrections:
        return ()
    decided = _decided(resolved, facts.programme)
    return tuple(
        dict.fromkeys(
            correction.id
            for indicator in proposed.indicators
            for target in indicator.evidence
            for correction in _newest(resolved.corrections.get(target, ()))
            if correction.id not in decided and not knew(entry, correction)
        )
    )


def _newest(corrections: Sequence[Entry]) -> Iterator[Entry]:
    """The corrections of one entry that no other one replaced."""
    replaced = {cast(FactCorrected, each.event.body).replaces for each in corrections}
    return (each for each in corrections if each.id not in replaced)


def changed_unknown_to(household: Household, facts: Facts, proposal: Proposal) -> bool:
    """True when the coordinator who approved did not know what changed the basis in time.

    In time is what the office had before the decision took effect. Who approves again, knowing it,
    confirms.
    """
    approved, effective = proposal.approved, proposal.effective
    changed = changed_indicators(facts, proposal.body)
    if approved is None or not changed:
        return False
    speaking = {
        name
        for each in changed
        for name in (*each.then.evidence, *(() if each.now is None else each.now.evidence))
    }
    return any(
        effective is None or _arrived(entry, facts.day) < effective
        for name in speaking
        for entry in _about(household, name, facts.day)
        if not knew(approved, entry)
    )


def _about(household: Household, name: EventId, day: str) -> Iterator[Entry]:
    """The entry of this id, if it has begun by a day, and the acts on it."""
    entry = household.entries.get(name)
    if entry is not None and entry.event.on <= day:
        yield entry
    yield from household.acts.get(name, ())


def _arrived(entry: Entry, today: str) -> str:
    """The day the office received an entry; one that it has not arrives today at the earliest."""
    return today if entry.received is None else day_received(entry.received)


def heads_to_confirm(resolved: Resolved, programme: Programme, day: str = "9") -> list[EventId]:
    """The changes of the head by a day (or ever) that no coordinator wrote or decided, by id."""
    if HeadChanged not in resolved.claims.buckets:
        return []
    decided = _decided(resolved, programme)
    return sorted(
        entry.id
        for entry in resolved.claims.entries(HeadChanged)
        if entry.event.on <= day and entry.id not in decided and not _supervises(programme, entry)
    )


def _decided(resolved: Resolved, programme: Programme) -> set[EventId]:
    """What coordinators kept or set aside in a resolution; a companion's own one decides nothing.

    What was set aside does not count any more: there is nothing left to confirm of it.
    """
    return {
        name
        for entry in resolved.resolutions
        if _supervises(programme, entry)
        for name in named_by(entry.event.body)
    }


def _supervises(programme: Programme, entry: Entry) -> bool:
    return not programme.roles(entry.event.by, entry.event.on).isdisjoint(SUPERVISORS)
