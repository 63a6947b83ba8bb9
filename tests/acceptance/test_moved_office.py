"""An office moves to another address: its devices follow it there, once it has answered."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from server.demo.processes import Terminal, free_port, stop, wait_until_serving


@asynccontextmanager
async def serving(office: Terminal, log: Path) -> AsyncIterator[str]:
    """The office at an address of its own."""
    port = free_port()
    process = await office.start("serve", "--port", str(port), log=log)
    try:
        await wait_until_serving(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        await stop(process)


async def test_a_device_follows_its_office_to_another_address(tmp_path: Path) -> None:
    environment = {**os.environ, "JEJAK_STATE": str(tmp_path / "state")}
    office = Terminal("server", tmp_path / "office", environment)
    device = Terminal("client_sync", tmp_path / "device", environment)
    await office.run("init", "--log", "36.03", "--deployment", "banten", "--json")
    invited = await office.run(
        "invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06", "--json"
    )
    async with serving(office, tmp_path / "office.log") as before:
        await device.run("enrol", before, invited["code"], "--json")
        await device.run("sync", "--office", "", expect=3)
        assert (await device.run("status", "--json"))["office"] == before
    async with serving(office, tmp_path / "office.log") as after:
        await device.run("sync", "--office", f"http://127.0.0.1:{free_port()}", expect=4)
        assert (await device.run("status", "--json"))["office"] == before
        await device.run("sync", "--office", f"{after}/", "--json")
        assert (await device.run("status", "--json"))["office"] == after
