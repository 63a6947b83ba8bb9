"""Valid bodies of what an office says: its programme, its devices and what it did itself."""

from collections.abc import Mapping
from typing import Final

from tests.names import a_device_id, a_household, an_actor, an_id

_DIGEST: Final = "5f" * 32
_KEY: Final = "A" * 43

BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    "actor_registered": {
        "actor": an_actor("zaenal"),
        "role": "pendamping",
        "region": "36.03.06",
    },
    "parameter_set": {
        "name": "poverty_line",
        "region": "36",
        "valid_from": "2018-09-01",
        "valid_to": "2019-02-28",
        "value": 450_108,
        "source": "BPS, September 2018",
    },
    "rule_set_published": {
        "rule_set": "BANTEN-GRAD/1",
        "rules": [{"id": "R1", "weight": "must", "check": "income", "fresh_months": 3}],
    },
    "region_changed": {"code": "36.03.06.2019", "name": "Kresek Baru"},
    "survey_defined": {
        "survey": "gizi_2019",
        "version": 1,
        "questions": [
            {
                "code": "sayur",
                "kind": "yes_no",
                "label_id": "Makan sayur kemarin?",
                "label_en": "Vegetables yesterday?",
            }
        ],
    },
    "device_enrolled": {
        "device": a_device_id("d1"),
        "actor": an_actor("zaenal"),
        "role": "pendamping",
        "region": "36.03.06",
        "public_key": _KEY,
        "box_key": _KEY,
    },
    "device_revoked": {"device": a_device_id("d1"), "reason": "lost"},
    "scope_changed": {"device": a_device_id("d1"), "version": 1, "region": "36.03.06"},
    "personal_revealed": {"household": a_household(), "purpose": "service"},
    "data_exported": {
        "what": "caseload",
        "households": 107,
        "personal": False,
        "purpose": "report",
    },
    "erasure_approved": {
        "erasure": an_id("erasure"),
        "household": a_household(),
        "lines": False,
        "ground": "family_request",
    },
    "erasure_done": {
        "erasure": an_id("erasure"),
        "household": a_household(),
        "keys": 2,
        "parts": 17,
        "lines": 0,
    },
    "legal_hold_set": {
        "hold": an_id("hold"),
        "state": "set",
        "document": "12/Pdt.G/2019",
    },
    "log_restored": {
        "old_incarnation": 1,
        "size": 420,
        "approved_by": an_actor("second officer"),
        "reason": "disk_failure",
    },
    "device_forked": {
        "device": a_device_id("d1"),
        "epoch": 0,
        "common": 12,
        "head": _DIGEST,
        "batch": _DIGEST,
    },
    "loss_declared": {
        "incarnation": 1,
        "start": 420,
        "until": 431,
        "missing": 3,
        "untold": 8,
        "reason": "device_lost",
    },
    "report_accepted": {
        "report": "monthly",
        "region": "36.03",
        "period": "2018-11",
        "incarnation": 1,
        "size": 420,
        "figures": _DIGEST,
    },
}
