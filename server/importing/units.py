"""What one household of a list becomes, and what everything about it is judged by.

A unit is written whole or not at all, in one transaction with others. Its ids follow from the list:
the same household, member or payment has the same id however often it is imported, which is why a
list may be given again after anything went wrong.
"""

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final, Protocol, TypeAlias

from msgspec import Struct

from events.check import Draft, Setting, may_write, problems
from events.form import fill
from events.ids import ActorId, EventId, HouseholdId, LogId, StreamId, make_uuid7
from events.line import decode_event
from events.problems import Problem
from events.regions import Regions
from events.types import REGISTRY, Body, EntityId, Role
from server.database import Transaction
from server.importing.reading import Head, Record, RowProblem
from server.officers.identities import keyed


class Unit(Struct, frozen=True):
    """The drafts about one household, each from its own of `rows`.

    `held`: how many are in the log already. `nik` is the keyed hash of the payee's; `is_named` is
    false where that alone tells whose household it is, and `stream` stands for it until then.
    """

    rows: tuple[int, ...]
    stream: StreamId
    drafts: tuple[Draft, ...]
    held: int = 0
    nik: str | None = None
    is_named: bool = True

    @property
    def row(self) -> int:
        """The first row."""
        return self.rows[0]


Found: TypeAlias = RowProblem | Unit


class EntryList(Protocol):
    """A kind of list."""

    types: tuple[str, ...]
    """The types its rows become."""

    def units(self, records: Iterator[Record]) -> Iterator[Found]:
        """The units of a list in its order, and all problems that rows show by themselves."""

    async def settled(self, transaction: Transaction, units: Sequence[Unit]) -> list[Found]:
        """The units without what the log holds already, and the problems only the log knows."""


class Context(Struct, frozen=True):
    """Who imports into which log, and what drafts are judged by."""

    log: LogId
    by: ActorId
    roles: tuple[Role, ...]
    regions: Regions
    today: date
    pepper: bytes
    """Keys the ids: they are made of numbers of identity, which few guesses would find."""

    def household(self, kind: str, number: str) -> HouseholdId:
        """The id of the household with a number of some kind."""
        return HouseholdId(self._id("household", kind, number))

    def member(self, household: str, *about: str) -> EntityId:
        """The id of a member of a household, from the NIK or else from what is known."""
        return EntityId(self._id("member", household, *about))

    def nik(self, number: str) -> str:
        """The keyed hash by which equal NIK are found."""
        return keyed(self.pepper, "nik", number)

    def _id(self, *parts: str) -> str:
        """A UUIDv7 in form; its time part is as arbitrary as the rest."""
        text = "\0".join(("jejak.import.v1", self.log, *parts))
        made = hmac.digest(self.pepper, text.encode(), "sha256")
        return make_uuid7(int.from_bytes(made[:6], "big"), made[6:16])


def drafted(
    context: Context,
    head: Head,
    row: int,
    stream: StreamId,
    type_name: str,
    fields: Mapping[str, object],
    on: str,
) -> Draft | list[RowProblem]:
    """A draft of these fields, or what keeps it from being one.

    Fields that are None are left out. A field that is lacking is not named again: its cell was
    empty or could not be read, and its row has said so.
    """
    given = {name: value for name, value in fields.items() if value is not None}
    form = fill(type_name, given)
    if isinstance(form, list):
        named = [problem for problem in form if problem.code != "missing_field"]
        return [_at(head, row, problem) for problem in named]
    return Draft(
        body=form.body,
        personal=form.personal,
        stream=stream,
        on=on,
        basis="imported",
        by=context.by,
    )


def judged(
    context: Context, head: Head, row: int, draft: Draft, on_field: str = "on"
) -> list[RowProblem]:
    """What a device would say of a draft; its date stood in `on_field`."""
    spec = draft.body.spec
    role = next((role for role in context.roles if may_write(spec, role)), context.roles[0])
    setting = Setting(log=context.log, today=context.today, role=role, regions=context.regions)
    return [_at(head, row, problem, on_field) for problem in problems(draft, setting)]


async def held_bodies(
    transaction: Transaction, log: LogId, streams: Sequence[str], types: Sequence[str]
) -> dict[str, dict[EventId, Body]]:
    """What is said in streams already, by stream and event."""
    found: dict[str, dict[EventId, Body]] = {}
    for row in await transaction.fetch("importing.held", log, list(streams), list(types)):
        event = decode_event(row["line"])
        if event is not None:
            found.setdefault(row["stream"], {})[EventId(row["id"])] = event.body
    return found


def lacking_right(types: Sequence[str], roles: Sequence[Role]) -> str | None:
    """The first type that none of these roles may write."""
    for name in types:
        if not any(may_write(REGISTRY[name], role) for role in roles):
            return name
    return None


_MADE_OF: Final = {"source_ref": "list_no", "birth_year": "birth_date"}
"""Fields of entries that are made of another field of a list."""


def _at(head: Head, row: int, problem: Problem, on_field: str = "on") -> RowProblem:
    """A problem under the head its value came from."""
    name = on_field if problem.field == "on" else problem.field or ""
    return head.at(row, problem, name if name in head.columns else _MADE_OF.get(name))
