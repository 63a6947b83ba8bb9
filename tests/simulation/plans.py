"""From a seed to what happens in its world, and from a world that fails to a shorter one.

A plan is data: a setting and a list of actions. `run` plays one; `shortest` leaves out what the
failure does not need.
"""

import asyncio
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from traceback import format_exception
from typing import Final

import msgspec

from tests.memory import in_memory
from tests.simulation import carried, machines, messages, mishaps, people, snapshots
from tests.simulation.actions import REGIONS, Action
from tests.simulation.disk import Crashed, Image
from tests.simulation.ending import finish, what_is_wrong
from tests.simulation.founding import founded
from tests.simulation.network import Stuck
from tests.simulation.programs import PROGRAMS
from tests.simulation.world import Setting, World, Wrong

_DAY_MS: Final = 24 * 3_600_000
_YEAR_MS: Final = 365 * _DAY_MS
_MANY: Final = 1 << 16
_NUMBERS: Final = re.compile(r"[0-9a-f]{6,}|[0-9]+")


ALL_ACTIONS: Final[tuple[type[Action], ...]] = (
    *people.PEOPLE, *messages.MESSAGES, *machines.MACHINES, *mishaps.MISHAPS, *carried.CARRIED,
    snapshots.TakeSnapshot,
)  # fmt: skip


class Plan(msgspec.Struct, frozen=True):
    """A world before it begins."""

    setting: Setting
    actions: tuple[Action, ...]


class Played(msgspec.Struct, frozen=True):
    """How a world ended; nothing is `wrong` when all invariants hold."""

    wrong: tuple[str, ...]
    requests: int
    written: int
    positions: int
    head: str
    """A hash of the log and of what devices hold: the same whenever the plan is played."""


def plan_of(seed: int) -> Plan:
    """The plan of a seed."""
    random = Random(seed)
    regions = tuple(random.choice(REGIONS) for _ in range(random.randint(2, 4)))
    length = random.choice((20, 40, 80))
    # Each world has troubles of its own: all of them at once hide each other.
    weights = [weight * random.choice((0, 0.5, 1, 1, 2)) for _, weight in _TROUBLES]
    troubles = [(draw, weight) for (draw, _), weight in zip(_TROUBLES, weights, strict=True)]
    chances = [*_WORK, *troubles]
    drawn = random.choices(
        [draw for draw, _ in chances], [weight for _, weight in chances], k=length
    )
    setting = Setting(seed, regions, random.random() < 0.6, _programs(Random(f"{seed} programs")))
    actions = [draw(random) for draw in drawn]
    actions = _with_mishaps(Random(f"{seed} mishaps"), actions)
    actions = _with_files(Random(f"{seed} files"), actions)
    if setting.small:
        actions = _with_snapshot(Random(f"{seed} snapshots"), actions)
    if setting.programs:
        actions = _with_upgrades(Random(f"{seed} upgrades"), actions)
    return Plan(setting, tuple(_with_backups(Random(f"{seed} back-ups"), actions)))


def _programs(random: Random) -> tuple[int, ...]:
    """In two worlds of five, programs of several years meet."""
    if random.random() >= _MIXED_IN:
        return ()
    return tuple(random.randrange(len(PROGRAMS)) for _ in range(random.randint(2, 6)))


def _with_upgrades(random: Random, actions: list[Action]) -> list[Action]:
    """Newer programs come to some machines while the world goes on."""
    for _ in range(random.randrange(4)):
        device = random.choice((None, _number(random)))
        actions.insert(random.randrange(len(actions) + 1), machines.Upgrade(device=device))
    return actions


def _with_files(random: Random, actions: list[Action]) -> list[Action]:
    """In two worlds of five, people carry what waits to the office."""
    if random.random() >= _FILES_IN:
        return actions
    draws, weights = zip(*_FILES, strict=True)
    for draw in random.choices(draws, weights, k=random.randint(3, 10)):
        actions.insert(random.randrange(len(actions) + 1), draw(random))
    return actions


