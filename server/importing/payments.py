"""A decree's list and a bank's report: one row a payment, become A7 and A8.

A row names its household by its id, by its number in the household list, by No. KK, or by the NIK
of the payee, which is found by its keyed hash in whatever entry holds it. What the log holds word
for word is not written again; a report that says something new of a payment is, and where it
contradicts what was ordered, people see both.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import msgspec

from events.check import Draft
from events.errors import InputRefused
from events.ids import StreamId, is_uuid7
from events.nik import parse_nik
from events.problems import Problem
from events.types import Body, EntityId
from server.database import Transaction
from server.importing.payees import Holder, holders_of, households_of, member_of
from server.importing.reading import Head, Record, RowProblem, has_refusal
from server.importing.units import Context, Found, Unit, drafted, held_bodies, judged

_COMMON: Final = ("programme", "year", "tranche", "amount", "list_no")
_OF_REPORT: Final = ("status", "paid_on")
_NAMING: Final = ("household", "household_no", "kk")


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
        log = self._context.log
        holders = await holders_of(transaction, log, (unit.nik for unit in units if unit.nik))
        placed = [await self._placed(transaction, unit, holders) for unit in units]
        streams = [str(unit.stream) for unit in placed if isinstance(unit, Unit)]
        known = {row[0] for row in await transaction.fetch("importing.known", log, streams)}
        held = await held_bodies(
            transaction, log, streams, (self._type, "member_added", "identity_verified")
        )
        found: list[Found] = []
        written: dict[str, list[Body]] = {}
        for unit in placed:
            if isinstance(unit, RowProblem):
                found.append(unit)
            elif unit.stream not in known:
                problem = Problem("unknown_household", values={"log": log})
                found.append(self._head.at(unit.row, problem))
            else:
                here = held.get(unit.stream, {})
                payee = member_of(holders.get(unit.nik or "", ()), unit.stream, here)
                said = written.setdefault(
                    unit.stream, [_without_payee(body) for body in here.values()]
                )
                found.append(_missing(unit, said, payee))
        return found

    async def _placed(
        self, transaction: Transaction, unit: Unit, holders: Mapping[str, list[Holder]]
    ) -> Unit | RowProblem:
        """A unit in the household that its NIK alone names; any other as it is."""
        if unit.is_named:
            return unit
        mine = holders.get(unit.nik or "", [])
        names = await households_of(transaction, self._context.log, mine)
        if len(names) != 1:
            code = "nik_in_several" if names else "unknown_nik"
            return self._head.at(unit.row, Problem(code, "nik", values={"log": self._context.log}))
        stream = StreamId(names[0])
        drafts = tuple(msgspec.structs.replace(draft, stream=stream) for draft in unit.drafts)
        return msgspec.structs.replace(unit, stream=stream, drafts=drafts)

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
            nik = record.get("nik")
            mac = None if nik is None else self._context.nik(str(nik))
            is_named = any(record.get(name) is not None for name in _NAMING)
            yield Unit((record.row,), named, (made,), nik=mac, is_named=is_named)

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
        if nik is not None:
            return StreamId(self._context.household("nik", str(nik)))  # until it is found
        return Problem("payee_missing", "household_no")


def _missing(unit: Unit, said: list[Body], payee: EntityId | None) -> Unit:
    """A unit without what was said already; what is left is said from now on."""
    missing: list[Draft] = []
    for draft in unit.drafts:
        if draft.body not in said:
            said.append(draft.body)
            body = msgspec.structs.replace(draft.body, payee=payee)
            missing.append(msgspec.structs.replace(draft, body=body))
    held = len(unit.drafts) - len(missing)
    return msgspec.structs.replace(unit, drafts=tuple(missing), held=held)


def _without_payee(body: Body) -> Body:
    """A payment as it is compared: a list may know its payee today and not yesterday."""
    return msgspec.structs.replace(body, payee=None) if hasattr(body, "payee") else body
