"""An office and phones that write to it, without HTTP: chance and clock are given.

`async with an_office(url) as office` founds log 36.03 in an empty database; `a_phone(office)` is
enrolled, `phone.write(…)` makes a push, `office.committer.submit(push)` commits it.
"""

import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Final

from events import chain, crypto
from events.batch import Batch, LineHash, make_batch, sign_head
from events.enrolment import EnrolRequest, read_code, sign_enrolment
from events.entry import KeyGrant
from events.ids import ActorId, DeviceId, LogId, StreamId, device_id
from events.personal import DataKey, key_id, personal_hash, seal_personal
from events.types.fields import Role
from server.database import Database, Row, Value, migrate, open_database
from server.devices.enrolled import Device
from server.exchange.enrolling import enrol, invite
from server.intake.announcing import Growth
from server.intake.committer import Committer
from server.intake.founding import found_log
from server.intake.office_device import OfficeDevice
from server.intake.receiving import Push
from server.keys import OfficeKeys, draw_keys
from tests.builders import a_household, a_line, an_actor, an_event

LOG: Final = LogId("36.03")
START_MS: Final = 1_543_795_200_000
"""2018-12-03, when the story is in its first week."""


def chance_of(seed: str) -> Callable[[int], bytes]:
    """Bytes that look random and are the same in every run."""
    counter = 0

    def chance(count: int) -> bytes:
        nonlocal counter
        counter += 1
        return hashlib.shake_256(f"{seed} {counter}".encode()).digest(count)

    return chance


class Clock:
    """A clock that a test sets."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


class Office:
    """One process of an office, with everything a test looks at."""

    def __init__(self, database: Database, keys: OfficeKeys, clock: Clock, seed: str) -> None:
        self.database = database
        self.keys = keys
        self.clock = clock
        self.growth = Growth(LOG)
        self.chance = chance_of(seed)
        self.committer = Committer(database, LOG, keys, self.growth, clock, self.chance)
        self.device = OfficeDevice(database, LOG, keys, self.growth, clock, self.chance)

    async def rows(self, query: str, *values: Value) -> list[Row]:
        async with self.database.read() as transaction:
            return await transaction.fetch(query, LOG, *values)

    async def positions(self) -> list[int]:
        return [row["position"] for row in await self.rows("log.events_from", 0, 100_000)]


@asynccontextmanager
async def an_office(url: str, *, found: bool = True, seed: str = "office") -> AsyncIterator[Office]:
    """An office at work; `found=False` joins one that is there already, as another process."""
    database = await open_database(url)
    try:
        await migrate(database)
        office = Office(database, draw_keys(chance_of("keys")), Clock(), seed)
        if found:
            await found_log(office.device, "banten", an_actor("the office"))
        async with office.committer:
            yield office
    finally:
        await database.close()


class Phone:
    """An enrolled device and the chain it writes; `epoch` and `parent` may be set by a test."""

    def __init__(self, name: str, device: Device, seed: bytes) -> None:
        self.name = name
        self.device = device
        self.seed = seed
        self.epoch = 0
        self.parent = chain.NO_PARENT
        self.install = bytes(16)
        self.lines: list[bytes] = []
        self.parts: list[bytes | None] = []
        self.keys: tuple[KeyGrant, ...] = ()

    @property
    def id(self) -> DeviceId:
        return self.device.id

    def write(self, *lines: bytes, parts: Sequence[bytes | None] = ()) -> Push:
        """The push of these lines after all the phone wrote so far."""
        first = len(self.lines) + 1
        self.lines += lines
        self.parts += parts or [None] * len(lines)
        return self.push(first)

    def fork(self, *lines: bytes, after: int = 0) -> Push:
        """The push of another history: these lines where others stand after `after`."""
        other = self.twin()
        other.lines = self.lines[:after]
        other.parts = self.parts[:after]
        return other.write(*lines)

    def twin(self, epoch: int = 0, parent: bytes = chain.NO_PARENT) -> "Phone":
        """The same device with nothing written, in this epoch."""
        other = Phone(self.name, self.device, self.seed)
        other.epoch, other.parent = epoch, parent
        return other

    def write_hash_only(self, size: int = 300_000) -> Push:
        """The push of a line over 256 KiB, which stays at home."""
        start = self.heads()[-1]
        left_out = LineHash(crypto.digest(b"long"), size)
        head = chain.heads(start, [left_out.sha256])[0]
        batch = Batch(
            LOG, self.id, self.epoch, self.parent, self.install, len(self.lines) + 1, start,
            (left_out,), (None,), (), head,
        )  # fmt: skip
        return self.sign(batch)

    def heads(self) -> list[bytes]:
        """h(0), h(1), … of this epoch."""
        start = chain.first_head(LOG, self.id, self.epoch, self.parent)
        return [start, *chain.heads(start, (crypto.digest(line) for line in self.lines))]

    def push(self, first: int = 1, last: int | None = None) -> Push:
        """The push of what stands from `first` to `last` (all), whether sent before or not."""
        batch = make_batch(
            LOG, self.id, self.epoch, self.parent, self.install, first, self.heads()[first - 1],
            self.lines[first - 1 : last], self.parts[first - 1 : last], self.keys,
        )  # fmt: skip
        return self.sign(batch)

    def sign(self, batch: Batch) -> Push:
        body = repr(batch).encode()
        signed = sign_head(self.seed, batch, body)
        return Push(self.device, signed, body, crypto.digest(body), batch)


async def a_phone(
    office: Office, name: str = "zaenal", role: Role = "pendamping", region: str = "36.03.06"
) -> Phone:
    """A phone enrolled for this actor."""
    seed = seed_of(name)
    secret = crypto.digest(f"code of {name}".encode())[:16]
    code = await invite(office.device, an_actor(name), role, region, an_actor("admin"), secret)
    device = await enrol(office.device, a_request(seed, code))
    assert device.id == device_id(crypto.signing_public(seed))
    return Phone(name, device, seed)


def seed_of(name: str) -> bytes:
    """The signing seed of somebody's phone."""
    return crypto.digest(f"phone of {name}".encode())


