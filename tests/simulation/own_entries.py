"""What must be true of what a device wrote: it is there, in the log, and nothing of it is open."""

from collections.abc import Iterator
from typing import Final

from tests.simulation.files import JournalFile, LogRow, OfficeFile, place_of
from tests.simulation.remembered import Remembered, Writer

_NO_ALARM: Final = (
    "fork", "device_restored", "device_cloned", "digest_differs", "household_mended",
)  # fmt: skip
"""Incidents that may be where a directory was copied, brought back or damaged: two histories of one
device really part, and what it missed is mended. Anywhere else they are false alarms."""
_NO_ALARM_AFTER_RESTORE: Final = (*_NO_ALARM, "office_restored", "own_lost")


def sent_wrong(
    known: Remembered, writer: Writer, journal: JournalFile, office: OfficeFile
) -> Iterator[str]:
    """All is in the log, where the journal says, in the order in which it was written."""
    places: dict[str, list[LogRow]] = {}
    for row in office.log:
        if row.device == writer.device:
            places.setdefault(row.id, []).append(row)
    for id_, own in journal.own.items():
        rows = places.get(id_, [])
        if not rows:
            yield f"{writer.name}: entry {id_} is not in the log"
        elif place_of(own) not in map(place_of, rows):
            yield f"{writer.name}: entry {id_} is not where its journal says"
        if len(rows) > 1 and not known.was_copied(writer):
            yield f"{writer.name}: entry {id_} is {len(rows)} times in the log"
    first = [places[id_][0].position for id_ in writer.order if id_ in places]
    if first != sorted(first):
        yield f"{writer.name}: the log has its entries in another order than it wrote them"


def let_go_wrong(
    known: Remembered, writer: Writer, journal: JournalFile, office: OfficeFile
) -> Iterator[str]:
    """What went from the device is at the office, where it says; a copy's is its own there."""
    stands = {(row.id, row.epoch, row.sequence, row.position) for row in office.log}
    for id_, place in journal.gone.items():
        if (id_, *place) not in stands:
            yield f"{writer.name}: entry {id_} was let go, and is not where it was"
        if place[2] >= known.positions_backed_up:
            yield f"{writer.name}: entry {id_} was let go before a back-up held it"
    copied = {row.id for row in office.log if writer.is_clone and row.device == writer.kin}
    for id_ in copied.intersection(writer.order):
        yield f"{writer.name}: entry {id_} counts as one of the device it is a copy of"


def settled_wrong(known: Remembered, writer: Writer, journal: JournalFile) -> Iterator[str]:
    """Nothing is open any more, and nothing was noticed that did not happen."""
    if writer.is_clone and writer.device == writer.kin:
        yield f"{writer.name} is a copy and speaks for the device it was copied from"
    if journal.orphaned and not writer.is_revoked:
        yield f"{writer.name} still has {journal.orphaned} entries to offer"
    if journal.fork is not None:
        yield f"{writer.name} believes in a fork after {journal.fork}"
    if journal.keys_unacknowledged and not writer.is_revoked:
        yield f"{writer.name}: {journal.keys_unacknowledged} keys are not acknowledged"
    no_alarm = _NO_ALARM_AFTER_RESTORE if known.is_restored else _NO_ALARM
    is_touched = known.was_copied(writer) or writer.is_damaged or known.is_restored
    for code, detail in journal.incidents:
        if code == "snapshot_damaged" and writer.got_damaged:
            continue
        if code not in no_alarm or not is_touched:
            yield f"{writer.name}: incident {code} {detail}"
