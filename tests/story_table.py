"""Nana's story, moment by moment: indicators as (verdict, value, threshold), and figures by month.

The fold must say so of the story's entries, and the demo of what its processes made of them.
"""

from typing import Final

POVERTY_LINE_2018: Final = 450_108
POVERTY_LINE_2019: Final = 462_726
BEFORE_COSTS: Final = {
    "R1": ("unknown", None, POVERTY_LINE_2018),
    "R2": ("not_met", 1, 2),
    "R3": ("unknown", None, "none"),
    "R4": ("stale", 92, 85),
    "R5": ("not_applicable", None, 100),
    "R6": ("unknown", None, 5 * POVERTY_LINE_2018),
    "R7": ("unknown", None, 30),
    "R8": ("unknown", None, "fit"),
    "R9": ("not_met", "not_durable", "durable"),
    "R10": ("unknown", None, "nib"),
    "R11": ("not_met", "not_asked", "asked"),
    "R12": ("not_met", 0, 1),
}
READY: Final = {
    "R1": ("met", 704_000, POVERTY_LINE_2019),
    "R2": ("met", "stable_enterprise", 2),
    "R3": ("met", "none", "none"),
    "R4": ("met", 92, 85),
    "R5": ("not_applicable", None, 100),
    "R6": ("not_met", 1_200_000, 5 * POVERTY_LINE_2019),
    "R7": ("met", 0, 30),
    "R8": ("met", "fit", "fit"),
    "R9": ("met", "not_durable", "durable"),
    "R10": ("met", "referral_made", "nib"),
    "R11": ("met", "asked", "asked"),
    "R12": ("met", 1, 1),
}
END: Final = {
    "R1": ("unknown", None, None),
    "R2": ("not_met", 0, 2),
    "R3": ("stale", "none", "none"),
    "R4": ("stale", 92, 85),
    "R5": ("not_applicable", None, 100),
    "R6": ("not_met", 1_200_000, 5 * POVERTY_LINE_2019),
    "R7": ("stale", 0, 30),
    "R8": ("met", "fit", "fit"),
    "R9": ("met", "not_durable", "durable"),
    "R10": ("met", "referral_made", "nib"),
    "R11": ("stale", "asked", "asked"),
    "R12": ("stale", 1, 1),
}
SEPTEMBER: Final = ("2018-09", 215, 39_000, 8_385_000, None)
OCTOBER: Final = ("2018-10", 215, 39_000, 8_385_000, None)
NOVEMBER: Final = ("2018-11", 215, 39_000, 8_385_000, None)
TWO: Final = (SEPTEMBER, OCTOBER)
THREE: Final = (*TWO, ("2018-11", 215, 39_000, 8_385_000, 1_400_000))
NINE: Final = (
    *THREE,
    ("2018-12", 215, 39_000, 8_385_000, None),
    ("2019-01", 215, 39_000, 8_385_000, None),
    ("2019-02", 360, 42_000, 15_120_000, 3_780_000),
    ("2019-03", 340, 42_000, 14_280_000, 3_520_000),
    ("2019-04", 370, 42_000, 15_540_000, 3_910_000),
    ("2019-05", 360, 42_000, 15_120_000, 3_780_000),
)
