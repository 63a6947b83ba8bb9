"""What a draft is asked by what is held of its household: that what it names is there, and that a
decision has what it needs.

Before: `problems(draft, setting)` refuses nothing. After: the line is written. A device may hold
less than there is, so nothing is asked of a household it holds nothing of; the office holds all.
What older or hostile programs send all the same is flagged by the folds, under the same codes.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Final, NamedTuple, cast

from events.check.draft import Draft
from events.check.officers import decide_by_role, may_decide
from events.entry import Entry
from events.folds.acts import people
from events.folds.answer import Looked, look
from events.folds.checks import CHECKS
from events.folds.claims import FILINGS, key_text
from events.folds.deciding import NOTICE_DAYS, doubt_of_proposal, exit_flag
from events.folds.decisions import companion_on
from events.folds.household import Household
from events.folds.programme import Programme
from events.folds.reach import OUTSIDE_REGION, Reach
from events.folds.readiness import judge
from events.folds.roster import head_on
from events.folds.stream import StreamState
from events.ids import ActorId, EventId
from events.problems import Blank, Problem
from events.types import (
    Body,
    CompanionAssigned,
    ConflictResolved,
    EnterpriseStarted,
    EntityId,
    ExitProposed,
    FactCorrected,
    GraduationDecided,
    GraduationProposed,
    HeadChanged,
    MemberAdded,
    ProgrammeEnrolled,
    ProgrammeExited,
    RuleSetPublished,
)
from events.words import choice_label, day, say

_ADULT_YEARS: Final = 17
"""The age at which a person has an identity card."""
_IN_PROGRAMME: Final = ("active", "proposed")
_SETTLED: Final = ("met", "not_applicable")
_CORRECTION: Final = "correction:"

_MEMBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "member_left": ("member",),
    "member_died": ("member",),
    "head_changed": ("old_head", "new_head"),
    "identity_verified": ("member",),
    "component_recorded": ("member",),
    "commitment_verified": ("member",),
    "assistance_received": ("received_by",),
    "household_visited": ("met_member",),
    "livelihood_surveyed": ("sources.member",),
    "session_attended": ("member",),
    "plan_agreed": ("goals.member",),
    "referral_updated": ("member",),
    "graduation_requested": ("requester",),
    "payee_set": ("member",),
    "enterprise_started": ("owner",),
    "household_split": ("members",),
    "payment_ordered": ("payee",),
    "payment_reported": ("payee",),
}
"""Where types name members of the household."""


class Held(NamedTuple):
    """What is held where a draft is written; `made` are the ids just made for it.

    `household` is None for a draft of the programme's stream.
    """

    household: Household | None
    programme: Programme
    today: str
    made: frozenset[str]

    def look(self) -> Looked:
        """The household as of today."""
        assert self.household is not None, "only drafts of a household's stream ask this"
        return look(self.household, self.programme, self.today)

    def names(self) -> tuple[Household, ...]:
        """The household's stream, and those of its other names."""
        return () if self.household is None else (self.household, *self.household.kin.values())

    def entry(self, name: EventId) -> Entry | None:
        """The entry of an id in the stream that is asked; None when it is not here."""
        streams: tuple[StreamState, ...] = self.names() or (self.programme,)
        return next((held.entries[name] for held in streams if name in held.entries), None)


def asks_how_it_stands(body: Body) -> bool:
    """True for an act or a decision, whose draft is judged by the whole household."""
    return body.type in _RULES or may_decide(body.type)


def asks_what_is_held(body: Body) -> bool:
    """False for a draft that names nothing and decides nothing: no fold is needed for it."""
    if asks_how_it_stands(body) or "enterprise" in body.__struct_fields__:
        return True
    paths = _MEMBERS.get(body.type, ())
    return any(member is not None for path in paths for member in _values(body, path))


def held_problems(draft: Draft, held: Held) -> list[Problem]:
    """What keeps a draft from being written there, or is odd there; refusals first."""
    if held.household is not None and not held.household.entries:
        return []
    found = [*_members(draft, held), *_enterprise(draft, held)]
    rule = _RULES.get(draft.body.type)
    if rule is not None:
        found += rule(draft, held)
    found += _outside(draft, held)
    return sorted(found, key=lambda problem: problem.severity)


def _outside(draft: Draft, held: Held) -> Iterator[Problem]:
    """An officer of another region decides nothing over this family."""
    if held.household is None or not may_decide(draft.body.type):
        return
    roles = held.programme.roles
    # Somebody who has no role at all is refused for that.
    actors = [each for each in decide_by_role(draft, held.entry, roles) if roles(each, draft.on)]
    reach = Reach(held.household.claims, held.programme)
    if reach.missing_at(draft.stream, draft.on, actors) is not None:
        yield Problem(OUTSIDE_REGION)


# --- members and enterprises ----------------------------------------------------------------------


