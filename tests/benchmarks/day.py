"""What a day and a month in the field cost on the line: a real device, a real office, bytes.

The day before, the device registered ten households and synced. A day is 50 entries of them, 10
with a personal part, and one sync; a month is 22 such days. Counted are the bodies and the
protocol's two headers, as they travel. Beside the bytes sent on the day: the same lines and parts,
compressed alone. Nobody else writes, so what comes down is what every sync brings.
"""

from typing import Final

from client_sync.device import Device, Setup, enrol_device, open_device, open_transport
from client_sync.exchange.sync import sync
from client_sync.writing.record import Recorded
from events import compression
from events.form import NewEntry
from events.ids import ActorId
from server.exchange.enrolling import invite
from server.keeping.initialising import make_office
from server.office import open_office
from server.officers.actors import register_actor
from server.settings import Settings
from tests.benchmarks.counting import Counted
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.office_process import serving
from tests.benchmarks.stores import Stores
from tests.benchmarks.writer import LOG

ROUND_TRIPS: Final = 1
BYTES_UP: Final = 8 * 1024
BYTES_DOWN: Final = 2.5 * 1024
DAYS: Final = 22
_HOUSEHOLDS: Final = 10
_REGION: Final = "36.03.06"


async def measure(stores: Stores) -> list[Figure]:
    """Round trips, bytes up and bytes down of one sync; bytes both ways of a month of them."""
    settings = Settings(stores.directory(), await stores.url("sqlite"))
    await make_office(settings, LOG, "benchmarks", False)
    code = await _code(settings)
    setup = Setup(stores.directory() / "device", state=str(stores.directory()))
    async with serving(settings) as port:
        office = f"http://127.0.0.1:{port}"
        await enrol_device(setup, office, code)
        async with open_device(setup) as device:
            days = await _days(device, office)
            compressed = await _compressed_alone(device)
    counted = days[0]
    return [
        at_most("sync_round_trips", counted.requests, "requests", None, ROUND_TRIPS),
        at_most("sync_bytes_up", counted.up, "bytes", compressed, BYTES_UP),
        at_most("sync_bytes_down", counted.down, "bytes", None, BYTES_DOWN),
        at_most("month_bytes", sum(day.up + day.down for day in days), "bytes", None, None),
    ]


async def _code(settings: Settings) -> str:
    async with open_office(settings) as office:
        desk, by = office.desk(LOG), office.administrator
        actor = await register_actor(office, desk, None, "Zaenal", "pendamping", _REGION, by)
        return await invite(
            desk.device, ActorId(actor.id), "pendamping", _REGION, by, office.draw(16)
        )


async def _days(device: Device, office: str) -> list[Counted]:
    """A month of a device after the day it was set up; what each day's sync cost."""
    recorder = await device.recorder()

    async def write(entry: NewEntry) -> Recorded:
        done = await recorder.record(entry)
        assert isinstance(done, Recorded), done
        return done

    registered = [await write(_registration(number)) for number in range(_HOUSEHOLDS)]
    transport = open_transport(office)
    days = []
    try:
        await sync(await device.parts(transport))
        for day in range(DAYS):
            for number, household in enumerate(registered):
                for entry in _visit(number + day, household.stream, household.made["head"]):
                    await write(entry)
            counted = Counted(transport)
            outcome = await sync(await device.parts(counted))
            assert (outcome.why, outcome.committed) == ("done", _HOUSEHOLDS * 5)
            days.append(counted)
    finally:
        await transport.close()
    return days


def _registration(number: int) -> NewEntry:
    fields: dict[str, object] = {
        "region": f"{_REGION}.2001", "rt": f"{number + 1:03}", "rw": "001", "source": "companion",
        "notice_given": True, "kampung": f"Kampung Baleman {number}",
    }  # fmt: skip
    return NewEntry(type="household_registered", fields=fields, yes=True)


def _visit(number: int, household: str, head: str) -> list[NewEntry]:
    """Five entries of one visit, the first with a note."""
    told: list[tuple[str, dict[str, object]]] = [
        (
            "household_visited",
            {
                "kind": "routine", "outcome": "met", "met_member": head, "place": "home",
                "note": f"anak ke-{number % 4 + 1} mulai sekolah, pesanan bulan ini berkurang",
            },
        ),
        (
            "livelihood_surveyed",
            {"sources": [{"member": head, "kind": "wage", "net_month": 900_000 + number * 50_000}]},
        ),
        (
            "wellbeing_surveyed",
            {
                "food_deficit_12m": "none" if number % 3 else "some", "meals_day": 3,
                "savings": number * 75_000, "debt": 900_000 - number * 20_000,
            },
        ),
        (
            "housing_surveyed",
            {
                "tenure": "own", "floor_m2": 30 + number, "wall_main": "papan",
                "roof_main": "genteng", "floor_main": "semen", "water": "bore", "toilet": "own",
                "waste_distance_m": 10 + number, "light": "pln_metered",
            },
        ),
        (
            "plan_agreed",
            {"goals": [{"goal": "saving", "target": 250_000 + number * 25_000}],
             "family_signed": True},
        ),
    ]  # fmt: skip
    return [
        NewEntry(type=kind, household=household, fields=fields, basis="observed", yes=True)
        for kind, fields in told
    ]


async def _compressed_alone(device: Device) -> int:
    async with device.journal.reading() as reading:
        rows = await reading.own_rows(0, _HOUSEHOLDS + 1, _HOUSEHOLDS * 5)
    return len(compression.compress(b"".join(row.line + (row.personal or b"") for row in rows)))
