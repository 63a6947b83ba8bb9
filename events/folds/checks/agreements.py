"""R10, R11, R12: the licence, the family's own will, and care for those who need it.

These are acts: what nobody recorded was not done. The evidence of an absence is the event that
raises the demand.
"""

from collections.abc import Sequence

from events.entry import Entry
from events.folds.checks.finding import Finding, Need, all_of, setting, verdict_of
from events.folds.facts import Facts, Member
from events.folds.merge import Fact, supersedes
from events.types import (
    GraduationRequested,
    LicenceObtained,
    PlanAgreed,
    ProgrammeEnrolled,
    ReferralUpdated,
    Rule,
)


def open_referrals(facts: Facts, service: str) -> list[Fact[ReferralUpdated]]:
    """The referrals to a service that are under way."""
    return [
        fact
        for _, fact in facts.all(ReferralUpdated)
        if fact.value.state in ("made", "accepted") and fact.value.service == service
    ]


def licence_held(facts: Facts, rule: Rule) -> Finding:
    """A business number, or a referral for one."""
    for _, licence in facts.all(LicenceObtained):
        if licence.value.kind == "nib":
            return Finding("met", "nib", "nib", [licence])
    referrals = [fact for _, fact in facts.all(ReferralUpdated) if fact.value.service == "nib"]
    if not referrals:
        return Finding("unknown", None, "nib", (), (Need("nib"),))
    made = [fact for fact in referrals if fact.value.state != "refused"]
    if made:
        return Finding("met", "referral_" + made[0].value.state, "nib", made)
    return Finding("not_met", "referral_refused", "nib", referrals, (Need("nib_referral"),))


def family_asked(facts: Facts, rule: Rule) -> Finding:
    """The family asked to leave, signed or before a witness, and did not take it back."""
    asked: list[Entry] = []
    taken_back: list[Entry] = []
    for entry in facts.claims.of(GraduationRequested).get("", ()):
        body = entry.event.body
        if entry.event.on > facts.day or not isinstance(body, GraduationRequested):
            continue
        if body.withdrawn:
            taken_back.append(entry)
        elif body.statement != "oral" or body.witness is not None:
            asked.append(entry)
    for entry in reversed(asked):
        if all(supersedes(entry, other) for other in taken_back):
            return Finding("met", "asked", "asked", [_fact(entry)], since=entry.event.on)
    if asked and taken_back:
        rests_on = [_fact(entry) for entry in (asked[-1], taken_back[-1])]
        return Finding("not_met", "taken_back", "asked", rests_on, (Need("request"),))
    enrolled = [fact for _, fact in facts.all(ProgrammeEnrolled)]
    return Finding("not_met", "not_asked", "asked", enrolled, (Need("request"),))


def care_arranged(facts: Facts, rule: Rule) -> Finding:
    """Everybody old or severely disabled has a goal of care in the plan, or a referral."""
    age = setting(rule, "age", 60, most=150)
    entitled = {
        fact.value.member
        for fact in facts.components()
        if fact.value.component in ("lansia", "disabilitas_berat")
    }
    needing = {
        member: needed
        for member in facts.members_on(facts.day)
        if (needed := member.id in entitled or _needs_care(member, facts.day, age)) is not False
    }
    if not needing:
        return Finding("not_applicable", None, None, ())
    plan = facts.one(PlanAgreed, "")
    cared: list[bool | None] = []
    needs: list[Need] = []
    rests_on: list[Fact[object]] = []
    proofs: list[Fact[object]] = []
    for member, sure in needing.items():
        rests_on.append(member.added)
        proof = _care_of(facts, member, plan, alone=len(needing) == 1)
        proofs.extend(proof)
        cared.append(True if proof else None if sure is None else False)
        if not proof:
            needs.append(Need("birth_year" if sure is None else "care", member.id))
    return Finding(
        verdict_of(all_of(cared)),
        cared.count(True),
        len(needing),
        [*rests_on, *proofs],
        tuple(needs),
        since=min((fact.on for fact in proofs), default=None),
    )


def _needs_care(member: Member, day: str, age: int) -> bool | None:
    body = member.added.value
    if body.disability == "severe":
        return True
    if isinstance(body.birth_year, int):
        return int(day[:4]) - body.birth_year >= age
    return None


def _care_of(
    facts: Facts, member: Member, plan: Fact[PlanAgreed] | None, alone: bool
) -> Sequence[Fact[object]]:
    """The goal or referral for a member; a goal that names nobody is for the only one in need."""
    if plan is not None:
        for goal in plan.value.goals:
            if goal.goal == "care" and (goal.member == member.id or (alone and not goal.member)):
                return [plan]
    return [
        fact
        for _, fact in facts.all(ReferralUpdated)
        if fact.value.member == member.id and fact.value.state != "refused"
    ][:1]


def _fact(entry: Entry) -> Fact[object]:
    return Fact(entry.event.body, entry.event.on, (entry.id,))
