"""What a reply may say: whether it answers the request that was made, and leads somewhere.

Before: the reply's signature was checked (`answers.py`), its form when it was decoded. After:
`protocol.receive` takes it in. An office that is broken or taken over must not move a journal to
where nothing leads on from.
"""

from client_sync.exchange.state import State
from events.batch import Batch, line_hash
from events.chain import heads
from events.errors import MalformedRequest
from events.repair import ANY_DEVICE, Found, part_place
from events.snapshot import Snapshot, check_snapshot
from events.wire import Fork, SyncReply, SyncRequest


def check_fits(state: State, request: SyncRequest, reply: SyncReply) -> None:
    """Refuse what contradicts the request, and what would let a run go in circles.

    Errors: MalformedRequest; nothing of the reply may be taken in then.
    """
    batch, page = request.batch, reply.page
    if reply.fork is not None:
        _check_fork(state, batch, reply.fork)
    _check_found(request, reply)
    for run in reply.results:
        if run.sequence < batch.first or run.sequence + run.count - 1 > batch.last:
            raise MalformedRequest("bad_reply", "the reply speaks of events that were not sent")
    if reply.expected is not None:
        _check_expected(state, batch, reply.expected)
    answered = reply.results or reply.fork is not None or reply.expected is not None
    if batch.lines and not answered:
        raise MalformedRequest("bad_reply", "the reply says nothing of the events that were sent")
    if page is not None and page.start != request.cursor[1]:
        raise MalformedRequest("bad_reply", "the page does not begin where this device stands")
    scope = reply.scope
    if scope is not None and (page is None or page.items or scope.version == request.scope_version):
        raise MalformedRequest("bad_reply", "the scope is none that this device did not have")
    if reply.snapshot is not None:
        _check_snapshot(request, reply, reply.snapshot)
    waits = scope is not None or reply.snapshot is not None
    least = 1 if page is not None and page.more and not waits else 0
    if page is not None and page.end - page.start < least:
        raise MalformedRequest("bad_reply", "the page leads nowhere")
    _check_fills(request, reply)


def _check_expected(state: State, batch: Batch, expected: int) -> None:
    """Refuse to begin again where nothing is to be sent, or can be."""
    if not 1 <= expected < batch.first:
        raise MalformedRequest("bad_reply", "the office asks for events that were just sent")
    if expected <= state.gone_to:
        raise MalformedRequest("bad_reply", "the office asks for events that it called safe")


def _check_snapshot(request: SyncRequest, reply: SyncReply, snapshot: Snapshot) -> None:
    """Refuse one that was not wanted, or that leads nowhere from here."""
    check_snapshot(snapshot)
    page, end = reply.page, snapshot.chunks[-1].end
    if request.pages_only or page is None or page.items or reply.scope is not None:
        raise MalformedRequest("bad_reply", "a snapshot comes alone, to who can take it")
    if not request.cursor[1] < end <= reply.size:
        raise MalformedRequest("bad_reply", "the snapshot has nothing that this device lacks")


def _check_fills(request: SyncRequest, reply: SyncReply) -> None:
    """Refuse events of a household that was not asked for, or of other positions."""
    asked = {one.household: one for one in request.filling}
    for fill in reply.fills:
        one = asked.pop(fill.household, None)
        if one is None or fill.start != one.start or not one.start <= fill.end <= one.end:
            raise MalformedRequest("bad_reply", "the reply fills what was not asked for")


def _check_found(request: SyncRequest, reply: SyncReply) -> None:
    """Refuse an answer about parts that were not asked about, or with other events than theirs."""
    asked = {part_place(part) for part in request.looks}
    for found in reply.found:
        if part_place(found) not in asked or not _fits_part(found, request.cursor[1]):
            raise MalformedRequest("bad_reply", "the reply speaks of parts that were not asked for")
    after = request.check_after
    if reply.checked is not None and (
        after is None or any(one.household <= after for one in reply.checked)
    ):
        raise MalformedRequest("bad_reply", "the reply lists households that were not asked for")


def _fits_part(found: Found, end: int) -> bool:
    if found.device == ANY_DEVICE:
        return found.items is None
    within = all(
        (item.device, item.epoch) == (found.device, found.epoch)
        and found.first <= item.sequence <= found.last
        and item.position < end
        for item in found.items or ()
    )
    narrower = all(part.last - part.first < found.last - found.first for part in found.parts)
    return within and narrower


def _check_fork(state: State, batch: Batch, fork: Fork) -> None:
    """Refuse a common place that is none, and an epoch that leads back."""
    if fork.epoch and not batch.epoch < fork.epoch < 2**53:
        raise MalformedRequest("bad_reply", "the office grants an epoch that is over")
    ours = {batch.first - 1: batch.prev}
    ours |= dict(enumerate(heads(batch.prev, map(line_hash, batch.lines)), start=batch.first))
    if fork.sequence and ours.get(fork.sequence) != fork.head:
        raise MalformedRequest("bad_reply", "the histories do not part where the office says")
