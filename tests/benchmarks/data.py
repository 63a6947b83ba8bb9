"""Histories of any size for load: a year of a whole office, month by month, from a seed.

Shaped after the companions' own figures: 200 households each, four visits a year, two monthly
records, two instalments, and an enterprise in 15 of 100; about 56 events a household. One household
in 100 corrects a figure, one in 200 holds a conflict. The order is that of commits: a month after
the other, and in it one companion's day after the other, so a household lies scattered in the log.

Lines are canonical and their places dense; chains and positions are made by whoever loads them,
since a device, an office and a bare table need different ones. Personal parts are as long as real
ones and as little compressible, but hold nothing: nobody here opens them.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256, shake_256
from typing import Final, NamedTuple

import msgspec

from events import types
from events.dates import WIB, add_months
from events.ids import PROGRAMME, ActorId, DeviceId, KeyId, LogId, StreamId, event_id, make_uuid7
from events.limits import DAY_MS
from events.line import Line
from events.personal import DataKey, key_id, personal_hash
from events.types import EntityId, RegionCode

LOG: Final = LogId("36.03")
HOUSEHOLDS: Final = {"s": 200, "m": 3_100, "l": 50_000}
PER_COMPANION: Final = 200
MONTHS: Final = 12
FIRST_MONTH: Final = "2018-09"
"""The first of two half-years whose poverty lines are shipped: every rule has its figure."""
AS_OF: Final = date(2019, 9, 10)

_START_MS: Final = int(datetime(2018, 9, 28, 8, tzinfo=WIB).astimezone(UTC).timestamp() * 1000)
"""A month is written at its end, when all of it has happened."""
_MONTH_MS: Final = 30 * 24 * 60 * 60 * 1000
_GOLDEN: Final = 0x9E3779B97F4A7C15
_PART_BYTES: Final = 96
"""Nonce and tag are 40; a name and a number, or a facility and a short note, are the rest."""
_ENCODER: Final = msgspec.json.Encoder()


class Written(NamedTuple):
    """One event as its device wrote it, with its place."""

    stream: StreamId
    device: DeviceId
    epoch: int
    sequence: int
    type: str
    on: str
    at: int
    by: ActorId
    line: bytes
    key: KeyId | None = None
    part: bytes | None = None


class _Family(NamedTuple):
    stream: StreamId
    key: KeyId
    head: EntityId
    spouse: EntityId
    pupil: EntityId
    elder: EntityId
    enterprise: EntityId
    product: EntityId
    buyer: EntityId


class _Writer:
    """One device: gives its events their places and their clock."""

    def __init__(self, actor: ActorId, device: DeviceId) -> None:
        self.actor = actor
        self.device = device
        self.sequence = 0
        self.at = 0
        self.seen = 0

    def begin_month(self, month_index: int, seen: int) -> None:
        self.at = max(self.at, _START_MS + month_index * _MONTH_MS)
        self.seen = seen

    def write(
        self,
        stream: StreamId,
        on: str,
        body: types.Body,
        *,
        key: KeyId | None = None,
        basis: types.Basis = "observed",
    ) -> Written:
        self.sequence += 1
        self.at += 40_000
        part = None
        if key is not None:
            part = shake_256(f"{self.device}{self.sequence}".encode()).digest(_PART_BYTES)
        line = Line(
            v=1,
            type=body.type,
            tv=body.tv,
            stream=stream,
            on=on,
            at=self.at,
            seen=(1, self.seen),
            by=self.actor,
            basis=basis,
            body=msgspec.Raw(_ENCODER.encode(body)),
            key=key,
            personal=None if part is None else personal_hash(part),
        )
        data = _ENCODER.encode(line)
        return Written(
            stream, self.device, 0, self.sequence, body.type, on, self.at, self.actor, data, key,
            part,
        )  # fmt: skip


def history(households: int, seed: int = 1, months: int = MONTHS) -> Iterator[Written]:
    """The events of an office with this many households, in the order of their commits."""
    families = [_family(index, seed) for index in range(households)]
    count = max(1, -(-households // PER_COMPANION))
    office = _Writer(_actor(seed, 0), _device(seed, 0))
    writers = [_Writer(_actor(seed, 1 + index), _device(seed, 1 + index)) for index in range(count)]
    position = 0
    office.begin_month(0, 0)
    for event in _programme(office, writers):
        yield event
        position += 1
    for month_index in range(months):
        month = add_months(FIRST_MONTH, month_index)
        seen = position
        for index, writer in enumerate(writers):
            writer.begin_month(month_index, seen)
            neighbour = writers[index - 1]
            first = index * PER_COMPANION
            for number in range(first, min(first + PER_COMPANION, households)):
                family = families[number]
                for event in _month(
                    writer, neighbour, office, family, number, seed, month_index, month
                ):
                    yield event
                    position += 1


def new_day(
    households: int, day: int = 0, *, seed: int = 1, events: int = 5, seen: int = 0
) -> Iterator[list[Written]]:
    """A day after a year of the same office: for each household, `events` new ones of one visit.

    Each companion writes those of the own households, by another device each day, which held the
    first `seen` positions.
    """
    on = (AS_OF + timedelta(days=day)).isoformat()
    for number in range(households):
        index, nth = divmod(number, PER_COMPANION)
        if nth == 0:
            device = _device(seed, (900 + day) * 1_000 + index)
            writer = _Writer(_actor(seed, 1 + index), device)
            writer.at = _START_MS + MONTHS * _MONTH_MS + day * DAY_MS
            writer.seen = seen
        family = _family(number, seed)
        bodies = _visit(family, number, number + day)[:events]
        yield [writer.write(family.stream, on, body) for body in bodies]


def _programme(office: _Writer, writers: list[_Writer]) -> Iterator[Written]:
    for writer, role in [(office, "koordinator_kabupaten"), *((w, "pendamping") for w in writers)]:
        body = msgspec.convert(
            {"actor": writer.actor, "role": role, "region": LOG}, types.ActorRegistered
        )
        yield office.write(PROGRAMME, "2018-09-01", body, key=key_id(data_key(PROGRAMME)))


def _month(
    writer: _Writer,
    neighbour: _Writer,
    office: _Writer,
    family: _Family,
    number: int,
    seed: int,
    month_index: int,
    month: str,
) -> Iterator[Written]:
    stream, key = family.stream, family.key
    chance = _mix(number, month_index, seed)
    if month_index == 0:
        yield from _registered(writer, office, family, number, chance)
    done = 20 + chance % 6
    attendance = types.CommitmentVerified(
        member=family.pupil, component="sd", required=25, done=done, unit="hari_sekolah"
    )
    checked = writer.write(stream, month, attendance, key=key, basis="document")
    yield checked
    yield from _disputed(writer, neighbour, family, number, month_index, checked, attendance)
    session = EntityId(_uuid(_mix(number // PER_COMPANION, month_index, 77)))
    yield writer.write(
        stream,
        f"{month}-12",
        types.SessionAttended(
            session=session, kind="p2k2", topic="finance", member=family.head, present=True
        ),
        key=key,
    )
    if month_index % 3 == number % 3:
        for body in _visit(family, number, month_index // 3)[:4]:
            yield writer.write(stream, f"{month}-{10 + number % 15}", body)
    if month_index in (2, 8):
        yield writer.write(
            stream,
            f"{month}-20",
            types.AssistanceReceived(
                programme="jamsosratu",
                year=int(month[:4]),
                tranche=1 if month_index == 2 else 2,
                amount=1_000_000 if month_index == 2 else 750_000,
                received_by=family.head,
                channel="bank_banten",
                status="full",
            ),
        )
    if number % 20 < 3:
        yield from _trade(writer, family, number, chance, month_index, month)


def _registered(
    writer: _Writer, office: _Writer, family: _Family, number: int, chance: int
) -> Iterator[Written]:
    stream, key = family.stream, family.key
    village = f"36.03.06.{2001 + 2 * (number % 9)}"
    bodies: list[tuple[types.Body, bool]] = [
        (
            types.HouseholdRegistered(
                head=family.head,
                region=RegionCode(village),
                rt=f"{1 + number % 12:03}",
                rw=f"{1 + number % 4:03}",
                source="dtks",
                notice_given=True,
            ),
            True,
        ),
        (_member(family.head, "p", 1975 + chance % 15, "kepala"), True),
        (_member(family.pupil, "l", 2009, "anak"), True),
        (types.ProgrammeEnrolled(programme="jamsosratu", kind="first", cohort_year=2018), False),
        (
            types.ComponentRecorded(member=family.pupil, component="sd", starts="2018-07", grade=3),
            False,
        ),
    ]
    bodies.append((types.PayeeSet(member=family.head), False))
    bodies.append((types.ConsentRecorded(purpose="photo", given=number % 3 == 0), False))
    if number % 2:
        bodies.append((_member(family.spouse, "l", 1972 + chance % 15, "pasangan"), True))
    if number % 5 == 0:
        bodies.append((_member(family.elder, "p", 1949, "orang_tua_mertua"), True))
    for body, is_personal in bodies:
        yield writer.write(stream, "2018-09-03", body, key=key if is_personal else None)
    yield office.write(
        stream,
        "2018-09-03",
        types.CompanionAssigned(
            companion=writer.actor, effective_on=date(2018, 9, 3), reason="new"
        ),
    )


def _member(member: EntityId, sex: str, birth_year: int, relation: str) -> types.MemberAdded:
    told = {
        "member": member,
        "nik_status": "document_seen",
        "sex": sex,
        "birth_year": birth_year,
        "relation": relation,
        "in_same_kk": True,
    }
    return msgspec.convert(told, types.MemberAdded)


def _visit(family: _Family, number: int, turn: int) -> list[types.Body]:
    """A visit and what is asked at it; the questions rotate with the turn."""
    visit = types.HouseholdVisited(
        kind="routine", outcome="met", met_member=family.head, place="home"
    )
    livelihood = types.LivelihoodSurveyed(
        sources=(
            types.IncomeSource(
                member=family.spouse if number % 2 else family.head,
                kind="wage",
                net_month=900_000 + number % 7 * 250_000,
            ),
        )
    )
    wellbeing = types.WellbeingSurveyed(
        food_deficit_12m="none" if number % 3 else "some",
        savings=number % 11 * 100_000,
        debt=0,
        instalment_month=0,
    )
    housing = types.HousingSurveyed(
        tenure="own",
        floor_m2=30 + number % 30,
        wall_main="papan" if number % 4 else "anyaman_bambu",
        roof_main="genteng",
        floor_main="semen",
        water="bore",
        waste_distance_m=12,
        toilet="own",
        closet="leher_angsa",
        septic="septic",
        light="pln_metered",
    )
    referral = types.ReferralUpdated(
        referral=EntityId(_uuid(_mix(number, 5, 5))), service="nib", state="made"
    )
    plan = types.PlanAgreed(goals=(types.Goal(goal="saving", target=500_000),), family_signed=True)
    rotation = (
        [housing, livelihood, wellbeing, plan],
        [wellbeing, livelihood, referral, housing],
        [livelihood, plan, wellbeing, referral],
        [housing, wellbeing, livelihood, plan],
    )
    return [visit, *rotation[turn % 4]]


def _trade(
    writer: _Writer, family: _Family, number: int, chance: int, month_index: int, month: str
) -> Iterator[Written]:
    stream, enterprise = family.stream, family.enterprise
    quantity = 100 + chance % 150
    bodies: list[types.Body] = [
        types.SalesReported(
            enterprise=enterprise,
            product=family.product,
            unit="pcs",
            sales=(types.Sale(buyer=family.buyer, quantity=quantity, unit_price=39_000),),
            largest_buyer_pct=60 + number % 40,
        ),
        types.CostsReported(
            enterprise=enterprise,
            materials=quantity * 22_000,
            wages=quantity * 7_000,
            rent=350_000,
            transport=150_000,
            utilities=100_000,
            other=0,
            complete=number % 5 != 0,
        ),
        types.OrderReceived(
            enterprise=enterprise,
            order=EntityId(_uuid(_mix(number, month_index, 9))),
            buyer=family.buyer,
            product=family.product,
            quantity=quantity,
            unit="pcs",
            unit_price=39_000,
        ),
    ]
    if month_index == 0:
        started = types.EnterpriseStarted(
            enterprise=enterprise, owner=family.head, kind="konveksi", origin="training"
        )
        workforce = types.WorkforceRecorded(
            enterprise=enterprise, paid=number % 5, unpaid_family=1, pay="piece"
        )
        bodies[:0] = [started, workforce]
    for body in bodies:
        yield writer.write(stream, month, body, basis="book")


def _disputed(
    writer: _Writer,
    neighbour: _Writer,
    family: _Family,
    number: int,
    month_index: int,
    checked: Written,
    attendance: types.CommitmentVerified,
) -> Iterator[Written]:
    """A second companion who saw another figure, or a correction of the first."""
    if month_index != 4:
        return
    other = attendance.done - 3
    if number % 200 == 7:
        second = msgspec.structs.replace(attendance, done=other)
        yield neighbour.write(family.stream, checked.on, second, key=family.key)
    if number % 100 == 13:
        yield writer.write(
            family.stream,
            checked.on,
            types.FactCorrected(
                target=event_id(checked.line),
                field="done",
                old=attendance.done,
                new=other,
                reason="typo",
            ),
        )


def data_key(stream: StreamId) -> DataKey:
    """The key that a stream's personal parts name."""
    return DataKey(sha256(f"data key {stream}".encode()).digest())


