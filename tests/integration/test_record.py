"""Writing an entry: what it becomes. What is refused or asked is in `test_record_refused.py`."""

from pathlib import Path
from typing import Any

import msgspec

from events import crypto, limits
from events.ids import StreamId, is_uuid7
from events.line import Line, form_of, read_envelope
from events.personal import DataKey, key_id, open_personal
from tests.devices import ACTOR, LOG, OFFICE_BOX_SECRET, START_MS, a_device
from tests.synced import VISIT

NANA: dict[str, Any] = {
    "nik_status": "none",
    "sex": "p",
    "birth_year": 1978,
    "relation": "kepala",
    "in_same_kk": True,
    "name": "Nana Sofinah",
}


# --- what an entry becomes -----------------------------------------------------------------------


async def test_an_entry_is_a_line_the_office_will_take(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        await device.written("household_visited", household, on="2018-12-13", **VISIT)
        async with device.journal.reading() as reading:
            rows = await reading.own_rows(0, 1, 10)
        assert [form_of(row.line)[1] for row in rows] == ["known", "known"]
        visit = read_envelope(rows[1].line)
        assert is_uuid7(visit.visit or "")
        assert msgspec.structs.replace(visit, visit=None) == Line(
            v=1,
            type="household_visited",
            tv=1,
            stream=household,
            on="2018-12-13",
            at=START_MS + 1,
            seen=(1, 0),
            by=ACTOR,
            basis="stated",
            body=msgspec.Raw(b'{"kind":"routine","outcome":"met"}'),
        )


async def test_personal_fields_are_sealed_under_a_key_the_office_will_get(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = StreamId(await device.a_household())
        await device.written("member_added", household, **NANA)
        await device.written("note_written", household, text="Atap bocor")
        async with device.journal.reading() as reading:
            (key,) = await reading.keys(household)
            rows = await reading.own_rows(0, 2, 10)
        assert all(b"Nana" not in row.line + (row.personal or b"") for row in rows)
        plain = crypto.unseal(OFFICE_BOX_SECRET, key.grant_box or b"")
        assert plain is not None
        assert key.id == key_id(DataKey(plain))
        assert [
            open_personal(row.personal or b"", DataKey(plain), LOG, household) for row in rows
        ] == [
            {"name": "Nana Sofinah"},
            {"text": "Atap bocor"},
        ]


async def test_a_copied_journal_opens_no_name(tmp_path: Path) -> None:
    """Keys rest in boxes only the secret beside the journal opens."""
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        await device.written("member_added", household, **NANA)
        async with device.journal.reading() as reading:
            (key,) = await reading.keys(StreamId(household))
    assert crypto.unseal(b"?" * 32, key.sealed) is None
    for file in (tmp_path / "d").iterdir():
        if file.is_file():
            assert b"Nana" not in file.read_bytes()


async def test_ids_of_what_an_entry_first_names_are_made_and_told(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        registered = await device.written(
            "household_registered", region="36.03.06.2001", source="companion", notice_given=True
        )
        assert registered.made.keys() == {"household", "head"}
        assert registered.stream == registered.made["household"]
        member = await device.written("member_added", registered.stream, **NANA)
        assert member.made.keys() == {"member"}
        given = await device.written(
            "member_added", registered.stream, member=registered.made["head"], **NANA
        )
        assert given.made == {}


async def test_ids_may_be_written_by_their_beginning(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        device.clock.at_ms += 3_600_000
        member = (await device.written("member_added", household, **NANA)).made["member"]
        await device.written(
            "member_died", household[:13], member=member[:10], proof="stated", on="2018-12-14"
        )
        died = (await device.lines())[-1]
        assert died.stream == household
        assert msgspec.json.decode(died.body)["member"] == member


# --- who and when --------------------------------------------------------------------------------


async def test_what_another_said_names_who_typed_it(tmp_path: Path) -> None:
    other = "01900000-0000-7000-8000-00000000000a"
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        await device.written("household_visited", household, by=other, **VISIT)
        line = (await device.lines())[-1]
        assert (line.by, line.entered_by) == (other, ACTOR)


async def test_two_entries_never_bear_the_same_moment(tmp_path: Path) -> None:
    """Else two equal statements of one moment would be one event."""
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        for _ in range(3):
            await device.written("household_visited", household, yes=True, **VISIT)
        assert [line.at - START_MS for line in await device.lines()] == [0, 1, 2, 3]


async def test_a_clock_set_right_does_not_keep_the_wrong_year(tmp_path: Path) -> None:
    ten_years_ms = 10 * 365 * limits.DAY_MS
    async with a_device(tmp_path / "d") as device:
        device.clock.at_ms += ten_years_ms
        household = await device.a_household()
        device.clock.at_ms -= ten_years_ms
        await device.written("household_visited", household, **VISIT)
        assert [line.at for line in await device.lines()] == [START_MS + ten_years_ms, START_MS]


# --- acts ----------------------------------------------------------------------------------------


async def test_a_correction_finds_what_it_corrects_itself(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d", role="admin") as device:
        await device.written(
            "actor_registered", actor=ACTOR, role="pendamping", region="36.03", name="Zaenal"
        )
        household = await device.a_household()
        visit = await device.written("household_visited", household, **VISIT)
        corrected: dict[str, Any] = {"target": visit.event[:12], "field": "kind", "reason": "typo"}
        first = await device.written("fact_corrected", household, new="verification", **corrected)
        await device.written("fact_corrected", household, new="assessment", **corrected)
        bodies = [msgspec.json.decode(line.body) for line in (await device.lines())[-2:]]
        assert bodies == [
            {
                "target": visit.event,
                "field": "kind",
                "old": "routine",
                "new": "verification",
                "reason": "typo",
            },
            {
                "target": visit.event,
                "field": "kind",
                "old": "verification",
                "new": "assessment",
                "replaces": first.event,
                "reason": "typo",
            },
        ]


async def test_a_corrected_name_stays_out_of_the_line(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        member = await device.written("member_added", household, **NANA)
        await device.written(
            "fact_corrected",
            household,
            target=member.event,
            field="name",
            old="Nana Sofinah",
            new="Nana Sofiana",
            reason="misheard",
        )
        assert b"Nana" not in bytes((await device.lines())[-1].body)


async def test_a_proposal_carries_what_the_fold_says(tmp_path: Path) -> None:
    async with a_device(tmp_path / "d") as device:
        household = await device.a_household()
        await device.written(
            "programme_enrolled", household, programme="jamsosratu", kind="first", cohort_year=2018
        )
        proposed = await device.written("graduation_proposed", household, route="alamiah")
        body = msgspec.json.decode((await device.lines())[-1].body)
        assert proposed.made.keys() == {"proposal"}
        assert (body["rule_set"], body["as_of"]) == ("BANTEN-GRAD/1", "2018-12-14")
        assert {copy["id"] for copy in body["indicators"]} == {f"R{n}" for n in range(1, 13)}
