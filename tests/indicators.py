"""What a household said, and what a rule of readiness makes of it, as tests tell it."""

from datetime import date

from events.folds import Indicator
from tests.builders import an_id
from tests.telling import Telling

DAY = date(2019, 5, 10)
LINE_2018_09, LINE_2019_03 = 450_108, 462_726
"""Poverty lines of Banten, in rupiah a person and month."""
NANA, CHILD, MOTHER = an_id("nana"), an_id("first child"), an_id("mother")
Said = tuple[str, str, dict[str, object]]
"""A type, its `on`, the fields that matter."""
REGISTERED: Said = ("household_registered", "2016-07-11", {})
MEMBER: Said = ("member_added", "2016-07-11", {"member": NANA, "birth_year": 1978})
CHILD_ADDED: Said = (
    "member_added",
    "2016-07-11",
    {"member": CHILD, "birth_year": 2006, "relation": "anak"},
)
MOTHER_ADDED: Said = (
    "member_added",
    "2016-07-11",
    {"member": MOTHER, "birth_year": 1950, "relation": "orang_tua_mertua"},
)
NO_SOURCES: Said = ("livelihood_surveyed", "2019-01-05", {"sources": []})
STARTED: Said = ("enterprise_started", "2018-05", {})


def wage(net_month: object, on: str = "2019-01-05") -> Said:
    source = {"member": NANA, "kind": "wage", "net_month": net_month}
    return ("livelihood_surveyed", on, {"sources": [source]})


def sold(month: str, quantity: int, pct: int | None = None) -> Said:
    sale = {"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 1_000}
    return ("sales_reported", month, {"sales": [sale], "largest_buyer_pct": pct})


def spent(month: str, materials: object = 0, complete: bool = True) -> Said:
    others = dict.fromkeys(("wages", "rent", "transport", "utilities", "other"), 0)
    return ("costs_reported", month, {**others, "materials": materials, "complete": complete})


def three_months(quantity: int, pct: int = 60) -> list[Said]:
    months = ("2019-02", "2019-03", "2019-04")
    return [STARTED, *(sold(month, quantity, pct) for month in months), *map(spent, months)]


def schooled(month: str, done: int, required: int = 20, excused: int | None = None) -> Said:
    days = {"required": required, "done": done, "excused": excused}
    return ("commitment_verified", month, {"member": CHILD, "component": "sd", **days})


def healthy(month: str, done: int, required: int = 2) -> Said:
    checks = {"required": required, "done": done, "unit": "penimbangan"}
    return ("commitment_verified", month, {"member": CHILD, "component": "usia_dini", **checks})


SCHOOL: Said = (
    "component_recorded",
    "2016-07",
    {"member": CHILD, "component": "sd", "starts": "2016-07"},
)
SMALL_CHILD: Said = (
    "component_recorded",
    "2016-07",
    {"member": CHILD, "component": "usia_dini", "starts": "2016-07"},
)


def indicator(name: str, *said: Said, as_of: date = DAY) -> Indicator:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    for type_name, on, fields in (REGISTERED, MEMBER, *said):
        zaenal.says(type_name, on, body=None, **fields)  # type: ignore[arg-type]
    zaenal.syncs()
    readiness = telling.answer(as_of).readiness
    return (readiness.indicators | readiness.options)[name]


def verdict(name: str, *said: Said, as_of: date = DAY) -> str:
    return indicator(name, *said, as_of=as_of).verdict


def debt(amount: object, instalment: object = None, to: list[str] | None = None) -> Said:
    said = {"debt": amount, "instalment_month": instalment, "debt_to": to}
    return ("wellbeing_surveyed", "2019-04-16", said)


# --- R8, R9 ---------------------------------------------------------------------------------------


def surveyed(on: str = "2019-04-16", **said: object) -> Said:
    return ("housing_surveyed", on, said)


REFERRED: Said = ("referral_updated", "2019-04-16", {"service": "housing"})


# --- R10, R11, R12 --------------------------------------------------------------------------------


def referral(state: str) -> Said:
    return ("referral_updated", "2019-04-16", {"service": "nib", "state": state})


def planned(on: str = "2019-04-16", member: object = MOTHER, goal: str = "care") -> Said:
    goals = [{"goal": goal} | ({"member": member} if member else {})]
    return ("plan_agreed", on, {"goals": goals})
