"""`jejak record TYPE …` and `jejak record --from FILE`: writing entries.

The types are commands of their own, made from the registry when one is named
(`cli/record_type.py`); many entries go through `cli/record_lines.py` in one process.
"""

import click

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language


class RecordGroup(click.Group):
    """A command per type that a device may write."""

    def __init__(self, language: Language, command: click.Command) -> None:
        super().__init__(
            "record",
            callback=command.callback,
            params=command.params,
            help=say(language, "help_record"),
            invoke_without_command=True,
        )
        self.language = language

    def list_commands(self, ctx: click.Context) -> list[str]:
        from events.types import REGISTRY

        return [name for name, spec in REGISTRY.items() if spec.streams != ("office",)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from client_sync.cli.record_type import type_command

        if cmd_name not in self.list_commands(ctx):
            return None
        return type_command(self.language, cmd_name)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """A type that is not there is named with those it may have meant."""
        name = args[0]
        if name.startswith("-") or name in self.list_commands(ctx):
            return super().resolve_command(ctx, args)
        from events.form import fill

        problems = fill(name, {})
        assert isinstance(problems, list)
        raise click.UsageError(problems[0].say(self.language), ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The types, without making the options of any."""
        from events.words import type_label

        rows = [(name, type_label(self.language, name)) for name in self.list_commands(ctx)]
        with formatter.section(say(self.language, "types")):
            formatter.write_dl(rows)


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command()
    @on_device(language)
    @click.option("--from", "source", metavar="FILE", help=say(language, "help_from"))
    @click.option("--paper", is_flag=True, help=say(language, "help_paper"))
    @click.option("--yes", is_flag=True, help=say(language, "help_yes"))
    @click.pass_context
    def record(
        ctx: click.Context, /, terminal: Terminal, source: str | None, paper: bool, yes: bool
    ) -> int:
        if ctx.invoked_subcommand is not None:
            return 0
        if source is None:
            click.echo(ctx.get_help())
            return 2
        from client_sync.cli.record_lines import record_lines

        return terminal.run(record_lines(terminal, source, yes))

    return RecordGroup(language, record)
