"""Acts on entries, and what the programme publishes, drawn at random: right, odd and impossible."""

from collections.abc import Sequence
from typing import Final

from events.entry import Entry
from tests.builders import an_id
from tests.properties.drawing import Draw, Fields, Kind, a_target, plain

CORRECTIONS: Final[dict[str, tuple[tuple[str, object], ...]]] = {
    "sales_reported": (
        ("sales.0.quantity", 0),
        ("sales.0.quantity", 100),
        ("sales.0.quantity", 215),
        ("largest_buyer_pct", 60),
        ("on", "2018-10"),
        ("on", "2018-12"),
    ),
    "housing_surveyed": (("wall_main", "tembok"), ("wall_main", "anyaman_bambu"), ("on", "2018")),
    "member_added": (("birth_year", 1950), ("birth_year", 2006)),
    "graduation_proposed": (("as_of", "2018-12-01"),),
}
ODD_CORRECTIONS: Final = (
    ("on", "2018-10"),
    ("on", "never"),
    ("enterprise", an_id("another enterprise")),
    ("savings", "nonsense"),
    ("name", "Nana"),
)


def _correction(draw: Draw, said: Sequence[Entry]) -> Fields:
    """Mostly of a field the target has, so that corrections meet; sometimes of one it has not."""
    target = a_target(draw, said)
    kinds = [entry.event.type for entry in said if entry.id == target]
    choices = CORRECTIONS.get(kinds[0] if kinds else "", ()) if draw(5) else ()
    field, new = (choices or ODD_CORRECTIONS)[draw(len(choices or ODD_CORRECTIONS))]
    corrections = [entry.id for entry in said if entry.event.type == "fact_corrected"]
    replaces = corrections[draw(len(corrections))] if corrections and draw(2) else None
    return {"target": target, "field": field, "new": new, "replaces": replaces}


def _void(draw: Draw, said: Sequence[Entry]) -> Fields:
    return {"target": a_target(draw, said)}


def _resolution(draw: Draw, said: Sequence[Entry]) -> Fields:
    kept, other = a_target(draw, said), a_target(draw, said)
    conflict = f"correction:{a_target(draw, said)}" if draw(2) else "sales_reported"
    return {"conflict": conflict, "kept": kept, "others": [other][: draw(2)]}


def _review(draw: Draw, said: Sequence[Entry]) -> Fields:
    waiting = [entry.id for entry in said if entry.verdict.startswith("review")]
    target = waiting[draw(len(waiting))] if waiting and draw(4) else a_target(draw, said)
    return {"target": target, "outcome": ("accepted", "accepted", "returned")[draw(3)]}


def _figure(draw: Draw, _: Sequence[Entry]) -> Fields:
    return {"value": (450_108, 500_000)[draw(2)], "valid_from": "2018-09-01", "valid_to": None}


def _rules(draw: Draw, _: Sequence[Entry]) -> Fields:
    rule = {"id": "R4", "weight": "must", "check": "school_attended"}
    return {"rule_set": f"NEW/{draw(2)}", "rules": [rule | {"settings": {"percent": 90}}]}


def _region(draw: Draw, _: Sequence[Entry]) -> Fields:
    codes = ("36.03.06.2001", "36.03.06.2002", "36.09.01.2001")
    return {"code": codes[draw(3)], "replaces": [codes[draw(3)]]}


PROGRAMME: Final[tuple[Kind, ...]] = (
    ("parameter_set", _figure),
    ("rule_set_published", _rules),
    ("region_changed", _region),
    ("survey_defined", plain),
)
"""What the office says of the programme in between; by whom does matter there too."""

ACTS: Final[tuple[Kind, ...]] = (
    *[("fact_corrected", _correction)] * 6,
    *[("event_voided", _void)] * 2,
    *[("conflict_resolved", _resolution)] * 3,
    *[("entry_reviewed", _review)] * 2,
)
