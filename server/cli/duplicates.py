"""`jejak-server duplicates`: who may be written down twice, both sides, and for how long."""

from collections.abc import Mapping
from typing import Final, get_args

import click
import msgspec

from events.errors import InputRefused
from events.ids import HouseholdId
from events.regions import contains, parse_region
from events.types import EntityId, RegionCode
from server.answers.answering import Answering
from server.answers.revealing import Purpose, reveal_all
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import Desk, Office, open_office
from server.officers.duplicates import Basis, Case, Duplicates, Side
from server.officers.identities import catch_up, make_again
from server.officers.merging import entitled

_BASES: Final[tuple[Basis, ...]] = get_args(Basis)
_PURPOSES: Final[tuple[Purpose, ...]] = get_args(Purpose)

Names = Mapping[tuple[HouseholdId, EntityId], str]


class _Found(msgspec.Struct, frozen=True):
    """The open cases; `names` of members as `household/member`, where they were opened."""

    cases: tuple[Case, ...]
    names: dict[str, str]
    indexed: int | None


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("duplicates", help=say(language, "help_duplicates"))
    @click.option(
        "--basis",
        "bases",
        type=click.Choice(_BASES),
        multiple=True,
        help=say(language, "help_duplicate_basis"),
    )
    @click.option("--region", metavar="CODE", help=say(language, "help_duplicate_region"))
    @click.option(
        "--names", type=click.Choice(_PURPOSES), help=say(language, "help_duplicate_names")
    )
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--again", is_flag=True, help=say(language, "help_duplicates_again"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def duplicates(
        terminal: Terminal,
        bases: tuple[Basis, ...],
        region: str | None,
        names: Purpose | None,
        by: str | None,
        again: bool,
        log: str | None,
    ) -> None:
        found = terminal.run(
            _find(terminal, bases or _BASES, region, (names, by) if names else None, again, log)
        )
        if found.indexed is not None:
            terminal.say("indexed_again", count=found.indexed)
        _show(terminal, found)
        terminal.give({"cases": found.cases, "names": found.names})

    return duplicates


async def _find(
    terminal: Terminal,
    bases: tuple[Basis, ...],
    region: str | None,
    opening: tuple[Purpose, str | None] | None,
    again: bool,
    log: str | None,
) -> _Found:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        indexed = await make_again(office, desk) if again else None
        await catch_up(office, desk)
        async with office.database.read() as transaction:
            looking = Duplicates(transaction, desk.log, Answering(), office.now_ms())
            cases = await looking.cases(bases)
        if region is not None:
            code = RegionCode(parse_region(region))
            cases = [case for case in cases if any(_is_in(code, side) for side in case.sides)]
        names: dict[str, str] = {}
        if opening is not None:
            names = await _names(office, desk, cases, *opening)
        return _Found(tuple(cases), names, indexed)


def _is_in(region: RegionCode, side: Side) -> bool:
    return side.region is not None and contains(region, RegionCode(side.region))


async def _names(
    office: Office, desk: Desk, cases: list[Case], purpose: Purpose, by: str | None
) -> dict[str, str]:
    """What the members of the cases are called; each household is opened by an event of its own."""
    if by is None:
        raise InputRefused("missing_by", "say whose statement it is: --by ACTOR")
    actor = await entitled(office, desk, by, "personal_revealed")
    names: dict[str, str] = {}
    households = sorted({side.written_in for case in cases for side in case.sides})
    if not households:
        return names
    revealed = await reveal_all(office, desk, households, actor.id, purpose)
    for household, opened in revealed.items():
        async with office.database.read() as transaction:
            state, _ = await Answering().gathered(transaction, desk.log, household)
        for entry in state.entries.values():
            fields = opened.get(-1 if entry.position is None else entry.position, {})
            member = getattr(entry.event.body, "member", None)
            if entry.event.type == "member_added" and isinstance(fields.get("name"), str):
                names[f"{household}/{member}"] = str(fields["name"])
    return names


def _show(terminal: Terminal, found: _Found) -> None:
    if not found.cases:
        terminal.say("no_duplicates")
    language = terminal.language
    columns = say(language, "duplicate_columns").split("|")
    for case in found.cases:
        basis = say(language, f"basis_{case.basis}")
        terminal.say("duplicate_case", basis=basis, age=case.age_days, id=case.id)
        terminal.table(columns, [_row(side, found.names) for side in case.sides])
        others = [side.household for side in case.sides if side.household != case.survivor]
        terminal.say("duplicate_next", one=case.survivor, other=others[0], basis=case.basis)


def _row(side: Side, names: Mapping[str, str]) -> tuple[str, ...]:
    return (
        side.household,
        side.member,
        names.get(f"{side.written_in}/{side.member}", "…"),
        side.region or "-",
        side.enrolled or "-",
        side.on,
        side.basis,
        side.companion or "-",
    )
