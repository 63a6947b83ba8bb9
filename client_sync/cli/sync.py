"""`jejak sync`: send what waits and read what is new; `--watch` keeps doing it.

`--office` names another address, which is kept once the same office has answered there: whoever
else answers has not its key.
"""

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
    from client_sync.exchange.sync import Outcome, Progress
    from client_sync.ports import Transport

WATCH_EVERY_S: Final = 60.0
"""An office of 250 devices sees four requests a second when nothing happens."""

_SENTENCES: Final = {
    "chain_short": "sync_chain_short",
    "forked": "sync_forked",
    "clone": "sync_clone",
    "revoked": "sync_revoked",
    "history_differs": "sync_history_differs",
    "incarnation_changed": "sync_restored",
    "office_behind": "sync_restored",
}

_DIFFERING: Final = ("chain_short", "history_differs")
_STRANGE: Final = ("history_differs", "incarnation_changed", "office_behind")
"""The office's keys, and not what this device has read of it: a copy, perhaps."""

_LOST: Final = ("own_lost", "unsent_damaged", "unsent_lost")

_HEALED: Final = (
    "device_cloned", "device_restored", "fork", "household_mended", "office_restored",
    "snapshot_damaged",
)  # fmt: skip
"""Incidents after which all is well again, or goes on by itself."""


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
    @click.option("--all-profiles", is_flag=True, help=say(language, "help_all_profiles"))
    @click.option("--office", metavar="URL", help=say(language, "help_office"))
    def sync(
        terminal: Terminal, /, watch: bool, every: float, all_profiles: bool, office: str | None
    ) -> int:
        if watch and (all_profiles or office):
            raise click.UsageError("--watch, --all-profiles, --office")
        address = None if office is None else office.rstrip("/")
        if all_profiles:
            return _everybody(terminal, address)
        if not watch:
            return terminal.run(_once(terminal, address))
        try:
            return terminal.run(_watch(terminal, every))
        except KeyboardInterrupt:
            return DONE  # how watching ends

    return sync


def _everybody(terminal: Terminal, address: str | None) -> int:
    from client_sync.cli.profiles import for_each

    def once(one: Terminal) -> int:
        one.say("sync_profile", profile=one.profile or "-")
        return one.run(_once(one, address))

    return for_each(terminal, once)


async def _once(terminal: Terminal, address: str | None) -> int:
    """Sync once; an office that answered at another address, and goes on there, has moved."""
    from client_sync.device import open_device, open_transport

    async with open_device(terminal.setup) as device:
        known = device.profile.office
        transport = open_transport(known if address is None else address)
        try:
            outcome = await _sync(terminal, device, transport, patient=False)
            if address not in (None, known) and outcome.why not in _STRANGE:
                async with device.journal.writing() as writing:
                    await writing.office_moved(address)
                terminal.say("office_moved", office=address)
            return tell_outcome(terminal, outcome)
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
                code = tell_outcome(terminal, outcome)
                if code == A_PERSON_DECIDES:
                    return code
                await asyncio.sleep(max(every_s, outcome.wait_s))
        finally:
            await transport.close()


async def _sync(
    terminal: Terminal, device: "Device", transport: "Transport", *, patient: bool
) -> "Outcome":
    from client_sync.exchange.sync import sync
    from client_sync.ports import OfficeRefused
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
            seconds = _seconds(progress)
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
        words = say(self._terminal.language, key, seconds=_seconds(progress))
        self.progress.update(
            self._task,
            description=words,
            completed=progress.position,
            total=progress.log_size or None,
            sent=progress.committed,
            got=progress.items,
        )


def _seconds(progress: "Progress") -> int:
    return max(1, round(progress.waiting_s))


@contextmanager
def _bar(terminal: Terminal) -> Iterator[_Bar]:
    if not terminal.is_asking:
        yield _Bar(terminal)
        return
    bar = _RichBar(terminal)
    with bar.progress:
        yield bar


def tell_outcome(terminal: Terminal, outcome: "Outcome") -> int:
    """Print how a sync ended; the exit code."""
    from events.words.formats import number
    from events.words.nouns import so_many

    language = terminal.language
    terminal.give(
        {
            "profile": terminal.profile,
            "why": outcome.why,
            "requests": outcome.requests,
            "committed": outcome.committed,
            "received": outcome.items,
            "incidents": [{"code": i.code, "stream": i.stream} for i in outcome.incidents],
            "wait_s": outcome.wait_s,
            "left": outcome.left,
            "added": outcome.added,
            "let_go": outcome.let_go,
            "office_ahead_ms": outcome.office_ahead_ms,
        }
    )
    if outcome.left:
        terminal.say("sync_left", households=so_many(language, outcome.left, "household"))
    if outcome.added:
        terminal.say("sync_added", households=so_many(language, outcome.added, "household"))
    if outcome.let_go:
        terminal.say("sync_let_go", entries=so_many(language, outcome.let_go, "entry"))
    if skewed := skew(terminal, outcome.synced_at, outcome.office_ahead_ms):
        terminal.warn(skewed)
    is_open = _tell_incidents(terminal, outcome)
    if outcome.why == "busy":
        terminal.warn(say(language, "sync_busy", seconds=round(outcome.wait_s)))
        return UNREACHABLE
    if outcome.why != "done":
        terminal.warn(say(language, _SENTENCES[outcome.why]))
        return DIFFERS if outcome.why in _DIFFERING else A_PERSON_DECIDES
    terminal.say(
        "sync_done",
        committed=number(outcome.committed, language),
        items=number(outcome.items, language),
        requests=so_many(language, outcome.requests, "request"),
    )
    return DIFFERS if is_open else DONE


def skew(terminal: Terminal, synced_at: int | None, office_ahead_ms: int | None) -> str | None:
    """What to say of a clock that was wrong at a sync; a story's runs as its author likes."""
    from client_sync.clock import STORY_MARKER
    from events.limits import CLOCK_SKEW_FLAGGED_MS

    if synced_at is None or abs(office_ahead_ms or 0) <= CLOCK_SKEW_FLAGGED_MS:
        return None
    if (terminal.data / STORY_MARKER).exists():
        return None
    from client_sync.cli.reading import time_of

    theirs = synced_at + (office_ahead_ms or 0)
    return say(terminal.language, "clock_differs", ours=time_of(synced_at), theirs=time_of(theirs))


def _tell_incidents(terminal: Terminal, outcome: "Outcome") -> bool:
    """Say what was noticed, mended or not; True when some of it is not."""
    language = terminal.language
    mended = {one.stream for one in outcome.incidents if one.code == "household_mended"}
    is_open = False
    for one in outcome.incidents:
        if one.code in _SENTENCES:
            continue  # it ended the sync, which says so itself
        if one.code == "digest_differs" and one.stream in mended:
            continue
        is_healed = one.code in _HEALED
        is_open |= not is_healed
        key = "sync_lost" if one.code in _LOST else "sync_incident"
        terminal.warn(
            say(
                language,
                "sync_healed" if is_healed else key,
                what=say(language, f"incident_{one.code}"),
                stream=f" [{one.stream}]" if one.stream else "",
            )
        )
    return is_open
