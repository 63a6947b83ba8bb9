"""`jejak-server demo`: play Nana's story here and now, and show what came of it.

Before: a person, or a program that reads `--json`. After: a directory of its own with an office and
two devices, gone when the story is over unless it was named.
"""

import asyncio
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from events.words import day, type_label
from server.cli.words import LANGUAGES, Language, Spoken, say
from server.demo.history_page import show_history
from server.demo.pages import show_heading, show_office
from server.demo.played import Played
from server.demo.player import Player, Tell, opened, time_of
from server.demo.sides_page import show_sides
from server.demo.story import STORY, Entry, Signal, Step, Sync
from server.demo.words import tell

_PIPE_WIDTH: Final = 100


def demo(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("demo", help=say(language, "help_demo"))
    @click.option("--json", "as_json", is_flag=True, help=say(language, "help_json"))
    @click.option("--serve", is_flag=True, help=tell(language, "help.serve"))
    @click.option("--data", metavar="DIR", type=Path, help=tell(language, "help.data"))
    @click.option("--lang", type=click.Choice(LANGUAGES), help=say(language, "help_lang"))
    def play(as_json: bool, serve: bool, data: Path | None, lang: str | None) -> None:
        with _home(data, language) as home:
            asyncio.run(_play(home, language, as_json, serve))

    return play


async def _play(home: Path, language: Language, as_json: bool, serve: bool) -> None:
    async with opened(home) as player:
        with _progress(language) as told:
            played = await player.play(told)
        if as_json:
            sys.stdout.buffer.write(msgspec.json.encode(played) + b"\n")
            sys.stdout.flush()
        else:
            show(_paper(), played, language)
        if serve:
            await _keep_serving(player, home, language)


def show(console: Console, played: Played, language: Language) -> None:
    """Everything, for people."""
    console.rule(Text(tell(language, "title"), style="bold"))
    console.print(tell(language, "scene.intro"))
    show_heading(console, "", played.offline, language)
    show_sides(console, played.offline, language)
    for number, moment in enumerate(played.moments, start=1):
        show_heading(console, f"M{number} · ", moment, language)
        show_office(console, moment, played.names, language)
        show_sides(console, moment, language)
    show_history(console, played, language)


@contextmanager
def _home(data: Path | None, language: Language) -> Iterator[Path]:
    """Where the story is played.

    Errors: Spoken for a directory that holds something.
    """
    if data is None:
        with tempfile.TemporaryDirectory(prefix="jejak-demo-") as made:
            yield Path(made)
        return
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(data.iterdir()):
        raise Spoken("not_empty", tell(language, "not_empty", data=data))
    yield data.resolve()


def _paper() -> Console:
    console = Console(markup=False, highlight=False)
    if not console.is_terminal:
        console.width = _PIPE_WIDTH
    return console


@contextmanager
def _progress(language: Language) -> Iterator[Tell]:
    """A bar on the error stream, for a person who waits there."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _number, _step: None
        return
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=len(STORY))

        def told(number: int, step: Step) -> None:
            date = day(time_of(step).date(), language)
            description = tell(language, "playing", date=date, what=_what(step, language))
            progress.update(task, completed=number, description=description)

        yield told


def _what(step: Step, language: Language) -> str:
    if isinstance(step, Entry):
        return f"{step.device}: {type_label(language, step.type)}"
    if isinstance(step, Sync):
        return tell(language, "step.sync", device=step.device)
    if isinstance(step, Signal):
        return tell(language, "step.back" if step.is_there else "step.cut")
    return tell(language, "step.moment")


async def _keep_serving(player: Player, home: Path, language: Language) -> None:
    """Until a person, or another process, ends it."""
    token = await player.office.token()
    url = player.office.url
    print(tell(language, "serving", url=url, data=home, token=token), file=sys.stderr, flush=True)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await stopped.wait()
