"""One export: who may, what, of which region, as of which day; and that it happened.

    entitled? -> a snapshot -> pages: revealed (an event each) -> rows -> a private file
              -> data_exported, durable -> the file gets its name

The event comes before the file: who holds a file can be found in the office's stream by its digest,
and a run that is killed leaves no file without its event. Before: `jejak-server export`. After:
whoever asked.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from events import limits
from events.dates import day_of_ms
from events.errors import InputRefused
from events.ids import OFFICE, HouseholdId
from events.nik import has_long_number
from events.regions import contains
from events.types import REGISTRY, DataExported, RegionCode, Sha256Hex
from server.answers.readmodels import ReadModels
from server.answers.revealing import Purpose, reveal_all
from server.devices.scoping import span_of
from server.exporting.commitments import CommitmentsExport
from server.exporting.entries import HistoryExport
from server.exporting.exports import Export, Opened, Snapshot, table_exports
from server.exporting.formats import PrivateFile, suffix_of
from server.exporting.members import MembersExport
from server.exporting.survey_columns import SurveyExport
from server.intake.office_device import Act
from server.log import head
from server.office import Desk, Office
from server.officers.actors import Actor

ExportPurpose = Literal["report", "transfer", "audit", "research", "legal_request", "backup"]
OnProgress = Callable[["Progress"], None]

_SURVEY: Final = "survey"
_FOLDED: Final[Mapping[str, Export]] = {
    "members": MembersExport(),
    "commitments": CommitmentsExport(),
    "history": HistoryExport(),
}
_OPENABLE: Final = ("members", "history", _SURVEY)
"""What has personal fields; read models hold none."""
_SLUG_MAX: Final = 40


class Request(Struct, frozen=True, kw_only=True):
    """What is asked for. `personal`: for which purpose personal fields are opened."""

    what: str
    to: Path
    purpose: ExportPurpose = "report"
    region: RegionCode | None = None
    as_of: date | None = None
    survey: str | None = None
    personal: Purpose | None = None
    bom: bool = False


class Progress(Struct, frozen=True):
    """How many households are in the file."""

    households: int
    households_total: int


class Exported(Struct, frozen=True):
    """What was handed out; `left_out` households cannot be folded, `verify` names them."""

    what: str
    file: str
    digest: str
    rows: int
    households: int
    left_out: int
    size: int
    position: int


def exportable() -> tuple[str, ...]:
    """The names of all that can be exported."""
    return (*table_exports(), *_FOLDED, _SURVEY)


async def export(
    office: Office, desk: Desk, actor: Actor, request: Request, on_progress: OnProgress
) -> Exported:
    """Write the file and the event about it.

    Errors: InputRefused `not_entitled`, `bad_format`, `file_exists`, `unwritable_file`,
    `personal_in_name`, `unknown_export`; no file is there then.
    """
    found = _export_of(request)
    region = _entitled(desk, actor, request)
    _check_file(request.to)
    today = day_of_ms(office.now_ms())
    span = span_of(region)
    async with office.database.read() as transaction:
        models = await ReadModels.open(transaction, desk.log)
        size = (await head(transaction, desk.log)).size
        is_stored = request.what in table_exports() and request.as_of is None
        snapshot = Snapshot(
            transaction, desk.log, models, models.live.position if is_stored else size,
            request.as_of, today,
        )  # fmt: skip
        total = await transaction.fetch_one("exporting.count", desk.log, *span)
        columns = await found.columns(snapshot, request.personal is not None)
        rows = households = 0
        with PrivateFile(request.to, columns, request.bom) as file:
            async for page in _pages(snapshot, span):
                opened = await _opened(office, desk, actor, request, snapshot, page)
                made = await found.rows(snapshot, page, opened)
                file.write(made)
                rows += len(made)
                households += len({row[0] for row in made})
                on_progress(Progress(households, total[0] if total else 0))
            digest = file.finish()
            written = await desk.device.append(
                _act(actor, request, region, households, snapshot.size, digest, today)
            )
            file.hand_out()
    return Exported(
        request.what, str(request.to), digest, rows, households, snapshot.left_out, snapshot.size,
        written.position,
    )  # fmt: skip


def _export_of(request: Request) -> Export:
    known = table_exports() | dict(_FOLDED)
    if request.what == _SURVEY:
        if request.survey is None:
            raise InputRefused("which_survey", "name the survey: --survey NAME")
        return SurveyExport(request.survey)
    found = known.get(request.what)
    if found is None:
        names = ", ".join(exportable())
        raise InputRefused("unknown_export", f"there is no {request.what}: choose one of {names}")
    return found


def _entitled(desk: Desk, actor: Actor, request: Request) -> RegionCode:
    """The region that is exported: what was asked for, else what the actor's role covers here.

    Errors: InputRefused `not_entitled`, `no_personal`.
    """
    whole, own = RegionCode(desk.log), RegionCode(actor.region)
    region = request.region or (own if contains(whole, own) else whole)
    if actor.role not in REGISTRY["data_exported"].writers or not contains(own, region):
        raise InputRefused("not_entitled", f"the role {actor.role} may not export {region}")
    if request.personal is not None:
        if request.what not in _OPENABLE:
            raise InputRefused("no_personal", f"{request.what} holds no personal fields to open")
        if actor.role not in REGISTRY["personal_revealed"].writers:
            why = f"the role {actor.role} may not open personal fields"
            raise InputRefused("not_entitled", why)
    return region


def _check_file(to: Path) -> None:
    suffix_of(to)
    if has_long_number(to.name):
        raise InputRefused("personal_in_name", "a file's name holds no number of identity")
    if to.exists():
        raise InputRefused("file_exists", f"{to} is there already: choose another name")


async def _pages(snapshot: Snapshot, span: Sequence[str]) -> AsyncIterator[Sequence[HouseholdId]]:
    after, size = "", limits.EXPORT_HOUSEHOLDS_AT_ONCE
    while True:
        rows = await snapshot.transaction.fetch(
            "reading.households", snapshot.log, *span, after, size
        )
        page = [HouseholdId(row["household"]) for row in rows]
        if page:
            yield page
            after = page[-1]
        if len(page) < size:
            return


async def _opened(
    office: Office,
    desk: Desk,
    actor: Actor,
    request: Request,
    snapshot: Snapshot,
    page: Sequence[HouseholdId],
) -> Opened | None:
    """The personal fields of a page, if they are asked for, an event for each household before."""
    if request.personal is None:
        return None
    streams = await snapshot.streams(page)
    found = await reveal_all(office, desk, streams, actor.id, request.personal)
    return {position: fields for parts in found.values() for position, fields in parts.items()}


def _act(
    actor: Actor,
    request: Request,
    region: RegionCode,
    households: int,
    size: int,
    digest: str,
    today: date,
) -> Act:
    name = request.what if request.survey is None else f"{request.what}_{request.survey}"
    body = DataExported(
        what=re.sub(r"[^a-z0-9_]", "_", name)[:_SLUG_MAX],
        region=region,
        households=households,
        personal=request.personal is not None,
        size=size,
        purpose=request.purpose,
        file=Sha256Hex(digest),
    )
    return Act(body=body, by=actor.id, stream=OFFICE, on=today.isoformat())
