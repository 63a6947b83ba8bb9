"""Several batches in one transaction: what each of them adds, repeats, misses or contradicts.

Before: `server/intake/receiving.py` has checked each alone. After: `server/intake/writing.py` holds
what is new. Each batch is of another device, so none depends on what another one of the group adds.
"""

from collections.abc import Iterable, Sequence
from itertools import count, groupby, repeat
from typing import Final

import msgspec

from events import chain, limits
from events.batch import Batch
from events.entry import Verdict, standing
from events.errors import ChainBroken, InputRefused
from events.ids import DeviceId, KeyId
from events.regions import contains, counted_in
from events.types import RegionCode
from events.wire import Fork, ResultRun
from server.database import Row
from server.devices.enrolled import Device
from server.devices.incidents import note
from server.intake.forks import answer_copy, answer_fork, note_own_epoch
from server.intake.office_device import Act, OfficeDevice
from server.intake.placing import Fresh, Gap, Held, Parted, compared, place
from server.intake.receiving import Received
from server.intake.verdicts import CLONE, KEY_UNKNOWN, PERSONAL_MISSING, REVOKED, Judged
from server.intake.writing import Writing


class CommitResult(msgspec.Struct, frozen=True):
    """What a sync reply says of the batch that came with the request."""

    incarnation: int
    size: int
    """Positions in the log after this commit."""
    committed: tuple[int, int]
    """(epoch, sequence) up to which the office holds this epoch of the device."""
    results: tuple[ResultRun, ...] = ()
    expected: int | None = None
    fork: Fork | None = None
    keys_held: tuple[KeyId, ...] = ()


_NOTHING: Final = (chain.NO_PARENT, 0, b"")


class _Standing(msgspec.Struct):
    """A device of the group as the log holds it now."""

    is_revoked: bool
    waits: bool
    """It is a copy that no officer has approved."""
    keys_made: int
    """Data keys it has handed in, those of this transaction among them."""
    epochs: dict[int, tuple[bytes, int, bytes]]
    """Epoch to (parent, sequence, head)."""


async def commit_group(
    writing: Writing, group: Sequence[Received], office: OfficeDevice
) -> list[CommitResult | InputRefused]:
    """Add what is new of each batch, then what the office says of them; an answer for each.

    An InputRefused is for that batch alone: nothing of it was added.
    """
    standings = await _standings(writing, group)
    streams = await _known_keys(writing, group)
    answers: list[CommitResult | InputRefused] = []
    acts: list[Act] = []
    for received in group:
        standing_of = standings[received.push.device.id]
        try:
            answers.append(await _commit(writing, received, standing_of, streams, acts))
        except InputRefused as error:
            answers.append(error)
    if acts:
        await office.write_into(writing, acts)
    await writing.flush()
    return [
        msgspec.structs.replace(answer, size=writing.size)
        if isinstance(answer, CommitResult)
        else answer
        for answer in answers
    ]


async def _standings(writing: Writing, group: Sequence[Received]) -> dict[DeviceId, _Standing]:
    devices: list[str] = sorted(received.push.device.id for received in group)
    assert len(set(devices)) == len(devices), "one batch of a device in a group"
    rows = await writing.transaction.fetch("committing.standings", writing.log, devices)
    found: dict[DeviceId, _Standing] = {}
    for row in rows:
        device = found.setdefault(
            row["device"],
            _Standing(
                row["revoked_position"] is not None, bool(row["waits"]), row["keys_made"], {}
            ),
        )
        if row["epoch"] is not None:
            device.epochs[row["epoch"]] = (row["parent"], row["sequence"], row["head"])
    return found


async def _known_keys(writing: Writing, group: Sequence[Received]) -> dict[str, str]:
    """Key id to the stream it belongs to, of all keys the group names that the log has."""
    named = {line.key for received in group for line in received.lines if line.part is not None}
    named.update(key for received in group for key in received.keys)
    named.discard(None)
    if not named:
        return {}
    wanted = sorted(key for key in named if key is not None)
    rows = await writing.transaction.fetch("committing.keys", writing.log, wanted)
    return {row["key"]: row["stream"] for row in rows}