def _members(draft: Draft, held: Held) -> Iterator[Problem]:
    paths = _MEMBERS.get(draft.body.type, ())
    known = {name for each in held.names() for name in each.claims.of(MemberAdded)} if paths else ()
    for path in paths if known else ():
        for member in _values(draft.body, path):
            if member is not None and member not in known and member not in held.made:
                field = path.rpartition(".")[2]
                yield Problem("member_absent", field, values={"given": member})


def _values(body: Body, path: str) -> Iterable[EntityId | None]:
    head, _, inner = path.partition(".")
    value = getattr(body, head)
    if inner:
        return [getattr(part, inner) for part in value] if isinstance(value, tuple) else []
    return value if isinstance(value, tuple) else [value]


def _enterprise(draft: Draft, held: Held) -> Iterator[Problem]:
    enterprise = getattr(draft.body, "enterprise", None)
    if enterprise is None or isinstance(draft.body, EnterpriseStarted) or enterprise in held.made:
        return
    if not any(enterprise in each.claims.enterprises for each in held.names()):
        yield Problem("enterprise_absent", "enterprise", values={"given": enterprise})


# --- acts -----------------------------------------------------------------------------------------


def _target(draft: Draft, held: Held) -> Iterator[Problem]:
    target = EventId(str(getattr(draft.body, "target", "")))
    if held.entry(target) is None:
        yield Problem("target_absent", "target", values={"given": target})


def _fact_corrected(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(FactCorrected, draft.body)
    yield from _target(draft, held)
    if body.replaces is not None:
        entry = held.entry(body.replaces)
        earlier = None if entry is None else entry.event.body
        is_of_same = isinstance(earlier, FactCorrected) and (
            (earlier.target, earlier.field) == (body.target, body.field)
        )
        if not is_of_same:
            yield Problem("replaces_other", "replaces", values={"given": body.replaces})


def _conflict_resolved(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(ConflictResolved, draft.body)
    for name in (body.kept, *body.others):
        entry = held.entry(name)
        field = "kept" if name == body.kept else "others"
        if entry is None:
            yield Problem("target_absent", field, values={"given": name})
        elif body.conflict not in _conflicts_of(entry, held):
            yield Problem("other_conflict", field, values={"given": name})


def _conflicts_of(entry: Entry, held: Held) -> set[str]:
    """The keys under which a claim, or a correction of one, may be in conflict with others.

    A claim is filed as it reads now: a corrected month is another key.
    """
    body, kind = entry.event.body, entry.event.body.__class__
    if isinstance(body, FactCorrected):
        return {_CORRECTION + body.target}
    readings = [
        reading
        for each in held.names()
        for reading in each.resolved(held.programme).claims.entries(kind)
        if reading.id == entry.id
    ]
    keys = {key_text(kind, FILINGS[kind].key(reading)) for reading in (entry, *readings)}
    return {_CORRECTION + entry.id, *keys}


# --- the way out ----------------------------------------------------------------------------------


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


# --- people and rules -----------------------------------------------------------------------------


def _head_changed(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(HeadChanged, draft.body)
    facts = held.look().facts
    head = head_on(facts.claims, held.today)
    if head is not None and head != body.old_head:
        yield Problem("not_head", "old_head", values={"given": body.old_head, "expected": head})
    known = {member.id: member for member in facts.members()}
    heir = known.get(body.new_head)
    if heir is None:
        return
    if not heir.present(held.today):
        yield Problem("member_gone", "new_head", values={"given": body.new_head})
    born = heir.added.value.birth_year
    if isinstance(born, int) and int(held.today[:4]) - born < _ADULT_YEARS:
        yield Problem("not_adult", "new_head", "warn", {"given": born})


def _companion_assigned(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(CompanionAssigned, draft.body)
    roles = held.programme.roles(body.companion, body.effective_on.isoformat())
    if "pendamping" not in roles:
        yield Problem("no_companion", "companion", values={"given": body.companion})


def _rule_set_published(draft: Draft, _held: Held) -> Iterator[Problem]:
    body = cast(RuleSetPublished, draft.body)
    names = [rule.id for rule in body.rules]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem("rule_twice", "rules", values={"given": name})
    for rule in body.rules:
        if rule.check not in CHECKS:
            values: dict[str, Blank] = {"given": rule.check, "choices": ", ".join(CHECKS)}
            yield Problem("check_unknown", "rules", "warn", values)


_RULES: Final[Mapping[str, Callable[[Draft, Held], Iterable[Problem]]]] = {
    "fact_corrected": _fact_corrected,
    "event_voided": _target,
    "entry_reviewed": _target,
    "conflict_resolved": _conflict_resolved,
    "graduation_proposed": _graduation_proposed,
    "graduation_decided": _graduation_decided,
    "exit_proposed": _exit_proposed,
    "programme_exited": _programme_exited,
    "programme_enrolled": _programme_enrolled,
    "head_changed": _head_changed,
    "companion_assigned": _companion_assigned,
    "rule_set_published": _rule_set_published,
}
