"""One sync: take what a device brings, answer with what it may see, sign the answer.

    edge: header, body  ->  authenticate, inflate  ->  committer  ->  one snapshot: page, keys,
    digests  ->  SyncReply, signed with the request's challenge

Pushing never depends on pulling: a device without scope, with an old challenge, or revoked is still
heard, and is told why it gets no page. Before: `server/routes/sync.py`. After: nothing; the
projector follows the log by itself.
"""

from typing import Final, Literal, NamedTuple

from events import crypto, limits, personal, wire
from events.batch import from_header
from events.entry import KeyGrant
from events.errors import LogCorrupt, MalformedRequest
from events.ids import KeyId, LogId, is_hex_id
from events.snapshot import Snapshot
from events.wire import Page, SyncReply, SyncRequest
from server.database import Transaction
from server.exchange.backfill import Filled, check_filling, read_fills
from server.exchange.challenge import is_valid_challenge, make_challenge
from server.exchange.cloning import refuse_copy
from server.exchange.devices import Device, authenticate, find_device
from server.exchange.incidents import Code, note
from server.exchange.pages import (
    Own,
    StoredKey,
    digests,
    keys_of_page,
    keys_of_scope,
    keys_wanted,
    read_page,
    start_of,
)
from server.exchange.proving import (
    NOTHING_PROVED,
    Proved,
    check_checkpoints,
    note_orphan,
    proved,
)
from server.exchange.repairing import Repaired, check_looks, note_differences, repaired
from server.exchange.returning import Earlier, check_returned, earlier, take_back
from server.exchange.scoping import changes_since
from server.exchange.snapshots import Offer
from server.intake.committing import CommitResult
from server.intake.receiving import Push
from server.log import Head, head
from server.office import Desk, Office
from server.tree import grow_tree

_NOTHING_SAFE: Final = (0, 0)
"""No back-up has been verified yet, so a device keeps all it wrote."""
_NONE_HELD: Final = Own(0, 0)
_NOT_ASKED: Final = Repaired()
_NUMBER_END: Final = 2**53
"""MessagePack has larger numbers, and no database has."""
_ROLES_WITHOUT_KEYS: Final = ("auditor",)
"""An auditor reads every line; keys are given per household, on a request with a reason."""


Refusal = Literal["challenge_expired", "revoked", "busy", "clone"]


class Answered(NamedTuple):
    """The bytes of a reply, its signature for the header, and what it counted."""

    body: bytes
    signature: str
    result: CommitResult
    paged: int
    incidents: tuple[Code, ...] = ()


class _Pulled(NamedTuple):
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
        """Of lines and personal parts, which is nearly all of a reply; and what was read for it."""
        pages = [() if self.page is None else self.page.items, *(fill.items for fill in self.fills)]
        made = limits.SNAPSHOT_MADE_BYTES if self.offer is not None and self.offer.is_made else 0
        items = (item for items in pages for item in items)
        return made + sum(len(item.line) + len(item.personal or b"") for item in items)


