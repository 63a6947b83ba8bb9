"""One sync: take what a device brings, answer with what it may see, sign the answer.

    edge: header, body  ->  authenticate, inflate  ->  committer  ->  one snapshot: page, keys,
    digests  ->  SyncReply, signed with the request's challenge

Pushing never depends on pulling: a device without scope, with an old challenge, or revoked is still
heard, and is told why it gets no page. Before: `server/routes/sync.py`. After: nothing; the
projector follows the log by itself.
"""

from typing import Final, NamedTuple

from events import crypto, limits, reply_signature, wire
from events.batch import from_header
from events.errors import MalformedRequest
from events.ids import KeyId, LogId, is_hex_id
from events.wire import SyncReply, SyncRequest
from server.devices.enrolled import Device, authenticate
from server.devices.incidents import Code, note
from server.exchange.challenge import make_challenge
from server.exchange.cloning import refuse_copy
from server.exchange.proving import check_checkpoints, note_orphan, proved
from server.exchange.pulling import Pulled, pull_in_turn
from server.exchange.repairing import check_looks, note_differences
from server.exchange.returning import Earlier, check_returned, earlier, take_back
from server.intake.committing import CommitResult
from server.intake.receiving import Push
from server.log import head
from server.office import Office
from server.relaying.backfill import check_filling
from server.tree import grow_tree

_NOTHING_SAFE: Final = (0, 0)
"""No back-up has been verified yet, so a device keeps all it wrote."""
_NUMBER_END: Final = 2**53
"""MessagePack has larger numbers, and no database has."""


class Answered(NamedTuple):
    """The bytes of a reply, its signature for the header, and what it counted."""

    body: bytes
    signature: str
    result: CommitResult
    paged: int
    incidents: tuple[Code, ...] = ()


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
        pulled = await pull_in_turn(office, desk, device, request, result)
    else:
        pulled = Pulled(result.size)
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
    named = reply_signature.answered_by(request, body)
    signature = reply_signature.sign_reply(office.keys.signing_seed, sent, named)
    paged = len(pulled.page.items) if pulled.page else 0
    paged += sum(len(fill.items) for fill in pulled.fills)
    return Answered(sent, signature, result, paged, _incidents(result, pulled))


def _incidents(result: CommitResult, pulled: Pulled) -> tuple[Code, ...]:
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
) -> Pulled:
    """What this incarnation has of the one that the device read; nothing else is said of it."""
    async with office.database.read() as transaction:
        now = await head(transaction, log)
        shown = await proved(transaction, log, office.keys, now, request, restored)
    return Pulled(now.size, proved=shown)
