"""Copies of a device: told so, made devices of their own, and approved by an officer.

    another installation of a device  ->  refused as `cloned`, nothing is kept
      ->  POST /v1/clone, signed by both keys  ->  a device whose entries wait: review(clone)
      ->  `jejak-server approve`: what waited counts, and pages come

What somebody carries of a copy is kept as evidence instead: nobody is there who could make a key.
Only the installation that enrolled is the device. Which of two lives on nobody can know from here:
a phone that was replaced, its directory moved, looks the same, so a person looks at every other.
"""

from collections.abc import Mapping

from msgspec.structs import replace

from events import limits
from events.dates import day_of_ms
from events.enrolment import CloneRequest, check_clone
from events.errors import InputRefused
from events.ids import OFFICE, ActorId, DeviceId, LogId, is_hex_id
from server.database import Transaction
from server.devices.enrolled import Device, add_device, all_devices, find_device
from server.devices.incidents import note
from server.devices.scoping import begin_scope
from server.exchange.releasing import release
from server.exchange.scope_acts import scope_at_enrolment
from server.intake.founding import enrolment_of
from server.intake.office_device import Act, OfficeDevice
from server.intake.verdicts import CLONE
from server.intake.writing import Writing


def is_copy(device: Device, install: bytes) -> bool:
    """True when another installation than the one enrolled speaks."""
    return install != device.install


def refuse_copy(device: Device, install: bytes) -> None:
    """Errors: InputRefused `cloned` for a copy, which is there to be told so."""
    if is_copy(device, install):
        raise InputRefused(
            "cloned",
            "another installation holds this device: make a key of your own and send /v1/clone",
        )


async def clone(office: OfficeDevice, request: CloneRequest) -> Device:
    """The device a copy becomes; asked again, the same. Its challenge was checked by the edge.

    Errors: InputRefused `bad_key`, `bad_signature`, `unknown_device`, `not_a_copy`,
    `too_many_copies`.
    """
    async with office.database.read() as transaction:
        copied = None
        if is_hex_id(request.device):
            copied = await find_device(transaction, office.log, request.device)
        if copied is None:
            raise InputRefused(
                "unknown_device", "this office does not know the device: enrol it with a new code"
            )
        own = check_clone(request, copied.public_key)
        known = await find_device(transaction, office.log, own)
    if known is not None and known.cloned_from == copied.id:
        return known
    if request.install == copied.install or known is not None:
        raise InputRefused("not_a_copy", "this is the device itself: sync with its own key")
    device = replace(
        copied,
        id=own,
        public_key=request.public_key,
        install=request.install,
        revoked_position=None,
        scope_version=0,
        cloned_from=copied.id,
        approved_position=None,
    )
    on = day_of_ms(office.clock()).isoformat()

    async def add(writing: Writing, position: int) -> None:
        await _check_room(writing.transaction, office.log, copied.id, own)
        enrolled = replace(device, enrolled_position=position)
        await add_device(writing.transaction, office.log, enrolled)
        await begin_scope(writing.transaction, office.log, own, device.region, position)
        acts = await scope_at_enrolment(office, writing, enrolled, copied.actor, on, like=copied.id)
        if acts:
            await office.write_into(writing, acts)
        detail = {"copied": copied.id}
        await note(writing.transaction, office.log, "clone", own, "", detail, writing.received)

    body = replace(enrolment_of(device), replaces=copied.id)
    try:
        written = await office.append(Act(body=body, by=copied.actor, stream=OFFICE, on=on), add)
    except _AskedTwice:
        return await clone(office, request)
    return replace(device, enrolled_position=written.position)


class _AskedTwice(Exception):
    """The same request came twice at once, as the network may repeat it: the other was first."""


async def _check_room(
    transaction: Transaction, log: LogId, copied: DeviceId, own: DeviceId
) -> None:
    """Errors: _AskedTwice when the copy became a device just now; InputRefused for too many copies.

    Copies of copies count with those of the first: else whoever has one key makes any number.
    """
    devices = {each.id: each for each in await all_devices(transaction, log)}
    if own in devices:
        raise _AskedTwice
    first = _first_of(devices, copied)
    copies = sum(each != first and _first_of(devices, each) == first for each in devices)
    if copies >= limits.CLONES_PER_DEVICE_MAX:
        raise InputRefused(
            "too_many_copies", "this device was copied too often: ask the office for a new code"
        )


def _first_of(devices: Mapping[DeviceId, Device], name: DeviceId) -> DeviceId:
    """The device that a code enrolled, of which this one is a copy; itself for that one."""
    while (copied := devices[name].cloned_from) is not None:
        name = copied
    return name


async def approve(office: OfficeDevice, device: Device, by: ActorId, why: str) -> int:
    """Let a copy be a device like any other: what waited counts; how many entries.

    Given again, it goes on where it was cut off. Errors: InputRefused for what is no copy.
    """
    copied = device.cloned_from
    if copied is None:
        raise InputRefused("not_a_copy", "this device is no copy: there is nothing to approve")
    if device.approved_position is None:
        on = day_of_ms(office.clock()).isoformat()
        body = replace(enrolment_of(device), replaces=copied)

        async def mark(writing: Writing, position: int) -> None:
            await writing.transaction.execute("devices.approve", office.log, device.id, position)

        await office.append(Act(body=body, by=by, stream=OFFICE, on=on), mark)
    return await release(office, CLONE, DeviceId(device.id), by, why)
