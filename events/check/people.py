"""What is asked of H1-H7: numbers of identity, births, addresses."""

from collections.abc import Iterator
from datetime import date
from typing import Final, cast

from events import limits
from events.check.draft import Draft, Rules, Setting
from events.dates import first_day
from events.errors import InputRefused
from events.ids import LogId
from events.nik import kk_warnings, nik_warnings, parse_kk, parse_nik
from events.problems import Blank, Problem
from events.regions import level_of, meets
from events.types import (
    AddressChanged,
    HeadChanged,
    HouseholdRegistered,
    IdentityVerified,
    MemberAdded,
    RegionCode,
)
from events.words import choice_label

_AGE_MAX: Final = 110
_NEAR: Final = frozenset(("within_desa", "other_desa"))
"""Moves that do not leave the kabupaten."""


def foreign_region(log: LogId, region: RegionCode, field: str = "region") -> Iterator[Problem]:
    """A family that lives outside the log's region is registered in another log."""
    if not meets(log, region):
        yield Problem("foreign_region", field, values={"given": region, "log": log})


def _household_registered(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(HouseholdRegistered, draft.body)
    yield from foreign_region(setting.log, body.region)
    if level_of(body.region) not in ("desa", "kelurahan"):
        yield Problem("region_wide", "region", "warn", {"given": body.region})


def _address_changed(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(AddressChanged, draft.body)
    if body.kind in _NEAR and not meets(setting.log, body.region):
        # It may be right: a family that left the kabupaten before moves on where it is now.
        kind = (choice_label("id", body.kind), choice_label("en", body.kind))
        values: dict[str, Blank] = {"given": body.region, "log": setting.log, "kind": kind}
        yield Problem("moves_outside", "region", "warn", values)
    within = body.kind != "out_of_province"
    if within and level_of(body.region) not in ("desa", "kelurahan"):
        yield Problem("region_wide", "region", "warn", {"given": body.region})


def _member_added(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(MemberAdded, draft.body)
    born = _birth_date(draft)
    year = body.birth_year if isinstance(body.birth_year, int) else None
    if year is not None:
        yield from _birth_year(year, setting.today)
    if born is not None and born > setting.today:
        yield Problem("in_future", "birth_date", values={"given": born.isoformat()})
    if born is not None and year is not None and born.year != year:
        yield Problem("birth_date_year", "birth_date", values={"given": year})
    nik = draft.personal.get("nik")
    if nik is None:
        return
    if body.nik_status in ("none", "in_process"):
        label = (
            choice_label("id", body.nik_status, "nik_status"),
            choice_label("en", body.nik_status, "nik_status"),
        )
        yield Problem("nik_status", "nik", "warn", {"given": label})
    yield from _nik(draft, setting, nik, year=year, born=born, sex=body.sex)


def _identity_verified(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(IdentityVerified, draft.body)
    if body.kind == "nik":
        yield from _nik(draft, setting, draft.personal["number"], field="number")
    else:
        yield from _kk(setting, draft.personal["number"], "number")


def _head_changed(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(HeadChanged, draft.body)
    if body.old_head == body.new_head:
        yield Problem("nothing_changes", "new_head")
    number = draft.personal.get("new_no_kk")
    if number is not None:
        yield from _kk(setting, number, "new_no_kk")


def _kk(setting: Setting, number: str, field: str) -> Iterator[Problem]:
    try:
        kk = parse_kk(number)
    except InputRefused:
        yield Problem("bad_kk", field)
        return
    yield from kk_warnings(kk, field, as_of=setting.today, regions=setting.regions)


def _nik(
    draft: Draft,
    setting: Setting,
    number: str,
    *,
    year: int | None = None,
    born: date | None = None,
    sex: str | None = None,
    field: str = "nik",
) -> Iterator[Problem]:
    try:
        nik = parse_nik(number)
    except InputRefused:
        yield Problem("bad_nik", field)
        return
    yield from nik_warnings(
        nik,
        as_of=setting.today,
        sex="p" if sex == "p" else "l" if sex == "l" else None,
        birth_year=year,
        birth_date=born,
        regions=setting.regions,
    )


def _birth_year(year: int, today: date) -> Iterator[Problem]:
    if year > today.year:
        yield Problem("in_future", "birth_year", values={"given": year})
    elif year < limits.YEAR_MIN or today.year - year > _AGE_MAX:
        yield Problem("very_old", "birth_year", "warn", {"given": year})


def _birth_date(draft: Draft) -> date | None:
    text = draft.personal.get("birth_date")
    return first_day(text) if text is not None else None


RULES: Final[Rules] = {
    "household_registered": _household_registered,
    "address_changed": _address_changed,
    "head_changed": _head_changed,
    "member_added": _member_added,
    "identity_verified": _identity_verified,
}
