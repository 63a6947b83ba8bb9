"""What every device of a log knows: who acts in which role, which figures and rules hold.

Before: entries of the `programme` stream; `actors.py` says whose of them count. After:
`answer.py` judges a household's entries with it.
"""

from typing import Self

from events.folds.actors import counted_registrations, flag_of, registrations_of, roles_in
from events.folds.acts import Outcome, Resolved
from events.folds.claims import Claims
from events.folds.merge import settle
from events.folds.parameters import SHIPPED, Parameter
from events.folds.rule_set import BANTEN_GRAD_1
from events.folds.stream import StreamState
from events.ids import ActorId, EventId, LogId
from events.regions import contains
from events.types import (
    CATALOGUE,
    ActorRegistered,
    Body,
    ParameterSet,
    RegionChanged,
    RegionCode,
    Role,
    RuleSetPublished,
    SurveyDefined,
)

_END = "9999-12-31"


class Programme(StreamState):
    """The programme stream of one `log`, whose name says where all its households belong."""

    __slots__ = (
        "_counted", "_entitled", "_figures", "_found", "_read_at", "_regions", "_regions_on",
        "_resolved", "_roles_once", "_then", "log",
    )  # fmt: skip

    def __init__(self, log: LogId) -> None:
        super().__init__()
        self.log = log
        self._read_at = -1
        self._counted = Claims()
        self._resolved = Resolved(self._counted)
        self._figures: list[Parameter] = []
        self._found: dict[tuple[str, str, str], Parameter | None] = {}
        self._regions: dict[RegionCode, RegionCode] = {}
        self._regions_on = ""
        self._then: tuple[int, int, Programme] | None = None
        self._roles_once: dict[ActorId, frozenset[Role]] = {}
        """Of actors registered once, whose roles are the same on every date: nearly all."""
        self._entitled: frozenset[tuple[ActorId, None, type[Body]]] | None = None

    def known_at(self, known_at_ms: int) -> Self:
        """The programme as the office knew it at a moment; the newest one asked for is kept."""
        if self._then is not None and self._then[:2] == (self.revision, known_at_ms):
            then = self._then[2]
            assert isinstance(then, type(self))
            return then
        then = super().known_at(known_at_ms)
        if then is not self:
            self._then = (self.revision, known_at_ms, then)
        return then

    def roles(self, actor: ActorId, on: str) -> frozenset[Role]:
        """The roles an actor holds on a date; empty for one whom nobody entitled registered.

        What an actor did before its first registration is judged by that one.
        """
        self._read()
        held = self._roles_once.get(actor)
        return roles_in(self._counted, actor, on) if held is None else held

    def reaches(self, actor: ActorId, on: str, region: RegionCode) -> bool:
        """True for one who holds a role on a date where a region is, as `roles` says them."""
        self._read()
        held = registrations_of(self._counted, actor, on)
        return any(contains(body.region, region) for body in held)

    def entitled(self) -> frozenset[tuple[ActorId, None, type[Body]]]:
        """Who may write what on any date, typing it themselves: nearly every entry there is."""
        self._read()
        if self._entitled is None:
            self._entitled = frozenset(
                (actor, None, kind)
                for actor, roles in self._roles_once.items()
                for kind in CATALOGUE
                if not roles.isdisjoint(kind.spec.writers)
            )
        return self._entitled

    def _empty(self) -> Self:
        return type(self)(self.log)

    def parameter(self, name: str, region: RegionCode, month: str) -> Parameter | None:
        """The figure that holds for a region in a month, of the smallest region that has one.

        None outside the table, and while two people state different figures.
        """
        self._read()
        asked = (name, region, month)
        if asked not in self._found:
            self._found[asked] = self._find(name, region, month)
        return self._found[asked]

    def rule_set(self, day: str) -> RuleSetPublished:
        """The rule set in force on a day: the newest published by then, else the shipped one."""
        self._read()
        if RuleSetPublished not in self._counted.buckets:
            return BANTEN_GRAD_1
        published = [
            facts[0]
            for name in self._counted.of(RuleSetPublished)
            if len(facts := settle(self._counted, RuleSetPublished, name, day)) == 1
        ]
        newest = max(published, key=lambda fact: (fact.on, fact.value.rule_set), default=None)
        return BANTEN_GRAD_1 if newest is None else newest.value

    def rule_set_named(self, name: str) -> RuleSetPublished | None:
        """A rule set by its name; None when this log never had it, or two differ."""
        self._read()
        facts = settle(self._counted, RuleSetPublished, name, _END)
        if facts:
            return facts[0].value if len(facts) == 1 else None
        return BANTEN_GRAD_1 if name == BANTEN_GRAD_1.rule_set else None

    def survey(self, name: str, version: int) -> SurveyDefined | None:
        """A version of a question set; None when this log never had it, or two differ."""
        self._read()
        facts = settle(self._counted, SurveyDefined, (name, version), _END)
        return facts[0].value if len(facts) == 1 else None

    def versions(self, name: str) -> tuple[SurveyDefined, ...]:
        """Every version of a question set, the newest last; those that differ are left out."""
        return tuple(each for each in self._surveys() if each.survey == name)

    def surveys(self) -> tuple[SurveyDefined, ...]:
        """The newest version of every question set, by name."""
        newest = {each.survey: each for each in self._surveys()}
        return tuple(newest[name] for name in sorted(newest))

    def _surveys(self) -> list[SurveyDefined]:
        """Every question set that is agreed on, by version."""
        self._read()
        settled = [
            settle(self._counted, SurveyDefined, key, _END)
            for key in self._counted.of(SurveyDefined)
        ]
        agreed = [facts[0].value for facts in settled if len(facts) == 1]
        return sorted(agreed, key=lambda each: (each.version, each.survey))

    def region_on(self, code: RegionCode, day: str) -> RegionCode:
        """The code a place goes by on a day: its own, or that of the one region in its stead.

        A place below one that was replaced goes with it. Where several regions replaced one, nobody
        knows which of them a place is in now: it keeps the code it was written with.
        """
        self._read()
        if self._regions_on != day:
            self._regions_on, self._regions = day, _replaced(self._counted, day)
        place, followed = code, {code}
        while (newer := _newer(self._regions, place)) is not None:
            if newer in followed:
                return code  # each replaced the other: nothing follows from that
            followed.add(newer)
            place = newer
        return place

    def flags(self) -> dict[EventId, list[str]]:
        """What is to be said of entries of this stream, such as that their author may not write."""
        self._read()
        return self._resolved.flags

    def outcome(self, entry: EventId) -> Outcome | None:
        """What an officer said of an entry of this stream; None while nobody did, or two differ."""
        self._read()
        return self._resolved.outcome(entry)

    def _read(self) -> None:
        """Evaluate the stream once after each change."""
        if self._read_at == self.revision:
            return
        registered = counted_registrations(self.claims)
        resolved = self.resolve(lambda actor, on: roles_in(registered, actor, on))
        final = counted_registrations(resolved.claims)
        counted = Claims()
        counted.dropped = resolved.claims.dropped
        for kind in resolved.claims.buckets:
            for entry in resolved.claims.entries(kind):
                flag = flag_of(entry, final)
                if flag is None:
                    counted.add(entry)
                else:
                    resolved.flags.setdefault(entry.id, []).append(flag)
        self._resolved, self._counted = resolved, counted
        self._figures = [*_figures(counted), *SHIPPED]
        self._found = {}
        self._roles_once = {
            ActorId(str(actor)): roles_in(counted, ActorId(str(actor)), _END)
            for actor, bucket in counted.of(ActorRegistered).items()
            if len(bucket) == 1
        }
        self._entitled = None
        self._regions_on = ""
        self._read_at = self.revision

    def _find(self, name: str, region: RegionCode, month: str) -> Parameter | None:
        place = str(region)
        while place:
            for figure in self._figures:
                fits = figure.name == name and figure.region == place
                if fits and figure.first <= month <= figure.last:
                    return figure if figure.value is not None else None
            place = place.rpartition(".")[0]
        return None


