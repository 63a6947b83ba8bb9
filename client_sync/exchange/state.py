"""What one sync rests on, what may come next, and what an answer changes: values alone.

Before: `sync.py` reads the `State` from the journal. After: `protocol.py` says the next step and
the effects, `taking_in.py` makes these durable.
"""

from typing import Final, Literal, TypeAlias

import msgspec

from client_sync.exchange.forking import Reissue
from client_sync.exchange.restoring import Restored
from client_sync.storage.held import (
    Chain,
    Checkpoints,
    Committed,
    HeldKey,
    HeldSnapshot,
    Incident,
    Profile,
    Row,
    SyncState,
)
from events import limits, wire
from events.entry import Item, KeyGrant
from events.ids import KeyId
from events.repair import Found, Part
from events.snapshot import Snapshot
from events.wire import Fill, Filling, HouseholdDigest, Returned, Scope, SyncRequest

Why = Literal[
    "clone",
    "done",
    "forked",
    "revoked",
    "busy",
    "chain_short",
    "history_differs",
    "incarnation_changed",
    "office_behind",
]
NO_CHECKPOINTS: Final = Checkpoints()
UNKNOWN_SCOPE: Final = -1
"""Versions are counted anew after a restore: the next reply says all that the scope holds."""


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What the next step rests on: the journal's part, and how this run went so far."""

    profile: Profile
    install: bytes
    chain: Chain
    is_chain_short: bool = False
    """The journal's note of where this chain ends lies before its last entry."""
    sync: SyncState
    first: int
    """The sequence of `rows[0]`, or of the next event to be written."""
    prev: bytes
    """The chain's head before `first`."""
    rows: tuple[Row, ...]
    """What waits, in sequence; at most one more than a batch carries."""
    is_cut: bool = False
    """More waits behind an entry that is lost here, and may come back in this run."""
    gone_to: int = 0
    """The highest sequence of this epoch that was let go."""
    keys: tuple[HeldKey, ...]
    keys_wanted: tuple[KeyId, ...]
    filling: tuple[Filling, ...]
    """What lacks of households that came into scope; at most as many as one request names."""
    digest: bytes
    returning: tuple[Returned, ...] = ()
    """What is to be offered to an office that was restored."""
    checkpoints: Checkpoints = NO_CHECKPOINTS
    run: "Run"
    snapshot: HeldSnapshot | None = None
    """What is being taken in (`snapshot.py`)."""


class Questions(msgspec.Struct, frozen=True):
    """What the office is asked so that both sides hold the same."""

    looks: tuple[Part, ...] = ()
    check_after: str | None = None
    """The digests of all households after this id."""
    is_checked: bool = False
    """All households were asked about in this run."""

    @property
    def is_open(self) -> bool:
        return bool(self.looks) or self.check_after is not None


NO_QUESTIONS: Final = Questions()


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """How one sync went so far; forgotten when it ends."""

    speaks: int = wire.WIRE_VERSION
    """The wire version that is spoken; a lower one once the office said it speaks no higher."""
    asked: int = 0
    caught_up: bool = False
    """A page reached the head of the log, or the office will not send one now."""
    no_page: Why | None = None
    """Why it will not."""
    renewed: bool = False
    """An expired challenge was replaced, which is worth one more request."""
    failures: int = 0
    room: int = limits.BATCH_BYTES_FIRST
    """Bytes of the next batch: more after each answer, fewer after each failure. A batch that is
    too large for the signal would be sent, and cut, for ever."""
    wait_s: float = 0.0
    keys_asked: frozenset[KeyId] = frozenset()
    """Wanted keys this run asked for; each is asked for once."""
    pages_only: bool = False
    """A snapshot could not be had."""
    chunks_broken: int = 0
    no_fill: bool = False
    """The office sends nothing of what lacks; another run asks again."""
    questions: Questions = NO_QUESTIONS
    """About what the office may hold otherwise; a run that ends leaves the rest to the next."""
    questions_asked: int = 0
    no_return: bool = False
    """The office takes nothing of what is offered; another run offers it again."""


class Ask(msgspec.Struct, frozen=True):
    """Send this request."""

    request: SyncRequest


class Wait(msgspec.Struct, frozen=True):
    """Do nothing for so long, then take the next step."""

    seconds: float


class Rest(msgspec.Struct, frozen=True):
    """This run is over."""

    why: Why


Step: TypeAlias = Ask | Wait | Rest


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """What one reply changes in the journal: all of it in one transaction, or nothing."""

    asked_at_turn: int
    sync: SyncState
    committed: tuple[Committed, ...] = ()
    read_from: int
    items: tuple[Item, ...] = ()
    keys: tuple[KeyGrant, ...] = ()
    keys_acknowledged: tuple[KeyId, ...] = ()
    keys_unknown: tuple[KeyId, ...] = ()
    """Of those that were asked for, which the office does not have."""
    scope: Scope | None = None
    filling: tuple[Filling, ...] = ()
    """What was asked for, and what came of it."""
    fills: tuple[Fill, ...] = ()
    snapshot: Snapshot | None = None
    """Offered: to be taken in from now on."""
    snapshot_gone: bool = False
    """The one that was being taken in is not to be had any more."""
    digests: tuple[HouseholdDigest, ...] = ()
    """To compare with, when the page reached the head."""
    is_at_head: bool = False
    asked: Questions = NO_QUESTIONS
    """What the request asked, which `checked` and `found` answer."""
    unasked: tuple[Part, ...] = ()
    """Parts for which there was no room in it, or of which the reply could not speak."""
    checked: tuple[HouseholdDigest, ...] | None = None
    found: tuple[Found, ...] = ()
    scope_digest: bytes = b""
    restored: Restored | None = None
    """The office goes on in another incarnation; then nothing else of the reply is taken in."""
    returned: tuple[Returned, ...] = ()
    """What was offered and need not be again."""
    reissue: Reissue | None = None
    """Where what parts from the office's history goes on."""
    incidents: tuple[Incident, ...] = ()
    checkpoints: Checkpoints | None = None
    """What is held of them from now on; None leaves them as they are."""
