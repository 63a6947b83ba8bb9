"""Monthly reports: the figures of a region as of a month's end, accepted once and kept as printed.

Before: entries of every household, folded as of that day with what is known now. After: the
commands `report accept`, `show` and `list`. Accepting is an event of the office stream that holds
the figures' digest; the printed figures themselves stand beside it. Whoever works them out again
later sees what entries of that month that came late have changed: the report was revised after
closing, and what was printed stays.
"""

from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import Final

import msgspec
import structlog
from msgspec.structs import asdict, astuple

from events.dates import day_of_ms, last_day
from events.errors import InputRefused
from events.folds import FOLD_VERSION, Programme
from events.folds.activity import Activity, activity
from events.folds.answer import answer_of, look
from events.folds.payments import disbursements
from events.folds.rollup import Figures, contribution, total
from events.ids import OFFICE, ActorId, HouseholdId, LogId
from events.regions import contains
from events.types import REGISTRY, RegionCode, ReportAccepted
from server.answers.answering import gathered
from server.database import Row, Transaction
from server.intake.office_device import Act, Written
from server.intake.writing import Writing
from server.log import head
from server.office import Desk, Office
from server.officers.actors import Actor
from server.projecting.folding import read_programme

_LOGGER: Final = structlog.get_logger()

MONTHLY: Final = "monthly"
"""The only report there is; its name stands in the event."""

OnHousehold = Callable[[int, int], None]
"""Told how many households of how many are folded."""


class Line(msgspec.Struct, frozen=True):
    """The figures of one desa: where its households stood at the month's end, and the month."""

    region: RegionCode
    figures: Figures
    activity: Activity


class Report(msgspec.Struct, frozen=True):
    """The figures of a region for a month, from the first `size` positions of the log."""

    region: str
    period: str
    lines: tuple[Line, ...]
    left_out: int
    """Households that could not be folded and are missing in it."""
    incarnation: int
    size: int
    fold_version: int

    def digest(self) -> str:
        """Of the figures alone: the same figures from a longer log are the same report."""
        return sha256(_printed(self.region, self.period, self.lines)).hexdigest()


class Accepted(msgspec.Struct, frozen=True):
    """A report as it was accepted and printed; `accepted` in ms since 1970 UTC."""

    region: str
    period: str
    position: int
    accepted: int
    by: ActorId
    incarnation: int
    size: int
    fold_version: int
    digest: str
    lines: tuple[Line, ...]

    def is_whole(self) -> bool:
        """True when the printed figures are those whose digest stands in the log."""
        return sha256(_printed(self.region, self.period, self.lines)).hexdigest() == self.digest


class Change(msgspec.Struct, frozen=True):
    """A figure that is another now than it was printed."""

    region: RegionCode
    figure: str
    printed: int
    now: int


def _printed(region: str, period: str, lines: Iterable[Line]) -> bytes:
    return msgspec.json.encode((MONTHLY, region, period, tuple(lines)))


def changes(printed: Iterable[Line], now: Iterable[Line]) -> list[Change]:
    """The figures that differ, by place."""
    before = {line.region: figures_of(line) for line in printed}
    after = {line.region: figures_of(line) for line in now}
    return [
        Change(region, name, was.get(name, 0), value)
        for region in sorted(before.keys() | after.keys())
        for was, values in [(before.get(region, {}), after.get(region, {}))]
        for name in was | values
        if (value := values.get(name, 0)) != was.get(name, 0)
    ]


def figures_of(line: Line) -> dict[str, int]:
    """Every figure of a place by its name."""
    return {**asdict(line.figures), **asdict(line.activity)}


# --- working figures out --------------------------------------------------------------------------


