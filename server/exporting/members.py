"""Who belongs to the households, as of a day; names and numbers only where they were opened.

Before: folded households, and their opened personal parts. After: rows, one a member.
"""

from collections.abc import Sequence
from typing import Final

from events.folds.facts import Member
from events.ids import HouseholdId
from server.answers.revealing import OF_A_MEMBER, said_of
from server.exporting.exports import Opened, Snapshot
from server.exporting.formats import Cell, Column

_OPEN: Final = (
    Column("household", "text"), Column("member", "text"), Column("relation", "text"),
    Column("sex", "text"), Column("birth_year", "number"), Column("marital", "text"),
    Column("disability", "text"), Column("in_same_kk", "truth"), Column("nik_status", "text"),
    Column("present", "truth"), Column("added", "text"), Column("gone", "text"),
)  # fmt: skip


class MembersExport:
    """Members, also those who have left."""

    async def columns(self, _snapshot: Snapshot, personal: bool) -> Sequence[Column]:
        return (*_OPEN, *(Column(name, "text") for name in OF_A_MEMBER if personal))

    async def rows(
        self, snapshot: Snapshot, households: Sequence[HouseholdId], opened: Opened | None
    ) -> Sequence[Sequence[Cell]]:
        rows: list[Sequence[Cell]] = []
        for name, looked in (await snapshot.looked(households)).items():
            for member in looked.facts.members():
                row = _open_cells(name, member, looked.facts.day)
                if opened is not None:
                    said = said_of(looked, member.added.ids, opened)
                    row += tuple(_text(said.get(field)) for field in OF_A_MEMBER)
                rows.append(row)
        return rows


def _open_cells(household: str, member: Member, day: str) -> tuple[Cell, ...]:
    body = member.added.value
    return (
        household, body.member, body.relation, body.sex,
        body.birth_year if isinstance(body.birth_year, int) else None, body.marital,
        body.disability, body.in_same_kk, body.nik_status, member.present(day), member.added.on,
        None if member.gone is None else member.gone.on,
    )  # fmt: skip


def _text(value: object) -> str | None:
    return None if value is None else str(value)
