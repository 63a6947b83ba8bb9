"""`jejak note HOUSEHOLD WORDS`: a note about a household or one of its entries, or an answer."""

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("note", help=say(language, "help_note"))
    @on_device(language)
    @click.argument("household")
    @click.argument("words", nargs=-1, required=True)
    @click.option("--about", metavar="ID", help=say(language, "help_note_about"))
    @click.option("--reply", metavar="EVENT", help=say(language, "help_note_reply"))
    @click.option(
        "--for",
        "for_",
        type=click.Choice(("companion", "koordinator")),
        help=say(language, "help_note_for"),
    )
    @click.option("--open", "state", flag_value="open", help=say(language, "help_note_open"))
    @click.option("--done", "state", flag_value="done", help=say(language, "help_note_done"))
    def note(
        terminal: Terminal,
        /,
        household: str,
        words: tuple[str, ...],
        about: str | None,
        reply: str | None,
        for_: str | None,
        state: str | None,
    ) -> int:
        from client_sync.cli.record_outcome import tell
        from client_sync.cli.writing import write_entry
        from events.form import NewEntry

        given = {
            "text": " ".join(words),
            "about": about,
            "reply_to": reply,
            "for": for_,
            "state": state or ("open" if for_ is not None else None),
        }
        fields: dict[str, object] = {key: value for key, value in given.items() if value}
        entry = NewEntry(type="note_written", household=household, fields=fields)
        return tell(terminal, entry.type, terminal.run(write_entry(terminal, entry)))

    return note
