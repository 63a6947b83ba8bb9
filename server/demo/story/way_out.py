"""Rows 16b to 20c: a second buyer, graduation on two levels, aftercare, and a fall."""

from collections.abc import Iterator

from server.demo.story.steps import Entity, Step
from server.demo.story.telling import (
    BUYER_A,
    BUYER_B,
    ENTERPRISE,
    MOTHER,
    NANA,
    VESTS,
    Row,
    costs,
    moment,
    schooled,
    sold_215,
    sold_to_two,
    visited,
)


def upward() -> Iterator[Step]:
    for day, month in (("2019-01-04", "2018-12"), ("2019-02-04", "2019-01")):
        yield sold_215(Row(f"16b-{month}", day), month)
    row = Row("17", "2019-03-04", visit=True)
    yield visited(row, met_member=NANA, place="workplace")
    for number, buyer, quantity in ((2, BUYER_A, 216), (3, BUYER_B, 144)):
        yield row(
            "order_received",
            "2019-02",
            enterprise=ENTERPRISE,
            order=Entity(f"order_{number}"),
            buyer=buyer,
            product=VESTS,
            quantity=quantity,
            unit="pcs",
            unit_price=42_000,
        )
    yield sold_to_two(row, "2019-02", 216, 144, 60)
    yield costs(row, "2019-02", "book", 7_920_000, 2_520_000, 350_000, 350_000, 200_000, 0)
    yield from schooled(row, "2019-02")
    row = Row("18a", "2019-04-04")
    yield sold_to_two(row, "2019-03", 204, 136, 60)
    yield costs(row, "2019-03", "book", 7_480_000, 2_380_000, 350_000, 350_000, 200_000, 0)
    yield from schooled(row, "2019-03")
    yield from _surveyed()
    row = Row("18c", "2019-04-20")
    yield row("graduation_requested", None, "document", requester=NANA, statement="signed")
    row = Row("18d", "2019-05-03")
    yield sold_to_two(row, "2019-04", 215, 155, 58)
    yield costs(row, "2019-04", "book", 8_140_000, 2_590_000, 350_000, 350_000, 200_000, 0)
    yield from schooled(row, "2019-04")


def _surveyed() -> Iterator[Step]:
    row = Row("18b", "2019-04-16", visit=True)
    yield visited(row, "assessment", met_member=NANA, place="home")
    yield row(
        "housing_surveyed",
        None,
        "observed",
        tenure="own",
        wall_main="anyaman_bambu",
        roof_main="genteng",
        floor_main="semen",
        water="protected_well",
        waste_distance_m=12,
        toilet="own",
        closet="leher_angsa",
        septic="septic",
        light="pln_metered",
    )
    yield row("livelihood_surveyed", sources=[])
    yield row(
        "wellbeing_surveyed",
        food_deficit_12m="none",
        savings=1_200_000,
        debt=0,
        instalment_month=0,
    )
    yield row("plan_agreed", goals=[{"goal": "care", "member": MOTHER}], family_signed=True)
    for service in ("nib", "housing"):
        yield row(
            "referral_updated",
            referral=Entity(f"referral_{service}"),
            service=service,
            state="made",
        )


def graduated() -> Iterator[Step]:
    proposal = Entity("proposal")
    row = Row("19a", "2019-05-10", visit=True)
    yield visited(row, met_member=NANA, place="home")
    # The device adds the indicators: a frozen copy of what its fold says on that day.
    yield row(
        "graduation_proposed",
        None,
        "document",
        proposal=proposal,
        route="mandiri",
        rule_set="BANTEN-GRAD/1",
        as_of="2019-05-10",
    )
    yield from row.sync("D1")
    row = Row("19b", "2019-05-24", "kabupaten")
    yield row(
        "graduation_decided",
        None,
        "document",
        proposal=proposal,
        level="kabupaten",
        decision="approved",
        reason="Semua indikator wajib terpenuhi",
    )
    row = Row("18e", "2019-06-02")
    yield sold_to_two(row, "2019-05", 216, 144, 60)
    yield costs(row, "2019-05", "book", 7_920_000, 2_520_000, 350_000, 350_000, 200_000, 0)
    yield from schooled(row, "2019-05")
    yield from row.sync("D1")
    row = Row("19c", "2019-06-03", "province")
    yield row(
        "graduation_decided",
        None,
        "document",
        proposal=proposal,
        level="province",
        decision="approved",
        effective_on="2019-06-03",
        reason="Disetujui",
    )
    yield moment("graduated", "2019-06-03")


def aftercare() -> Iterator[Step]:
    for day in ("2019-09-12", "2019-12-12"):
        yield visited(
            Row(f"20-{day}", day, visit=True),
            "aftercare",
            met_member=NANA,
            place="home",
            aftercare="still_above",
        )
    row = Row("20c", "2020-06-12", visit=True)
    yield visited(row, "aftercare", met_member=NANA, place="home", aftercare="fell_back")
    yield row("operation_changed", enterprise=ENTERPRISE, state="paused", reason="no_order")
    yield from row.sync("D1")
    yield moment("end", "2020-06-20")
