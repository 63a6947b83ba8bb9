"""One sync: ask the protocol, do what it says, feed it the answer. The only place that waits.

    read state ─> next_step ─> round trip ─> take_in ─┐
        └─────────────────────────────────────────────┘

The state is read anew for every request, so entries written meanwhile go along, and a second
process syncing the same journal does no harm. `round_trip.py` believes an answer, or leaves all as
it was. Before: `device.py` puts the parts together. After: whoever asked for it reads the outcome.
"""

from collections.abc import Callable

import msgspec

from client_sync.exchange import snapshot
from client_sync.exchange.beginning import beginning, go_on_after_loss
from client_sync.exchange.cloning import become_own_device, check_keys
from client_sync.exchange.comparing import doubted, scope_digest
from client_sync.exchange.forking import notice_if_restored
from client_sync.exchange.letting_go import let_go_of_the_rest
from client_sync.exchange.restoring import handed_over, offers
from client_sync.exchange.round_trip import ask, fetch
from client_sync.exchange.run import asking, failed, waited
from client_sync.exchange.snapshot import Fetch
from client_sync.exchange.state import Ask, Effects, Questions, Rest, Run, State, Wait, Why
from client_sync.exchange.taking_in import TakenIn, take_in
from client_sync.ports import (
    Chance,
    Clock,
    DeviceKeys,
    OfficeBusy,
    OfficeRefused,
    OfficeUnreachable,
    SecondKey,
    SentMark,
    Transport,
)
from client_sync.storage.chain_end import end_of
from client_sync.storage.held import Incident
from client_sync.storage.journal import Journal, ProfileDamaged
from client_sync.storage.profile_proof import OFFICE_KEY, check_profile
from events import crypto, limits, wire
from events.entry import KeyGrant
from events.errors import InputRefused
from events.personal import DataKey, key_id


class Parts(msgspec.Struct, frozen=True):
    """What a sync is done with."""

    journal: Journal
    transport: Transport
    clock: Clock
    chance: Chance
    keys: DeviceKeys
    sent: SentMark | None = None
    """None where nothing is ever brought back from a back-up."""
    second: SecondKey | None = None
    """None where a directory is never copied."""
    speaks: int = wire.WIRE_VERSION
    """The newest wire version that this program speaks."""


class Progress(msgspec.Struct, frozen=True):
    """How far a sync is: entries the office took, entries received, positions read and in all."""

    requests: int
    committed: int
    items: int
    position: int
    log_size: int
    waiting_s: float = 0.0


class Outcome(msgspec.Struct, frozen=True):
    """How a sync ended; `wait_s` is when the office would like to be asked next.

    `left` and `added`: how many households were handed over from here, or to here; `let_go`: how
    many own entries of such were safe, and are no longer here. `synced_at`: this device's clock
    when the office last answered (ms since 1970 UTC), and by how much the office's was ahead then.
    """

    why: Why
    requests: int
    committed: int
    items: int
    incidents: tuple[Incident, ...]
    wait_s: float
    left: int = 0
    added: int = 0
    let_go: int = 0
    synced_at: int | None = None
    office_ahead_ms: int | None = None


async def sync(
    parts: Parts, tell: Callable[[Progress], None] | None = None, *, patient: bool = False
) -> Outcome:
    """Send what waits and read what is new, until nothing is left or a person is needed.

    Errors: unless `patient`, the first failure ends it: OfficeUnreachable, OfficeBusy. A patient
    sync backs off and tries again. OfficeRefused and ProfileDamaged always end it.
    """
    try:
        return await _sync(parts, tell, patient)
    except OfficeRefused as error:
        if error.code != "cloned" or parts.second is None:
            raise
    # The office has seen another installation of this device: this one is a copy.
    return await _sync(await _as_own_device(parts, parts.second), tell, patient)


async def _sync(parts: Parts, tell: Callable[[Progress], None] | None, patient: bool) -> Outcome:
    is_key_doubted = await _is_key_doubted(parts)
    total = await _noticed(parts)
    state = await read_state(parts, await _begun(parts))
    try:
        patient = patient and not is_key_doubted
        why, state, total = await _until_rest(parts, tell, patient, state, total)
    except OfficeUnreachable as error:
        if is_key_doubted and isinstance(error.__cause__, InputRefused):
            raise ProfileDamaged(OFFICE_KEY) from error
        raise
    if state.is_cut and why == "done":
        total = total.plus(await _gone_on(parts, state))
        state = await read_state(parts, state.run)
        why, state, total = await _until_rest(parts, tell, patient, state, total)
    total = total.plus(TakenIn(let_go=await let_go_of_the_rest(parts.journal)))
    await parts.journal.scrub()
    return _outcome(why, state, total)


