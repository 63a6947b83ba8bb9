"""Keyed hashes of the numbers and names in a log's personal parts, to find equal ones.

Nothing of a number can be read from its hash without the secret in `keys/nik.pepper`, and nothing
but the hash is kept. Before: the committer wrote personal parts; a serving process follows the log
(`follow_identities`), a command catches up by itself. After: `server/officers/duplicates.py`
compares. The index is derived: `make_again` makes it from nothing.
"""

import asyncio
from collections.abc import Iterator
from typing import Final, NamedTuple

from events import crypto, limits
from events.errors import InputRefused, MalformedLine
from events.folds.identities import HELD_IN, Kind
from events.ids import KeyId, LogId, StreamId, event_id, is_hex_id
from events.line import decode_event
from events.nik import parse_kk, parse_nik
from events.personal import DataKey, open_personal, unwrap_key
from events.search import sounds
from events.types import Body, Event, FactCorrected, IdentityVerified, MemberAdded
from server.database import Database, Row, Transaction, Value
from server.log import find_event
from server.office import Desk, Office

POLL_S: Final = 60.0
STILL_S: Final = 0.1
GIVE_WAY_S: Final = 2.0
_AGAIN_AFTER_S: Final = 5.0


class _Found(NamedTuple):
    """A number or a name in a personal part."""

    kind: Kind
    value: str
    birth_year: int | None


async def catch_up(office: Office, desk: Desk) -> int:
    """Look at all that the log holds by now; how many numbers and names were kept.

    Several at once do no harm: one moves the position, the others go on from there.
    """
    index, kept = _Index(office, desk), 0
    while (found := await index.step()) is not None:
        kept += found
    return kept


async def make_again(office: Office, desk: Desk) -> int:
    """Forget the index and make it from the log; how many numbers and names were kept."""
    async with office.database.write() as transaction:
        await transaction.execute("identities.clear", desk.log)
        await transaction.execute("identities.again", desk.log, 0)
    return await catch_up(office, desk)


async def follow_identities(office: Office, desk: Desk) -> None:
    """Catch up whenever the log has grown; until cancelled."""
    growth = desk.growth
    while True:
        size = growth.size
        try:
            await catch_up(office, desk)
            await growth.wait_past(size, POLL_S)
            await growth.wait_still(STILL_S, GIVE_WAY_S)
        except Exception:
            import structlog  # commands start without it

            structlog.get_logger().exception("indexing_failed", log=desk.log)
            await asyncio.sleep(_AGAIN_AFTER_S)


class _Index:
    """Opens personal parts page by page and keeps the hashes of what it finds."""

    def __init__(self, office: Office, desk: Desk) -> None:
        self._database: Database = office.database
        self._log: LogId = desk.log
        self._master = office.keys.master_key
        self._pepper = office.keys.nik_pepper
        self._keys: dict[KeyId, DataKey | None] = {}

    async def step(self) -> int | None:
        """The next positions; how many hashes they gave, None when there are no more."""
        async with self._database.read() as transaction:
            at = await transaction.fetch_one("identities.indexed", self._log)
            size = await transaction.fetch_one("identities.size", self._log)
            begin = 0 if at is None else at[0]
            is_first = at is None
            end = min(begin + limits.IDENTITY_POSITIONS_MAX, 0 if size is None else size[0])
            if end <= begin:
                return None
            rows = await transaction.fetch("identities.page", self._log, begin, end)
            found = [kept for row in rows for kept in await self._of(transaction, row)]
        async with self._database.write() as transaction:
            if is_first:
                await transaction.execute("identities.begin", self._log)
            if await transaction.fetch_one("identities.move", self._log, begin, end):
                await transaction.execute_many("identities.keep", found)
        return len(found)

    async def _of(self, transaction: Transaction, row: Row) -> list[tuple[Value, ...]]:
        position, stream, line, key, part, wrapped = row
        fields = self._open(StreamId(stream), KeyId(key), part, wrapped)
        event = _read(line)
        if not fields or event is None:
            return []
        body = event.body
        if isinstance(body, FactCorrected):
            found = await self._corrected(transaction, body, fields)
        else:
            found = list(_held(body, fields))
        return [
            (
                self._log, position, each.kind, stream, event_id(line),
                keyed(self._pepper, each.kind, each.value), each.birth_year,
            )
            for each in found
        ]  # fmt: skip

    async def _corrected(
        self, transaction: Transaction, body: FactCorrected, fields: dict[str, object]
    ) -> list[_Found]:
        """The new number or name of a correction, as what it corrects would hold it."""
        if body.field not in _FIELDS or not is_hex_id(body.target):
            return []
        for row in await find_event(transaction, self._log, body.target):
            event = None if row["line"] is None else _read(row["line"])
            if event is not None:
                return list(_held(event.body, {body.field: fields.get("new")}))
        return []

    def _open(
        self, stream: StreamId, key: KeyId, part: bytes, wrapped: bytes
    ) -> dict[str, object] | None:
        if key not in self._keys:
            if len(self._keys) >= limits.IDENTITY_KEYS_MAX:
                self._keys.clear()
            self._keys[key] = unwrap_key(wrapped, self._master, self._log, stream, key)
        opened = self._keys[key]
        return None if opened is None else open_personal(part, opened, self._log, stream)


def _read(line: bytes) -> Event | None:
    """The event of a line; None where this program cannot read it, whatever is in the log."""
    try:
        return decode_event(line)
    except MalformedLine:
        return None


_FIELDS: Final = frozenset(field for held in HELD_IN.values() for field, _ in held)


def keyed(pepper: bytes, kind: Kind, value: str) -> str:
    """The keyed hash of a number or a name, in hex."""
    return crypto.mac(pepper, f"jejak.identity.v1\0{kind}\0{value}".encode()).hex()


def _held(body: Body, fields: dict[str, object]) -> Iterator[_Found]:
    """What the personal fields of an event hold that can be compared."""
    for field, kind in HELD_IN.get(body.type, ()):
        text = fields.get(field)
        if not isinstance(text, str):
            continue
        if kind is None:
            assert isinstance(body, IdentityVerified)
            kind = body.kind
        value = _comparable(kind, text)
        if value is not None:
            yield _Found(kind, value, _birth_year(body))


def _comparable(kind: Kind, text: str) -> str | None:
    """A number or name in the one form that is compared; None for what identifies nobody."""
    if kind == "name":
        return " ".join(sounds(text)) or None
    digits = "".join(text.split())
    try:
        parse_kk(digits) if kind == "kk" else parse_nik(digits)
    except InputRefused:
        return None
    return digits


def _birth_year(body: Body) -> int | None:
    if isinstance(body, MemberAdded) and isinstance(body.birth_year, int):
        return body.birth_year
    return None
