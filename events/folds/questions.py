"""What to ask at the next visit: what is unknown, stale or disputed, each thing once.

Before: readiness. After: the companion's visit list. What the family declined to say is not asked
again, and what only the office can mend is not asked of the family.
"""

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from events.folds.checks.finding import NeedCode
from events.folds.readiness import Indicator

NOT_ASKED: Final[frozenset[NeedCode]] = frozenset(
    ("declined", "figure", "livelihood_then", "members", "newer_release", "until")
)

Why = Literal["unknown", "stale", "disputed"]


class Question(Struct, frozen=True, gc=False):
    """One thing to ask or look at; `about` are months, members or conflicts, and may be empty."""

    code: NeedCode
    why: Why
    indicators: tuple[str, ...]
    about: tuple[str, ...]


def questions(indicators: Mapping[str, Indicator]) -> tuple[Question, ...]:
    """The questions that would settle these indicators, in the order of the indicators."""
    found: dict[NeedCode, tuple[Why, dict[str, None], dict[str, None]]] = {}
    for name, indicator in indicators.items():
        verdict = indicator.verdict
        if verdict not in ("unknown", "stale", "disputed"):
            continue
        for need in indicator.what_would_change_it:
            if need.code in NOT_ASKED:
                continue
            why: Why = "disputed" if need.code == "resolve" else verdict
            _, asked_by, about = found.setdefault(need.code, (why, {}, {}))
            asked_by[name] = None
            if need.about is not None:
                about[need.about] = None
    return tuple(
        Question(code, why, tuple(asked_by), tuple(about))
        for code, (why, asked_by, about) in found.items()
    )
