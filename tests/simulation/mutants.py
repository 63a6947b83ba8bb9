"""Mistakes put into the real code by name, each of which the simulation must catch.

A mutant is a rule of the design that is broken in one place: one that survives means that the
worlds never come where the rule matters, or that the oracle does not look. Which seed caught each
is in `seeds.py` and `tests/README.md`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from hashlib import sha256
from typing import Any, Final
from unittest.mock import patch

import msgspec

from client_sync.exchange import forking, protocol, snapshot, witnessing
from client_sync.exchange import page as device_page
from client_sync.exchange import sync as device_sync
from client_sync.exchange.backfill import move_marks
from client_sync.exchange.scoping import move_scope
from client_sync.storage import items, sqlite_journal
from client_sync.storage.sqlite_writing import SqliteWriting
from events import wire
from events.checkpoint import Checkpoint, sign_checkpoint
from events.entry import UNKNOWN_TYPE, standing
from events.errors import InputRefused, MalformedRequest
from events.ids import Cursor
from events.line import decode_event
from events.snapshot import decode_chunk
from events.transfer import Receipt
from events.wire import ResultRun, SyncReply
from server.database.sqlite import SqliteDatabase
from server.exchange import (
    assigning,
    carrying,
    cloning,
    devices,
    pages,
    proving,
    pulling,
    snapshots,
)
from server.exchange import sync as office_sync
from server.exchange.scoping import Sight, changes_since
from server.intake import committing, forks, receiving, verdicts
from server.intake.placing import Fresh, Gap
from server.intake.writing import Writing
from server.log import head
from server.tree import grow

Patches = Iterator[AbstractContextManager[Any]]
_take_in = device_page.take_in
_receive = protocol.receive
_commit_group = committing.commit_group
_begin = Writing.begin
_flush = Writing.flush
_judge = verdicts.judge
_proved = proving.proved
_replace = msgspec.structs.replace


@contextmanager
def mutated(name: str | None) -> Iterator[None]:
    """The code with this mistake in it, or as it is."""
    with ExitStack() as stack:
        for patched in () if name is None else MUTANTS[name]():
            stack.enter_context(patched)
        yield


# --- the device -----------------------------------------------------------------------------------


def cursor_before_data() -> Patches:
    """The cursor is durable before the page that it says was read."""

    async def take_in(journal: Any, effects: Any, *rest: Any) -> Any:
        async with journal.writing() as writing:
            held = await writing.sync_state()
            if held.turn == effects.asked_at_turn:
                await writing.save_sync_state(_replace(held, cursor=effects.sync.cursor))
        return await _take_in(journal, effects, *rest)

    yield patch.object(device_sync, "take_in", take_in)


def unsent_deleted_on_revocation() -> Patches:
    """A device that is revoked deletes what it has not sent."""

    async def take_in(journal: Any, effects: Any, *rest: Any) -> Any:
        taken = await _take_in(journal, effects, *rest)
        if effects.sync.refused == "revoked":
            sql = journal._connection
            await sql.execute("DROP TRIGGER IF EXISTS own_event_stays")
            await sql.execute("DELETE FROM event WHERE position IS NULL")
        return taken

    yield patch.object(device_sync, "take_in", take_in)


def replies_unsigned() -> Patches:
    """A reply is believed whoever signed it for whatever request."""
    yield patch.object(wire, "check_reply", lambda *_: None)


def challenge_never_renewed() -> Patches:
    """The challenge of the enrolment is used for ever."""

    def receive(state: Any, request: Any, *rest: Any) -> Any:
        after, effects = _receive(state, request, *rest)
        sync = _replace(effects.sync, challenge=request.challenge)
        return _replace(after, sync=sync), _replace(effects, sync=sync)

    yield patch.object(protocol, "receive", receive)


def keys_wanted_forgotten() -> Patches:
    """A key that an event names and that did not come is never asked for."""

    async def want_keys(self: Any, named: Any) -> None:
        return None

    yield patch.object(SqliteWriting, "want_keys", want_keys)


def personal_parts_dropped() -> Patches:
    """Personal parts of a page are not kept."""
    kept = items.row_of

    def row(item: Any) -> Any:
        made = kept(item)
        return None if made is None else _replace(made, personal=None)

    yield patch.object(device_page, "row_of", row)


def digest_not_added() -> Patches:
    """A device does not count the events it reads."""
    yield patch.object(items, "is_counted", lambda *_: False)


def journal_not_synced() -> Patches:
    """The journal's commits wait for no disk."""
    yield patch.object(sqlite_journal, "check_durable", lambda *_: None)
    make_durable = sqlite_journal._make_durable

    async def lazy(connection: Any) -> None:
        await make_durable(connection)
        await connection.execute("PRAGMA synchronous = NORMAL")

    yield patch.object(sqlite_journal, "_make_durable", lazy)


