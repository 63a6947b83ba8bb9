"""What a look through a journal found, as values.

Before: `doctor.py` and `chain_check.py` looked. After: `jejak doctor` says it.
"""

from typing import Final, Literal

import msgspec

What = Literal[
    "file",
    "chain",
    "chain_end",
    "chain_head",
    "missing",
    "missing_left",
    "own_entry",
    "own_left",
    "own_sent",
    "entry",
    "part",
    "digest",
    "card",
    "key",
    "sent",
    "unsent_head",
    "checkpoint",
    "profile",
    "profile_lost",
    "office_key",
    "forgotten",
]
"""Kinds of findings; their sentences are those of `cli/doctor_words.py`."""

_HELPED: Final = (
    "chain_end", "chain_head", "missing", "own_sent", "entry", "part", "digest", "card", "key",
    "checkpoint", "profile", "forgotten",
)  # fmt: skip
"""Findings that `--repair`, and a sync after it, may mend."""
_FETCHED: Final = (
    "missing", "missing_left", "own_left", "own_sent", "entry", "part", "key", "sent",
    "unsent_head",
)  # fmt: skip
"""Findings that the next sync mends, once it was asked for."""


class Finding(msgspec.Struct, frozen=True):
    """Something that is not as it should be. `about`: an event, a household, a key, an epoch."""

    what: What
    about: str
    detail: str
    mended: bool = False

    @property
    def is_asked_for(self) -> bool:
        """True when all is done for it but the next sync."""
        return self.mended and self.what in _FETCHED


class Checkup(msgspec.Struct, frozen=True):
    """What was looked through, and what was found."""

    entries: int
    households: int
    keys: int
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """True when nothing is wrong that this look, or the next sync, does not mend."""
        return all(finding.mended for finding in self.findings)

    @property
    def must_sync(self) -> bool:
        """True when the office is to be asked for what was let go, or is missing."""
        return any(
            one.is_asked_for or (one.mended and one.what == "digest") for one in self.findings
        )

    @property
    def is_helped_by_repair(self) -> bool:
        """True when something was found that `--repair` may mend, and has not."""
        return any(not one.mended and one.what in _HELPED for one in self.findings)
