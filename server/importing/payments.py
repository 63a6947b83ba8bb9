"""A decree's list and a bank's report: one row a payment, become A7 and A8.

A row names its household by its id, by its number in the household list or by No. KK; a NIK says
which of its members is the payee. What the log holds word for word is not written again; a report
that says something new of a payment is, and where it contradicts what was ordered, people see both.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from events.check import Draft
from events.errors import InputRefused
from events.ids import StreamId, is_uuid7
from events.nik import parse_nik
from events.problems import Problem
from events.types import Body, MemberAdded
from server.database import Transaction
from server.importing.reading import Head, Record, has_refusal
from server.importing.units import Context, Found, Unit, drafted, held_bodies, judged

_COMMON: Final = ("programme", "year", "tranche", "amount", "list_no")
_OF_REPORT: Final = ("status", "paid_on")


class PaymentList:
    """Reads one decree (`payment_ordered`) or report (`payment_reported`)."""

    def __init__(self, head: Head, context: Context, type_name: str) -> None:
        self.types: tuple[str, ...] = (type_name,)
        self._type = type_name
        self._head = head
        self._context = context
        self._seen: dict[int, int] = {}

    def units(self, records: Iterator[Record]) -> Iterator[Found]:
        """See `EntryList`; one unit a row."""
        for record in records:
            yield from record.problems
            if not has_refusal(record.problems):
                yield from self._unit(record)

    async def settled(self, transaction: Transaction, units: Sequence[Unit]) -> list[Found]:
        """See `EntryList`; a household nobody registered is a problem of its row."""
        log, streams = self._context.log, [str(unit.stream) for unit in units]
        known = {row[0] for row in await transaction.fetch("importing.known", log, streams)}
        held = await held_bodies(transaction, log, streams, (self._type, "member_added"))
        found: list[Found] = []
        for unit in units:
            if unit.stream not in known:
                problem = Problem("unknown_household", values={"log": log})
                found.append(self._head.at(unit.row, problem))
                continue
            here = held.setdefault(unit.stream, [])
            said = [_without_payee(body) for body in here]
            missing = [
                _with_payee(draft, here)
                for draft in unit.drafts
                if _without_payee(draft.body) not in said
            ]
            here += [draft.body for draft in missing]
            held_here = len(unit.drafts) - len(missing)
            found.append(Unit(unit.row, unit.stream, tuple(missing), held_here))
        return found

    def _unit(self, record: Record) -> Iterator[Found]:
        named = self._household(record)
        if isinstance(named, Problem):
            yield self._head.at(record.row, named)
            return
        on = record.get("paid_on") or record.get("on")
        if on is None:
            yield self._head.at(record.row, Problem("on_missing", "on"))
            return
        fields = {name: record.get(name) for name in (*_COMMON, *_OF_REPORT)}
        nik = record.get("nik")
        if nik is not None:
            fields["payee"] = self._context.member(named, "nik", str(nik))
        if self._type == "payment_ordered":
            fields = {name: fields[name] for name in fields if name not in _OF_REPORT}
        made = drafted(self._context, self._head, record.row, named, self._type, fields, str(on))
        if isinstance(made, list):
            yield from made
            return
        on_field = "on" if record.get("paid_on") is None else "paid_on"
        problems = judged(self._context, self._head, record.row, made, on_field)
        other = self._seen.setdefault(hash((named, made.body)), record.row)
        if other != record.row:
            twice = Problem("payment_twice", values={"other": other})
            problems.append(self._head.at(record.row, twice))
        yield from problems
        if not has_refusal(problems):
            yield Unit(record.row, named, (made,))

    def _household(self, record: Record) -> StreamId | Problem:
        """The household a row names, the surest way first."""
        nik = record.get("nik")
        if nik is not None:
            try:
                parse_nik(str(nik))
            except InputRefused:
                return Problem("bad_nik", "nik")
        household = record.get("household")
        if household is not None:
            if is_uuid7(str(household)):
                return StreamId(str(household))
            return Problem("bad_id", "household", values={"given": str(household)[:60]})
        for name, kind in (("household_no", "list_no"), ("kk", "kk")):
            number = record.get(name)
            if number is not None:
                return StreamId(self._context.household(kind, str(number)))
        return Problem("payee_missing", "household_no")


def _with_payee(draft: Draft, held: Sequence[Body]) -> Draft:
    """A draft whose payee is a member the household has; one that it lacks is left out."""
    payee = getattr(draft.body, "payee", None)
    members = {body.member for body in held if isinstance(body, MemberAdded)}
    if payee is None or payee in members:
        return draft
    return msgspec.structs.replace(draft, body=_without_payee(draft.body))


def _without_payee(body: Body) -> Body:
    """A payment as it is compared: a list may know its payee today and not yesterday."""
    return msgspec.structs.replace(body, payee=None) if hasattr(body, "payee") else body
