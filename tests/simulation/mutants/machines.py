"""Mistakes about whole machines: brought back, copied, damaged, or lying to each other."""

from hashlib import sha256
from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from client_sync.exchange import comparing, forking, taking_in, witnessing
from client_sync.exchange import sync as device_sync
from events.checkpoint import Checkpoint, sign_checkpoint
from server.devices import enrolled
from server.exchange import assigning, cloning, proving, pulling
from server.exchange import sync as office_sync
from server.intake.writing import Writing
from server.log import head
from server.tree import grow
from tests.simulation.mutants.patching import Patches

_proved = proving.proved


def reissue_skips_one() -> Patches:
    """What goes on in another epoch begins one event too late."""
    real = forking.reissue

    async def reissue(writing: Any, profile: Any, told: Any) -> int:
        return await real(writing, profile, replace(told, sequence=told.sequence + 1))

    yield patch.object(taking_in, "reissue", reissue)


def approved_without_release() -> Patches:
    """A copy that is approved counts from then on, and what waited waits for ever."""

    async def release(*_: Any) -> int:
        return 0

    yield patch.object(cloning, "release", release)


def counted_late_nowhere() -> Patches:
    """A household whose registration an officer lets count comes into nobody's scope."""

    async def place(settling: Any, household: Any, _: Any) -> Any:
        return await settling._all_that_see(household)

    yield patch.object(assigning._Settling, "_place", place)


def approved_twice() -> Patches:
    """Whoever approves a copy again writes it down again."""
    real = cloning.approve

    async def approve(office: Any, device: Any, *rest: Any) -> int:
        return await real(office, replace(device, approved_position=None), *rest)

    yield patch("tests.simulation.office.approve", approve)


def grant_not_followed() -> Patches:
    """A device whose history parted keeps sending it in its old places."""

    async def reissue(*_: Any) -> int:
        return 0

    yield patch.object(taking_in, "reissue", reissue)


def copy_not_refused() -> Patches:
    """Another installation of a device is taken for the device."""
    yield patch.object(office_sync, "refuse_copy", lambda *_: None)


def copy_never_waits() -> Patches:
    """A copy counts without anybody having looked at it, and nobody knows that it is one."""

    add_device = enrolled.add_device

    async def add(transaction: Any, log: Any, device: Any) -> None:
        await add_device(transaction, log, replace(device, cloned_from=None))

    yield patch.object(cloning, "add_device", add)


def lost_positions_kept() -> Patches:
    """A device believes what an office said that has lost it since."""

    async def follow(*_: Any) -> list[Any]:
        return []

    yield patch.object(taking_in, "follow", follow)


def others_not_returned() -> Patches:
    """What a device had read of others is not offered to an office that lost it."""

    async def offers(*_: Any) -> tuple[()]:
        return ()

    yield patch.object(device_sync, "offers", offers)


def returned_not_taken() -> Patches:
    """The office says that it took what it is offered, and does not."""

    async def take_back(_office: Any, _device: Any, _cursor: Any, offered: Any) -> int:
        return len(offered)

    yield patch.object(office_sync, "take_back", take_back)


def lost_keys_not_sent() -> Patches:
    """Data keys that the office lost with its store are not sent again."""

    async def handed_over(held: Any, *_: Any) -> Any:
        return tuple(key for key in held if not key.lost)

    yield patch.object(device_sync, "handed_over", handed_over)


def difference_not_asked_about() -> Patches:
    """A device that holds something else than the office does not ask what."""

    async def nothing(*_: Any) -> list[Any]:
        return []

    async def none(_: Any) -> tuple[()]:
        return ()

    yield patch.object(comparing, "_suspected", nothing)
    yield patch.object(device_sync, "doubted", none)


def history_rewritten() -> Patches:
    """The office changes an event that it has committed, and makes its tree fit it."""
    real = Writing.flush

    async def flush(self: Any) -> None:
        await real(self)
        if not self._before.size < 40 <= self.size:
            return
        await self.transaction.run_script(
            "DROP TRIGGER event_no_update;\nDROP TRIGGER tile_no_delete;\n"
            "UPDATE event SET received = received + 1 WHERE position = 20;\n"
            "UPDATE log SET tree_size = 0, frontier = x'';\nDELETE FROM tile;\n"
        )
        now = await head(self.transaction, self.log)
        await grow(self.transaction, self.log, now, ())

    yield patch.object(Writing, "flush", flush)


def proof_not_checked() -> Patches:
    """A device believes any checkpoint that is signed, of an office that makes roots up."""

    async def proved(transaction: Any, log: Any, keys: Any, now: Any, *rest: Any) -> Any:
        honest = await _proved(transaction, log, keys, now, *rest)
        if now.size < 40 or not honest.checkpoint:
            return honest
        origin = honest.checkpoint.partition("\n")[0]
        made_up = Checkpoint(origin, now.size, sha256(b"%d" % now.size).digest())
        return honest._replace(checkpoint=sign_checkpoint(keys.signing_seed, made_up))

    yield patch.object(pulling, "proved", proved)
    yield patch.object(witnessing, "is_consistent", lambda *_: True)


MUTANTS: Final = (
    reissue_skips_one, approved_without_release, approved_twice,
    counted_late_nowhere, grant_not_followed,
    copy_not_refused, copy_never_waits, lost_positions_kept, others_not_returned,
    returned_not_taken, lost_keys_not_sent, difference_not_asked_about, history_rewritten,
    proof_not_checked,
)  # fmt: skip
