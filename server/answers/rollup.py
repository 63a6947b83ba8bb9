"""Figures of regions, cohorts and companions: sums over what each household adds.

Before: `server/projecting/figure_rows.py` keeps one row a household. After:
`server/routes/totals.py` and the command `rollup`. Each log is one query that touches no other; the
groups of several logs are then added, so a province is the sum of its kabupaten.
"""

from collections.abc import Iterable
from typing import Final, Literal, get_args

import msgspec

from events.folds.rollup import Figures, most_often, total
from events.ids import LogId
from server.answers.readmodels import ReadModels
from server.database import Row, Transaction
from server.devices.scoping import span_of

By = Literal["province", "kabupaten", "kecamatan", "desa", "cohort", "companion"]
GROUPINGS: Final[tuple[By, ...]] = get_args(By)

_DIGITS: Final[dict[str, int]] = {"province": 2, "kabupaten": 5, "kecamatan": 8, "desa": 13}
"""Characters of a region's code at each level."""
_AFTER_ALL_REGIONS: Final = ":"
"""Follows every code, which begins with a digit, and the empty one."""


class Group(msgspec.Struct, frozen=True):
    """The figures of one region, cohort or companion; "" where it is not known.

    `not_met` and `not_known`: how many households in the programme an indicator is not met, or not
    known, for; the most frequent first.
    """

    key: str
    figures: Figures
    not_met: dict[str, int]
    not_known: dict[str, int]


class RolledUp(msgspec.Struct, frozen=True):
    """Groups by key, and all of them together."""

    region: str
    by: By
    groups: tuple[Group, ...]
    total: Group


def level_below(region: str) -> By:
    """The regions a region is divided into."""
    for level in ("kabupaten", "kecamatan", "desa"):
        if len(region) < _DIGITS[level]:
            return level
    return "desa"


async def read_groups(
    transaction: Transaction, log: LogId, region: str, by: By, scope: str = ""
) -> list[Group]:
    """The groups of one log: of households that live in a region, registered in `scope` ("": all).

    Shape: by key; empty before the first projection.
    """
    models = await ReadModels.open(transaction, log)
    begin, end = span_of(region) if region else ("", _AFTER_ALL_REGIONS)
    seen = span_of(scope or None)
    asked = (
        log, models.live.generation, begin, end, by, _DIGITS.get(by, _DIGITS["desa"]), *seen,
    )  # fmt: skip
    rows = await transaction.fetch("rollup.groups", *asked)
    unmet = await transaction.fetch("rollup.unmet", *asked)
    not_met, not_known = _named(unmet, 1), _named(unmet, 2)
    return [
        Group(
            key,
            Figures(*figures),
            most_often(not_met.get(key, {})),
            most_often(not_known.get(key, {})),
        )
        for key, *figures in rows
    ]


def add_up(region: str, by: By, groups: Iterable[Group]) -> RolledUp:
    """The groups of several logs as one: those of one key are added."""
    parts: dict[str, list[Group]] = {}
    for group in groups:
        parts.setdefault(group.key, []).append(group)
    made = tuple(_sum(key, parts[key]) for key in sorted(parts))
    return RolledUp(region, by, made, _sum(region, made))


def _sum(key: str, groups: Iterable[Group]) -> Group:
    parts = list(groups)
    if len(parts) == 1 and parts[0].key == key:
        return parts[0]
    return Group(
        key,
        total(part.figures for part in parts),
        _counts(part.not_met for part in parts),
        _counts(part.not_known for part in parts),
    )


def _counts(parts: Iterable[dict[str, int]]) -> dict[str, int]:
    counts: dict[tuple[str, ...], int] = {}
    for part in parts:
        for name, households in part.items():
            counts[(name,)] = counts.get((name,), 0) + households
    return most_often(counts)


def _named(rows: Iterable[Row], column: int) -> dict[str, dict[tuple[str, ...], int]]:
    """How many households of each group have just these indicators in a column."""
    found: dict[str, dict[tuple[str, ...], int]] = {}
    for row in rows:
        names = tuple(str(row[column]).split())
        of_group = found.setdefault(row[0], {})
        of_group[names] = of_group.get(names, 0) + row[3]
    return found
