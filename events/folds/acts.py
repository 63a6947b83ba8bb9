"""The acts on entries, and what became of them: corrections, voids, reviews and resolutions.

Before: `resolving.py` applies every act of a stream. After: the rules read the claims that count,
and people see what waits.
"""

from typing import Final, Literal, NamedTuple

from events.entry import Entry
from events.folds.claims import Claims
from events.ids import EventId
from events.types import Body, ConflictResolved, EntryReviewed, EventVoided, FactCorrected

Outcome = Literal["accepted", "returned"]

ACTS: Final[frozenset[type[Body]]] = frozenset(
    (FactCorrected, EventVoided, ConflictResolved, EntryReviewed)
)


class OpenCorrection(NamedTuple):
    """Corrections of one field that did not know each other, in canonical order."""

    target: Entry
    path: str
    ends: tuple[Entry, ...]


class Resolved:
    """The claims of a stream as they count, and what became of the acts.

    `flags` are per entry; `corrections` the counted ones per target; `voids` target to void;
    `reviews` what coordinators said last of a target; `waiting` the acts whose target is absent;
    `resolutions` those that no later one replaced.
    """

    __slots__ = (
        "claims", "corrections", "flags", "open_corrections", "resolutions", "reviews", "voids",
        "waiting",
    )  # fmt: skip

    def __init__(self, claims: Claims) -> None:
        self.claims = claims
        self.flags: dict[EventId, list[str]] = {}
        self.corrections: dict[EventId, list[Entry]] = {}
        self.voids: dict[EventId, Entry] = {}
        self.reviews: dict[EventId, frozenset[Outcome]] = {}
        self.resolutions: list[Entry] = []
        self.open_corrections: list[OpenCorrection] = []
        self.waiting: list[EventId] = []

    def outcome(self, entry: EventId) -> Outcome | None:
        """What a coordinator said of an entry; None while nobody did, or two say otherwise."""
        said = self.reviews.get(entry, frozenset())
        return next(iter(said)) if len(said) == 1 else None


def named_by(body: Body) -> tuple[EventId, ...]:
    """The entries an act names; empty for what is no act."""
    if isinstance(body, FactCorrected | EventVoided | EntryReviewed):
        return (body.target,)
    if isinstance(body, ConflictResolved):
        return (body.kept, *body.others)
    return ()


def is_personal(body: Body, path: str) -> bool:
    """True for a field of the personal part, which no fold reads."""
    return path.partition(".")[0] in body.spec.personal_type.__struct_fields__
