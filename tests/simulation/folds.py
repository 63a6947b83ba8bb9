"""Equal sets of entries give equal answers: on every phone, at the office, and in its read models.

The folds themselves are the code under test; what is compared is what each side makes of what it
holds after a world of trouble.
"""

import msgspec

from client_sync.reading.view import View
from events.dates import day_of_ms
from events.folds import answer
from events.folds.household import Household
from events.folds.programme import Programme
from events.ids import PROGRAMME, HouseholdId, StreamId
from server.log import entries
from server.projecting.verify import verify
from tests.simulation.device import Device
from tests.simulation.office import LOG, Machine


async def disagreements(machine: Machine, devices: list[Device]) -> list[str]:
    """Households that somebody sees otherwise than the office, and read models that are wrong."""
    found = []
    told: dict[str, bytes] = {}
    for device in devices:
        for household, seen in (await _seen_by(device, machine)).items():
            if household not in told:
                told[household] = await _seen_by_office(machine, household)
            if seen != told[household]:
                found.append(f"{device.name} and the office see {household} differently")
    return found + await _read_models(machine)


async def _seen_by(device: Device, machine: Machine) -> dict[str, bytes]:
    view = View()
    seen: dict[str, bytes] = {}
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
            if region is not None and f"{region}.".startswith(f"{scope}."):
                seen[stream.id] = msgspec.json.encode(told)
    return seen


async def _seen_by_office(machine: Machine, household: str) -> bytes:
    folded, programme = Household(HouseholdId(household)), Programme()
    async with machine.office.database.read() as transaction:
        for entry in await entries(transaction, LOG, StreamId(household)):
            folded.add(entry)
        for entry in await entries(transaction, LOG, PROGRAMME):
            programme.add(entry)
    return msgspec.json.encode(answer(folded, programme, day_of_ms(machine.office.now_ms())))


async def _read_models(machine: Machine) -> list[str]:
    database, url = machine.office.database, machine.office.settings.database
    await machine.project()
    verified = await verify(database, url, LOG, machine.office.now_ms, processes=0)
    if verified.is_sound and not verified.parked:
        return []
    return [f"verify: {verified}"]
