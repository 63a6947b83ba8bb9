"""Writing an entry that is refused, or asked about first: nothing is written, and it is said why.

What an entry becomes is in `test_record.py`.
"""

from pathlib import Path
from typing import Any

import pytest

from client_sync.refusals import DeviceRefused
from client_sync.writing.record import Doubtful, Recorded, Refused, SameAgain
from events import limits
from events.form import NewEntry
from tests.devices import a_device
from tests.synced import VISIT

# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("household", "code"),
    [
        (None, "household_missing"),
        ("fff", "unknown_id"),
        ("0167", "ambiguous_id"),
        ("?", "bad_prefix"),
    ],
)
async def test_a_household_that_is_not_named_well_is_refused(
    tmp_path: Path, household: str | None, code: str
) -> None:
    async with a_device(tmp_path / "d") as device:
        await device.a_household()
        device.clock.at_ms += 1
        await device.a_household()
        with pytest.raises(DeviceRefused) as refused:
            await device.record("household_visited", household, **VISIT)
        assert refused.value.code == code
        assert refused.value.say("id") != refused.value.say("en")
        assert len(await device.lines()) == 2


async def test_acts_of_the_office_are_not_written_on_a_device(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d", role="koordinator_kabupaten") as device:
        with pytest.raises(DeviceRefused, match="jejak-server"):
            await device.record("device_revoked", device=device.profile.device, reason="lost")


async def test_a_refused_entry_says_all_that_is_wrong_and_writes_nothing(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        before = await device.lines()
        outcome = await device.record("household_visited", household, outcome="met", shoes=4)
        assert isinstance(outcome, Refused)
        assert [problem.code for problem in outcome.problems] == ["no_such_field", "missing_field"]
        future = await device.record("household_visited", household, on="2031-01-01", **VISIT)
        assert isinstance(future, Refused)
        assert [problem.code for problem in future.problems] == ["future_on"]
        assert await device.lines() == before


async def test_a_family_of_another_log_is_not_registered_here(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        outcome = await device.record(
            "household_registered", region="36.04.01.2001", source="companion", notice_given=True,
            yes=True,
        )  # fmt: skip
        assert isinstance(outcome, Refused)
        assert [problem.code for problem in outcome.problems if problem.severity == "refuse"] == [
            "foreign_region"
        ]
        assert await device.lines() == []


async def test_a_proposal_before_its_time_is_refused_with_what_lacks(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        refused = await device.record("graduation_proposed", household, route="mandiri")
        assert isinstance(refused, Refused)
        assert [problem.code for problem in refused.problems] == ["not_in_programme", "not_ready"]
        assert "R1, R2, R3" in refused.problems[1].say("id")


async def test_an_act_on_an_entry_that_is_not_here_is_refused(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        refused = await device.record(
            "event_voided", household, target="ab" * 16, reason="duplicate"
        )
        assert isinstance(refused, Refused)
        assert [problem.code for problem in refused.problems] == ["target_absent"]
        assert len(await device.lines()) == 1


# --- what is asked about --------------------------------------------------------------------------


async def test_the_same_entry_within_ten_minutes_is_asked_about(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        first = await device.written("household_visited", household, note="baik", **VISIT)
        again = await device.record("household_visited", household, note="baik", **VISIT)
        assert again == SameAgain(first.event, first.at)
        other = await device.record("household_visited", household, note="sakit", **VISIT)
        assert isinstance(other, Recorded), "another note is another visit"
        meant = await device.record("household_visited", household, note="baik", yes=True, **VISIT)
        assert isinstance(meant, Recorded)
        device.clock.at_ms += limits.SAME_ENTRY_WITHIN_MS + 10
        later = await device.record("household_visited", household, note="baik", **VISIT)
        assert isinstance(later, Recorded)


async def test_registering_the_same_household_twice_is_asked_about(tmp_path: Path) -> None:
    fields: dict[str, Any] = {
        "region": "36.03.06.2001",
        "source": "companion",
        "notice_given": True,
        "kampung": "Pasir Ampo",
    }
    async with a_device(tmp_path / "d") as device:
        first = await device.written("household_registered", **fields)
        again = await device.record("household_registered", **fields)
        assert again == SameAgain(first.event, first.at)
        neighbour = await device.record("household_registered", **fields | {"kampung": "Soge"})
        assert isinstance(neighbour, Recorded)


async def test_what_is_merely_unlikely_is_asked_only_when_somebody_can_answer(
    tmp_path: Path,
) -> None:
    entry = NewEntry(
        type="household_registered",
        fields={"region": "36.03.99.2001", "source": "companion", "notice_given": True},
    )
    async with a_device(tmp_path / "d") as device:
        asked = await device.recorder.record(entry, ask=True)
        assert isinstance(asked, Doubtful)
        assert [problem.code for problem in asked.problems] == ["unknown_region"]
        assert await device.lines() == []
        written = await device.recorder.record(entry)
        assert isinstance(written, Recorded)
        assert written.warnings == asked.problems


async def test_a_reason_for_lateness_is_asked_once_a_visit(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        late: dict[str, Any] = {"on": "2018-10-01", **VISIT}
        refused = await device.record("household_visited", household, **late)
        assert isinstance(refused, Refused)
        assert [problem.code for problem in refused.problems] == ["late_missing"]
        visit = (
            await device.written("household_visited", household, late="no_signal", **late)
        ).made
        told = await device.record(
            "note_written", household, on="2018-10-01", visit=visit["visit"], text="dari kunjungan"
        )
        assert isinstance(told, Recorded)
