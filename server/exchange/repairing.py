"""What the office holds of parts that a device holds otherwise: compared, narrowed down, sent.

Before: a sync whose device found that digests differ (`events/repair.py`). After: the reply holds
smaller parts or the events themselves, and an incident keeps both digests. Everything is read in
the snapshot of the page and counts what lies before the device's cursor.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final, NamedTuple

from events import limits, repair
from events.digest import Digest
from events.entry import Item
from events.errors import MalformedRequest
from events.ids import OFFICE, PROGRAMME, LogId, is_hex_id, is_stream, is_uuid7
from events.repair import ANY_DEVICE, Counted, Found, Part
from events.wire import HouseholdDigest, SyncRequest
from server.database import Row, Transaction
from server.devices.enrolled import Device
from server.devices.incidents import note
from server.devices.scoping import sight_of
from server.relaying.pages import StoredKey, digests

_MODULUS: Final = 1 << 128
_ROWS_AT_ONCE: Final = 500


class Repaired(NamedTuple):
    """What a reply says so that both sides hold the same again."""

    scope_digest: bytes = b""
    checked: tuple[HouseholdDigest, ...] | None = None
    found: tuple[Found, ...] = ()
    keys: tuple[StoredKey, ...] = ()
    """The data keys of whole households that were asked about."""


def check_looks(request: SyncRequest) -> None:
    """Errors: MalformedRequest for a question that is out of form, or too many of them."""
    if len(request.looks) > limits.REPAIR_PARTS_MAX:
        raise MalformedRequest("too_many", f"ask about {limits.REPAIR_PARTS_MAX} parts at most")
    if len(request.digest) != 16:
        raise MalformedRequest("bad_form", "`digest` is 16 bytes")
    for part in request.looks:
        fits = is_stream(part.household) and len(part.digest) == 16
        is_known = part.device == ANY_DEVICE or is_hex_id(part.device)
        in_range = all(0 <= value < 2**53 for value in (part.epoch, part.first, part.last))
        if not (fits and is_known and in_range):
            raise MalformedRequest("bad_form", "`looks` names a part that cannot be one")
    after = request.check_after
    if after is not None and after != "" and not is_uuid7(after):
        raise MalformedRequest("bad_form", "`check_after` is a household's id, or empty")


async def repaired(
    transaction: Transaction,
    log: LogId,
    device: Device,
    request: SyncRequest,
    is_at_head: bool,
    bytes_max: int,
) -> Repaired:
    """The answer to what a device states and asks; `is_at_head`: the page ends there."""
    summed = await _scope_digest(transaction, log, device) if is_at_head else b""
    checked = None
    if request.check_after is not None:
        checked = await _check(transaction, log, device, request.check_after)
    if not request.looks:
        return Repaired(summed, checked)
    found, seen = await _looked(transaction, log, device, request, bytes_max)
    whole = sorted(
        {str(part.household) for part in request.looks if part.device == ANY_DEVICE} & seen
    )
    if not whole:
        return Repaired(summed, checked, found)
    rows = await transaction.fetch("repairing.keys", log, whole, limits.KEYS_WANTED_MAX)
    return Repaired(summed, checked, found, tuple(StoredKey(*row) for row in rows))


async def note_differences(
    transaction: Transaction,
    log: LogId,
    device: Device,
    request: SyncRequest,
    found: Sequence[Found],
    now_ms: int,
) -> None:
    """Keep both digests of each household that differs; several questions are one incident."""
    ours = {one.household: one for one in found if one.device == ANY_DEVICE}
    for part in request.looks:
        if part.device != ANY_DEVICE or part.household not in ours:
            continue
        held = ours[part.household]
        detail = {
            "device": [part.events, part.digest.hex()],
            "office": [held.events, held.digest.hex()],
            "size": request.cursor[1],
        }
        await note(transaction, log, "digest_differs", device.id, part.household, detail, now_ms)


async def _scope_digest(transaction: Transaction, log: LogId, device: Device) -> bytes:
    """The sum of the short digests of a device's scope; empty when it is too wide to sum up."""
    most = limits.SCOPE_DIGEST_HOUSEHOLDS_MAX
    rows = await transaction.fetch("repairing.scope_digests", log, *sight_of(device), most + 1)
    if len(rows) > most:
        return b""
    total = sum(int.from_bytes(Digest(0, row["digest"]).short(), "big") for row in rows)
    return (total % _MODULUS).to_bytes(16, "big")


