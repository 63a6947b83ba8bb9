"""How much of a page a device's signal carries: less, while it asks for the same again.

    a page was given, and the device asks from where it asked before  ->  it did not arrive:
    half of it    ->  the device reads on  ->  more again, up to a whole page

A page that is too large for the signal would be sent, and cut, for ever. Devices do the same with
the batches they send (`client_sync/exchange/run.py`), and ranges of a snapshot go on where they
were cut. Each process that serves remembers for itself. Before: there is room for a page
(`pacing.py`). After: `pages.py` and `backfill.py` fill it.
"""

from typing import Final, NamedTuple

from events import limits
from events.ids import DeviceId
from events.wire import SyncRequest

_GROWS: Final = 4


class _Given(NamedTuple):
    asked: int
    """A hash of what it was the answer to."""
    given: int
    room: int


class PageRoom:
    """Of each device that read lately: what it asked, and what it was given."""

    def __init__(self) -> None:
        self._last: dict[DeviceId, _Given] = {}
        """At most as many as are enrolled."""

    def of(self, device: DeviceId, request: SyncRequest) -> int:
        """Bytes of lines and personal parts that the answer to this request may hold."""
        last = self._last.get(device)
        if last is None:
            return limits.PAGE_BYTES_MAX
        if last.given and last.asked == _asked(request):
            return max(limits.PAGE_BYTES_LEAST, min(last.given, last.room) // 2)
        return min(limits.PAGE_BYTES_MAX, last.room * _GROWS)

    def gave(self, device: DeviceId, request: SyncRequest, given: int, room: int) -> None:
        """So many bytes are on their way, of as many as there was room for."""
        if given or room < limits.PAGE_BYTES_MAX:
            self._last[device] = _Given(_asked(request), given, room)
        else:
            self._last.pop(device, None)


def _asked(request: SyncRequest) -> int:
    """What tells an answer that arrived from one that did not: all that it moves on."""
    return hash((request.cursor, request.filling, request.looks))
