"""What a device may still hold of households outside its scope, and what it may have let go.

Before: `scopes.py` knows the scope, from the log's own events. After: it says what is not so.
"""

from collections.abc import Iterator, Set

from tests.simulation.files import JournalFile, OfficeFile


def forgotten(
    name: str, journal: JournalFile, office: OfficeFile, scope: Set[str], others: Set[str]
) -> Iterator[str]:
    """Of households of others nothing is left but own entries that are not yet safe.

    One that nobody registered, whose first line was an odd one, is no other's.
    """
    safe = _safe_position(journal.device, office)
    kept = set()
    for event in journal.events:
        if event.stream not in others:
            continue
        if event.is_own and (event.position is None or event.position > safe):
            kept.add(event.stream)
        else:
            yield f"{name} still has entry {event.id} of {event.stream}, not in its scope"
    for what, household in _traces(journal, kept):
        if household in others:
            yield f"{name} still {what} {household}, which is not in its scope"
    streams = {row.id: row.stream for row in office.log if row.counts}
    for id_ in sorted(journal.gone):
        if streams.get(id_) in scope:
            yield f"{name} let its entry {id_} go, of a household that is in its scope"


def _safe_position(device: str, office: OfficeFile) -> int:
    """Up to where a back-up holds the log, as far as this device is told; -1 for nothing."""
    mark = office.safe.get(device)
    places = {(row.device, row.epoch, row.sequence): row.position for row in office.log}
    return -1 if mark is None else places[(device, *mark)]


def _traces(journal: JournalFile, kept: Set[str]) -> Iterator[tuple[str, str]]:
    """Each household that more than an own entry tells of, and what does."""
    for stream, _ in journal.keys.values():
        yield "has a key of", stream
    for household in sorted(journal.cards):
        yield "has a card of", household
    for household, (is_held, _, _) in sorted(journal.streams.items()):
        if is_held:
            yield "shows", household
        elif household not in kept:
            yield "knows of", household
