"""Files that commands write for people: names stand in them, so only their owner reads them."""

import os
from errno import EINVAL
from pathlib import Path
from typing import Final

from client_sync.refusals import DeviceRefused

_OWNER_ONLY: Final = 0o600


def write_private(file: str, data: bytes) -> None:
    """Write a file whole, or leave what is there as it was.

    Errors: DeviceRefused when it cannot be written, or what has its name is no file.
    """
    target = Path(file)
    if target.exists() and not target.is_file():
        # To take its place would remove a device such as /dev/stdout.
        raise DeviceRefused("unwritable_file", given=file, reason=os.strerror(EINVAL))
    beside = target.with_name(f".{target.name}.part")
    try:
        with open(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, _OWNER_ONLY), "wb") as new:
            new.write(data)
        beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DeviceRefused("unwritable_file", given=file, reason=error.strerror) from error
