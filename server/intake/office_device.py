"""The office's own device: acts of officers become events of its own chain in the same log.

    act -> line and signed head, built under the log's lock -> its position -> its effects

Key and chain are shared by all processes of the office, so a line is built only while this process
holds the log: its chain goes on, its `at` is later than the last, and it has seen all before it.
Effects on tables (a device enrolled, one revoked) are part of the same transaction.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

import msgspec

from events import chain, crypto
from events.batch import make_batch, sign_head
from events.entry import ACCEPTED, Verdict, verdict_code
from events.errors import InputRefused
from events.ids import ActorId, DeviceId, EventId, KeyId, LogId, StreamId
from events.line import Line, encode_line, form_of
from events.personal import DataKey, key_id, personal_hash, seal_personal, unwrap_key, wrap_key
from events.types import Basis, Body, Personal
from events.types.office import DeviceEnrolled, DeviceRevoked, ScopeChanged
from server.clock import Clock
from server.database import Database
from server.devices.scoping import change_scope
from server.intake.announcing import Growth
from server.intake.receiving import Chance, NewKey
from server.intake.verdicts import Author, Judged, judge
from server.intake.writing import OwnChain, Writing
from server.keys import OfficeKeys

Then = Callable[[Writing, int], Awaitable[None]]
"""What an act changes in tables besides, given its position; an error undoes the act."""
Choose = Callable[[Writing], Awaitable[Sequence["Act"]]]

_NO_INSTALL: Final = bytes(16)
_NO_BODY: Final = b""
"""An act comes with no request: its head is signed over the hash of nothing."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer says or decides; the keys of a line that are not the device's own."""

    body: Body
    by: ActorId
    stream: StreamId
    on: str
    basis: Basis = "document"
    personal: Personal | None = None
    entered_by: ActorId | None = None
    visit: str | None = None
    late: str | None = None


class Written(msgspec.Struct, frozen=True):
    """Where an act stands in the log."""

    id: EventId
    position: int
    received: int


