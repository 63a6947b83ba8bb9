"""What an act on entries is asked by what is held: that what it names is there, and fits.

Before: `held.py` asks by type. After: the folds apply the act (`events/folds/resolving.py`).
"""

from collections.abc import Iterator
from typing import Final, cast

from events.check.draft import Draft
from events.check.household import Held, HeldRules
from events.entry import Entry
from events.folds.claims import FILINGS, key_text
from events.ids import EventId
from events.problems import Problem
from events.types import ConflictResolved, FactCorrected

_CORRECTION: Final = "correction:"


def _target(draft: Draft, held: Held) -> Iterator[Problem]:
    target = EventId(str(getattr(draft.body, "target", "")))
    if held.entry(target) is None:
        yield Problem("target_absent", "target", values={"given": target})


def _fact_corrected(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(FactCorrected, draft.body)
    yield from _target(draft, held)
    if body.replaces is not None:
        entry = held.entry(body.replaces)
        earlier = None if entry is None else entry.event.body
        is_of_same = isinstance(earlier, FactCorrected) and (
            (earlier.target, earlier.field) == (body.target, body.field)
        )
        if not is_of_same:
            yield Problem("replaces_other", "replaces", values={"given": body.replaces})


def _conflict_resolved(draft: Draft, held: Held) -> Iterator[Problem]:
    body = cast(ConflictResolved, draft.body)
    for name in (body.kept, *body.others):
        entry = held.entry(name)
        field = "kept" if name == body.kept else "others"
        if entry is None:
            yield Problem("target_absent", field, values={"given": name})
        elif body.conflict not in _conflicts_of(entry, held):
            yield Problem("other_conflict", field, values={"given": name})


def _conflicts_of(entry: Entry, held: Held) -> set[str]:
    """The keys under which a claim, or a correction of one, may be in conflict with others.

    A claim is filed as it reads now: a corrected month is another key.
    """
    body, kind = entry.event.body, entry.event.body.__class__
    if isinstance(body, FactCorrected):
        return {_CORRECTION + body.target}
    readings = [
        reading
        for each in held.names()
        for reading in each.resolved(held.programme).claims.entries(kind)
        if reading.id == entry.id
    ]
    keys = {key_text(kind, FILINGS[kind].key(reading)) for reading in (entry, *readings)}
    return {_CORRECTION + entry.id, *keys}


RULES: Final[HeldRules] = {
    "fact_corrected": _fact_corrected,
    "event_voided": _target,
    "entry_reviewed": _target,
    "conflict_resolved": _conflict_resolved,
}