async def answer(office: Office, header: str, body: bytes) -> Answered:
    """Commit what a request brings and answer it.

    Errors: InputRefused (nothing was kept; the code says why), OfficeBusy (come back later).
    """
    signed = from_header(header)
    desk = office.desk(signed.log)
    log = desk.log
    body_hash = crypto.digest(body)
    async with office.database.read() as transaction:
        device = await authenticate(transaction, signed, body_hash)
        safe = await transaction.fetch_one("backup.safe", log, device.id)
        before = await head(transaction, log)
    if before.tree_size < before.size:
        # An older program writes beside this one; what it adds must be proved all the same.
        await grow_tree(office.database, log)
    request = wire.decode_request(body)
    refuse_copy(device, request.batch.install)
    _check(request)
    check_looks(request)
    check_returned(request)
    check_checkpoints(request)
    restored = None
    if request.cursor[0] < before.incarnation:
        async with office.database.read() as transaction:
            restored = await earlier(transaction, log, request.cursor[0])
    if restored is None:
        push = Push(device, signed, body, body_hash, request.batch)
        result = await desk.committer.submit(push)
    else:
        # Its events may rest on data keys that were lost: it must know, and send both together.
        result = CommitResult(before.incarnation, before.size, _NOTHING_SAFE)
    await office.contacts.note(log, device.id, office.now_ms())
    await _note_restored(office, log, request, result)
    if request.keys_held:
        await _acknowledge(office, log, device, request.keys_held)
    returned = 0
    if request.returned or restored is not None:
        returned = await take_back(desk.device, device, request.cursor, request.returned)
    if request.orphan:
        async with office.database.write() as transaction:
            noted = (office.keys, before, device, request.orphan, office.now_ms())
            await note_orphan(transaction, log, *noted)
    if restored is not None:
        pulled = await _prove_restored(office, log, request, restored)
    elif request.pull:
        pulled = await _pull_in_turn(office, desk, device, request, result)
    else:
        pulled = _Pulled(result.size)
    if pulled.repaired.found:
        async with office.database.write() as transaction:
            await note_differences(
                transaction, log, device, request, pulled.repaired.found, office.now_ms()
            )
    now_ms = office.now_ms()
    reply = SyncReply(
        wire=request.wire,
        incarnation=result.incarnation,
        clock=now_ms,
        size=pulled.size,
        committed=result.committed,
        safe=_NOTHING_SAFE if safe is None else (safe["epoch"], safe["sequence"]),
        challenge=make_challenge(office.keys.challenge_key, device.id, result.incarnation, now_ms),
        results=result.results,
        expected=result.expected,
        fork=result.fork,
        scope=pulled.scope,
        page=pulled.page,
        fills=pulled.fills,
        snapshot=pulled.snapshot,
        pull_refused=pulled.refused,
        keys=pulled.keys,
        keys_held=result.keys_held,
        keys_unknown=pulled.keys_unknown,
        digests=pulled.digests,
        scope_digest=pulled.repaired.scope_digest,
        checked=pulled.repaired.checked,
        restored=None if restored is None else restored.common,
        returned=returned,
        found=pulled.repaired.found,
        wait_s=pulled.wait_s,
        newest=wire.WIRE_VERSION if request.wire < wire.WIRE_VERSION else 0,
        **pulled.proved._asdict(),
    )
    sent = wire.encode(reply)
    signature = wire.sign_reply(office.keys.signing_seed, sent, request.challenge)
    paged = len(pulled.page.items) if pulled.page else 0
    paged += sum(len(fill.items) for fill in pulled.fills)
    return Answered(sent, signature, result, paged, _incidents(result, pulled))


def _incidents(result: CommitResult, pulled: _Pulled) -> tuple[Code, ...]:
    """What went wrong, for the figures."""
    forked: tuple[Code, ...] = ("fork",) if result.fork is not None else ()
    differ: tuple[Code, ...] = ("digest_differs",) if pulled.repaired.found else ()
    return forked + differ


def _check(request: SyncRequest) -> None:
    """Errors: MalformedRequest for more than one request may ask, or what is no id or number."""
    if any(number >= _NUMBER_END for number in (request.scope_version, *request.cursor)):
        raise MalformedRequest("bad_form", "`cursor` and `scope_version` are numbers below 2^53")
    if len(request.keys_wanted) > limits.KEYS_WANTED_MAX:
        raise MalformedRequest("too_many", f"ask for {limits.KEYS_WANTED_MAX} keys at most")
    if len(request.keys_held) > limits.BATCH_KEYS_MAX:
        raise MalformedRequest("too_many", f"acknowledge {limits.BATCH_KEYS_MAX} keys at most")
    if not all(is_hex_id(key) for key in (*request.keys_wanted, *request.keys_held)):
        raise MalformedRequest("bad_form", "`keys_wanted` and `keys_held` are ids of data keys")
    check_filling(request.filling)


