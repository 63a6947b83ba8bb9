"""What a reply may hold at all: numbers, ids and lengths that a journal keeps and can go on from.

Before: the reply's signature was checked and its form decoded. After: `replies.py` asks whether it
answers the request. An office that is broken or taken over signs whatever it likes; of what cannot
be, nothing is kept, and the office counts as out of reach.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from events import limits
from events.crypto import SEALED_KEY_BYTES
from events.dates import is_date
from events.entry import KeyGrant, check_items, is_number, is_verdict
from events.errors import MalformedRequest
from events.ids import is_hex_id, is_stream, is_uuid7
from events.regions import is_region
from events.repair import ANY_DEVICE, Found, Part
from events.transfer import ZERO_CHALLENGE
from events.wire import Fork, HouseholdDigest, ResultRun, Scope, SyncReply

_DIGEST_BYTES: Final = 16
_HASH_BYTES: Final = 32
_CHALLENGE_BYTES: Final = len(ZERO_CHALLENGE)


def check_bounds(reply: SyncReply, size: int) -> None:
    """Refuse what no office can mean; `size` is that of the cursor in the request.

    Errors: MalformedRequest; nothing of the reply may be taken in then.
    """
    page = reply.page
    numbers = (
        reply.incarnation, reply.clock, reply.size, *reply.committed, *reply.safe, reply.returned,
        reply.expected or 0, reply.restored or 0, reply.newest, reply.safe_size, reply.lost,
    )  # fmt: skip
    _demand(all(map(is_number, numbers)), "a number that is none")
    _demand(len(reply.challenge) == _CHALLENGE_BYTES, "a challenge of another length")
    _demand(0 <= reply.wait_s < limits.DAY_MS, "a wait that is none")
    _demand(_are_results(reply.results), "results that are none")
    _demand(reply.fork is None or _is_fork(reply.fork), "a fork that is none")
    _demand(reply.scope is None or _is_scope(reply.scope), "a scope that is none")
    keys = (*reply.keys_held, *reply.keys_unknown)
    _demand(all(map(_is_grant, reply.keys)) and all(map(is_hex_id, keys)), "keys that are none")
    _demand(_are_digests(reply), "digests that are none")
    _demand(all(map(_is_found, reply.found)), "parts that are none")
    if page is not None:
        _demand(page.end <= reply.size, "a page beyond the log")
        check_items(page.items, page.start, page.end)
    for fill in reply.fills:
        check_items(fill.items, fill.start, fill.end)
    for found in reply.found:
        check_items(sorted(found.items or (), key=lambda item: item.position), 0, size)


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise MalformedRequest("bad_reply", f"the reply holds {what}")


def _are_results(results: Sequence[ResultRun]) -> bool:
    """Ascending, each event once, at a position of its own."""
    are_runs = all(
        run.sequence >= 1
        and 1 <= run.count <= limits.BATCH_EVENTS_MAX
        and all(map(is_number, (run.position, run.received)))
        and is_verdict(run.verdict)
        for run in results
    )
    return are_runs and all(
        left.sequence + left.count <= right.sequence
        and left.position + left.count <= right.position
        for left, right in pairwise(results)
    )


def _is_fork(fork: Fork) -> bool:
    is_place = is_number(fork.sequence) and is_number(fork.epoch)
    return is_place and len(fork.head) == _HASH_BYTES


def _is_scope(scope: Scope) -> bool:
    names = (*scope.added, *(left.household for left in scope.left))
    return (
        is_number(scope.version)
        and (not scope.region or is_region(scope.region))
        and all(map(is_uuid7, names))
        and all(not left.on or is_date(left.on) for left in scope.left)
    )


def _is_grant(grant: KeyGrant) -> bool:
    is_named = is_hex_id(grant.id) and is_stream(grant.stream)
    return is_named and len(grant.sealed) == SEALED_KEY_BYTES


def _are_digests(reply: SyncReply) -> bool:
    stated: Iterable[HouseholdDigest] = (*reply.digests, *(reply.checked or ()))
    return len(reply.scope_digest) in (0, _DIGEST_BYTES) and all(
        is_uuid7(one.household)
        and len(one.digest) == _DIGEST_BYTES
        and is_number(one.events)
        and is_number(one.keys)
        for one in stated
    )


def _is_found(found: Found) -> bool:
    return _is_part(found) and all(map(_is_part, found.parts))


def _is_part(part: Part | Found) -> bool:
    return (
        is_stream(part.household)
        and (part.device == ANY_DEVICE or is_hex_id(part.device))
        and all(map(is_number, (part.epoch, part.first, part.last, part.events)))
        and len(part.digest) == _DIGEST_BYTES
    )
