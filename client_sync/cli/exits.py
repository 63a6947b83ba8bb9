"""What an error becomes at a terminal: one sentence that says what to do next, and an exit code."""

from errno import ENOSPC
from typing import Final, NamedTuple

from client_sync.cli.words import say
from client_sync.ports import OfficeBusy, OfficeRefused, OfficeUnreachable
from client_sync.refusals import WORDS, DeviceRefused, Language
from client_sync.storage.journal import (
    JournalBusy,
    JournalFull,
    JournalUnsafe,
    ProfileDamaged,
)
from events.errors import InputRefused, LogCorrupt

DONE: Final = 0
OUR_BUG: Final = 1
USAGE: Final = 2
REFUSED: Final = 3
UNREACHABLE: Final = 4
A_PERSON_DECIDES: Final = 5
DIFFERS: Final = 6


class Exit(NamedTuple):
    """How a command ends."""

    code: int
    sentence: str


def exit_of(language: Language, error: Exception) -> Exit | None:
    """How a command ends for an error; None for a bug of ours, which shows its traceback."""
    if isinstance(error, DeviceRefused):
        return Exit(REFUSED, error.say(language))
    if isinstance(error, InputRefused):
        return Exit(REFUSED, _office_words(language, error.code, str(error)))
    if isinstance(error, OfficeRefused):
        return Exit(REFUSED, _office_words(language, error.code, error.detail))
    if isinstance(error, OfficeBusy):
        return Exit(UNREACHABLE, say(language, "office_busy", seconds=round(error.wait_s)))
    if isinstance(error, OfficeUnreachable):
        return Exit(UNREACHABLE, say(language, "office_unreachable", reason=error))
    if isinstance(error, OSError) and error.filename is not None:
        words = say(language, "not_usable", file=error.filename, reason=error.strerror)
        return Exit(REFUSED, words)
    if isinstance(error, OSError) and error.errno == ENOSPC:
        return Exit(A_PERSON_DECIDES, say(language, "journal_full", reason=error.strerror))
    return _exit_of_journal(language, error)


def _exit_of_journal(language: Language, error: Exception) -> Exit | None:
    if isinstance(error, JournalFull):
        return Exit(A_PERSON_DECIDES, say(language, "journal_full", reason=error))
    if isinstance(error, JournalBusy):
        return Exit(A_PERSON_DECIDES, say(language, "journal_busy"))
    if isinstance(error, JournalUnsafe):
        return Exit(REFUSED, say(language, "journal_unsafe", reason=error))
    if isinstance(error, ProfileDamaged):
        return Exit(DIFFERS, say(language, "profile_damaged", field=error))
    if isinstance(error, LogCorrupt):
        return Exit(DIFFERS, say(language, "journal_damaged", reason=error))
    return None


def _office_words(language: Language, code: str, message: str) -> str:
    """The sentence of a code in this language, else the message as it came."""
    from events.words.refusals import REFUSALS

    for words in (WORDS.get(code), REFUSALS.get(code)):
        # A sentence of the device's own with blanks is of something else under the same code.
        if words is not None and "{" not in words[0]:
            return words[0 if language == "id" else 1]
    return message
