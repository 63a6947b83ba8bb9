"""Mistakes of a device: what it believes of the office, what it keeps and what it counts."""

from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from client_sync.exchange import protocol, taking_in
from client_sync.exchange import sync as device_sync
from client_sync.storage import items, sqlite_journal
from client_sync.storage.sqlite_writing import SqliteWriting
from events import reply_signature, wire
from events.line import decode_event
from tests.simulation.mutants.patching import Patches

_take_in = taking_in.take_in
_receive = protocol.receive


def cursor_before_data() -> Patches:
    """The cursor is durable before the page that it says was read."""

    async def take_in(journal: Any, effects: Any, *rest: Any) -> Any:
        async with journal.writing() as writing:
            held = await writing.sync_state()
            if held.turn == effects.asked_at_turn:
                await writing.save_sync_state(replace(held, cursor=effects.sync.cursor))
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
    yield patch.object(reply_signature, "check_reply", lambda *_: None)


def challenge_never_renewed() -> Patches:
    """The challenge of the enrolment is used for ever."""

    def receive(state: Any, request: Any, *rest: Any) -> Any:
        after, effects = _receive(state, request, *rest)
        sync = replace(effects.sync, challenge=request.challenge)
        return replace(after, sync=sync), replace(effects, sync=sync)

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
        return None if made is None else replace(made, personal=None)

    yield patch.object(taking_in, "row_of", row)


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
        sync = replace(effects.sync, send_from=state.chain.sequence + 1)
        return replace(after, sync=sync), replace(effects, sync=sync)

    yield patch.object(protocol, "receive", receive)


def unreadable_types_dropped() -> Patches:
    """A device keeps nothing of types that it does not know."""
    kept = items.row_of

    def row(item: Any) -> Any:
        return kept(item) if decode_event(item.line) is not None else None

    yield patch.object(taking_in, "row_of", row)


def lower_version_not_spoken() -> Patches:
    """A device that is newer than its office asks for an update of the office."""
    yield patch.object(wire, "version_to_speak", lambda *_: None)


def new_keys_counted() -> Patches:
    """A device counts a key that it made since it asked, and sees a difference."""
    real = SqliteWriting.keys_in_doubt

    async def in_doubt(self: Any, stream: Any) -> tuple[int, int]:
        return 0, (await real(self, stream))[1]

    yield patch.object(SqliteWriting, "keys_in_doubt", in_doubt)


MUTANTS: Final = (
    cursor_before_data, unsent_deleted_on_revocation, replies_unsigned, challenge_never_renewed,
    keys_wanted_forgotten, personal_parts_dropped, digest_not_added, journal_not_synced,
    sent_means_committed, unreadable_types_dropped, lower_version_not_spoken, new_keys_counted,
)  # fmt: skip
