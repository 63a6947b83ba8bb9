"""E1-E12: how a household's enterprise is doing, as its owner tells it.

Money is integer rupiah; a figure that nobody knows is `unknown`, never zero. Products and buyers
are ids, their names personal: a figure never needs a name.
"""

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from events.types.base import Body, Part, Personal, event, exclusive, natural, register, union
from events.types.fields import (
    CapitalSource,
    Count,
    Entity,
    Kbli,
    Name,
    NotSaid,
    Number,
    Percent,
    Rupiah,
    Slug,
    Unit,
    Unknown,
)


class EnterpriseStartedPersonal(Personal, frozen=True, kw_only=True):
    name: Name | None = None


@event(
    "enterprise_started",
    "E1",
    merge=exclusive("enterprise"),
    personal=EnterpriseStartedPersonal,
)
class EnterpriseStarted(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    owner: Entity
    kind: Slug
    kbli: Kbli | None = None
    origin: Literal["training", "own_skill", "group", "inherited", "other"]
    origin_session: Entity | None = None
    capital: Rupiah | Unknown | None = None
    capital_source: CapitalSource | Unknown | None = None


@event("premises_recorded", "E2", merge=register("enterprise"))
class PremisesRecorded(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    kind: Literal["own_home", "rented_house", "stall", "shared", "none"]
    rent: Rupiah | Unknown | None = None
    per: Literal["month", "year"] | None = None


@event("workforce_recorded", "E3", merge=register("enterprise"))
class WorkforceRecorded(Body, frozen=True, kw_only=True, gc=False):
    """`rate` is the rupiah of one piece, day or month, as `pay` says."""

    enterprise: Entity
    paid: Count | Unknown
    unpaid_family: Count | Unknown
    women: Count | Unknown | None = None
    pay: Literal["piece", "daily", "monthly", "mixed", "unknown"]
    rate: Rupiah | Unknown | None = None


class OrderReceivedPersonal(Personal, frozen=True, kw_only=True):
    buyer_name: Name | None = None
    buyer_place: Name | None = None
    product_name: Name | None = None


@event("order_received", "E4", merge=natural("order"), personal=OrderReceivedPersonal)
class OrderReceived(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    order: Entity
    buyer: Entity
    product: Entity
    quantity: Count | Unknown
    unit: Unit
    unit_price: Rupiah | Unknown
    due: date | None = None


class Sale(Part, frozen=True, kw_only=True, gc=False):
    """What one buyer took; `buyer` is absent for passers-by."""

    buyer: Entity | None = None
    quantity: Count
    unit_price: Rupiah | Unknown


class SalesReportedPersonal(Personal, frozen=True, kw_only=True):
    product_name: Name | None = None


@event(
    "sales_reported",
    "E5",
    merge=natural("enterprise", "product", "month"),
    personal=SalesReportedPersonal,
)
class SalesReported(Body, frozen=True, kw_only=True, gc=False):
    """Of the month `on`. Quantity and revenue are sums; `[]`: nothing was sold."""

    enterprise: Entity
    product: Entity
    unit: Unit
    sales: Annotated[tuple[Sale, ...], Meta(max_length=100)]
    largest_buyer_pct: Percent | Unknown | None = None


@event("costs_reported", "E6", merge=natural("enterprise", "month"))
class CostsReported(Body, frozen=True, kw_only=True, gc=False):
    """Of the month `on`. `complete` only when all six are known: else the net is unknown."""

    enterprise: Entity
    materials: Rupiah | NotSaid | None = None
    wages: Rupiah | NotSaid | None = None
    rent: Rupiah | NotSaid | None = None
    transport: Rupiah | NotSaid | None = None
    utilities: Rupiah | NotSaid | None = None
    other: Rupiah | NotSaid | None = None
    complete: bool


@event("capital_received", "E7", merge=union())
class CapitalReceived(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    source: CapitalSource
    amount: Rupiah | Unknown
    repayable: bool


class MarketNotedPersonal(Personal, frozen=True, kw_only=True):
    suppliers: tuple[Name, ...] | None = None


@event("market_noted", "E8", merge=register("enterprise"), personal=MarketNotedPersonal)
class MarketNoted(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    channels: tuple[
        Literal["peers", "whatsapp", "facebook", "marketplace", "shop", "direct_order", "bazaar"],
        ...,
    ]


@event("constraint_noted", "E9", merge=register("constraint"))
class ConstraintNoted(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    constraint: Entity
    code: Literal[
        "capital",
        "market",
        "materials",
        "skill",
        "tools",
        "premises",
        "labour",
        "licence",
        "health",
        "price",
        "other",
    ]
    state: Literal["open", "easing", "solved"]


class LicenceObtainedPersonal(Personal, frozen=True, kw_only=True):
    number: Number | None = None


@event(
    "licence_obtained",
    "E10",
    merge=natural("enterprise", "kind"),
    personal=LicenceObtainedPersonal,
)
class LicenceObtained(Body, frozen=True, kw_only=True, gc=False):
    enterprise: Entity
    kind: Literal["nib", "pirt", "halal", "sni", "merek"]
    issued: date


@event("operation_changed", "E11", merge=register("enterprise"))
class OperationChanged(Body, frozen=True, kw_only=True, gc=False):
    """`resumed` gives the reason the pause had."""

    enterprise: Entity
    state: Literal["paused", "resumed", "closed"]
    reason: Literal["no_order", "illness", "capital", "birth", "disaster", "other"]


@event("ownership_changed", "E12", merge=exclusive("enterprise", "on"))
class OwnershipChanged(Body, frozen=True, kw_only=True, gc=False):
    """`new_owner` is a member, or another household."""

    enterprise: Entity
    new_owner: Entity
    reason: Literal["death", "split", "sale", "group"]
