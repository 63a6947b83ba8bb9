"""An office whose disk is full keeps what it has, says so, and goes on once there is room.

The disk is a limit on how large a file of the serving process may grow, set and lifted from here
while it runs; what is written beyond it fails as on a disk that is full.
"""

import resource
from pathlib import Path

from tests.acceptance.test_crash import a_registration, at_work, check

_UNREACHABLE = 4


async def test_what_does_not_fit_stays_on_the_device_and_arrives_when_there_is_room(
    tmp_path: Path,
) -> None:
    async with at_work(tmp_path) as (office, devices):
        author, reader = devices
        await author.record([a_registration(), *author.notes(20)])
        await author.terminal.run("sync", "--json")
        await author.record(author.notes(200))
        before = office.log()

        assert office.process is not None
        files = office.data.glob("office.sqlite*")
        _, most = resource.prlimit(office.process.pid, resource.RLIMIT_FSIZE)
        full = max(file.stat().st_size for file in files)
        resource.prlimit(office.process.pid, resource.RLIMIT_FSIZE, (full, most))
        await author.terminal.run("sync", "--json", expect=_UNREACHABLE)
        assert office.log() == before
        assert office.process.returncode is None, "it still serves"
        assert len(author.own()) == 221

        resource.prlimit(office.process.pid, resource.RLIMIT_FSIZE, (most, most))
        for device in (author, reader, author):
            await device.terminal.run("sync", "--json")
        check(office, [author])
        assert len(office.log()) == len(before) + 200
        await office.terminal.run("verify", "--json")