def sent_means_committed() -> Patches:
    """A device believes that the office has what it sent, before the office said so."""

    def receive(state: Any, request: Any, *rest: Any) -> Any:
        after, effects = _receive(state, request, *rest)
        sync = _replace(effects.sync, send_from=state.chain.sequence + 1)
        return _replace(after, sync=sync), _replace(effects, sync=sync)

    yield patch.object(protocol, "receive", receive)


def fill_moves_before_its_events() -> Patches:
    """A household that came into scope is whole as soon as its events have come by."""

    async def filled(writing: Any, effects: Any, *_: Any) -> list[Any]:
        await move_marks(writing, effects.filling, effects.fills, effects.sync.cursor.size)
        return []

    yield patch.object(device_page, "_filled", filled)


def reissue_skips_one() -> Patches:
    """What goes on in another epoch begins one event too late."""
    real = forking.reissue

    async def reissue(writing: Any, profile: Any, told: Any) -> int:
        return await real(writing, profile, _replace(told, sequence=told.sequence + 1))

    yield patch.object(device_page, "reissue", reissue)


def unreadable_types_dropped() -> Patches:
    """A device keeps nothing of types that it does not know."""
    kept = items.row_of

    def row(item: Any) -> Any:
        return kept(item) if decode_event(item.line) is not None else None

    yield patch.object(device_page, "row_of", row)


def lower_version_not_spoken() -> Patches:
    """A device that is newer than its office asks for an update of the office."""
    yield patch.object(wire, "version_to_speak", lambda *_: None)


# --- snapshots and files --------------------------------------------------------------------------


def broken_chunk_passed_over() -> Patches:
    """A chunk of a snapshot that is not the one that was named counts as empty."""
    real = decode_chunk

    def decode(data: Any, part: Any) -> Any:
        try:
            return real(data, part)
        except MalformedRequest:
            return ()

    yield patch.object(snapshot, "decode_chunk", decode)


def chunk_moves_too_far() -> Patches:
    """One chunk of a snapshot is taken for all of it."""
    real = snapshot.receive

    def receive(state: Any, fetch: Any, data: Any) -> Any:
        after, effects = real(state, fetch, data)
        last = state.snapshot.snapshot.chunks[-1].end
        sync = _replace(effects.sync, cursor=Cursor(effects.sync.cursor.incarnation, last))
        return _replace(after, sync=sync), _replace(effects, sync=sync)

    yield patch.object(snapshot, "receive", receive)


def snapshot_of_everything() -> Patches:
    """A snapshot holds every household of the log."""
    yield patch.object(snapshots, "sight_of", lambda device: Sight(True, "", "", device.id))


def copys_file_counts() -> Patches:
    """What is carried of a copy of a device is taken for the device's."""
    yield patch.object(carrying, "is_copy", lambda *_: False)


def gap_not_told() -> Patches:
    """A receipt says that all is well, whatever became of what was carried."""
    yield patch.object(carrying, "Receipt", lambda *said: Receipt(*said[:6]))


# --- the office -----------------------------------------------------------------------------------


def page_ends_one_too_far() -> Patches:
    """A full page says that it reaches one position further than it does."""
    read_page = pages.read_page

    async def wrong(*given: Any) -> Any:
        read = await read_page(*given)
        end = read.page.end + read.page.more
        return read._replace(page=_replace(read.page, end=end))

    yield patch.object(pulling, "read_page", wrong)


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
            return _replace(judged, verdict="quarantined(unknown_type)", household=None)
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


def new_keys_counted() -> Patches:
    """A device counts a key that it made since it asked, and sees a difference."""
    real = SqliteWriting.keys_in_doubt

    async def in_doubt(self: Any, stream: Any) -> tuple[int, int]:
        return 0, (await real(self, stream))[1]

    yield patch.object(SqliteWriting, "keys_in_doubt", in_doubt)


def approved_without_release() -> Patches:
    """A copy that is approved counts from then on, and what waited waits for ever."""

    async def release(*_: Any) -> int:
        return 0

    yield patch.object(cloning, "release", release)


