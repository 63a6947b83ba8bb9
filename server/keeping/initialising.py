"""A new office, or a new log in an office: keys, tables, the log's first entries, `office.json`.

Every step finds what an interrupted one has made, so `init` can be given again; `office.json` is
written last, and until then there is no office.
"""

import os
from typing import Final

import msgspec

from events.errors import InputRefused
from events.ids import ActorId, LogId, make_uuid7
from server.clock import open_clock
from server.devices.enrolled import find_device
from server.intake.founding import found_log
from server.keys import OfficeKeys, draw_keys, read_keys, write_keys
from server.office import Office, opened
from server.officers.actors import all_actors, register_actor
from server.settings import (
    KEYS_DIRECTORY,
    OfficeFile,
    Settings,
    is_office,
    make_directory,
    read_office,
    write_office,
)

_FORM: Final = 1


async def make_office(settings: Settings, log: LogId, deployment: str, story: bool) -> OfficeFile:
    """The office with this log in it.

    Errors: InputRefused when it keeps the log already, or is another deployment's.
    """
    make_directory(settings.data, story)
    before = read_office(settings.data) if is_office(settings.data) else None
    keys = _keys(settings)
    file = _file(before, log, deployment, open_clock(settings)())
    async with opened(settings, file, keys) as office:
        administrator = await _founded(office, log)
        file = msgspec.structs.replace(file, administrator=administrator)
        await _register(office, log, administrator)
    write_office(settings.data, file)
    return file


def _file(before: OfficeFile | None, log: LogId, deployment: str, now_ms: int) -> OfficeFile:
    if before is None:
        administrator = ActorId(make_uuid7(now_ms, os.urandom(10)))
        return OfficeFile(_FORM, deployment, administrator, (log,))
    if before.deployment != deployment:
        raise InputRefused(
            "other_deployment", f"this directory is the office of {before.deployment}: use another"
        )
    if log in before.logs:
        raise InputRefused("office_exists", f"this office keeps the log {log} already: `serve` it")
    return msgspec.structs.replace(before, logs=(*before.logs, log))


def _keys(settings: Settings) -> OfficeKeys:
    directory = settings.data / KEYS_DIRECTORY
    if not directory.exists():
        write_keys(directory, draw_keys(os.urandom))
    return read_keys(directory)


async def _founded(office: Office, log: LogId) -> ActorId:
    """For whom the log was begun: now, or before an interruption.

    Errors: InputRefused when the database keeps this log for another office.
    """
    async with office.database.read() as transaction:
        device = await find_device(transaction, log, office.keys.device)
    if device is None:
        await found_log(office.desk(log).device, office.deployment, office.administrator)
        return office.administrator
    return device.actor


async def _register(office: Office, log: LogId, administrator: ActorId) -> None:
    desk = office.desk(log)
    async with office.database.read() as transaction:
        registered = await all_actors(office, desk, transaction)
    if administrator not in {actor.id for actor in registered}:
        name = f"Kantor {office.deployment}"
        await register_actor(office, desk, administrator, name, "admin", log, administrator)
