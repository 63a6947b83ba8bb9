"""The read API: households, their history, enterprises; for readers with a token.

`as_of` asks what was true on a day, `known_at` what the office knew at a moment. Personal fields
come only with the history, for a purpose, to a person entitled; that is an event before it is read.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from litestar import get
from litestar.di import NamedDependency

from events.errors import InputRefused
from events.ids import HouseholdId
from events.types import EntityId
from server.answers.access import ACCESS, Reader
from server.answers.answering import Answering
from server.answers.history import HistoryPage, read_history
from server.answers.reading import (
    EnterpriseDetail,
    EnterprisePage,
    HouseholdDetail,
    HouseholdPage,
    Reading,
)
from server.answers.refusing import noting
from server.answers.revealing import Fields, reveal_all
from server.office import Office
from server.routes.query import (
    After,
    AsOf,
    Id,
    KnownAt,
    Limit,
    Personal,
    read_after,
    read_after_id,
    read_id,
    read_limit,
    read_moment,
    read_purpose,
)

_READER: Final = {ACCESS: "reader"}
_SECURITY: Final = [{"token": list[str]()}]


@get(
    "/v1/households",
    opt=_READER,
    security=_SECURITY,
    tags=["reading"],
    summary="The households of the reader's region",
)
async def households(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    answering: NamedDependency[Answering],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    after: After = None,
    limit: Limit = None,
) -> HouseholdPage:
    moment = read_moment(as_of, known_at, office.now_ms())
    async with office.database.read() as transaction:
        reading = Reading(transaction, reader, answering)
        return await reading.households(moment, read_after_id(after), read_limit(limit))


@get(
    "/v1/households/{household:str}",
    opt=_READER,
    security=_SECURITY,
    tags=["reading"],
    summary="Where a household stands, and why",
)
async def household(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    answering: NamedDependency[Answering],
    household: Id,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> HouseholdDetail:
    moment, name = read_moment(as_of, known_at, office.now_ms()), read_id(household)
    async with noting(office, reader, name), office.database.read() as transaction:
        return await Reading(transaction, reader, answering).household(name, moment)


@get(
    "/v1/households/{household:str}/history",
    opt=_READER,
    security=_SECURITY,
    tags=["reading"],
    summary="Every entry of a household, in the order the office learned of them",
)
async def history(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    answering: NamedDependency[Answering],
    household: Id,
    known_at: KnownAt = None,
    after: After = None,
    limit: Limit = None,
    personal: Personal = None,
) -> HistoryPage:
    moment = read_moment(None, known_at, office.now_ms())
    name, begin, count = read_id(household), read_after(after), read_limit(limit)
    async with noting(office, reader, name), office.database.read() as transaction:
        await Reading(transaction, reader, answering).see(name)
    async with office.database.read() as transaction:
        folded = await answering.history(transaction, reader.log, name, moment.known_at)
    streams = {name, *(entry.stream for entry in folded.values())}
    opened: dict[int, Fields] | None = None
    if personal is not None:
        revealed = await _reveal(office, reader, sorted(streams), personal)
        opened = {at: fields for parts in revealed.values() for at, fields in parts.items()}
    async with office.database.read() as transaction:
        return await read_history(
            transaction, reader.log, name, streams, folded, moment.known_at, begin, count, opened
        )


@get(
    "/v1/enterprises",
    opt=_READER,
    security=_SECURITY,
    tags=["reading"],
    summary="The enterprises of the reader's region",
)
async def enterprises(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    answering: NamedDependency[Answering],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    after: After = None,
    limit: Limit = None,
) -> EnterprisePage:
    moment = read_moment(as_of, known_at, office.now_ms())
    async with office.database.read() as transaction:
        reading = Reading(transaction, reader, answering)
        return await reading.enterprises(moment, read_after_id(after), read_limit(limit))


@get(
    "/v1/enterprises/{enterprise:str}",
    opt=_READER,
    security=_SECURITY,
    tags=["reading"],
    summary="An enterprise with its months",
)
async def enterprise(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    answering: NamedDependency[Answering],
    enterprise: Id,
    as_of: AsOf = None,
    known_at: KnownAt = None,
) -> EnterpriseDetail:
    moment = read_moment(as_of, known_at, office.now_ms())
    name = EntityId(read_id(enterprise))
    async with noting(office, reader, name), office.database.read() as transaction:
        return await Reading(transaction, reader, answering).enterprise(name, moment)


async def _reveal(
    office: Office, reader: Reader, households: Sequence[HouseholdId], text: str
) -> Mapping[HouseholdId, Mapping[int, Fields]]:
    """Errors: InputRefused `not_entitled` unless a person of an entitled role asks."""
    purpose = read_purpose(text)
    if reader.actor is None or not reader.may_reveal():
        raise InputRefused("not_entitled", "this token may not open personal fields")
    desk = office.desk(reader.log)
    return await reveal_all(office, desk, households, reader.actor, purpose)


HANDLERS: Final = (households, household, history, enterprises, enterprise)
