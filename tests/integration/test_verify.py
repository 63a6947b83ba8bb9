"""Verification: whatever is altered behind the office's back is found and named."""

from collections.abc import AsyncIterator

import pytest

from events import limits
from server.projecting.comparing import MISSING
from server.tree import grow_tree
from tests.benchmarks.data import history
from tests.integration.logs import TestLog, a_log, households_of, positions_of

HISTORY = list(history(20))
ONE = households_of(HISTORY)[5]
OF_ONE = f"WHERE household = '{ONE}'"
MADE_UP = "0164ffff-0000-7000-8000-000000000000"


@pytest.fixture
async def log(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[TestLog]:
    """A log of 20 households, projected in two steps so that some states are saved."""
    monkeypatch.setattr(limits, "REBUILD_HOUSEHOLDS_MAX", 6)
    monkeypatch.setattr(limits, "VERIFY_EVENTS_MAX", 500)
    async with a_log(database_url) as made:
        await made.commit(HISTORY[:700])
        await made.project()
        await made.commit(HISTORY[700:])
        await made.project()
        yield made


async def named(log: TestLog) -> list[tuple[str, str, str]]:
    """(household, table, column) of every difference found."""
    verified = await log.verify()
    assert verified.difference_count == len(verified.differences)
    assert verified.is_sound == (verified.differences == ())
    return [(each.household, each.table, each.column) for each in verified.differences]


async def test_an_office_that_was_left_alone_is_sound(log: TestLog) -> None:
    verified = await log.verify()

    assert verified.is_sound
    assert verified.positions == len(HISTORY)
    assert verified.households == verified.compared == 20
    assert verified.devices == len({event.device for event in HISTORY})
    assert not verified.outdated


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("household_card", "status", "'graduated'"),
        ("household_card", "companion", "NULL"),
        ("household_card", "events", "events + 1"),
        ("household_card", "position", "position - 1"),
        ("caseload", "need", "need + 1"),
        ("readiness", "verdict", "'ready'"),
        ("readiness", "indicators", "replace(indicators, 'not_met', 'met')"),
    ],
)
async def test_an_altered_column_of_a_read_model_is_named(
    log: TestLog, table: str, column: str, value: str
) -> None:
    await log.tamper(f"UPDATE {table} SET {column} = {value} {OF_ONE}")

    assert set(await named(log)) == {(ONE, table, column)}


async def test_an_altered_month_of_an_enterprise_is_named_with_both_values(log: TestLog) -> None:
    trading = next(row for row in (await log.rows())["enterprise_month"] if row[6] is not None)
    household, enterprise, period, costs = (str(trading[at]) for at in (0, 1, 2, 6))
    await log.tamper(
        f"UPDATE enterprise_month SET costs = 1 WHERE enterprise = '{enterprise}' "
        f"AND period = '{period}'"
    )

    [difference] = (await log.verify()).differences

    assert (difference.household, difference.table) == (household, "enterprise_month")
    assert (difference.key, difference.column) == (f"{enterprise}/{period}", "costs")
    assert (difference.stored, difference.expected) == (1, int(costs))


@pytest.mark.parametrize(
    "table", ["household_card", "caseload", "enterprise", "enterprise_month", "readiness"]
)
async def test_deleted_rows_are_named(log: TestLog, table: str) -> None:
    household = str((await log.rows())[table][0][0])
    await log.tamper(f"DELETE FROM {table} WHERE household = '{household}'")

    verified = await log.verify()

    assert {(each.household, each.table) for each in verified.differences} == {(household, table)}
    assert {each.stored for each in verified.differences} == {MISSING}


async def test_a_made_up_conflict_is_named(log: TestLog) -> None:
    await log.tamper(
        "INSERT INTO conflict (log, generation, household, key, field, claims) "
        f"VALUES ('{log.log}', 1, '{ONE}', 'sales_reported', 'unit', '[]')"
    )

    assert await named(log) == [(ONE, "conflict", "")]


async def test_a_made_up_household_is_named(log: TestLog) -> None:
    await log.tamper(
        "INSERT INTO caseload (log, generation, household, companion, need, why, questions) "
        f"VALUES ('{log.log}', 1, '{MADE_UP}', 'nobody', 1, '[]', 0)"
    )

    assert await named(log) == [(MADE_UP, "caseload", "")]


async def test_an_altered_saved_state_is_named(log: TestLog) -> None:
    [(saved,)] = await log.fetch("generations.count_states", 1)
    assert saved > 1
    await log.tamper(
        "UPDATE fold_state SET state = (SELECT max(state) FROM fold_state) "
        "WHERE household = (SELECT min(household) FROM fold_state) "
        "OR household = (SELECT max(household) FROM fold_state)"
    )

    assert {table for _, table, _ in await named(log)} == {"fold_state"}


async def test_a_position_set_forward_leaves_events_out_and_is_found(log: TestLog) -> None:
    later = list(history(20, months=13))[len(HISTORY) :][:10]
    await log.commit(later)
    await log.tamper("UPDATE projection SET position = position + 10")

    await log.project()

    found = {household for household, _, _ in await named(log)}
    assert found == set(households_of(later))


async def test_a_position_set_back_does_no_harm(log: TestLog) -> None:
    await log.tamper("UPDATE projection SET position = position - 300")

    await log.project()

    assert await named(log) == []


