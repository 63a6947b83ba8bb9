"""Devices of a history, enrolled at an office, with their signed requests lying ready.

Before: `data.py` wrote the lines. After: `ingest.py` sends the requests as fast as an office takes
them; nothing of a device's own work (sealing, chaining, signing, compressing) is in that time.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

from events import chain, crypto, wire
from events.batch import Batch, make_batch, sign_head, to_header
from events.enrolment import read_code, sign_enrolment
from events.entry import KeyGrant
from events.ids import ActorId, DeviceId, KeyId, device_id
from events.wire import SyncRequest
from server.exchange.challenge import make_challenge
from server.exchange.enrolling import enrol, invite
from server.office import Office
from tests.benchmarks.writer import LOG, Written, data_key

BATCH_EVENTS: Final = 200
_INCARNATION: Final = 1
_INSTALL: Final = bytes(16)


class Request(NamedTuple):
    """One signed sync request; `header` is the value of `Jejak-Signed-Head`."""

    header: str
    body: bytes


class Sender:
    """A device that is about to send what a history says it wrote."""

    def __init__(self, name: DeviceId, actor: ActorId) -> None:
        self.actor = actor
        self.seed = sha256(f"seed of {name}".encode()).digest()
        self.device = device_id(crypto.signing_public(self.seed))
        self._head = chain.first_head(LOG, self.device, 0)
        self._sequence = 0
        self._granted: set[KeyId] = set()

    async def enrol(self, office: Office) -> None:
        """Become a device of this office."""
        desk = office.desk(LOG)
        secret = sha256(f"code of {self.device}".encode()).digest()[:16]
        by = office.administrator
        code = await invite(desk.device, self.actor, "pendamping", LOG, by, secret)
        box = crypto.box_public(self.seed)
        await enrol(
            desk.device, sign_enrolment(self.seed, box, read_code(code)[0], _INSTALL, bytes(48))
        )

    def request(self, office: Office, events: list[Written], *, pull: bool = False) -> Request:
        """The request that carries these events, after all that were asked for before."""
        batch = self._batch(office, events)
        now_ms = office.now_ms()
        message = SyncRequest(
            wire=wire.WIRE_VERSION,
            client="jejak/0.1.0",
            clock=now_ms,
            challenge=make_challenge(office.keys.challenge_key, self.device, _INCARNATION, now_ms),
            cursor=(_INCARNATION, 0),
            scope_version=0,
            digest=bytes(16),
            batch=batch,
            # While more batches wait, a device pushes before it pulls.
            pull=pull,
        )
        body = wire.encode(message)
        return Request(to_header(sign_head(self.seed, batch, body)), body)

    def _batch(self, office: Office, events: list[Written]) -> Batch:
        first, prev = self._sequence + 1, self._head
        assert not events or events[0].sequence == first, "places are dense"
        batch = make_batch(
            LOG, self.device, 0, chain.NO_PARENT, _INSTALL, first, prev,
            [event.line for event in events], [event.part for event in events],
            list(self._grants(office, events)),
        )  # fmt: skip
        self._sequence, self._head = batch.last, batch.head
        return batch

    def _grants(self, office: Office, events: list[Written]) -> Iterator[KeyGrant]:
        """The data keys that are named for the first time."""
        for event in events:
            if event.key is None or event.key in self._granted:
                continue
            self._granted.add(event.key)
            key = data_key(event.stream)
            sealed = crypto.seal(office.keys.box_public, key, sha256(key).digest())
            yield KeyGrant(event.key, event.stream, sealed)


def by_device(events: Iterable[Written]) -> dict[DeviceId, list[Written]]:
    """A history's events device by device, each in the order of its sequence."""
    found: dict[DeviceId, list[Written]] = {}
    for event in events:
        found.setdefault(event.device, []).append(event)
    return found
