"""R8, R9: whether water, toilet and house are fit, by the statistics office's words.

Widest material counts. A word that says neither fit nor unfit (`lainnya`) leaves it unknown. What
is fit changes with the years: `UNFIT` is what BPS says since its durable-house definition, and a
rule set in force later may say otherwise of single words in its settings: `roof_main_asbes = 1` is
fit, `wall_main_papan = 0` is not.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from events.folds.checks.agreements import open_referrals
from events.folds.checks.finding import (
    Finding,
    Need,
    NeedCode,
    all_of,
    ask,
    is_known,
    setting,
    verdict_of,
)
from events.folds.facts import Facts
from events.folds.merge import Fact
from events.types import HousingSurveyed, Rule

UNFIT: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "roof_main": ("asbes", "bambu", "jerami"),
        "wall_main": ("bambu", "anyaman_bambu"),
        "floor_main": ("tanah", "bambu"),
        "toilet": ("public", "none"),
        "closet": ("plengsengan", "cemplung", "none"),
        "septic": ("pit", "open_water", "open_ground", "other"),
        "water": ("open_well",),
    }
)
UNDECIDED: Final = ("lainnya", "bought")
"""Bought water may come from anywhere."""
GROUNDWATER: Final = ("bore", "protected_well", "spring")
"""Fit when far enough from waste."""
_ASKED_AS: Final[Mapping[str, NeedCode]] = MappingProxyType(
    {
        "roof_main": "roof",
        "wall_main": "wall",
        "floor_main": "floor",
        "toilet": "toilet",
        "closet": "closet",
        "septic": "septic",
        "water": "water",
        "waste_distance_m": "waste_distance",
    }
)


def water_and_toilet_fit(facts: Facts, rule: Rule) -> Finding:
    """Protected water far enough from waste; a toilet, own or shared, sealed and drained."""
    said = {name: facts.said(HousingSurveyed, "", name) for name in _WATER_AND_TOILET}
    toilet = all_of(_is_fit(rule, name, said[name]) for name in _TOILET)
    water = _water_fit(said["water"], said["waste_distance_m"], rule)
    needs: list[Need] = []
    if toilet is None:
        needs.extend(_to_ask(said, _TOILET))
    elif not toilet:
        needs.append(Need("toilet_fit"))
    if water is None:
        needs.extend(_to_ask(said, _WATER))
    elif not water:
        needs.append(Need("water_fit"))
    holds = all_of((toilet, water))
    value = None if holds is None else "fit" if holds else "unfit"
    rests_on = _present(said.values())
    return Finding(verdict_of(holds), value, "fit", rests_on, tuple(needs), _oldest(rests_on))


def house_durable(facts: Facts, rule: Rule) -> Finding:
    """Roof, wall and floor of fit materials; else a housing referral is open.

    A gedek house must not trap a family in assistance, nor be ignored.
    """
    said = {name: facts.said(HousingSurveyed, "", name) for name in _MATERIALS}
    durable = all_of(_is_fit(rule, name, said[name]) for name in _MATERIALS)
    referrals = [] if durable else open_referrals(facts, "housing")
    holds = True if referrals else durable
    needs: tuple[Need, ...] = ()
    if holds is None:
        needs = tuple(_to_ask(said, _MATERIALS))
    elif not holds:
        needs = (Need("housing_referral"),)
    value = None if durable is None else "durable" if durable else "not_durable"
    surveyed = _present(said.values())
    return Finding(
        verdict_of(holds), value, "durable", [*surveyed, *referrals], needs, _oldest(surveyed)
    )


_TOILET: Final = ("toilet", "closet", "septic")
_WATER: Final = ("water", "waste_distance_m")
_WATER_AND_TOILET: Final = (*_WATER, *_TOILET)
_MATERIALS: Final = ("roof_main", "wall_main", "floor_main")


def _is_fit(rule: Rule, name: str, said: Fact[object] | None) -> bool | None:
    if said is None or not is_known(said):
        return None
    if rule.settings and (word := f"{name}_{said.value}") in rule.settings:
        return rule.settings[word] != 0
    return None if said.value in UNDECIDED else said.value not in UNFIT[name]


def _water_fit(
    water: Fact[object] | None, distance: Fact[object] | None, rule: Rule
) -> bool | None:
    fit = _is_fit(rule, "water", water)
    if not fit or water is None or water.value not in GROUNDWATER:
        return fit
    if distance is None or not isinstance(distance.value, int):
        return None
    return distance.value > setting(rule, "waste_distance_m", 10, most=1_000)


def _to_ask(said: Mapping[str, Fact[object] | None], names: tuple[str, ...]) -> list[Need]:
    """What to ask of these fields; while the first is not known, the others can wait."""
    first, *_ = names
    if not is_known(said[first]) and names is not _MATERIALS:
        return [ask(said[first], _ASKED_AS[first])]
    return [ask(said[name], _ASKED_AS[name]) for name in names if not is_known(said[name])]


def _present(said: Iterable[Fact[object] | None]) -> list[Fact[object]]:
    return [fact for fact in said if fact is not None]


def _oldest(surveyed: list[Fact[object]]) -> str | None:
    return min((fact.on for fact in surveyed), default=None)
