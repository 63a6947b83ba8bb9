"""Reading back what was typed as it is spoken: `8,3 jt` is Rp8.300.000, `7/5/2018` is 7 Mei 2018.

A short form saves typing and hides a slip of a factor of a thousand, so it is said again in full
before, or at the latest with, the entry it went into. Before: `events/form.py` read the texts.
After: the command line has it confirmed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from events.schema import FieldSpec
from events.words import Lang, field_label, parse_when, rupiah, when

_IN_WORDS: Final = re.compile(r"[0-9][0-9.,]*\s*(rb|ribu|k|jt|juta|m|miliar|milyar)\b", re.I)


def echoes(
    lang: Lang,
    type_name: str,
    texts: Mapping[FieldSpec, Sequence[str]],
    fields: Mapping[str, object],
) -> tuple[str, ...]:
    """What was read of short forms, e.g. `harga satuan: Rp39.000`; empty when all was plain.

    `texts` are as typed, `fields` what was read of them.
    """
    return tuple(
        said
        for spec, typed in texts.items()
        for said in _of_field(lang, type_name, spec, typed, fields.get(spec.name))
    )


def echo_of_date(lang: Lang, type_name: str, name: str, text: str) -> str | None:
    """What was read of a date in everyday words; None of one in plain form, or of no date."""
    read = parse_when(text)
    if read is None or read == text.strip():
        return None
    return f"{field_label(lang, name, type_name)}: {when(read, lang)}"


def _of_field(
    lang: Lang, type_name: str, spec: FieldSpec, typed: Sequence[str], value: object
) -> Iterator[str]:
    if spec.kind in ("day", "period", "month"):
        said = echo_of_date(lang, type_name, spec.name, typed[-1]) if typed else None
        if said is not None:
            yield said
        return
    if any(_IN_WORDS.search(text) for text in typed):
        for name, amount in _amounts(spec, value):
            yield f"{field_label(lang, name, type_name)}: {rupiah(amount, lang)}"


def _amounts(spec: FieldSpec, value: object) -> Iterator[tuple[str, int]]:
    """The rupiah in the value of a field, those of its parts too."""
    for item in value if isinstance(value, list | tuple) else (value,):
        if spec.kind == "rupiah" and isinstance(item, int):
            yield spec.name, item
        elif isinstance(item, dict):
            for part in spec.part:
                yield from _amounts(part, item.get(part.name))
