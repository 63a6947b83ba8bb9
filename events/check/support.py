"""What is asked of H8-H12, H16 and of H19-H21: commitments, payments, visits, the way out."""

from collections.abc import Iterator
from typing import Final, cast

from events.check.draft import Draft, Rules, Setting
from events.dates import first_day, last_day
from events.problems import Problem
from events.types import (
    AssistanceReceived,
    CommitmentVerified,
    ComponentRecorded,
    GraduationDecided,
    GraduationProposed,
    GraduationRequested,
    HouseholdVisited,
    SessionAttended,
)
from events.words import choice_label, field_label

P2K2_TOPICS: Final = ("health", "parenting", "finance", "protection", "welfare", "stunting")
_SCHOOL_DAYS_MAX: Final = 27


def _component_recorded(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(ComponentRecorded, draft.body)
    if body.ends is not None and last_day(body.ends) < first_day(body.starts):
        yield _before("ends", body.ends, "starts")


def _commitment_verified(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(CommitmentVerified, draft.body)
    met = body.done + (body.excused or 0)
    if met > body.required:
        yield Problem(
            "more_than_required", "done", values={"given": met, "required": body.required}
        )
    if body.unit == "hari_sekolah" and body.required > _SCHOOL_DAYS_MAX:
        yield Problem("many_school_days", "required", values={"given": body.required})


def _assistance_received(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(AssistanceReceived, draft.body)
    if body.status != "full" and body.shortfall_reason is None:
        yield Problem("shortfall_reason", "shortfall_reason", "warn")


def _household_visited(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(HouseholdVisited, draft.body)
    if body.aftercare is not None and body.kind != "aftercare":
        yield Problem("aftercare_kind", "aftercare")
    if body.next_visit is not None and body.next_visit < first_day(draft.on):
        yield _before("next_visit", body.next_visit.isoformat(), "on")


def _session_attended(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(SessionAttended, draft.body)
    if body.kind == "p2k2" and body.topic not in P2K2_TOPICS:
        yield Problem("p2k2_topic", "topic", values={"choices": ", ".join(P2K2_TOPICS)})


def _graduation_requested(draft: Draft, _setting: Setting) -> Iterator[Problem]:
    body = cast(GraduationRequested, draft.body)
    if body.statement == "oral" and body.witness is None:
        yield Problem("witness_missing", "witness")


def _graduation_proposed(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(GraduationProposed, draft.body)
    if body.as_of > setting.today:
        yield Problem("in_future", "as_of", values={"given": body.as_of.isoformat()})
    if not body.indicators:
        yield Problem("indicators_missing", "indicators")


def _graduation_decided(draft: Draft, setting: Setting) -> Iterator[Problem]:
    body = cast(GraduationDecided, draft.body)
    deciding = {"kabupaten": "koordinator_kabupaten", "province": "province"}
    if setting.role != deciding[body.level]:
        level = (choice_label("id", body.level), choice_label("en", body.level))
        role = (choice_label("id", setting.role), choice_label("en", setting.role))
        yield Problem("wrong_level", "level", values={"given": level, "role": role})
    approved_finally = body.level == "province" and body.decision == "approved"
    if approved_finally and body.effective_on is None:
        yield Problem("effective_on_missing", "effective_on")


def _before(field: str, given: str, other: str) -> Problem:
    named = (field_label("id", other), field_label("en", other))
    return Problem("before", field, values={"given": given, "other": named})


RULES: Final[Rules] = {
    "component_recorded": _component_recorded,
    "commitment_verified": _commitment_verified,
    "assistance_received": _assistance_received,
    "household_visited": _household_visited,
    "session_attended": _session_attended,
    "graduation_requested": _graduation_requested,
    "graduation_proposed": _graduation_proposed,
    "graduation_decided": _graduation_decided,
}
