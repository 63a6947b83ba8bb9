"""A device's state before a sync, and the answers of an office that follows the rules.

e1 e2 … are own events that wait in the outbox; `answer` is what such an office says.
"""

from typing import Any

import msgspec

from client_sync.exchange import protocol
from client_sync.exchange.state import Ask, Effects, Run, State
from client_sync.ports import DeviceKeys
from client_sync.storage.held import Chain, Row, SyncState
from events import chain, crypto, wire
from events.checkpoint import Checkpoint, origin_of, sign_checkpoint
from events.entry import Item
from events.ids import Cursor, DeviceId
from events.wire import Page, ResultRun, SyncReply, SyncRequest
from tests.devices import LOG, OFFICE_SEED, a_profile

NOW = 1_544_752_800_000
KEYS = DeviceKeys(b"s" * 32, b"x" * 32, b"i" * 16)
PROFILE = msgspec.structs.replace(a_profile(KEYS), device=DeviceId("d" * 32))
START = chain.first_head(LOG, PROFILE.device, 0)
ITEM = Item(10, NOW, DeviceId("f" * 32), 0, 1, "accepted", b"{}")


def a_state(rows: list[Row] | None = None, **changes: Any) -> State:
    """A device that has read 10 positions and holds these unsent rows."""
    rows = rows or []
    sync = SyncState(cursor=Cursor(1, 10), log_size=10, challenge=b"c1", scope_region="36.03")
    last = rows[-1] if rows else None
    head = Chain(
        0,
        chain.NO_PARENT,
        last.sequence if last else 0,
        (last.head or START) if last else START,
        last.at if last else 0,
    )
    state = State(
        profile=PROFILE,
        install=KEYS.install,
        chain=head,
        sync=sync,
        first=rows[0].sequence if rows else 1,
        prev=START,
        rows=tuple(rows),
        keys=(),
        keys_wanted=(),
        filling=(),
        digest=bytes(16),
        run=Run(),
    )
    of_sync = {k: v for k, v in changes.items() if k in SyncState.__struct_fields__}
    others = {k: v for k, v in changes.items() if k not in of_sync}
    sync = msgspec.structs.replace(state.sync, **of_sync)
    return msgspec.structs.replace(state, sync=sync, **others)


def asked(state: State) -> SyncRequest:
    step = protocol.next_step(state, NOW)
    assert isinstance(step, Ask), step
    return step.request


def answer(request: SyncRequest, **changes: Any) -> SyncReply:
    """What an office says that took the whole batch and has nothing new to send."""
    batch, size = request.batch, request.cursor[1]
    taken = len(batch.lines)
    runs = (ResultRun(batch.first, size, taken, NOW, "accepted"),) if taken else ()
    end = size + taken
    told: dict[str, Any] = {
        "wire": wire.WIRE_VERSION,
        "incarnation": 1,
        "clock": NOW + 5,
        "size": end,
        "committed": (0, batch.last),
        "safe": (0, 0),
        "challenge": b"c2",
        "results": runs,
        "page": Page(size, end, (), False) if request.pull else None,
    }
    told |= changes
    if told["page"] is not None or told.get("restored") is not None:
        told = {"checkpoint": a_checkpoint(told["incarnation"], told["size"])} | told
    return SyncReply(**told)


def a_checkpoint(incarnation: int, size: int) -> str:
    """What the office states of a tree; what is proved of it is in `test_witnessing.py`."""
    origin = origin_of(PROFILE.deployment, LOG, incarnation)
    return sign_checkpoint(OFFICE_SEED, Checkpoint(origin, size, crypto.digest(b"root")))


def received(state: State, **changes: Any) -> tuple[State, Effects]:
    request = asked(state)
    return protocol.receive(state, request, answer(request, **changes), NOW)
