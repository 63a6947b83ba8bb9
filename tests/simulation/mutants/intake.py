"""Mistakes of the office with what it is sent: how it judges, numbers, commits and answers it."""

from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from events.entry import UNKNOWN_TYPE, standing
from events.errors import InputRefused
from events.wire import ResultRun, SyncReply
from server.database.sqlite import SqliteDatabase
from server.devices import enrolled
from server.exchange import sync as office_sync
from server.intake import committing, forks, receiving, verdicts
from server.intake.placing import Fresh, Gap
from server.intake.writing import Writing
from tests.simulation.mutants.patching import Patches

_commit_group = committing.commit_group
_begin = Writing.begin
_flush = Writing.flush
_judge = verdicts.judge


def keys_acknowledged_unstored() -> Patches:
    """The office says that it has a data key which it did not keep."""
    yield patch.object(Writing, "add_key", lambda *_: None)
    yield patch.object(Writing, "add_ack", lambda *_: None)


def unknown_type_refused() -> Patches:
    """A type that the office does not know makes it refuse the whole batch."""

    def judge(*given: Any) -> Any:
        judged = _judge(*given)
        if judged.verdict == UNKNOWN_TYPE:
            raise InputRefused("unknown_type", "update the office first")
        return judged

    yield patch.object(receiving, "judge", judge)


def unknown_type_not_relayed() -> Patches:
    """A type that the office does not know is kept, and sent to nobody."""

    def judge(*given: Any) -> Any:
        judged = _judge(*given)
        if judged.verdict == UNKNOWN_TYPE:
            return replace(judged, verdict="quarantined(unknown_type)", household=None)
        return judged

    yield patch.object(receiving, "judge", judge)


def evidence_not_kept() -> Patches:
    """A batch with another history is answered, and thrown away."""

    async def keep(*_: Any) -> None:
        return None

    yield patch.object(forks, "_keep_evidence", keep)


def safe_too_early() -> Patches:
    """The office calls safe what it has, whether or not a back-up holds it."""

    def reply(**said: Any) -> SyncReply:
        return SyncReply(**(said | {"safe": said["committed"]}))

    yield patch.object(office_sync, "SyncReply", reply)


def hash_ignored_on_repeat() -> Patches:
    """What stands at a place already is taken for a repeat without looking at its hash."""

    def place(batch: Any, heads: Any, held: Any, stored: Any) -> Any:
        before = batch.first - 1
        if before > held.sequence:
            return Gap(held.sequence + 1)
        return Fresh(min(batch.last, held.sequence) - before)

    yield patch.object(committing, "place", place)


def fork_taken_for_duplicate() -> Patches:
    """A batch with another history is answered as if the office had it."""

    async def commit_group(writing: Any, group: Any, *rest: Any) -> Any:
        answers = await _commit_group(writing, group, *rest)
        return [
            _as_duplicate(answer, one, writing)
            if getattr(answer, "fork", None) is not None
            else answer
            for answer, one in zip(answers, group, strict=True)
        ]

    yield patch("server.intake.committer.commit_group", commit_group)


def _as_duplicate(answer: Any, received: Any, writing: Any) -> Any:
    batch = received.push.batch
    run = ResultRun(batch.first, writing.size, len(batch.lines), writing.received, "accepted")
    return replace(answer, fork=None, results=(run,) if batch.lines else ())


def numbered_before_commit() -> Patches:
    """Positions come from a counter that goes on when a transaction fails."""
    counters: dict[int, int] = {}

    async def begin(transaction: Any, log: Any, now_ms: Any) -> Writing:
        writing = await _begin(transaction, log, now_ms)
        writing.size = max(writing.size, counters.get(id(transaction._connection), 0))
        return writing

    async def flush(self: Any) -> None:
        counters[id(self.transaction._connection)] = self.size
        await _flush(self)

    yield patch.object(Writing, "begin", begin)
    yield patch.object(Writing, "flush", flush)


def store_not_synced() -> Patches:
    """The office answers before its disk has what it answers for."""
    opened = SqliteDatabase.open

    async def lazy(path: Any) -> SqliteDatabase:
        database = await opened(path)
        await database._writer.execute_fetchall("PRAGMA synchronous=NORMAL")
        return database

    yield patch.object(SqliteDatabase, "open", lazy)


def positions_echoed_wrong() -> Patches:
    """The reply says a position that is one too high."""
    runs = committing._runs

    def wrong(places: Any) -> Any:
        return [replace(run, position=run.position + 1) for run in runs(places)]

    yield patch.object(committing, "_runs", wrong)


def received_runs_back() -> Patches:
    """`received` is whatever the office's clock says."""

    async def begin(transaction: Any, log: Any, now_ms: Any) -> Writing:
        writing = await _begin(transaction, log, now_ms)
        writing.received = now_ms
        return writing

    yield patch.object(Writing, "begin", begin)


def bad_line_refuses_batch() -> Patches:
    """A line that is none makes the office refuse the whole batch."""

    def judge(*given: Any) -> Any:
        judged = _judge(*given)
        if standing(judged.verdict) == "quarantined":
            raise InputRefused("bad_line", "a line of the batch is malformed")
        return judged

    yield patch.object(receiving, "judge", judge)


def revoked_is_not_heard() -> Patches:
    """The office refuses what a revoked device sends."""
    authenticate = enrolled.authenticate

    async def refuse(*given: Any) -> Any:
        device = await authenticate(*given)
        if device.revoked_position is not None:
            raise InputRefused("revoked", "this device is revoked")
        return device

    yield patch.object(office_sync, "authenticate", refuse)


def parts_not_stored() -> Patches:
    """The office keeps no personal parts."""
    yield patch.object(Writing, "add_part", lambda *_: None)


MUTANTS: Final = (
    keys_acknowledged_unstored, unknown_type_refused, unknown_type_not_relayed,
    evidence_not_kept, safe_too_early, hash_ignored_on_repeat, fork_taken_for_duplicate,
    numbered_before_commit, store_not_synced, positions_echoed_wrong, received_runs_back,
    bad_line_refuses_batch, revoked_is_not_heard, parts_not_stored,
)  # fmt: skip
