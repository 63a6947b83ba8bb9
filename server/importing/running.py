"""One list imported: looked through whole, then written page by page if nothing refuses.

The first pass reads every row and asks the log, and writes nothing: a dry run ends there. The
second reads the file again, and writes the units of a page in one transaction that has the log's
head. In it the log is asked once more what it holds, so that neither a run that was killed nor
another that runs beside leads to anything twice. Before: a mapping and a file. After: entries of
the office's device, with the basis `imported`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from events import limits
from events.dates import day_of_ms
from events.errors import InputRefused
from server.importing.fields import ListKind
from server.importing.households import HouseholdList
from server.importing.mapping import ListMapping
from server.importing.payments import PaymentList
from server.importing.reading import BadDefault, Head, RowProblem, records
from server.importing.sheets import SheetRow, open_rows
from server.importing.units import Context, EntryList, Found, Unit, lacking_right
from server.intake.office_device import Act
from server.intake.writing import Writing
from server.office import Desk, Office
from server.officers.acting import act_of
from server.officers.actors import Actor
from server.officers.identities import catch_up
from server.officers.regions import known_regions

OnProblem = Callable[[RowProblem], None]
OnProgress = Callable[["Progress"], None]


class Progress(Struct, frozen=True):
    """How far a pass is; the rows in all are known from the second on."""

    stage: Literal["checking", "writing"]
    rows: int
    rows_total: int | None


class Imported(Struct):
    """What came of a list. `entries` are new, `held` were in the log before."""

    rows: int = 0
    units: int = 0
    entries: int = 0
    held: int = 0
    refused: int = 0
    warned: int = 0
    written: int = 0


class Import:
    """An import of one file for one actor."""

    def __init__(
        self,
        office: Office,
        desk: Desk,
        context: Context,
        mapping: ListMapping,
        path: Path,
        on_progress: OnProgress,
    ) -> None:
        self._office = office
        self._desk = desk
        self._context = context
        self._mapping = mapping
        self._path = path
        self._on_progress = on_progress

    async def check(self, on_problem: OnProblem) -> Imported:
        """Look the list through; every problem is told as it is found, in the order of rows.

        Errors: InputRefused when the file cannot be read as a list at all.
        """
        done = Imported()

        def tell(found: RowProblem) -> None:
            if found.problem.severity == "refuse":
                done.refused += 1
            else:
                done.warned += 1
            on_problem(found)

        with self._opened(done, None) as (head, entry_list, found):
            for problem in head.problems:
                tell(problem)
            for page in _pages(found, limits.IMPORT_HOUSEHOLDS_AT_ONCE):
                async with self._office.database.read() as transaction:
                    settled = await entry_list.settled(transaction, _units(page))
                for problem in sorted([*_problems(page), *_problems(settled)], key=_by_row):
                    tell(problem)
                for unit in _units(settled):
                    done.units += 1
                    done.entries += len(unit.drafts)
                    done.held += unit.held
        return done

    async def write(self, checked: Imported) -> Imported:
        """Write a list that `check` found nothing against.

        Errors: InputRefused when the file is another one by now; pages before stay written.
        """
        with self._opened(Imported(), checked.rows) as (_, entry_list, found):
            for page in _pages(found, limits.IMPORT_HOUSEHOLDS_AT_ONCE):
                if any(each.problem.severity == "refuse" for each in _problems(page)):
                    raise InputRefused("list_changed", "the file changed while it was imported")
                checked.written += await self._write_page(entry_list, _units(page))
        return checked

    async def _write_page(self, entry_list: EntryList, units: Sequence[Unit]) -> int:
        async def choose(writing: Writing) -> list[Act]:
            settled = await entry_list.settled(writing.transaction, units)
            return [act_of(draft) for unit in _units(settled) for draft in unit.drafts]

        return len(await self._desk.device.append_chosen(choose))

    @contextmanager
    def _opened(
        self, done: Imported, total: int | None
    ) -> Iterator[tuple[Head, EntryList, Iterator[Found]]]:
        stage: Literal["checking", "writing"] = "checking" if total is None else "writing"

        def counted(rows: Iterator[SheetRow]) -> Iterator[SheetRow]:
            for row in rows:
                done.rows += 1
                if done.rows % limits.IMPORT_HOUSEHOLDS_AT_ONCE == 0:
                    self._on_progress(Progress(stage, done.rows, total))
                yield row

        with open_rows(self._path, self._mapping) as rows:
            first = next(rows, None)
            if first is None:
                raise InputRefused("no_head", "the file has no row of heads")
            head = Head(self._mapping, first)
            entry_list = self._list(head)
            is_csv = self._path.suffix.lower() == ".csv"
            try:
                yield head, entry_list, entry_list.units(records(head, counted(rows), is_csv))
            except BadDefault as error:
                raise InputRefused("bad_default", error.problem.say("en")) from error

    def _list(self, head: Head) -> EntryList:
        match self._mapping.kind:
            case "households":
                return HouseholdList(head, self._context)
            case "decree":
                return PaymentList(head, self._context, "payment_ordered")
            case "bank":
                return PaymentList(head, self._context, "payment_reported")


async def open_import(
    office: Office,
    desk: Desk,
    actor: Actor,
    mapping: ListMapping,
    path: Path,
    on_progress: OnProgress,
) -> Import:
    """An import that this actor may do. Errors: InputRefused `not_entitled`."""
    types = _TYPES[mapping.kind]
    lacking = lacking_right(types, actor.roles)
    if lacking is not None:
        raise InputRefused("not_entitled", f"the role {actor.role} may not write {lacking}")
    await catch_up(office, desk)  # so that every NIK the log holds is found
    async with office.database.read() as transaction:
        regions = await known_regions(transaction, desk.log)
    context = Context(
        desk.log, actor.id, actor.roles, regions, day_of_ms(office.now_ms()), office.keys.nik_pepper
    )
    return Import(office, desk, context, mapping, path, on_progress)


_TYPES: Final[Mapping[ListKind, tuple[str, ...]]] = {
    "households": HouseholdList.types,
    "decree": ("payment_ordered",),
    "bank": ("payment_reported",),
}


def _pages(found: Iterator[Found], size: int) -> Iterator[list[Found]]:
    """Units and problems as they come, some at a time."""
    while page := list(islice(found, size)):
        yield page


def _units(found: Iterable[Found]) -> list[Unit]:
    return [each for each in found if isinstance(each, Unit)]


def _problems(found: Iterable[Found]) -> list[RowProblem]:
    return [each for each in found if isinstance(each, RowProblem)]


def _by_row(found: RowProblem) -> int:
    return found.row
