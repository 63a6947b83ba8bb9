"""Several people on one installation: each profile is a directory with its own device.

    DATA                     the profile without a name, which most installations have alone;
                             where there are others it is called `-`
    DATA/profiles/NAME       one for each further person, or for another log of the same person

Each has its own journal, keys and unsent work; nothing of one is opened for another, so switching
touches nobody's entries. A name is what people type, no identity. Before: the command line says
which. After: `device.py` opens that directory as if it were the only one.
"""

import re
from pathlib import Path
from typing import Final

from client_sync.device import JOURNAL_FILE
from client_sync.refusals import DeviceRefused
from events import limits

DIRECTORY: Final = "profiles"
NAMELESS: Final = "-"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")


def directory_of(home: Path, name: str | None) -> Path:
    """Where a profile lies. Errors: DeviceRefused for what cannot be a name."""
    if name is None or name == NAMELESS:
        return home
    if _NAME.fullmatch(name) is None:
        raise DeviceRefused("bad_profile", given=repr(name[:40]))
    return home / DIRECTORY / name


def check_said(home: Path) -> None:
    """Nobody was named. Errors: DeviceRefused where several work: whose entry would it be?"""
    there = profiles_of(home)
    if any(name is not None for name in there):
        raise DeviceRefused("which_profile", choices=", ".join(name or NAMELESS for name in there))


def check_room(home: Path, name: str | None) -> None:
    """Before somebody is enrolled. Errors: DeviceRefused when there are too many profiles here."""
    there = profiles_of(home)
    if name not in there and len(there) >= limits.PROFILES_MAX:
        raise DeviceRefused("too_many_profiles", given=str(limits.PROFILES_MAX))


def profiles_of(home: Path) -> list[str | None]:
    """The enrolled profiles, the one without a name first."""
    named = sorted(path.parent.name for path in (home / DIRECTORY).glob(f"*/{JOURNAL_FILE}"))
    own: list[str | None] = [None] if (home / JOURNAL_FILE).exists() else []
    return [*own, *named]
