"""Valid bodies of what is said about a family's enterprise."""

from collections.abc import Mapping
from typing import Final

from tests.names import an_id

_ENTERPRISE: Final = {"enterprise": an_id("konveksi nana")}
_SALE: Final = {"buyer": an_id("buyer a"), "quantity": 215, "unit_price": 39_000}

BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    "enterprise_started": {
        **_ENTERPRISE,
        "owner": an_id("nana"),
        "kind": "konveksi",
        "origin": "training",
        "origin_session": an_id("training"),
        "capital": "unknown",
    },
    "premises_recorded": {**_ENTERPRISE, "kind": "rented_house", "rent": "unknown"},
    "workforce_recorded": {
        **_ENTERPRISE,
        "paid": 4,
        "unpaid_family": 0,
        "pay": "unknown",
    },
    "order_received": {
        **_ENTERPRISE,
        "order": an_id("order"),
        "buyer": an_id("buyer a"),
        "product": an_id("life vest"),
        "quantity": 215,
        "unit": "pcs",
        "unit_price": 39_000,
    },
    "sales_reported": {
        **_ENTERPRISE,
        "product": an_id("life vest"),
        "unit": "pcs",
        "sales": [_SALE],
        "largest_buyer_pct": 100,
    },
    "costs_reported": {
        **_ENTERPRISE,
        "materials": 4_730_000,
        "wages": 1_505_000,
        "rent": 350_000,
        "transport": 250_000,
        "utilities": 150_000,
        "other": 0,
        "complete": True,
    },
    "capital_received": {
        **_ENTERPRISE,
        "source": "kur",
        "amount": 5_000_000,
        "repayable": True,
    },
    "market_noted": {**_ENTERPRISE, "channels": ["peers", "whatsapp", "facebook"]},
    "constraint_noted": {
        **_ENTERPRISE,
        "constraint": an_id("constraint"),
        "code": "capital",
        "state": "open",
    },
    "licence_obtained": {**_ENTERPRISE, "kind": "nib", "issued": "2018-11-20"},
    "operation_changed": {**_ENTERPRISE, "state": "paused", "reason": "no_order"},
    "ownership_changed": {
        **_ENTERPRISE,
        "new_owner": an_id("first child"),
        "reason": "death",
    },
}
