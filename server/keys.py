"""The office's secrets, in files outside the database and its back-ups; made once by `init`.

    sign.seed       signs replies, later checkpoints; devices pin its public key
    box.secret      opens the data keys that devices send
    device.seed     signs the acts of the office's own device (`server/intake/office_device.py`)
    master.key      wraps data keys as they rest in the database
    challenge.key   makes challenges (`server/exchange/challenge.py`)
    nik.pepper      keys the hash by which equal NIK are found

Every process of an office reads the same files. Losing `master.key` loses every name and note.
"""

import os
import stat
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from events import crypto
from events.errors import InputRefused
from events.ids import DeviceId, device_id

SECRET_BYTES: Final = 32

_FILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "signing_seed": "sign.seed",
        "box_secret": "box.secret",
        "device_seed": "device.seed",
        "master_key": "master.key",
        "challenge_key": "challenge.key",
        "nik_pepper": "nik.pepper",
    }
)


class OfficeKeys(msgspec.Struct, frozen=True, dict=True):
    """32 bytes each."""

    signing_seed: bytes
    box_secret: bytes
    device_seed: bytes
    master_key: bytes
    challenge_key: bytes
    nik_pepper: bytes

    def __repr__(self) -> str:
        return "OfficeKeys(…)"  # a trace or a log line must not hold a secret

    @property
    def signing_public(self) -> bytes:
        """What devices pin at enrolment."""
        return crypto.signing_public(self.signing_seed)

    @property
    def box_public(self) -> bytes:
        """What devices seal data keys to."""
        return crypto.box_public(self.box_secret)

    @cached_property
    def device(self) -> DeviceId:
        """The office's own device; asked for with every batch."""
        return device_id(crypto.signing_public(self.device_seed))


def draw_keys(chance: Callable[[int], bytes]) -> OfficeKeys:
    """New secrets; `chance(n)` gives n random bytes."""
    return OfficeKeys(**{name: chance(SECRET_BYTES) for name in _FILES})


def write_keys(directory: Path, keys: OfficeKeys) -> None:
    """Write the secrets for their owner alone, durably, all or none.

    Errors: InputRefused when there are secrets already: they are never overwritten.
    """
    if directory.exists():
        raise InputRefused(
            "keys_exist", f"{directory} already holds an office's keys: use another data directory"
        )
    fresh = directory.with_name(directory.name + ".new")
    fresh.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, file in _FILES.items():
        _write(fresh / file, getattr(keys, name))
    _sync_directory(fresh)
    fresh.rename(directory)
    _sync_directory(directory.parent)


def read_keys(directory: Path) -> OfficeKeys:
    """The secrets of an office.

    Errors: InputRefused when one is missing, damaged, or readable by others than its owner.
    """
    return OfficeKeys(**{name: _read(directory / file) for name, file in _FILES.items()})


def _write(path: Path, secret: bytes) -> None:
    path.unlink(missing_ok=True)  # of an attempt that was cut off, perhaps open to others
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, mode=0o600), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            secret = file.read(SECRET_BYTES + 1)
    except OSError as error:
        raise InputRefused(
            "no_keys",
            f"{path} cannot be read ({error.strerror}): restore the office's keys, "
            "or make an office with `jejak-server init`",
        ) from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise InputRefused(
            "keys_open", f"others can read {path}: run `chmod 600 {path}` and find out who did"
        )
    if len(secret) != SECRET_BYTES:
        raise InputRefused("bad_keys", f"{path} is damaged: restore it from the keys' back-up")
    return secret


def _sync_directory(directory: Path) -> None:
    # A file's name is durable only when its directory is.
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
