"""A household's card: the line it has in the list, kept with its entries."""

from datetime import date

from client_sync.journal import Card
from events.folds.household import Household
from events.folds.programme import Programme


def card_of(
    household: Household, programme: Programme, day: date, changes: int, of_programme: int
) -> Card:
    """What the list shows of a household on a day."""
    return Card(b"{}", changes, of_programme, day.isoformat())
