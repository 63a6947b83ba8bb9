"""Errors as answers: one table from an error's code to its status and its next step.

Before: a handler raised, or Litestar did. After: `application/problem+json` (RFC 9457) with `code`
for programs and `detail` and `next_step` for people. What is not in the table and no rule of ours
is our own bug: it is logged whole and answered with 500 and nothing of its content.
"""

import os
from http import HTTPStatus
from typing import Final, NamedTuple

import msgspec
import structlog
from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException

from events import limits
from events.errors import InputRefused
from events.wire import WIRE_OLDEST, WIRE_VERSION
from server.database import DatabaseUnavailable
from server.intake.committer import OfficeBusy
from server.relaying.pacing import spread

MEDIA_TYPE: Final = "application/problem+json"

AnyRequest = Request[object, object, State]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """The body of every answer that is an error."""

    title: str
    status: int
    code: str
    detail: str
    next_step: str
    wire: tuple[int, int] | None = None
    """With `wire_version`: the oldest and the newest that this office speaks."""


class Answer(NamedTuple):
    status: int
    next_step: str


_SEND_AGAIN: Final = "Make the request again from the journal; nothing of it was kept."
_COPY_AGAIN: Final = "Copy the transfer file again; what is in it stays safe on its device."
_UPDATE: Final = "Update the program; what was written stays safe on the device."
_WAIT: Final = "Wait as long as Retry-After says; what was written is safe on the device."
_NEW_CODE: Final = "Ask the office for a new code and enrol with it."
_NEW_TOKEN: Final = "Ask the office for a token: `jejak-server token --role …`."

ANSWERS: Final[dict[str, Answer]] = {
    # the body of a request
    "not_zstd": Answer(400, _SEND_AGAIN),
    "not_msgpack": Answer(400, _SEND_AGAIN),
    "not_json": Answer(400, _SEND_AGAIN),
    "bad_form": Answer(400, _SEND_AGAIN),
    "not_canonical": Answer(400, _SEND_AGAIN),
    "bad_batch": Answer(400, _SEND_AGAIN),
    "chain_broken": Answer(400, _SEND_AGAIN),
    "unknown_parent": Answer(409, "Send the earlier events of this device first."),
    "bad_signed_head": Answer(400, "Send the header Jejak-Signed-Head with every sync."),
    "wire_version": Answer(400, _UPDATE),
    "cut_short": Answer(400, _SEND_AGAIN),
    "part_unreadable": Answer(400, _COPY_AGAIN),
    "not_carried": Answer(400, _COPY_AGAIN),
    "too_slow": Answer(408, "Send less at once, or try again with a better signal."),
    "too_large": Answer(413, "Send fewer events at once."),
    "too_many": Answer(413, "Send fewer events at once."),
    "bad_media_type": Answer(415, "Send application/vnd.jejak.sync, or JSON where JSON is asked."),
    # who asks
    "unknown_device": Answer(401, "Enrol this device; what was written on it stays safe."),
    "bad_signature": Answer(401, "Sign the request with the key this device enrolled with."),
    "unknown_log": Answer(404, "Ask the office which log it keeps."),
    "bad_key": Answer(422, "Enrol again; the device then makes a new key."),
    "unknown_code": Answer(404, _NEW_CODE),
    "code_used": Answer(409, _NEW_CODE),
    "cloned": Answer(409, "Make a key of your own and send it to /v1/clone; your work is safe."),
    "not_a_copy": Answer(409, "Sync with the device's own key; it is no copy."),
    "too_many_copies": Answer(409, _NEW_CODE),
    "already_enrolled": Answer(409, "Use the device as it is, or enrol with a new key."),
    "other_enrolment": Answer(409, "Ask the office for a code made for this device's holder."),
    "bad_challenge": Answer(409, "Ask for a challenge at /v1/challenge and enrol with it."),
    "no_token": Answer(401, _NEW_TOKEN),
    "bad_token": Answer(401, _NEW_TOKEN),
    "not_entitled": Answer(403, "Ask somebody whose role may see this."),
    "bad_range": Answer(416, "Ask for one range that lies in the snapshot."),
    "not_found": Answer(404, "Check the id; families of another region are not shown."),
    "bad_query": Answer(400, "Mend the parameter the detail names."),
}
_OTHERWISE: Final = Answer(400, "Mend what the detail names and send it again.")
_BAD_REQUEST: Final = "A parameter is missing or out of its form; /schema names those there are."
_BY_STATUS: Final[dict[int, tuple[str, str]]] = {
    401: ("unauthorised", _NEW_TOKEN),
    403: ("not_entitled", "Ask somebody whose role may see this."),
    404: ("no_such_page", "See /schema for what there is."),
    405: ("method_not_allowed", "See /schema for what there is."),
    413: ("too_large", "Send fewer events at once."),
}


def problem_of(error: Exception) -> Problem:
    """What is answered to an error: never a word of the input, never one of our own insides."""
    if isinstance(error, InputRefused):
        status, next_step = ANSWERS.get(error.code, _OTHERWISE)
        spoken = (WIRE_OLDEST, WIRE_VERSION) if error.code == "wire_version" else None
        return Problem(_title(status), status, error.code, str(error), next_step, spoken)
    if isinstance(error, OfficeBusy):
        return Problem(_title(503), 503, "busy", str(error), _WAIT)
    if isinstance(error, DatabaseUnavailable):
        return Problem(_title(503), 503, "store_unavailable", "The store does not answer.", _WAIT)
    if isinstance(error, HTTPException) and error.status_code < 500:
        code, next_step = _BY_STATUS.get(error.status_code, ("bad_request", _OTHERWISE.next_step))
        # Litestar's own words repeat the address, which may hold anything.
        title = _title(error.status_code)
        detail = _BAD_REQUEST if error.status_code == 400 else title
        return Problem(title, error.status_code, code, detail, next_step)
    return Problem(
        _title(500), 500, "our_bug", "The office made a mistake; it is in its log.",
        "Try again later; what was written stays safe on the device.",
    )  # fmt: skip


def answer_error(request: AnyRequest, error: Exception) -> Response[Problem]:
    """The answer to any error a handler raised; our own bugs are logged whole, others by code."""
    problem = problem_of(error)
    log = structlog.get_logger()
    if problem.status >= 500 and not isinstance(error, OfficeBusy):
        log.error("our_bug", route=request.scope.get("path_template"), exc_info=error)
    else:
        log.info("refused", code=problem.code, status=problem.status)
    headers = {}
    if problem.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if problem.status == 503:
        headers["Retry-After"] = str(round(spread(limits.BUSY_S, os.urandom)))
    return Response(problem, status_code=problem.status, media_type=MEDIA_TYPE, headers=headers)


def _title(status: int) -> str:
    return HTTPStatus(status).phrase
