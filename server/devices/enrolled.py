"""The devices of a log: who they are, how far the office holds their histories, who is revoked.

A row is added or marked revoked in the transaction of the office's act that says so
(`server/exchange/enrolling.py`, `server/intake/office_device.py`).
"""

from collections.abc import Sequence

import msgspec

from events.batch import SignedHead, check_signature
from events.errors import BadSignature
from events.ids import ActorId, DeviceId, LogId
from events.types.fields import Role
from server.database import Row, Transaction


class Device(msgspec.Struct, frozen=True):
    """One enrolled device. Events it commits after `revoked_position` wait in review."""

    id: DeviceId
    actor: ActorId
    role: Role
    region: str
    public_key: bytes
    box_key: bytes
    install: bytes
    enrolled_position: int
    revoked_position: int | None
    scope_version: int = 0
    scope_region: str | None = None
    """The region it sees, all of it; None for single households alone (`scoping.py`)."""
    cloned_from: DeviceId | None = None
    """The device it is a copy of; until it is approved its entries wait, and it gets no page."""
    approved_position: int | None = None

    @property
    def waits(self) -> bool:
        """True for a copy that no officer has approved."""
        return self.cloned_from is not None and self.approved_position is None


class Epoch(msgspec.Struct, frozen=True):
    """How far the office holds one epoch of a device."""

    epoch: int
    parent: bytes
    sequence: int
    head: bytes


async def find_device(transaction: Transaction, log: LogId, device: DeviceId) -> Device | None:
    """The device of this id, revoked or not; None when it never enrolled in this log."""
    row = await transaction.fetch_one("devices.find", log, device)
    return None if row is None else _device(row)


async def all_devices(transaction: Transaction, log: LogId) -> list[Device]:
    """Every device of the log in the order of enrolment."""
    return [_device(row) for row in await transaction.fetch("devices.all", log)]


async def epochs(transaction: Transaction, log: LogId, device: DeviceId) -> list[Epoch]:
    """The epochs the office holds of a device, ascending; empty before its first event."""
    rows: Sequence[Row] = await transaction.fetch("devices.epochs", log, device)
    return [Epoch(*row) for row in rows]


async def authenticate(transaction: Transaction, signed: SignedHead, body_hash: bytes) -> Device:
    """The device that signed a request, before its body is looked into.

    A revoked device is still believed: what it brings is kept, in review.
    Errors: BadSignature `unknown_device` or `bad_signature`.
    """
    device = await find_device(transaction, signed.log, signed.device)
    if device is None:
        raise BadSignature(
            "unknown_device", "this office does not know the device: enrol it with a new code"
        )
    check_signature(signed, device.public_key, body_hash)
    return device


async def add_device(transaction: Transaction, log: LogId, device: Device) -> None:
    """Add a device's row; its event is written in the same transaction."""
    await transaction.execute(
        "devices.add", log, device.id, device.actor, device.role, device.region,
        device.public_key, device.box_key, device.install, device.enrolled_position,
        device.scope_region, device.cloned_from,
    )  # fmt: skip


def _device(row: Row) -> Device:
    return Device(*row)
