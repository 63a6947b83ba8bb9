"""Whose disk is full keeps what it has, says so, and goes on once there is room: office and device.

The disk is a limit on how large a file of the serving process may grow, set and lifted from here
while it runs; what is written beyond it fails as on a disk that is full.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

from tests.acceptance.test_crash import HOUSEHOLD, a_registration, at_work, check

_UNREACHABLE = 4
_A_PERSON_DECIDES = 5
_SMALL = 16 * 1024
"""Room for a transfer file, and none for the 32 KiB beside a journal that is open."""


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


async def test_a_device_whose_disk_is_full_still_shows_and_exports_what_waits(
    tmp_path: Path,
) -> None:
    async with at_work(tmp_path) as (_, devices):
        author = devices[0]
        await author.record([a_registration()])
        await author.terminal.run("sync", "--json")
        await author.record(author.notes(1))

        environment = os.environ | {
            "JEJAK_DATA": str(author.data),
            "JEJAK_STATE": str(tmp_path / f"{author.name}-state"),
        }

        def full(*arguments: str) -> subprocess.CompletedProcess[str]:
            """A command of the device, none of whose files may grow beyond a few kilobytes."""
            return subprocess.run(
                [sys.executable, "-m", "client_sync", *arguments, "--lang", "en"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (_SMALL, _SMALL)),
            )

        stick = tmp_path / "stick.jejak"
        for command in (["status"], ["outbox"], ["households"], ["outbox", "export", str(stick)]):
            shown = full(*command)
            assert (shown.returncode, shown.stderr) == (0, ""), command
        assert stick.stat().st_size > 0
        refused = full("note", HOUSEHOLD, "tidak muat")
        assert refused.returncode == _A_PERSON_DECIDES
        assert "what was recorded is safe" in refused.stderr
        assert len(author.own()) == 2
