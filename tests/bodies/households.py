"""Valid bodies of what is said about a family: people, support, surveys, plans."""

from collections.abc import Mapping
from typing import Final

from tests.names import PASIR_AMPO, an_event_id, an_id

BODIES: Final[Mapping[str, Mapping[str, object]]] = {
    "household_registered": {
        "head": an_id("nana"),
        "region": PASIR_AMPO,
        "rt": "004",
        "rw": "001",
        "source": "musdes",
        "notice_given": True,
    },
    "member_added": {
        "member": an_id("nana"),
        "nik_status": "document_seen",
        "sex": "p",
        "birth_year": 1978,
        "relation": "kepala",
        "in_same_kk": True,
    },
    "member_left": {"member": an_id("first child"), "reason": "married"},
    "member_died": {"member": an_id("mother"), "proof": "surat_desa"},
    "head_changed": {
        "old_head": an_id("nana"),
        "new_head": an_id("first child"),
        "reason": "death",
    },
    "identity_verified": {"member": an_id("nana"), "kind": "nik", "how": "ktp_seen"},
    "address_changed": {"region": "36.03.06.2011", "rt": "012", "kind": "other_desa"},
    "programme_enrolled": {
        "programme": "jamsosratu",
        "kind": "first",
        "cohort_year": 2016,
    },
    "component_recorded": {
        "member": an_id("first child"),
        "component": "smp",
        "starts": "2016-07",
    },
    "commitment_verified": {
        "member": an_id("first child"),
        "component": "smp",
        "required": 25,
        "done": 23,
        "unit": "hari_sekolah",
    },
    "assistance_received": {
        "programme": "jamsosratu",
        "year": 2017,
        "tranche": 1,
        "amount": 2_250_000,
        "channel": "bank_banten",
        "status": "full",
    },
    "household_visited": {"kind": "routine", "outcome": "met"},
    "housing_surveyed": {
        "tenure": "own",
        "wall_main": "anyaman_bambu",
        "wall_other": ["papan"],
        "roof_main": "genteng",
        "floor_main": "semen",
        "water": "protected_well",
        "waste_distance_m": 12,
        "toilet": "own",
        "closet": "leher_angsa",
        "septic": "septic",
        "light": "pln_metered",
    },
    "livelihood_surveyed": {"sources": []},
    "wellbeing_surveyed": {
        "food_deficit_12m": "none",
        "savings": 1_200_000,
        "debt": 0,
        "instalment_month": 0,
    },
    "session_attended": {
        "session": an_id("session"),
        "kind": "p2k2",
        "topic": "finance",
        "member": an_id("nana"),
        "present": True,
    },
    "plan_agreed": {
        "goals": [{"goal": "care", "member": an_id("mother")}],
        "family_signed": True,
    },
    "referral_updated": {
        "referral": an_id("referral"),
        "service": "nib",
        "state": "made",
    },
    "graduation_requested": {"requester": an_id("nana"), "statement": "signed"},
    "graduation_proposed": {
        "proposal": an_id("proposal"),
        "route": "mandiri",
        "rule_set": "BANTEN-GRAD/1",
        "as_of": "2018-12-03",
        "indicators": [
            {
                "id": "R1",
                "verdict": "met",
                "value": 704_000,
                "threshold": 462_726,
                "evidence": [an_event_id("sales")],
            }
        ],
    },
    "graduation_decided": {
        "proposal": an_id("proposal"),
        "level": "kabupaten",
        "decision": "approved",
    },
    "payee_set": {"member": an_id("nana")},
    "consent_recorded": {"purpose": "story", "given": True},
    "family_statement": {"stance": "agrees"},
    "note_written": {"for": "companion", "state": "open"},
    "survey_answered": {
        "survey": "gizi_2019",
        "survey_version": 1,
        "answers": {"sayur": True, "porsi": 2, "sumber": ["kebun", "pasar"]},
    },
}
