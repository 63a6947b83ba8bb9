"""Another way out: what waits, written into a file that anybody may carry to the office.

    journal ─> unsent batches ─> transfer file ~~~ a stick, another phone ~~~> office
                                                  deliver, over HTTP ──────────^   receipt

Writing a file changes nothing here but the mark of what was sent: the same events are sent again at
the next sync, which is how this device learns what became of them. Before: `cli/outbox.py`. After:
`events/transfer.py` gives the bytes.
"""

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing, suppress
from typing import Final

import msgspec

from client_sync.exchange import outbox
from client_sync.exchange.answers import refuse_failure
from client_sync.exchange.beginning import first_to_send, go_on_after_loss
from client_sync.exchange.requests import CLIENT
from client_sync.exchange.restoring import handed_over
from client_sync.exchange.sync import Parts
from client_sync.ports import OfficeUnreachable, Transport
from client_sync.storage.chain_end import end_of
from client_sync.storage.chain_proof import head_after
from client_sync.storage.held import Chain, HeldKey, Profile, Row
from client_sync.storage.journal import JournalFull
from client_sync.storage.journal_reading import Reading
from client_sync.storage.profile_proof import check_profile
from events import chain as hash_chain
from events import crypto, limits, reply_signature, transfer
from events.batch import Batch
from events.errors import InputRefused
from events.transfer import Receipt

_ROWS: Final = limits.BATCH_EVENTS_MAX + 1


class Exported(msgspec.Struct, frozen=True):
    """A transfer file, how many entries are in it, and how many did not fit."""

    data: bytes
    entries: int
    left: int


Told = Callable[[int, int, Receipt], None]
"""Which part of how many was taken, and the office's word for it."""


async def export(parts: Parts) -> Exported:
    """Everything that waits, as far as one file holds it.

    Errors: ProfileDamaged when it is not said rightly who it is from.
    """
    async with parts.journal.reading() as reading:
        profile = await reading.profile()
        assert profile is not None, "an enrolled device has a profile"
        await check_profile(reading, parts.keys)
    with suppress(JournalFull):
        # Nobody can be asked for what is lost here, and the office takes nothing over a gap.
        await go_on_after_loss(parts.journal, profile, parts.clock)
    sealed: list[bytes] = []
    size = entries = left = 0
    async with aclosing(_waiting(parts, profile)) as batches:
        async for batch in batches:
            if left or len(sealed) == limits.TRANSFER_PARTS_MAX:
                left += len(batch.lines)
                continue
            part = await _seal(parts, profile, batch)
            if size + len(part) > limits.TRANSFER_BYTES_MAX - limits.TRANSFER_PART_BYTES_MAX:
                left += len(batch.lines)
                continue
            if parts.sent is not None:
                await parts.sent.reach(batch.epoch, batch.last)
            sealed.append(part)
            size += len(part)
            entries += len(batch.lines)
    return Exported(transfer.pack(profile.office_key, sealed), entries, left)


async def deliver(
    transport: Transport, profile: Profile, data: bytes, tell: Told | None = None
) -> list[Receipt]:
    """Hand a file of any device to the office of this one; its receipts, which are signed.

    Stopped on the way, it may be given again from the start: what the office has is not kept twice.
    Errors: MalformedRequest for what is no whole file, or another office's; OfficeUnreachable,
    OfficeBusy, OfficeRefused.
    """
    file = transfer.unpack(data)
    transfer.check_office(file, profile.office_key)
    receipts = []
    for number, part in enumerate(file.parts, start=1):
        receipt = await _deliver_part(transport, profile, part)
        receipts.append(receipt)
        if tell is not None:
            tell(number, len(file.parts), receipt)
    return receipts


async def _deliver_part(transport: Transport, profile: Profile, part: bytes) -> Receipt:
    answer = await transport.post("/v1/transfer", part, transfer.MEDIA_TYPE, {})
    try:
        refuse_failure(answer)
        challenge = crypto.digest(part)
        reply_signature.check_reply(profile.office_key, answer.body, challenge, answer.signature)
        return msgspec.json.decode(answer.body, type=Receipt)
    except (InputRefused, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OfficeUnreachable(f"what answered is not this device's office: {error}") from error


async def _seal(parts: Parts, profile: Profile, batch: Batch) -> bytes:
    now_ms = await parts.clock.now_ms()
    carried = transfer.carried_request(parts.keys.seed, CLIENT, now_ms, batch)
    ephemeral = await parts.chance.draw(crypto.KEY_BYTES)
    return transfer.seal_part(carried, profile.office_box, ephemeral)


async def _waiting(parts: Parts, profile: Profile) -> AsyncGenerator[Batch, None]:
    """The batches of all epochs, from the first event of each that the office has said nothing of.

    Each carries the data keys that its own events name and the office does not have.
    """
    async with parts.journal.reading() as reading:
        sync = await reading.sync_state()
        first_epoch = (await reading.chain_to_send()).epoch
        for noted in await reading.chains():
            chain = await end_of(reading, noted)
            first = await reading.first_unsent(chain.epoch)
            if chain.epoch == first_epoch:
                first = await first_to_send(reading, chain, sync)
            while first is not None:
                while rows := await reading.own_rows(chain.epoch, first, _ROWS):
                    batch = await _batch(reading, parts, profile, chain, rows)
                    yield batch
                    first = batch.last + 1
                first = await reading.first_unsent(chain.epoch, first)


async def _batch(
    reading: Reading,
    parts: Parts,
    profile: Profile,
    chain: Chain,
    waiting: list[Row],
) -> Batch:
    rows, first = outbox.fitting(waiting), waiting[0].sequence
    start = hash_chain.first_head(profile.log, profile.device, chain.epoch, chain.parent)
    prev = await head_after(reading, profile, chain, first - 1)
    keys = await _keys_of(reading, rows)
    return outbox.batch_of(
        profile.log,
        profile.device,
        chain.epoch,
        chain.parent,
        parts.keys.install,
        first,
        prev or start,
        rows,
        await handed_over(keys, profile, parts.keys, parts.chance),
    )


async def _keys_of(reading: Reading, rows: Sequence[Row]) -> list[HeldKey]:
    """The data keys that these events name and the office does not have."""
    named = {row.key for row in rows}
    streams = dict.fromkeys(row.stream for row in rows)
    held = [key for stream in streams for key in await reading.keys(stream)]
    return [key for key in held if key.id in named and not key.acknowledged]
