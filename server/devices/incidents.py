"""What went wrong and was noticed: one row for each trouble, however often it is said again.

Before: a sync found a fork, a household that differs, an office that lost entries. After:
`jejak-server incidents`, and the figure `jejak_incidents`. No row holds a personal word.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from events import limits
from events.ids import DeviceId, LogId
from server.database import Transaction

Code = Literal[
    "clone",
    "copy_carried",
    "device_restored",
    "digest_differs",
    "fork",
    "keys_too_many",
    "loss_declared",
    "office_behind",
    "orphaned_checkpoint",
    "returned_too_many",
]

_ENCODER: Final = msgspec.json.Encoder(order="sorted")


class Incident(msgspec.Struct, frozen=True):
    """Something an officer should know of; times are ms since 1970 UTC.

    `about` is what it concerns beside the device: a household, an epoch; may be empty.
    """

    code: Code
    device: DeviceId
    about: str
    detail: msgspec.Raw
    first_at: int
    last_at: int
    times: int


async def note(
    transaction: Transaction,
    log: LogId,
    code: Code,
    device: DeviceId,
    about: str,
    detail: Mapping[str, object],
    now_ms: int,
) -> None:
    """Keep an incident; one that stands there already is counted once more."""
    row = await transaction.fetch_one("incidents.of_device", log, device)
    if row is not None and row["kept"] >= limits.INCIDENTS_PER_DEVICE_MAX:
        return
    text = _ENCODER.encode(detail).decode()
    await transaction.execute("incidents.note", log, code, device, about, text, now_ms)


async def newest(transaction: Transaction, log: LogId, count: int) -> Sequence[Incident]:
    """The newest incidents of a log, newest first."""
    return [
        Incident(row[0], row[1], row[2], msgspec.Raw(row[3].encode()), row[4], row[5], row[6])
        for row in await transaction.fetch("incidents.newest", log, count)
    ]
