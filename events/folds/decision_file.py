"""The file of one proposal: what its decider saw, and what is known otherwise since.

Before: a household's and the programme's state, and the id of a proposal. After: the office's
decision file, an auditor's answer to "what did the decider see". It holds the frozen copy as the
proposer wrote it, where the household stood as the office knew it at each decision, and every
indicator that reads otherwise now, with the entries the decider could not know.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from msgspec import Struct

from events.dates import interval
from events.entry import Entry
from events.folds.answer import answer, look
from events.folds.basis import changed_indicators
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.proposals import DecisionMade, ProposalState, proposals
from events.folds.readiness import Indicator, ReadinessVerdict
from events.folds.status import Flag, Status
from events.ids import EventId
from events.types import EntityId, GraduationProposed, IndicatorCopy


class StateThen(Struct, frozen=True):
    """Where the household stood on the day of a decision, as the office knew it then.

    That is what had a position before `position`, the decision's own; it came at `known_at` (ms).
    """

    decision: EventId
    as_of: date
    position: int
    known_at: int
    status: Status
    flags: tuple[Flag, ...]
    readiness: ReadinessVerdict
    indicators: dict[str, Indicator]
    conflicts: int


class ChangedIndicator(Struct, frozen=True):
    """An indicator as it was frozen and as it reads now, as of the same day.

    `unknown_then`: of what it rests on now, the entries that no decider could know; all of them
    while nobody has decided.
    """

    id: str
    then: IndicatorCopy
    now: Indicator | None
    unknown_then: tuple[EventId, ...]


class DecisionFile(Struct, frozen=True):
    """`copy` is empty for an exit, which rests on its reason and papers."""

    proposal: ProposalState
    rule_set: str | None
    copy: tuple[IndicatorCopy, ...]
    states: tuple[StateThen, ...]
    changed: tuple[ChangedIndicator, ...]


def decision_file(
    household: Household, programme: Programme, proposal: EntityId, today: date
) -> DecisionFile | None:
    """The file of a proposal as of today; None when the household has no such proposal."""
    looked = look(household, programme, today.isoformat())
    found = [state for state in proposals(looked) if state.proposal == proposal]
    if not found:
        return None
    # Of two proposals under one id the one that counts decides; the other is flagged.
    state = next((each for each in found if not each.flags), found[0])
    entries = looked.household.entries
    body = entries[state.event].event.body
    copy = body.indicators if isinstance(body, GraduationProposed) else ()
    decided = max((_position(entries, each.event) or 0 for each in state.decisions), default=0)
    changed: list[ChangedIndicator] = []
    if isinstance(body, GraduationProposed):
        for each in changed_indicators(looked.facts, body):
            rests_on = () if each.now is None else each.now.evidence
            unknown = tuple(name for name in rests_on if _came_after(entries, name, decided))
            changed.append(ChangedIndicator(each.then.id, each.then, each.now, unknown))
    return DecisionFile(
        proposal=state,
        rule_set=body.rule_set if isinstance(body, GraduationProposed) else None,
        copy=copy,
        states=tuple(_states(household, programme, state.decisions, entries)),
        changed=tuple(changed),
    )


def _position(entries: Mapping[EventId, Entry], name: EventId) -> int | None:
    return entries[name].position if name in entries else None


def _came_after(entries: Mapping[EventId, Entry], name: EventId, decided: int) -> bool:
    position = _position(entries, name)
    return position is None or position > decided


def _states(
    household: Household,
    programme: Programme,
    made: tuple[DecisionMade, ...],
    entries: Mapping[EventId, Entry],
) -> Iterator[StateThen]:
    for each in made:
        position = _position(entries, each.event)
        if each.received is None or position is None:
            continue
        as_of = interval(each.on)[0]
        then = answer(household.before(position), programme.before(position), as_of)
        yield StateThen(
            decision=each.event,
            as_of=as_of,
            position=position,
            known_at=each.received,
            status=then.household.status,
            flags=then.household.flags,
            readiness=then.readiness.verdict,
            indicators=then.readiness.indicators,
            conflicts=len(then.conflicts),
        )
