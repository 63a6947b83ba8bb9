"""Families made at random, with what is true of each beside the events that say so.

`a_village(seed, 60)` gives families and the events of a log that holds them. The truth is kept in
plain fields, apart from any fold: what an office adds up must come to what a loop over them counts.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from events.ids import PROGRAMME, ActorId, DeviceId, StreamId
from tests.benchmarks.writer import Written
from tests.builders import a_body, a_device_id, a_household, a_line, an_actor, an_event, an_id

REGIONS: Final = ("36.03.06.2001", "36.03.06.2003", "36.03.06.2011", "36.03.32.2001")
COMPANIONS: Final = ("zaenal", "second")
AFTERCARE: Final = (None, "still_above", "fell_back", "unknown")
SCHOOL: Final = ("sd", "smp", "sma")
BORN: Final[tuple[int | str, ...]] = (2018, 2015, 2014, 2012, 2003, 2001, 2000, "unknown")
_WRITTEN_MS: Final = 1_567_300_000_000
"""1 September 2019: what an entry speaks of must have happened by the day it is received."""


@dataclass
class Family:
    """What is true of one family on 10 September 2019."""

    stream: StreamId
    region: str
    cohort: int | None = None
    companion: str | None = None
    way: str = "stays"
    """`stays`, `proposed`, `exited`, `new` (graduated this year) or `old` (the year before)."""
    aftercare: str | None = None
    children: list[tuple[int | str, str | None]] = field(default_factory=list)
    """Year of birth and open component."""
    enterprise: str | None = None
    """`runs`, `paused` or `closed`."""
    workers: int | str | None = None
    trained: bool = False
    ordered: int | None = None
    paid: int | None = None
    received: int | None = None

    @property
    def accompanied(self) -> bool:
        """Somebody of the programme goes on seeing the family."""
        return self.way != "exited"


class Village:
    """The families, and the events in the order of their commits."""

    def __init__(self, seed: int, count: int) -> None:
        self._draw = random.Random(seed)
        self._sequence = 0
        self.events = [*self._actors()]
        self.families = [self._family(number) for number in range(count)]
        for family in self.families:
            self.events += self._told(family)

    def _family(self, number: int) -> Family:
        draw = self._draw
        family = Family(a_household(f"family {number}"), draw.choice(REGIONS))
        family.children = [
            (draw.choice(BORN), draw.choice([None, "usia_dini", *SCHOOL]))
            for _ in range(draw.randrange(4))
        ]
        family.enterprise = draw.choice([None, None, "runs", "paused", "closed"])
        if family.enterprise:
            family.workers = draw.choice([None, "unknown", 0, 2, 4])
        family.trained = draw.random() < 0.5
        family.ordered = draw.choice([None, 1_000_000])
        family.paid = draw.choice([None, 0, 1_000_000])
        family.received = draw.choice([None, 0, 900_000, 1_000_000])
        if draw.random() < 0.85:
            family.cohort = draw.choice([2016, 2017])
            family.way = draw.choice(["stays", "stays", "proposed", "exited", "new", "old"])
        if draw.random() < 0.8:
            family.companion = draw.choice(COMPANIONS)
        if family.way in ("new", "old"):
            family.aftercare = draw.choice(AFTERCARE)
        return family

    # --- the same as events ----------------------------------------------------------------------

    def _actors(self) -> Iterator[Written]:
        roles = {
            "office": "admin",
            "kabupaten": "koordinator_kabupaten",
            "province": "province",
            **dict.fromkeys(COMPANIONS, "pendamping"),
        }
        for name, role in roles.items():
            yield self.says(
                PROGRAMME, "actor_registered", "2016-07-01", "office",
                actor=an_actor(name), role=role, region="36.03",
            )  # fmt: skip

    def _told(self, family: Family) -> Iterator[Written]:
        def says(type_name: str, on: str, by: str = "zaenal", **fields: object) -> Written:
            return self.says(family.stream, type_name, on, by, **fields)

        name = str(family.stream)
        head = an_id(f"head of {name}")
        yield says("household_registered", "2016-07-02", head=head, region=family.region)
        yield says("member_added", "2016-07-02", member=head, birth_year=1980)
        if family.cohort:
            yield says("programme_enrolled", f"{family.cohort}-07-03", cohort_year=family.cohort)
        if family.companion:
            yield says(
                "companion_assigned", "2016-07-04", "kabupaten",
                companion=an_actor(family.companion), effective_on="2016-07-04",
            )  # fmt: skip
        for number, (born, component) in enumerate(family.children):
            child = an_id(f"child {number} of {name}")
            yield says("member_added", "2016-07-02", member=child, birth_year=born)
            if component:
                yield says(
                    "component_recorded", "2018-07", member=child, component=component,
                    starts="2018-07",
                )  # fmt: skip
        if family.trained:
            yield says(
                "session_attended", "2018-03", kind="training", topic="konveksi",
                session=an_id("training"), member=head,
            )  # fmt: skip
        yield from self._enterprise(family, head)
        yield from self._money(family)
        yield from self._way(family)

    def _enterprise(self, family: Family, head: str) -> Iterator[Written]:
        if not family.enterprise:
            return
        enterprise = an_id(f"enterprise of {family.stream}")
        told: list[tuple[str, str, dict[str, object]]] = [
            ("enterprise_started", "2018-05",
             {"owner": head, "origin": "own_skill", "origin_session": None})
        ]  # fmt: skip
        if family.workers is not None:
            told.append(("workforce_recorded", "2018-06", {"paid": family.workers}))
        if family.enterprise != "runs":
            told.append(("operation_changed", "2019-01", {"state": family.enterprise}))
        for type_name, on, fields in told:
            fields["enterprise"] = enterprise
            yield self.says(family.stream, type_name, on, "zaenal", **fields)

    def _money(self, family: Family) -> Iterator[Written]:
        tranche: dict[str, object] = {"year": 2019, "tranche": 1}
        if family.ordered is not None:
            yield self.says(
                family.stream, "payment_ordered", "2019-04-01", "kabupaten",
                amount=family.ordered, **tranche,
            )  # fmt: skip
        if family.paid is not None:
            yield self.says(
                family.stream, "payment_reported", "2019-04-10", "kabupaten", amount=1_000_000,
                status="paid" if family.paid else "failed", paid_on=None, **tranche,
            )  # fmt: skip
        if family.received is not None:
            yield self.says(
                family.stream, "assistance_received", "2019-04-20", "zaenal",
                amount=family.received, status="full" if family.received else "not_received",
                **tranche,
            )  # fmt: skip

    def _way(self, family: Family) -> Iterator[Written]:
        def says(type_name: str, on: str, by: str = "zaenal", **fields: object) -> Written:
            return self.says(family.stream, type_name, on, by, **fields)

        by = family.companion or "zaenal"
        if family.way == "exited":
            yield says("exit_proposed", "2019-07-01", by)
            yield says("programme_exited", "2019-07-08", "kabupaten", effective_on="2019-07-08")
        if family.way in ("proposed", "new", "old"):
            as_of = "2018-02-01" if family.way == "old" else "2019-02-01"
            yield says("graduation_proposed", as_of, by, as_of=as_of, indicators=[])
        if family.way in ("new", "old"):
            on = "2018-06-01" if family.way == "old" else "2019-06-01"
            yield says("graduation_decided", on, "kabupaten", level="kabupaten")
            yield says("graduation_decided", on, "province", level="province", effective_on=on)
        if family.aftercare:
            yield says(
                "household_visited", "2019-07-20", kind="aftercare", aftercare=family.aftercare
            )

    def says(self, stream: StreamId, type_name: str, on: str, by: str, **fields: object) -> Written:
        """One more entry of the village's only device."""
        self._sequence += 1
        at = _WRITTEN_MS + self._sequence * 60_000
        body = a_body(type_name, **fields)
        # One device that has written everything knows everything, so decisions follow each other.
        line = a_line(an_event(type_name, body, stream=stream, on=on, at=at, by=an_actor(by)))
        return Written(
            stream, DeviceId(a_device_id("village")), 0, self._sequence, type_name, on, at,
            ActorId(an_actor(by)), line,
        )  # fmt: skip
