"""How much an office gives out at once: what devices bring goes first, and none takes more than
its share.

    a push is always taken  ->  is there room for a page?  no: `busy`, and when to come back
                                                           yes: the page, and how long to wait

A range of a snapshot is part of the same share, and so is the making of one. Where several
processes serve, each gives a device its part of what it may have for long: they know nothing of
each other, and a device may speak with all of them.

When an office is asked for more than it can give, waiting for a page costs a device nothing: its
work is in the log. The waits are spread here, since devices that were told the same second would
all come back in it. Before: the batch is committed (`server/exchange/sync.py`). After: the page.
"""

from typing import Final

from events import limits
from events.ids import DeviceId
from server.clock import Clock
from server.intake.committer import Committer, OfficeBusy
from server.intake.receiving import Chance

_SECOND_MS: Final = 1_000


class Pacing:
    """The pages of one log that this process gives out."""

    def __init__(
        self, committer: Committer, clock: Clock, chance: Chance, processes: int = 1
    ) -> None:
        self._committer = committer
        self._clock = clock
        self._chance = chance
        self._processes = processes
        self._at_work = 0
        self._given: dict[DeviceId, tuple[int, int]] = {}
        """Of devices that were given something lately: bytes beyond what they may have, and when.

        At most as many as are enrolled."""

    def begin(self, device: DeviceId) -> float | None:
        """Make room for one page, to be given back by `end`; else in how many seconds to ask again.

        A device that waited as it was told is never refused for its own share.
        """
        if self._has_had_enough(device):
            return self._wait_s(device)
        if (
            self._at_work >= limits.PULLS_AT_ONCE_MAX
            or self._committer.waiting >= limits.PUSHES_WAITING_FIRST
        ):
            return spread(limits.PULL_POSTPONED_S, self._chance)
        self._at_work += 1
        return None

    def end(self, device: DeviceId, given: int) -> float:
        """The page is read; how many seconds the device should wait before the next one."""
        self._at_work -= 1
        self.gave(device, given)
        return self._wait_s(device)

    def check(self, device: DeviceId) -> None:
        """Before a range of a snapshot, which a device may ask for without a page.

        Errors: OfficeBusy for one that was given its share and did not wait.
        """
        if self._has_had_enough(device):
            raise OfficeBusy("this device was given its share: come back later")

    def gave(self, device: DeviceId, given: int) -> None:
        """So much was given to a device, or was read for it."""
        ahead = self._ahead(device) + max(given, limits.SHARE_BYTES_LEAST)
        self._given[device] = ahead, self._clock()

    def _has_had_enough(self, device: DeviceId) -> bool:
        return self._ahead(device) - limits.SHARE_BYTES_MAX > limits.PAGE_BYTES_MAX

    def _wait_s(self, device: DeviceId) -> float:
        too_much = max(0, self._ahead(device) - limits.SHARE_BYTES_MAX)
        return too_much * self._processes / limits.SHARE_BYTES_PER_S

    def _ahead(self, device: DeviceId) -> int:
        """What it was given and what time has not made up for yet."""
        ahead, at = self._given.get(device, (0, 0))
        elapsed_ms = max(0, self._clock() - at)
        made_up_for = elapsed_ms * limits.SHARE_BYTES_PER_S // (_SECOND_MS * self._processes)
        ahead = max(0, ahead - made_up_for)
        if not ahead:
            self._given.pop(device, None)
        return ahead


def spread(seconds: float, chance: Chance) -> float:
    """Between so many seconds and twice as many: those who were sent away come back one by one."""
    return seconds * (1 + int.from_bytes(chance(4), "big") / (1 << 32))
