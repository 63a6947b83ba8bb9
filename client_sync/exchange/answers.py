"""What an answer's status says, before anybody reads its body.

Before: `ports.Transport` brought it. After: who asked believes a signed reply, or says what to do.
"""

import msgspec

from client_sync.ports import Answer, OfficeBusy, OfficeRefused, OfficeUnreachable
from events import limits


class _Problem(msgspec.Struct, frozen=True):
    """RFC 9457, as far as it is read here."""

    code: str
    detail: str = ""
    wire: tuple[int, int] | None = None


def refuse_failure(answer: Answer) -> None:
    """Errors: OfficeBusy, OfficeRefused or OfficeUnreachable for a status that is no success."""
    if answer.status == 200 or answer.status == 201:
        return
    if answer.status in (429, 503):
        raise OfficeBusy(min(answer.retry_after_s or 0.0, limits.BACKOFF_MAX_S))
    if answer.status >= 500 or answer.status < 400:
        raise OfficeUnreachable(f"the office answered with status {answer.status}")
    try:
        problem = msgspec.json.decode(answer.body, type=_Problem)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # A hotel's page, a proxy, another service: whatever it refuses, no office did.
        raise OfficeUnreachable("what answered at this address is no office of Jejak") from error
    raise OfficeRefused(answer.status, problem.code, problem.detail, problem.wire)
