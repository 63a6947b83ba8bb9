"""Builders of entries, valid by default: a test names only what it is about.

`a_body("sales_reported", unit="kg")`, `personal_of("member_added", name="Nana")`,
`an_event("sales_reported", on="2018-11")`, `a_line(...)`, `a_draft(...)`. Ids are made from a name,
so that two mentions of `an_id("nana")` are one person. Numbers of identity use the kecamatan 99,
which does not exist, and the serial 0000, which is never issued: none of them can be somebody's.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

import msgspec

from events.check import Draft
from events.ids import OFFICE, PROGRAMME, ActorId, StreamId, make_uuid7
from events.line import Line, encode_line
from events.types import EVENT_TYPES, REGISTRY, Body, EntityId, Event, StreamKind

PASIR_AMPO: Final = "36.03.06.2001"
NIK: Final = "3603994507780000"
"""Of a woman born on 5 July 1978."""
NO_KK: Final = "3603991107160000"

_BORN_MS: Final = 1_468_224_000_000  # 2016-07-11, when the story begins
_DIGEST: Final = "5f" * 32
_KEY: Final = "A" * 43


def an_id(name: str) -> EntityId:
    """The UUIDv7 of whatever has this name in a test."""
    return EntityId(make_uuid7(_BORN_MS, sha256(name.encode()).digest()[:10]))


def an_actor(name: str) -> ActorId:
    """The id of a person who acts."""
    return ActorId(an_id(name))


def a_household(name: str = "nana's household") -> StreamId:
    """The stream of a household."""
    return StreamId(an_id(name))


def an_event_id(name: str) -> str:
    """The id of an event that is only mentioned."""
    return sha256(name.encode()).hexdigest()[:32]


def a_device_id(name: str) -> str:
    """The id of a device that is only mentioned."""
    return sha256(b"device" + name.encode()).hexdigest()[:32]


def a_body(type_name: str, **overrides: object) -> Body:
    """A valid body of a type; an override of None leaves an optional field out."""
    fields = dict(_BODIES[type_name]) | overrides
    given = {name: value for name, value in fields.items() if value is not None}
    return msgspec.convert(msgspec.to_builtins(given), REGISTRY[type_name].body)


def personal_of(type_name: str, **overrides: object) -> dict[str, Any]:
    """The personal fields a type requires, and those a test names."""
    fields = dict(_PERSONAL.get(type_name, {})) | overrides
    return {name: value for name, value in fields.items() if value is not None}


def an_event(
    type_name: str,
    body: Body | None = None,
    *,
    stream: StreamId | None = None,
    on: str = "2018-11",
    at: int = 1_543_795_200_000,
    seen: tuple[int, int] = (1, 0),
    by: ActorId | None = None,
    basis: str = "stated",
    **envelope: object,
) -> Event:
    """A decoded event of a type, said by Zaenal of Nana's household on 2018-12-03."""
    kind = EVENT_TYPES[type_name]
    fields: dict[str, Any] = {
        "tv": REGISTRY[type_name].tv,
        "stream": stream or _stream_of(REGISTRY[type_name].streams[0]),
        "on": on,
        "at": at,
        "seen": seen,
        "by": by or an_actor("zaenal"),
        "basis": basis,
        "body": body or a_body(type_name),
        **envelope,
    }
    return kind(**fields)


def a_line(event: Event) -> bytes:
    """The canonical line of an event."""
    names = [field.name for field in msgspec.structs.fields(Line)]
    held = {name: getattr(event, name) for name in names if name not in ("v", "type", "body")}
    body = msgspec.Raw(msgspec.json.encode(event.body))
    return encode_line(Line(v=1, type=event.type, body=body, **held))


def a_draft(type_name: str, body: Body | None = None, **fields: Any) -> Draft:
    """A draft of a type, said by Zaenal on 2018-12-03 of the month before."""
    given: dict[str, Any] = {
        "stream": _stream_of(REGISTRY[type_name].streams[0]),
        "on": "2018-11",
        "basis": "stated",
        "by": an_actor("zaenal"),
        "personal": personal_of(type_name),
        **fields,
    }
    return Draft(body=body or a_body(type_name), **given)


def _stream_of(kind: StreamKind) -> StreamId:
    return {"household": a_household(), "programme": PROGRAMME, "office": OFFICE}[kind]


_ENTERPRISE: Final = {"enterprise": an_id("konveksi nana")}
_SALE: Final = {"buyer": an_id("buyer a"), "quantity": 215, "unit_price": 39_000}
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

_BODIES: Final[Mapping[str, Mapping[str, object]]] = {
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

_PERSONAL: Final[Mapping[str, Mapping[str, object]]] = {
    "member_added": {"name": "Nana Sofinah", "nik": NIK},
    "identity_verified": {"number": NIK},
    "graduation_decided": {"reason": "Semua syarat wajib terpenuhi."},
    "note_written": {"text": "Tanyakan biaya tiga bulan terakhir."},
    "conflict_resolved": {"reason": "Surat jalan dilihat."},
    "entry_reviewed": {"reason": "Sudah diperiksa di lapangan."},
    "actor_registered": {"name": "Zaenal"},
}
