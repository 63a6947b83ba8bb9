"""Equal sets of entries give equal answers: on every phone, at the office, and in its read models.

The folds themselves are the code under test; what is compared is what each side makes of what it
holds after a world of trouble, and the figures in it with what people said, as the oracle knows it:
they were written by programs of several years, in units of their own.
"""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec

from client_sync.reading.view import View
from events.dates import day_of_ms
from events.folds import answer
from events.folds.household import Household
from events.folds.programme import Programme
from events.ids import PROGRAMME, HouseholdId, StreamId
from events.types import CostsReported
from server.log import entries
from server.projecting.verify import verify
from tests.simulation.device import Device
from tests.simulation.founding import LOG
from tests.simulation.office import Machine
from tests.simulation.programs import AMOUNTS

Costs = Mapping[str, Mapping[str, object]]
"""By entry: the amounts of a month's costs."""


class _Seen(NamedTuple):
    """A household as somebody sees it; no answer where it is outside the region of who looks."""

    answer: bytes | None
    costs: Costs


async def disagreements(
    machine: Machine, devices: list[Device], stated: Mapping[str, Costs]
) -> list[str]:
    """Households that somebody sees otherwise than the office, and read models that are wrong.

    `stated`: the costs of each household, as people said them.
    """
    found = []
    told = {household: await _seen_by_office(machine, household) for household in stated}
    for device in devices:
        for household, seen in (await _seen_by(device, machine)).items():
            if household not in told:
                told[household] = await _seen_by_office(machine, household)
            if seen.answer not in (None, told[household].answer):
                found.append(f"{device.name} and the office see {household} differently")
            if seen.costs != stated.get(household, {}):
                found.append(f"{device.name} reads other costs of {household} than were written")
    for household, seen in told.items():
        if seen.costs != stated.get(household, {}):
            found.append(f"the office reads other costs of {household} than were written")
    return found + await _read_models(machine)


async def _seen_by(device: Device, machine: Machine) -> dict[str, _Seen]:
    view = View()
    seen: dict[str, _Seen] = {}
    day = day_of_ms(machine.office.now_ms())
    scope = device.person.region
    async with device.journal.reading() as reading:
        streams = {stream.id: stream for stream in await reading.streams()}
        programme = await view.programme(reading, 1)
        for stream in streams.values():
            if stream.id == PROGRAMME or not stream.held:
                continue  # of what was handed over only own entries are left
            household = await view.household(reading, stream.id, stream.changes)
            told = answer(household, programme, day)
            region = told.household.region
            if region is None:
                continue  # nobody registered it: others' entries of it are in no region's scope
            is_inside = f"{region}.".startswith(f"{scope}.")
            answered = msgspec.json.encode(told) if is_inside else None
            seen[stream.id] = _Seen(answered, _costs(household))
    return seen


async def _seen_by_office(machine: Machine, household: str) -> _Seen:
    folded, programme = Household(HouseholdId(household)), Programme(LOG)
    async with machine.office.database.read() as transaction:
        for entry in await entries(transaction, LOG, StreamId(household)):
            folded.add(entry)
        for entry in await entries(transaction, LOG, PROGRAMME):
            programme.add(entry)
    told = answer(folded, programme, day_of_ms(machine.office.now_ms()))
    return _Seen(msgspec.json.encode(told), _costs(folded))


def _costs(household: Household) -> Costs:
    bodies = {id_: entry.event.body for id_, entry in household.entries.items()}
    return {
        id_: {name: getattr(body, name) for name in AMOUNTS}
        for id_, body in bodies.items()
        if isinstance(body, CostsReported)
    }


async def _read_models(machine: Machine) -> list[str]:
    database, url = machine.office.database, machine.office.settings.database
    await machine.project()
    verified = await verify(database, url, LOG, machine.office.now_ms, processes=0)
    if verified.is_sound and not verified.parked:
        return []
    return [f"verify: {verified}"]
