"""The beginning of a log: its row, and as position 0 the enrolment of the office's own device.

Before: `jejak-server init` drew the keys. After: acts and devices can be written. An auditor learns
from position 0 which device speaks for the office.
"""

from base64 import urlsafe_b64encode

from events import crypto
from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import OFFICE, ActorId
from events.types.fields import RegionCode
from events.types.office import DeviceEnrolled
from server.devices.enrolled import Device, add_device
from server.devices.scoping import begin_scope
from server.intake.office_device import Act, OfficeDevice
from server.intake.writing import Writing


async def found_log(office: OfficeDevice, deployment: str, actor: ActorId) -> None:
    """Begin the log of an office's device; `actor` is the office itself, a new UUIDv7.

    Errors: InputRefused when the log is there already; nothing is changed then.
    """
    keys, now_ms = office.keys, office.clock()
    device = Device(
        id=keys.device,
        actor=actor,
        role="admin",
        region=office.log,
        public_key=crypto.signing_public(keys.device_seed),
        box_key=keys.box_public,
        install=bytes(16),
        enrolled_position=0,
        revoked_position=None,
        scope_region=office.log,
    )
    act = Act(
        body=enrolment_of(device),
        by=actor,
        stream=OFFICE,
        on=day_of_ms(now_ms).isoformat(),
    )
    async with office.database.write() as transaction:
        row = await transaction.fetch_one(
            "founding.make_log", office.log, deployment, keys.device, b""
        )
        if row is None:
            raise InputRefused("log_exists", f"this office already keeps the log {office.log}")
        writing = await Writing.begin(transaction, office.log, now_ms)
        await office.write_into(writing, [act])
        await add_device(transaction, office.log, device)
        await begin_scope(transaction, office.log, device.id, office.log, 0)
        await writing.flush()


def enrolment_of(device: Device) -> DeviceEnrolled:
    """What the log says of a device that begins."""
    return DeviceEnrolled(
        device=device.id,
        actor=device.actor,
        role=device.role,
        region=RegionCode(device.region),
        public_key=_text(device.public_key),
        box_key=_text(device.box_key),
    )


def _text(key: bytes) -> str:
    return urlsafe_b64encode(key).rstrip(b"=").decode()
