"""Which decisions count: who may take them, on what proposal, and how they ended.

Before: claims (`claims.py`), of which every decision is kept. After: `status.py`; `companions.py`,
who accompanies. A decision by somebody who may not take it, or without what it rests on, does not
count; its flag says why. The approver is never the proposer. A proposal that its own copy does not
bear out counts all the same, with a doubt that the deciders see: people decide who leaves.
"""

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, TypeVar, cast

from events.entry import Entry
from events.folds.companions import Assignment, companion_on
from events.folds.deciding import doubt_of_proposal, exit_flag
from events.folds.facts import Facts
from events.folds.household import Household
from events.folds.merge import supersedes
from events.folds.reach import Reach
from events.folds.rights import SUPERVISORS, missing_right, people
from events.ids import ActorId, EventId, HouseholdId
from events.types import (
    Body,
    CompanionAssigned,
    ExitProposed,
    GraduationDecided,
    GraduationProposed,
    HouseholdsMerged,
    HouseholdSplit,
    HouseholdsUnmerged,
    ProgrammeEnrolled,
    ProgrammeExited,
    Role,
)

_B = TypeVar("_B", bound=Body)

_LEVEL_ROLES: Final[dict[str, tuple[Role, ...]]] = {
    "kabupaten": ("koordinator_kabupaten",),
    "province": ("province",),
}


class Proposal(NamedTuple):
    """A proposal of graduation that counts; `ended` it was returned, or `effective` from a day.

    `approved` is the decision of the kabupaten that stands, if it approves.
    """

    entry: Entry
    body: GraduationProposed
    ended: str | None
    effective: str | None
    decided_by: tuple[EventId, ...]
    approved: Entry | None


What = Literal["enrolled", "proposed", "ended", "graduated", "exited", "readmitted"]
RANK: Final[dict[What, int]] = {
    "enrolled": 0,
    "proposed": 1,
    "ended": 2,
    "graduated": 3,
    "exited": 4,
    "readmitted": 5,
}
"""In which order changes of one day take effect: no clock says which came first."""


class Change(NamedTuple):
    """Something that changes a status from a day on; those of one day in the order of `rank`."""

    on: str
    rank: int
    what: What
    proposal: str
    ids: tuple[EventId, ...]


class Decisions(NamedTuple):
    """What was decided by a day.

    `flags` are of decisions that do not count, `doubts` of those that do; `readmissions` await a
    coordinator; `exits` are those proposed.
    """

    changes: list[Change]
    proposals: dict[str, Proposal]
    assignments: tuple[Assignment, ...]
    flags: dict[EventId, str]
    doubts: dict[EventId, str]
    readmissions: tuple[EventId, ...]
    exits: dict[str, tuple[Entry, ExitProposed]]


def read_decisions(facts: Facts, household: Household) -> Decisions:
    """What was decided of a household by the facts' day."""
    reader = _Reader(facts, household)
    reader.read_assignments()
    reader.read_enrolments()
    reader.read_exits()
    reader.read_proposals()
    reader.read_names()
    return Decisions(
        changes=sorted(reader.changes),
        proposals=reader.proposals,
        assignments=tuple(reader.assignments),
        flags=reader.flags,
        doubts=reader.doubts,
        readmissions=tuple(reader.readmissions),
        exits=reader.exits,
    )


