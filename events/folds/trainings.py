"""What became of trainings: which enterprises a household started after them, and which live.

Before: facts (`facts.py`). After: the office counts outcomes by topic and month. An enterprise that
names its session is that session's alone. Any other is set beside every training of the household
within the year before its start: what follows is not always what was caused, so trainings are
compared with each other, never added up.
"""

from typing import Final, Literal, cast

from msgspec import Struct

from events.folds.facts import Facts
from events.folds.income import report
from events.folds.merge import Fact, settle
from events.folds.months import fresh_until
from events.types import (
    EnterpriseStarted,
    EntityId,
    OperationChanged,
    SalesReported,
    SessionAttended,
)

Link = Literal["named", "origin", "after"]
"""How an enterprise belongs to a training: it names the session, its origin is training, or it
started within the year after."""
Outcome = Literal["alive", "paused", "closed", "unknown", "not_due"]
"""A year after its start: something was sold then or later; what was said of it; nobody said."""

START_MONTHS: Final = 12
ALIVE_MONTHS: Final = 12


class TrainingOutcome(Struct, frozen=True, gc=False):
    """A training one of the household attended, with one enterprise that followed, if any did.

    `session`, `topic` and `month` are None for an enterprise out of a training nobody recorded.
    """

    session: EntityId | None
    topic: str | None
    month: str | None
    enterprise: EntityId | None
    link: Link | None
    outcome: Outcome | None


def training_outcomes(facts: Facts) -> tuple[TrainingOutcome, ...]:
    """The trainings a household attended by the facts' day, and what followed each.

    Shape: by session and enterprise.
    """
    sessions = _sessions(facts)
    started = [fact for _, fact in facts.all(EnterpriseStarted)]
    made: list[TrainingOutcome] = []
    for session, fact in sessions.items():
        topic, month = fact.value.topic, _month(fact.on)
        followed = [
            TrainingOutcome(
                session, topic, month, each.value.enterprise, link, _outcome(facts, each)
            )
            for each in started
            if (link := _link(session, fact.on, each)) is not None
        ]
        made += followed or [TrainingOutcome(session, topic, month, None, None, None)]
    linked = {each.enterprise for each in made}
    made += [
        _unrecorded(facts, fact)
        for fact in started
        if fact.value.origin == "training" and fact.value.enterprise not in linked
    ]
    made.sort(key=lambda each: (each.session or "", each.enterprise or ""))
    return tuple(made)


def _unrecorded(facts: Facts, started: Fact[EnterpriseStarted]) -> TrainingOutcome:
    """An enterprise out of a training that nobody recorded the family at."""
    body = started.value
    link: Link = "origin" if body.origin_session is None else "named"
    outcome = _outcome(facts, started)
    return TrainingOutcome(body.origin_session, None, None, body.enterprise, link, outcome)


def _sessions(facts: Facts) -> dict[EntityId, Fact[SessionAttended]]:
    """The trainings that somebody of the household was present at."""
    found: dict[EntityId, Fact[SessionAttended]] = {}
    for key in sorted(
        key
        for key, bucket in facts.claims.of(SessionAttended).items()
        # Most are the monthly group session, and said once.
        if len(bucket) > 1 or cast(SessionAttended, bucket[0].event.body).kind == "training"
    ):
        fact = facts.one(SessionAttended, key)
        if fact is not None and fact.value.kind == "training" and fact.value.present:
            found.setdefault(fact.value.session, fact)
    return found


def _link(session: EntityId, on: str, started: Fact[EnterpriseStarted]) -> Link | None:
    named = started.value.origin_session
    if named is not None:
        return "named" if named == session else None
    # Months, not days: most starts are dated by a month. A bare year proves no order.
    month, start = _month(on), _month(started.on)
    if month is None or start is None or not month <= start:
        return None
    if start > fresh_until(month, START_MONTHS)[:7]:
        return None
    return "origin" if started.value.origin == "training" else "after"


def _outcome(facts: Facts, started: Fact[EnterpriseStarted]) -> Outcome:
    """How an enterprise was a year after its start."""
    enterprise = started.value.enterprise
    year = fresh_until(started.on, ALIVE_MONTHS)
    if facts.day < year:
        return "not_due"
    for month, _ in reversed(facts.claims.months(SalesReported, enterprise)):
        if month < year[:7]:
            break
        if month <= facts.day[:7] and (report(facts, enterprise, month).quantity or 0) > 0:
            return "alive"
    then = settle(facts.claims, OperationChanged, enterprise, year)
    states = {fact.value.state for fact in then}
    if states == {"closed"}:
        return "closed"
    now = facts.one(OperationChanged, enterprise)
    if now is not None and now.on > year:
        return "alive"  # it was paused, resumed or closed only later
    return "paused" if states == {"paused"} else "unknown"


def _month(on: str) -> str | None:
    return on[:7] if len(on) >= 7 else None
