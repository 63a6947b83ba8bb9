"""What is known to have stood in an earlier incarnation, and is not back in this one.

Before: devices told what they held (`server/exchange/returning.py`). After: an officer reads the
list, asks those who wrote it to sync, lets what was handed back count, and in the end declares the
rest lost: an act in the log, which says of which positions. What turns up beyond them is open
again, and what comes back all the same is taken in as ever.
"""

from typing import Final, Literal

import msgspec

from events import limits
from events.dates import day_of_ms
from events.ids import OFFICE, ActorId, DeviceId, EventId, LogId
from events.types import LossDeclared
from events.types.base import Personal
from server.database import Transaction
from server.devices.incidents import note
from server.intake.office_device import Act, OfficeDevice
from server.intake.writing import Writing

Reason = Literal["device_lost", "device_broken", "author_gone", "not_found", "other"]


class Missing(msgspec.Struct, frozen=True):
    """An event that is known by its name alone."""

    position: int
    id: EventId
    device: DeviceId


class Lack(msgspec.Struct, frozen=True):
    """Of the positions from `start` to before `until`: so many events are not back.

    `missing` of them are known by their names; of `untold` positions nobody has said what stood
    there.
    """

    start: int
    until: int
    missing: int
    untold: int


class Declared(msgspec.Struct, frozen=True):
    """An officer's word that something is lost; `received` in ms since 1970 UTC."""

    position: int
    event: EventId
    received: int
    by: ActorId
    loss: LossDeclared


class Orphans(msgspec.Struct, frozen=True):
    """An earlier incarnation: `common` positions of it are in this one.

    `lack`: what is not back of those beyond. `missing`: the first events of it. `undeclared`: the
    part of it that no declaration speaks of.
    """

    incarnation: int
    common: int
    lack: Lack
    missing: tuple[Missing, ...]
    declared: tuple[Declared, ...]
    undeclared: Lack

    @property
    def is_open(self) -> bool:
        """True while something is not back, nor declared lost."""
        return bool(self.undeclared.missing or self.undeclared.untold)


class _Line(msgspec.Struct):
    by: ActorId
    body: LossDeclared


_LINE: Final = msgspec.json.Decoder(_Line)


async def orphans(transaction: Transaction, log: LogId) -> list[Orphans]:
    """Every earlier incarnation, ascending; the first of so many missing events of each."""
    declared = await _declared(transaction, log)
    found = []
    for incarnation, common, newest in await transaction.fetch("restoring.incarnations", log):
        said = tuple(one for one in declared if one.loss.incarnation == incarnation)
        start = max([common, *(one.loss.until for one in said)])
        rows = await transaction.fetch(
            "restoring.missing", log, incarnation, limits.ORPHANS_SHOWN_MAX
        )
        lack = undeclared = await _lack(transaction, log, incarnation, common, newest)
        if start > common:
            # Each name is looked for in all of the log; of what nobody declared, once is enough.
            undeclared = await _lack(transaction, log, incarnation, start, newest)
        missing = tuple(Missing(*row) for row in rows)
        found.append(Orphans(incarnation, common, lack, missing, said, undeclared))
    return found


async def declare_lost(office: OfficeDevice, by: ActorId, reason: Reason, why: str) -> int:
    """Declare lost what is not back of any earlier incarnation; how many have something so."""
    on = day_of_ms(office.clock()).isoformat()

    async def choose(writing: Writing) -> list[Act]:
        found = [one for one in await orphans(writing.transaction, office.log) if one.is_open]
        losses = [_loss(one, reason) for one in found]
        for loss in losses:
            about, detail = f"{loss.incarnation}/{loss.until}", msgspec.to_builtins(loss)
            await note(
                writing.transaction, office.log, "loss_declared", office.keys.device, about, detail,
                writing.received,
            )  # fmt: skip
        return [
            Act(body=loss, by=by, stream=OFFICE, on=on, personal=Personal(note=why))
            for loss in losses
        ]

    return len(await office.append_chosen(choose))


def _loss(one: Orphans, reason: Reason) -> LossDeclared:
    lack = one.undeclared
    return LossDeclared(
        incarnation=one.incarnation,
        start=lack.start,
        until=lack.until,
        missing=lack.missing,
        untold=lack.untold,
        reason=reason,
    )


async def _lack(
    transaction: Transaction, log: LogId, incarnation: int, start: int, newest: int
) -> Lack:
    row = await transaction.fetch_one("restoring.known", log, incarnation, start)
    assert row is not None, "a count is always one row"
    until = max(newest, start, row["until"])
    return Lack(start, until, row["missing"], until - start - row["told"])


async def _declared(transaction: Transaction, log: LogId) -> list[Declared]:
    found = []
    for position, event, received, line in await transaction.fetch("restoring.declared", log):
        said = _LINE.decode(line)
        found.append(Declared(position, event, received, said.by, said.body))
    return found
