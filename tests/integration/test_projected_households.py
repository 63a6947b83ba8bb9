"""What is shown of a household: parked when its fold fails, answered anew when the day turns."""

import msgspec
import pytest

from events import limits
from events.entry import UNKNOWN_TYPE
from events.folds import Household, Programme
from events.folds.answer import Looked, look
from server.answers.readmodels import ReadModels
from server.projecting import tables
from server.projecting.table import PREFIX
from tests.builders import a_body, a_line, an_actor, an_event
from tests.integration.logs import TestLog, households_of, positions_of
from tests.integration.logs import log as log
from tests.integration.projected import HISTORY, by_one_device

# --- parked ---------------------------------------------------------------------------------------


def failing_on(household: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the answer for one household fail, as a bug of ours would."""

    def broken(folded: Household, programme: Programme, day: str) -> Looked:
        if folded.id == household:
            raise ZeroDivisionError("a rule divided by no member")
        return look(folded, programme, day)

    monkeypatch.setattr(tables, "look", broken)


async def test_a_household_that_fails_is_parked_as_of_its_last_good_position_and_others_go_on(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    half = len(HISTORY) // 2
    await log.commit(HISTORY[:half])
    await log.project()
    bad = households_of(HISTORY)[0]
    before = {row[0]: row for row in (await log.rows())["household_card"]}
    await log.commit(HISTORY[half:])
    with monkeypatch.context() as patch:
        failing_on(bad, patch)
        projected = await log.project()

    assert projected.position == len(HISTORY)
    assert projected.parked == {bad}
    after = {row[0]: row for row in (await log.rows())["household_card"]}
    assert after[bad] == before[bad]
    assert all(after[name] != before[name] for name in before if name != bad)
    first_missing = min(at for at in positions_of(HISTORY, bad) if at >= half)
    async with log.database.read() as transaction:
        models = await ReadModels.open(transaction, log.log)
        card = await models.card(bad)
        [parked] = await models.parked()
    assert card is not None
    assert card.parked_at == parked.position == first_missing
    assert parked.error == "ZeroDivisionError: a rule divided by no member"


async def test_a_parked_household_is_whole_again_when_the_projector_starts_mended(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = households_of(HISTORY)[0]
    third = len(HISTORY) // 3
    with monkeypatch.context() as patch:
        failing_on(bad, patch)
        await log.commit(HISTORY[:third])
        projected = await log.project()
        await log.commit(HISTORY[third : 2 * third])
        while await projected.step(log.clock()):
            pass
        assert projected.parked == {bad}
    await log.commit(HISTORY[2 * third :])

    mended = await log.project()

    assert mended.parked == set()
    assert (await log.fetch("projector.parked", mended.generation)) == []
    assert (await log.verify()).differences == ()


async def test_a_household_whose_first_events_fail_is_shown_all_the_same(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = households_of(HISTORY)[0]
    await log.commit(HISTORY)
    with monkeypatch.context() as patch:
        failing_on(bad, patch)
        await log.project()

    async with log.database.read() as transaction:
        models = await ReadModels.open(transaction, log.log)
        cards = await models.cards(region="36.03")
    shown = {card.household: (card.status, card.parked_at is not None) for card in cards}
    assert shown[bad] == ("unknown", True)
    assert len(shown) == len(households_of(HISTORY))


async def test_a_quarantined_event_is_never_folded(log: TestLog) -> None:
    await log.commit(HISTORY[:40])
    await log.project()
    before = await log.rows()

    await log.commit(HISTORY[40:60], verdict="quarantined(bad_body)")
    projected = await log.project()

    assert projected.position == 60
    assert await log.rows() == before


async def test_an_event_of_a_type_this_program_does_not_know_is_counted_and_kept(
    log: TestLog,
) -> None:
    known = [HISTORY[at] for at in positions_of(HISTORY, households_of(HISTORY)[0])[:10]]
    line = a_line(an_event("note_written", stream=known[0].stream, by=known[0].by))
    newer = line.replace(b'"type":"note_written"', b'"type":"seen_from_orbit"')
    await log.commit(by_one_device(*(event.line for event in known)))

    await log.commit(by_one_device(newer, after=len(known)), verdict=UNKNOWN_TYPE)
    await log.project()

    [row] = await log.fetch("generations.stored_household_card", 1, "", "g")
    assert row["events"] == len(known) + 1


# --- the day, and the programme -------------------------------------------------------------------


async def test_when_the_day_turns_every_household_is_answered_as_of_the_new_day(
    log: TestLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PROJECT_HOUSEHOLDS_MAX", 5)
    await log.commit(HISTORY)
    projected = await log.project()
    for _ in range(150):
        log.turn_the_day()

    steps = 0
    while await projected.step(log.clock()):
        steps += 1

    assert steps == -(-len(households_of(HISTORY)) // 5)
    rows = (await log.rows())["household_card"]
    column = tables.CARD.columns.index("as_of") - PREFIX
    assert {row[column] for row in rows} == {log.today.isoformat()}
    flags = tables.CARD.columns.index("flags") - PREFIX
    assert all("unvisited" in str(row[flags]) for row in rows)
    assert (await log.verify()).differences == ()


async def test_what_the_programme_stream_says_reaches_households_that_wrote_nothing_since(
    log: TestLog,
) -> None:
    await log.commit(HISTORY)
    projected = await log.project()
    before = {row[0]: row for row in (await log.rows())["readiness"]}
    office = HISTORY[0].by
    admin = a_body("actor_registered", actor=an_actor("admin"), role="admin", region="36")
    line = a_body("parameter_set", name="poverty_line", region="36.03", valid_from="2019-03-01",
                  valid_to=None, value=1)  # fmt: skip

    await log.commit(
        by_one_device(
            a_line(an_event("actor_registered", admin, on="2018-09-01", by=office)),
            a_line(an_event("parameter_set", line, on="2018-09-01", by=an_actor("admin"))),
        )
    )
    while await projected.step(log.clock()):
        pass

    after = {row[0]: row for row in (await log.rows())["readiness"]}
    assert after.keys() == before.keys()
    column = tables.READINESS.columns.index("indicators") - PREFIX
    changed = {
        name
        for household, row in after.items()
        for name, indicator in msgspec.json.decode(str(row[column])).items()
        if indicator != msgspec.json.decode(str(before[household][column]))[name]
    }
    assert changed == {"R1", "R6"}
    assert (await log.verify()).differences == ()
