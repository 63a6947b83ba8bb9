"""A family as a device holds it, and what is said of a draft that is written there."""

from datetime import date
from typing import Any

import pytest

from events.check.held import asks_what_is_held, held_problems
from events.check.household import Held
from events.problems import Problem
from tests.builders import a_body, a_draft, an_id
from tests.telling import Teller, Telling

TODAY = date(2019, 5, 10)
NANA, CHILD, MOTHER = an_id("nana"), an_id("first child"), an_id("mother")


@pytest.fixture
def zaenal(telling: Telling) -> Teller:
    """A household in the programme, with two members and an enterprise."""
    teller = telling.device("D1", "zaenal")
    teller.says("household_registered", "2016-07-11")
    teller.says("member_added", "2016-07-11", member=NANA)
    teller.says("member_added", "2016-07-11", member=CHILD, birth_year=2010)
    teller.says("programme_enrolled", "2016-07-11")
    teller.says("enterprise_started", "2018-05")
    teller.says("household_visited", "2019-05-01")
    teller.syncs()
    return teller


def problems(
    telling: Telling, type_name: str, made: tuple[str, ...] = (), **fields: object
) -> list[Problem]:
    envelope: dict[str, Any] = {
        name: fields.pop(name) for name in ("by", "entered_by", "stream", "on") if name in fields
    }
    body = a_body(type_name, **fields)
    draft = a_draft(type_name, body, **{"on": "2019-05-10", **envelope})
    household = None if draft.stream == "programme" else telling.household()
    held = Held(household, telling.programme(), TODAY.isoformat(), frozenset(made))
    return held_problems(draft, held) if asks_what_is_held(body) else []


def codes(telling: Telling, type_name: str, **fields: Any) -> list[str]:
    return [problem.code for problem in problems(telling, type_name, **fields)]