async def _until_rest(
    parts: Parts,
    tell: Callable[[Progress], None] | None,
    patient: bool,
    state: State,
    total: TakenIn,
) -> tuple[Why, State, TakenIn]:
    """Ask until nothing more is to be done now; why, and what came of it."""

    def said(waiting_s: float) -> Progress:
        sync_state = state.sync
        return Progress(
            state.run.asked,
            total.committed,
            total.items,
            sync_state.cursor.size,
            sync_state.log_size,
            waiting_s,
        )

    while True:
        step = snapshot.next_step(state, await parts.clock.now_ms())
        if isinstance(step, Rest):
            return step.why, state, total
        if isinstance(step, Wait):
            if tell is not None:
                tell(said(step.seconds))
            await parts.clock.sleep(step.seconds)
            state = waited(state)
            continue
        try:
            state, taken = await _done(parts, state, step)
        except (OfficeUnreachable, OfficeBusy) as error:
            await parts.journal.scrub()
            if not patient:
                raise
            wait_s = error.wait_s if isinstance(error, OfficeBusy) else None
            state = failed(state, await _fraction(parts.chance), wait_s)
            continue
        if taken is not None:
            total = total.plus(taken)
            state = asking(state, taken.questions)
        if tell is not None:
            tell(said(0.0))
        state = await read_state(parts, state.run)


async def _is_key_doubted(parts: Parts) -> bool:
    """True when what the office answers decides whether its key is damaged here.

    Errors: ProfileDamaged when it is not said, or not rightly, who asks.
    """
    async with parts.journal.reading() as reading:
        return (await check_profile(reading, parts.keys)).is_key_doubted


async def _noticed(parts: Parts) -> TakenIn:
    """What is to be said before anything was asked: that this directory was brought back."""
    if parts.sent is None:
        return TakenIn()
    restored = await notice_if_restored(parts.journal, parts.sent, parts.clock)
    return TakenIn(incidents=() if restored is None else (restored,))


async def _gone_on(parts: Parts, state: State) -> TakenIn:
    """What is to be said when all was asked, and what waits must go on without what is lost."""
    lost = await go_on_after_loss(parts.journal, state.profile, parts.clock)
    return TakenIn(incidents=() if lost is None else (lost,))


async def _begun(parts: Parts) -> Run:
    """A sync that speaks what the office speaks, and asks what is doubted."""
    async with parts.journal.reading() as reading:
        questions = Questions(await doubted(reading))
        office_speaks = (await reading.sync_state()).office_speaks
        if (await reading.checkpoints()).newest is not None:
            office_speaks = max(office_speaks, wire.CHECKPOINTS_SINCE)  # it has, so it can
    speaks = min(parts.speaks, office_speaks or parts.speaks)
    return Run(speaks=speaks, questions=questions)


def _outcome(why: Why, state: State, total: TakenIn) -> Outcome:
    return Outcome(
        why,
        state.run.asked,
        total.committed,
        total.items,
        total.incidents,
        state.run.wait_s,
        total.left,
        total.added,
        total.let_go,
        state.sync.synced_at,
        state.sync.office_ahead_ms,
    )


async def _as_own_device(parts: Parts, second: SecondKey) -> Parts:
    keys = await become_own_device(
        parts.journal, parts.transport, second, parts.sent, parts.keys, parts.clock, parts.chance
    )
    return msgspec.structs.replace(parts, keys=keys)


async def read_state(parts: Parts, run: Run) -> State:
    """What the next request rests on."""
    async with parts.journal.reading() as reading:
        profile = await reading.profile()
        assert profile is not None, "an enrolled device has a profile"
        check_keys(profile, parts.keys)
        noted = await reading.chain_to_send()
        end = await end_of(reading, noted)
        sync_state = await reading.sync_state()
        begins = await beginning(reading, profile, end, sync_state)
        held = None if run.pages_only else await reading.snapshot()
        return State(
            profile=profile,
            install=parts.keys.install,
            chain=end,
            is_chain_short=end.sequence > noted.sequence,
            sync=sync_state,
            first=begins.first,
            prev=begins.prev,
            rows=begins.rows,
            is_cut=begins.is_cut,
            gone_to=await reading.last_gone(end.epoch),
            keys=await handed_over(await reading.keys_open(), profile, parts.keys, parts.chance),
            keys_wanted=tuple(await reading.keys_wanted(await parts.clock.now_ms())),
            filling=tuple(await reading.fillings(limits.FILLINGS_MAX)),
            digest=scope_digest(await reading.digest_sums()),
            returning=await offers(reading, limits.RETURNED_EVENTS_MAX, limits.BATCH_BYTES_MAX),
            checkpoints=await reading.checkpoints(),
            run=run,
            snapshot=None if held is None or snapshot.is_over(held, sync_state) else held,
        )


async def _done(parts: Parts, state: State, step: Ask | Fetch) -> tuple[State, TakenIn | None]:
    """What a step that needs the office came to."""
    effects: Effects | None
    if isinstance(step, Fetch):
        state, effects = await fetch(parts.transport, parts.keys, parts.clock, state, step)
    else:
        state, effects = await ask(
            parts.transport, parts.keys, parts.sent, parts.clock, state, step.request
        )
    if effects is None:
        return state, None

    def opens(grant: KeyGrant) -> bool:
        plain = crypto.unseal(parts.keys.box_secret, grant.sealed)
        return plain is not None and key_id(DataKey(plain)) == grant.id

    return state, await take_in(parts.journal, effects, opens, state.profile)


async def _fraction(chance: Chance) -> float:
    """A number in [0, 1)."""
    return int.from_bytes(await chance.draw(6), "big") / (1 << 48)
