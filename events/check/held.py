"""What a draft is asked by what is held of its household: that what it names is there, and that a
decision has what it needs.

Before: `problems(draft, setting)` refuses nothing. After: the line is written. A device may hold
less than there is, so nothing is asked of a household it holds nothing of; the office holds all.
What older or hostile programs send all the same is flagged by the folds, under the same codes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from events.check import held_acts, held_exits
from events.check.draft import Draft
from events.check.household import Held, HeldRules
from events.check.officers import decide_by_role, may_decide
from events.folds.checks import CHECKS
from events.folds.reach import OUTSIDE_REGION, Reach
from events.folds.roster import head_on
from events.problems import Blank, Problem
from events.types import (
    Body,
    CompanionAssigned,
    EnterpriseStarted,
    EntityId,
    EntryReviewed,
    HeadChanged,
    MemberAdded,
    RuleSetPublished,
)

_ADULT_YEARS: Final = 17
"""The age at which a person has an identity card."""

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
    reviewed = draft.body.target if isinstance(draft.body, EntryReviewed) else None
    if reach.missing_at(draft.stream, draft.on, actors, reviewed) is not None:
        yield Problem(OUTSIDE_REGION)


# --- members and enterprises ----------------------------------------------------------------------


def _members(draft: Draft, held: Held) -> Iterator[Problem]:
    paths = _MEMBERS.get(draft.body.type, ())
    bodies = held.bodies() if paths else ()
    known = {body.member for body in bodies if isinstance(body, MemberAdded)}
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
    if not any(getattr(body, "enterprise", None) == enterprise for body in held.bodies()):
        yield Problem("enterprise_absent", "enterprise", values={"given": enterprise})


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


_RULES: Final[HeldRules] = {
    **held_acts.RULES,
    **held_exits.RULES,
    "head_changed": _head_changed,
    "companion_assigned": _companion_assigned,
    "rule_set_published": _rule_set_published,
}
