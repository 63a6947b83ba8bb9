"""Every hot query finds its rows by an index, however large a log has grown.

Goal: nothing that happens for each batch, page or request reads a whole table. Method: fill the
tables enough for plans to differ, then ask the database how it would run each query. PostgreSQL
reads a small table whole, and rightly; so plain scans are forbidden there, and one that is planned
all the same has no index to use.
"""

import json
import re
import sqlite3
from typing import Any, Final

import asyncpg

from events import crypto
from events.folds.rollup import FIGURES
from server.database import Transaction, Value, migrate, open_database
from server.database.queries import Queries
from server.projecting.figure_rows import LEDGER, ROLLUP, TRAINING
from server.projecting.tables import CARD, CASELOAD
from server.projecting.waiting_rows import CONFLICT, INBOX, PROPOSAL

LOG: Final = "36.03"
EVENTS: Final = 4_000
ID: Final = crypto.digest(b"3").hex()[:32]
HASH: Final = b"h" * 32

HOT: Final[dict[str, tuple[tuple[Value, ...], set[str]]]] = {
    "log.head": ((LOG,), {"log"}),
    "log.take_head": ((LOG,), {"log"}),
    "log.events_from": ((LOG, 5, 100), {"event"}),
    "log.stream": ((LOG, ID, 5), {"event_stream"}),
    "log.find_event": ((LOG, ID[:8], ID[:8], ID, ID + "g"), {"event_id"}),
    "devices.find": ((LOG, ID), {"device"}),
    "devices.epochs": ((LOG, ID), {"device_epoch"}),
    "tokens.find": ((LOG, HASH, 5), {"token"}),
    "enrolling.find_invite": ((LOG, HASH), {"invite"}),
    "committing.standings": ((LOG, [ID]), {"device", "device_epoch"}),
    "committing.keys": ((LOG, [ID]), {"data_key"}),
    "committing.stored": ((LOG, ID, 0, 1, 9), {"event_place"}),
    "committing.place_of_head": ((LOG, ID, 1, HASH), {"event_place"}),
    "committing.evidence_kept": ((LOG, ID, HASH), {"evidence"}),
    "committing.part": ((LOG, 5), {"personal"}),
    "writing.households": ((LOG, [ID]), {"household"}),
    "office_device.chain": ((LOG, ID), {"device_epoch", "event_place"}),
    "office_device.key": ((LOG, ID, ID), {"data_key_stream"}),
    "inboxes.conflicts": (
        (LOG, 1, 0, "", "", "", "36.03", "36.03/", "", 50),
        {"conflict_age", "household_card", "household"},
    ),
    "inboxes.conflicts_of": ((LOG, 1, ID), {"conflict", "household_card"}),
    "inboxes.items": (
        (LOG, 1, "review", 2**53, 0, "", "", "36.03", "36.03/", "", 50),
        {"inbox_age", "household_card", "household"},
    ),
    "inboxes.item": ((LOG, 1, ID, "review", ID), {"inbox", "household_card"}),
    "inboxes.proposals": (
        (LOG, 1, 0, "", "", "36.03", "36.03/", "", "", 50),
        {"proposal_age", "household_card", "household"},
    ),
    "inboxes.proposal": (
        (LOG, 1, ID, ID + "g", "36.03", "36.03/"),
        {"proposal_alone", "household_card", "household"},
    ),
    "reading.quarantined": ((LOG, 2**53, 50), {"event_quarantined", "device"}),
    "reading.office_acts": (
        (LOG, "personal_revealed", "data_exported", 2**53, 50),
        {"event_stream"},
    ),
    "reading.named": ((LOG, ID, ID + "g"), {"household"}),
    "inboxes.accompanied": ((LOG, 1, ID), {"caseload_need"}),
    "payments.page": (
        (LOG, 1, ID, "jamsosratu", 2019, 1, "36.03", "36.03/", "", 0, 50),
        {"disbursement_ledger", "household_card", "household"},
    ),
    "payments.exceptions": (
        (LOG, 1, ID, "jamsosratu", 2019, 1, "36.03", "36.03/", "", 0, 50),
        {"disbursement_exception", "household_card", "household"},
    ),
    "payments.totals": (
        (LOG, 1, "36.03", "36.03/", "", 0),
        {"disbursement_ledger", "household"},
    ),
    "rollup.groups": (
        (LOG, 1, "36.03.06", "36.03.06/", "desa", 13, "36.03", "36.03/"),
        {"household_rollup_region", "household"},
    ),
    "rollup.unmet": (
        (LOG, 1, "36.03.06", "36.03.06/", "desa", 13, "36.03", "36.03/"),
        {"household_rollup_region", "household"},
    ),
    "reading.reports": ((LOG, 2**62), {"event_stream"}),
    "trainings.outcomes": (
        (LOG, 1, "36.03", "36.03/", "", "month"),
        {"training_outcome", "household"},
    ),
}
"""Query to its values, and the indexes or primary keys it goes by."""
_FEW: Final = ("json_each", "log", "earlier")
"""What may be read whole: what was asked for, the logs, and the stretches of their positions."""
_ALIASES: Final = re.compile(r"(?:FROM|JOIN)\s+(\w+)\s+(\w)\b")


