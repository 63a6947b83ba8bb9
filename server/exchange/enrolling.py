"""How a device comes into a log: an officer invites, a person types the code, the log says so.

Before: the officer's command, then the edge with a checked request (`events/enrolment.py`). After:
a row in `device` and its event in the office stream, in one transaction. A code serves once; the
same device asking again with it, because the answer was lost, gets the same answer.
"""

from typing import Literal

from msgspec.structs import replace

from events import limits
from events.dates import day_of_ms
from events.enrolment import EnrolRequest, check_enrolment, make_code, secret_hash
from events.errors import InputRefused
from events.ids import OFFICE, ActorId, DeviceId
from events.types.fields import Role
from events.types.office import DeviceRevoked
from server.devices.enrolled import Device, add_device, find_device
from server.devices.scoping import begin_scope
from server.exchange.scope_acts import scope_at_enrolment
from server.intake.founding import enrolment_of
from server.intake.office_device import Act, OfficeDevice, Written
from server.intake.writing import Writing

InvitedScope = Literal["region", "assigned"]
"""What an invited device sees: its region, or only households assigned to its holder."""
Reason = Literal["lost", "stolen", "left", "replaced", "compromised", "other"]


async def invite(
    office: OfficeDevice,
    actor: ActorId,
    role: Role,
    region: str,
    by: ActorId,
    secret: bytes,
    scope: InvitedScope = "region",
) -> str:
    """A code good for 15 minutes and one device; `secret` is 16 random bytes, kept as a hash.

    The actor's own registration (`actor_registered`) is another act.
    """
    expires = office.clock() + limits.INVITE_VALID_MS
    async with office.database.write() as transaction:
        await transaction.execute(
            "enrolling.add_invite",
            office.log,
            secret_hash(secret),
            actor,
            role,
            region,
            by,
            expires,
            scope,
        )
    return make_code(secret, office.keys.signing_public)


async def enrol(office: OfficeDevice, request: EnrolRequest) -> Device:
    """The device that a request brings, enrolled; its challenge was checked by the edge.

    Errors: InputRefused `bad_key`, `bad_signature`, `unknown_code`, `code_used`,
    `already_enrolled`, `other_enrolment`.
    """
    device_id = check_enrolment(request)
    hashed, now_ms = secret_hash(request.secret), office.clock()
    async with office.database.read() as transaction:
        row = await transaction.fetch_one("enrolling.find_invite", office.log, hashed)
        known = await find_device(transaction, office.log, device_id)
    if row is None or (row["device"] is None and row["expires"] <= now_ms):
        raise InputRefused(
            "unknown_code", "this code is unknown here or too old: ask the office for a new one"
        )
    if known is not None and row["device"] == device_id:
        return known
    if known is not None:
        raise InputRefused("already_enrolled", "this device is enrolled already: use it as it is")
    if request.actor not in (None, row["actor"]):
        # Enrolled all the same, its entries would be another person's for ever.
        raise InputRefused(
            "other_enrolment", f"this device is {request.actor}'s: make a code for this person"
        )
    device = Device(
        id=device_id,
        actor=row["actor"],
        role=row["role"],
        region=row["region"],
        public_key=request.public_key,
        box_key=request.box_key,
        install=request.install,
        enrolled_position=0,  # known when its event is written
        revoked_position=None,
        scope_region=row["region"] if row["scope"] == "region" else None,
    )
    on = day_of_ms(now_ms).isoformat()

    async def add(writing: Writing, position: int) -> None:
        if await find_device(writing.transaction, office.log, device_id) is not None:
            raise InputRefused(
                "already_enrolled", "this device was enrolled just now: send the request once more"
            )
        taken = await writing.transaction.fetch_one(
            "enrolling.take_invite", office.log, hashed, device_id
        )
        if taken is None:
            raise InputRefused(
                "code_used", "another device has used this code: ask the office for a new one"
            )
        enrolled = replace(device, enrolled_position=position)
        await add_device(writing.transaction, office.log, enrolled)
        await begin_scope(writing.transaction, office.log, device_id, device.region, position)
        acts = await scope_at_enrolment(office, writing, enrolled, row["by"], on)
        if acts:
            await office.write_into(writing, acts)

    act = Act(
        body=enrolment_of(device),
        by=row["by"],
        stream=OFFICE,
        on=on,
    )
    written = await office.append(act, add)
    return replace(device, enrolled_position=written.position)


async def revoke(office: OfficeDevice, device: DeviceId, reason: Reason, by: ActorId) -> Written:
    """Revoke a device: what it commits from now on waits in review."""
    body = DeviceRevoked(device=device, reason=reason)
    on = day_of_ms(office.clock()).isoformat()
    return await office.append(Act(body=body, by=by, stream=OFFICE, on=on))
