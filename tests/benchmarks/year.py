"""What a year says of one household: registration, visits, records, trade, and what is disputed.

Before: `writer.py`. After: `data.py` goes through the months of all households.
"""

from collections.abc import Iterator
from datetime import date

import msgspec

from events import types
from events.ids import event_id
from events.types import EntityId, RegionCode
from tests.benchmarks.writer import PER_COMPANION, Family, Writer, Written, mixed, uuid_of


def month_of(
    writer: Writer,
    neighbour: Writer,
    office: Writer,
    family: Family,
    number: int,
    seed: int,
    month_index: int,
    month: str,
) -> Iterator[Written]:
    stream, key = family.stream, family.key
    chance = mixed(number, month_index, seed)
    if month_index == 0:
        yield from _registered(writer, office, family, number, chance)
    done = 20 + chance % 6
    attendance = types.CommitmentVerified(
        member=family.pupil, component="sd", required=25, done=done, unit="hari_sekolah"
    )
    checked = writer.write(stream, month, attendance, key=key, basis="document")
    yield checked
    yield from _disputed(writer, neighbour, family, number, month_index, checked, attendance)
    session = EntityId(uuid_of(mixed(number // PER_COMPANION, month_index, 77)))
    yield writer.write(
        stream,
        f"{month}-12",
        types.SessionAttended(
            session=session, kind="p2k2", topic="finance", member=family.head, present=True
        ),
        key=key,
    )
    if month_index % 3 == number % 3:
        for body in visit_of(family, number, month_index // 3)[:4]:
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
    writer: Writer, office: Writer, family: Family, number: int, chance: int
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


def visit_of(family: Family, number: int, turn: int) -> list[types.Body]:
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
        referral=EntityId(uuid_of(mixed(number, 5, 5))), service="nib", state="made"
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
    writer: Writer, family: Family, number: int, chance: int, month_index: int, month: str
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
            order=EntityId(uuid_of(mixed(number, month_index, 9))),
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
    writer: Writer,
    neighbour: Writer,
    family: Family,
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
