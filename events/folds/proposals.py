"""Every proposal of a household to leave the programme: what it rests on, and whom it waits for.

Before: which decisions count (`decisions.py`) and whether their basis holds (`basis.py`). After:
the office's list of proposals and the decision file: the frozen copy of what the decider saw, who
decided what, and what is known otherwise since.

    graduation   kabupaten, then province; confirmed again when its basis changed before it began
    exit         a coordinator, where the reason asks for it after notice and 14 days
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from events.entry import Entry
from events.folds.answer import Looked
from events.folds.basis import changed_indicators, changed_unknown_to, unconfirmed
from events.folds.deciding import NOTICE_DAYS, WITH_NOTICE
from events.folds.decisions import Proposal
from events.folds.doubts import flags_by_entry
from events.folds.facts import Facts
from events.folds.voices import open_statements
from events.ids import ActorId, EventId
from events.types import (
    EntityId,
    ExitProposed,
    FamilyStatement,
    GraduationDecided,
    GraduationProposed,
    IndicatorCopy,
    ProgrammeExited,
)

Level = Literal["kabupaten", "province", "exit"]
Awaits = Literal["kabupaten", "province", "exit", "confirmation"]

_OPEN: Final = ("active", "proposed")
_NOT_KNOWN: Final = ("unknown", "stale", "disputed")


class DecisionMade(Struct, frozen=True, gc=False):
    """One decision about a proposal; with flags it does not count."""

    event: EventId
    level: Level
    decision: Literal["approved", "returned", "rejected"]
    by: ActorId
    on: str
    received: int | None
    effective_on: date | None
    flags: tuple[str, ...]


class ProposalState(Struct, frozen=True):
    """A proposal. `reason`: the route of a graduation, why of an exit.

    `awaits` None: nothing more is to be decided. `since`: from when on it waits for that; an exit
    begins `not_before` a day. `unknown` and `estimated` indicators are as they were proposed,
    `changed` ones are otherwise now; corrections of `to_confirm` and family statements of
    `objections` are events.
    """

    proposal: EntityId
    kind: Literal["graduation", "exit"]
    event: EventId
    by: ActorId
    on: str
    received: int | None
    reason: str
    as_of: date | None
    awaits: Awaits | None
    since: int | None
    not_before: date | None
    flags: tuple[str, ...]
    unknown: tuple[str, ...]
    estimated: tuple[str, ...]
    changed: tuple[str, ...]
    to_confirm: tuple[EventId, ...]
    objections: tuple[EventId, ...]
    decisions: tuple[DecisionMade, ...]


class _Asked(NamedTuple):
    """A household as of a day, with what is worked out once for all its proposals."""

    looked: Looked
    facts: Facts
    flags: dict[EventId, list[str]]
    statements: Sequence[Entry]


def proposals(looked: Looked) -> tuple[ProposalState, ...]:
    """Every proposal made by the day a household was looked at, by its event."""
    claims = looked.facts.claims
    if not claims.of(GraduationProposed) and not claims.of(ExitProposed):
        return ()
    flags = flags_by_entry(looked.resolved, looked.decisions, looked.programme)
    asked = _Asked(looked, looked.facts, flags, open_statements(looked.facts))
    found = [*_graduations(asked), *_exits(asked)]
    return tuple(sorted(found, key=lambda state: state.event))


# --- graduation -----------------------------------------------------------------------------------


def _graduations(asked: _Asked) -> Iterator[ProposalState]:
    for bucket in asked.facts.claims.of(GraduationProposed).values():
        for entry in bucket:
            body = entry.event.body
            assert isinstance(body, GraduationProposed)
            if entry.event.on <= asked.facts.day:
                yield _graduation(asked, entry, body)


def _graduation(asked: _Asked, entry: Entry, body: GraduationProposed) -> ProposalState:
    made = _decided(asked, body.proposal)
    counted = asked.looked.decisions.proposals.get(body.proposal)
    is_counted = counted is not None and counted.entry.id == entry.id
    changed = changed_indicators(asked.facts, body)
    awaits = None
    if counted is not None and is_counted and asked.looked.reached.status in _OPEN:
        awaits = _level_awaited(asked, counted, made)
    return ProposalState(
        proposal=body.proposal,
        kind="graduation",
        event=entry.id,
        by=entry.event.by,
        on=entry.event.on,
        received=entry.received,
        reason=body.route,
        as_of=body.as_of,
        awaits=awaits,
        since=_since(entry, made, awaits),
        not_before=None,
        flags=tuple(asked.flags.get(entry.id, ())),
        unknown=tuple(copy.id for copy in body.indicators if copy.verdict in _NOT_KNOWN),
        estimated=tuple(copy.id for copy in body.indicators if _is_estimated(asked, copy)),
        changed=tuple(each.then.id for each in changed),
        to_confirm=unconfirmed(asked.facts, asked.looked.resolved, entry, body),
        objections=_objections(asked, entry, body.proposal),
        decisions=made,
    )


def _decided(asked: _Asked, proposal: EntityId) -> tuple[DecisionMade, ...]:
    """The decisions of both levels, in canonical order within each."""
    found = []
    levels: tuple[Literal["kabupaten", "province"], ...] = ("kabupaten", "province")
    for level in levels:
        for entry in asked.facts.claims.of(GraduationDecided).get((proposal, level), ()):
            body = entry.event.body
            assert isinstance(body, GraduationDecided)
            if entry.event.on <= asked.facts.day:
                found.append(_made(asked, entry, level, body.decision, body.effective_on))
    return tuple(found)


def _level_awaited(asked: _Asked, counted: Proposal, made: Sequence[DecisionMade]) -> Awaits | None:
    """Whose turn it is; the coordinator's again where the basis changed before the decision began.

    Who decides again, knowing what is known now, confirms.
    """
    if counted.ended is not None:
        return None
    standing = {each.level: each for each in made if each.event in counted.decided_by}
    if "kabupaten" not in standing:
        return "kabupaten"
    if "province" not in standing:
        return "province"
    begins = counted.effective
    if begins is None or begins <= asked.facts.day:
        return None
    approved_unknowing = changed_unknown_to(asked.looked.household, asked.facts, counted)
    return "confirmation" if approved_unknowing else None


def _is_estimated(asked: _Asked, copy: IndicatorCopy) -> bool:
    entries = asked.looked.household.entries
    return any(
        name in entries and entries[name].event.basis == "estimated" for name in copy.evidence
    )


# --- leaving otherwise ----------------------------------------------------------------------------


def _exits(asked: _Asked) -> Iterator[ProposalState]:
    for bucket in asked.facts.claims.of(ExitProposed).values():
        for entry in bucket:
            body = entry.event.body
            assert isinstance(body, ExitProposed)
            if entry.event.on <= asked.facts.day:
                yield _exit(asked, entry, body)


def _exit(asked: _Asked, entry: Entry, body: ExitProposed) -> ProposalState:
    made = _exited(asked, body.proposal)
    flags = list(asked.flags.get(entry.id, ()))
    is_open = (
        not flags and asked.looked.reached.status in _OPEN and all(each.flags for each in made)
    )
    not_before = None
    if body.reason in WITH_NOTICE:
        if body.document is None or body.family_notified is None:
            flags.append("without_notice")
        elif body.family_notified <= date.max - _NOTICE:
            not_before = body.family_notified + _NOTICE
    return ProposalState(
        proposal=body.proposal,
        kind="exit",
        event=entry.id,
        by=entry.event.by,
        on=entry.event.on,
        received=entry.received,
        reason=body.reason,
        as_of=None,
        awaits="exit" if is_open else None,
        since=entry.received,
        not_before=not_before,
        flags=tuple(flags),
        unknown=(),
        estimated=(),
        changed=(),
        to_confirm=(),
        objections=_objections(asked, entry, body.proposal),
        decisions=made,
    )


_NOTICE: Final = timedelta(days=NOTICE_DAYS)


def _exited(asked: _Asked, proposal: EntityId) -> tuple[DecisionMade, ...]:
    found = []
    for entry in asked.facts.claims.of(ProgrammeExited).get(proposal, ()):
        body = entry.event.body
        assert isinstance(body, ProgrammeExited)
        if entry.event.on <= asked.facts.day:
            found.append(_made(asked, entry, "exit", "approved", body.effective_on))
    return tuple(found)


# --- both -----------------------------------------------------------------------------------------


def _made(
    asked: _Asked,
    entry: Entry,
    level: Level,
    decision: Literal["approved", "returned", "rejected"],
    effective_on: date | None,
) -> DecisionMade:
    event, flags = entry.event, tuple(asked.flags.get(entry.id, ()))
    return DecisionMade(
        entry.id, level, decision, event.by, event.on, entry.received, effective_on, flags
    )


def _since(entry: Entry, made: Sequence[DecisionMade], awaits: Awaits | None) -> int | None:
    """From when on it waits: for the first level since it came, else since the level before."""
    earlier = [each.received for each in made if not each.flags and each.received is not None]
    return entry.received if awaits in (None, "kabupaten") else max(earlier, default=entry.received)


def _objections(asked: _Asked, entry: Entry, proposal: EntityId) -> tuple[EventId, ...]:
    """Open statements of the family about the proposal."""
    return tuple(
        statement.id
        for statement in asked.statements
        if isinstance(statement.event.body, FamilyStatement)
        and statement.event.body.about in (entry.id, proposal)
    )
