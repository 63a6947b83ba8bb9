"""The decision file: the frozen copy, what was known at each decision, what is known otherwise."""

from datetime import date

from events.entry import Entry
from events.folds.decision_file import DecisionFile, decision_file
from events.ids import EventId
from server.answers.inboxes import ConflictRow
from server.officers.deciding import alike, by_key, cause_of, resolution_of
from tests.builders import an_actor, an_id
from tests.telling import Teller, Telling, sync

DAY = date(2021, 1, 4)


def file_of(telling: Telling, proposal: str = "proposal") -> DecisionFile | None:
    return decision_file(telling.household(), telling.programme(), an_id(proposal), DAY)


def proposed(telling: Telling) -> tuple[Teller, Teller, Entry]:
    """Zaenal proposes on what a survey says, and the kabupaten approves."""
    zaenal, office = telling.device("D1", "zaenal"), telling.device("O2", "kabupaten")
    zaenal.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    survey = zaenal.says("wellbeing_surveyed", "2020-11-01", food_deficit_12m="none")
    copy = {
        "id": "R3", "verdict": "met", "value": "none", "threshold": "none",
        "evidence": [survey.id],
    }  # fmt: skip
    zaenal.says("graduation_proposed", "2020-11-20", as_of="2020-11-20", indicators=[copy])
    sync(zaenal, office)
    decided = office.says("graduation_decided", "2020-12-01", level="kabupaten")
    office.syncs()
    return zaenal, office, decided


def test_the_state_of_a_decision_is_what_had_a_position_before_it() -> None:
    """Two events may be received in one millisecond; positions tell which the decider had."""
    telling = Telling()
    second = telling.device("D2", "second")
    _, _, decided = proposed(telling)
    late = second.says("wellbeing_surveyed", "2020-11-10", food_deficit_12m="often")
    second.syncs()

    found = file_of(telling)

    assert found is not None
    (state,) = found.states
    assert (state.decision, state.position) == (decided.id, telling.entry(decided).position)
    assert state.as_of == date(2020, 12, 1)
    assert state.indicators["R3"].verdict == "met"
    assert [copy.verdict for copy in found.copy] == ["met"]
    (changed,) = found.changed
    assert changed.now is not None
    assert (changed.id, changed.now.verdict, changed.unknown_then) == (
        "R3", "not_met", (late.id,),
    )  # fmt: skip


def test_what_the_decider_knew_is_not_named_as_unknown_then() -> None:
    telling = Telling()
    zaenal, office, _ = proposed(telling)
    zaenal.says("wellbeing_surveyed", "2020-11-10", food_deficit_12m="often")
    sync(zaenal, office)
    office.says("graduation_decided", "2020-12-20", level="kabupaten", decision="returned")
    office.syncs()

    found = file_of(telling)

    assert found is not None
    assert [changed.unknown_then for changed in found.changed] == [()]
    assert [state.indicators["R3"].verdict for state in found.states] == ["met", "not_met"]


def test_an_exit_has_a_file_without_a_copy_and_a_stranger_none() -> None:
    telling = Telling()
    zaenal = telling.device("D1", "zaenal")
    zaenal.says("programme_enrolled", "2016-07-11", kind="first", cohort_year=2016)
    zaenal.says("exit_proposed", "2020-11-20", reason="own_request")
    zaenal.syncs()

    found = file_of(telling, "exit")

    assert found is not None
    assert (found.proposal.kind, found.copy, found.changed) == ("exit", (), ())
    assert file_of(telling, "no proposal") is None


# --- many of one cause ----------------------------------------------------------------------------


def reported(*reports: tuple[str, int]) -> tuple[list[ConflictRow], dict[int, EventId]]:
    """The conflict of one month reported by these devices, and the events by their quantity."""
    telling = Telling()
    events = {}
    for device, quantity in reports:
        sale = {"buyer": an_id("buyer a"), "quantity": quantity, "unit_price": 39_000}
        teller = telling.device(device, "zaenal")
        events[quantity] = teller.says("sales_reported", "2020-11", sales=[sale]).id
        teller.syncs()
    rows = [
        ConflictRow(
            household=telling.household().id,
            region=None,
            companion=an_actor("zaenal"),
            key=conflict.key,
            field=conflict.field,
            since=conflict.since or 0,
            indicators=conflict.indicators,
            claims=conflict.claims,
        )
        for conflict in telling.answer(DAY).conflicts
    ]
    return rows, events


def test_the_claim_of_the_same_device_stands_in_a_conflict_of_the_same_cause() -> None:
    model, kept = reported(("D1", 215), ("D2", 251))
    rows, events = reported(("D2", 200), ("D1", 300))
    assert cause_of(rows) == cause_of(model)

    found = alike(rows, model, kept[215])

    assert found is not None
    assert (found.kept, found.others) == (events[300], (events[200],))


def test_a_device_that_claims_two_things_or_nothing_leaves_it_to_a_person() -> None:
    model, kept = reported(("D1", 215), ("D2", 251))
    twice, _ = reported(("D1", 200), ("D1", 300), ("D2", 400))
    other, _ = reported(("D2", 200), ("D3", 300))

    assert alike(twice, model, kept[215]) is None
    assert alike(other, model, kept[215]) is None
    assert cause_of(other) != cause_of(model)


def test_witnesses_of_the_kept_value_are_not_decided_against() -> None:
    rows, events = reported(("D1", 215), ("D2", 251))
    third, named = reported(("D1", 215), ("D2", 251), ("D3", 251))
    assert by_key(rows).keys() == {(rows[0].household, rows[0].key)}

    assert resolution_of(rows, events[215]) is not None
    found = resolution_of(third, named[215])
    assert found is not None
    assert len(found.others) == 2
    assert resolution_of(third, EventId("f" * 32)) is None
