"""Who acts in a log: actors with their roles, regions and names, as the programme stream says.

Names are personal: they are opened here for the officer at the terminal, and printed nowhere else.
"""

import msgspec

from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import PROGRAMME, ActorId, is_uuid7, make_uuid7
from events.personal import open_personal, unwrap_key
from events.regions import meets, parse_region
from events.types import ActorRegistered, RegionCode, Role
from events.types.programme import ActorRegisteredPersonal
from server.database import Row, Transaction
from server.intake.office_device import Act
from server.office import Desk, Office
from server.officers.counting import counting


class Actor(msgspec.Struct, frozen=True):
    """A person by the newest registration; `roles` are all they were ever registered in."""

    id: ActorId
    role: Role
    roles: tuple[Role, ...]
    region: str
    since: str
    name: str | None
    """None when the name was erased, or its key is not here."""


class _Line(msgspec.Struct, frozen=True):
    on: str
    body: ActorRegistered


async def all_actors(office: Office, desk: Desk, transaction: Transaction) -> list[Actor]:
    """The newest registration of every actor, in the order they first came."""
    found: dict[ActorId, Actor] = {}
    rows = await transaction.fetch("actors.registered", desk.log)
    for row in await counting(transaction, desk.log, rows):
        line = msgspec.json.decode(row["line"], type=_Line)
        name = _name(office, desk, row)
        earlier = found.get(line.body.actor)
        before = earlier.roles if earlier else ()
        found[line.body.actor] = Actor(
            line.body.actor,
            line.body.role,
            tuple(dict.fromkeys((line.body.role, *before))),
            line.body.region,
            line.on,
            name or (earlier.name if earlier else None),
        )
    return list(found.values())


async def find_actor(office: Office, desk: Desk, text: str) -> Actor | None:
    """The actor of an id, or of a name as it was registered; None for a name nobody has.

    Errors: InputRefused for an id nobody has, or a name several have.
    """
    async with office.database.read() as transaction:
        actors = await all_actors(office, desk, transaction)
    if is_uuid7(text):
        for actor in actors:
            if actor.id == text:
                return actor
        raise InputRefused("unknown_actor", f"nobody is registered as {text}")
    named = [actor for actor in actors if (actor.name or "").casefold() == text.casefold()]
    if len(named) > 1:
        raise InputRefused("ambiguous", f"{len(named)} people have this name: give the id")
    return named[0] if named else None


async def known_actor(office: Office, desk: Desk, text: str) -> Actor:
    """As `find_actor`. Errors: InputRefused `unknown_actor` also for a name nobody has."""
    found = await find_actor(office, desk, text)
    if found is None:
        raise InputRefused("unknown_actor", "nobody is registered under this name")
    return found


async def author_named(office: Office, desk: Desk, text: str | None) -> ActorId:
    """Whose act it is: of the one named, else of the office's administrator. Errors: as above."""
    if text is None:
        return office.administrator
    return (await known_actor(office, desk, text)).id


async def register_actor(
    office: Office,
    desk: Desk,
    actor: ActorId | None,
    name: str,
    role: Role,
    region: str,
    by: ActorId,
) -> Actor:
    """Write the registration of a person (None: a new one), in another role or region too.

    Errors: InputRefused for an empty name, or a region outside this log.
    """
    region = check_region(desk, region)
    if not 1 <= len(name.strip()) <= 200:
        raise InputRefused("bad_name", "a name has 1 to 200 letters")
    now_ms = office.now_ms()
    actor = actor or ActorId(make_uuid7(now_ms, office.draw(10)))
    on = day_of_ms(now_ms).isoformat()
    act = Act(
        body=ActorRegistered(actor=actor, role=role, region=RegionCode(region)),
        by=by,
        stream=PROGRAMME,
        on=on,
        personal=ActorRegisteredPersonal(name=name.strip()),
    )
    await desk.device.append(act)
    return Actor(actor, role, (role,), region, on, name.strip())


def check_region(desk: Desk, text: str) -> str:
    """A region in which somebody of this log may act: in its kabupaten, or around it.

    Errors: InputRefused `bad_region`.
    """
    region = parse_region(text)
    if not meets(desk.log, region):
        raise InputRefused("bad_region", f"{text} does not lie in {desk.log}, nor around it")
    return region


def _name(office: Office, desk: Desk, row: Row) -> str | None:
    if row["part"] is None or row["wrapped"] is None:
        return None
    key = unwrap_key(row["wrapped"], office.keys.master_key, desk.log, PROGRAMME, row["key"])
    fields = None if key is None else open_personal(row["part"], key, desk.log, PROGRAMME)
    name = None if fields is None else fields.get("name")
    return name if isinstance(name, str) else None
