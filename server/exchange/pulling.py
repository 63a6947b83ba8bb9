"""What a device gets to see: one snapshot, read after its commit, within its share.

    scope changed?  ->  that alone    far behind?  ->  a snapshot to fetch
    else  page, back-fill, the keys they name, digests of what was touched

Before: the batch was committed (`sync.py`), and there is room (`server/relaying/pacing.py`). After:
`sync.py` signs it as part of the reply.
"""

from typing import Final, Literal, NamedTuple

from events import crypto, limits, personal, wire
from events.entry import KeyGrant
from events.errors import LogCorrupt
from events.ids import KeyId, LogId
from events.snapshot import Snapshot
from events.wire import Page, SyncRequest
from server.database import Transaction
from server.devices.enrolled import Device, find_device
from server.devices.scoping import changes_since
from server.exchange.challenge import is_valid_challenge
from server.exchange.proving import (
    NOTHING_PROVED,
    Proved,
    proved,
)
from server.exchange.repairing import Repaired, repaired
from server.intake.committing import CommitResult
from server.log import Head, head
from server.office import Desk, Office
from server.relaying.backfill import Filled, read_fills
from server.relaying.pages import (
    Own,
    StoredKey,
    digests,
    keys_of_page,
    keys_of_scope,
    keys_wanted,
    read_page,
    start_of,
)
from server.relaying.snapshots import Offer

_NONE_HELD: Final = Own(0, 0)
_NOT_ASKED: Final = Repaired()
_ROLES_WITHOUT_KEYS: Final = ("auditor",)
"""An auditor reads every line; keys are given per household, on a request with a reason."""


Refusal = Literal["challenge_expired", "revoked", "busy", "clone"]


class Pulled(NamedTuple):
    """What a snapshot holds for a device; `size` is the log's then."""

    size: int
    page: Page | None = None
    refused: Refusal | None = None
    keys: tuple[KeyGrant, ...] = ()
    keys_unknown: tuple[KeyId, ...] = ()
    digests: tuple[wire.HouseholdDigest, ...] = ()
    scope: wire.Scope | None = None
    fills: tuple[wire.Fill, ...] = ()
    repaired: Repaired = _NOT_ASKED
    offer: Offer | None = None
    proved: Proved = NOTHING_PROVED
    wait_s: float = 0.0

    @property
    def snapshot(self) -> Snapshot | None:
        return None if self.offer is None else self.offer.snapshot

    def bytes_given(self) -> int:
        """Of lines and personal parts, which is nearly all of a reply."""
        given = [() if self.page is None else self.page.items]
        given += [fill.items for fill in self.fills]
        given += [found.items or () for found in self.repaired.found]
        items = (item for items in given for item in items)
        return sum(len(item.line) + len(item.personal or b"") for item in items)

    def bytes_made(self) -> int:
        """What had to be read for a snapshot that nobody had asked for before."""
        is_made = self.offer is not None and self.offer.is_made
        return limits.SNAPSHOT_MADE_BYTES if is_made else 0


async def pull_in_turn(
    office: Office, desk: Desk, device: Device, request: SyncRequest, result: CommitResult
) -> Pulled:
    """What the device gets to see, unless the office has too much else to do: then when."""
    postponed_s = desk.pacing.begin(device.id)
    if postponed_s is not None:
        return Pulled(result.size, refused="busy", wait_s=postponed_s)
    given = made = 0
    room = desk.room.of(device.id, request)
    try:
        pulled = await _pull(office, desk.log, device, request, result, room)
        given, made = pulled.bytes_given(), pulled.bytes_made()
    finally:
        wait_s = desk.pacing.end(device.id, given + made)
    desk.room.gave(device.id, request, given, room)
    return pulled._replace(wait_s=wait_s)


