"""The office stream: administrative acts, written by the office's own device, never sent to phones.

Who holds a device and what it may see, who looked at which family's personal part, what was
exported, erased, held, restored. Reasons are codes; words about them go into the personal note.
"""

from typing import Annotated, Literal

from msgspec import Meta

from events.types.base import OFFICE_ROLES, Body, StreamKind, event, register, union
from events.types.fields import (
    Actor,
    Count,
    Device,
    Digest,
    Entity,
    EventRef,
    Household,
    Month,
    PublicKey,
    Reference,
    Region,
    Role,
    Slug,
)

_STREAM: tuple[StreamKind, ...] = ("office",)
_OFFICERS: tuple[Role, ...] = OFFICE_ROLES
_Households = Annotated[tuple[Household, ...], Meta(max_length=380)]
"""As many UUIDs as fit into one line; a larger change is several events."""


@event("device_enrolled", "O1", merge=register("device"), writers=_OFFICERS, streams=_STREAM)
class DeviceEnrolled(Body, frozen=True, kw_only=True, gc=False):
    """`public_key` signs batches, `box_key` receives data keys; `replaces` an earlier device."""

    device: Device
    actor: Actor
    role: Role
    region: Region
    public_key: PublicKey
    box_key: PublicKey
    replaces: Device | None = None


@event("device_revoked", "O2", merge=register("device"), writers=_OFFICERS, streams=_STREAM)
class DeviceRevoked(Body, frozen=True, kw_only=True, gc=False):
    """What it had committed before this position stays; what comes later waits in review."""

    device: Device
    reason: Literal["lost", "stolen", "left", "replaced", "compromised", "other"]


@event("scope_changed", "O3", merge=register("device"), writers=_OFFICERS, streams=_STREAM)
class ScopeChanged(Body, frozen=True, kw_only=True, gc=False):
    """From this position the device sees `region` (all of it) and single households beside it.

    `version` counts the device's scopes 1, 2, 3 …; `because` is the assignment that caused it.
    """

    device: Device
    version: Count
    region: Region | None = None
    added: _Households = ()
    removed: _Households = ()
    because: EventRef | None = None


@event(
    "personal_revealed",
    "O4",
    merge=union(),
    writers=(*OFFICE_ROLES, "auditor", "operator"),
    streams=_STREAM,
)
class PersonalRevealed(Body, frozen=True, kw_only=True, gc=False):
    """`by` saw these personal fields (`[]`: all), or `device` was given the household's keys."""

    household: Household
    member: Entity | None = None
    fields: tuple[Slug, ...] = ()
    device: Device | None = None
    purpose: Literal["service", "correction", "complaint", "audit", "legal_request", "repair"]


@event("data_exported", "O5", merge=union(), writers=(*OFFICE_ROLES, "auditor"), streams=_STREAM)
class DataExported(Body, frozen=True, kw_only=True, gc=False):
    """`what` was exported of how many `households`, up to `size` positions; the file's digest."""

    what: Slug
    region: Region | None = None
    households: Count
    personal: bool
    size: Count | None = None
    purpose: Literal["report", "transfer", "audit", "research", "legal_request", "backup"]
    file: Digest | None = None


@event("erasure_approved", "O6", merge=union(), writers=OFFICE_ROLES, streams=_STREAM)
class ErasureApproved(Body, frozen=True, kw_only=True, gc=False):
    """One of the two approvals of an `erasure`; `lines`: quarantined lines are destroyed too."""

    erasure: Entity
    household: Household
    member: Entity | None = None
    lines: bool
    ground: Literal["family_request", "retention_ended", "wrong_person", "legal_order"]
    document: Reference | None = None


@event("erasure_done", "O7", merge=union(), writers=OFFICE_ROLES, streams=_STREAM)
class ErasureDone(Body, frozen=True, kw_only=True, gc=False):
    """How many data keys, personal parts and lines were destroyed."""

    erasure: Entity
    household: Household
    keys: Count
    parts: Count
    lines: Count


@event("legal_hold_set", "O8", merge=register("hold"), writers=OFFICE_ROLES, streams=_STREAM)
class LegalHoldSet(Body, frozen=True, kw_only=True, gc=False):
    """While `set`, nothing of the household (absent: of the log) is erased."""

    hold: Entity
    household: Household | None = None
    state: Literal["set", "lifted"]
    document: Reference


@event("log_restored", "O9", merge=union(), writers=OFFICE_ROLES, streams=_STREAM)
class LogRestored(Body, frozen=True, kw_only=True, gc=False):
    """First event of an incarnation: the old one's number, the size and root it goes on from.

    `newest_size` and `newest_root` are of the newest old checkpoint known.
    """

    old_incarnation: Count
    size: Count
    root: Digest | None = None
    newest_size: Count | None = None
    newest_root: Digest | None = None
    approved_by: Actor
    reason: Literal["disk_failure", "corruption", "operator_error", "move", "drill", "other"]


@event("device_forked", "O10", merge=union(), writers=OFFICE_ROLES, streams=_STREAM)
class DeviceForked(Body, frozen=True, kw_only=True, gc=False):
    """Two histories of one device part after `common`; the later one goes on in `granted`.

    `head` is the chain hash at `common`, `batch` the digest of the request kept as evidence.
    """

    device: Device
    epoch: Count
    common: Count
    head: Digest
    batch: Digest
    granted: Count | None = None


@event(
    "report_accepted",
    "O11",
    merge=register("report", "region", "period"),
    writers=OFFICE_ROLES,
    streams=_STREAM,
)
class ReportAccepted(Body, frozen=True, kw_only=True, gc=False):
    """The figures printed for `period`, of the first `size` positions; later facts leave them."""

    report: Slug
    region: Region
    period: Month
    incarnation: Count
    size: Count
    figures: Digest


@event("loss_declared", "O12", merge=union(), writers=OFFICE_ROLES, streams=_STREAM)
class LossDeclared(Body, frozen=True, kw_only=True, gc=False):
    """What an earlier `incarnation` held from `start` to before `until` will not come back.

    Of those positions `missing` events are known by their names, of `untold` nobody knows what
    stood there. What comes back all the same is taken in as if this had not been said.
    """

    incarnation: Count
    start: Count
    until: Count
    missing: Count
    untold: Count
    reason: Literal["device_lost", "device_broken", "author_gone", "not_found", "other"]
