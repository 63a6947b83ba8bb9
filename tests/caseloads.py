"""A companion's families for tests, written entry by entry as she would.

nana = await a_family(device, "Nana Sofinah", children=[("Siti", 2006, "smp")])
nana.members["Siti"]                # the member's id
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from tests.devices import WrittenDevice

ENROLLED: Final = "2016-07-11"


class Family(Struct, frozen=True):
    """A household that was written, and the ids of its members by name."""

    household: str
    members: dict[str, str]

    @property
    def head(self) -> str:
        """The id of who was named first."""
        return next(iter(self.members.values()))


async def a_family(
    device: WrittenDevice,
    head: str,
    *,
    kampung: str | None = "Baleman",
    known_as: str | None = None,
    birth_year: int = 1978,
    children: Sequence[tuple[str, int, str | None]] = (),
    enrolled: bool = True,
) -> Family:
    """A household in the programme since 2016; children by name, birth year and open component."""
    registered = await device.written(
        "household_registered", region="36.03.06.2001", source="companion", notice_given=True,
        on=ENROLLED, late="other", yes=True, **({} if kampung is None else {"kampung": kampung}),
    )  # fmt: skip
    household = registered.stream
    members = {head: registered.made["head"]}
    nickname = {} if known_as is None else {"known_as": known_as}
    await _member(device, household, members[head], head, birth_year, "kepala", "p", **nickname)
    if enrolled:
        await device.written(
            "programme_enrolled", household, on=ENROLLED, late="other", programme="jamsosratu",
            kind="first", cohort_year=2016,
        )  # fmt: skip
    for name, born, component in children:
        members[name] = await _member(device, household, "new", name, born, "anak", "l")
        if component is not None:
            await device.written(
                "component_recorded", household, on=ENROLLED, late="other",
                member=members[name], component=component, starts="2016-07",
            )  # fmt: skip
    return Family(household, members)


async def _member(
    device: WrittenDevice,
    household: str,
    member: str,
    name: str,
    birth_year: int,
    relation: str,
    sex: str,
    **personal: str,
) -> str:
    added = await device.written(
        "member_added", household, on=ENROLLED, late="other", member=member, name=name,
        nik_status="none", sex=sex, birth_year=birth_year, relation=relation, in_same_kk=True,
        **personal,
    )  # fmt: skip
    return added.made.get("member", member)
