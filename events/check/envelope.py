"""When a draft was true, why it comes late, who says it, and in which stream."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, get_args

import msgspec

from events import dates, limits
from events.check.draft import Draft, Setting
from events.ids import OFFICE, PROGRAMME, is_stream, is_uuid7
from events.problems import Problem
from events.types import EventType, Late, Role, StreamKind
from events.words import choice_label

LATE_REASONS: Final[tuple[str, ...]] = get_args(Late)
FIGURES: Final = frozenset(
    (
        "commitment_verified",
        "livelihood_surveyed",
        "wellbeing_surveyed",
        "premises_recorded",
        "workforce_recorded",
        "sales_reported",
        "costs_reported",
        "capital_received",
    )
)
"""Types whose figures are gathered for several months at one visit; they may be older."""


def envelope_problems(draft: Draft, setting: Setting) -> list[Problem]:
    """The problems that no type has for itself."""
    return [
        *_who(draft, setting),
        *_ids(draft),
        *_when(draft, setting),
        *_personal(draft),
    ]


def may_write(spec: EventType, role: Role) -> bool:
    """True when a role may be the `by` of a type."""
    return role in spec.writers


def _who(draft: Draft, setting: Setting) -> Iterator[Problem]:
    spec = draft.body.spec
    if not may_write(spec, setting.role):
        indonesian, english = (
            ", ".join(choice_label(lang, role) for role in spec.writers) for lang in ("id", "en")
        )
        role = (choice_label("id", setting.role), choice_label("en", setting.role))
        yield Problem(
            "role_not_allowed",
            values={"role": role, "type": spec.name, "choices": (indonesian, english)},
        )
    if is_stream(draft.stream) and _stream_kind(draft) not in spec.streams:
        yield Problem("wrong_stream", "stream", values={"type": spec.name})


def _stream_kind(draft: Draft) -> StreamKind:
    if draft.stream == PROGRAMME:
        return "programme"
    return "office" if draft.stream == OFFICE else "household"


def _ids(draft: Draft) -> Iterator[Problem]:
    named = {"by": draft.by, "entered_by": draft.entered_by, "visit": draft.visit}
    if not is_stream(draft.stream):
        yield Problem("bad_id", "stream", values={"given": draft.stream[:60]})
    for name, value in named.items():
        if value is not None and not is_uuid7(value):
            yield Problem("bad_id", name, values={"given": value[:60]})


def _when(draft: Draft, setting: Setting) -> Iterator[Problem]:
    try:
        first, last = dates.interval(draft.on)
    except ValueError:
        yield Problem("bad_on", "on", values={"given": draft.on[:20]})
        return
    if first > setting.today:
        yield Problem("future_on", "on", values={"given": draft.on})
    if first.year < limits.YEAR_MIN:
        yield Problem("on_too_early", "on", values={"given": draft.on})
    if "month" in draft.body.spec.merge.key and len(draft.on) != len("2018-11"):
        yield Problem(
            "month_needed",
            "on",
            values={"type": draft.body.type, "example": dates.month_of(first)},
        )
    if draft.late is not None and draft.late not in LATE_REASONS:
        yield Problem("bad_late", "late", values=_late_values(given=draft.late[:20]))
    elif draft.late is None and _is_late(draft, setting, setting.today - last):
        days = (setting.today - last).days
        yield Problem("late_missing", "late", values=_late_values(days=days))


def _is_late(draft: Draft, setting: Setting, behind: timedelta) -> bool:
    """True when a reason is asked for; once a visit, and not of records that were imported."""
    if _stream_kind(draft) != "household" or draft.basis == "imported":
        return False
    if draft.visit is not None and draft.visit in setting.late_told:
        return False
    at_visit = draft.visit is not None and draft.body.type in FIGURES
    return behind.days > (limits.LATE_AT_VISIT_AFTER_DAYS if at_visit else limits.LATE_AFTER_DAYS)


def _late_values(**given: str | int) -> dict[str, str | int | tuple[str, str]]:
    choices = ", ".join(LATE_REASONS)
    return {"choices": (choices, choices), **given}


def _personal(draft: Draft) -> Iterator[Problem]:
    """Required personal fields that are absent, and values that are not what they should be."""
    fields = msgspec.structs.fields(draft.body.spec.personal_type)
    for field in fields:
        if field.required and draft.personal.get(field.encode_name) is None:
            yield Problem(
                "missing_field",
                field.encode_name,
                values={"expected": ("data pribadi yang wajib", "a required personal field")},
            )
            return
    try:
        msgspec.convert(dict(draft.personal), draft.body.spec.personal_type)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("`$.")[2].rstrip("`") or "note"
        fit = ("isian yang benar", str(error).partition(" - ")[0])
        yield Problem("bad_value", name, values={"given": "…", "expected": fit})
