"""Back-fill: the history of households that came into a device's scope, part by part.

The device says what it lacks of each (`events.wire.Filling`) and moves its own mark with what came,
so a cut costs no more than one reply. Before: the page, which has the first room in a reply
(`server/relaying/pages.py`). After: the device shows such a household as incomplete until nothing
lacks.
"""

from typing import Final, NamedTuple

from events import limits
from events.entry import Item
from events.errors import MalformedRequest
from events.ids import LogId, is_uuid7
from events.wire import Fill, Filling, Page
from server.database import Transaction
from server.devices.enrolled import Device
from server.devices.scoping import seen_of
from server.log import Head
from server.relaying.pages import item_of

_ROWS_AT_ONCE: Final = 500
"""A row may hold 48 KiB, so a reply's bytes are counted every few hundred."""


class Filled(NamedTuple):
    """What goes into a reply; `whole` are those of which the device then lacks nothing."""

    fills: tuple[Fill, ...] = ()
    whole: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()


def check_filling(filling: tuple[Filling, ...]) -> None:
    """Errors: MalformedRequest for too many, or what is no range of a household."""
    if len(filling) > limits.FILLINGS_MAX:
        raise MalformedRequest("too_many", f"ask for {limits.FILLINGS_MAX} households at most")
    if not all(is_uuid7(one.household) and 0 <= one.start <= one.end < 2**53 for one in filling):
        raise MalformedRequest("bad_form", "`filling` names households and ranges of positions")


async def read_fills(
    transaction: Transaction,
    log: LogId,
    head: Head,
    device: Device,
    filling: tuple[Filling, ...],
    page: Page,
    bytes_max: int,
) -> Filled:
    """As much of what is lacking as a reply has room for beside its page."""
    room = _Room(page, bytes_max)
    seen = await seen_of(transaction, log, device, [one.household for one in filling])
    fills: list[Fill] = []
    keys: set[str] = set()
    whole = set()
    for wanted in filling:
        if wanted.household not in seen:
            continue
        if not room.events:
            break
        fill = await _fill(transaction, log, wanted, min(wanted.end, head.size), room, keys)
        fills.append(fill)
        if fill.end == wanted.end:
            whole.add(str(wanted.household))
    return Filled(tuple(fills), frozenset(whole), frozenset(keys))


class _Room:
    """What a reply can still take."""

    def __init__(self, page: Page, bytes_max: int) -> None:
        used = sum(len(item.line) + len(item.personal or b"") for item in page.items)
        self.events = max(0, limits.PAGE_EVENTS_MAX - len(page.items))
        self.bytes = bytes_max - used
        self._taken = len(page.items)

    def take(self, size: int) -> bool:
        """True when an event of this size goes in; a reply always holds at least one."""
        if not self.events or (self._taken and size > self.bytes):
            self.events = 0
            return False
        self.events -= 1
        self.bytes -= size
        self._taken += 1
        return True


async def _fill(
    transaction: Transaction, log: LogId, wanted: Filling, end: int, room: _Room, keys: set[str]
) -> Fill:
    items: list[Item] = []
    position = wanted.start
    while room.events:
        count = min(_ROWS_AT_ONCE, room.events)
        rows = await transaction.fetch("sync.fill", log, wanted.household, position, end, count)
        for row in rows:
            if not room.take(len(row["line"]) + len(row["part"] or b"")):
                return Fill(wanted.household, wanted.start, row["position"], tuple(items))
            items.append(item_of(row))
            position = row["position"] + 1
            if row["key"] is not None:
                keys.add(row["key"])
        if len(rows) < count:
            return Fill(wanted.household, wanted.start, max(end, wanted.start), tuple(items))
    return Fill(wanted.household, wanted.start, position, tuple(items))
