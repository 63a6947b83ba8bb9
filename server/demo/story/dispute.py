"""Rows 12b to 16: two companions report one month without a signal; a correction; the costs."""

from collections.abc import Iterator

from server.demo.story.steps import CorrectionOf, Step, Written
from server.demo.story.telling import (
    BUYER_A,
    ENTERPRISE,
    NANA,
    VESTS,
    Row,
    costs,
    moment,
    sale,
    sold_215,
    visited,
)


def conflict() -> Iterator[Step]:
    """Two companions report November while neither has a signal."""
    row = Row("12", "2018-11-06", hour=16)
    yield from row.sync("D1", "D2")
    yield row.signal(False)
    row = Row("12b", "2018-12-03", visit=True)
    yield visited(row, met_member=NANA, place="workplace")
    yield sold_215(row, "2018-11")
    row = Row("13", "2018-12-06", "second")
    yield row(
        "sales_reported",
        "2018-11",
        enterprise=ENTERPRISE,
        product=VESTS,
        unit="pcs",
        sales=[sale(BUYER_A, 251, 39_000)],
        largest_buyer_pct=100,
    )
    row = Row("13", "2018-12-14", hour=14)
    yield row.signal(True)
    yield from row.sync("D1", "D2", "D1", "D2")
    yield moment("conflict", "2018-12-14")


def corrected() -> Iterator[Step]:
    row = Row("14", "2018-12-16", "second")
    yield row(
        "fact_corrected",
        None,
        "document",
        target=Written("13.1"),
        field="sales.0.quantity",
        old=251,
        new=215,
        reason="typo",
        note="Surat jalan dilihat",
    )
    yield from row.sync("D2")
    row = Row("14b", "2018-12-17", "kabupaten")
    yield row(
        "conflict_resolved",
        None,
        "document",
        conflict=CorrectionOf(Written("13.1")),
        kept=Written("14.1"),
        others=[],
        rule="document",
        reason="Surat jalan menyebut 215 potong",
    )
    yield from row.sync("D2", "D1")
    yield moment("corrected", "2018-12-17")


def costs_known() -> Iterator[Step]:
    row = Row("16", "2018-12-20", visit=True)
    yield visited(row, met_member=NANA, place="workplace")
    yield costs(row, "2018-11", "stated", 4_730_000, 1_505_000, 350_000, 250_000, 150_000, 0)
    yield from row.sync("D1")
    yield moment("costs_known", "2018-12-20")
