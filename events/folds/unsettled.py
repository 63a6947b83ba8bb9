"""Every entry of a household that does not count, or not without a doubt, and the code that says
why.

Before: `history.py`, whose word it is. After: the phone's list of what was refused or waits, the
office's inbox: both show the same, since both ask here. Codes have words under `flag`; those of a
verdict under `refusal`. What was voided, replaced or set aside by a person is settled, and what two
claims dispute is a conflict (`conflicts.py`): neither is here.
"""

from typing import Final

from msgspec import Struct

from events.entry import verdict_code
from events.folds.history import HistoryEntry, State, history
from events.folds.household import Household
from events.folds.programme import Programme
from events.ids import ActorId, DeviceId, EventId


class Unsettled(Struct, frozen=True, gc=False):
    """One entry. `counts` is false when no answer rests on it; `codes` say why it is listed."""

    event: EventId
    type: str
    by: ActorId
    entered_by: ActorId | None
    device: DeviceId
    on: str
    position: int | None
    received: int | None
    state: State
    counts: bool
    codes: tuple[str, ...]


def unsettled(
    household: Household, programme: Programme, known_at: int | None = None
) -> tuple[Unsettled, ...]:
    """The entries that do not fully count, in canonical order, as the office knew at a moment."""
    return tuple(
        Unsettled(
            event=entry.event,
            type=entry.type,
            by=entry.by,
            entered_by=entry.entered_by,
            device=entry.device,
            on=entry.on,
            position=entry.position,
            received=entry.received,
            state=entry.state,
            counts=entry.state not in _COUNTS_NOT,
            codes=codes,
        )
        for entry in history(household, programme, known_at)
        if entry.state != "voided" and (codes := _codes(entry))
    )


_COUNTS_NOT: Final[frozenset[State]] = frozenset(
    ("in_review", "quarantined", "waiting", "not_counted", "set_aside")
)


def _codes(entry: HistoryEntry) -> tuple[str, ...]:
    if entry.state in ("in_review", "quarantined"):
        return (*entry.flags, verdict_code(entry.verdict) or entry.state)
    return entry.flags
