"""The office's database behind one small port: SQLite by default, PostgreSQL when it outgrows it.

Who calls says which named query, in which transaction; SQL lives in `server/sql/`, a file for each
module. Only this package imports aiosqlite and asyncpg.
"""

from server.database.migrate import DatabaseTooNew, MigrationChanged, migrate
from server.database.opening import open_database
from server.database.port import (
    Database,
    DatabaseDamaged,
    DatabaseUnavailable,
    Dialect,
    PlainRow,
    Row,
    Transaction,
    Value,
)

__all__ = [
    "Database",
    "DatabaseDamaged",
    "DatabaseTooNew",
    "DatabaseUnavailable",
    "Dialect",
    "MigrationChanged",
    "PlainRow",
    "Row",
    "Transaction",
    "Value",
    "migrate",
    "open_database",
]