async def test_hot_queries_go_by_their_indexes(database_url: str) -> None:
    await _fill(database_url)
    plans = {}
    for name, (values, _) in HOT.items():
        if database_url.startswith("sqlite://"):
            plans[name] = _sqlite_plan(database_url.removeprefix("sqlite://"), name, values)
        else:
            plans[name] = await _postgres_plan(database_url, name, values)
    assert plans == {name: (expected, set()) for name, (_, expected) in HOT.items()}


async def _fill(url: str) -> None:
    """Four thousand events of forty devices and two hundred households, each with a key."""
    database = await open_database(url)
    await migrate(database)
    names = [crypto.digest(str(number).encode()).hex()[:32] for number in range(EVENTS)]
    async with database.write() as transaction:
        await transaction.insert(
            "event",
            ("log", "position", "device", "epoch", "sequence", "id", "stream", "received",
             "verdict", "head"),
            [(LOG, n, names[n % 40], 0, n // 40 + 1, names[n], names[n % 200], 0, "accepted", HASH)
             for n in range(EVENTS)],
        )  # fmt: skip
        await transaction.insert(
            "personal", ("log", "position", "key", "part"),
            [(LOG, number, names[number], HASH) for number in range(0, EVENTS, 5)],
        )  # fmt: skip
        await transaction.insert(
            "device_epoch", ("log", "device", "epoch", "parent", "sequence", "head"),
            [(LOG, device, 0, HASH, 100, HASH) for device in names[:40]],
        )  # fmt: skip
        await transaction.execute_many(
            "writing.move_household",
            [(LOG, household, "36.03.06", 1, 20, HASH, 1) for household in names[:200]],
        )
        await transaction.insert(
            "data_key", ("log", "key", "stream", "wrapped", "device", "received"),
            [(LOG, name, name, HASH, ID, 0) for name in names[:200]],
        )  # fmt: skip
        await _fill_read_models(transaction, names)
        await transaction.run_script("ANALYZE;\n")
    await database.close()


async def _fill_read_models(transaction: Transaction, names: list[str]) -> None:
    """Two generations of what waits for people in two hundred households."""
    for generation in (1, 2):
        await transaction.insert(
            CARD.name, CARD.columns,
            [(LOG, generation, name, "active", "[]", None, "36.03.06", names[n % 9], None, 5,
              "near", "[]", 1, 0, None, None, None, 20, n, "2018-12-14", 0)
             for n, name in enumerate(names[:200])],
        )  # fmt: skip
        await transaction.insert(
            CASELOAD.name, CASELOAD.columns,
            [(LOG, generation, name, names[n % 9], n, "[]", 0, None, None)
             for n, name in enumerate(names[:200])],
        )  # fmt: skip
        await transaction.insert(
            CONFLICT.name, CONFLICT.columns,
            [(LOG, generation, names[n % 200], f"sales_reported:{n}", "sales", "[]", n, "[]")
             for n in range(EVENTS)],
        )  # fmt: skip
        await transaction.insert(
            INBOX.name, INBOX.columns,
            [(LOG, generation, names[n % 200], ("review", "late")[n % 2], name, n, "{}")
             for n, name in enumerate(names)],
        )  # fmt: skip
        await transaction.insert(
            PROPOSAL.name, PROPOSAL.columns,
            [(LOG, generation, names[n % 200], name, name, "graduation", ("", "kabupaten")[n % 2],
              n, "{}")
             for n, name in enumerate(names)],
        )  # fmt: skip
        await _fill_figures(transaction, generation, names)


async def _fill_figures(transaction: Transaction, generation: int, names: list[str]) -> None:
    """Two tranches a household, one of a hundred to look into, and what each adds up to."""
    households = list(enumerate(names[:200]))
    await transaction.insert(
        LEDGER.name, LEDGER.columns,
        [(LOG, generation, name, "jamsosratu", year, tranche, 1, 1, 1, None, None, None,
          "[]" if n % 100 else '["not_paid"]', "[]")
         for n, name in households for year in range(2010, 2020) for tranche in (1, 2)],
    )  # fmt: skip
    await transaction.insert(
        ROLLUP.name, ROLLUP.columns,
        [(LOG, generation, name, f"36.{n % 8:02}.06.2001", "2016", None, "R1", "R2",
          *(1 for _ in FIGURES))
         for n, name in households],
    )  # fmt: skip
    await transaction.insert(
        TRAINING.name, TRAINING.columns,
        [(LOG, generation, name, names[topic], "", f"topic{topic}", "2018-03", None, None)
         for _, name in households for topic in range(9)],
    )  # fmt: skip


def _sqlite_plan(path: str, name: str, values: tuple[Value, ...]) -> tuple[set[str], set[str]]:
    connection = sqlite3.connect(path)
    bound = [json.dumps(value) if isinstance(value, list) else value for value in values]
    statement = Queries("sqlite")[name]
    steps = connection.execute(f"EXPLAIN QUERY PLAN {statement}", bound).fetchall()
    connection.close()
    called = {alias: table for table, alias in _ALIASES.findall(statement)}
    used, scanned = set(), set()
    for *_, step in steps:
        words = step.split()
        if words[0] == "SEARCH" and "PRIMARY" in words:
            used.add(called.get(words[1], words[1]))
        elif words[0] == "SEARCH":
            index = words[words.index("INDEX") + 1]
            used.add(index.removeprefix("sqlite_autoindex_").removesuffix("_1"))
        elif words[0] == "SCAN" and words[1] not in _FEW:
            scanned.add(words[1])
    return used, scanned


async def _postgres_plan(
    url: str, name: str, values: tuple[Value, ...]
) -> tuple[set[str], set[str]]:
    connection = await asyncpg.connect(url)
    await connection.execute("SET enable_seqscan = off")
    statement = f"EXPLAIN (FORMAT JSON) {Queries('postgresql')[name]}"
    (plan,) = json.loads(await connection.fetchval(statement, *values))
    await connection.close()
    nodes = list(_nodes(plan["Plan"]))
    # It may read a region's households once where SQLite asks for one after the other.
    used = {
        node["Index Name"].removesuffix("_pkey").replace("household_region", "household")
        for node in nodes
        if "Index Name" in node
    }
    scanned = {node["Relation Name"] for node in nodes if node["Node Type"] == "Seq Scan"}
    return used, scanned


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in _nodes(part))]