async def _commit(
    writing: Writing,
    received: Received,
    device: _Standing,
    streams: dict[str, str],
    acts: list[Act],
) -> CommitResult:
    batch = received.push.batch
    if received.push.is_of_copy:
        _, sequence, _ = device.epochs.get(batch.epoch, _NOTHING)
        fork = await answer_copy(writing, received)
        return CommitResult(writing.incarnation, 0, (batch.epoch, sequence), fork=fork)
    held = await _held(writing, batch, device)
    rows = await _stored(writing, batch, held)
    placed = place(batch, received.heads, held, {row["sequence"]: row["head"] for row in rows})
    committed = (batch.epoch, held.sequence)
    match placed:
        case Gap(expected):
            return CommitResult(writing.incarnation, 0, committed, expected=expected)
        case Parted():
            fork, act = await answer_fork(writing, received, placed, device.epochs)
            acts += [] if act is None else [act]
            return CommitResult(writing.incarnation, 0, committed, fork=fork)
        case Fresh(repeated):
            if batch.lines and batch.epoch not in device.epochs:
                await note_own_epoch(writing, batch.device, batch.epoch)
            known = [row for row in rows if row["sequence"] >= batch.first]
            assert len(known) == repeated, "the stored part of a batch is dense"
            keys_held = await _take_keys(writing, received, device, streams)
            await _take_late_parts(writing, received, known)
            results = _runs((row["sequence"], row["position"], row["received"], row["verdict"])
                            for row in known)  # fmt: skip
            results += _add_new(writing, received, device, repeated, streams)
            committed = (batch.epoch, max(held.sequence, batch.last))
            return CommitResult(
                writing.incarnation, 0, committed, tuple(results), keys_held=keys_held
            )


# --- where it stands ------------------------------------------------------------------------------


async def _held(writing: Writing, batch: Batch, device: _Standing) -> Held:
    """How far the log holds the batch's epoch; one that begins now is held up to 0.

    Errors: ChainBroken when the epoch continues a place the log does not hold.
    """
    known = device.epochs.get(batch.epoch)
    parent = batch.parent if known is None else known[0]
    start = chain.first_head(batch.log, batch.device, batch.epoch, parent)
    if known is not None:
        return Held(start, known[1], known[2])
    if batch.lines and not await _may_begin(writing, batch, device):
        raise ChainBroken(
            "unknown_parent",
            f"epoch {batch.epoch} continues a place this office does not hold: send the earlier "
            "events first",
        )
    return Held(start, 0, start)


async def _may_begin(writing: Writing, batch: Batch, device: _Standing) -> bool:
    if batch.epoch == 0:
        return batch.parent == chain.NO_PARENT
    earlier = [epoch for epoch in device.epochs if epoch < batch.epoch]
    starts = [
        chain.first_head(batch.log, batch.device, epoch, device.epochs[epoch][0])
        for epoch in earlier
    ]
    # A device whose first events never came continues the beginning of its epoch 0.
    starts.append(chain.first_head(batch.log, batch.device, 0))
    if batch.parent in starts:
        return True
    row = await writing.transaction.fetch_one(
        "committing.place_of_head", writing.log, batch.device, batch.epoch, batch.parent
    )
    return row is not None


async def _stored(writing: Writing, batch: Batch, held: Held) -> Sequence[Row]:
    """The stored events the batch repeats, and the one before it; ascending, may be empty."""
    needed = compared(batch, held)
    if batch.first > held.sequence and not needed:
        return []
    return await writing.transaction.fetch(
        "committing.stored", writing.log, batch.device, batch.epoch, needed.start, batch.last
    )


# --- what is new ----------------------------------------------------------------------------------


