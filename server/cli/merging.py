"""`jejak-server merge`, `unmerge`, `split`: a coordinator decides who is one household."""

from collections.abc import Iterable
from datetime import date
from typing import Final, get_args

import click

from events.errors import InputRefused
from events.ids import HouseholdId, is_uuid7
from events.regions import parse_region
from events.schema import fields_of
from events.types import EntityId
from events.words import choice_label, when
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.office import open_office
from server.officers import merging, splitting

_BASES: Final[tuple[merging.Basis, ...]] = get_args(merging.Basis)
_REASONS: Final[tuple[splitting.Reason, ...]] = get_args(splitting.Reason)
_STAYS: Final[tuple[splitting.Stays, ...]] = get_args(splitting.Stays)
_DONE: Final = 0
_A_PERSON_DECIDES: Final = 5


def merge(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("merge", help=say(language, "help_merge"))
    @click.argument("one")
    @click.argument("other")
    @click.option("--by", metavar="ACTOR", required=True, help=say(language, "help_by"))
    @click.option(
        "--basis", required=True, type=click.Choice(_BASES), help=say(language, "help_merge_basis")
    )
    @click.option("--survivor", metavar="ID", help=say(language, "help_survivor"))
    @click.option(
        "--same", "pairs", metavar="ID=ID", multiple=True, help=say(language, "help_same")
    )
    @click.option("--reason", help=say(language, "help_why"))
    @click.option("--on", metavar="DATE", help=say(language, "help_on"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def merge_two(
        terminal: Terminal,
        one: str,
        other: str,
        by: str,
        basis: merging.Basis,
        survivor: str | None,
        pairs: tuple[str, ...],
        reason: str | None,
        on: str | None,
        log: str | None,
    ) -> None:
        asked = merging.Asked(
            one=_household(one),
            other=_household(other),
            by=by,
            basis=basis,
            survivor=None if survivor is None else _household(survivor),
            same=tuple((EntityId(a), EntityId(b)) for a, b in _pairs(pairs)),
            reason=reason,
            on=_day(on),
        )
        done = terminal.run(_merge(terminal, asked, log))
        terminal.say("merged_into", survivor=done.survivor, merged=done.merged)
        for old, new in sorted(done.same.items()):
            terminal.say("merged_same", old=old, new=new)
        for member in done.more:
            terminal.say("merged_more", member=member)
        terminal.give(done)

    return merge_two


def unmerge(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("unmerge", help=say(language, "help_unmerge"))
    @click.argument("one")
    @click.argument("other")
    @click.option("--by", metavar="ACTOR", required=True, help=say(language, "help_by"))
    @click.option("--reason", help=say(language, "help_why"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def unmerge_two(
        terminal: Terminal, one: str, other: str, by: str, reason: str | None, log: str | None
    ) -> None:
        done = terminal.run(_unmerge(terminal, _household(one), _household(other), by, reason, log))
        terminal.say("unmerged", survivor=done.survivor, merged=done.merged)
        terminal.give(done)

    return unmerge_two


def split(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("split", help=say(language, "help_split"))
    @click.argument("household")
    @click.option("--by", metavar="ACTOR", required=True, help=say(language, "help_by"))
    @click.option(
        "--member", "members", metavar="ID", multiple=True, required=True,
        help=say(language, "help_split_members"),
    )  # fmt: skip
    @click.option("--head", metavar="ID", required=True, help=say(language, "help_split_head"))
    @click.option(
        "--reason", required=True, type=click.Choice(_REASONS),
        help=say(language, "help_split_reason"),
    )  # fmt: skip
    @click.option("--on", metavar="DATE", help=say(language, "help_split_on"))
    @click.option("--region", metavar="CODE", help=say(language, "help_split_region"))
    @click.option(
        "--relation", "relations", metavar="ID=…", multiple=True,
        help=say(language, "help_split_relation"),
    )  # fmt: skip
    @click.option(
        "--programme", type=click.Choice(_STAYS), help=say(language, "help_split_programme")
    )
    @click.option(
        "--enterprise", "enterprises", metavar="ID", multiple=True,
        help=say(language, "help_split_enterprise"),
    )  # fmt: skip
    @click.option("--yes", is_flag=True, help=say(language, "help_split_yes"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def split_one(
        terminal: Terminal,
        household: str,
        by: str,
        members: tuple[str, ...],
        head: str,
        reason: splitting.Reason,
        on: str | None,
        region: str | None,
        relations: tuple[str, ...],
        programme: splitting.Stays | None,
        enterprises: tuple[str, ...],
        yes: bool,
        log: str | None,
    ) -> int:
        asked = splitting.Asked(
            household=_household(household),
            members=tuple(EntityId(each) for each in dict.fromkeys(members)),
            head=EntityId(head),
            reason=reason,
            by=by,
            on=_day(on),
            region=None if region is None else parse_region(region),
            relations={EntityId(a): _relation(b) for a, b in _pairs(relations)},
            programme=programme,
            enterprises=tuple(EntityId(each) for each in enterprises),
            without_head=yes,
        )
        try:
            done = terminal.run(_split(terminal, asked, log))
        except splitting.HeadGoes as error:
            terminal.complain(say(language, "split_head_goes", head=error.head))
            terminal.give({"outcome": "head_goes", "head": error.head})
            return _A_PERSON_DECIDES
        terminal.say(
            "split_done",
            new=done.new_household,
            household=done.household,
            on=when(done.on, language),
            programme=done.programme_stays_with,
        )
        terminal.give(done)
        return _DONE

    return split_one


async def _merge(terminal: Terminal, asked: merging.Asked, log: str | None) -> merging.Merged:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        return await merging.merge(office, desk, asked)


async def _unmerge(
    terminal: Terminal,
    one: HouseholdId,
    other: HouseholdId,
    by: str,
    reason: str | None,
    log: str | None,
) -> merging.Unmerged:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        return await merging.unmerge(office, desk, one, other, by, reason)


async def _split(terminal: Terminal, asked: splitting.Asked, log: str | None) -> splitting.Split:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        return await splitting.split(office, desk, asked)


def _household(text: str) -> HouseholdId:
    if not is_uuid7(text):
        raise InputRefused("missing_household", "name the household by its whole id")
    return HouseholdId(text)


def _day(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise InputRefused("bad_day", f"{text} is no day: write it like 2019-02-01") from error


def _pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    found = []
    for text in texts:
        one, mark, other = text.partition("=")
        if not mark or not is_uuid7(one):
            raise InputRefused("bad_pair", f"{text} is no pair: write ID=ID")
        found.append((one, other))
    return found


def _relation(text: str) -> str:
    choices = [
        choice
        for spec in fields_of("member_added")
        if spec.name == "relation"
        for choice in spec.choices
    ]
    by_label = {choice_label("id", str(choice)): str(choice) for choice in choices}
    if text in choices or text in by_label:
        return by_label.get(text, text)
    raise InputRefused("bad_value", f"{text} is none of {', '.join(map(str, choices))}")
