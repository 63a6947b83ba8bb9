"""`jejak sync`: send what waits and read what is new; `--watch` keeps doing it."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from client_sync.cli.exits import A_PERSON_DECIDES, DIFFERS, DONE, UNREACHABLE
from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.device import Device
    from client_sync.ports import Transport
    from client_sync.sync import Outcome, Progress

WATCH_EVERY_S: Final = 60.0
"""An office of 250 devices sees four requests a second when nothing happens."""

_SENTENCES: Final = {
    "forked": "sync_forked",
    "clone": "sync_clone",
    "revoked": "sync_revoked",
    "incarnation_changed": "sync_restored",
    "office_behind": "sync_restored",
}


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("sync", help=say(language, "help_sync"))
    @on_device(language)
    @click.option("--watch", is_flag=True, help=say(language, "help_watch"))
    @click.option(
        "--every",
        type=click.FloatRange(min=0.1),
        default=WATCH_EVERY_S,
        show_default=True,
        metavar="SECONDS",
        help=say(language, "help_every"),
    )
    def sync(terminal: Terminal, /, watch: bool, every: float) -> int:
        if not watch:
            return terminal.run(_once(terminal))
        try:
            return terminal.run(_watch(terminal, every))
        except KeyboardInterrupt:
            return DONE  # how watching ends

    return sync


async def _once(terminal: Terminal) -> int:
    from client_sync.device import open_device, open_transport

    async with open_device(terminal.setup) as device:
        transport = open_transport(device.profile.office)
        try:
            return _tell(terminal, await _sync(terminal, device, transport, patient=False))
        finally:
            await transport.close()


async def _watch(terminal: Terminal, every_s: float) -> int:
    """Sync again and again; only a person's decision ends it."""
    from client_sync.device import open_device, open_transport

    async with open_device(terminal.setup) as device:
        transport = open_transport(device.profile.office)
        try:
            while True:
                outcome = await _sync(terminal, device, transport, patient=True)
                code = _tell(terminal, outcome)
                if code == A_PERSON_DECIDES:
                    return code
                await asyncio.sleep(max(every_s, outcome.wait_s))
        finally:
            await transport.close()


async def _sync(
    terminal: Terminal, device: "Device", transport: "Transport", *, patient: bool
) -> "Outcome":
    from client_sync.ports import OfficeRefused
    from client_sync.sync import sync
    from events.words import refusal

    try:
        with _bar(terminal) as show:
            return await sync(await device.parts(transport), show, patient=patient)
    except OfficeRefused as error:
        words = refusal(terminal.language, error.code)
        sentence = error.detail if words == error.code else words
        terminal.warn(say(terminal.language, "sync_refused", sentence=sentence))
        raise click.exceptions.Exit(A_PERSON_DECIDES) from error


class _Bar:
    """Says only that it waits; what programs and files get."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal

    def __call__(self, progress: "Progress") -> None:
        if progress.waiting_s:
            seconds = round(progress.waiting_s)
            self._terminal.warn(say(self._terminal.language, "watch_waiting", seconds=seconds))


class _RichBar(_Bar):
    """A bar over the positions of the log that are read."""

    def __init__(self, terminal: Terminal) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        super().__init__(terminal)
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("↑{task.fields[sent]} ↓{task.fields[got]}"),
            TimeElapsedColumn(),
            transient=True,
        )
        self._task = self.progress.add_task(
            say(terminal.language, "sync_sending"), total=None, sent=0, got=0
        )

    def __call__(self, progress: "Progress") -> None:
        key = "watch_waiting" if progress.waiting_s else "sync_sending"
        words = say(self._terminal.language, key, seconds=round(progress.waiting_s))
        self.progress.update(
            self._task,
            description=words,
            completed=progress.position,
            total=progress.log_size or None,
            sent=progress.committed,
            got=progress.items,
        )


@contextmanager
def _bar(terminal: Terminal) -> Iterator[_Bar]:
    if not terminal.is_asking:
        yield _Bar(terminal)
        return
    bar = _RichBar(terminal)
    with bar.progress:
        yield bar


def _tell(terminal: Terminal, outcome: "Outcome") -> int:
    """Print how a sync ended; the exit code."""
    language = terminal.language
    terminal.give(
        {
            "why": outcome.why,
            "requests": outcome.requests,
            "committed": outcome.committed,
            "received": outcome.items,
            "incidents": [{"code": i.code, "stream": i.stream} for i in outcome.incidents],
            "wait_s": outcome.wait_s,
            "left": outcome.left,
            "added": outcome.added,
        }
    )
    if outcome.left:
        terminal.say("sync_left", count=outcome.left)
    if outcome.added:
        terminal.say("sync_added", count=outcome.added)
    for incident in outcome.incidents:
        if incident.code in (
            "digest_differs",
            "verdict_differs",
            "item_unreadable",
            "snapshot_damaged",
        ):
            terminal.warn(
                say(
                    language,
                    "sync_incident",
                    code=say(language, f"incident_{incident.code}"),
                    stream=incident.stream or "",
                )
            )
    if outcome.why == "busy":
        terminal.warn(say(language, "sync_busy", seconds=round(outcome.wait_s)))
        return UNREACHABLE
    if outcome.why != "done":
        terminal.warn(say(language, _SENTENCES[outcome.why]))
        return A_PERSON_DECIDES
    terminal.say(
        "sync_done",
        committed=outcome.committed,
        items=outcome.items,
        requests=outcome.requests,
    )
    mended = ("snapshot_damaged",)
    differs = any(incident.code not in mended for incident in outcome.incidents)
    return DIFFERS if differs else DONE