def a_request(seed: bytes, code: str) -> EnrolRequest:
    """What a device with this seed sends when a person typed this code."""
    box = crypto.box_public(crypto.digest(seed))
    return sign_enrolment(seed, box, read_code(code)[0], bytes(16), bytes(48))


def visit(number: int, *, by: ActorId | None = None, stream: StreamId | None = None) -> bytes:
    """A line: one visit to Nana's household, told apart from others by its clock."""
    return a_line(
        an_event("household_visited", on="2018-12-03", at=START_MS + number, by=by, stream=stream)
    )


def visits(count: int, *, first: int = 0, stream: StreamId | None = None) -> list[bytes]:
    return [visit(number, stream=stream) for number in range(first, first + count)]


class Secret:
    """A data key of a household, and lines that carry a personal part under it."""

    def __init__(self, name: str = "key", stream: StreamId | None = None) -> None:
        self.key = DataKey(crypto.digest(name.encode()))
        self.stream = stream or a_household()

    def grant(self, office: Office) -> KeyGrant:
        sealed = crypto.seal(office.keys.box_public, self.key, crypto.digest(b"once"))
        return KeyGrant(key_id(self.key), self.stream, sealed)

    def part(self, note: str) -> bytes:
        nonce = crypto.digest(note.encode())[:24]
        return seal_personal({"note": note}, self.key, nonce, LOG, self.stream)

    def line(self, note: str, number: int = 0) -> bytes:
        """A visit whose note is in the part of the same name."""
        return a_line(
            an_event(
                "household_visited", on="2018-12-03", at=START_MS + number, stream=self.stream,
                key=key_id(self.key), personal=personal_hash(self.part(note)),
            )
        )  # fmt: skip
