"""What others carry: a part of a transfer file, taken like any push and answered by a receipt.

The seal keeps carriers from reading it, the author's signature inside is what the office believes:
it does not matter who brings it, how often, or whether the author's device was revoked since. What
a copy of a device wrote is kept as evidence, until the copy syncs and is a device of its own.
Before: `server/routes/transfer.py`, or `jejak-server receive`. After: the log; the author's device
finds out at its next sync, when it sends the same events again.
"""

from typing import NamedTuple

import msgspec

from events import crypto, reply_signature, transfer, wire
from events.transfer import Receipt
from server.devices.enrolled import authenticate
from server.exchange.cloning import is_copy
from server.intake.committing import CommitResult
from server.intake.receiving import Push
from server.office import Office


class Taken(NamedTuple):
    """A receipt, its signed bytes for whoever carried the part, and what the commit counted."""

    receipt: Receipt
    body: bytes
    signature: str
    result: CommitResult


async def take_part(office: Office, sealed: bytes) -> Taken:
    """Commit what a part brings.

    Errors: InputRefused (nothing was kept; the code says why), OfficeBusy (come back later).
    """
    signed, carried = transfer.open_part(sealed, office.keys.box_secret)
    desk = office.desk(signed.log)
    body_hash = crypto.digest(carried.body)
    async with office.database.read() as transaction:
        device = await authenticate(transaction, signed, body_hash)
    request = wire.decode_request(carried.body)
    transfer.check_carried(request)
    of_copy = is_copy(device, request.batch.install)
    push = Push(device, signed, carried.body, body_hash, request.batch, of_copy)
    result = await desk.committer.submit(push)
    epoch, sequence = result.committed
    receipt = Receipt(
        desk.log,
        device.id,
        epoch,
        sequence,
        sum(run.count for run in result.results),
        office.now_ms(),
        result.expected,
        result.fork is not None,
    )
    body = msgspec.json.encode(receipt)
    signature = reply_signature.sign_reply(office.keys.signing_seed, body, crypto.digest(sealed))
    return Taken(receipt, body, signature, result)
