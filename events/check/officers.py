"""Of an officer's draft: who must hold a role where the household is registered.

Before: what is held of the household (`held.py`). After: `Reach` says whether one of them does not;
the folds flag the same (`folds/resolving.py`, `folds/decisions.py`, `folds/family.py`).
"""

from collections.abc import Callable
from typing import Final

from events.check.draft import Draft
from events.entry import Entry
from events.folds.rights import SUPERVISORS, Roles
from events.ids import ActorId, EventId
from events.types import ConflictResolved, EventVoided, ProgrammeEnrolled

_DECIDE: Final = frozenset(
    (
        "companion_assigned",
        "entry_reviewed",
        "graduation_decided",
        "household_split",
        "households_merged",
        "households_unmerged",
        "programme_exited",
    )
)
"""Acts over a family that are an officer's, whoever stated what they are about."""

EntryOf = Callable[[EventId], Entry | None]


def may_decide(draft_type: str) -> bool:
    """True for a type that may be an officer's word over a family or over others' statements."""
    return draft_type in _DECIDE or draft_type in (
        "conflict_resolved", "event_voided", "programme_enrolled",
    )  # fmt: skip


def decide_by_role(draft: Draft, entry_of: EntryOf, roles: Roles) -> frozenset[ActorId]:
    """Those whose role a draft rests on, and not that it is about their own statements."""
    body, typed_by = draft.body, draft.entered_by or draft.by
    if body.type in _DECIDE:
        return frozenset((draft.by, typed_by))
    if isinstance(body, EventVoided):
        target = entry_of(body.target)
        event = None if target is None else target.event
        own = () if event is None else (event.by, event.entered_by)
        is_author = event is not None and draft.by == event.by
        others = (*(() if is_author else (draft.by,)), *(() if typed_by in own else (typed_by,)))
        return frozenset(others)
    if isinstance(body, ConflictResolved):
        named = [entry_of(name) for name in (body.kept, *body.others)]
        is_own = typed_by == draft.by and all(
            entry is not None and entry.event.by == draft.by for entry in named
        )
        return frozenset() if is_own else frozenset((draft.by, typed_by))
    if isinstance(body, ProgrammeEnrolled) and body.kind == "readmitted":
        people = frozenset((draft.by, typed_by))
        if not any(roles(actor, draft.on).isdisjoint(SUPERVISORS) for actor in people):
            return people
    return frozenset()
