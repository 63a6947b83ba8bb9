"""A household list: one row a member, rows of one household together, become H1, H2 and H8.

The household's number in the list, or else its No. KK, says which rows are one household and which
household it is when the list, or another that overlaps with it, is imported again. What is held is
left as it is: a list does not contradict what was seen since.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from events import limits
from events.check import Draft
from events.ids import StreamId
from events.problems import Problem
from events.types import (
    Body,
    HouseholdRegistered,
    MemberAdded,
    ProgrammeEnrolled,
    RegionCode,
)
from server.database import Transaction
from server.importing.cells import norm
from server.importing.payees import Holder, holders_of
from server.importing.places import find_place
from server.importing.reading import Head, Record, RowProblem, has_refusal
from server.importing.units import Context, Found, Unit, drafted, held_bodies, judged

_OF_HOUSEHOLD: Final = (
    "list_no", "kk", "on", "region", "kecamatan", "rt", "rw", "kampung", "source", "notice_given",
    "programme", "kind", "cohort_year", "decree_no", "amount_year",
)  # fmt: skip
"""Fields in which the rows of one household agree."""
_OF_MEMBER: Final = (
    "name", "known_as", "nik", "sex", "birth_date", "relation", "marital", "disability",
    "in_same_kk",
)  # fmt: skip
_IDENTITY_DIGITS: Final = 16


class HouseholdList:
    """Reads one list from its head to its end."""

    types: tuple[str, ...] = ("household_registered", "member_added", "programme_enrolled")

    def __init__(self, head: Head, context: Context) -> None:
        self._head = head
        self._context = context
        # What was seen is remembered as hashes: a list may be long, and numbers are personal.
        self._households: dict[int, int] = {}
        self._niks: dict[int, int] = {}

    def units(self, records: Iterator[Record]) -> Iterator[Found]:
        """See `EntryList`; a household with a problem that refuses is no unit."""
        group: list[Record] = []
        group_key: tuple[str, str] | None = None
        for record in records:
            yield from record.problems
            key = _key(record)
            if key is None:
                if not record.problems:
                    yield self._head.at(record.row, Problem("household_key_missing", "list_no"))
                continue
            if key != group_key:
                yield from self._unit(group_key, group)
                group_key, group = key, []
            if len(group) <= limits.MEMBERS_MAX:
                group.append(record)
        yield from self._unit(group_key, group)

    async def settled(self, transaction: Transaction, units: Sequence[Unit]) -> list[Found]:
        """See `EntryList`."""
        log, streams = self._context.log, [unit.stream for unit in units]
        held = await held_bodies(transaction, log, streams, self.types)
        niks = (self._nik(draft) for unit in units for draft in unit.drafts)
        holders = await holders_of(transaction, log, (mac for mac in niks if mac))
        found: list[Found] = []
        for unit in units:
            here = list(held.get(unit.stream, {}).values())
            missing: list[tuple[int, Draft]] = []
            for row, draft in _by_row(unit):
                elsewhere = holders.get(self._nik(draft), [])
                found += self._elsewhere(row, unit, elsewhere)
                same = next((body for body in here if _is_about_the_same(body, draft.body)), None)
                if same is None:
                    missing.append((row, draft))
                elif (name := _difference(same, draft.body)) is not None:
                    found.append(self._head.at(row, Problem("household_held", name, "warn")))
            found.append(
                Unit(
                    tuple(row for row, _ in missing) or unit.rows,
                    unit.stream,
                    tuple(draft for _, draft in missing),
                    len(unit.drafts) - len(missing),
                )
            )
        return found

    def _nik(self, draft: Draft) -> str:
        """The keyed hash of a member's NIK; empty where there is none."""
        nik = draft.personal.get("nik")
        return "" if nik is None else self._context.nik(str(nik))

    def _elsewhere(self, row: int, unit: Unit, holders: Sequence[Holder]) -> Iterator[RowProblem]:
        """A NIK that another household holds: perhaps the same family, registered in the field."""
        others = [str(each.household) for each in holders if str(each.household) != unit.stream]
        if others:
            given = others[0]
            yield self._head.at(row, Problem("nik_held", "nik", "warn", {"household": given}))

    # --- one household -------------------------------------------------------------------------

    def _unit(self, key: tuple[str, str] | None, group: Sequence[Record]) -> Iterator[Found]:
        if key is None or not group:
            return
        values, problems = self._shared(group)
        problems += [*self._about_group(key, group), *self._about_members(group)]
        place = self._place(values, group[0].row, problems)
        on = str(values.get("on") or values.get("cohort_year") or "")
        if not on:
            problems.append(self._head.at(group[0].row, Problem("on_missing", "on")))
        stream = StreamId(self._context.household(*key))
        drafts: list[tuple[int, Draft]] = []
        is_whole = True
        for row, type_name, fields in self._entries(stream, values, place, group):
            # Without a date the rest is looked at all the same, as if it were of today.
            day = on or self._context.today.isoformat()
            made = drafted(self._context, self._head, row, stream, type_name, fields, day)
            if isinstance(made, list):
                is_whole = False
                problems += made
            else:
                drafts.append((row, made))
                problems += judged(self._context, self._head, row, made)
        yield from problems
        spoilt = [problem for record in group for problem in record.problems]
        if is_whole and not has_refusal([*problems, *spoilt]):
            rows, made_drafts = zip(*drafts, strict=True)
            yield Unit(rows, stream, made_drafts)

    def _shared(self, group: Sequence[Record]) -> tuple[dict[str, object], list[RowProblem]]:
        """The household's own values; a row that says otherwise is a problem."""
        values: dict[str, object] = {}
        rows: dict[str, int] = {}
        problems: list[RowProblem] = []
        for record in group:
            for name in _OF_HOUSEHOLD:
                value = record.get(name)
                if value is None:
                    continue
                if values.setdefault(name, value) != value:
                    differs = Problem("household_differs", name, values={"other": rows[name]})
                    problems.append(self._head.at(record.row, differs))
                rows.setdefault(name, record.row)
        return values, problems

    def _about_group(self, key: tuple[str, str], group: Sequence[Record]) -> Iterator[RowProblem]:
        """A household that is there already, is too large, or has no head or two."""
        first = group[0].row
        other = self._households.setdefault(hash(key), first)
        if other != first:
            yield self._problem(first, "household_scattered", key[0], other=other)
        if len(group) > limits.MEMBERS_MAX:
            yield self._problem(first, "household_large", key[0], highest=limits.MEMBERS_MAX)
        if key[0] == "list_no" and _looks_personal(key[1]):
            yield self._problem(first, "number_is_personal", "list_no")
        heads = [record.row for record in group if record.get("relation") == "kepala"]
        if not heads and all("relation" in record.values for record in group):
            yield self._problem(first, "no_head", "relation")
        for row in heads[1:]:
            yield self._problem(row, "two_heads", "relation", other=heads[0])

    def _about_members(self, group: Sequence[Record]) -> Iterator[RowProblem]:
        """Members that are there already, in this list by their NIK, else in their household."""
        names: dict[str, int] = {}
        for record in group:
            nik = record.get("nik")
            if nik is not None:
                other = self._niks.setdefault(hash(nik), record.row)
                if other != record.row:
                    yield self._problem(record.row, "nik_twice", "nik", other=other)
            elif (other := names.setdefault(_known_by(record), record.row)) != record.row:
                yield self._problem(record.row, "member_twice", "name", other=other)

    def _problem(self, row: int, code: str, field: str, /, **values: int) -> RowProblem:
        return self._head.at(row, Problem(code, field, values=dict(values)))

    def _place(
        self, values: Mapping[str, object], row: int, problems: list[RowProblem]
    ) -> RegionCode | None:
        desa, kecamatan = values.get("region"), values.get("kecamatan")
        if desa is None:
            return None  # its row has said so
        context = self._context
        named = None if kecamatan is None else str(kecamatan)
        place = find_place(context.regions, context.log, str(desa), named)
        if isinstance(place, Problem):
            problems.append(self._head.at(row, place))
            return None
        return place

    def _entries(
        self,
        stream: StreamId,
        values: Mapping[str, object],
        place: RegionCode | None,
        group: Sequence[Record],
    ) -> Iterator[tuple[int, str, dict[str, object]]]:
        """Row, type and fields of everything the list says of a household."""
        first = group[0].row
        members = [(record, self._context.member(stream, *_identity(record))) for record in group]
        heads = [member for record, member in members if record.get("relation") == "kepala"]
        registered = _taken(values, "rt", "rw", "kampung", "source", "notice_given")
        registered |= {"head": heads[0] if heads else members[0][1], "region": place}
        registered["source_ref"] = values.get("list_no")
        yield first, "household_registered", registered
        for record, member in members:
            added = _taken(record.values, *_OF_MEMBER) | {"member": member}
            added["nik_status"] = record.get("nik_status") or _nik_status(record)
            added["birth_year"] = _birth_year(record)
            yield record.row, "member_added", added
        if values.get("cohort_year") is not None:
            named = ("programme", "kind", "cohort_year", "decree_no", "amount_year")
            yield first, "programme_enrolled", _taken(values, *named)


