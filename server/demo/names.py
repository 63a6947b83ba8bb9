"""Which id each thing of the story's table was really given.

Before: the table, which calls people, things and entries by name. After: the entries as a person
types them, with ids. A thing gets its id where it is first named, as on a real device; an entry has
the id that the program gave it.
"""

import os
from typing import Final

from events.ids import make_uuid7
from server.demo.processes import StoryTime
from server.demo.story.steps import CorrectionOf, Entity, Entry, Written
from server.demo.story.telling import HOUSEHOLD

_CHANCE_BYTES: Final = 10


class Names:
    """Ids by the table's names."""

    def __init__(self, time: StoryTime) -> None:
        self._time = time
        self.entities: dict[str, str] = {}
        self.events: dict[str, str] = {}

    @property
    def household(self) -> str:
        return self.entity(HOUSEHOLD)

    def entity(self, named: Entity) -> str:
        """The id of a person or thing; one that is new gets its id now."""
        if named.entity not in self.entities:
            chance = os.urandom(_CHANCE_BYTES)
            self.entities[named.entity] = make_uuid7(self._time.now_ms, chance)
        return self.entities[named.entity]

    def typed(self, step: Entry) -> dict[str, object]:
        """An entry in the form of a line for `record --from`."""
        entry: dict[str, object] = {
            "type": step.type,
            "household": self.household,
            "on": step.on,
            "basis": step.basis,
            "fields": {name: self._value(value) for name, value in step.fields.items()},
        }
        if step.visit is not None:
            entry["visit"] = self.entity(step.visit)
        if step.device == "O":
            entry["by"] = self.entities[step.by]
        return entry

    def _value(self, value: object) -> object:
        if isinstance(value, Entity):
            return self.entity(value)
        if isinstance(value, Written):
            return self.events[value.written]
        if isinstance(value, CorrectionOf):
            return f"correction:{self.events[value.target.written]}"
        if isinstance(value, list):
            return [self._value(item) for item in value]
        if isinstance(value, dict):
            return {name: self._value(item) for name, item in value.items()}
        return value
