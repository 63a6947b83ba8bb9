"""Data keys of streams: opened with the device's box secret, made when a stream has none.

A key rests in the journal only inside a box, so a copied journal shows no name. One made here is
also sealed to the office and travels with the next batch until the office says it has it. Before:
the device's secrets (`key_store.py`) and the journal. After: writing, reading and exchange alike.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from client_sync.ports import Chance, DeviceKeys
from client_sync.storage.held import HeldKey, Profile, Row
from client_sync.storage.journal_reading import Reading
from events import crypto
from events.ids import KeyId, StreamId
from events.personal import DataKey, key_id, open_personal, personal_hash


class OpenKey(msgspec.Struct, frozen=True):
    """A data key ready for use."""

    id: KeyId
    plain: DataKey


async def hand_over(held: HeldKey, profile: Profile, keys: DeviceKeys, chance: Chance) -> HeldKey:
    """A key that somebody else made, sealed to the office too; as it was when it does not open."""
    plain = crypto.unseal(keys.box_secret, held.sealed)
    if plain is None or key_id(DataKey(plain)) != held.id:
        return held
    theirs = crypto.seal(profile.office_box, plain, await chance.draw(crypto.KEY_BYTES))
    return msgspec.structs.replace(held, grant_box=theirs)


class KeyRing:
    """Opens keys once per process; a box costs more to open than a name to decrypt."""

    def __init__(self, profile: Profile, keys: DeviceKeys) -> None:
        self._profile = profile
        self.keys: Final = keys
        self._open: dict[KeyId, DataKey] = {}

    def open(self, held: HeldKey) -> OpenKey | None:
        """The key in its box; None when the box was sealed to somebody else."""
        plain = self._open.get(held.id)
        if plain is None:
            opened = crypto.unseal(self.keys.box_secret, held.sealed)
            if opened is None or key_id(DataKey(opened)) != held.id:
                return None
            plain = self._open[held.id] = DataKey(opened)
        return OpenKey(held.id, plain)

    async def make(self, stream: StreamId, chance: Chance) -> tuple[OpenKey, HeldKey]:
        """A new key of a stream, ready for use and as it is to be kept."""
        plain = DataKey(await chance.draw(crypto.KEY_BYTES))
        made = key_id(plain)
        ours = crypto.seal(self._profile.box_key, plain, await chance.draw(crypto.KEY_BYTES))
        theirs = crypto.seal(self._profile.office_box, plain, await chance.draw(crypto.KEY_BYTES))
        return OpenKey(made, plain), HeldKey(made, stream, ours, theirs)

    async def of_stream(self, reading: Reading, stream: StreamId) -> dict[KeyId, DataKey]:
        """The keys of a stream that open."""
        opened = [self.open(held) for held in await reading.keys(stream)]
        return {key.id: key.plain for key in opened if key is not None}

    def personal(
        self, row: Row, stated_hash: str | None, keys: Mapping[KeyId, DataKey]
    ) -> dict[str, object] | None:
        """The personal fields beside a row's line; None when they cannot be read here.

        `stated_hash` is what the line says of them: another part than the one written is not shown.
        """
        plain = keys.get(row.key) if row.key is not None else None
        if row.personal is None or plain is None or personal_hash(row.personal) != stated_hash:
            return None
        return open_personal(row.personal, plain, self._profile.log, row.stream)
