"""What a device refuses or asks about before it writes: `problems(draft, setting)`.

Before: `events/form.py` read what a person typed. After: a line is written, if nothing refuses.
The office does not ask here: an event that is there is kept, and the folds flag what is odd.
"""

from typing import Final

import msgspec

from events.amounts import implausible
from events.check import acts, enterprises, people, question_sets, support, surveys
from events.check.draft import Draft, Rules, Setting
from events.check.envelope import envelope_problems, may_write
from events.check.shape import misshapen, unknown_regions
from events.problems import Problem, refused
from events.schema import fields_of

_RULES: Final[Rules] = {
    **people.RULES,
    **support.RULES,
    **surveys.RULES,
    **enterprises.RULES,
    **acts.RULES,
    **question_sets.RULES,
}


def problems(draft: Draft, setting: Setting) -> list[Problem]:
    """All that is wrong or odd with a draft, refusals first; empty when it may be written as it is.

    What a value means is only asked once every value has its form.
    """
    specs = fields_of(draft.body.type)
    fields = msgspec.to_builtins(draft.body) | draft.personal
    found = [*envelope_problems(draft, setting), *misshapen(specs, fields)]
    found += implausible(draft.body)
    if not refused(found):
        found += unknown_regions(specs, fields, setting.regions)
        rule = _RULES.get(draft.body.type)
        if rule is not None:
            found += rule(draft, setting)
    return sorted(found, key=lambda problem: problem.severity)


__all__ = [
    "Draft",
    "Setting",
    "may_write",
    "problems",
]
