"""Problems: what is wrong with an entry before it is written, as values a person can act on.

A problem is a code with the figures it speaks of; its sentence, in either language, says how to
mend it. Before: `events/check` and `events/form.py` find them. After: the device shows them, and
writes only when none of them refuses.
"""

from typing import Literal

import msgspec
from msgspec import Struct

from events.words import Lang, Words, field_label, pick, say, type_label

Severity = Literal["refuse", "warn"]
Blank = str | int | Words


class Problem(Struct, frozen=True):
    """`refuse`: nothing is written until it is mended. `warn`: it may be right; the person decides.

    `values` fill the blanks of the sentence; a pair is (Indonesian, English), and `type` names a
    type of event, which people read by what it is called.
    `values` fill the blanks of the sentence; a pair is (Indonesian, English). `field` among them
    is what the sentence calls the field, when it is only a part of it that is wrong.
    """

    code: str
    field: str | None = None
    severity: Severity = "refuse"
    values: dict[str, Blank] = msgspec.field(default_factory=dict)

    def say(self, lang: Lang, type_name: str = "") -> str:
        """The sentence for a person."""
        blanks = {
            name: pick(lang, value) if isinstance(value, tuple) else value
            for name, value in self.values.items()
        }
        if "type" in self.values:
            blanks["type"] = type_label(lang, str(self.values["type"]))
        if self.field is not None and "field" not in blanks:
            blanks["field"] = field_label(lang, self.field, type_name)
        text = say(lang, f"problem.{self.code}", **blanks)
        return text[:1].upper() + text[1:]


def refused(problems: list[Problem]) -> list[Problem]:
    """Those that keep an entry from being written."""
    return [problem for problem in problems if problem.severity == "refuse"]
