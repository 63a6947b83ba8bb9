"""The tables of read models, and the rows that one household's answer becomes.

Before: a folded household (`server/projecting/folding.py`) and the programme it is judged by.
After: rows that `server/projecting/projection.py` or a rebuild writes,
`server/answers/readmodels.py` reads and `verify` compares. Equal entries, programme and day make
equal rows, whoever makes them: nothing here looks at a clock.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from events.folds import (
    FOLD_VERSION,
    Answer,
    Enterprise,
    Programme,
    Readiness,
    SurveyState,
)
from events.folds.answer import answer_of, look
from events.folds.stream import SAVED_VERSION
from events.ids import LogId
from events.types import TYPES_VERSION
from server.database import Transaction, Value
from server.projecting.figure_rows import FIGURE_TABLES, figure_rows
from server.projecting.folding import Folded, SavedState
from server.projecting.table import PREFIX, Prefix, Table, TableRow, as_json
from server.projecting.waiting_rows import WAITING_TABLES, waiting_rows

_TABLES_VERSION: Final = 4
"""Raised when the same answer makes other rows."""

_SETTLED: Final = ("met", "not_applicable")
_INTEGER_END: Final = 1 << 63


CARD: Final = Table(
    "household_card",
    (
        "log", "generation", "household", "status", "flags", "since", "region", "companion", "head",
        "members", "readiness", "unmet", "enterprises", "conflicts", "last_met", "next_visit",
        "alias_of", "events", "position", "as_of", "programme",
    ),
    keys=1,
)  # fmt: skip
CASELOAD: Final = Table(
    "caseload",
    (
        "log", "generation", "household", "companion", "need", "why", "questions", "last_met",
        "next_visit",
    ),
    keys=1,
)  # fmt: skip
ENTERPRISE: Final = Table(
    "enterprise",
    (
        "log", "generation", "household", "enterprise", "kind", "stage", "flags", "workers_paid",
        "proved_by",
    ),
    keys=2,
)  # fmt: skip
MONTH: Final = Table(
    "enterprise_month",
    (
        "log", "generation", "household", "enterprise", "period", "quantity", "unit_price",
        "revenue", "costs", "net", "evidence",
    ),
    keys=3,
)  # fmt: skip
READINESS: Final = Table(
    "readiness",
    (
        "log", "generation", "household", "verdict", "rule_set", "supports_met", "supports",
        "indicators", "options",
    ),
    keys=1,
)  # fmt: skip
SURVEY: Final = Table(
    "survey_answer",
    (
        "log", "generation", "household", "survey", "version", "answered", "answers", "disputed",
        "evidence",
    ),
    keys=2,
)  # fmt: skip
TABLES: Final = (
    CARD, CASELOAD, ENTERPRISE, MONTH, READINESS, SURVEY, *WAITING_TABLES, *FIGURE_TABLES,
)  # fmt: skip


VERSION: Final = f"{FOLD_VERSION}.{_TABLES_VERSION}.{SAVED_VERSION}.{TYPES_VERSION}"
"""Of all that decides what rows the same log makes: folds, tables, saved states, known types."""


class View(NamedTuple):
    """Which generation rows are made for, by which programme and as of which day.

    `programme_end`: the first position after the last programme event that is in it.
    """

    log: LogId
    generation: int
    programme: Programme
    programme_end: int
    today: date


class Rows:
    """Rows of several households by table."""

    def __init__(self) -> None:
        self.by_table: dict[str, list[tuple[Value, ...]]] = {table.name: [] for table in TABLES}

    def add(self, view: View, name: str, folded: Folded) -> None:
        """Add the rows of one household: all, or none when it cannot be answered."""
        today = view.today.isoformat()
        looked = look(folded.household, view.programme, today)
        given = answer_of(looked, view.today)
        events, position = folded.spoken_for(view.programme)
        prefix = (view.log, view.generation, name)
        card = (
            *prefix,
            *_standing_of(given),
            given.household.head,
            *_summary(given),
            given.household.next_visit,
            given.household.alias_of,
            events,
            position,
            today,
            view.programme_end,
        )
        made: tuple[list[TableRow], ...] = (
            [card],
            _caseload(prefix, given),
            [_enterprise(prefix, each) for each in given.enterprises],
            [row for each in given.enterprises for row in _months(prefix, each)],
            [_readiness(prefix, given.readiness)],
            [_survey(prefix, each) for each in given.surveys],
            *waiting_rows(prefix, looked, given),
            *figure_rows(prefix, looked, given),
        )
        if given.household.alias_of is not None:
            # All else of it is among the rows of the household it goes on in.
            made = ([card], *([] for _ in TABLES[1:]))
        for table, rows in zip(TABLES, made, strict=True):
            _check_storable(table, rows)
        for table, rows in zip(TABLES, made, strict=True):
            self.by_table[table.name] += rows

    def extend(self, made: Mapping[str, Sequence[TableRow]]) -> None:
        """Add the rows of other households."""
        for table, rows in made.items():
            self.by_table[table] += rows


def _check_storable(table: Table, rows: Sequence[TableRow]) -> None:
    """See that a database can hold the rows of a household.

    An id may hold a NUL, and a sum of money that a device made up may be beyond 64 bits. Such a
    household is parked; found out only by the database, it would stop all others with it.
    Errors: ValueError without a word of what a device wrote.
    """
    for row in rows:
        for value in row[PREFIX:]:
            if isinstance(value, str):
                if "\0" in value:
                    raise ValueError(f"a text of {table.name} holds a NUL")
            elif isinstance(value, int) and not -_INTEGER_END <= value < _INTEGER_END:
                raise ValueError(f"a number of {table.name} is beyond 64 bits")
    if len(rows) > 1 and len({row[PREFIX : PREFIX + table.keys] for row in rows}) < len(rows):
        raise ValueError(f"two rows of {table.name} have one name")


# --- one answer -----------------------------------------------------------------------------------


def _standing_of(given: Answer) -> TableRow:
    """status, flags, since, region, companion"""
    household = given.household
    return (
        household.status, as_json(household.flags), household.since, household.region,
        household.companion,
    )  # fmt: skip


def _summary(given: Answer) -> TableRow:
    """members, readiness, unmet, enterprises, conflicts, last_met"""
    unmet = [
        name
        for name, indicator in given.readiness.indicators.items()
        if indicator.verdict not in _SETTLED
    ]
    return (
        given.household.members, given.readiness.verdict, as_json(unmet), len(given.enterprises),
        len(given.conflicts), given.household.last_met,
    )  # fmt: skip


def _caseload(prefix: Prefix, given: Answer) -> list[TableRow]:
    """Whom a companion should see: the weight of the reasons, and the reasons."""
    household, due = given.household, given.due
    if household.companion is None or due is None:
        return []
    return [
        (*prefix, household.companion, due.need, as_json(due.why), len(given.questions),
         household.last_met, household.next_visit)
    ]  # fmt: skip


def _enterprise(prefix: Prefix, each: Enterprise) -> TableRow:
    return (
        *prefix, each.id, each.kind, each.stage, as_json(each.flags), each.workers_paid,
        as_json(each.proved_by),
    )  # fmt: skip


def _months(prefix: Prefix, each: Enterprise) -> list[TableRow]:
    return [
        (*prefix, each.id, month.period, month.quantity, month.unit_price, month.revenue,
         month.costs, month.net, as_json(month.evidence))
        for month in each.months
    ]  # fmt: skip


def _readiness(prefix: Prefix, readiness: Readiness) -> TableRow:
    return (
        *prefix, readiness.verdict, readiness.rule_set, readiness.supports_met, readiness.supports,
        as_json(readiness.indicators), as_json(readiness.options),
    )  # fmt: skip


def _survey(prefix: Prefix, each: SurveyState) -> TableRow:
    return (
        *prefix, each.survey, each.version, each.on, as_json(each.answers), as_json(each.disputed),
        as_json(each.evidence),
    )  # fmt: skip


# --- writing --------------------------------------------------------------------------------------


async def insert_rows(transaction: Transaction, rows: Rows) -> None:
    """Add rows that are not there yet."""
    for table in TABLES:
        await transaction.insert(table.name, table.columns, rows.by_table[table.name])


async def replace_rows(
    transaction: Transaction, log: LogId, generation: int, households: list[str], rows: Rows
) -> None:
    """Put these rows in the place of all the households have."""
    if households:
        for table in TABLES:
            await transaction.execute(f"projector.clear_{table.name}", log, generation, households)
        await insert_rows(transaction, rows)


async def save_states(
    transaction: Transaction, log: LogId, generation: int, states: Sequence[SavedState]
) -> None:
    """Save folded households, in the place of what was saved of them."""
    if not states:
        return
    names = [name for name, *_ in states]
    await transaction.execute("projector.clear_fold_state", log, generation, names)
    await transaction.insert(
        "fold_state",
        ("log", "generation", "household", "position", "events", "state"),
        [(log, generation, *state) for state in states],
    )


async def clear_all(
    transaction: Transaction, log: LogId, generation: int, households: list[str]
) -> None:
    """Delete everything a generation has of these households."""
    for table in TABLES:
        await transaction.execute(f"projector.clear_{table.name}", log, generation, households)
    await transaction.execute("projector.clear_fold_state", log, generation, households)
    await transaction.execute("projector.unpark", log, generation, households)
