"""Confirming that nothing has changed: the fields of last time, for an entry of today.

Before: the standing facts of a household (`events/folds/latest.py`). After: `jejak record … --same`
shows what is copied and has it confirmed.
"""

from collections.abc import Mapping
from datetime import date

from client_sync.reading.view import View, looked_at
from client_sync.refusals import DeviceRefused
from client_sync.storage.journal_reading import Reading
from events.folds.latest import CONFIRMABLE, LastTime, keys_of, last_time
from events.ids import StreamId
from events.types import REGISTRY

SAME_TYPES = tuple(body.type for body in CONFIRMABLE)


async def same_as_last(
    reading: Reading,
    view: View,
    household: StreamId,
    type_name: str,
    given: Mapping[str, object],
    day: date,
) -> LastTime:
    """What was said last; `given` says of which enterprise, where there are several.

    Errors: DeviceRefused when nothing was said yet, or of several enterprises.
    """
    facts = (await looked_at(reading, view, household, day)).facts
    kind = REGISTRY[type_name].body
    named = given.get("enterprise")
    keys = [key for key in keys_of(facts, kind) if named in (None, key)]
    if not keys:
        raise DeviceRefused("nothing_to_copy")
    if len(keys) > 1:
        raise DeviceRefused("same_which", choices=", ".join(map(str, keys)))
    found = last_time(facts, kind, keys[0])
    if found is None:
        raise DeviceRefused("nothing_to_copy")
    return found