def approved_twice() -> Patches:
    """Whoever approves a copy again writes it down again."""
    real = cloning.approve

    async def approve(office: Any, device: Any, *rest: Any) -> int:
        return await real(office, _replace(device, approved_position=None), *rest)

    yield patch("tests.simulation.office.approve", approve)


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
    return _replace(answer, fork=None, results=(run,) if batch.lines else ())


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
        return [_replace(run, position=run.position + 1) for run in runs(places)]

    yield patch.object(committing, "_runs", wrong)


def received_runs_back() -> Patches:
    """`received` is whatever the office's clock says."""

    async def begin(transaction: Any, log: Any, now_ms: Any) -> Writing:
        writing = await _begin(transaction, log, now_ms)
        writing.received = now_ms
        return writing

    yield patch.object(Writing, "begin", begin)


def scope_ignored() -> Patches:
    """A page holds every household of the log."""
    yield patch.object(pages, "sight_of", lambda device: Sight(True, "", "", device.id))


def page_says_too_much() -> Patches:
    """A page that is full says that it reaches the head of the log."""
    read_page = pages.read_page

    async def wrong(transaction: Any, log: Any, head: Any, *rest: Any) -> Any:
        read = await read_page(transaction, log, head, *rest)
        return read._replace(page=_replace(read.page, end=head.size, more=False))

    yield patch.object(pulling, "read_page", wrong)


def own_never_returned() -> Patches:
    """What a device wrote is never sent back to it, also when it lost it."""
    yield patch.object(pulling, "_own", lambda request, _: pages.Own(request.batch.epoch, 1 << 40))


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
    authenticate = devices.authenticate

    async def refuse(*given: Any) -> Any:
        device = await authenticate(*given)
        if device.revoked_position is not None:
            raise InputRefused("revoked", "this device is revoked")
        return device

    yield patch.object(office_sync, "authenticate", refuse)


def parts_not_stored() -> Patches:
    """The office keeps no personal parts."""
    yield patch.object(Writing, "add_part", lambda *_: None)


# --- scope ----------------------------------------------------------------------------------------


def left_not_forgotten() -> Patches:
    """A device keeps what others wrote of a household that was handed over."""

    async def remember(writing: Any, scope: Any, cursor_size: Any) -> Any:
        return await move_scope(writing, _replace(scope, left=()), cursor_size)

    yield patch.object(device_page, "move_scope", remember)


def safe_not_forgotten() -> Patches:
    """A device keeps what it wrote of a household that was handed over, safe or not."""

    async def nothing(_: Any) -> int:
        return 0

    yield patch.object(device_page, "let_go", nothing)
    yield patch.object(device_sync, "let_go_of_the_rest", nothing)


def forgotten_before_safe() -> Patches:
    """What was committed goes with its household, before a back-up of the office holds it."""
    let_go = SqliteWriting.let_go

    async def at_once(self: Any, count: int) -> int:
        sql = self._sql._connection
        await sql.execute("DROP VIEW safe")
        await sql.execute("CREATE VIEW safe (position) AS SELECT max(position) FROM event")
        return await let_go(self, count)

    yield patch.object(SqliteWriting, "let_go", at_once)


def added_not_filled() -> Patches:
    """A device that is given a household takes what is new of it for everything."""

    async def fill(self: Any, filling: Any) -> None:
        return None

    yield patch.object(SqliteWriting, "fill", fill)


def former_keeps_scope() -> Patches:
    """A hand-over gives the household to the new companion and takes it from nobody."""
    yield patch.object(assigning, "_HANDS_OVER", ())


def assignment_waits_for_ever() -> Patches:
    """An assignment whose day has not come when it is made is never looked at again."""

    async def again_on(self: Any, household: Any, day: Any) -> None:
        return None

    yield patch.object(assigning._Settling, "_again_on", again_on)


def new_scope_with_a_page() -> Patches:
    """A page by the new scope comes with the scope, so what was added begins in the middle."""

    async def changes(transaction: Any, log: Any, device: Any, version: Any) -> Any:
        scope = await changes_since(transaction, log, device, version)
        return _replace(scope, added=())

    yield patch.object(pulling, "changes_since", changes)


# --- machines that are brought back, copied or damaged -------------------------------------------


def grant_not_followed() -> Patches:
    """A device whose history parted keeps sending it in its old places."""

    async def reissue(*_: Any) -> int:
        return 0

    yield patch.object(device_page, "reissue", reissue)


def copy_not_refused() -> Patches:
    """Another installation of a device is taken for the device."""
    yield patch.object(office_sync, "refuse_copy", lambda *_: None)