def _replaced(claims: Claims, day: str) -> dict[RegionCode, RegionCode]:
    """Regions that are there no more on a day, each with the one region that replaced it."""
    found: dict[RegionCode, set[RegionCode]] = {}
    for key in claims.of(RegionChanged):
        for fact in settle(claims, RegionChanged, key, day):
            for old in fact.value.replaces:
                if old.count(".") == fact.value.code.count("."):  # a desa becomes no kecamatan
                    found.setdefault(old, set()).add(fact.value.code)
    return {old: codes.pop() for old, codes in found.items() if len(codes) == 1}


def _newer(replaced: dict[RegionCode, RegionCode], code: RegionCode) -> RegionCode | None:
    """What replaced a region, or the smallest region around it that was replaced."""
    if not replaced:
        return None
    parts = code.split(".")
    for length in range(len(parts), 0, -1):
        newer = replaced.get(RegionCode(".".join(parts[:length])))
        if newer is not None:
            return RegionCode(".".join((newer, *parts[length:])))
    return None


def _figures(claims: Claims) -> list[Parameter]:
    """Published figures, the latest valid first; without a value where people differ.

    A figure with no end holds until the next of its name and region begins.
    """
    figures = []
    for key in claims.of(ParameterSet):
        facts = settle(claims, ParameterSet, key, _END)
        body = facts[0].value
        figures.append(
            Parameter(
                name=body.name,
                region=body.region,
                first=body.valid_from.isoformat()[:7],
                last="9999-12" if body.valid_to is None else body.valid_to.isoformat()[:7],
                value=body.value if len(facts) == 1 else None,
                version=facts[0].ids[0],
            )
        )
    return sorted(figures, key=lambda figure: (figure.first, figure.version), reverse=True)
