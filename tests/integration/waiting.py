"""Two companions and an office with something to decide."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from events.ids import StreamId
from tests.builders import a_body, an_id
from tests.office_app import Phone, a_family, a_phone
from tests.office_story import Story, a_story

DONE, USAGE, REFUSED, A_PERSON_MUST_DECIDE = 0, 2, 3, 5
Told = Callable[[Path, str, pytest.CaptureFixture[str], pytest.MonkeyPatch], Awaitable[None]]


def told(test: Callable[[Story], Awaitable[None]]) -> Told:
    """A test that is given a story, on both databases."""

    async def telling(
        tmp_path: Path,
        database_url: str,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        async with a_story(tmp_path, database_url, capsys, monkeypatch) as story:
            await test(story)

    telling.__doc__ = test.__doc__
    return telling


def sold(quantity: int) -> Any:
    """The sales of a month with this quantity."""
    (sale,) = a_body("sales_reported").sales  # type: ignore[attr-defined]
    return a_body("sales_reported", sales=[{**msgspec.to_builtins(sale), "quantity": quantity}])


async def enrolled(phone: Phone, name: str = "nana") -> StreamId:
    """A family in the programme, with its enterprise."""
    family = await a_family(phone, name)
    await phone.write(
        phone.line("programme_enrolled", stream=family, on="2016"),
        phone.line("enterprise_started", stream=family, on="2018-05"),
    )
    return family


async def disputed(zaenal: Phone, rina: Phone, name: str = "nana") -> StreamId:
    """Both report November without a signal: Zaenal 215, Rina 251."""
    family = await enrolled(zaenal, name)
    await zaenal.write(zaenal.line("sales_reported", stream=family, body=sold(215)))
    await rina.write(rina.line("sales_reported", stream=family, body=sold(251)))
    return family


async def two_phones(story: Story) -> tuple[Phone, Phone]:
    return await a_phone(story.office, "Zaenal"), await a_phone(story.office, "Rina")


# --- proposals and decisions ----------------------------------------------------------------------


async def proposed(zaenal: Phone, family: StreamId, **fields: object) -> str:
    """A proposal of graduation by Zaenal; its id."""
    proposal = an_id(f"proposal of {family}")
    body = a_body("graduation_proposed", proposal=proposal, **fields)
    await zaenal.write(
        zaenal.line("graduation_proposed", stream=family, on="2018-12-03", body=body)
    )
    return proposal
