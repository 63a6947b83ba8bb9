"""What people said in words, and whether it still waits for an answer; the words no fold reads.

Before: claims (`claims.py`). After: whom to see (`due.py`), what waits at the office (`inbox.py`),
proposals. A statement waits until somebody who may has answered it, a note while it says it is open
and no reply says it is done.
"""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from events.entry import Entry
from events.folds.facts import Facts
from events.folds.rights import SUPERVISORS
from events.ids import EventId
from events.types import FamilyStatement, NoteWritten

_ASKING: Final = ("asks", "objects", "complains")
_ABOUT_SOMEBODY: Final = ("objects", "complains")


class Voices(NamedTuple):
    """The notes and the statements of a household, in canonical order."""

    notes: Sequence[Entry]
    statements: Sequence[Entry]

    @classmethod
    def of(cls, facts: Facts) -> "Voices":
        """What was ever said."""
        claims = facts.claims
        return cls(claims.of(NoteWritten).get("", ()), claims.of(FamilyStatement).get("", ()))

    def about(self, event: EventId) -> list[Entry]:
        """The notes and statements about an entry, or in reply to it."""
        return [entry for entry in (*self.notes, *self.statements) if event in _spoken_of(entry)]


def open_statements(facts: Facts) -> tuple[Entry, ...]:
    """What the family asked, objected to or complained of that nobody has answered yet."""
    return tuple(unanswered(facts, Voices.of(facts)))


def open_notes(facts: Facts) -> tuple[Entry, ...]:
    """The notes that say they are open and have no reply that says they are done, for whomever."""
    return tuple(still_open(facts, Voices.of(facts)))


def unanswered(facts: Facts, voices: Voices) -> Iterator[Entry]:
    """As `open_statements`."""
    for entry in voices.statements:
        body = entry.event.body
        assert isinstance(body, FamilyStatement)
        if body.stance in _ASKING and entry.event.on <= facts.day:
            needs_office = body.stance in _ABOUT_SOMEBODY
            if not any(_answers(facts, reply, needs_office) for reply in voices.about(entry.id)):
                yield entry


def _answers(facts: Facts, reply: Entry, needs_office: bool) -> bool:
    """True for words that settle a statement.

    A question may be answered by anybody; an objection or complaint is somebody's whom it may be
    about, so it takes a coordinator.
    """
    event, body = reply.event, reply.event.body
    if isinstance(body, FamilyStatement):
        return body.answered_by is not None
    assert isinstance(body, NoteWritten)
    is_office = not facts.programme.roles(event.by, event.on).isdisjoint(SUPERVISORS)
    return body.state == "done" and (is_office or not needs_office)


def still_open(facts: Facts, voices: Voices) -> Iterator[Entry]:
    """As `open_notes`."""
    for entry in voices.notes:
        body = entry.event.body
        assert isinstance(body, NoteWritten)
        is_asked = body.state == "open" and entry.event.on <= facts.day
        if is_asked and not any(_is_done(reply) for reply in voices.about(entry.id)):
            yield entry


def _is_done(reply: Entry) -> bool:
    body = reply.event.body
    return isinstance(body, NoteWritten) and body.state == "done"


def _spoken_of(entry: Entry) -> tuple[str | None, ...]:
    body = entry.event.body
    if isinstance(body, NoteWritten):
        return body.about, body.reply_to
    assert isinstance(body, FamilyStatement)
    return (body.about,)
