"""Rows 1 to 12: into the programme, a training, an enterprise and its first order."""

from collections.abc import Iterator

from server.demo.story.steps import Entity, Step
from server.demo.story.telling import (
    BUYER_A,
    CHILDREN,
    ENTERPRISE,
    MOTHER,
    NANA,
    REGION,
    VESTS,
    Row,
    article,
    programme,
    schooled,
    sold_215,
    visited,
)


def registration() -> Iterator[Step]:
    row = Row("1", "2016-07-11")
    yield row(
        "household_registered",
        "2016",
        "document",
        head=NANA,
        region=article(REGION),
        rt=article("004"),
        rw=article("001"),
        kampung=article("Baleman"),
        source="pbdt",
        notice_given=True,
    )
    yield row(
        "member_added",
        "2016",
        "document",
        member=NANA,
        name=article("Nana Sofinah"),
        known_as=article("Nana"),
        nik="3603995508780000",
        nik_status="document_seen",
        sex=article("p"),
        birth_year=1978,
        birth_date="1978-08-15",
        relation=article("kepala"),
        in_same_kk=True,
    )
    years, sexes = (2003, 2006, 2009), ("p", "l", "p")
    for number, child, year, sex in zip((1, 2, 3), CHILDREN, years, sexes, strict=True):
        yield row(
            "member_added",
            "2016",
            member=child,
            name=f"Anak {number}",
            nik_status="in_process",
            sex=sex,
            birth_year=year,
            relation=article("anak"),
            in_same_kk=True,
        )
    yield row(
        "member_added",
        "2016",
        "document",
        member=MOTHER,
        name="Ibu Nana",
        nik_status="stated",
        sex=article("p"),
        birth_year=1950,
        relation=article("orang_tua_mertua"),
        in_same_kk=True,
    )
    row = Row("2", "2016-07-11", hour=10)
    yield row(
        "programme_enrolled",
        "2016",
        "document",
        programme=article("jamsosratu"),
        kind="first",
        cohort_year=article(2016),
    )
    row = Row("3", "2016-07-11", visit=True, hour=11)
    yield visited(row, "assessment", met_member=NANA, place="home")
    for child, component in zip(CHILDREN, ("smp", "sd", "sd"), strict=True):
        yield row(
            "component_recorded", "2016-07", member=child, component=component, starts="2016-07"
        )
    yield from row.sync("D1")
    office = Row("3b", "2016-07-12", "kabupaten")
    yield office(
        "companion_assigned",
        None,
        "document",
        companion=Entity("zaenal"),
        effective_on="2016-07-12",
        reason="new",
    )


def early_years() -> Iterator[Step]:
    row = Row("4", "2016-08-20", visit=True)
    yield visited(row, met_member=NANA, place="home")
    yield row(
        "housing_surveyed",
        None,
        "observed",
        tenure=article("own"),
        wall_main=article("anyaman_bambu"),
        wall_other=article(["papan"]),
        roof_main="unknown",
        roof_other=article(["asbes", "genteng"]),
        floor_main="unknown",
        water="unknown",
        toilet="unknown",
        light="unknown",
    )
    row = Row("5", "2017-12-04")
    yield row(
        "assistance_received",
        "2017-11",
        programme=programme("jamsosratu"),
        year=programme(2017),
        tranche=1,
        amount=programme(2_250_000),
        received_by=NANA,
        channel=programme("bank_banten"),
        status="full",
    )
    yield from _sessions()
    row = Row("7", "2018-03-20")
    yield row(
        "session_attended",
        "2018-03",
        session=Entity("training_konveksi"),
        kind=article("training"),
        topic=article("konveksi"),
        member=article(NANA),
        present=article(True),
    )


def _sessions() -> Iterator[Step]:
    """Row 6: each month a group session, and school attendance a few days into the next."""
    months = ("2017-10", "2017-11", "2017-12", "2018-01", "2018-02", "2018-03")
    days = ("2017-11-03", "2017-12-05", "2018-01-04", "2018-02-02", "2018-03-05", "2018-04-04")
    topics = ("health", "parenting", "finance", "protection", "welfare", "stunting")
    for month, day, topic in zip(months, days, topics, strict=True):
        row = Row(f"6-{month}", day, hour=10)
        yield row(
            "session_attended",
            f"{month}-17",
            "observed",
            session=Entity(f"session_{month}"),
            kind="p2k2",
            topic=topic,
            member=NANA,
            present=True,
        )
        yield from schooled(row, month)


def enterprise_begins() -> Iterator[Step]:
    row = Row("8", "2018-05-28")
    yield row(
        "enterprise_started",
        "2018-05",
        enterprise=ENTERPRISE,
        owner=article(NANA),
        kind=article("konveksi"),
        origin=article("training"),
        origin_session=article(Entity("training_konveksi")),
        capital="unknown",
    )
    row = Row("9", "2018-06-05", visit=True)
    yield visited(row, met_member=NANA, place="workplace")
    yield row(
        "premises_recorded",
        "2018-06-01",
        "observed",
        enterprise=ENTERPRISE,
        kind=article("rented_house"),
        rent=article("unknown"),
    )
    yield row(
        "workforce_recorded",
        "2018-06-01",
        enterprise=ENTERPRISE,
        paid=article(4),
        unpaid_family=0,
        pay="unknown",
    )
    row = Row("10", "2018-10-02")
    yield row(
        "order_received",
        "2018-09",
        enterprise=ENTERPRISE,
        order=Entity("order_1"),
        buyer=article(BUYER_A),
        buyer_place=article("Jakarta"),
        product=VESTS,
        product_name=article("Rompi pelampung"),
        quantity=article(215),
        unit=article("pcs"),
        unit_price=article(39_000),
    )
    yield sold_215(row, "2018-09", stated=True)
    row = Row("11", "2018-10-05", visit=True)
    yield visited(row, met_member=NANA, place="home")
    yield row(
        "market_noted",
        enterprise=ENTERPRISE,
        channels=article(["peers", "whatsapp", "facebook"]),
        suppliers=article(["Daerah Kotabumi", "Pasar Tanah Abang"]),
    )
    for code in ("capital", "market"):
        yield row(
            "constraint_noted",
            enterprise=ENTERPRISE,
            constraint=Entity(f"constraint_{code}"),
            code=article(code),
            state=article("open"),
        )
    yield row("livelihood_surveyed", sources=[])
    row = Row("12", "2018-11-02")
    yield sold_215(row, "2018-10", stated=True)
