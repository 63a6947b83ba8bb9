"""Where a household of a list lives: a code, with or without dots, or names of desa and kecamatan.

Names repeat, so a name that several desa have is never decided here: the kecamatan tells them
apart, or the code. Before: the cells of a row. After: `household_registered` holds the code.
"""

from events.check.people import foreign_region
from events.ids import LogId
from events.problems import Problem
from events.regions import Regions, is_region, level_of
from events.types import RegionCode

_PARTS = (2, 4, 6, 10)
"""Where the dots of a code stand that is written without them."""
_SUGGESTED_MAX = 3


def find_place(
    regions: Regions, log: LogId, desa: str, kecamatan: str | None
) -> RegionCode | Problem:
    """The code of a place. A name is looked for in its kecamatan, else in the whole log."""
    code = _code(desa)
    if code is not None:
        return next(foreign_region(log, code), code)
    outer = _outer(regions, log, kecamatan)
    if isinstance(outer, Problem):
        return outer
    found = [code for code in regions.called(desa, outer) if _is_village(code)]
    if len(found) == 1:
        return found[0]
    if found:
        values = {"given": desa[:60], "choices": _named(regions, found)}
        return Problem("ambiguous_desa", "region", values=dict(values))
    likely = [each.code for each in regions.suggest(desa, outer) if _is_village(each.code)]
    return _unknown(regions, "region", desa, likely)


def _outer(regions: Regions, log: LogId, kecamatan: str | None) -> RegionCode | Problem:
    """Where a name is looked for."""
    whole = RegionCode(log)
    if kecamatan is None:
        return whole
    code = _code(kecamatan)
    if code is not None:
        return code
    found = [code for code in regions.called(kecamatan, whole) if level_of(code) == "kecamatan"]
    if len(found) == 1:
        return found[0]
    suggested = (each.code for each in regions.suggest(kecamatan, whole))
    likely = [code for code in suggested if level_of(code) == "kecamatan"]
    return _unknown(regions, "kecamatan", kecamatan, likely)


def _unknown(regions: Regions, field: str, given: str, likely: list[RegionCode]) -> Problem:
    if not likely:
        return Problem("no_such_desa", field, values={"given": given[:60]})
    choices = _named(regions, likely[:_SUGGESTED_MAX])
    return Problem("unknown_desa", field, values={"given": given[:60], "choices": choices})


def _named(regions: Regions, codes: list[RegionCode]) -> str:
    return ", ".join(f"{regions.label(code)} ({code})" for code in codes)


def _code(text: str) -> RegionCode | None:
    """The code a text is; None for a name."""
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) in _PARTS:
        starts = (0, *_PARTS)
        parts = [text[start:end] for start, end in zip(starts, _PARTS, strict=False)]
        text = ".".join(part for part in parts if part)
    return RegionCode(text) if is_region(text) else None


def _is_village(code: RegionCode) -> bool:
    return level_of(code) in ("desa", "kelurahan")
