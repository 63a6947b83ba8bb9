"""An office whose read API is asked, and whose time the test tells.

Before: `office_app.py` makes the office and its phones.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import msgspec

from events.dates import parse_rfc3339
from events.ids import StreamId, event_id
from tests.builders import a_body
from tests.office_app import LOG, OfficeApp, Phone, a_family, a_phone, an_office_app

BEGIN: Final = parse_rfc3339("2018-12-14T09:00:00+07:00")
HOUR: Final = 3_600_000


class StoryClock:
    """The time of an office in a story."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(BEGIN)

    def set(self, now_ms: int) -> None:
        self.file.write_text(str(now_ms))


@asynccontextmanager
async def a_story(tmp_path: Path, url: str) -> AsyncIterator[tuple[OfficeApp, StoryClock]]:
    """An office whose time the test tells."""
    clock = StoryClock(tmp_path / "clock")
    async with an_office_app(tmp_path, url, clock.file) as office:
        yield office, clock


async def two_accounts(office: OfficeApp, clock: StoryClock) -> tuple[Phone, StreamId]:
    """At 9 one companion reports 215, at 10 the other 251, at 11 the latter corrects it."""
    zaenal, rina = await a_phone(office, "Zaenal"), await a_phone(office, "Rina")
    nana = await a_family(zaenal)
    await zaenal.write(
        zaenal.line("enterprise_started", stream=nana, on="2018-05"),
        zaenal.line("sales_reported", stream=nana, on="2018-11"),
    )
    clock.set(BEGIN + HOUR)
    (sale,) = a_body("sales_reported").sales  # type: ignore[attr-defined]
    other = a_body("sales_reported", sales=[{**msgspec.to_builtins(sale), "quantity": 251}])
    await rina.write(rina.line("sales_reported", stream=nana, on="2018-11", body=other))
    clock.set(BEGIN + 2 * HOUR)
    correction = a_body(
        "fact_corrected",
        target=event_id(rina.lines[0]), field="sales.0.quantity", old=251, new=215, reason="typo",
    )  # fmt: skip
    await rina.write(rina.line("fact_corrected", stream=nana, body=correction))
    return zaenal, nana


async def get(office: OfficeApp, path: str, headers: dict[str, str], **query: object) -> Any:
    params = {name: str(value) for name, value in query.items()}
    answer = await office.http.get(path, headers=headers, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def refusal(office: OfficeApp, path: str, headers: dict[str, str]) -> tuple[int, str]:
    answer = await office.http.get(path, headers=headers)
    return answer.status_code, answer.json()["code"]


async def projected(office: OfficeApp) -> None:
    """Wait until the read models have all the log holds."""
    async with office.office.database.read() as transaction:
        row = await transaction.fetch_one("log.head", LOG)
    assert row is not None
    await until_projected(office, row["size"])


async def until_projected(office: OfficeApp, size: int) -> None:
    """Wait until the read models hold so many positions."""
    async with asyncio.timeout(20):
        while True:
            async with office.office.database.read() as transaction:
                row = await transaction.fetch_one("readmodels.live", LOG)
            if row is not None and row["position"] >= size:
                return
            await asyncio.sleep(0.02)
