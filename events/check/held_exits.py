"""What the ways into the programme and out of it are asked by what is held of the household.

Before: `held.py` asks by type. After: `events/folds/deciding.py` flags the same by the same codes.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, cast

from events.check.draft import Draft
from events.check.household import Held, HeldRules
from events.folds.answer import Looked
from events.folds.companions import companion_on
from events.folds.deciding import NOTICE_DAYS, doubt_of_proposal, exit_flag
from events.folds.readiness import judge
from events.folds.rights import people
from events.ids import ActorId
from events.problems import Blank, Problem
from events.types import (
    ExitProposed,
    GraduationDecided,
    GraduationProposed,
    ProgrammeEnrolled,
    ProgrammeExited,
)
from events.words import choice_label, day, say

_IN_PROGRAMME: Final = ("active", "proposed")
_SETTLED: Final = ("met", "not_applicable")


def _graduation_proposed(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(GraduationProposed, draft.body)
    looked = held.look()
    yield from _must_be_in_programme(looked)
    if companion_on(looked.decisions.assignments, draft.on) not in (None, draft.by):
        yield Problem("outside_assignment")
    if judge(looked.facts, held.programme.rule_set(held.today)).disputed:
        yield Problem("disputed")
    exits = looked.decisions.exits.values()
    if any(proposed.reason == "own_request" for _, proposed in exits):
        return
    doubt = doubt_of_proposal(looked.facts, body)
    if doubt is not None:
        lacking = [copy.id for copy in body.indicators if copy.verdict not in _SETTLED]
        yield Problem(doubt, values={"given": body.rule_set, "choices": ", ".join(lacking)})


def _graduation_decided(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(GraduationDecided, draft.body)
    looked = held.look()
    proposal = looked.decisions.proposals.get(body.proposal)
    if proposal is None:
        yield Problem("without_proposal", "proposal", values={"given": body.proposal})
        return
    if not people(proposal.entry).isdisjoint(_deciders(draft)):
        yield Problem("same_person")
    if proposal.ended is not None or looked.reached.status not in _IN_PROGRAMME:
        yield Problem("decided_already", "proposal", values={"given": body.proposal})
    if body.level == "province" and proposal.approved is None:
        yield Problem("kabupaten_first", "level", "warn")


def _exit_proposed(draft: Draft, held: Held) -> Iterator[Problem]:
    yield from _must_be_in_programme(held.look())
    if cast(ExitProposed, draft.body).reason == "own_request":
        yield Problem("tell_what_is_lost", severity="warn")


def _programme_exited(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(ProgrammeExited, draft.body)
    looked = held.look()
    yield from _must_be_in_programme(looked)
    entry, proposed = looked.decisions.exits.get(body.proposal, (None, None))
    proposers = frozenset[ActorId]() if entry is None else people(entry)
    flag = exit_flag(body, _deciders(draft), proposed, proposers)
    if flag is None:
        return
    values: dict[str, Blank] = {"given": body.proposal}
    if proposed is not None:
        reason = proposed.reason
        values["reason"] = (choice_label("id", reason), choice_label("en", reason))
        if proposed.family_notified is not None:
            first = proposed.family_notified + timedelta(days=NOTICE_DAYS)
            values["first"] = (day(first, "id"), day(first, "en"))
    yield Problem(flag, values=values)


def _programme_enrolled(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(ProgrammeEnrolled, draft.body)
    status = held.look().reached.status
    if body.kind == "readmitted" and status in ("candidate", *_IN_PROGRAMME):
        yield Problem("not_left", "kind", values=_named(status))
    elif body.kind == "first" and status != "candidate":
        yield Problem("enrolled_already", "kind", "warn", _named(status))


def _must_be_in_programme(looked: Looked) -> Iterator[Problem]:
    if looked.reached.status not in _IN_PROGRAMME:
        yield Problem("not_in_programme", values=_named(looked.reached.status))


def _named(status: str) -> dict[str, Blank]:
    return {"given": (say("id", f"status.{status}"), say("en", f"status.{status}"))}


def _deciders(draft: Draft) -> frozenset[ActorId]:
    return frozenset((draft.by, draft.entered_by or draft.by))


RULES: Final[HeldRules] = {
    "graduation_proposed": _graduation_proposed,
    "graduation_decided": _graduation_decided,
    "exit_proposed": _exit_proposed,
    "programme_exited": _programme_exited,
    "programme_enrolled": _programme_enrolled,
}
