"""Who accompanies a household may see it: what assignments in effect make of scopes.

    companion_assigned committed, or its day comes  ->  due  ->  fold the household: who is it now?
        ->  one transaction: scope_changed for each device that begins or ceases to see it

The fold says which assignments count (roles, voids, corrections), as everywhere. Before: the
committer marks a household (`Writing.look_at`); a serving process follows the log and the days, a
command that wrote an assignment settles by itself. After: `server/devices/scoping.py` holds the
scopes.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from events.dates import day_of_ms
from events.errors import LogCorrupt
from events.folds.assigned import Assigned, assigned_on
from events.folds.programme import Programme
from events.ids import PROGRAMME, ActorId, DeviceId, HouseholdId, LogId
from events.line import decode_event
from events.regions import counted_in
from events.types import HouseholdRegistered
from events.types.fields import Role
from server.answers.answering import gathered
from server.database import Row, Transaction
from server.exchange.scope_acts import HANDS_OVER, Because, scope_change
from server.intake.announcing import Growth
from server.intake.office_device import OfficeDevice
from server.intake.writing import Writing
from server.log import entries, head

LOOKED_AT_MAX: Final = 50
"""Households in one transaction, which holds the log: each is folded, about a millisecond."""
STILL_S: Final = 0.5
"""A look may write an entry for each phone of a region: families that somebody sends one by one
are waited for, and told of together."""
GIVE_WAY_S: Final = 2.0
POLL_S: Final = 60.0
"""How long the turn of a day can go unnoticed."""
_AGAIN_AFTER_S: Final = 5.0


class _Sees(NamedTuple):
    """A device beside one household; `named`: in or out by name, None by its region alone."""

    device: DeviceId
    actor: ActorId
    role: Role
    named: bool | None
    sees: bool


class _Look(NamedTuple):
    """A household that is due, what its fold says, and which device registered it, if asked for."""

    household: HouseholdId
    registrar: DeviceId
    found: Assigned


async def settle(office: OfficeDevice) -> int:
    """Write what is due into scopes, until nothing is; how many households were looked at."""
    looked_at = 0
    while True:
        today = day_of_ms(office.clock()).isoformat()
        async with office.database.read() as transaction:
            due = await transaction.fetch_one("assigning.any_due", office.log, today)
        if due is None:
            return looked_at
        async with office.database.write() as transaction:
            writing = await Writing.begin(transaction, office.log, office.clock())
            looked_at += await _Settling(office, writing, today).some()
            await writing.flush()
        await office.tell(writing.size)


async def follow_assignments(office: OfficeDevice, growth: Growth) -> None:
    """Settle at once, whenever the log has grown, and when a day begins; until cancelled."""
    while True:
        try:
            size = growth.size
            await settle(office)
            await growth.wait_past(size, POLL_S)
            await growth.wait_still(STILL_S, GIVE_WAY_S)
        except LogCorrupt:
            raise
        except Exception:
            _say_failed("settling_failed", log=office.log)
            await asyncio.sleep(_AGAIN_AFTER_S)


class _Settling:
    """One transaction's look at households that are due."""

    def __init__(self, office: OfficeDevice, writing: Writing, today: str) -> None:
        self._office = office
        self._log: LogId = office.log
        self._writing = writing
        self._transaction: Transaction = writing.transaction
        self._today = today
        self._administrator: ActorId | None = None

    async def some(self) -> int:
        """Look at the first households that are due."""
        rows = await self._transaction.fetch("assigning.due", self._log, self._today, LOOKED_AT_MAX)
        if not rows:
            return 0
        programme = Programme(self._log)
        for entry in await entries(self._transaction, self._log, PROGRAMME):
            programme.add(entry)
        looks: list[_Look] = []
        for row in rows:
            household, registrar = HouseholdId(row["household"]), DeviceId(row["device"])
            await self._transaction.execute(
                "assigning.done", self._log, household, row["due"], registrar
            )
            found = await self._assigned(household, programme)
            if found is None or await self._is_partly_read(household):
                tomorrow = date.fromisoformat(self._today) + timedelta(days=1)
                await self._again_on(household, tomorrow.isoformat())
            if found is None:
                continue
            if found.next_on is not None:
                await self._again_on(household, found.next_on)
            looks.append(_Look(household, registrar, found))
        placed = await self._place(looks)
        for look in looks:
            await self._look_at(*look, is_placed_now=look.household in placed)
        return len(rows)

    async def _assigned(self, household: HouseholdId, programme: Programme) -> Assigned | None:
        """Who is assigned today; None for a household that cannot be folded, as in read models."""
        try:
            state = await gathered(self._transaction, self._log, household, programme)
            return assigned_on(state, programme, self._today)
        except Exception:
            _say_failed("assignment_unfoldable", log=self._log, household=household)
            return None

    async def _is_partly_read(self, household: HouseholdId) -> bool:
        """True while some entry, perhaps the one that matters, is of a newer program than this."""
        rows = await self._transaction.fetch("assigning.unknown", self._log, household)
        return any(decode_event(row["line"]) is None for row in rows)

    async def _look_at(
        self, household: HouseholdId, registrar: DeviceId, found: Assigned, is_placed_now: bool
    ) -> None:
        before = await self._transaction.fetch_one("assigning.find", self._log, household)
        former = None if before is None else before["companion"]
        everybody = await self._all_that_see(household)
        if is_placed_now and found.registered is not None:
            registrar = registrar or _not_reached(everybody, found.registered.event.by)
        registered_by = None if before is None else before["registrar"]
        registered_by = registered_by or next(
            (one.actor for one in everybody if one.device == registrar), None
        )
        companion = former if found.is_open else found.companion or registered_by
        because = await self._because(found)
        changed = companion != former

        def wants(one: _Sees) -> bool:
            if changed and one.actor == companion:
                return True
            if changed and one.actor == former and one.role in HANDS_OVER:
                # An assignment taken back leaves what the region shows anyway.
                return companion is None and one.named is not True and one.sees
            return one.sees

        await self._change(household, wants, because, registrar)
        if changed and companion is not None:
            await self._pass_on(household, former, companion)
        await self._transaction.execute(
            "assigning.keep", self._log, household, companion, found.alias_of, registered_by,
            self._writing.size,
        )  # fmt: skip
        if found.alias_of is not None:
            await self._follow(household, found.alias_of, because)
        rows = await self._transaction.fetch("assigning.aliases", self._log, household)
        known = {HouseholdId(row["household"]) for row in rows}
        for alias in sorted(known & found.aliases):
            await self._follow(alias, household, because)
        for alias in sorted(known ^ found.aliases):
            # What was merged or parted in this stream may be said in no other.
            await self._again_on(alias, self._today)

    async def _place(self, looks: Sequence[_Look]) -> set[HouseholdId]:
        """Those whose registration came after other entries, or counts only now: they are there.

        Who sees the region is told by name: it has read past entries of nobody's household. Of all
        at once: a device that invents families must not make the office write an entry for each of
        them and each device of the region.
        """
        placed: set[HouseholdId] = set()
        told: dict[DeviceId, list[HouseholdId]] = {}
        for household, _, found in looks:
            if found.registered is None or await self._is_placed(household):
                continue
            body = found.registered.event.body
            assert isinstance(body, HouseholdRegistered), "it is a registration"
            place = counted_in(self._log, body.region), found.registered.position
            await self._transaction.execute("assigning.place", self._log, household, *place)
            placed.add(household)
            for one in await self._all_that_see(household):
                if one.sees and one.named is None:
                    told.setdefault(one.device, []).append(household)
        for device, households in told.items():
            await self._say(device, await self._officers_word(), added=tuple(households))
        return placed

    async def _pass_on(
        self, household: HouseholdId, former: ActorId | None, companion: ActorId
    ) -> None:
        """Remember who accompanied it before, for devices that are made for them later."""
        await self._transaction.execute("assigning.drop_former", self._log, household, companion)
        if former is not None:
            await self._transaction.execute("assigning.add_former", self._log, household, former)

    async def _follow(self, alias: HouseholdId, survivor: HouseholdId, because: Because) -> None:
        """Who sees a household sees what was written under its other name too."""
        seen = {one.device: one for one in await self._all_that_see(survivor)}

        def wants(one: _Sees) -> bool:
            named = seen[one.device].named
            return named if named is not None else one.sees or seen[one.device].sees

        await self._change(alias, wants, because)

    async def _change(
        self,
        household: HouseholdId,
        wants: Callable[[_Sees], bool],
        because: Because,
        registrar: DeviceId | None = None,
    ) -> None:
        """Say it in the log where a device is to see what it does not, or the other way round.

        The `registrar` is told in any case: it takes what it registered for its own.
        """
        for one in await self._all_that_see(household):
            wanted = wants(one)
            is_told = one.device != registrar or one.named is not None
            if wanted == one.sees and is_told:
                continue
            named = {"added" if wanted else "removed": (household,)}
            await self._say(one.device, because, **named)

    async def _say(
        self, device: DeviceId, because: Because, **named: tuple[HouseholdId, ...]
    ) -> None:
        row = await self._transaction.fetch_one("devices.find", self._log, device)
        assert row is not None, "a device that sees is enrolled"
        act = scope_change(device, row["scope_version"] + 1, row["scope_region"], because, **named)
        await self._office.write_into(self._writing, [act])

    async def _is_placed(self, household: HouseholdId) -> bool:
        return bool(await self._transaction.fetch("assigning.placed", self._log, household))

    async def _all_that_see(self, household: HouseholdId) -> list[_Sees]:
        """Every device of the log, whether it sees the household and why."""
        rows = await self._transaction.fetch("scoping.by_device", self._log, household)
        return [_sees(row) for row in rows]

    async def _because(self, found: Assigned) -> Because:
        """The assignment; where there is none, the office itself says so today."""
        if found.because is not None and found.effective is not None:
            return Because(found.because.event.by, found.effective, found.because.id)
        return await self._officers_word()

    async def _officers_word(self) -> Because:
        """The office itself says so today."""
        if self._administrator is None:
            device = (await head(self._transaction, self._log)).office_device
            row = await self._transaction.fetch_one("devices.find", self._log, device)
            assert row is not None, "a log begins with the enrolment of its own device"
            self._administrator = ActorId(row["actor"])
        return Because(self._administrator, self._today, None)

    async def _again_on(self, household: HouseholdId, day: str) -> None:
        await self._transaction.execute("assigning.look_at_on", self._log, household, day)


def _say_failed(event: str, **values: str) -> None:
    import structlog  # commands that only enrol or invite start without it

    structlog.get_logger().exception(event, **values)


def _sees(row: Row) -> _Sees:
    named = None if row["is_in"] is None else bool(row["is_in"])
    return _Sees(row["device"], row["actor"], row["role"], named, bool(row["sees"]))


def _not_reached(everybody: Sequence[_Sees], actor: ActorId) -> DeviceId:
    """A device of who registered a household where that device's scope does not reach, if any."""
    devices = (one.device for one in everybody if one.actor == actor and not one.sees)
    return next(devices, DeviceId(""))