def _with_snapshot(random: Random, actions: list[Action]) -> list[Action]:
    """In a third of worlds, the first sync of a new device breaks in the middle of a snapshot."""
    if random.random() < _SNAPSHOTS_IN:
        taken = snapshots.TakeSnapshot(
            author=_number(random), chunk=random.randrange(3), trouble=_number(random),
            at=_number(random),
        )  # fmt: skip
        actions.insert(random.randrange(len(actions) * 2 // 3, len(actions) + 1), taken)
    return actions


def _with_mishaps(random: Random, actions: list[Action]) -> list[Action]:
    """In two worlds of five, machines are brought back, copied or damaged between the rest."""
    if random.random() >= _MISHAPS_IN:
        return actions
    draws, weights = zip(*_MISHAPS, strict=True)
    for draw in random.choices(draws, weights, k=random.randint(2, 8)):
        actions.insert(random.randrange(len(actions) + 1), draw(random))
    return actions


def _with_backups(random: Random, actions: list[Action]) -> list[Action]:
    """In every other world the office is backed up, so that devices let go of what they may."""
    if random.random() < _BACKED_UP_IN:
        for _ in range(random.randint(1, 3)):
            actions.insert(random.randrange(len(actions) + 1), mishaps.BackUpOffice())
    return actions


def play(plan: Plan) -> Played:
    """Play a plan from its beginning to its end."""
    image = founded_image()
    with a_directory() as directory, asyncio.Runner() as runner:
        runner.get_loop().set_exception_handler(forget_crashes)
        return runner.run(_play(plan, directory, image))


def kind_of(wrong: str) -> str:
    """What is wrong without its numbers and ids, so that a shorter world may have others."""
    return _NUMBERS.sub("#", wrong)


def shortest(plan: Plan, fails: Callable[[Plan], bool], tries: int) -> Plan:
    """The shortest plan known that still fails: halves are left out, then quarters, then less."""
    size = max(len(plan.actions) // 2, 1)
    while True:
        at = 0
        before = len(plan.actions)
        while at < len(plan.actions) and tries > 0:
            actions = plan.actions[:at] + plan.actions[at + size :]
            shorter = msgspec.structs.replace(plan, actions=actions)
            tries -= 1
            if fails(shorter):
                plan = shorter
            else:
                at += size
        if tries <= 0 or (size == 1 and len(plan.actions) == before):
            return plan
        size = max(size // 2, 1)


async def _play(plan: Plan, directory: Path, image: Image) -> Played:
    async with World(plan.setting, directory, image) as world:
        try:
            for action in plan.actions:
                await action.do(world)
            await finish(world)
            wrong = await what_is_wrong(world)
        except (Wrong, Stuck) as error:
            wrong = [str(error)]
        except Exception as error:  # of the code under test, or ours: both must be looked at
            wrong = ["".join(format_exception(error))]
        log = world.office_file().log
        head = sha256(repr([(row.id, row.verdict, row.received) for row in log]).encode())
        return Played(
            tuple(wrong), world.network.requests, world.written, len(log), head.hexdigest()
        )


@cache
def founded_image() -> Image:
    """The disk of an office that was just founded; every world begins with it."""
    with a_directory() as directory:
        return asyncio.run(founded(directory))


@contextmanager
def a_directory() -> Iterator[Path]:
    """Where the disks of a world are, until it ends."""
    with tempfile.TemporaryDirectory(prefix="jejak-world-", dir=in_memory()) as name:
        yield Path(name)


def forget_crashes(loop: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    """A task that died with its machine is mourned by nobody; any other is told of."""
    if not isinstance(context.get("exception"), Crashed):
        loop.default_exception_handler(context)


# --- how often what happens -----------------------------------------------------------------------


def _number(random: Random) -> int:
    return random.randrange(_MANY)


def _milliseconds(random: Random) -> int:
    return random.choice((5_000, 600_000, 3_600_000, _DAY_MS, 20 * _DAY_MS))


def _skew(random: Random) -> int:
    return random.choice((0, 0, 60_000, -60_000, _DAY_MS, -10 * _YEAR_MS, 10 * _YEAR_MS))


def _kept(random: Random) -> float:
    return random.choice((0.0, 1.0, random.random()))


_Draw = Callable[[Random], Action]
_WORK: Final[tuple[tuple[_Draw, float], ...]] = (
    (lambda r: people.Register(device=_number(r), desa=_number(r)), 5),
    (
        lambda r: people.Write(
            device=_number(r), kind=_number(r), household=_number(r), number=r.randrange(12)
        ),
        45,
    ),
    (lambda r: people.OfficeWrites(kind=_number(r), household=_number(r)), 4),
    (
        lambda r: people.Assign(
            household=_number(r),
            companion=_number(r),
            days=r.choice((-400, 0, 0, 1, 20)),
            at_once=r.random() < 0.7,
        ),
        6,
    ),
    (lambda r: people.FollowAssignments(), 2),
    (lambda r: messages.Sync(device=_number(r), patient=r.random() < 0.5), 26),
    (lambda r: messages.SyncInPeace(device=_number(r)), 8),
    (lambda r: messages.Deliver(message=_number(r), count=r.randint(1, 4)), 34),
    (lambda r: messages.ArriveTogether(), 3),
)
_TROUBLES: Final[tuple[tuple[_Draw, float], ...]] = (
    (lambda r: people.WriteOddLine(device=_number(r), kind=_number(r)), 3),
    (lambda r: messages.Enrol(region=_number(r)), 4),
    (lambda r: messages.Drop(message=_number(r)), 4),
    (lambda r: messages.GiveUp(message=_number(r)), 5),
    (lambda r: messages.Repeat(message=_number(r)), 4),
    (lambda r: messages.Cut(message=_number(r), at=_number(r), is_seen=r.random() < 0.5), 3),
    (lambda r: messages.Flip(message=_number(r), at=_number(r)), 3),
    (lambda r: messages.MixUp(message=_number(r), reply=_number(r)), 3),
    (lambda r: messages.Forge(message=_number(r)), 3),
    (lambda r: machines.CrashDevice(device=_number(r), writes=r.randrange(12), kept=_kept(r)), 8),
    (lambda r: machines.CrashOffice(writes=r.randrange(12), kept=_kept(r)), 5),
    (lambda r: machines.FillDisk(device=_number(r), writes=r.randrange(8)), 2),
    (lambda r: machines.FillOfficeDisk(writes=r.randrange(8)), 2),
    (lambda r: machines.MendDisks(), 4),
    (lambda r: machines.Wait(milliseconds=_milliseconds(r)), 5),
    (lambda r: machines.SetClock(device=_number(r), skew_ms=_skew(r)), 3),
    (lambda r: machines.SetOfficeClock(skew_ms=_skew(r)), 2),
    (lambda r: people.Revoke(device=_number(r)), 1),
    (lambda r: mishaps.Copy(device=_number(r), entries=r.randrange(3)), 1),
)
_MISHAPS_IN: Final = 0.4
_BACKED_UP_IN: Final = 0.5
_MIXED_IN: Final = 0.4
_FILES_IN: Final = 0.4
_SNAPSHOTS_IN: Final = 0.3
_FILES: Final[tuple[tuple[_Draw, float], ...]] = (
    (lambda r: carried.Export(device=_number(r)), 3),
    (lambda r: carried.ExportCopy(device=_number(r)), 1),
    (lambda r: carried.Damage(file=_number(r), kind=_number(r), at=_number(r)), 2),
    (
        lambda r: carried.Carry(device=_number(r), file=_number(r), in_peace=r.random() < 0.5),
        4,
    ),
    (lambda r: carried.Receive(file=_number(r), times=r.randint(1, 3)), 3),
)
_MISHAPS: Final[tuple[tuple[_Draw, float], ...]] = (
    (lambda r: mishaps.TakeImage(device=_number(r)), 4),
    (lambda r: mishaps.BringBack(device=_number(r), finds_out=r.random() < 0.5), 4),
    (lambda r: mishaps.Clone(device=_number(r)), 2),
    (lambda r: mishaps.Approve(), 1),
    (lambda r: mishaps.BackUpOffice(), 3),
    (lambda r: mishaps.BringOfficeBack(older=r.random() < 0.3), 2),
    (lambda r: mishaps.Rot(device=_number(r), row=_number(r), kind=_number(r)), 3),
)
