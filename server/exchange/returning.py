"""After a restore: how much of an earlier incarnation is in this one, and what comes back.

A device that read an earlier incarnation is told up to where it is the same. Its own events it
sends as ever; what it had read of others beyond that it offers, and the office takes in what it
lacks: in places of its own device, byte for byte, as review(returned), since a phone cannot prove
what another wrote. When the author sends the same event it counts, wherever its copy stands.

Before: a request whose cursor or offers are of an earlier incarnation. After: `jejak-server
orphans` lists what is known to have stood there and is not back.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from events import crypto, limits
from events.batch import LineHash
from events.entry import Verdict, standing
from events.errors import MalformedRequest
from events.ids import LogId, event_id, is_hex_id
from events.wire import Returned, SyncRequest
from server.database import Transaction
from server.devices.enrolled import Device
from server.devices.incidents import note
from server.intake.office_device import OfficeDevice
from server.intake.verdicts import REVOKED, Author, Judged, judge
from server.intake.writing import Writing

RETURNED: Final[Verdict] = "review(returned)"


def check_returned(request: SyncRequest) -> None:
    """Errors: MalformedRequest for an offer that is out of form, or too large a one."""
    if len(request.returned) > limits.RETURNED_EVENTS_MAX:
        raise MalformedRequest("too_many", f"offer {limits.RETURNED_EVENTS_MAX} events at most")
    for one in request.returned:
        numbers = (one.incarnation, one.position, one.epoch, one.sequence)
        fits = is_hex_id(one.device) and all(0 <= number < 2**53 for number in numbers)
        if not fits or not is_hex_id(one.id):
            raise MalformedRequest("bad_form", "`returned` names a place that cannot be one")
        if one.line is not None and event_id(one.line) != one.id:
            raise MalformedRequest("bad_form", "`returned` holds a line of another id")


class Earlier(NamedTuple):
    """Of an earlier incarnation: up to where it is this one, and up to where what was safe is lost.

    `lost` is 0 where nothing that was safe had to be declared lost.
    """

    common: int = 0
    lost: int = 0


async def earlier(transaction: Transaction, log: LogId, incarnation: int) -> Earlier:
    """What became of an incarnation before this one."""
    row = await transaction.fetch_one("restoring.common", log, incarnation)
    return Earlier() if row is None else Earlier(*row)


async def take_back(
    office: OfficeDevice, device: Device, cursor: tuple[int, int], offered: Sequence[Returned]
) -> int:
    """Note what a device knows of earlier incarnations, and take in what is missing.

    How many of the offers need not be made again; none of a device that has offered more than any
    could have read, nor of a copy that waits: approved or revoked, it offers them again.
    """
    async with office.database.write() as transaction:
        writing = await Writing.begin(transaction, office.log, office.clock())
        common = {
            row["incarnation"]: row["common"]
            for row in await transaction.fetch("restoring.earlier", office.log)
        }
        if cursor[0] in common:
            most = common[cursor[0]] + limits.ORPHANS_MAX
            shown = (office.log, cursor[0], min(cursor[1], most))
            await transaction.execute("restoring.show", *shown)
        known = [
            one
            for one in offered
            if one.incarnation < writing.incarnation
            and 0 <= one.position - common.get(one.incarnation, 0) < limits.ORPHANS_MAX
        ]
        if device.waits or not await _may_offer(writing, device, len(known)):
            return 0
        await transaction.execute_many(
            "restoring.keep_orphan",
            [(office.log, one.incarnation, one.position, one.id, one.device) for one in known],
        )
        await _hand_in(office, writing, device, known)
        await writing.flush()
    await office.tell(writing.size)
    return len(offered)


async def _may_offer(writing: Writing, device: Device, count: int) -> bool:
    """Count the offers of a device, while there are not too many."""
    if not count:
        return True
    row = await writing.transaction.fetch_one("restoring.offered", writing.log, device.id)
    assert row is not None, "a device that was authenticated is enrolled"
    if row["offered"] + count > limits.RETURNED_PER_DEVICE_MAX:
        most = {"most": limits.RETURNED_PER_DEVICE_MAX}
        at = writing.received
        await note(writing.transaction, writing.log, "returned_too_many", device.id, "", most, at)
        return False
    await writing.transaction.execute("restoring.offer", writing.log, device.id, count)
    return True


async def _hand_in(
    office: OfficeDevice, writing: Writing, device: Device, offered: Sequence[Returned]
) -> None:
    """Add the events that the log does not have, each once."""
    lines = {one.id: one for one in offered if one.line is not None}
    rows = await writing.transaction.fetch("restoring.held", office.log, sorted(map(str, lines)))
    held = {row["id"] for row in rows}
    author = Author(device.actor, "admin", is_office=True)
    judged = [_judged(one, author) for name, one in lines.items() if name not in held]
    readable = [one for one in judged if standing(one.verdict) != "quarantined"]
    if readable:
        await office.hand_in(writing, readable, [_verdict(device)] * len(readable))


def _verdict(device: Device) -> Verdict:
    """What a revoked device hands in is not let count with all the rest."""
    return RETURNED if device.revoked_position is None else REVOKED


def _judged(one: Returned, author: Author) -> Judged:
    assert one.line is not None, "asked only of an event that came"
    line: bytes | LineHash = one.line
    if len(one.line) > limits.LINE_BYTES_KEPT_MAX:
        line = LineHash(crypto.digest(one.line), len(one.line))
    return judge(line, crypto.digest(one.line), one.personal, author)
