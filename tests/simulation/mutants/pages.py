"""Mistakes with what a device is given to read: pages, its scope, and what it must forget."""

from typing import Any, Final
from unittest.mock import patch

from msgspec.structs import replace

from client_sync.exchange import sync as device_sync
from client_sync.exchange import taking_in
from client_sync.exchange.backfill import move_marks
from client_sync.exchange.scoping import move_scope
from client_sync.storage.sqlite_writing import SqliteWriting
from server.devices.scoping import Sight, changes_since
from server.exchange import assigning, pulling
from server.relaying import pages
from tests.simulation.mutants.patching import Patches


def fill_moves_before_its_events() -> Patches:
    """A household that came into scope is whole as soon as its events have come by."""

    async def filled(writing: Any, effects: Any, *_: Any) -> list[Any]:
        await move_marks(writing, effects.filling, effects.fills, effects.sync.cursor.size)
        return []

    yield patch.object(taking_in, "_filled", filled)


def page_ends_one_too_far() -> Patches:
    """A full page says that it reaches one position further than it does."""
    read_page = pages.read_page

    async def wrong(*given: Any) -> Any:
        read = await read_page(*given)
        end = read.page.end + read.page.more
        return read._replace(page=replace(read.page, end=end))

    yield patch.object(pulling, "read_page", wrong)


def scope_ignored() -> Patches:
    """A page holds every household of the log."""
    yield patch.object(pages, "sight_of", lambda device: Sight(True, "", "", device.id))


def page_says_too_much() -> Patches:
    """A page that is full says that it reaches the head of the log."""
    read_page = pages.read_page

    async def wrong(transaction: Any, log: Any, head: Any, *rest: Any) -> Any:
        read = await read_page(transaction, log, head, *rest)
        return read._replace(page=replace(read.page, end=head.size, more=False))

    yield patch.object(pulling, "read_page", wrong)


def own_never_returned() -> Patches:
    """What a device wrote is never sent back to it, also when it lost it."""
    yield patch.object(pulling, "_own", lambda request, _: pages.Own(request.batch.epoch, 1 << 40))


def left_not_forgotten() -> Patches:
    """A device keeps what others wrote of a household that was handed over."""

    async def remember(writing: Any, scope: Any, cursor_size: Any) -> Any:
        return await move_scope(writing, replace(scope, left=()), cursor_size)

    yield patch.object(taking_in, "move_scope", remember)


def safe_not_forgotten() -> Patches:
    """A device keeps what it wrote of a household that was handed over, safe or not."""

    async def nothing(_: Any) -> int:
        return 0

    yield patch.object(taking_in, "let_go", nothing)
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
    yield patch.object(assigning, "HANDS_OVER", ())


def assignment_waits_for_ever() -> Patches:
    """An assignment whose day has not come when it is made is never looked at again."""

    async def again_on(self: Any, household: Any, day: Any) -> None:
        return None

    yield patch.object(assigning._Settling, "_again_on", again_on)


def new_scope_with_a_page() -> Patches:
    """A page by the new scope comes with the scope, so what was added begins in the middle."""

    async def changes(transaction: Any, log: Any, device: Any, version: Any) -> Any:
        scope = await changes_since(transaction, log, device, version)
        return replace(scope, added=())

    yield patch.object(pulling, "changes_since", changes)


MUTANTS: Final = (
    fill_moves_before_its_events, page_ends_one_too_far, scope_ignored, page_says_too_much,
    own_never_returned, left_not_forgotten, safe_not_forgotten, forgotten_before_safe,
    added_not_filled, former_keeps_scope, assignment_waits_for_ever, new_scope_with_a_page,
)  # fmt: skip
