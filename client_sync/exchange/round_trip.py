"""One round trip to the office: what a step asks is signed and sent, its answer believed or not.

An answer is believed only when the pinned office signed it for this very request, and it holds what
can be; a chunk of a snapshot only when its hash is the one that was signed. Any other leaves
everything as it was, and counts as no answer at all. Before: the protocol says what to ask. After:
`taking_in.py` makes the effects durable. Nothing of the journal is read or written here.
"""

from base64 import urlsafe_b64encode
from http import HTTPStatus

from client_sync.exchange import protocol, snapshot
from client_sync.exchange.answers import refuse_failure
from client_sync.exchange.bounds import check_bounds
from client_sync.exchange.run import speaking
from client_sync.exchange.snapshot import Fetch
from client_sync.exchange.state import Effects, State
from client_sync.ports import (
    Answer,
    Clock,
    DeviceKeys,
    OfficeRefused,
    OfficeUnreachable,
    SentMark,
    Transport,
)
from events import reply_signature, wire
from events.batch import sign_head, to_header
from events.errors import InputRefused, MalformedRequest
from events.snapshot import request_bytes
from events.wire import SyncReply, SyncRequest


async def ask(
    transport: Transport,
    keys: DeviceKeys,
    sent: SentMark | None,
    clock: Clock,
    state: State,
    request: SyncRequest,
) -> tuple[State, Effects | None]:
    """The state and the effects after a request; no effects when it is to be said in an older way.

    Errors: OfficeUnreachable also for what is no answer of this device's office; OfficeBusy,
    OfficeRefused.
    """
    if sent is not None and request.batch.lines:
        await sent.reach(request.batch.epoch, request.batch.last)
    body = wire.encode(request)
    header = to_header(sign_head(keys.seed, request.batch, body))
    answer = await transport.post(
        "/v1/sync", body, wire.MEDIA_TYPE, {wire.SIGNED_HEAD_HEADER: header}
    )
    now_ms = await clock.now_ms()
    try:
        reply = _believed(answer, state, request, body)
        return protocol.receive(state, request, reply, now_ms)
    except InputRefused as error:
        # Nothing is said about who answered: a hotel's log-in page, or a broken office.
        raise OfficeUnreachable(f"what answered is not this device's office: {error}") from error
    except OfficeRefused as error:
        version = wire.version_to_speak(request.wire, error.speaks) if error.speaks else None
        if version is None:
            raise
        return speaking(state, version), None


def _believed(answer: Answer, state: State, request: SyncRequest, asked: bytes) -> SyncReply:
    """The reply in an answer to what was asked, as it was sent.

    Errors: InputRefused when it is not signed by the pinned office, or holds what cannot be.
    """
    refuse_failure(answer)
    named = reply_signature.answered_by(request, asked)
    reply_signature.check_reply(state.profile.office_key, answer.body, named, answer.signature)
    reply = wire.decode_reply(answer.body)
    check_bounds(reply, request.cursor[1])
    return reply


async def fetch(
    transport: Transport, keys: DeviceKeys, clock: Clock, state: State, step: Fetch
) -> tuple[State, Effects]:
    """The state and the effects after a chunk of a snapshot was asked for, whatever came.

    Errors: OfficeUnreachable, OfficeBusy.
    """
    signed = sign_head(keys.seed, step.batch, request_bytes(step.name, step.challenge))
    first = step.part.offset
    headers = {
        wire.SIGNED_HEAD_HEADER: to_header(signed),
        wire.CHALLENGE_HEADER: urlsafe_b64encode(step.challenge).decode(),
        "Range": f"bytes={first}-{first + step.part.chunk.size - 1}",
    }
    answer = await transport.get(f"/v1/snapshots/{step.name.hex()}", headers)
    if answer.status == HTTPStatus.PARTIAL_CONTENT:
        try:
            return snapshot.receive(state, step, answer.body)
        except MalformedRequest:
            return snapshot.broken(state, step, await clock.now_ms())
    if 400 <= answer.status < 500 and answer.status != HTTPStatus.TOO_MANY_REQUESTS:
        return snapshot.refused(state)
    refuse_failure(answer)
    raise OfficeUnreachable(f"the office answered with status {answer.status}")
