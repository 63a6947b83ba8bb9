"""`jejak doctor`: look the journal through, and mend what can be mended without losing anything."""

import click

from client_sync.cli.exits import DIFFERS, DONE
from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.reading.findings import Checkup
from client_sync.refusals import Language

_SHOWN_MAX = 50


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("doctor", help=say(language, "help_doctor"))
    @on_device(language)
    @click.option("--repair", is_flag=True, help=say(language, "help_repair"))
    def doctor(terminal: Terminal, /, repair: bool) -> int:
        from events.words.nouns import so_many

        found = terminal.run(_examine(terminal, repair))
        terminal.give(found)
        for one in found.findings[:_SHOWN_MAX]:
            words = say(language, f"doctor_{one.what}", about=one.about, detail=one.detail)
            asked = "doctor_asked" if one.is_asked_for else "doctor_mended"
            terminal.say(asked if one.mended else "doctor_found", words=words)
        terminal.say(
            "doctor_done",
            entries=so_many(language, found.entries, "entry"),
            households=so_many(language, found.households, "household"),
            keys=so_many(language, found.keys, "key"),
            findings=so_many(language, len(found.findings), "finding"),
        )
        if found.is_helped_by_repair and not repair:
            terminal.say("doctor_repair")
        elif found.must_sync:
            terminal.say("doctor_sync")
        return DONE if found.is_sound else DIFFERS

    return doctor


async def _examine(terminal: Terminal, repair: bool) -> Checkup:
    from client_sync.device import open_device

    async with open_device(terminal.setup) as device:
        return await (await device.doctor()).examine(repair)
