"""The read API of what waits for people: conflicts, reviews, statements, proposals, caseloads.

Lists are pages, oldest first, of the reader's region. Devices and the access log are for officers
and auditors. The shapes are those that `jejak-server … --json` prints.
"""

from typing import Annotated, Final, TypeVar, get_args

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from events.dates import day_of_ms
from events.errors import InputRefused
from events.folds.inbox import Kind
from events.folds.proposals import Awaits
from events.ids import is_uuid7
from events.types import REGISTRY
from server.answers.access import ACCESS, Reader
from server.answers.decision_files import FoundFile, find_proposal, read_decision_file
from server.answers.inboxes import (
    END_OF_TIME_MS,
    Balance,
    ConflictRow,
    Filter,
    Inboxes,
    InboxRow,
    Page,
    ProposalRow,
)
from server.answers.looking import LookPage, looks
from server.answers.readmodels import ReadModels
from server.answers.refusing import RefusedReads, noting, refused_reads
from server.database import Transaction
from server.devices.contacts import DeviceRow, device_rows
from server.exchange.quarantined import QuarantinedPage, quarantined
from server.office import Office
from server.routes.query import After, Id, Limit, read_after, read_limit

T = TypeVar("T", bound=str)

_READER: Final = {ACCESS: "reader"}
_SECURITY: Final = [{"token": list[str]()}]
_KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
_AWAITS: Final[tuple[Awaits, ...]] = get_args(Awaits)
_OVERSEERS: Final = (*REGISTRY["data_exported"].writers,)

Companion = Annotated[
    str | None, QueryParameter(description="Only the families this person accompanies: an id.")
]
AwaitsQuery = Annotated[
    str | None, QueryParameter(description="Only what waits for this: " + ", ".join(_AWAITS))
]
KindQuery = Annotated[
    str | None,
    QueryParameter(description="What waits: " + ", ".join(_KINDS) + "; review when left out."),
]
AllQuery = Annotated[
    bool, QueryParameter(description="Odd entries that are still their authors' to explain too.")
]
HouseholdQuery = Annotated[str | None, QueryParameter(description="Looks at one household.")]
ByQuery = Annotated[str | None, QueryParameter(description="What one person looked at: an id.")]


class DeviceList(msgspec.Struct, frozen=True):
    """Devices in the order of enrolment."""

    items: tuple[DeviceRow, ...]


@get(
    "/v1/conflicts",
    opt=_READER,
    security=_SECURITY,
    tags=["waiting"],
    summary="Open conflicts, with both sides, since when, and the indicators that wait",
)
async def conflicts(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    companion: Companion = None,
    after: After = None,
    limit: Limit = None,
) -> Page[ConflictRow]:
    async with office.database.read() as transaction:
        inboxes = await _inboxes(transaction, reader)
        return await inboxes.conflicts(_filter(reader, companion, after, limit))


@get(
    "/v1/inbox",
    opt=_READER,
    security=_SECURITY,
    tags=["waiting"],
    summary="Entries to look at, late ones, open statements of families and notes",
)
async def inbox(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    kind: KindQuery = None,
    with_authors: AllQuery = False,
    companion: Companion = None,
    after: After = None,
    limit: Limit = None,
) -> Page[InboxRow]:
    wanted = _filter(reader, companion, after, limit)
    until = END_OF_TIME_MS if with_authors else office.now_ms()
    async with office.database.read() as transaction:
        inboxes = await _inboxes(transaction, reader)
        return await inboxes.items(_one_of("kind", kind, _KINDS) or "review", wanted, until)


@get(
    "/v1/proposals",
    opt=_READER,
    security=_SECURITY,
    tags=["waiting"],
    summary="Proposals that wait for a decision, and what they rest on",
)
async def proposals(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    awaits: AwaitsQuery = None,
    companion: Companion = None,
    after: After = None,
    limit: Limit = None,
) -> Page[ProposalRow]:
    wanted = _filter(reader, companion, after, limit)
    async with office.database.read() as transaction:
        inboxes = await _inboxes(transaction, reader)
        return await inboxes.proposals(wanted, _one_of("awaits", awaits, _AWAITS))