class OfficeDevice:
    """The office's pen in one log."""

    def __init__(
        self,
        database: Database,
        log: LogId,
        keys: OfficeKeys,
        growth: Growth,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self.log = log
        self.keys = keys
        self.database = database
        self.clock = clock
        self._growth = growth
        self._chance = chance

    async def append(self, act: Act, then: Then | None = None) -> Written:
        """Write one act; returns when it is durable.

        Errors: InputRefused when the act is no form of its type; what `then` raises.
        """
        return (await self.append_all([act], then))[0]

    async def append_all(self, acts: Sequence[Act], then: Then | None = None) -> list[Written]:
        """Write several acts in their order, all or none. `then` is given the first's position."""
        assert acts, "nothing to write"
        for act in acts:
            if isinstance(act.body, DeviceEnrolled) and then is None:
                raise InputRefused(
                    "enrol_by_code", "a device enrols with a code: run `jejak-server invite`"
                )

        async def all_of_them(_writing: Writing) -> Sequence[Act]:
            return acts

        return await self.append_chosen(all_of_them, then)

    async def append_chosen(self, choose: Choose, then: Then | None = None) -> list[Written]:
        """Write the acts that `choose` gives while this process holds the log; perhaps none.

        What it finds in the log is still so when its acts are written: nobody writes in between.
        """
        async with self.database.write() as transaction:
            writing = await Writing.begin(transaction, self.log, self.clock())
            acts = await choose(writing)
            if not acts:
                return []
            written = await self.write_into(writing, acts)
            if then is not None:
                await then(writing, written[0].position)
            await writing.flush()
        await self.tell(writing.size)
        return written

    async def tell(self, size: int) -> None:
        """Let whoever follows the log know how far it has come."""
        self._growth.announce(size)
        await self._growth.tell(self.database)

    async def write_into(self, writing: Writing, acts: Sequence[Act]) -> list[Written]:
        """Add acts to a transaction that somebody else flushes and ends."""
        held = await self._chain(writing)
        first, position, prev = held.sequence + 1, writing.size, held.head
        lines = [await self._add(writing, held, act) for act in acts]
        self._sign(writing, held, first, position, prev, lines)
        return [
            Written(EventId(crypto.digest(line)[:16].hex()), position + offset, writing.received)
            for offset, line in enumerate(lines)
        ]

    async def hand_in(
        self, writing: Writing, lines: Sequence[Judged], verdicts: Sequence[Verdict]
    ) -> None:
        """Add lines of others, byte for byte, in this device's own places.

        For what comes back after a restore by other hands than its author's: an event is its bytes,
        so the author's own copy of it is the same fact whenever it comes.
        """
        held = await self._chain(writing)
        first, position, prev = held.sequence + 1, writing.size, held.head
        bodies = [judged.line for judged in lines if isinstance(judged.line, bytes)]
        assert len(bodies) == len(lines), "a line that did not travel is not handed in"
        heads = chain.heads(prev, [judged.hash for judged in lines])
        writing.add_events(self.keys.device, held.epoch, first, lines, heads, verdicts)
        held.sequence, held.head = held.sequence + len(lines), heads[-1]
        self._sign(writing, held, first, position, prev, bodies)

    async def begin_epoch(self, writing: Writing) -> None:
        """Go on in a new epoch: what a lost store had in the old one is not known here."""
        held = await self._chain(writing)
        epoch, parent = held.epoch + 1, held.head
        start = chain.first_head(self.log, self.keys.device, epoch, parent)
        writing.own_chain = OwnChain(epoch, parent, 0, start, held.at_last)

    def _sign(
        self,
        writing: Writing,
        held: OwnChain,
        first: int,
        position: int,
        prev: bytes,
        lines: Sequence[bytes],
    ) -> None:
        """Sign what was added from `first` at `position` on, and move the chain's head."""
        batch = make_batch(
            self.log, self.keys.device, held.epoch, held.parent, _NO_INSTALL, first, prev,
            lines, [None] * len(lines),
        )  # fmt: skip
        assert batch.head == held.head, "the lines were chained one by one"
        signed = sign_head(self.keys.device_seed, batch, _NO_BODY)
        writing.add_batch(signed, crypto.digest(_NO_BODY), first, position)
        writing.move_epoch(self.keys.device, held.epoch, held.parent, held.sequence, held.head)

    async def _chain(self, writing: Writing) -> OwnChain:
        """The chain as the log holds it, or as this transaction has made it grow."""
        if writing.own_chain is None:
            writing.own_chain = await self._held_chain(writing)
        return writing.own_chain

    async def _held_chain(self, writing: Writing) -> OwnChain:
        row = await writing.transaction.fetch_one("office_device.chain", self.log, self.keys.device)
        if row is not None:
            return OwnChain(*row)
        start = chain.first_head(self.log, self.keys.device, 0)
        return OwnChain(0, chain.NO_PARENT, 0, start, -1)

    async def _add(self, writing: Writing, held: OwnChain, act: Act) -> bytes:
        key, part = await self._seal(writing, act)
        held.at_last = max(self.clock(), held.at_last + 1)
        line = encode_line(
            Line(
                v=1,
                type=act.body.type,
                tv=act.body.tv,
                stream=act.stream,
                on=act.on,
                at=held.at_last,
                seen=(writing.incarnation, writing.size),
                by=act.by,
                entered_by=act.entered_by,
                basis=act.basis,
                visit=act.visit,
                late=act.late,
                body=msgspec.Raw(msgspec.json.encode(act.body)),
                key=key,
                personal=None if part is None else personal_hash(part),
            )
        )
        form_of(line)  # says in words what is wrong, where a verdict has only a code
        judged = judge(line, crypto.digest(line), part, Author(act.by, "admin", is_office=True))
        if judged.verdict != ACCEPTED:
            code = verdict_code(judged.verdict) or "refused"
            raise InputRefused(code, f"the office would not take its own act: {judged.verdict}")
        held.sequence += 1
        held.head = chain.next_head(held.head, line)
        position = writing.size
        writing.add_events(
            self.keys.device, held.epoch, held.sequence, [judged], [held.head], [judged.verdict]
        )
        if isinstance(act.body, DeviceRevoked):
            await self._revoke(writing, DeviceId(act.body.device), position)
        if isinstance(act.body, ScopeChanged):
            await change_scope(writing.transaction, self.log, act.body, position, act.on)
        return line

    async def _seal(self, writing: Writing, act: Act) -> tuple[KeyId | None, bytes | None]:
        """The personal part of an act under the stream's newest data key, or a new one."""
        fields = {} if act.personal is None else msgspec.to_builtins(act.personal)
        if not fields:
            return None, None
        key = await self._data_key(writing, act.stream)
        nonce = self._chance(crypto.NONCE_BYTES)
        return key_id(key), seal_personal(fields, key, nonce, self.log, act.stream)

    async def _data_key(self, writing: Writing, stream: StreamId) -> DataKey:
        made = writing.added_key(stream)
        if made is not None:
            return self._unwrap(made.id, made.wrapped, stream)
        row = await writing.transaction.fetch_one(
            "office_device.key", self.log, stream, self.keys.device
        )
        if row is not None:
            return self._unwrap(row["key"], row["wrapped"], stream)
        key = DataKey(self._chance(crypto.KEY_BYTES))
        nonce = self._chance(crypto.NONCE_BYTES)
        wrapped = wrap_key(key, self.keys.master_key, nonce, self.log, stream)
        writing.add_key(NewKey(key_id(key), stream, wrapped), self.keys.device)
        writing.add_ack(self.keys.device, key_id(key))
        return key

    def _unwrap(self, key: KeyId, wrapped: bytes, stream: StreamId) -> DataKey:
        opened = unwrap_key(wrapped, self.keys.master_key, self.log, stream, key)
        if opened is None:
            raise InputRefused(
                "wrong_master_key",
                "the office's master key does not open this log's data keys: restore the keys",
            )
        return opened

    async def _revoke(self, writing: Writing, device: DeviceId, position: int) -> None:
        if device == self.keys.device:
            raise InputRefused("own_device", "the office's own device cannot be revoked")
        row = await writing.transaction.fetch_one(
            "office_device.revoke", self.log, device, position
        )
        if row is None:
            raise InputRefused(
                "unknown_device",
                f"device {device} is not enrolled in log {self.log}, or revoked already: "
                "`jejak-server devices` lists them",
            )
