"""The figures rules compare with: lines, wages and size limits by region and period.

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


def _size(scheme: str, first: str, last: str, limits: tuple[int, int, int]) -> list[Parameter]:
    """The most that makes a micro, small, medium enterprise, by one measure of a scheme."""
    law, _, measure = scheme.partition("_")
    names = [f"size_{law}_{size}_{measure}" for size in ("micro", "small", "medium")]
    return [
        Parameter(name, RegionCode("36"), first, last, most, f"{name}/36/{first}")
        for name, most in zip(names, limits, strict=True)
    ]


_MILLION: Final = 1_000_000

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
    # UU 20/2008 art. 6, until PP 7/2021 art. 35 took effect; BPS counts heads.
    *_size("law_capital", "2008-07", "2021-01", (50 * _MILLION, 500 * _MILLION, 10_000 * _MILLION)),
    *_size(
        "law_sales", "2008-07", "2021-01", (300 * _MILLION, 2_500 * _MILLION, 50_000 * _MILLION)
    ),
    *_size(
        "law_capital", "2021-02", "9999-12", (1_000 * _MILLION, 5_000 * _MILLION, 10_000 * _MILLION)
    ),
    *_size(
        "law_sales", "2021-02", "9999-12", (2_000 * _MILLION, 15_000 * _MILLION, 50_000 * _MILLION)
    ),
    *_size("bps_heads", "2008-07", "9999-12", (4, 19, 99)),
)
