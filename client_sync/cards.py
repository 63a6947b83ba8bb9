"""A household's card: what the list of households shows of it, kept with its entries.

A card is made when a list is asked for, and kept with marks: of which changes of its stream, of
which programme, of which day. Every transaction that adds an entry moves the first mark on, so a
card that lacks an entry is never shown, and writing an entry does not wait for judging a household.
"""

from datetime import date
from typing import Final

import msgspec

from client_sync.journal import Card, Stream
from events.errors import LogCorrupt
from events.folds import Household, Programme, answer


class HouseholdCard(msgspec.Struct, frozen=True):
    """The few things of an answer that a list shows; words of `events/words`."""

    status: str
    flags: tuple[str, ...]
    readiness: str
    conflicts: int
    stage: str | None
    region: str | None
    last_met: str | None
    companion: str | None


_DECODER: Final = msgspec.json.Decoder(HouseholdCard)


def card_of(
    household: Household, programme: Programme, day: date, changes: int, of_programme: int
) -> Card:
    """The card of a household on a day; `changes` and `of_programme` say of which state."""
    found = answer(household, programme, day)
    card = HouseholdCard(
        status=found.household.status,
        flags=found.household.flags,
        readiness=found.readiness.verdict,
        conflicts=len(found.conflicts),
        stage=found.enterprise.stage if found.enterprise is not None else None,
        region=found.household.region,
        last_met=found.household.last_met,
        companion=found.household.companion,
    )
    return Card(msgspec.json.encode(card), changes, of_programme, day.isoformat())


def is_current(stream: Stream, day: date, of_programme: int) -> bool:
    """True when a stream's card speaks of its entries, of the programme and of the day."""
    card = stream.card
    marks = (stream.changes, of_programme, day.isoformat())
    return card is not None and (card.changes, card.programme, card.day) == marks


def read_card(card: Card) -> HouseholdCard:
    """What a card says. Errors: LogCorrupt when the journal holds something else."""
    try:
        return _DECODER.decode(card.bytes)
    except msgspec.DecodeError as error:
        raise LogCorrupt("a household's card in the journal is damaged") from error
