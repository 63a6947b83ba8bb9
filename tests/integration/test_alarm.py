"""A log that was found to be corrupt is said where whoever runs the office looks."""

import asyncio
from pathlib import Path

from server.settings import Settings
from tests.contract.raw import rewrite, run
from tests.integration.logs import until
from tests.office_app import OfficeApp, a_family, a_phone, a_serving_office, an_office_app
from tests.reading import until_projected

CORRUPT = 'jejak_log_corrupt{log="36.03"}'


async def figure(office: OfficeApp) -> str:
    lines = (await office.http.get("/metrics")).text.splitlines()
    return next(line for line in lines if line.startswith(CORRUPT)).removeprefix(CORRUPT).strip()


async def test_a_hole_raises_an_alarm_and_devices_are_still_heard(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        stream = await a_family(phone)
        reply = await phone.write(phone.line(stream=stream), phone.line(number=1, stream=stream))
        await until_projected(office, reply.size)
        assert await figure(office) == "0.0"
    lost = reply.results[0].position
    if database_url.startswith("sqlite"):
        await run(database_url, "DROP TRIGGER event_no_delete")
    await rewrite(database_url, f"DELETE FROM event WHERE position = {lost}")
    await run(database_url, "UPDATE projection SET position = 0")
    async with a_serving_office(Settings(tmp_path / "office", database_url)) as office:
        phone.office = office

        async def is_said() -> bool:
            return await figure(office) == "1.0"

        async with asyncio.timeout(20):
            await until(is_said)
        answer = await phone.write(phone.line(number=2, stream=stream))
        assert answer.committed == (0, len(phone.lines))
