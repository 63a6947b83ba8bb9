"""Who is in Nana's story, and how a row of its table becomes entries, a few minutes apart."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from events.dates import WIB
from events.types import Basis
from server.demo.story.steps import Actor, Device, Entity, Entry, Moment, Said, Signal, Sync

HOUSEHOLD: Final = Entity("household")
REGION: Final = "36.03.06.2001"
LOG: Final = "36.03"

ACTORS: Final = (
    Actor("zaenal", Said("Zaenal", "article"), "pendamping", "36.03.06", "D1"),
    Actor("second", Said("Pendamping kedua", "assumed"), "pendamping", "36.03.06", "D2"),
    Actor("kabupaten", Said("Koordinator kabupaten", "assumed"), "koordinator_kabupaten", LOG, "O"),
    Actor("province", Said("Dinas Sosial Provinsi", "assumed"), "province", "36", "O"),
)

STARTS: Final = datetime(2016, 7, 4, 8, 0, tzinfo=WIB)
"""When office and devices are set up."""

NANA: Final = Entity("nana")
CHILDREN: Final = (Entity("child_2003"), Entity("child_2006"), Entity("child_2009"))
MOTHER: Final = Entity("mother")
ENTERPRISE: Final = Entity("enterprise")
VESTS: Final = Entity("life_vests")
BUYER_A: Final = Entity("buyer_jakarta")
BUYER_B: Final = Entity("buyer_second")


def article(value: object) -> Said:
    """Said by the article."""
    return Said(value, "article")


def assumed(value: object) -> Said:
    """Said by nobody: assumed to make the story whole."""
    return Said(value, "assumed")


def programme(value: object) -> Said:
    """Said by the programme's published figures."""
    return Said(value, "programme")


def moment(name: str, day: str) -> Moment:
    asked = datetime.fromisoformat(day).replace(hour=20, tzinfo=WIB)
    return Moment(name, asked.date(), asked)


class Row:
    """Writes the entries of one row, a few minutes apart, as somebody with a phone does."""

    def __init__(
        self, row: str, recorded: str, by: str = "zaenal", visit: bool = False, hour: int = 9
    ) -> None:
        self._row = row
        self._by = by
        self._device: Device = next(actor.device for actor in ACTORS if actor.actor == by)
        self._visit = Entity(f"visit_{row}") if visit else None
        self._at = datetime.fromisoformat(recorded).replace(hour=hour, tzinfo=WIB)
        self._day = recorded
        self._numbers = count(1)

    def __call__(
        self, type_: str, on: str | None = None, basis: Basis = "stated", /, **fields: object
    ) -> Entry:
        """An entry of this row; a field in `Said` has its source with it."""
        self._at += timedelta(minutes=3)
        said = {
            name.rstrip("_"): value if isinstance(value, Said) else Said(value, "assumed")
            for name, value in fields.items()
        }
        return Entry(
            row=self._row,
            name=f"{self._row}.{next(self._numbers)}",
            device=self._device,
            by=self._by,
            recorded=self._at,
            on=on or self._day,
            type=type_,
            fields={name: each.value for name, each in said.items()},
            sources={name: each.source for name, each in said.items()},
            basis=basis,
            visit=self._visit,
        )

    def sync(self, *devices: Device) -> Iterator[Sync]:
        """Devices sync in this order, after what was written."""
        for device in devices:
            self._at += timedelta(minutes=3)
            yield Sync(device, self._at)

    def signal(self, is_there: bool) -> Signal:
        """The network goes or comes back."""
        self._at += timedelta(minutes=3)
        return Signal(is_there, self._at)


def sale(buyer: Entity, quantity: int, unit_price: int) -> dict[str, object]:
    return {"buyer": buyer, "quantity": quantity, "unit_price": unit_price}


def sold_215(row: Row, month: str, stated: bool = False) -> Entry:
    """The month of the article: 215 pieces at Rp39.000 to one buyer."""
    said = article if stated else assumed
    return row(
        "sales_reported",
        month,
        enterprise=ENTERPRISE,
        product=VESTS,
        product_name=article("Rompi pelampung"),
        unit=said("pcs"),
        sales=said([sale(BUYER_A, 215, 39_000)]),
        largest_buyer_pct=said(100),
    )


def sold_to_two(row: Row, month: str, to_a: int, to_b: int, largest_pct: int) -> Entry:
    return row(
        "sales_reported",
        month,
        "book",
        enterprise=ENTERPRISE,
        product=VESTS,
        unit="pcs",
        sales=[sale(BUYER_A, to_a, 42_000), sale(BUYER_B, to_b, 42_000)],
        largest_buyer_pct=largest_pct,
    )


def costs(row: Row, month: str, basis: Basis, *amounts: int) -> Entry:
    kinds = ("materials", "wages", "rent", "transport", "utilities", "other")
    fields = dict(zip(kinds, amounts, strict=True))
    return row("costs_reported", month, basis, enterprise=ENTERPRISE, **fields, complete=True)


def visited(row: Row, kind: str = "routine", **fields: object) -> Entry:
    return row("household_visited", None, "observed", kind=kind, outcome="met", **fields)


def schooled(row: Row, month: str) -> Iterator[Entry]:
    """A month of school: the first child on 23 of 25 days, the others on 19 of 20."""
    days = ((25, 23), (20, 19), (20, 19))
    components = ("smp", "sd", "sd")
    for child, component, (required, done) in zip(CHILDREN, components, days, strict=True):
        yield row(
            "commitment_verified",
            month,
            "document",
            member=child,
            component=component,
            required=required,
            done=done,
            unit="hari_sekolah",
        )
