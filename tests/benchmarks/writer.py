"""Who writes in a history made of numbers, and about whom; ids are drawn without a generator.

After: `year.py` says what they write, `data.py` in which order.
"""

from datetime import UTC, datetime
from hashlib import sha256, shake_256
from typing import Final, NamedTuple

import msgspec

from events import types
from events.dates import WIB
from events.ids import ActorId, DeviceId, KeyId, LogId, StreamId, make_uuid7
from events.line import Line
from events.personal import DataKey, key_id, personal_hash
from events.types import EntityId

LOG: Final = LogId("36.03")
PER_COMPANION: Final = 200

START_MS: Final = int(datetime(2018, 9, 28, 8, tzinfo=WIB).astimezone(UTC).timestamp() * 1000)
"""A month is written at its end, when all of it has happened."""
MONTH_MS: Final = 30 * 24 * 60 * 60 * 1000
_GOLDEN: Final = 0x9E3779B97F4A7C15
_PART_BYTES: Final = 96
"""Nonce and tag are 40; a name and a number, or a facility and a short note, are the rest."""
_ENCODER: Final = msgspec.json.Encoder()


class Written(NamedTuple):
    """One event as its device wrote it, with its place."""

    stream: StreamId
    device: DeviceId
    epoch: int
    sequence: int
    type: str
    on: str
    at: int
    by: ActorId
    line: bytes
    key: KeyId | None = None
    part: bytes | None = None


class Family(NamedTuple):
    stream: StreamId
    key: KeyId
    head: EntityId
    spouse: EntityId
    pupil: EntityId
    elder: EntityId
    enterprise: EntityId
    product: EntityId
    buyer: EntityId


class Writer:
    """One device: gives its events their places and their clock."""

    def __init__(self, actor: ActorId, device: DeviceId) -> None:
        self.actor = actor
        self.device = device
        self.sequence = 0
        self.at = 0
        self.seen = 0

    def begin_month(self, month_index: int, seen: int) -> None:
        self.at = max(self.at, START_MS + month_index * MONTH_MS)
        self.seen = seen

    def write(
        self,
        stream: StreamId,
        on: str,
        body: types.Body,
        *,
        key: KeyId | None = None,
        basis: types.Basis = "observed",
    ) -> Written:
        self.sequence += 1
        self.at += 40_000
        part = None
        if key is not None:
            part = shake_256(f"{self.device}{self.sequence}".encode()).digest(_PART_BYTES)
        line = Line(
            v=1,
            type=body.type,
            tv=body.tv,
            stream=stream,
            on=on,
            at=self.at,
            seen=(1, self.seen),
            by=self.actor,
            basis=basis,
            body=msgspec.Raw(_ENCODER.encode(body)),
            key=key,
            personal=None if part is None else personal_hash(part),
        )
        data = _ENCODER.encode(line)
        return Written(
            stream, self.device, 0, self.sequence, body.type, on, self.at, self.actor, data, key,
            part,
        )  # fmt: skip


def data_key(stream: StreamId) -> DataKey:
    """The key that a stream's personal parts name."""
    return DataKey(sha256(f"data key {stream}".encode()).digest())


# --- ids out of numbers --------------------------------------------------------------------------


def family_of(number: int, seed: int) -> Family:
    made = [uuid_of(mixed(number, part, seed + 1)) for part in range(8)]
    stream = StreamId(made[0])
    return Family(stream, key_id(data_key(stream)), *(EntityId(one) for one in made[1:]))


def actor_of(seed: int, number: int) -> ActorId:
    return ActorId(uuid_of(mixed(number, 1_001, seed)))


def device_of(seed: int, number: int) -> DeviceId:
    return DeviceId(sha256(f"device {seed} {number}".encode()).hexdigest()[:32])


def uuid_of(chance: int) -> str:
    """A UUIDv7 of some day before the first month."""
    days = chance % 200
    drawn = chance.to_bytes(8, "big") + (chance >> 7 & 0xFFFF).to_bytes(2, "big")
    return make_uuid7(START_MS - days * 24 * 60 * 60 * 1000 - chance % 86_400_000, drawn)


def mixed(number: int, part: int, seed: int) -> int:
    """64 bits that look drawn by chance, without the state of a generator per household."""
    value = ((number + 1) * _GOLDEN + part * 0xBF58476D1CE4E5B9 + seed * 0x94D049BB133111EB) & (
        (1 << 64) - 1
    )
    value ^= value >> 30
    value = value * 0xBF58476D1CE4E5B9 & ((1 << 64) - 1)
    value ^= value >> 27
    value = value * 0x94D049BB133111EB & ((1 << 64) - 1)
    return value ^ value >> 31
