"""What one household adds to the figures of its region, cohort and companion.

Before: the household's answer (`answer.py`), its facts and its money (`payments.py`). After: the
office keeps each contribution and adds them up, from the desa to the province. Every figure counts
by itself: a family may have graduated without an enterprise. What is not known is counted as not
known, never as none.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import astuple

from events import limits
from events.folds.answer import Answer, Looked
from events.folds.caseload import AgeGroup, age_group
from events.folds.checks.commitments import SCHOOL
from events.folds.decisions import Decisions
from events.folds.due import ACCOMPANIED
from events.folds.enterprise import Enterprise
from events.folds.facts import Facts
from events.folds.months import fresh_until
from events.folds.payments import Disbursement
from events.folds.status import AFTERCARE_MONTHS, aftercare, statuses
from events.ids import ActorId
from events.types import EnterpriseStarted, ProgrammeEnrolled, RegionCode

COST_MONTHS: Final = 12
_PUPIL_AGES: Final[frozenset[AgeGroup | None]] = frozenset(("usia_sd", "usia_smp", "usia_sma"))
"""The years of compulsory school."""
_NOT_RUNNING: Final = ("idea", "closed")


class Figures(Struct, frozen=True, gc=False):
    """Counts that can be added up; `cost` is rupiah.

    The funnel: `enrolled` and `graduated` ever; `with_enterprise` (one that runs), `stable` and
    `ready` today. Of those that graduated a year ago or earlier (`year_passed`) some `held` out,
    some did `not` `hold`, of the rest nobody asked. `jobs` are paid workers of the enterprises that
    are `running`; of some of those nobody knows (`jobs_unknown`). Pupils and small children by what
    the programme has open for them, and by age. `ready_not_proposed` cost `cost` in a year; of
    `cost_unknown` of them nobody knows what they cost.
    """

    households: int = 0
    enrolled: int = 0
    in_programme: int = 0
    with_enterprise: int = 0
    stable: int = 0
    ready: int = 0
    proposed: int = 0
    graduated: int = 0
    year_passed: int = 0
    held: int = 0
    not_held: int = 0
    exited: int = 0
    running: int = 0
    jobs: int = 0
    jobs_unknown: int = 0
    accompanied: int = 0
    pupils_open: int = 0
    pupils_of_age: int = 0
    balita_open: int = 0
    balita_of_age: int = 0
    age_unknown: int = 0
    ready_not_proposed: int = 0
    cost: int = 0
    cost_unknown: int = 0


FIGURES: Final = Figures.__struct_fields__


class Contribution(Struct, frozen=True, gc=False):
    """What a household adds, and where.

    `region` is the code its place goes by today; empty where unknown, as is `cohort`. `not_met` and
    `not_known` are indicators of a household in the programme, in the order of the rules.
    """

    region: RegionCode
    cohort: str
    companion: ActorId | None
    not_met: tuple[str, ...]
    not_known: tuple[str, ...]
    figures: Figures


def contribution(
    looked: Looked, given: Answer, money: Iterable[Disbursement]
) -> Contribution | None:
    """What a household adds as of the answer's day; None for an alias, whose survivor counts."""
    facts, status = looked.facts, given.household.status
    if status == "merged":
        return None
    enrolments = facts.all(ProgrammeEnrolled)
    cohort = min((fact.value.cohort_year for _, fact in enrolments), default=None)
    in_programme = status in ("active", "proposed")
    verdicts = given.readiness.indicators.items() if in_programme else ()
    return Contribution(
        region=facts.programme.region_on(facts.region(), facts.day),
        cohort="" if cohort is None else str(cohort),
        companion=given.household.companion if status in ACCOMPANIED else None,
        not_met=tuple(name for name, each in verdicts if each.verdict == "not_met"),
        not_known=tuple(
            name for name, each in verdicts if each.verdict in ("unknown", "stale", "disputed")
        ),
        figures=_figures(looked, given, money),
    )


def total(parts: Iterable[Figures]) -> Figures:
    """The sum of figures; all zero without any."""
    columns = zip(*map(astuple, parts), strict=True)
    return Figures(*map(sum, columns))


