"""Rows of a list as records: each field read, each problem with its row and column.

    head -> which column holds which field -> record: values by field, problems

Before: `sheets.py` gives rows, `mapping.py` says what they mean. After: `households.py` and
`payments.py` make drafts of records.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from events.problems import Problem
from events.words import Lang, Words
from server.importing.cells import hidden, norm, read_cell
from server.importing.fields import ListField
from server.importing.mapping import ListMapping
from server.importing.sheets import Cell, SheetRow


class RowProblem(Struct, frozen=True):
    """What is wrong in a row; `column` is the head a person sees, None for the row as a whole."""

    row: int
    column: str | None
    problem: Problem
    type: str = ""

    def say(self, lang: Lang) -> str:
        """The sentence for a person."""
        return self.problem.say(lang, self.type)


class Record(Struct, frozen=True):
    """The values of a row by field; what could not be read is absent and among `problems`."""

    row: int
    values: Mapping[str, Any]
    problems: tuple[RowProblem, ...]

    def get(self, name: str) -> Any:
        """The value of a field; None where the cell is empty and nothing stands for it."""
        return self.values.get(name)


class Head:
    """Which column holds which field."""

    def __init__(self, mapping: ListMapping, row: SheetRow) -> None:
        self.mapping = mapping
        self.size = len(row.cells)
        self.columns: dict[str, int] = {}
        self.names = [str(cell or "").strip() for cell in row.cells]
        self.problems: list[RowProblem] = []
        self._number = row.number
        self._find()
        self._check()

    def column(self, field: str | None) -> str | None:
        """The head over a field."""
        index = self.columns.get(field or "")
        return None if index is None else self.names[index]

    def at(self, row: int, problem: Problem, field: str | None = None) -> RowProblem:
        """A problem in its place; numbers of identity in it are cut down."""
        about = field or problem.field
        known = self.mapping.fields.get(about or "")
        clean = hidden(problem)
        assert isinstance(clean, Problem)
        return RowProblem(row, self.column(about), clean, known.type if known else "")

    def _find(self) -> None:
        fields = {
            norm(head): name
            for name, heads in reversed(self.mapping.columns.items())
            for head in (*heads, name)
        }
        for index, head in enumerate(self.names):
            name = fields.get(norm(head))
            if name is None:
                if head:
                    self._add(Problem("column_unknown", severity="warn", values={"given": head}))
            elif name in self.columns:
                given = f"{self.names[self.columns[name]]}, {head}"
                self._add(Problem("column_twice", name, values={"given": given}))
            else:
                self.columns[name] = index

    def _check(self) -> None:
        for field in self.mapping.fields.values():
            has_value = field.name in self.columns or field.name in self.mapping.defaults
            if field.required and not has_value:
                heads = ", ".join(self.mapping.columns[field.name])
                self._add(Problem("column_missing", field.name, values={"choices": heads}))

    def _add(self, problem: Problem) -> None:
        self.problems.append(self.at(self._number, problem))


def records(head: Head, rows: Iterator[SheetRow], is_csv: bool) -> Iterator[Record]:
    """A record for every row below the head."""
    defaults = _defaults(head.mapping)
    for row in rows:
        if is_csv and len(row.cells) != head.size:
            values: dict[str, Words | str | int] = {"given": len(row.cells), "expected": head.size}
            problem = Problem("row_size", values=dict(values))
            yield Record(row.number, {}, (head.at(row.number, problem),))
        else:
            yield _record(head, row, defaults)


def _record(head: Head, row: SheetRow, defaults: Mapping[str, object]) -> Record:
    values: dict[str, object] = {}
    problems: list[RowProblem] = []
    for name, field in head.mapping.fields.items():
        read = _cell_of(head, field, row.cells)
        if isinstance(read, Problem):
            problems.append(head.at(row.number, read))
            continue
        if read is None:
            read = defaults.get(name)
        if read is not None:
            values[name] = read
        elif field.required and name in head.columns:
            problems.append(head.at(row.number, Problem("cell_empty", name)))
    return Record(row.number, values, tuple(problems))


def _cell_of(head: Head, field: ListField, cells: Sequence[Cell]) -> object:
    index = head.columns.get(field.name)
    if index is None or index >= len(cells):
        return None
    return read_cell(field, cells[index], head.mapping)


def _defaults(mapping: ListMapping) -> dict[str, object]:
    """What stands for empty cells. Errors: `BadDefault` for one that cannot be read."""
    found: dict[str, object] = {}
    for name, text in mapping.defaults.items():
        read = read_cell(mapping.fields[name], text, mapping)
        if isinstance(read, Problem):
            raise BadDefault(read)
        found[name] = read
    return found


class BadDefault(Exception):
    """A default of the mapping, or one given with `--set`, that its field cannot hold."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def has_refusal(problems: Sequence[RowProblem]) -> bool:
    """True when one of them keeps the list from being written."""
    return any(found.problem.severity == "refuse" for found in problems)


def for_programs(found: RowProblem, lang: Lang) -> dict[str, object]:
    """A problem as JSON."""
    return {
        "row": found.row,
        "column": found.column,
        "field": found.problem.field,
        "code": found.problem.code,
        "severity": found.problem.severity,
        "sentence": found.say(lang),
    }