class _Reader:
    """Reads the decisions of one household as of a day."""

    def __init__(self, facts: Facts, household: Household) -> None:
        self.facts = facts
        self.household = household
        self.reach = Reach(household.claims, facts.programme, facts.day)
        self.flags: dict[EventId, str] = {}
        self.doubts: dict[EventId, str] = {}
        self.readmissions: list[EventId] = []
        self.exits: dict[str, tuple[Entry, ExitProposed]] = {}
        self.changes: list[Change] = []
        self.proposals: dict[str, Proposal] = {}
        self.assignments: list[Assignment] = []

    def _begun(self, kind: type[_B]) -> Iterable[tuple[Entry, _B]]:
        """The entries of a type begun by the day, in one order on every side; mostly none."""
        buckets = self.facts.claims.buckets.get(kind)
        if buckets is None:
            return ()
        day = self.facts.day
        return [
            (entry, cast(_B, entry.event.body))
            for key in (sorted(buckets, key=str) if len(buckets) > 1 else buckets)
            for entry in buckets[key]
            if entry.event.on <= day
        ]

    def _may(self, entry: Entry, allowed: Iterable[Role] | None = None) -> bool:
        """False, and flagged, when the author holds none of the roles."""
        writers = entry.event.body.spec.writers if allowed is None else allowed
        return self._unless(entry, missing_right(entry, writers, self.facts.programme.roles))

    def _reaches(self, entry: Entry) -> bool:
        """False, and flagged, when the author's role is of another region."""
        return self._unless(entry, self.reach.missing(entry))

    def _unless(self, entry: Entry, flag: str | None) -> bool:
        """False, and flagged, when there is a flag."""
        if flag is not None:
            self.flags[entry.id] = flag
        return flag is None

    # --- into the programme and out of it --------------------------------------------------------

    def read_assignments(self) -> None:
        joined = self.household.joined
        for entry, body in self._begun(CompanionAssigned):
            if self._may(entry) and self._reaches(entry):
                effective = body.effective_on.isoformat()
                self.assignments.append(Assignment(effective, entry, body.companion))
        since = [joined.get(HouseholdId(each.entry.event.stream)) for each in self.assignments]
        if None in since:
            # The survivor's companion goes on; who accompanied an alias before does not.
            self.assignments = [
                each
                for each, day in zip(self.assignments, since, strict=True)
                if day is None or each.effective >= day
            ]

    def read_enrolments(self) -> None:
        """A first enrolment counts by itself; a companion proposes another, a coordinator does."""
        proposed: dict[object, EventId] = {}
        decided: set[object] = set()
        for entry, body in self._begun(ProgrammeEnrolled):
            cohort = (body.programme, body.cohort_year)
            if body.kind == "first":
                self._change(entry.event.on, "enrolled", "", entry.id)
            elif missing_right(entry, SUPERVISORS, self.facts.programme.roles) is None:
                if self._reaches(entry):
                    decided.add(cohort)
                    self._change(entry.event.on, "readmitted", "", entry.id)
            elif self._may(entry):
                proposed[cohort] = entry.id
        for readmitted, name in proposed.items():
            if readmitted not in decided:
                self.flags[name] = "to_confirm"
                self.readmissions.append(name)

    def read_proposals(self) -> None:
        for entry, body in self._begun(GraduationProposed):
            if body.proposal in self.proposals or not self._may(entry):
                continue
            assigned = companion_on(self.assignments, entry.event.on)
            if not self._unless(
                entry, None if assigned in (None, entry.event.by) else "outside_assignment"
            ):
                continue
            doubt = doubt_of_proposal(self.facts, body)
            if doubt is not None and not self.asked_to_leave():
                self.doubts[entry.id] = doubt
            outcome = self._outcome(entry, body)
            self.proposals[body.proposal] = outcome
            self._change(entry.event.on, "proposed", body.proposal, entry.id)
            if outcome.ended is not None:
                self._change(outcome.ended, "ended", body.proposal, *outcome.decided_by)
            elif outcome.effective is not None and outcome.effective <= self.facts.day:
                self._change(outcome.effective, "graduated", body.proposal, *outcome.decided_by)
        for entry, decided in self._begun(GraduationDecided):
            if decided.proposal not in self.proposals:
                self._unless(entry, "without_proposal")

    def _outcome(self, proposed: Entry, body: GraduationProposed) -> Proposal:
        kabupaten = self._decided(proposed, body.proposal, "kabupaten")
        province = self._decided(proposed, body.proposal, "province")
        ended = effective = None
        for decided in (kabupaten, province):
            if decided is not None and _decision(decided).decision != "approved":
                ended = ended or decided.event.on
        if kabupaten is not None and province is not None and ended is None:
            stated = _decision(province).effective_on or _decision(kabupaten).effective_on
            written = max(kabupaten.event.on, province.event.on)
            effective = written if stated is None else stated.isoformat()
        # Nothing takes effect before it was proposed, whatever day a decision names.
        if ended is not None:
            ended = max(ended, proposed.event.on)
        if effective is not None:
            effective = max(effective, proposed.event.on)
        decided_by = tuple(each.id for each in (kabupaten, province) if each is not None)
        approves = kabupaten is not None and _decision(kabupaten).decision == "approved"
        return Proposal(
            proposed, body, ended, effective, decided_by, kabupaten if approves else None
        )

    def _decided(self, proposed: Entry, proposal: str, level: str) -> Entry | None:
        """The decision of one level that stands; None while two of them differ."""
        bucket = self.facts.claims.of(GraduationDecided).get((proposal, level), ())
        counted = [
            entry
            for entry in bucket
            if entry.event.on <= self.facts.day
            and self._may(entry, _LEVEL_ROLES[level])
            and self._reaches(entry)
            and self._unless(
                entry, None if people(entry).isdisjoint(people(proposed)) else "same_person"
            )
        ]
        last = [
            entry
            for entry in counted
            if not any(supersedes(other, entry) for other in counted if other is not entry)
        ]
        return last[-1] if len({_decision(entry).decision for entry in last}) == 1 else None

    def read_exits(self) -> None:
        for entry, body in self._begun(ExitProposed):
            if self._may(entry):
                self.exits[body.proposal] = (entry, body)
        for entry, exited in self._begun(ProgrammeExited):
            by, body_proposed = self.exits.get(exited.proposal, (None, None))
            proposers = frozenset[ActorId]() if by is None else people(by)
            flag = exit_flag(exited, people(entry), body_proposed, proposers)
            if self._may(entry) and self._reaches(entry) and self._unless(entry, flag):
                effective = exited.effective_on.isoformat()
                self._change(effective, "exited", exited.proposal, entry.id)

    def asked_to_leave(self) -> bool:
        """True when the family asked to leave as it is: then it needs no readiness."""
        return any(body.reason == "own_request" for _, body in self.exits.values())

    # --- one household under several names, one that became two ----------------------------------

    def read_names(self) -> None:
        """Flag who may not merge or split; a programme that went with a split's members is left."""
        for kind in (HouseholdsMerged, HouseholdsUnmerged, HouseholdSplit):
            for entry, _ in self._begun(kind):
                if self._may(entry):
                    self._reaches(entry)
        splits = self.facts.splits()
        for split in splits.into:
            if split.with_programme:
                self._change(split.on, "exited", "", split.event)
        for split in splits.out_of:
            if split.with_programme:
                self._change(split.on, "enrolled", "", split.event)

    def _change(self, on: str, what: What, proposal: str, *ids: EventId) -> None:
        if on <= self.facts.day:
            self.changes.append(Change(on, RANK[what], what, proposal, ids))


def _decision(entry: Entry) -> GraduationDecided:
    body = entry.event.body
    assert isinstance(body, GraduationDecided)
    return body
