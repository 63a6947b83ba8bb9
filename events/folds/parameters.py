"""The figures rules compare with: lines and wages by region and period.

Shipped figures count as known from the start; an office adds newer ones, or sets these right, with
`parameter_set` in the programme stream. A line of the statistics office holds six months. Outside
the table a figure is unknown, never the nearest one.
"""

from typing import Final, NamedTuple

from events.types import RegionCode

POVERTY_LINE: Final = "poverty_line"
"""Rupiah per person and month."""
MINIMUM_WAGE: Final = "minimum_wage"
"""UMK: rupiah per month."""


class Parameter(NamedTuple):
    """A figure of a region for the months `first` to `last`; `version` says where it is from.

    `value` is None while two people state different ones.
    """

    name: str
    region: RegionCode
    first: str
    last: str
    value: int | None
    version: str


def _line(first: str, last: str, value: int) -> Parameter:
    return Parameter(POVERTY_LINE, RegionCode("36"), first, last, value, f"poverty_line/36/{first}")


def _wage(year: int, value: int) -> Parameter:
    return Parameter(
        MINIMUM_WAGE,
        RegionCode("36.03"),
        f"{year}-01",
        f"{year}-12",
        value,
        f"minimum_wage/36.03/{year}",
    )


SHIPPED: Final[tuple[Parameter, ...]] = (
    # BPS, Provinsi Banten, published twice a year.
    _line("2018-09", "2019-02", 450_108),
    _line("2019-03", "2019-08", 462_726),
    _line("2021-09", "2022-02", 547_483),
    _line("2022-03", "2022-08", 570_368),
    _line("2024-03", "2024-08", 654_213),
    _line("2024-09", "2025-02", 667_403),
    _line("2025-03", "2025-08", 684_232),
    # UMK Kabupaten Tangerang; 2018 and 2019 are to be checked against the decree.
    _wage(2018, 3_555_835),
    _wage(2019, 3_841_368),
    _wage(2025, 4_901_117),
    _wage(2026, 5_210_377),
)
