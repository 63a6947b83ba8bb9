"""`jejak profiles`: who works on this installation, and whose entries wait to be sent."""

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language


class ProfileLine(msgspec.Struct, frozen=True):
    """One profile; `profile` is null for the one without a name, `name` its holder's."""

    profile: str | None
    name: str | None
    actor: str
    role: str
    region: str
    device: str
    unsent: int
    synced_at: int | None


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("profiles", help=say(language, "help_profiles"))
    @on_device(language)
    def profiles(terminal: Terminal, /) -> None:
        from client_sync.cli.reading import time_of
        from events.words import choice_label

        lines = terminal.run(_read(terminal))
        terminal.give(lines)
        if not lines:
            terminal.say("no_profiles")
            return
        terminal.table(
            "profile_columns",
            [
                (
                    line.profile or "-",
                    line.name or "…",
                    choice_label(language, line.role),
                    line.region or "-",
                    str(line.unsent or ""),
                    "" if line.synced_at is None else time_of(line.synced_at),
                )
                for line in lines
            ],
        )

    return profiles


async def _read(terminal: Terminal) -> list[ProfileLine]:
    from client_sync.device import open_device
    from client_sync.profiles import profiles_of
    from client_sync.reading.names import NAMING_TYPES, names_in
    from events.ids import PROGRAMME

    lines = []
    for name in profiles_of(terminal.home):
        async with (
            open_device(terminal.for_profile(name).setup) as device,
            device.journal.reading() as reading,
        ):
            sync, count = await reading.sync_state(), await reading.outbox_count()
            actors = await reading.rows_of_types(PROGRAMME, NAMING_TYPES)
            names = await names_in(reading, await device.ring(), PROGRAMME, actors)
            profile = device.profile
            lines.append(
                ProfileLine(
                    profile=name,
                    name=names.get(profile.actor),
                    actor=profile.actor,
                    role=profile.role,
                    region=sync.scope_region,
                    device=profile.device,
                    unsent=count.unsent,
                    synced_at=sync.synced_at,
                )
            )
    return lines
