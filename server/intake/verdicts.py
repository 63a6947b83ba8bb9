"""What the office says of one line at receipt: it depends on form, authorship and keys alone.

Pure. Before: a batch whose signature and chain hold (`server/intake/receiving.py`). After: the
committer adds what only the log can tell: revocation, copies and keys nobody sent. Role, region,
assignment and amounts are judged by the fold as flags, so that they can be judged again.

    quarantined(code)           no line: kept in its place, never folded; the form's code
    review(revoked)             committed after the device was revoked
    review(clone)               of a copy of a device that no officer has approved
    review(actor_mismatch)      typed by somebody else than the device's holder
    review(not_allowed)         in a stream this device does not write
    review(personal_missing)    names a personal part that did not come, or another one
    review(personal_too_large)
    review(key_unknown)         its personal part is under a key the office was not given
    accepted(unknown_type)      a newer program's; folded after the upgrade
    accepted
"""

from typing import Final

import msgspec

from events import limits
from events.batch import LineHash
from events.entry import ACCEPTED, UNKNOWN_TYPE, Verdict, standing
from events.errors import MalformedLine
from events.ids import OFFICE, PROGRAMME, ActorId, is_uuid7
from events.line import Line, form_of, plain_event, read_envelope
from events.personal import personal_hash
from events.regions import is_region
from events.types import REGISTRY, Event, HouseholdRegistered, RegionCode
from events.types.base import OFFICE_ROLES, StreamKind

REVOKED: Final[Verdict] = "review(revoked)"
CLONE: Final[Verdict] = "review(clone)"
KEY_UNKNOWN: Final[Verdict] = "review(key_unknown)"
PERSONAL_MISSING: Final[Verdict] = "review(personal_missing)"
_PERSONAL_TOO_LARGE: Final[Verdict] = "review(personal_too_large)"
_ACTOR_MISMATCH: Final[Verdict] = "review(actor_mismatch)"
_NOT_ALLOWED: Final[Verdict] = "review(not_allowed)"


class Author(msgspec.Struct, frozen=True):
    """Whose lines are judged; the office's own device writes for any actor."""

    actor: ActorId
    role: str
    is_office: bool


class Judged(msgspec.Struct, frozen=True, gc=False):
    """One line of a batch as the committer writes it."""

    columns: tuple[str, str | None, str | None, str | None, int | None, str | None]
    """id, stream, type, on, at, by; None where a quarantined line does not say."""
    verdict: Verdict
    hash: bytes
    line: bytes | LineHash
    key: str | None = None
    part: bytes | None = None
    """The personal part that the line names."""
    region: RegionCode | None = None
    """Where an accepted `household_registered` puts its household."""
    household: str | None = None
    """Whose digest it counts in: a quarantined line counts nowhere."""


class _Place(msgspec.Struct, frozen=True):
    """What every version of a registration says in the same way, so that it can be relayed."""

    region: str


class _Registration(msgspec.Struct, frozen=True):
    body: _Place


_REGISTRATION: Final = msgspec.json.Decoder(_Registration)


def judge(line: bytes | LineHash, line_hash: bytes, part: bytes | None, author: Author) -> Judged:
    """The verdict on one line and its personal part, and the columns it is found by."""
    if isinstance(line, LineHash):
        nothing = (line_hash.hex()[:32], None, None, None, None, None)
        return Judged(nothing, "quarantined(too_large)", line_hash, line)
    try:
        envelope, is_known = _read(line)
    except MalformedLine as error:
        columns = _columns(line_hash, _envelope(line), author)
        return Judged(columns, f"quarantined({error.code})", line_hash, line)
    verdict = _authorship(envelope, author)
    fits = part is not None and personal_hash(part) == envelope.personal
    if verdict is None and envelope.personal is not None:
        verdict = _personal(envelope, part if fits else None)
    if verdict is None:
        verdict = ACCEPTED if is_known else UNKNOWN_TYPE
    is_placed = envelope.type == HouseholdRegistered.type and standing(verdict) == "accepted"
    return Judged(
        _columns(line_hash, envelope, author),
        verdict,
        line_hash,
        line,
        envelope.key,
        part if fits else None,
        _region(line) if is_placed else None,
        envelope.stream if stream_kind(envelope.stream) == "household" else None,
    )


def _read(line: bytes) -> tuple[Line | Event, bool]:
    """A line, and whether this program knows its type. Errors: MalformedLine."""
    read: Line | Event | None = plain_event(line)
    if read is None:
        read, kind = form_of(line)
        if kind == "unknown_type":
            return read, False
    if stream_kind(read.stream) not in REGISTRY[read.type].streams:
        raise MalformedLine("wrong_stream", f"{read.type} is not written in {read.stream}")
    return read, True


def _region(line: bytes) -> RegionCode | None:
    try:
        region = _REGISTRATION.decode(line).body.region
    except msgspec.ValidationError:  # a version that says it in another way
        return None
    return RegionCode(region) if is_region(region) else None


def stream_kind(stream: str) -> StreamKind:
    """`programme`, `office`, else a household's."""
    if stream == PROGRAMME:
        return "programme"
    return "office" if stream == OFFICE else "household"


def _authorship(line: Line | Event, author: Author) -> Verdict | None:
    if author.is_office:
        return None
    if (line.entered_by or line.by) != author.actor:
        return _ACTOR_MISMATCH
    return None if may_write(author, line.stream) else _NOT_ALLOWED


def may_write(author: Author, stream: str) -> bool:
    """False for the office's own stream, and for the programme unless the role keeps it."""
    kind = stream_kind(stream)
    if author.is_office or kind == "household":
        return True
    return kind == "programme" and author.role in OFFICE_ROLES


def _personal(line: Line | Event, part: bytes | None) -> Verdict | None:
    if part is None:
        return PERSONAL_MISSING
    return _PERSONAL_TOO_LARGE if len(part) > limits.PERSONAL_BYTES_MAX else None


def _columns(
    line_hash: bytes, line: Line | Event | None, author: Author
) -> tuple[str, str | None, str | None, str | None, int | None, str | None]:
    id_ = line_hash.hex()[:32]
    if line is None:
        return id_, None, None, None, None, None
    # `by` is free text until somebody has compared it; a database's text cannot hold all of that.
    by = line.by if line.by == author.actor or is_uuid7(line.by) else None
    return id_, line.stream, line.type, line.on, line.at, by


def _envelope(line: bytes) -> Line | None:
    try:
        return read_envelope(line)
    except MalformedLine:
        return None
