"""`jejak status`: is everything sent, what is held, is anything wrong."""

from typing import TYPE_CHECKING

import click
import msgspec

from client_sync.cli.terminal import Terminal, on_device
from client_sync.cli.words import say
from client_sync.refusals import Language

if TYPE_CHECKING:
    from client_sync.storage.journal_reading import Reading


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """How a device stands; times are ms since 1970 UTC."""

    device: str
    actor: str
    role: str
    region: str
    log: str
    deployment: str
    office: str
    story: bool
    unsent: int
    unsent_bytes: int
    oldest_unsent_at: int | None
    entries: int
    households: int
    incomplete: int
    """Households of which some history is still to come."""
    left: int
    """Own entries of households that were handed over, here until they are safe."""
    let_go: int
    """Those that were safe, and are no longer here."""
    position: int
    log_size: int
    committed: tuple[int, int]
    safe: tuple[int, int]
    proved: int
    """So many positions the office has proved to hold unchanged."""
    is_doubted: bool
    """The last that the office stated of its history was not proved."""
    synced_at: int | None
    office_ahead_ms: int | None
    forked_at: int | None
    refused: str | None
    incidents: tuple["Said", ...]


class Said(msgspec.Struct, frozen=True):
    """An incident; `detail` is for whoever mends it."""

    at: int
    code: str
    stream: str | None
    detail: msgspec.Raw


def command(language: Language) -> click.Command:
    """The command in a language."""

    @click.command("status", help=say(language, "help_status"))
    @on_device(language)
    def status(terminal: Terminal, /) -> None:
        found = terminal.run(_read(terminal))
        if terminal.for_programs:
            terminal.give(found)
        else:
            _print(terminal, found)

    return status


async def _read(terminal: Terminal) -> Status:
    from client_sync.clock import STORY_MARKER
    from client_sync.device import open_device
    from events.ids import OFFICE, PROGRAMME

    async with (
        open_device(terminal.setup) as device,
        device.journal.reading() as reading,
    ):
        profile = device.profile
        sync = await reading.sync_state()
        count = await reading.outbox_count()
        head = await reading.chain()
        streams = await reading.stream_ids()
        return Status(
            device=profile.device,
            actor=profile.actor,
            role=profile.role,
            region=sync.scope_region,
            log=profile.log,
            deployment=profile.deployment,
            office=profile.office,
            story=(terminal.data / STORY_MARKER).exists(),
            unsent=count.unsent,
            unsent_bytes=count.unsent_bytes,
            oldest_unsent_at=count.oldest_at,
            entries=head.sequence,
            households=len([name for name in streams if name not in (PROGRAMME, OFFICE)]),
            incomplete=await _incomplete(reading),
            left=await reading.left_count(),
            let_go=await reading.gone_count(),
            position=sync.cursor.size,
            log_size=sync.log_size,
            committed=sync.committed,
            safe=sync.safe,
            proved=await _proved(reading),
            is_doubted=await _is_doubted(reading, sync.synced_at or 0),
            synced_at=sync.synced_at,
            office_ahead_ms=sync.office_ahead_ms,
            forked_at=sync.fork.sequence + 1 if sync.fork is not None else None,
            refused=sync.refused,
            incidents=tuple(
                Said(incident.at, incident.code, incident.stream, msgspec.Raw(incident.detail))
                for incident in await reading.incidents(20)
            ),
        )


async def _proved(reading: "Reading") -> int:
    newest = (await reading.checkpoints()).newest
    return 0 if newest is None else newest.size


async def _is_doubted(reading: "Reading", synced_at: int) -> bool:
    """True while no answer was believed since one that was not proved."""
    said = await reading.incidents(20)
    return any(one.code == "history_differs" and one.at > synced_at for one in said)


async def _incomplete(reading: "Reading") -> int:
    """How many households are not held whole: all of them while a snapshot is taken in."""
    from events.ids import OFFICE, PROGRAMME

    streams = await reading.streams()
    waiting = [one for one in streams if one.incomplete and one.held]
    return len([one for one in waiting if one.id not in (PROGRAMME, OFFICE)])


def _print(terminal: Terminal, found: Status) -> None:
    from client_sync.cli.reading import time_of
    from client_sync.cli.sync import skew
    from events.words import choice_label
    from events.words.formats import number
    from events.words.nouns import so_many

    terminal.say(
        "status_device",
        device=found.device,
        role=choice_label(terminal.language, found.role),
        region=found.region,
        log=found.log,
        deployment=found.deployment,
    )
    terminal.say("status_office", office=found.office)
    if found.oldest_unsent_at is None:
        terminal.say("status_all_sent")
    else:
        since = time_of(found.oldest_unsent_at)
        entries = so_many(terminal.language, found.unsent, "entry")
        terminal.say("status_unsent", entries=entries, since=since)
    _print_held(terminal, found)
    if found.synced_at is None:
        terminal.say("status_never")
    else:
        terminal.say("status_synced", time=time_of(found.synced_at))
    if found.is_doubted:
        terminal.say("sync_history_differs")
    elif found.proved:
        terminal.say("status_proved", size=number(found.proved, terminal.language))
    if skewed := skew(terminal, found.synced_at, found.office_ahead_ms):
        terminal.show(skewed)
    if found.story:
        terminal.say("status_story")
    if found.forked_at is not None:
        terminal.say("sync_forked")
    if found.refused is not None:
        terminal.say(f"sync_{found.refused}")
    for incident in found.incidents:
        terminal.say(
            "status_incident",
            time=time_of(incident.at),
            code=say(terminal.language, f"incident_{incident.code}"),
            stream=f" [{incident.stream}]" if incident.stream else "",
        )


def _print_held(terminal: Terminal, found: Status) -> None:
    from events.words.formats import number
    from events.words.nouns import so_many

    terminal.say(
        "status_held",
        households=so_many(terminal.language, found.households, "household"),
        size=number(found.position, terminal.language),
        log_size=number(found.log_size, terminal.language),
    )
    if found.incomplete:
        counted = so_many(terminal.language, found.incomplete, "household")
        terminal.say("status_incomplete", households=counted)
    for key, count in (("status_left", found.left), ("status_let_go", found.let_go)):
        if count:
            terminal.say(key, entries=so_many(terminal.language, count, "entry"))