async def _check(
    transaction: Transaction, log: LogId, device: Device, after: str
) -> tuple[HouseholdDigest, ...]:
    """The digests of the households in scope after an id, ascending."""
    rows = await transaction.fetch(
        "repairing.scope", log, *sight_of(device), after, limits.REPAIR_HOUSEHOLDS_MAX
    )
    return tuple(
        HouseholdDigest(household, events, Digest(events, total).short(), keys)
        for household, events, total, keys in rows
    )


async def _looked(
    transaction: Transaction, log: LogId, device: Device, request: SyncRequest, bytes_left: int
) -> tuple[tuple[Found, ...], set[str]]:
    """The parts that differ before the device's cursor, and the households in scope among them."""
    named: set[str] = {part.household for part in request.looks}
    seen: set[str] = {one.household for one in await digests(transaction, log, device, named)}
    # These have no digest of their own at the office: who doubts them asks.
    seen |= named & ({PROGRAMME, OFFICE} if sight_of(device).all else {PROGRAMME})
    found: list[Found] = []
    for part in request.looks:
        if part.household not in seen:
            continue
        answer = await _look(transaction, log, part, request.cursor[1])
        if answer is None:
            continue
        bytes_left -= sum(len(item.line) + len(item.personal or b"") for item in answer.items or ())
        if bytes_left < 0 and found:
            break
        found.append(answer)
    return tuple(found), seen


async def _look(transaction: Transaction, log: LogId, part: Part, end: int) -> Found | None:
    """What is held of one part; None when the device holds the same."""
    if part.device == ANY_DEVICE:
        events = await _all(transaction, log, part, end)
        digest = repair.digest_of(events)
        if repair.states(part, digest):
            return None
        return _found(part, digest, repair.parts_of(part.household, events))
    events, rows = await _of_part(transaction, log, part, end)
    digest = repair.digest_of(events)
    if repair.states(part, digest):
        return None
    if len(events) > limits.REPAIR_ITEMS_MAX:
        return _found(part, digest, repair.halves_of(part, events))
    return _found(part, digest, items=tuple(Item(*row) for row in rows))


async def _of_part(
    transaction: Transaction, log: LogId, part: Part, end: int
) -> tuple[list[Counted], list[Row]]:
    """What is counted of a part, and its rows while they are few enough to be sent."""
    events: list[Counted] = []
    kept: list[Row] = []
    first = part.first
    while True:
        rows = await transaction.fetch(
            "repairing.items", log, part.household, end, part.device, part.epoch, first, part.last,
            _ROWS_AT_ONCE,
        )  # fmt: skip
        events += [_counted(row) for row in rows]
        if len(events) <= limits.REPAIR_ITEMS_MAX:
            kept += rows
        if len(rows) < _ROWS_AT_ONCE:
            return events, kept
        first = rows[-1]["sequence"] + 1


async def _all(transaction: Transaction, log: LogId, part: Part, end: int) -> list[Counted]:
    """Everything counted of a household, some rows at a time: only their hashes are kept."""
    events: list[Counted] = []
    position = 0
    while True:
        rows = await transaction.fetch(
            "repairing.events", log, part.household, position, end, _ROWS_AT_ONCE
        )
        events += [_counted(row) for row in rows]
        if len(rows) < _ROWS_AT_ONCE:
            return events
        position = rows[-1]["position"] + 1


def _counted(row: Row) -> Counted:
    return repair.counted(
        row["position"], row["device"], row["epoch"], row["sequence"],
        sha256(row["line"]).digest(), row["verdict"],
    )  # fmt: skip


def _found(
    part: Part, digest: Digest, parts: tuple[Part, ...] = (), items: tuple[Item, ...] | None = None
) -> Found:
    return Found(
        part.household, part.device, part.epoch, part.first, part.last,
        digest.events, digest.short(), parts, items,
    )  # fmt: skip