def most_often(found: Mapping[tuple[str, ...], int]) -> dict[str, int]:
    """How many households each indicator is named for, the most frequent first.

    `found`: how many households have just these indicators.
    """
    counts: dict[str, int] = {}
    for names, households in found.items():
        for name in names:
            counts[name] = counts.get(name, 0) + households
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _figures(looked: Looked, given: Answer, money: Iterable[Disbursement]) -> Figures:
    facts, status = looked.facts, given.household.status
    enrolled = status != "candidate"
    ready = enrolled and given.readiness.verdict == "ready"
    running = [each for each in given.enterprises if _is_running(facts, each)]
    workers = [_workers(each) for each in running if each.stage != "paused"]
    stable = any(each.stage in ("stable", "growing") for each in running)
    graduated, passed, held = _held_out(facts, looked.decisions)
    cost = _cost(facts, money) if ready and status == "active" else 0
    people = _people(facts) if status in ACCOMPANIED else {}
    return Figures(
        households=1,
        enrolled=int(enrolled),
        in_programme=int(status in ("active", "proposed")),
        with_enterprise=int(enrolled and bool(running)),
        stable=int(enrolled and stable),
        ready=int(ready),
        proposed=int(status == "proposed"),
        graduated=int(graduated),
        year_passed=int(passed),
        held=int(held is True),
        not_held=int(held is False),
        exited=int(status == "exited"),
        running=len(running),
        jobs=sum(count for count in workers if count is not None),
        jobs_unknown=workers.count(None),
        accompanied=int(status in ACCOMPANIED),
        **people,
        ready_not_proposed=int(ready and status == "active"),
        cost=cost or 0,
        cost_unknown=int(cost is None),
    )


def _is_running(facts: Facts, enterprise: Enterprise) -> bool:
    """True for an enterprise that was started and is not closed, though it may pause."""
    if enterprise.stage in _NOT_RUNNING:
        return False
    return facts.one(EnterpriseStarted, enterprise.id) is not None


def _workers(enterprise: Enterprise) -> int | None:
    workers = enterprise.workers_paid
    return None if workers is None or workers > limits.WORKERS_MAX else workers


def _people(facts: Facts) -> dict[str, int]:
    """Pupils and small children, by open component and by age."""
    open_components = facts.components()
    day = date.fromisoformat(facts.day)
    born = [member.added.value.birth_year for member in facts.members_on(facts.day)]
    ages = [age_group(year, day) for year in born if isinstance(year, int)]
    pupils = {each.value.member for each in open_components if each.value.component in SCHOOL}
    small = {each.value.member for each in open_components if each.value.component == "usia_dini"}
    return {
        "pupils_open": len(pupils),
        "pupils_of_age": sum(age in _PUPIL_AGES for age in ages),
        "balita_open": len(small),
        "balita_of_age": ages.count("balita"),
        "age_unknown": len(born) - len(ages),
    }


def _held_out(facts: Facts, decisions: Decisions) -> tuple[bool, bool, bool | None]:
    """Whether it ever graduated, whether a year has passed since, and whether it held out.

    What the first aftercare after that year found decides, so that the figure of a cohort stays
    what it was; coming back into the programme within the year says it too.
    """
    course = list(statuses(decisions))
    since = next((each.on for each, status in reversed(course) if status == "graduated"), None)
    if since is None:
        return False, False, None
    year = fresh_until(since, AFTERCARE_MONTHS)
    if facts.day < year:
        return True, False, None
    if any(since <= change.on < year and status == "active" for change, status in course):
        return True, True, False
    found = [(on, state) for on, state in aftercare(facts, since) if on >= year]
    first = {state for on, state in found if on == found[0][0]}
    if not first:
        return True, True, None
    return True, True, first == {"still_above"}


def _cost(facts: Facts, money: Iterable[Disbursement]) -> int | None:
    """What the programme gave a household within a year, else what its decree grants; None unknown.

    A tranche whose amount is disputed leaves the whole unknown.
    """
    since = fresh_until(facts.day, -COST_MONTHS)
    amounts = [each.amount for each in money if each.on > since]
    known = [amount for amount in amounts if amount is not None]
    if amounts:
        return sum(known) if len(known) == len(amounts) else None
    granted = [
        (fact.on, fact.value.amount_year)
        for _, fact in facts.all(ProgrammeEnrolled)
        if fact.value.amount_year is not None
    ]
    newest = max(granted, default=None)
    return None if newest is None or newest[1] > limits.RUPIAH_MAX else newest[1]
