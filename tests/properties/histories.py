"""Random histories of one household: every type there is in a household's stream, figures and rules
that change in between, on three devices that sync at random, with dates of every precision, wrong
roles, wrong targets and every verdict.
"""

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

from events.entry import Entry
from tests.builders import a_body, a_household, an_actor, an_id
from tests.properties.drawing import Draw, Fields, Kind, a_target, plain
from tests.properties.drawn_acts import ACTS, PROGRAMME
from tests.telling import Teller, Telling

ONS: Final = ("2018", "2018-10", "2018-11", "2018-11-05", "2018-12-01", "2019-03")
FUTURE: Final = "2022-01-01"
COMPANIONS: Final = ("zaenal", "second")
AUTHORS: Final = (
    *COMPANIONS * 3, "kabupaten", "kabupaten", "province", "neighbour", "next door", "auditor",
    "nobody",
)  # fmt: skip
VERDICTS: Final = ("accepted",) * 15 + ("review(clone)", "quarantined(bad_body)")
WALLS: Final = ("tembok", "anyaman_bambu", "unknown")
SAVINGS: Final = (None, 0, 5_000_000, "unknown", "declined")


def _sales(draw: Draw, _: Sequence[Entry]) -> Fields:
    sale = {"buyer": an_id("buyer a"), "quantity": draw(3) * 100, "unit_price": 39_000}
    return {"sales": [sale][: draw(4)], "largest_buyer_pct": (None, 60, 100)[draw(3)]}


def _costs(draw: Draw, _: Sequence[Entry]) -> Fields:
    materials = (4_730_000, 5_000_000, "unknown")[draw(3)]
    return {"materials": materials, "complete": materials != "unknown" and draw(2) == 1}


def _housing(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"wall_main": WALLS[draw(3)], "floor_m2": (None, 30)[draw(2)]}


def _livelihood(draw: Draw, _: Sequence[Entry]) -> Fields:
    source = {"member": an_id("nana"), "kind": "wage", "net_month": 2_500_000}
    return {"sources": ([], [source], "unknown", "declined")[draw(4)]}


def _wellbeing(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"savings": SAVINGS[draw(5)], "debt": (None, 0, 1_000_000)[draw(3)]}