async def _note_restored(
    office: Office, log: LogId, request: SyncRequest, result: CommitResult
) -> None:
    """Keep that one of the two is older than it was: a device that asks for entries of its own,
    or this store, when it holds less than a device read of it.
    """
    batch, (incarnation, size) = request.batch, request.cursor
    asks_for_own = request.echo and not batch.lines and result.fork is None
    if incarnation == result.incarnation and size > result.size:
        code: Code = "office_behind"
        detail = {"read": size, "here": result.size}
    elif asks_for_own and (batch.epoch, batch.last) < result.committed:
        code = "device_restored"
        detail = {"held": batch.last, "here": result.committed[1]}
    else:
        return
    async with office.database.write() as transaction:
        await note(transaction, log, code, batch.device, "", detail, office.now_ms())


async def _acknowledge(office: Office, log: LogId, device: Device, keys: tuple[KeyId, ...]) -> None:
    async with office.database.write() as transaction:
        await transaction.execute("sync.acknowledge", log, device.id, list[str](keys))


async def _prove_restored(
    office: Office, log: LogId, request: SyncRequest, restored: Earlier
) -> _Pulled:
    """What this incarnation has of the one that the device read; nothing else is said of it."""
    async with office.database.read() as transaction:
        now = await head(transaction, log)
        shown = await proved(transaction, log, office.keys, now, request, restored)
    return _Pulled(now.size, proved=shown)


async def _pull_in_turn(
    office: Office, desk: Desk, device: Device, request: SyncRequest, result: CommitResult
) -> _Pulled:
    """What the device gets to see, unless the office has too much else to do: then when."""
    postponed_s = desk.pacing.begin(device.id)
    if postponed_s is not None:
        return _Pulled(result.size, refused="busy", wait_s=postponed_s)
    given = 0
    try:
        pulled = await _pull(office, desk.log, device, request, result)
        given = pulled.bytes_given()
    finally:
        wait_s = desk.pacing.end(device.id, given)
    return pulled._replace(wait_s=wait_s)


async def _pull(
    office: Office, log: LogId, device: Device, request: SyncRequest, result: CommitResult
) -> _Pulled:
    """What the device gets to see, read in one snapshot taken after its commit."""
    async with office.database.read() as transaction:
        now = await head(transaction, log)
        standing = await find_device(transaction, log, device.id)
        assert standing is not None, "a device that was authenticated is enrolled"
        refused = _refusal(office, standing, request, now)
        if refused is not None:
            return _Pulled(now.size, refused=refused)
        shown = await proved(transaction, log, office.keys, now, request)
        start = start_of(request.cursor, now)
        if request.scope_version != standing.scope_version:
            # What it holds must first be what it may see: the next request reads on from here.
            scope = await changes_since(transaction, log, standing, request.scope_version)
            page = Page(start, start, (), start < now.size)
            return _Pulled(now.size, page, scope=scope, proved=shown)
        if not request.pages_only:
            offered = await office.snapshots.offer(transaction, log, now, standing, start)
            if offered is not None:
                keys = await _keys(transaction, log, standing, request, None)
                return _Pulled(
                    now.size,
                    Page(start, start, (), more=True),
                    keys=tuple(_grant(office, log, standing, key) for key in keys),
                    offer=offered,
                    proved=shown,
                )
        read = await read_page(transaction, log, now, standing, start, _own(request, result))
        filled = Filled()
        if request.filling:
            filled = await read_fills(transaction, log, now, standing, request.filling, read.page)
        named = read.keys | filled.keys
        mended = await repaired(transaction, log, standing, request, read.page.end == now.size)
        stored = await _keys(transaction, log, standing, request, named, read.own_keys, mended)
        known = {key.key for key in stored}
        touched = filled.whole
        if read.page.end == now.size:
            touched |= read.households | await _written(transaction, log, device, result)
        return _Pulled(
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