# --- ids out of numbers --------------------------------------------------------------------------


def _family(number: int, seed: int) -> _Family:
    made = [_uuid(_mix(number, part, seed + 1)) for part in range(8)]
    stream = StreamId(made[0])
    return _Family(stream, key_id(data_key(stream)), *(EntityId(one) for one in made[1:]))


def _actor(seed: int, number: int) -> ActorId:
    return ActorId(_uuid(_mix(number, 1_001, seed)))


def _device(seed: int, number: int) -> DeviceId:
    return DeviceId(sha256(f"device {seed} {number}".encode()).hexdigest()[:32])


def _uuid(chance: int) -> str:
    """A UUIDv7 of some day before the first month."""
    days = chance % 200
    drawn = chance.to_bytes(8, "big") + (chance >> 7 & 0xFFFF).to_bytes(2, "big")
    return make_uuid7(_START_MS - days * 24 * 60 * 60 * 1000 - chance % 86_400_000, drawn)


def _mix(number: int, part: int, seed: int) -> int:
    """64 bits that look drawn by chance, without the state of a generator per household."""
    value = ((number + 1) * _GOLDEN + part * 0xBF58476D1CE4E5B9 + seed * 0x94D049BB133111EB) & (
        (1 << 64) - 1
    )
    value ^= value >> 30
    value = value * 0xBF58476D1CE4E5B9 & ((1 << 64) - 1)
    value ^= value >> 27
    value = value * 0x94D049BB133111EB & ((1 << 64) - 1)
    return value ^ value >> 31
