"""What one office process is told: where its data lies, which store, which clock, which address.

Read once, by the composition roots (`server/app.py`, `server/cli`), from options and then from the
environment; nothing else reads either. What `init` decided for good (deployment, logs, story) lies
in the data directory as `office.json`, beside the keys and outside the database.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from events.errors import InputRefused
from events.ids import ActorId, LogId

DATA_VARIABLE: Final = "JEJAK_DATA"
DATABASE_VARIABLE: Final = "JEJAK_DATABASE"
CLOCK_VARIABLE: Final = "JEJAK_CLOCK"
LANGUAGE_VARIABLE: Final = "JEJAK_LANG"
WORKERS_VARIABLE: Final = "JEJAK_WORKERS"
DATA_DEFAULT: Final = "jejak-office"

KEYS_DIRECTORY: Final = "keys"
_OFFICE_FILE: Final = "office.json"
_STORY_FILE: Final = "story"


class Settings(msgspec.Struct, frozen=True):
    """Where an office lives. `clock` names a file with story time; None: the system's clock.

    `workers`: how many processes one `serve` has, among which each device is given its share.
    """

    data: Path
    database: str
    clock: Path | None = None
    workers: int = 1


class OfficeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `init` decided; `v` is the version of this file's form.

    `administrator` is the actor for whom `init` wrote the log's first registrations.
    """

    v: int
    deployment: str
    administrator: ActorId
    logs: tuple[LogId, ...]


def read_settings(
    environment: Mapping[str, str], data: Path | None = None, database: str | None = None
) -> Settings:
    """The settings of options given and, where one is not, of the environment."""
    data = data or Path(environment.get(DATA_VARIABLE) or DATA_DEFAULT)
    clock = environment.get(CLOCK_VARIABLE)
    workers = environment.get(WORKERS_VARIABLE, "")
    return Settings(
        data=data,
        database=database or environment.get(DATABASE_VARIABLE) or _own_database(data),
        clock=Path(clock) if clock else None,
        workers=max(1, int(workers)) if workers.isdecimal() else 1,
    )


def _own_database(data: Path) -> str:
    """The embedded store, for an office that names no other."""
    return f"sqlite:///{data.resolve() / 'office.sqlite'}"


def as_environment(settings: Settings) -> dict[str, str]:
    """The variables from which a worker process reads the same settings."""
    variables = {
        DATA_VARIABLE: str(settings.data),
        DATABASE_VARIABLE: settings.database,
        WORKERS_VARIABLE: str(settings.workers),
    }
    if settings.clock is not None:
        variables[CLOCK_VARIABLE] = str(settings.clock)
    return variables


def read_office(data: Path) -> OfficeFile:
    """What `init` wrote. Errors: InputRefused when there is no office here, or not a whole one."""
    path = data / _OFFICE_FILE
    try:
        return msgspec.json.decode(path.read_bytes(), type=OfficeFile)
    except FileNotFoundError as error:
        raise InputRefused(
            "no_office", f"{data} holds no office: run `jejak-server init` or name it with --data"
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise InputRefused(
            "bad_office_file", f"{path} is damaged ({error}): restore it from a back-up"
        ) from error


def is_office(data: Path) -> bool:
    """True when `init` has come to its end here."""
    return (data / _OFFICE_FILE).exists()


def make_directory(data: Path, story: bool) -> None:
    """The data directory, for its owner alone, marked when it is made for a story.

    Errors: InputRefused when it holds an office already and was not made for a story.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not story or is_story(data):
        return
    if is_office(data):
        raise InputRefused("no_story", f"{data} keeps real entries: use another directory")
    (data / _STORY_FILE).touch()


def write_office(data: Path, office: OfficeFile) -> None:
    """Write `office.json`, whole or not at all."""
    path = data / _OFFICE_FILE
    fresh = path.with_suffix(".new")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(office)) + b"\n")
    os.replace(fresh, path)


def is_story(data: Path) -> bool:
    """True when the directory was made for a story, whose time may be told by a file."""
    return (data / _STORY_FILE).exists()