@get(
    "/v1/proposals/{proposal:str}",
    opt=_READER,
    security=_SECURITY,
    tags=["waiting"],
    summary="The decision file: what the decider saw, and what changed since",
)
async def decision(
    office: NamedDependency[Office], reader: NamedDependency[Reader], proposal: Id
) -> FoundFile:
    if not is_uuid7(proposal):
        raise InputRefused("not_found", "there is nothing of this id for you")
    async with noting(office, reader, proposal), office.database.read() as transaction:
        inboxes = await _inboxes(transaction, reader)
        try:
            row = await find_proposal(inboxes, proposal, reader.region)
        except InputRefused as error:
            raise InputRefused("not_found", "there is nothing of this id for you") from error
        today = day_of_ms(office.now_ms())
        return await read_decision_file(transaction, reader.log, row, today)


@get(
    "/v1/caseloads",
    opt=_READER,
    security=_SECURITY,
    tags=["waiting"],
    summary="Who accompanies how many families of the reader's region",
)
async def caseloads(office: NamedDependency[Office], reader: NamedDependency[Reader]) -> Balance:
    async with office.database.read() as transaction:
        return await (await _inboxes(transaction, reader)).balance(reader.region)


@get(
    "/v1/devices",
    opt=_READER,
    security=_SECURITY,
    tags=["oversight"],
    summary="Devices, and when each last synced",
)
async def devices(office: NamedDependency[Office], reader: NamedDependency[Reader]) -> DeviceList:
    _oversee(reader)
    async with office.database.read() as transaction:
        rows = await device_rows(transaction, reader.log, office.keys.device, office.now_ms())
    return DeviceList(tuple(rows))


@get(
    "/v1/access",
    opt=_READER,
    security=_SECURITY,
    tags=["oversight"],
    summary="Who opened whose personal fields, and what was exported",
)
async def access(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    household: HouseholdQuery = None,
    by: ByQuery = None,
    after: After = None,
    limit: Limit = None,
) -> LookPage:
    _oversee(reader)
    before = END_OF_TIME_MS if after is None else read_after(after)
    async with office.database.read() as transaction:
        return await looks(transaction, reader.log, read_limit(limit), before, household, by)


@get(
    "/v1/access/refused",
    opt=_READER,
    security=_SECURITY,
    tags=["oversight"],
    summary="Who asked for families of other regions, or that nobody has",
)
async def refused(
    office: NamedDependency[Office], reader: NamedDependency[Reader], limit: Limit = None
) -> RefusedReads:
    _oversee(reader)
    async with office.database.read() as transaction:
        return await refused_reads(transaction, reader.log, read_limit(limit))


@get(
    "/v1/quarantined",
    opt=_READER,
    security=_SECURITY,
    tags=["oversight"],
    summary="Lines the office could not take, by device",
)
async def set_aside(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    after: After = None,
    limit: Limit = None,
) -> QuarantinedPage:
    _oversee(reader)
    before = END_OF_TIME_MS if after is None else read_after(after)
    async with office.database.read() as transaction:
        return await quarantined(transaction, reader.log, read_limit(limit), before)


async def _inboxes(transaction: Transaction, reader: Reader) -> Inboxes:
    return Inboxes(await ReadModels.open(transaction, reader.log))


def _filter(reader: Reader, companion: str | None, after: str | None, limit: str | None) -> Filter:
    """Errors: InputRefused `bad_query`."""
    if companion is not None and not is_uuid7(companion):
        raise InputRefused("bad_query", "`companion` must be a person's id")
    return Filter(reader.region, companion or "", after, read_limit(limit))


def _one_of(name: str, text: str | None, known: tuple[T, ...]) -> T | None:
    """Errors: InputRefused `bad_query`."""
    if text is None:
        return None
    for each in known:
        if text == each:
            return each
    raise InputRefused("bad_query", f"`{name}` must be one of {', '.join(known)}")


def _oversee(reader: Reader) -> None:
    """Errors: InputRefused `not_entitled` unless the reader's role oversees the whole log."""
    of_all = reader.log == reader.region or reader.log.startswith(reader.region + ".")
    if reader.role not in _OVERSEERS or not of_all:
        raise InputRefused("not_entitled", "this is for officers and auditors of the whole log")


HANDLERS: Final = (
    conflicts, inbox, proposals, decision, caseloads, devices, access, refused, set_aside,
)  # fmt: skip
