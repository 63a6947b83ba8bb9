"""On PostgreSQL the user who serves can add to history and never change it."""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import asyncpg
import pytest

from server.database import migrate, open_database
from tests.contract.office import Secret, a_phone, an_office, visit, visits
from tests.contract.raw import everything, run


@pytest.fixture
async def serving_url(postgres_url: str) -> AsyncIterator[str]:
    """A migrated database, as the user who serves reaches it."""
    database = await open_database(postgres_url)
    await migrate(database)
    await database.close()
    user = f"jejak_test_{uuid4().hex[:12]}"
    await run(
        postgres_url,
        f"CREATE USER {user} PASSWORD 'a test' IN ROLE jejak_committer, jejak_projector",
    )
    parts = urlsplit(postgres_url)
    host = parts.netloc.rpartition("@")[2]
    yield urlunsplit(parts._replace(netloc=f"{user}:a%20test@{host}"))
    await run(postgres_url, f"DROP USER {user}")


async def test_who_serves_can_do_all_that_an_office_does(serving_url: str) -> None:
    async with an_office(serving_url) as office:
        phone, secret = await a_phone(office), Secret()
        phone.keys = (secret.grant(office),)
        lines = [*visits(2), secret.line("note")]
        answer = await office.committer.submit(
            phone.write(*lines, parts=[None, None, secret.part("note")])
        )
        assert [(run.count, run.verdict) for run in answer.results] == [(3, "accepted")]
        forked = await office.committer.submit(phone.fork(visit(9)))
        assert forked.fork is not None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET verdict = 'accepted'",
        "DELETE FROM event",
        "TRUNCATE event",
        "ALTER TABLE event DISABLE TRIGGER event_append_only",
        "DROP TRIGGER event_append_only ON event",
        "DROP TABLE event",
        "UPDATE log SET incarnation = 2",
        "DELETE FROM log",
        "UPDATE device SET public_key = ''",
        "UPDATE batch SET signature = ''",
        "DELETE FROM evidence",
        "DELETE FROM personal",
        "DELETE FROM data_key",
        "UPDATE data_key SET wrapped = ''",
        "DELETE FROM migration",
        "UPDATE tile SET root = ''",
        "DELETE FROM tile",
    ],
)
async def test_who_serves_cannot_change_history(
    postgres_url: str, serving_url: str, statement: str
) -> None:
    async with an_office(serving_url) as office:
        phone = await a_phone(office)
        await office.committer.submit(phone.write(visit(1)))
        before = await everything(postgres_url)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await run(serving_url, statement)
        assert await everything(postgres_url) == before


async def test_only_the_eraser_deletes_personal_parts(postgres_url: str) -> None:
    database = await open_database(postgres_url)
    await migrate(database)
    await database.close()
    granted = await run(
        postgres_url,
        """
        SELECT table_name, grantee FROM information_schema.role_table_grants
        WHERE privilege_type = 'DELETE' AND grantee LIKE 'jejak%'
          AND table_name IN ('event', 'log', 'personal', 'data_key', 'batch', 'evidence')
        ORDER BY table_name
        """,
    )
    assert granted == [("data_key", "jejak_eraser"), ("personal", "jejak_eraser")]
