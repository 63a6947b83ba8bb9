"""What is asked of C1-C4 and A2-A6: that an act names what it means to change."""

from collections.abc import Iterator
from typing import Final, cast

from events import dates
from events.check.draft import Draft, Rules, Setting
from events.check.people import foreign_region
from events.errors import InputRefused
from events.ids import LogId
from events.paths import ON, value_at, with_value
from events.problems import Problem
from events.schema import fields_of
from events.types import (
    ConflictResolved,
    Event,
    EventVoided,
    ExitProposed,
    FactCorrected,
    HouseholdRegistered,
    HouseholdsMerged,
    HouseholdsUnmerged,
    ParameterSet,
    Value,
)
from events.words import choice_label, field_label

_VOIDERS: Final = frozenset(("koordinator_kecamatan", "koordinator_kabupaten", "province", "admin"))
_NEEDS_PAPERS: Final = frozenset(("non_commitment", "duplicate", "data_invalid"))


def _fact_corrected(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(FactCorrected, draft.body)
    if setting.target is None:
        if body.old == body.new and not _pair(draft):
            yield Problem("nothing_changes", "new")
        return
    if _is_personal(setting.target, body.field):
        yield from _personal_corrected(draft, body)
        return
    if _pair(draft):
        yield Problem("not_personal", values={"given": body.field}, field=body.field)
    elif body.old == body.new:
        yield Problem("nothing_changes", "new")
    else:
        yield from _open_corrected(body, setting.target, setting.log)


def _personal_corrected(draft: Draft, body: FactCorrected) -> Iterator[Problem]:
    if body.old is not None or body.new is not None:
        yield Problem("is_personal", body.field)
    elif draft.personal.get("old") == draft.personal.get("new"):
        yield Problem("nothing_changes", "new")


def _open_corrected(body: FactCorrected, target: Event, log: LogId) -> Iterator[Problem]:
    """The field must be there, the old value what it is now, the new one fit the field."""
    if body.field == ON:
        yield from _on_corrected(body, target)
        return
    try:
        now = value_at(target.body, body.field)
        corrected = with_value(target.body, body.field, body.new)
    except InputRefused as error:
        if error.code == "unknown_field":
            names = ", ".join(spec.name for spec in fields_of(target.type))
            values = {"type": target.type, "given": body.field, "choices": names}
            yield Problem("no_such_field", "field", values=dict(values))
        else:
            expected = ("nilai yang cocok dengan isiannya", "a value that fits the field")
            yield Problem("bad_value", "new", values={"given": str(body.new), "expected": expected})
        return
    if isinstance(corrected, HouseholdRegistered) and body.field == "region":
        yield from foreign_region(log, corrected.region, "new")
    if now != body.old:
        yield _old_differs(now, body.old)


def _on_corrected(body: FactCorrected, target: Event) -> Iterator[Problem]:
    try:
        dates.interval(str(body.new))
    except ValueError:
        yield Problem("bad_on", "new", values={"given": str(body.new)})
        return
    if body.old != target.on:
        yield _old_differs(target.on, body.old)


def _old_differs(now: Value, old: Value) -> Problem:
    return Problem("old_differs", "old", "warn", {"expected": str(now), "given": str(old)})


def _is_personal(target: Event, path: str) -> bool:
    head = path.partition(".")[0]
    return any(spec.personal and spec.name == head for spec in fields_of(target.type))


def _pair(draft: Draft) -> bool:
    """True when the draft carries old or new value in its personal part."""
    return any(draft.personal.get(name) is not None for name in ("old", "new"))


def _event_voided(draft: Draft, setting: Setting) -> Iterator[Problem]:
    assert isinstance(draft.body, EventVoided)
    target = setting.target
    if target is not None and setting.role not in _VOIDERS and target.by != draft.by:
        yield Problem("not_author", "target")


def _conflict_resolved(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(ConflictResolved, draft.body)
    if body.kept in body.others:
        yield Problem("kept_among_others", "others")


def _merge(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(HouseholdsMerged | HouseholdsUnmerged, draft.body)
    if body.survivor == body.merged:
        yield Problem("same_household", "merged")
    elif str(draft.stream) not in (body.survivor, body.merged):
        yield Problem("wrong_stream", "stream", values={"type": body.type})


def _exit_proposed(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(ExitProposed, draft.body)
    if body.reason in _NEEDS_PAPERS and not (body.document and body.family_notified):
        given = (choice_label("id", body.reason), choice_label("en", body.reason))
        yield Problem("documents_missing", "document", "warn", {"given": given})


def _parameter_set(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(ParameterSet, draft.body)
    if body.valid_to is not None and body.valid_to < body.valid_from:
        other = (field_label("id", "valid_from"), field_label("en", "valid_from"))
        given = body.valid_to.isoformat()
        yield Problem("before", "valid_to", values={"given": given, "other": other})


RULES: Final[Rules] = {
    "fact_corrected": _fact_corrected,
    "event_voided": _event_voided,
    "conflict_resolved": _conflict_resolved,
    "households_merged": _merge,
    "households_unmerged": _merge,
    "exit_proposed": _exit_proposed,
    "parameter_set": _parameter_set,
}