async def _take_keys(
    writing: Writing, received: Received, standing_of: _Standing, streams: dict[str, str]
) -> tuple[KeyId, ...]:
    """Keep the data keys of a batch that the log lacks; those it then holds, in their order.

    A key of an event that is still to come comes again with it: until then no other device can
    know of it, and would miss it for nothing. Those of earlier events come when no event is left.
    """
    device = received.push.device.id
    named = {line.key for line in received.lines} or received.keys.keys()
    held, too_many = [], False
    for key in received.keys.values():
        if key.id not in streams:
            if key.id not in named:
                continue
            if standing_of.keys_made >= limits.KEYS_PER_DEVICE_MAX:
                too_many = True
                continue
            standing_of.keys_made += 1
            writing.add_key(key, device)
            streams[key.id] = key.stream
        if streams[key.id] == key.stream:
            writing.add_ack(device, key.id)
            held.append(key.id)
    if too_many:
        most = {"most": limits.KEYS_PER_DEVICE_MAX}
        at = writing.received
        await note(writing.transaction, writing.log, "keys_too_many", device, "", most, at)
    return tuple(held)


def _add_new(
    writing: Writing, received: Received, device: _Standing, repeated: int, streams: dict[str, str]
) -> list[ResultRun]:
    """Add the lines after the first `repeated`; their positions and verdicts."""
    push, batch = received.push, received.push.batch
    if repeated == len(batch.lines):
        return []
    first, position = batch.first + repeated, writing.size
    lines = received.lines[repeated:]
    verdicts = [_final(judged, device, streams) for judged in lines]
    writing.add_events(batch.device, batch.epoch, first, lines, received.heads[repeated:], verdicts)
    _look_at_registered(writing, push.device, lines, verdicts)
    writing.add_batch(push.signed, push.body_hash, first, position)
    writing.move_epoch(batch.device, batch.epoch, batch.parent, batch.last, batch.head)
    return _runs(zip(count(first), count(position), repeat(writing.received), verdicts))


def _look_at_registered(
    writing: Writing, device: Device, lines: Iterable[Judged], verdicts: Iterable[Verdict]
) -> None:
    """A household that a device registers where its scope does not reach comes into its scope."""
    for judged, verdict in zip(lines, verdicts, strict=True):
        if judged.region is None or judged.household is None or standing(verdict) != "accepted":
            continue
        region = counted_in(writing.log, judged.region)
        if not contains(RegionCode(device.scope_region or ""), region):
            writing.look_at(judged.household, device.id)


def _final(judged: Judged, device: _Standing, streams: dict[str, str]) -> Verdict:
    """The verdict with what only the log can tell."""
    verdict = judged.verdict
    if device.is_revoked:
        return verdict if standing(verdict) == "quarantined" else REVOKED
    if device.waits and standing(verdict) == "accepted":
        return CLONE
    if judged.part is None or streams.get(judged.key or "") == judged.columns[1]:
        return verdict
    return KEY_UNKNOWN if standing(verdict) == "accepted" else verdict


async def _take_late_parts(writing: Writing, received: Received, known: list[Row]) -> None:
    """Keep personal parts which were missing when their events came first."""
    batch = received.push.batch
    for row in known:
        part = batch.personals[row["sequence"] - batch.first]
        if row["verdict"] != PERSONAL_MISSING or part is None:
            continue
        judged = received.lines[row["sequence"] - batch.first]
        position = row["position"]
        if judged.part is None or judged.key is None:
            continue
        if await writing.transaction.fetch_one("committing.part", writing.log, position) is None:
            writing.add_late_part(position, judged.key, judged.part)


def _runs(places: Iterable[tuple[int, int, int, Verdict]]) -> list[ResultRun]:
    """(sequence, position, received, verdict) of each event, joined where they go on alike."""
    runs: list[ResultRun] = []
    alike = groupby(places, key=lambda place: (place[1] - place[0], place[2], place[3]))
    for (ahead, received, verdict), members in alike:
        sequences = [member[0] for member in members]
        runs.append(
            ResultRun(sequences[0], sequences[0] + ahead, len(sequences), received, verdict)
        )
    return runs
