"""`jejak profiles`: who works on this installation, and whose entries wait to be sent."""

from collections.abc import Callable
from typing import Final

import click
import msgspec

from client_sync.cli.exits import (
    A_PERSON_DECIDES,
    DIFFERS,
    DONE,
    REFUSED,
    UNREACHABLE,
    exit_of,
)
from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

_GRAVITY: Final = (DONE, UNREACHABLE, REFUSED, DIFFERS, A_PERSON_DECIDES)
"""Exit codes of several profiles: the last of them counts."""


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
    def profiles(terminal: Terminal, /) -> int:
        from client_sync.cli.reading import time_of
        from events.words import choice_label

        lines: list[ProfileLine] = []

        def read(one: Terminal) -> int:
            lines.append(one.run(_read(one)))
            return DONE

        code = for_each(terminal, read)
        terminal.give(lines)
        if not lines:
            if code == DONE:
                terminal.say("no_profiles")
            return code
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
        return code

    return profiles


def for_each(terminal: Terminal, work: Callable[[Terminal], int]) -> int:
    """Do it for each profile; what goes wrong with one holds up no other. The gravest exit code."""
    from client_sync.profiles import NAMELESS, profiles_of

    codes = [DONE]
    for name in profiles_of(terminal.home):
        try:
            codes.append(work(terminal.for_profile(name)))
        except click.exceptions.Exit as ended:
            codes.append(ended.exit_code)
        except Exception as error:
            found = exit_of(terminal.language, error)
            if found is None:
                raise
            terminal.warn(f"{name or NAMELESS}: {found.sentence}")
            codes.append(found.code)
    return max(codes, key=_GRAVITY.index)


async def _read(terminal: Terminal) -> ProfileLine:
    from client_sync.device import open_device
    from client_sync.reading.names import NAMING_TYPES, names_in
    from events.ids import PROGRAMME

    async with open_device(terminal.setup) as device, device.journal.reading() as reading:
        sync, count = await reading.sync_state(), await reading.outbox_count()
        actors = await reading.rows_of_types(PROGRAMME, NAMING_TYPES)
        names = await names_in(reading, await device.ring(), PROGRAMME, actors)
        profile = device.profile
        return ProfileLine(
            profile=terminal.profile,
            name=names.get(profile.actor),
            actor=profile.actor,
            role=profile.role,
            region=sync.scope_region,
            device=profile.device,
            unsent=count.unsent,
            synced_at=sync.synced_at,
        )
