"""Values and thresholds of indicators as people read them: rupiah, percent, counts, or words.

Before: readiness, whose figures are bare (`events/folds/readiness.py`). After: command line, pages.
"""

from collections.abc import Mapping
from typing import Final

from events.words.formats import Lang, number, percent, rupiah

FIGURES: Final[Mapping[str, tuple[str, str]]] = {
    "R2": ("{count} sumber", "{count} source(s)"),
    "stable_enterprise": ("usaha stabil", "stable enterprise"),
    "none": ("selalu cukup", "always enough"),
    "some": ("kadang kurang", "sometimes short"),
    "often": ("sering kurang", "often short"),
    "fit": ("layak", "fit"),
    "unfit": ("tidak layak", "unfit"),
    "durable": ("tahan lama", "durable"),
    "not_durable": ("tidak tahan lama", "not durable"),
    "nib": ("NIB", "NIB"),
    "referral_made": ("dirujuk", "referred"),
    "referral_accepted": ("rujukan diterima", "referral accepted"),
    "referral_done": ("rujukan selesai", "referral done"),
    "referral_refused": ("rujukan ditolak", "referral refused"),
    "asked": ("diminta", "asked for"),
    "not_asked": ("belum diminta", "not asked for"),
    "taken_back": ("ditarik kembali", "taken back"),
}

_IN_RUPIAH: Final = frozenset({"R1", "R1b", "R6"})
_IN_PERCENT: Final = frozenset({"R4", "R5", "R7"})


def indicator_figure(lang: Lang, indicator: str, value: int | str) -> str:
    """A value or threshold of an indicator: `Rp450.108`, `92%`, `2 sumber`, `belum diminta`."""
    if isinstance(value, str):
        return _pick(lang, value) if value in FIGURES else value
    if indicator in _IN_RUPIAH:
        return rupiah(value, lang)
    if indicator in _IN_PERCENT:
        return percent(value, lang)
    count = number(value, lang)
    return _pick(lang, indicator).format(count=count) if indicator in FIGURES else count


def _pick(lang: Lang, key: str) -> str:
    return FIGURES[key][0 if lang == "id" else 1]
