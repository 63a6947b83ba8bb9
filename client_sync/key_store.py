"""A device's secrets in files that only their owner can read.

    DATA/keys/signing, DATA/keys/box           made at enrolment
    DATA/keys/signing.next                     made by a copy, until the office knows it
    STATE/<name of DATA>/install               outside DATA: not copied or restored with it
    STATE/<name of DATA>/sent                  how far events ever left this installation

A data directory copied to another machine, or brought back from a back-up, meets another `install`
there, which tells the office that it is a copy; one brought back on the same machine ends before
what was `sent`. Two processes may work in one directory: who looks whether a file is there, or what
it says, and then writes it, is alone meanwhile. Later an operating system's key store takes this
module's place.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC
from fcntl import LOCK_EX, flock
from hashlib import sha256
from pathlib import Path
from typing import Final

from client_sync.ports import Chance, DeviceKeys
from client_sync.refusals import DeviceRefused
from events import crypto
from events.enrolment import INSTALL_BYTES
from events.ids import DeviceId, device_id

_OWNER_ONLY: Final = 0o600
_OTHERS: Final = 0o077


def state_directory(data: Path, override: str | None, xdg_state: str | None) -> Path:
    """Where `install` of this data directory lies; both overrides come from the environment."""
    base = Path(override or xdg_state or Path.home() / ".local" / "state")
    name = sha256(os.fsencode(data.resolve())).hexdigest()[:16]
    return (base if override else base / "jejak") / name


class FileKeyStore:
    """Secrets as files of 32 and 16 bytes."""

    def __init__(self, data: Path, state: Path, chance: Chance) -> None:
        self._signing = data / "keys" / "signing"
        self._box = data / "keys" / "box"
        self._second = data / "keys" / "signing.next"
        self._install = state / "install"
        self._chance = chance

    async def load(self) -> DeviceKeys | None:
        if not (self._signing.exists() and self._box.exists()):
            return None
        seed = _read(self._signing, crypto.KEY_BYTES)
        box_secret = _read(self._box, crypto.KEY_BYTES)
        return DeviceKeys(seed, box_secret, await self._installation())

    async def keep(self, seed: bytes, box_secret: bytes) -> DeviceKeys:
        with _alone(self._signing.parent):
            if not (self._signing.exists() and self._box.exists()):
                _write(self._box, box_secret)
                _write(self._signing, seed)
        kept = await self.load()
        assert kept is not None, "they were written, or there already"
        return kept

    async def next_seed(self, fresh: bytes) -> bytes:
        with _alone(self._second.parent):
            if not self._second.exists():
                _write(self._second, fresh)
            return _read(self._second, crypto.KEY_BYTES)

    async def settle(self, device: DeviceId) -> None:
        if not self._second.exists():
            return
        with _alone(self._second.parent):
            if not self._second.exists():
                return  # another process was first
            seed = _read(self._second, crypto.KEY_BYTES)
            if device_id(crypto.signing_public(seed)) == device:
                _write(self._signing, seed)
                self._second.unlink()

    async def _installation(self) -> bytes:
        if not self._install.exists():
            fresh = await self._chance.draw(INSTALL_BYTES)
            with _alone(self._install.parent):
                if not self._install.exists():
                    _write(self._install, fresh)
        return _read(self._install, INSTALL_BYTES)


class FileSentMark:
    """The mark as two decimal numbers in a file, written when it moves on."""

    def __init__(self, state: Path) -> None:
        self._file = state / "sent"

    async def read(self) -> tuple[int, int] | None:
        try:
            epoch, sequence = self._file.read_text(encoding="ascii").split()
        except FileNotFoundError:
            return None
        except (UnicodeDecodeError, ValueError) as error:
            raise DeviceRefused("mark_damaged", given=self._file) from error
        return int(epoch), int(sequence)

    async def reach(self, epoch: int, sequence: int) -> None:
        with _alone(self._file.parent):
            known = await self.read()
            if known is None or known < (epoch, sequence):
                mark = f"{epoch} {sequence}\n".encode()
                try:
                    _write(self._file, mark)
                except OSError as error:
                    if error.errno != ENOSPC or known is None:
                        raise
                    _write_over(self._file, mark)

    async def forget(self) -> None:
        self._file.unlink(missing_ok=True)


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    """No other process that asks for it changes anything in this directory meanwhile."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(directory, os.O_RDONLY)
    try:
        flock(handle, LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read(file: Path, size: int) -> bytes:
    if file.stat().st_mode & _OTHERS:
        raise DeviceRefused("key_readable_by_others", given=file)
    secret = file.read_bytes()
    if len(secret) != size:
        raise DeviceRefused("key_damaged", given=file)
    return secret


def _write_over(file: Path, content: bytes) -> None:
    """On a full disk: a few bytes, which fit where the older ones stand."""
    handle = os.open(file, os.O_WRONLY)
    try:
        os.write(handle, content.ljust(os.fstat(handle).st_size))
        os.fsync(handle)
    finally:
        os.close(handle)


def _write(file: Path, secret: bytes) -> None:
    """Whole and on the disk before it has its name."""
    unfinished = file.with_name(file.name + ".new")
    handle = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, _OWNER_ONLY)
    try:
        os.write(handle, secret)
        os.fsync(handle)
    finally:
        os.close(handle)
    unfinished.replace(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
