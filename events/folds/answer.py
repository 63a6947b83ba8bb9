"""The answer for one household: status, readiness, enterprises and conflicts, as of and as known.

Before: the household's and the programme's state. After: read models, pages, the API, the phone.
Equal sets of entries give equal answers on phone, office and auditor, for one fold version.
"""

from datetime import date
from typing import Final, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from events.folds.acts import Resolved
from events.folds.companions import companion_on
from events.folds.conflicts import Conflict, open_conflicts
from events.folds.decisions import Decisions, read_decisions
from events.folds.due import Due, due, next_visit
from events.folds.enterprise import Enterprise, enterprise_as_of
from events.folds.facts import Facts
from events.folds.family import Named, named, names_itself_alone
from events.folds.household import Household
from events.folds.income import enterprises
from events.folds.left_open import left_open
from events.folds.programme import Programme
from events.folds.questions import Question, promised, questions
from events.folds.readiness import Readiness, judge
from events.folds.roster import head_on
from events.folds.splits import Splits
from events.folds.status import Flag, Reached, Status, flags_of, last_met, status_of
from events.folds.surveys import SurveyState, surveys
from events.ids import ActorId, EventId, HouseholdId
from events.types import EntityId, RegionCode

FOLD_VERSION: Final = 17
"""Raised when the same entries may give another answer; answers name it."""


class HouseholdAnswer(Struct, frozen=True):
    """Where a household stands. `companion`: who is assigned; `members`: how many are present.

    `last_met` is the newest meeting, `next_visit` the day the newest visit promised. A merged
    household names the one it goes on in as `alias_of`; that one names its `aliases`.
    """

    status: Status
    flags: tuple[Flag, ...]
    since: str | None
    region: RegionCode | None
    companion: ActorId | None
    head: EntityId | None
    members: int
    last_met: str | None
    next_visit: str | None
    alias_of: HouseholdId | None
    aliases: tuple[HouseholdId, ...]
    splits: Splits


class Answer(Struct, frozen=True):
    """What is known of a household as of `as_of`, as the office knew it at `known_at` (ms).

    `enterprise` is the first of `enterprises`. `due` is None once nobody accompanies the household.
    `waiting`: acts whose target has not arrived.
    """

    household: HouseholdAnswer
    readiness: Readiness
    enterprise: Enterprise | None
    conflicts: tuple[Conflict, ...]
    enterprises: tuple[Enterprise, ...]
    questions: tuple[Question, ...]
    due: Due | None
    surveys: tuple[SurveyState, ...]
    waiting: tuple[EventId, ...]
    as_of: date
    known_at: int | None
    fold_version: int


class Looked(NamedTuple):
    """What an answer is made of, for whoever asks more of the same household and day.

    `household` holds the entries of all its names; one that is merged is looked at where it goes
    on, and `named` says so.
    """

    household: Household
    programme: Programme
    facts: Facts
    resolved: Resolved
    decisions: Decisions
    reached: Reached
    named: Named | None


def look(household: Household, programme: Programme, day: str) -> Looked:
    """A household's facts and decisions as of a day."""
    one = None
    if not names_itself_alone(household, programme):
        one = named(household, programme, day)
        household = one.state
    resolved = household.resolved(programme)
    facts = Facts(resolved.claims, programme, day)
    decisions = read_decisions(facts, household)
    reached = status_of(facts, decisions)
    if one is not None:
        decisions.flags.update(one.flags)
        if one.alias_of is not None:
            reached = Reached("merged", one.since, None)
    return Looked(household, programme, facts, resolved, decisions, reached, one)


def answer(
    household: Household, programme: Programme, as_of: date, known_at: int | None = None
) -> Answer:
    """Everything the fold says of a household as of a day.

    `known_at`: milliseconds since 1970 UTC; None: all that is here, uncommitted entries included.
    """
    if known_at is not None:
        household, programme = household.known_at(known_at), programme.known_at(known_at)
    return answer_of(look(household, programme, as_of.isoformat()), as_of, known_at)


def answer_of(looked: Looked, as_of: date, known_at: int | None = None) -> Answer:
    """The answer of what was looked at as of the same day."""
    household, programme, facts, resolved, decisions, reached, one = looked
    day = facts.day
    judged = judge(facts, programme.rule_set(day))
    flags = flags_of(household, facts, decisions, reached, judged.disputed)
    states = tuple(enterprise_as_of(facts, enterprise) for enterprise in enterprises(facts))
    to_ask = (
        *questions(judged.readiness.indicators),
        *promised(facts),
        *left_open(facts, states),
    )
    found = Answer(
        household=HouseholdAnswer(
            status=reached.status,
            flags=flags,
            since=reached.since,
            region=facts.region() or None,
            companion=companion_on(decisions.assignments, day),
            head=head_on(facts.claims, day),
            members=len(facts.members_on(day)),
            last_met=last_met(facts),
            next_visit=next_visit(facts),
            alias_of=None,
            aliases=tuple(sorted(household.joined)),
            splits=facts.splits(),
        ),
        readiness=judged.readiness,
        enterprise=states[0] if states else None,
        conflicts=open_conflicts(resolved, judged.readiness, day),
        enterprises=states,
        questions=to_ask,
        due=due(facts, reached.status, flags, states, to_ask),
        surveys=surveys(resolved.claims, day),
        waiting=tuple(resolved.waiting),
        as_of=as_of,
        known_at=known_at,
        fold_version=FOLD_VERSION,
    )
    return found if one is None or one.alias_of is None else _as_alias(found, one.alias_of)


def _as_alias(found: Answer, survivor: HouseholdId) -> Answer:
    """What a merged household says of itself: where it goes on, and nothing that is counted there.

    Whoever adds up the answers of all households so counts each family once.
    """
    standing = replace(
        found.household,
        flags=(),
        members=0,
        alias_of=survivor,
        aliases=(),
        splits=Splits(),
    )
    return replace(
        found,
        household=standing,
        enterprise=None,
        conflicts=(),
        enterprises=(),
        questions=(),
        due=None,
        surveys=(),
        waiting=(),
    )