def copy_never_waits() -> Patches:
    """A copy counts without anybody having looked at it, and nobody knows that it is one."""

    add_device = devices.add_device

    async def add(transaction: Any, log: Any, device: Any) -> None:
        await add_device(transaction, log, _replace(device, cloned_from=None))

    yield patch.object(cloning, "add_device", add)


def lost_positions_kept() -> Patches:
    """A device believes what an office said that has lost it since."""

    async def follow(*_: Any) -> list[Any]:
        return []

    yield patch.object(device_page, "follow", follow)


def others_not_returned() -> Patches:
    """What a device had read of others is not offered to an office that lost it."""

    async def offers(*_: Any) -> tuple[()]:
        return ()

    yield patch.object(device_sync, "offers", offers)


def returned_not_taken() -> Patches:
    """The office says that it took what it is offered, and does not."""

    async def take_back(_office: Any, _device: Any, _cursor: Any, offered: Any) -> int:
        return len(offered)

    yield patch.object(office_sync, "take_back", take_back)


def lost_keys_not_sent() -> Patches:
    """Data keys that the office lost with its store are not sent again."""

    async def handed_over(held: Any, *_: Any) -> Any:
        return tuple(key for key in held if not key.lost)

    yield patch.object(device_sync, "handed_over", handed_over)


def difference_not_asked_about() -> Patches:
    """A device that holds something else than the office does not ask what."""

    async def nothing(*_: Any) -> list[Any]:
        return []

    async def none(_: Any) -> tuple[()]:
        return ()

    yield patch.object(device_page, "suspected", nothing)
    yield patch.object(device_sync, "doubted", none)


def history_rewritten() -> Patches:
    """The office changes an event that it has committed, and makes its tree fit it."""

    async def flush(self: Any) -> None:
        await _flush(self)
        if not self._before.size < 40 <= self.size:
            return
        await self.transaction.run_script(
            "DROP TRIGGER event_no_update;\nDROP TRIGGER tile_no_delete;\n"
            "UPDATE event SET received = received + 1 WHERE position = 20;\n"
            "UPDATE log SET tree_size = 0, frontier = x'';\nDELETE FROM tile;\n"
        )
        now = await head(self.transaction, self.log)
        await grow(self.transaction, self.log, now, ())

    yield patch.object(Writing, "flush", flush)


def proof_not_checked() -> Patches:
    """A device believes any checkpoint that is signed, of an office that makes roots up."""

    async def proved(transaction: Any, log: Any, keys: Any, now: Any, *rest: Any) -> Any:
        honest = await _proved(transaction, log, keys, now, *rest)
        if now.size < 40 or not honest.checkpoint:
            return honest
        origin = honest.checkpoint.partition("\n")[0]
        made_up = Checkpoint(origin, now.size, sha256(b"%d" % now.size).digest())
        return honest._replace(checkpoint=sign_checkpoint(keys.signing_seed, made_up))

    yield patch.object(pulling, "proved", proved)
    yield patch.object(witnessing, "is_consistent", lambda *_: True)


_ALL: Final[tuple[Callable[[], Patches], ...]] = (
    cursor_before_data, unsent_deleted_on_revocation, replies_unsigned,
    challenge_never_renewed, keys_wanted_forgotten, personal_parts_dropped, digest_not_added,
    journal_not_synced, sent_means_committed, hash_ignored_on_repeat, fork_taken_for_duplicate,
    numbered_before_commit, store_not_synced, positions_echoed_wrong, received_runs_back,
    scope_ignored, page_says_too_much, own_never_returned, bad_line_refuses_batch,
    revoked_is_not_heard, parts_not_stored, left_not_forgotten, safe_not_forgotten,
    forgotten_before_safe, added_not_filled,
    former_keeps_scope, assignment_waits_for_ever, new_scope_with_a_page, grant_not_followed,
    copy_not_refused, copy_never_waits, lost_positions_kept, others_not_returned,
    returned_not_taken, lost_keys_not_sent, difference_not_asked_about, history_rewritten,
    proof_not_checked, fill_moves_before_its_events, reissue_skips_one, unreadable_types_dropped,
    lower_version_not_spoken, broken_chunk_passed_over, chunk_moves_too_far,
    snapshot_of_everything, copys_file_counts, gap_not_told, page_ends_one_too_far,
    keys_acknowledged_unstored, unknown_type_refused, unknown_type_not_relayed, evidence_not_kept,
    approved_without_release, approved_twice, safe_too_early, new_keys_counted,
)  # fmt: skip

MUTANTS: Final[Mapping[str, Callable[[], Patches]]] = {
    mutant.__name__.replace("_", "-"): mutant for mutant in _ALL
}
"""By the names the command line takes."""