# --- the log itself -------------------------------------------------------------------------------


async def tamper_with_events(log: TestLog, statement: str) -> None:
    """Switch off what protects the table, as its owner can."""
    if log.database.dialect == "sqlite":
        for trigger in ("event_no_update", "event_no_delete"):
            await log.tamper(f"DROP TRIGGER {trigger}")
    else:
        await log.tamper("ALTER TABLE event DISABLE TRIGGER ALL")
    await log.tamper(statement)


async def test_an_altered_line_changes_its_id_its_chain_and_what_follows_from_it(
    log: TestLog,
) -> None:
    position = positions_of(HISTORY, ONE)[20]
    function = "CAST(replace(CAST(line AS text), '\"v\":1', '\"v\":2') AS blob)"
    if log.database.dialect == "postgresql":
        function = "convert_to(replace(convert_from(line, 'UTF8'), '\"v\":1', '\"v\":2'), 'UTF8')"
    await tamper_with_events(log, f"UPDATE event SET line = {function} WHERE position = {position}")

    found = {(table, column) for _, table, column in await named(log)}

    assert {("event", "id"), ("event", "head"), ("household", "digest")} <= found


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "'00'"),
        ("sequence", "sequence + 100000"),
        ("received", "received - 100000000000"),
        ("stream", "'programme'"),
        ("type", "'survey_defined'"),
        ("on", "'1999'"),
        ("at", "at - 1"),
        ("by", "NULL"),
    ],
)
async def test_an_altered_column_of_an_event_is_named(
    log: TestLog, column: str, value: str
) -> None:
    await tamper_with_events(log, f'UPDATE event SET "{column}" = {value} WHERE position = 300')

    assert ("", "event", column) in await named(log)


async def test_an_altered_verdict_is_found_by_the_digest(log: TestLog) -> None:
    position = positions_of(HISTORY, ONE)[3]
    await tamper_with_events(
        log, f"UPDATE event SET verdict = 'quarantined(x)' WHERE position = {position}"
    )

    assert {(ONE, "household", "events"), (ONE, "household", "digest")} <= set(await named(log))


async def test_a_deleted_event_is_named_by_its_position(log: TestLog) -> None:
    await tamper_with_events(log, "DELETE FROM event WHERE position = 123")

    verified = await log.verify()

    [hole] = [each for each in verified.differences if each.stored == MISSING]
    assert (hole.table, hole.key) == ("event", "123")


async def test_an_event_beyond_the_head_is_found(log: TestLog) -> None:
    await log.tamper("UPDATE log SET size = size - 1")

    assert ("", "log", "size") in await named(log)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("household", "events", "events + 1"),
        ("household", "digest", "(SELECT max(digest) FROM household)"),
    ],
)
async def test_an_altered_digest_of_a_household_is_named(
    log: TestLog, table: str, column: str, value: str
) -> None:
    await log.tamper(f"UPDATE {table} SET {column} = {value} {OF_ONE}")

    assert await named(log) == [(ONE, table, column)]


async def test_an_altered_head_of_a_device_is_named(log: TestLog) -> None:
    device = HISTORY[-1].device
    await log.tamper(f"UPDATE device_epoch SET sequence = 1 WHERE device = '{device}'")

    assert await named(log) == [("", "device_epoch", "sequence")]


async def test_more_differences_than_are_named_are_counted(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "DIFFERENCES_MAX", 3)
    await log.tamper("UPDATE household_card SET members = members + 1")

    verified = await log.verify()

    assert len(verified.differences) == 3
    assert verified.difference_count == 20


# --- the tree -------------------------------------------------------------------------------------


@pytest.fixture
async def grown(log: TestLog) -> TestLog:
    """The same log with its tree."""
    await grow_tree(log.database, log.log)
    assert await named(log) == []
    return log


async def test_a_row_altered_since_its_commit_is_named_by_its_position(grown: TestLog) -> None:
    await tamper_with_events(grown, "UPDATE event SET received = received + 1 WHERE position = 300")

    found = (await grown.verify()).differences

    assert [(each.table, each.key, each.column) for each in found[:3]] == [
        ("tile", "0/1", "root"), ("event", "300", "leaf"), ("log", grown.log, "root"),
    ]  # fmt: skip


async def test_a_row_of_a_tile_that_is_not_whole_changes_the_root(grown: TestLog) -> None:
    last = len(HISTORY) - 1
    await tamper_with_events(
        grown, f"UPDATE event SET verdict = 'review(revoked)' WHERE position = {last}"
    )

    assert ("", "log", "root") in await named(grown)


async def test_an_altered_tile_or_frontier_is_named(grown: TestLog) -> None:
    await grown.tamper("UPDATE log SET frontier = (SELECT hashes FROM tile WHERE number = 0)")
    assert await named(grown) == [("", "log", "root")]


async def test_a_deleted_tile_is_named(grown: TestLog) -> None:
    if grown.database.dialect == "sqlite":
        await grown.tamper("DROP TRIGGER tile_no_delete")
    else:
        await grown.tamper("ALTER TABLE tile DISABLE TRIGGER ALL")
    await grown.tamper("DELETE FROM tile WHERE number = 2")

    assert await named(grown) == [("", "tile", "root"), ("", "tile", "hashes")]
