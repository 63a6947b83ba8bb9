"""What a decision to leave the programme must have with it, said in values.

Before: proposals as they stand (`decisions.py`), or the draft of one (`events/check/held.py`). The
fold flags by these rules what is there; a device refuses by the same ones before it writes. To be
put out takes a document, a notice, time and another person; to leave on one's own wish none of it.
"""

from collections.abc import Set
from typing import Final, Literal

from events.folds.facts import Facts
from events.folds.readiness import verdict_by
from events.ids import ActorId
from events.types import ExitProposed, ExitReason, GraduationProposed, ProgrammeExited

NOTICE_DAYS: Final = 14
"""What a family has to answer before it is put out of the programme."""
WITH_NOTICE: Final[tuple[ExitReason, ...]] = ("non_commitment", "duplicate", "data_invalid")

ExitFlag = Literal[
    "without_proposal", "reason_differs", "same_person", "without_notice", "before_notice_ended"
]
ProposalDoubt = Literal["component_open", "rule_set_unknown", "not_ready"]


def exit_flag(
    exited: ProgrammeExited,
    deciders: Set[ActorId],
    proposed: ExitProposed | None,
    proposers: Set[ActorId],
) -> ExitFlag | None:
    """Why an exit does not count; None when it does. People: who says it, and who typed it."""
    if proposed is None:
        return "without_proposal"
    if proposed.reason != exited.reason:
        return "reason_differs"
    if exited.reason not in WITH_NOTICE:
        return None
    if not proposers.isdisjoint(deciders):
        return "same_person"
    notified = proposed.family_notified
    if proposed.document is None or notified is None:
        return "without_notice"
    early = (exited.effective_on - notified).days < NOTICE_DAYS
    return "before_notice_ended" if early else None


def doubt_of_proposal(facts: Facts, proposed: GraduationProposed) -> ProposalDoubt | None:
    """What the route asks for and a proposal does not show.

    The natural way out needs no open component; the able one needs the copy of readiness to say
    ready, by the rule set it names.
    """
    if proposed.route == "alamiah":
        then = Facts(facts.claims, facts.programme, proposed.as_of.isoformat())
        return "component_open" if then.components() else None
    rule_set = facts.programme.rule_set_named(proposed.rule_set)
    if rule_set is None:
        return "rule_set_unknown"
    copied = {copy.id: copy.verdict for copy in proposed.indicators}
    return None if verdict_by(rule_set, copied) == "ready" else "not_ready"
