"""Valid bodies of acts on entries, households and payments."""

from collections.abc import Mapping
from typing import Final

from tests.names import a_household, an_actor, an_event_id, an_id

_PAYMENT: Final = {
    "programme": "jamsosratu",
    "year": 2017,
    "tranche": 1,
    "amount": 2_250_000,
    "list_no": "463/SK-12/2017",
}
_MERGE: Final = {
    "act": an_id("merge"),
    "survivor": a_household(),
    "merged": a_household("nana's other household"),
    "basis": "same_nik",
}

BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    "fact_corrected": {
        "target": an_event_id("sales"),
        "field": "sales.0.quantity",
        "old": 251,
        "new": 215,
        "reason": "typo",
    },
    "event_voided": {"target": an_event_id("sales"), "reason": "duplicate"},
    "conflict_resolved": {
        "conflict": f"correction:{an_event_id('correction')}",
        "kept": an_event_id("correction"),
        "others": [],
        "rule": "document",
    },
    "entry_reviewed": {"target": an_event_id("sales"), "outcome": "accepted"},
    "companion_assigned": {
        "companion": an_actor("zaenal"),
        "effective_on": "2016-07-12",
        "reason": "new",
    },
    "households_merged": _MERGE,
    "households_unmerged": _MERGE,
    "household_split": {
        "act": an_id("split"),
        "new_household": a_household("first child's household"),
        "members": [an_id("first child")],
        "reason": "married",
        "programme_stays_with": a_household(),
    },
    "exit_proposed": {
        "proposal": an_id("exit"),
        "programme": "jamsosratu",
        "reason": "own_request",
    },
    "programme_exited": {
        "proposal": an_id("exit"),
        "effective_on": "2018-11-30",
        "reason": "own_request",
    },
    "payment_ordered": _PAYMENT,
    "payment_reported": {**_PAYMENT, "status": "paid", "paid_on": "2017-11-20"},
}