def _member(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {
        "member": (an_id("nana"), an_id("first child"), an_id("mother"))[draw(3)],
        "birth_year": (1950, 1978, "unknown")[draw(3)],
    }


def _visit(draw: Draw, _: Sequence[Entry]) -> Fields:
    state = (None, "still_above", "fell_back")[draw(3)]
    return {"kind": "aftercare" if state else "routine", "aftercare": state}


def _commitment(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"done": (10, 23)[draw(2)], "excused": (None, 25)[draw(2)]}


def _request(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"withdrawn": (None, True)[draw(2)]}


def _referral(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"service": ("nib", "housing")[draw(2)], "state": ("made", "refused")[draw(2)]}


def _operation(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"state": ("paused", "resumed", "closed")[draw(3)]}


def _enrolment(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"kind": ("first", "readmitted")[draw(2)], "cohort_year": 2016 + draw(2)}


def _decision(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {
        "level": ("kabupaten", "province")[draw(2)],
        "decision": ("approved", "approved", "rejected")[draw(3)],
        "effective_on": (None, "2018-12-05")[draw(2)],
    }


def _assignment(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {
        "companion": an_actor(COMPANIONS[draw(2)]),
        "effective_on": ("2018-01-01", "2018-11-03")[draw(2)],
    }


def _merge(draw: Draw, _: Sequence[Entry]) -> Fields:
    pair = [a_household(), a_household("other")]
    first = draw(2)
    return {"survivor": pair[first], "merged": pair[1 - first], "act": an_id(f"act {draw(2)}")}


def _who(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"member": _somebody(draw)}


def _somebody(draw: Draw) -> str:
    return (an_id("nana"), an_id("first child"), an_id("mother"), an_id("a stranger"))[draw(4)]


def _head(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"old_head": _somebody(draw), "new_head": _somebody(draw)}


def _registered(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"region": ("36.03.06.2001", "36.03.07.2001", "36.04.01.2001", "Kresek")[draw(4)]}


def _address(draw: Draw, _: Sequence[Entry]) -> Fields:
    kinds = ("within_desa", "other_kabupaten", "out_of_province")
    regions = ("36.03.06.2011", "36.71.01.1001", "32.01")
    at = draw(3)
    return {"region": regions[at], "kind": kinds[at], "rt": (None, "012")[draw(2)]}


def _component(draw: Draw, _: Sequence[Entry]) -> Fields:
    kinds = ("sd", "smp", "usia_dini", "lansia")
    return {
        "member": _somebody(draw),
        "component": kinds[draw(4)],
        "ends": (None, "2018-11")[draw(2)],
    }


def _session(draw: Draw, _: Sequence[Entry]) -> Fields:
    kind = ("p2k2", "training")[draw(2)]
    topic = "konveksi" if kind == "training" else "finance"
    session = an_id(f"session {draw(2)}")
    return {"session": session, "kind": kind, "topic": topic, "present": draw(3) > 0}


def _money(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"tranche": 1 + draw(2), "amount": (1_000_000, 1_250_000)[draw(2)], "year": 2018}


def _received(draw: Draw, said: Sequence[Entry]) -> Fields:
    return {**_money(draw, said), "status": ("full", "partial", "not_received")[draw(3)]}


def _paid(draw: Draw, said: Sequence[Entry]) -> Fields:
    status = ("paid", "failed", "returned")[draw(3)]
    return {**_money(draw, said), "status": status, "paid_on": "2018-11-20"}


def _owner(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"new_owner": _somebody(draw)}


def _capital(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"source": ("kur", "rentenir", "own")[draw(3)]}


def _order(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"order": an_id(f"order {draw(2)}"), "buyer": an_id(f"buyer {draw(2)}")}


def _statement(draw: Draw, said: Sequence[Entry]) -> Fields:
    stances = ("agrees", "objects", "asks", "complains")
    return {"stance": stances[draw(4)], "about": a_target(draw, said)}


def _note(draw: Draw, said: Sequence[Entry]) -> Fields:
    fields: Fields = {"for": (None, "companion", "koordinator")[draw(3)]}
    return fields | {"state": (None, "open", "done")[draw(3)], "reply_to": a_target(draw, said)}


def _survey(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"answers": {"sayur": draw(2) == 1}, "survey_version": 1 + draw(2)}


def _proposed(draw: Draw, said: Sequence[Entry]) -> Fields:
    verdict = ("met", "not_met", "unknown")[draw(3)]
    copy = {"id": "R3", "verdict": verdict, "value": "none", "evidence": [a_target(draw, said)]}
    return {"route": ("mandiri", "alamiah")[draw(2)], "indicators": [copy][: draw(2)]}


def _exit(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"reason": ("own_request", "non_commitment")[draw(2)]}


def _split(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"members": [_somebody(draw)], "act": an_id(f"split {draw(2)}")}


FACTS: Final[tuple[Kind, ...]] = (
    *[("sales_reported", _sales)] * 4,
    ("costs_reported", _costs),
    ("housing_surveyed", _housing),
    ("livelihood_surveyed", _livelihood),
    ("wellbeing_surveyed", _wellbeing),
    ("member_added", _member),
    ("member_left", _who),
    ("member_died", _who),
    ("head_changed", _head),
    ("identity_verified", _who),
    ("payee_set", _who),
    ("component_recorded", _component),
    ("commitment_verified", _commitment),
    ("household_registered", _registered),
    ("address_changed", _address),
    ("session_attended", _session),
    ("assistance_received", _received),
    ("payment_ordered", _money),
    ("payment_reported", _paid),
    ("consent_recorded", plain),
    ("family_statement", _statement),
    ("note_written", _note),
    ("survey_answered", _survey),
    ("household_visited", _visit),
    ("programme_enrolled", _enrolment),
    ("enterprise_started", plain),
    ("workforce_recorded", plain),
    ("operation_changed", _operation),
    ("premises_recorded", plain),
    ("order_received", _order),
    ("capital_received", _capital),
    ("market_noted", plain),
    ("constraint_noted", plain),
    ("ownership_changed", _owner),
    ("licence_obtained", plain),
    ("referral_updated", _referral),
    ("plan_agreed", plain),
    ("graduation_requested", _request),
    ("graduation_proposed", _proposed),
    ("graduation_decided", _decision),
    ("companion_assigned", _assignment),
    ("exit_proposed", _exit),
    ("programme_exited", _exit),
    ("household_split", _split),
    ("households_merged", _merge),
    ("households_unmerged", _merge),
)


@st.composite
def tellings(draw: st.DrawFn) -> Telling:
    """A telling with up to sixty steps; some of its last entries may not be committed."""
    # Real random numbers: drawn one by one they keep to the small ones, and two corrections of one
    # field hardly ever meet.
    number = draw(st.randoms(use_true_random=True)).randrange
    telling = Telling()
    telling.registers("neighbour", "koordinator_kabupaten", region="36.04")
    telling.registers("next door", "koordinator_kecamatan", region="36.03.07")
    tellers = [telling.device(name, "zaenal") for name in ("D1", "D2", "O1")]
    said = [tellers[1].says("sales_reported", "2018-11")] if number(2) else []
    if number(4):
        said.append(tellers[0].says("programme_enrolled", "2018"))
    # Half of the histories are plain: no act, nothing in review, nothing of the future.
    say = _say_anything if number(2) else _say_a_fact
    if say is _say_anything and number(2):
        said += [_say_that_waits(tellers[at], number) for at in range(1 + number(2))]
    for _ in range(number(60)):
        teller = tellers[number(3)]
        if number(4) == 0:
            teller.syncs()
        elif number(15) == 0:
            said.append(_say_of_the_programme(teller, number, said))
        else:
            said.append(say(teller, number, said))
    if number(2):
        for teller in tellers:
            teller.syncs()
    telling.unsent = [entry for teller in tellers for entry in teller.unsent]
    return telling


def _say_anything(teller: Teller, draw: Draw, said: Sequence[Entry]) -> Entry:
    kinds = FACTS + ACTS
    type_name, make = kinds[draw(len(kinds))]
    return teller.says(
        type_name,
        (*ONS, FUTURE)[draw(len(ONS) + 1)],
        by=AUTHORS[draw(len(AUTHORS))],
        verdict=VERDICTS[draw(len(VERDICTS))],
        body=a_body(type_name, **make(draw, said)),
    )


def _say_that_waits(teller: Teller, draw: Draw) -> Entry:
    """A registration of which an officer decides whether it counts, and where the family is."""
    body = a_body("household_registered", **_registered(draw, ()))
    return teller.says("household_registered", "2018", verdict="review(clone)", body=body)


def _say_of_the_programme(teller: Teller, draw: Draw, said: Sequence[Entry]) -> Entry:
    type_name, make = PROGRAMME[draw(len(PROGRAMME))]
    body = a_body(type_name, **make(draw, said))
    return teller.says(
        type_name, ONS[draw(len(ONS))], by=("province", "zaenal")[draw(2)], body=body
    )


def _say_a_fact(teller: Teller, draw: Draw, said: Sequence[Entry]) -> Entry:
    type_name, make = FACTS[draw(len(FACTS))]
    return teller.says(
        type_name,
        ONS[draw(len(ONS))],
        by=AUTHORS[draw(len(AUTHORS))],
        body=a_body(type_name, **make(draw, said)),
    )


def told(telling: Telling) -> list[Entry]:
    """All entries of a telling."""
    return [*telling.committed, *telling.unsent]