async def _pull(
    office: Office,
    log: LogId,
    device: Device,
    request: SyncRequest,
    result: CommitResult,
    room: int,
) -> Pulled:
    """What the device gets to see, read in one snapshot taken after its commit."""
    async with office.database.read() as transaction:
        now = await head(transaction, log)
        standing = await find_device(transaction, log, device.id)
        assert standing is not None, "a device that was authenticated is enrolled"
        refused = _refusal(office, standing, request, now)
        if refused is not None:
            return Pulled(now.size, refused=refused)
        shown = await proved(transaction, log, office.keys, now, request)
        start = start_of(request.cursor, now)
        if request.scope_version != standing.scope_version:
            # What it holds must first be what it may see: the next request reads on from here.
            scope = await changes_since(transaction, log, standing, request.scope_version)
            page = Page(start, start, (), start < now.size)
            return Pulled(now.size, page, scope=scope, proved=shown)
        if not request.pages_only:
            offered = await office.snapshots.offer(transaction, log, now, standing, start)
            if offered is not None:
                keys = await _keys(transaction, log, standing, request, None)
                return Pulled(
                    now.size,
                    Page(start, start, (), more=True),
                    keys=tuple(_grant(office, log, standing, key) for key in keys),
                    offer=offered,
                    proved=shown,
                )
        read = await read_page(transaction, log, now, standing, start, _own(request, result), room)
        filled = Filled()
        if request.filling:
            wanted = request.filling
            filled = await read_fills(transaction, log, now, standing, wanted, read.page, room)
        named = read.keys | filled.keys
        is_at_head = read.page.end == now.size
        mended = await repaired(transaction, log, standing, request, is_at_head, room)
        stored = await _keys(transaction, log, standing, request, named, read.own_keys, mended)
        known = {key.key for key in stored}
        touched = filled.whole
        if is_at_head:
            touched |= read.households | await _written(transaction, log, device, result)
        return Pulled(
            now.size,
            read.page,
            keys=tuple(_grant(office, log, standing, key) for key in stored),
            keys_unknown=tuple(key for key in request.keys_wanted if key not in known),
            digests=await digests(transaction, log, standing, touched) if touched else (),
            fills=filled.fills,
            repaired=mended,
            proved=shown,
        )


def _own(request: SyncRequest, result: CommitResult) -> Own:
    """Up to where the device certainly holds what it wrote: where histories part, up to there.

    One that may have lost some of it is sent all.
    """
    fork = result.fork
    if request.echo:
        return _NONE_HELD
    return Own(request.batch.epoch, request.batch.last if fork is None else fork.sequence)


def _refusal(office: Office, device: Device, request: SyncRequest, now: Head) -> Refusal | None:
    """Why this device gets no page now; it may have been revoked since it was authenticated."""
    if device.revoked_position is not None:
        return "revoked"
    if device.waits:
        return "clone"
    is_valid = is_valid_challenge(
        office.keys.challenge_key, device.id, now.incarnation, office.now_ms(), request.challenge
    )
    return None if is_valid else "challenge_expired"


async def _keys(
    transaction: Transaction,
    log: LogId,
    device: Device,
    request: SyncRequest,
    named: frozenset[str] | None,
    own: frozenset[str] = frozenset(),
    mended: Repaired = _NOT_ASKED,
) -> list[StoredKey]:
    """The keys that events sent now name (None: all), of a repair, and those asked for.

    Those of `own` events also when this device had them once: another machine may have been it.
    """
    if device.role in _ROLES_WITHOUT_KEYS:
        return []
    found: list[StoredKey] = []
    if named is None:
        found = await keys_of_scope(transaction, log, device)
    elif named:
        found = await keys_of_page(transaction, log, device, named)
    if wanted := own.union(request.keys_wanted):
        found += await keys_wanted(transaction, log, device, wanted)
    return list({key.key: key for key in (*found, *mended.keys)}.values())


def _grant(office: Office, log: LogId, device: Device, stored: StoredKey) -> KeyGrant:
    key = personal.unwrap_key(
        stored.wrapped, office.keys.master_key, log, stored.stream, stored.key
    )
    if key is None:
        raise LogCorrupt(f"data key {stored.key} does not open under this office's master key")
    sealed = crypto.seal(device.box_key, key, office.draw(crypto.KEY_BYTES))
    return KeyGrant(stored.key, stored.stream, sealed)


async def _written(
    transaction: Transaction, log: LogId, device: Device, result: CommitResult
) -> frozenset[str]:
    """The streams of the events that came with this request."""
    if not result.results:
        return frozenset()
    first, last = result.results[0], result.results[-1]
    rows = await transaction.fetch(
        "sync.streams_between", log, device.id, first.position, last.position + last.count
    )
    return frozenset(row["stream"] for row in rows)
