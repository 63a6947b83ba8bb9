"""`jejak-server scope DEVICE|ACTOR`: what a device sees and since when; options change it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import click

from events.dates import rfc3339
from events.errors import InputRefused
from events.ids import HouseholdId, is_hex_id, is_uuid7
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.devices.enrolled import Device, all_devices
from server.exchange.scope_view import ScopeView, change_by_hand, view_scope
from server.office import Desk, Office, open_office
from server.officers.actors import author_named, check_region, find_actor

_DEVICE_DIGITS_MIN: Final = 4


class _Change(NamedTuple):
    """What an officer asks to change."""

    region: str | None
    no_region: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    by: str | None

    @property
    def is_asked(self) -> bool:
        return bool(self.region or self.no_region or self.added or self.removed)


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("scope", help=say(language, "help_scope"))
    @click.argument("who", metavar="DEVICE|ACTOR")
    @click.option("--region", metavar="CODE", help=say(language, "help_scope_region"))
    @click.option("--no-region", is_flag=True, help=say(language, "help_scope_no_region"))
    @click.option("--add", multiple=True, metavar="ID", help=say(language, "help_scope_add"))
    @click.option("--remove", multiple=True, metavar="ID", help=say(language, "help_scope_remove"))
    @click.option("--list", "listed", is_flag=True, help=say(language, "help_scope_list"))
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def scope(
        terminal: Terminal,
        who: str,
        region: str | None,
        no_region: bool,
        add: tuple[str, ...],
        remove: tuple[str, ...],
        listed: bool,
        by: str | None,
        log: str | None,
    ) -> None:
        change = _Change(region, no_region, add, remove, by)
        found = terminal.run(_scopes(terminal, who, change, listed, log))
        terminal.give(found)
        for view in found:
            _print(terminal, view)

    return scope


async def _scopes(
    terminal: Terminal, who: str, change: _Change, listed: bool, log: str | None
) -> list[ScopeView]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        devices = await _devices(office, desk, who)
        if change.is_asked:
            await _change(office, desk, devices, change)
            devices = await _devices(office, desk, who)
        async with office.database.read() as transaction:
            return [
                await view_scope(transaction, desk.log, device, listed=listed) for device in devices
            ]


async def _devices(office: Office, desk: Desk, who: str) -> list[Device]:
    """The devices that a beginning of an id names, or that somebody holds."""
    async with office.database.read() as transaction:
        known = await all_devices(transaction, desk.log)
    is_id = len(who) >= _DEVICE_DIGITS_MIN and is_hex_id(who.ljust(32, "0"))
    found = [device for device in known if is_id and device.id.startswith(who)]
    if not found:
        actor = await find_actor(office, desk, who)
        found = [] if actor is None else [one for one in known if one.actor == actor.id]
    if not found:
        raise InputRefused("unknown_device", f"no device begins with {who}, and nobody has it")
    return found


async def _change(office: Office, desk: Desk, devices: Sequence[Device], change: _Change) -> None:
    if len(devices) > 1:
        raise InputRefused(
            "several_devices", f"{len(devices)} devices are meant: name one by its id"
        )
    (device,) = devices
    if change.region is not None and change.no_region:
        raise click.UsageError("--region, --no-region")
    for household in (*change.added, *change.removed):
        if not is_uuid7(household):
            raise InputRefused("missing_household", "name households by their whole ids")
    region = device.scope_region
    if change.region is not None:
        region = check_region(desk, change.region)
    elif change.no_region:
        region = None
    await change_by_hand(
        desk.device, device, await author_named(office, desk, change.by), region,
        [HouseholdId(name) for name in change.added],
        [HouseholdId(name) for name in change.removed],
    )  # fmt: skip


def _print(terminal: Terminal, view: ScopeView) -> None:
    def named(region: str | None) -> str:
        if region is None:
            return say(terminal.language, "scope_no_region")
        return say(terminal.language, "scope_region", region=region)

    terminal.say(
        "scope_device", device=view.device, role=view.role, households=view.households,
        region=named(view.region), version=view.version,
    )  # fmt: skip
    for name, households in (("scope_added", view.added), ("scope_removed", view.removed)):
        for household in households:
            terminal.say(name, household=household)
    rows = [
        (str(version.version), named(version.region), str(version.position),
         "" if version.since is None else rfc3339(version.since))
        for version in view.versions
    ]  # fmt: skip
    terminal.table(say(terminal.language, "scope_columns").split("|"), rows)
    for seen in view.listed or ():
        terminal.say("scope_seen", household=seen)
