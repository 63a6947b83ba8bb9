"""`jejak-server devices` and `jejak-server revoke`: who holds what, and who no longer may."""

from typing import Final, get_args

import click
import msgspec

from events.errors import InputRefused
from events.ids import DeviceId
from events.words import choice_label
from events.words.nouns import so_many
from server.cli.desks import time_of
from server.cli.orphans import officer_of, reason_of
from server.cli.terminal import Terminal, choose_log, on_office
from server.cli.words import Language, say
from server.devices.contacts import DeviceRow, device_rows
from server.devices.enrolled import Device, all_devices
from server.exchange.cloning import approve as approve_copy
from server.exchange.enrolling import Reason
from server.exchange.enrolling import revoke as revoke_device
from server.exchange.scope_view import scope_sizes
from server.office import Desk, Office, open_office
from server.officers.actors import all_actors, author_named

_REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


class _Listed(DeviceRow, frozen=True, kw_only=True):
    """A device, and what its holder is called."""

    name: str | None
    households: int
    """How many it sees."""


def devices(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("devices", help=say(language, "help_devices"))
    @click.option("--silent", is_flag=True, help=say(language, "help_silent"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def list_devices(terminal: Terminal, silent: bool, log: str | None) -> None:
        found = [d for d in terminal.run(_list(terminal, log)) if d.is_silent or not silent]
        rows = [
            (d.device, d.name or d.actor, choice_label(language, d.role), d.region,
             str(d.enrolled_position),
             "-" if d.revoked_position is None else str(d.revoked_position), time_of(d.contact),
             str(d.scope_version), d.scope_region or "-", str(d.households), _copy(terminal, d))
            for d in found
        ]  # fmt: skip
        terminal.table(say(language, "device_columns").split("|"), rows)
        terminal.give(found)

    return list_devices


def _copy(terminal: Terminal, device: _Listed) -> str:
    """What a list says of a copy."""
    if device.cloned_from is None:
        return "-"
    words = "copy_waits" if device.waits else "copy_approved"
    return say(terminal.language, words, device=device.cloned_from[:8])


def approve(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("approve", help=say(language, "help_approve"))
    @click.argument("device")
    @click.option("--by", metavar="ACTOR", required=True, help=say(language, "help_by"))
    @click.option("--reason", required=True, help=say(language, "help_why"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def approve_one(terminal: Terminal, device: str, by: str, reason: str, log: str | None) -> None:
        approved, count = terminal.run(_approve(terminal, device, by, reason, log))
        entries = so_many(language, count, "entry")
        terminal.say("approved", device=approved, entries=entries)
        terminal.give({"device": approved, "entries": count})

    return approve_one


def revoke(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("revoke", help=say(language, "help_revoke"))
    @click.argument("device")
    @click.option(
        "--reason", required=True, type=click.Choice(_REASONS), help=say(language, "help_reason")
    )
    @click.option("--by", metavar="ACTOR", help=say(language, "help_by"))
    @click.option("--log", metavar="PP.KK", help=say(language, "help_log"))
    @on_office(language)
    def revoke_one(
        terminal: Terminal, device: str, reason: Reason, by: str | None, log: str | None
    ) -> None:
        revoked, position = terminal.run(_revoke(terminal, device, reason, by, log))
        terminal.say("revoked", device=revoked, position=position)
        terminal.give({"device": revoked, "position": position, "reason": reason})

    return revoke_one


async def _list(terminal: Terminal, log: str | None) -> list[_Listed]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        async with office.database.read() as transaction:
            names = {a.id: a.name for a in await all_actors(office, desk, transaction)}
            rows = await device_rows(transaction, desk.log, office.keys.device, office.now_ms())
            sizes = await scope_sizes(
                transaction, desk.log, await all_devices(transaction, desk.log)
            )
    return [
        _Listed(
            **msgspec.structs.asdict(row),
            name=names.get(row.actor),
            households=sizes[row.device],
        )
        for row in rows
    ]


async def _revoke(
    terminal: Terminal, prefix: str, reason: Reason, by: str | None, log: str | None
) -> tuple[DeviceId, int]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        device = await _one(office, desk, prefix)
        who = await author_named(office, desk, by)
        written = await revoke_device(desk.device, device.id, reason, who)
        return device.id, written.position


async def _approve(
    terminal: Terminal, prefix: str, by: str, reason: str, log: str | None
) -> tuple[DeviceId, int]:
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        device = await _one(office, desk, prefix)
        officer = await officer_of(office, desk, by)
        return device.id, await approve_copy(desk.device, device, officer, reason_of(reason))


async def _one(office: Office, desk: Desk, prefix: str) -> Device:
    async with office.database.read() as transaction:
        found = [d for d in await all_devices(transaction, desk.log) if d.id.startswith(prefix)]
    if len(found) > 1:
        raise InputRefused("ambiguous", f"{len(found)} devices begin with {prefix}")
    if not found:
        raise InputRefused("unknown_device", f"no device begins with {prefix}")
    if found[0].revoked_position is not None:
        raise InputRefused("already_revoked", "this device is revoked already")
    return found[0]