async def work_out(
    transaction: Transaction,
    log: LogId,
    region: str,
    period: str,
    on_household: OnHousehold = lambda done, of: None,
) -> Report:
    """A region's figures for a month, with all that is known in this snapshot.

    Every household of the log is folded, since where one lived then is part of what it says.
    """
    now = await head(transaction, log)
    programme = (await read_programme(transaction, log, now.size)).before(now.size)
    names = [row[0] for row in await transaction.fetch("generations.households", log)]
    parts: dict[RegionCode, list[tuple[Figures, Activity]]] = {}
    left_out = 0
    for done, name in enumerate(names, start=1):
        try:
            part = await _part(transaction, log, HouseholdId(name), programme, period)
        except Exception:  # as the projector parks it: one household stops no report
            _LOGGER.exception("household_unfoldable", log=log, household=name)
            part, left_out = None, left_out + 1
        if part is not None and contains(RegionCode(region), part[0]):
            parts.setdefault(part[0], []).append(part[1:])
        on_household(done, len(names))
    lines = tuple(
        Line(place, total(each for each, _ in found), _sum(each for _, each in found))
        for place, found in sorted(parts.items())
    )
    return Report(region, period, lines, left_out, now.incarnation, now.size, FOLD_VERSION)


async def _part(
    transaction: Transaction, log: LogId, name: HouseholdId, programme: Programme, period: str
) -> tuple[RegionCode, Figures, Activity] | None:
    """What a household adds, and where; None for one whose survivor adds it."""
    end = last_day(period)
    household = await gathered(transaction, log, name, programme)
    looked = look(household, programme, end.isoformat())
    money = disbursements(looked.facts, looked.decisions)
    added = contribution(looked, answer_of(looked, end), money)
    if added is None:
        return None
    return added.region, added.figures, activity(looked.facts, money, period)


def _sum(parts: Iterable[Activity]) -> Activity:
    return Activity(*map(sum, zip(*map(astuple, parts), strict=True)))


# --- accepting ------------------------------------------------------------------------------------


def check_closed(period: str, now_ms: int) -> None:
    """Errors: InputRefused `period_open` for a month that has not ended."""
    if last_day(period) >= day_of_ms(now_ms):
        raise InputRefused("period_open", f"{period} has not ended: accept it after its last day")


async def accept(office: Office, desk: Desk, report: Report, by: Actor) -> Written:
    """Write that a report was accepted, and keep its figures as printed.

    Errors: InputRefused `not_entitled` for one who may not.
    """
    if not set(by.roles) & set(REGISTRY[ReportAccepted.type].writers):
        raise InputRefused("not_entitled", "reports are accepted by the kabupaten or the province")
    body = ReportAccepted(
        report=MONTHLY,
        region=RegionCode(report.region),
        period=report.period,
        incarnation=report.incarnation,
        size=report.size,
        figures=report.digest(),  # type: ignore[arg-type]
    )
    on = day_of_ms(office.now_ms()).isoformat()

    async def keep(writing: Writing, position: int) -> None:
        await writing.transaction.insert(
            "accepted_report",
            ("log", "report", "region", "period", "position", "accepted", "by", "incarnation",
             "size", "fold_version", "digest", "lines"),
            [(desk.log, MONTHLY, report.region, report.period, position, writing.received, by.id,
              report.incarnation, report.size, report.fold_version, report.digest(),
              msgspec.json.encode(report.lines).decode())],
        )  # fmt: skip

    return await desk.device.append(Act(body=body, by=by.id, stream=OFFICE, on=on), keep)


async def accepted(
    transaction: Transaction, log: LogId, region: str, period: str
) -> Accepted | None:
    """The report of a region and month as it was accepted last; None when it never was."""
    row = await transaction.fetch_one("reports.accepted", log, MONTHLY, region, period)
    return None if row is None else _accepted(row)


async def all_accepted(transaction: Transaction, log: LogId, limit: int) -> list[Accepted]:
    """The newest months first; those accepted again stand twice."""
    return [_accepted(row) for row in await transaction.fetch("reports.all", log, MONTHLY, limit)]


def _accepted(row: Row) -> Accepted:
    region, period, position, at, by, incarnation, size, fold_version, digest, lines = row
    return Accepted(
        region, period, position, at, by, incarnation, size, fold_version, digest,
        msgspec.json.decode(lines, type=tuple[Line, ...]),
    )  # fmt: skip
