"""Rows that are corrupted behind the journal's back, as a failing card would."""

from client_sync.storage.held import Row


def by_place(rows: list[Row]) -> list[tuple[object, ...]]:
    return sorted(
        (row.position, row.device, row.epoch, row.sequence, row.id, row.line, row.personal,
         row.verdict, row.received)
        for row in rows
    )  # fmt: skip


DAMAGE = {
    "a bit of a line": "UPDATE event SET line = CAST(replace(CAST(line AS TEXT), 'met', 'nit') AS"
    " BLOB) WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "a row is gone": "DELETE FROM event"
    " WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "a verdict": "UPDATE event SET verdict = 'review(x)'"
    " WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "a position": "UPDATE event SET position = 0"
    " WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "a position that cannot be": "UPDATE event SET position = 9000"
    " WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "a writer": f"UPDATE event SET device = '{'e' * 32}'"
    " WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "a sequence": "UPDATE event SET sequence = 4000"
    " WHERE entry = (SELECT max(entry) FROM event WHERE head IS NULL AND stream = ?)",
    "all but own ones are gone": "DELETE FROM event WHERE head IS NULL AND stream = ?",
}
FORGET_DIGEST = "UPDATE stream SET sum = zeroblob(32), events = 4 WHERE id = ?"