def _taken(values: Mapping[str, object], *names: str) -> dict[str, object]:
    return {name: values.get(name) for name in names}


def _by_row(unit: Unit) -> Iterator[tuple[int, Draft]]:
    return zip(unit.rows, unit.drafts, strict=False)


def _key(record: Record) -> tuple[str, str] | None:
    """Which household a row is of: the field that names it, and its number there."""
    for name in ("list_no", "kk"):
        number = record.get(name)
        if number is not None:
            return name, str(number)
    return None


def _identity(record: Record) -> tuple[str, ...]:
    """What tells a member from the others of the household, now and in the next list."""
    nik = record.get("nik")
    return ("name", _known_by(record)) if nik is None else ("nik", str(nik))


def _known_by(record: Record) -> str:
    return f"{norm(str(record.get('name') or ''))}/{_birth_year(record)}"


def _birth_year(record: Record) -> object:
    stated = record.get("birth_year")
    if stated is not None:
        return stated
    born = record.get("birth_date")
    return "unknown" if born is None else int(str(born)[:4])


def _nik_status(record: Record) -> str:
    return "none" if record.get("nik") is None else "stated"


def _looks_personal(number: str) -> bool:
    digits = "".join(sign for sign in number if sign.isdecimal())
    return len(digits) >= _IDENTITY_DIGITS


def _is_about_the_same(held: Body, new: Body) -> bool:
    if isinstance(held, HouseholdRegistered):
        return isinstance(new, HouseholdRegistered)
    if isinstance(held, MemberAdded):
        return isinstance(new, MemberAdded) and held.member == new.member
    if isinstance(held, ProgrammeEnrolled) and isinstance(new, ProgrammeEnrolled):
        return (held.programme, held.cohort_year) == (new.programme, new.cohort_year)
    return False


def _difference(held: Body, new: Body) -> str | None:
    """The first field in which a list says otherwise than what is held."""
    for name in new.__struct_fields__:
        stated = getattr(new, name)
        if stated not in (None, (), "unknown") and getattr(held, name) != stated:
            return name
    return None
