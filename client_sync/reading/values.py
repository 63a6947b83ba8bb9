"""A value of a field as people read it: rupiah, dates, words of choices, names of ids.

Before: a body as plain values. After: terminal, printed forms.
"""

from typing import cast

from client_sync.reading.people import NOBODY, Household
from events.dates import interval
from events.schema import FieldSpec
from events.words import Lang, choice_label, field_label, number, rupiah, truth, when


def field_value(
    language: Lang, spec: FieldSpec, value: object, household: Household = NOBODY
) -> str:
    """`Rp39.000`, `7 Mei 2018`, `genteng`, `Nana Sofinah`; parts as `harga satuan Rp39.000, …`."""
    if value in spec.unknowns:
        return choice_label(language, str(value))
    if isinstance(value, list | tuple):
        if not value:
            return choice_label(language, "none")
        return "; ".join(field_value(language, spec, item, household) for item in value)
    if isinstance(value, dict):
        return ", ".join(
            f"{field_label(language, part.name)} "
            + field_value(language, part, value[part.name], household)
            for part in spec.part
            if part.name in value
        )
    return _plain(language, spec, value, household)


def _plain(language: Lang, spec: FieldSpec, value: object, household: Household) -> str:
    if isinstance(value, bool):
        return truth(language, value)
    if spec.kind == "choice":
        return choice_label(language, cast(str | int, value), spec.name)
    if isinstance(value, int):
        if spec.kind == "year":
            return str(value)
        return rupiah(value, language) if spec.kind == "rupiah" else number(value, language)
    text = str(value)
    if spec.kind in ("day", "period", "month") and _is_date(text):
        return when(text, language)
    if spec.kind == "slug":
        return choice_label(language, text)
    return next((each.label for each in household.of(spec.name) if each.id == text), text)


def _is_date(text: str) -> bool:
    try:
        interval(text)
    except ValueError:
        return False
    return True
