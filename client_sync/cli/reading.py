"""What the commands that read have in common: opening the device, resolving ids, plain words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Final

from client_sync.cli.terminal import Terminal
from client_sync.device import Device, open_device
from client_sync.reading.cards import HouseholdCard
from client_sync.reading.finding import find
from client_sync.reading.pages import Pages, short_ids
from client_sync.refusals import DeviceRefused, Language
from client_sync.writing.references import References
from events.dates import day_of_ms, parse_rfc3339, rfc3339
from events.ids import StreamId
from events.limits import CLOCK_MS_MAX
from events.search import SLIP
from events.words import TABLES, pick, when

_SHOWN_MAX: Final = 5


@asynccontextmanager
async def opened(terminal: Terminal) -> AsyncIterator[tuple[Device, Pages]]:
    """The device and what people read on it."""
    async with open_device(terminal.setup) as device:
        yield device, await device.pages()


async def household_named(device: Device, text: str) -> StreamId:
    """The household a person named, by the beginning of its id or by what it is called.

    Errors: DeviceRefused when none is meant, or several are.
    """
    async with device.journal.reading() as reading:
        references = References(reading, device.chance, await device.clock.now_ms())
        try:
            return StreamId(await references.household(text))
        except DeviceRefused as refused:
            # `ade` may begin an id and be a name; what begins several ids is no name of one.
            if refused.code == "ambiguous_id":
                raise
    called = await (await device.caseload()).called()
    found = find(called, text)
    nearest = [each for each in found if each.distance == found[0].distance < SLIP]
    if not nearest:
        raise DeviceRefused("nobody_called", given=text)
    if len(nearest) > 1:
        short = await short_names(device)
        named = [f"{each.called.head or '…'} {short[each.household]}" for each in nearest]
        raise DeviceRefused("ambiguous_name", given=text, choices="; ".join(named[:_SHOWN_MAX]))
    return nearest[0].household


async def short_names(device: Device) -> dict[str, str]:
    """The shortest beginning of each household's id that means it alone on this device."""
    async with device.journal.reading() as reading:
        return short_ids(await reading.stream_ids())


async def today(device: Device) -> date:
    """The day of the device's clock in WIB."""
    return day_of_ms(await device.clock.now_ms())


def day_named(text: str) -> date:
    """Errors: DeviceRefused for what is no day."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DeviceRefused("bad_day", given=text) from error


def moment_named(text: str) -> int:
    """Errors: DeviceRefused for what is no moment with a time zone."""
    try:
        return parse_rfc3339(text)
    except ValueError as error:
        raise DeviceRefused("bad_moment", given=text) from error


def word(language: Language, table: str, code: str) -> str:
    """The words of a code; one without words is shown as it is."""
    words = TABLES.get(table, {}).get(code)
    return pick(language, words) if words is not None else code


def reasons_of(language: Language, card: HouseholdCard) -> str:
    """Why a household is due a visit; a promise with its day."""
    reasons = [word(language, "reason", reason) for reason in card.why]
    if "promised" in card.why and card.next_visit is not None:
        promised = card.why.index("promised")
        reasons[promised] += f" ({when(card.next_visit, language)})"
    return "; ".join(reasons)


def reason_to_look(language: Language, code: str) -> str:
    """A flag of an entry, or why the office holds it back, in words."""
    words = TABLES["flag"].get(code) or TABLES["refusal"].get(code)
    return pick(language, words) if words is not None else code


def time_of(at_ms: int) -> str:
    """`2018-12-14 09:00`, in WIB; `?` for a moment that no clock shows: its row is damaged."""
    return rfc3339(at_ms)[:16].replace("T", " ") if 0 <= at_ms <= CLOCK_MS_MAX else "?"
