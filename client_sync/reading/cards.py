"""A household's card: what lists show of it and counts need of it, kept with its entries.

A card is made when a list is asked for, and kept with marks: of which changes of its stream, of
which programme, of which day, by which folds. Every transaction that adds an entry moves the first
mark on, so a card that lacks an entry is never shown, and writing an entry does not wait for
judging a household. A card rests unencrypted: nothing personal is in it.
"""

from datetime import date
from typing import Final

import msgspec

from client_sync.storage.held import Card, Stream
from events.errors import LogCorrupt
from events.folds import FOLD_VERSION, Household, Programme, answer
from events.folds.due import Reason
from events.folds.roster import Roster, roster_of
from events.ids import HouseholdId
from events.types import TYPES_VERSION

_CARD_VERSION: Final = 3
"""Raised when the same answer makes another card."""
VERSION: Final = f"{FOLD_VERSION}.{_CARD_VERSION}.{TYPES_VERSION}"
"""Of what made a card; one of another version is made anew."""


class HouseholdCard(msgspec.Struct, frozen=True):
    """The few things of an answer that a list shows; words of `events/words`.

    `why` are the reasons for a visit, heaviest first; `need` is their weight, 0 for none.
    `questions` are how many there are to ask.
    """

    version: str
    status: str
    flags: tuple[str, ...]
    readiness: str
    conflicts: int
    stage: str | None
    region: str | None
    last_met: str | None
    companion: str | None
    next_visit: str | None
    need: int
    why: tuple[Reason, ...]
    questions: int
    roster: Roster
    aliases: tuple[HouseholdId, ...]


class _Mark(msgspec.Struct):
    """What is read of a card that another version may have made."""

    version: str | None = None


_MARK: Final = msgspec.json.Decoder(_Mark)
_DAMAGED: Final = "a household's card in the journal is damaged"
_DECODER: Final = msgspec.json.Decoder(HouseholdCard)


def card_of(
    household: Household, programme: Programme, day: date, changes: int, of_programme: int
) -> Card:
    """The card of a household on a day; `changes` and `of_programme` say of which state."""
    found = answer(household, programme, day)
    card = HouseholdCard(
        version=VERSION,
        status=found.household.status,
        flags=found.household.flags,
        readiness=found.readiness.verdict,
        conflicts=len(found.conflicts),
        stage=found.enterprise.stage if found.enterprise is not None else None,
        region=found.household.region,
        last_met=found.household.last_met,
        companion=found.household.companion,
        next_visit=found.household.next_visit,
        need=0 if found.due is None else found.due.need,
        why=() if found.due is None else found.due.why,
        questions=len(found.questions),
        roster=roster_of(household, programme, day),
        aliases=found.household.aliases,
    )
    return Card(msgspec.json.encode(card), changes, of_programme, day.isoformat())


def is_current(stream: Stream, day: date, of_programme: int) -> bool:
    """True when a stream's card speaks of its entries, of the programme and of the day.

    Errors: LogCorrupt when the journal holds something else.
    """
    card = stream.card
    if card is None:
        return False
    marks = (stream.changes, of_programme, day.isoformat())
    if (card.changes, card.programme, card.day) != marks:
        return False
    try:
        return _MARK.decode(card.bytes).version == VERSION
    except msgspec.DecodeError as error:
        raise LogCorrupt(_DAMAGED) from error


def read_card(card: Card) -> HouseholdCard:
    """What a current card says. Errors: LogCorrupt when the journal holds something else."""
    try:
        return _DECODER.decode(card.bytes)
    except msgspec.DecodeError as error:
        raise LogCorrupt(_DAMAGED) from error
