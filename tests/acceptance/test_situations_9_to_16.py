"""Situations 9 to 16 of the field: families that change, decisions, devices that are lost or wrong,
regions and figures that are new.

Each is played on two devices and an office, on both databases; `test_situations_1_to_8.py` has the
others.
"""

from client_sync.writing.record import Recorded
from events.types import HouseholdRegistered
from tests.acceptance.field import (
    DESA,
    WORKSHOP,
    Family,
    Field,
    K,
    corrected,
    played,
    refused,
    sold,
)
from tests.synced import VISIT, a_synced_device


async def graduated(field: Field, effective: str) -> tuple[Family, str]:
    """A family that left the programme for good, and the proposal it was decided on."""
    family = await field.family()
    await field.zaenal.written(
        "wellbeing_surveyed", family.household, food_deficit_12m="none", savings=1_200_000
    )
    made = await field.zaenal.written("graduation_proposed", family.household, route="alamiah")
    await field.sync()
    proposal = made.made["proposal"]
    approve = ("decide", proposal, "--decision", "approved")
    await field.story.ask(*approve, "--level", "kabupaten", *K)
    await field.story.ask(
        *approve, "--level", "province", "--by", "Provinsi", "--reason", "Setuju",
        "--effective", effective,
    )  # fmt: skip
    return family, proposal


@played()
async def test_situation_9_who_marries_has_a_household_and_the_past_stays_where_it_was(
    field: Field,
) -> None:
    family = await field.family()
    await field.workshop(family)
    child = await field.member(family)
    await field.zaenal.written("household_visited", family.household, on="2018-12-10", **VISIT)
    await sold(field.zaenal, family, 215)
    await field.sync()

    done = await field.story.ask(
        "split", family.household, "--member", child, "--head", child, "--reason", "married",
        "--enterprise", WORKSHOP, "--by", "Kabupaten",
    )  # fmt: skip

    old = await field.agreed(family.household)
    new = await field.agreed(done["new_household"])
    assert (old.household.status, old.household.members) == ("active", 1)
    assert (new.household.status, new.household.members) == ("candidate", 1)
    assert [split.members for split in old.household.splits.into] == [(child,)]
    assert [split.household for split in new.household.splits.out_of] == [family.household]
    assert old.household.last_met == "2018-12-10"
    assert new.household.last_met is None
    assert old.enterprise is None or old.enterprise.owner == done["new_household"]


@played()
async def test_situation_10_a_death_leaves_questions_and_who_heads_the_family_is_decided_by_people(
    field: Field,
) -> None:
    family = await field.family()
    await field.workshop(family)
    spouse = await field.member(family, relation="pasangan", birth_year=1975, name="Ruhiyat")
    child = await field.member(family)
    await field.sync()
    field.day("2018-12-18")
    await field.zaenal.written(
        "member_died", family.household, member=family.head, proof="surat_desa"
    )

    mourning = await field.agreed(family.household)
    asked = {question.code for question in mourning.questions}
    assert {"head", "payee", "owner"} <= asked
    assert mourning.enterprise is not None
    assert mourning.enterprise.owner == family.head, "its start stays, its new owner is asked"
    assert mourning.due is not None
    assert mourning.due.why == ()
    later = await field.agreed(family.household, "2018-12-26")
    assert later.due is not None
    assert "unvisited" in later.due.why

    heads = {}
    for device, head in ((field.zaenal, spouse), (field.rina, child)):
        written = await device.written(
            "head_changed", family.household, old_head=family.head, new_head=head, reason="death"
        )
        heads[head] = written.event
    both = await field.agreed(family.household)
    assert both.household.head is None
    assert "to_confirm" in both.household.flags
    (conflict,) = both.conflicts
    assert {claim.value for claim in conflict.claims} == {spouse, child}
    await field.story.ask(
        "resolve", conflict.key, "--household", family.household, "--kept", heads[spouse],
        "--rule", "supervisor", *K,
    )  # fmt: skip
    await field.rina.written("payee_set", family.household, member=spouse)
    decided = await field.agreed(family.household)
    assert (decided.household.head, decided.household.flags) == (spouse, ("unvisited",))
    asked = {question.code for question in decided.questions}
    assert "no_kk" in asked
    assert asked.isdisjoint({"head", "payee"})


@played()
async def test_situation_10_after_the_last_member_an_exit_is_due_and_nobody_is_sent_there(
    field: Field,
) -> None:
    family = await field.family()
    await field.zaenal.written(
        "member_died", family.household, member=family.head, proof="surat_desa"
    )

    said = await field.agreed(family.household, "2019-06-01")

    assert said.household.flags == ("no_member",)
    proposed = await field.rina.written(
        "exit_proposed", family.household, programme="jamsosratu", reason="no_member"
    )
    await field.sync()
    await field.story.ask(
        "decide", proposed.made["proposal"], "--decision", "approved", "--effective",
        "2018-12-14", *K,
    )  # fmt: skip
    assert (await field.agreed(family.household)).household.status == "exited"


@played()
async def test_situation_11_a_birth_told_late_opens_commitments_from_now_and_claims_no_money(
    field: Field,
) -> None:
    family = await field.family()
    field.day("2019-03-10")
    baby = await field.member(family, birth_year=2018, on="2018-06", late="told_late")
    await field.zaenal.written(
        "component_recorded", family.household, member=baby, component="usia_dini",
        starts="2018-06", on="2018-06", late="told_late",
    )  # fmt: skip
    field.day("2019-06-05")

    said = await field.agreed(family.household)

    assert said.household.members == 2
    for device in field.devices:
        grid = await field.commitments(device, family.household)
        assert [cell.month for cell in grid] == ["2019-03", "2019-04", "2019-05"]
    assert (await field.story.ask("payments"))["items"] == []


@played()
async def test_situation_12_a_decision_stands_on_its_copy_and_what_came_later_is_confirmed(
    field: Field,
) -> None:
    family, proposal = await graduated(field, "2019-02-01")
    field.day("2018-12-20")
    contrary = await field.rina.written(
        "wellbeing_surveyed", family.household, on="2018-12-14", food_deficit_12m="often",
        savings=1_200_000,
    )  # fmt: skip
    assert (await field.story.ask("proposals"))["items"] == []

    said = await field.agreed(family.household, "2019-02-01")

    assert said.household.status == "graduated"
    assert {"decision_basis_changed", "to_confirm"} <= {*said.household.flags}
    file = await field.story.ask("decision", proposal)
    assert [(each["id"], each["then"]["verdict"]) for each in file["changed"]] == [("R3", "met")]
    assert file["changed"][0]["unknown_then"] == [contrary.event]
    await field.story.ask("decide", proposal, "--decision", "approved", "--level", "kabupaten", *K)
    confirmed = await field.agreed(family.household, "2019-02-01")
    assert "to_confirm" not in confirmed.household.flags
    assert "decision_basis_changed" in confirmed.household.flags


@played()
async def test_situation_13_a_lost_phone_takes_nothing_along_that_the_office_had(
    field: Field,
) -> None:
    family = await field.family()
    await field.zaenal.written("household_visited", family.household, on="2018-12-10", **VISIT)
    await field.zaenal.sync()
    lost = await field.zaenal.written(
        "household_visited", family.household, on="2018-12-13", **VISIT
    )
    await field.story.ask("revoke", field.zaenal.profile.device, "--reason", "lost")
    field.day("2019-02-01")

    async with a_synced_device(
        field.story.office, field.home / "another", "Zaenal", seed="another phone"
    ) as another:
        await another.sync()
        assert (await field.on(another, family.household)).household.last_met == "2018-12-10"
        again = await another.written(
            "household_visited", family.household, on="2018-12-13", basis="stated",
            late="phone_lost", **VISIT,
        )  # fmt: skip
        await another.sync()
        await field.rina.sync()
        for device in (another, field.rina):
            said = await field.on(device, family.household)
            assert said == await field.office(family.household)
            assert said.household.last_met == "2018-12-13"
            line = (await field.history(device, family.household))[again.event]
            assert (line.basis, line.late, line.flags) == ("stated", "phone_lost", ())

    # The phone is found: what it brings waits for an officer, and counts for nothing meanwhile.
    await field.zaenal.sync()
    (waiting,) = (await field.story.ask("review"))["items"]
    assert (waiting["event"], waiting["codes"]) == (lost.event, ["revoked"])


@played()
async def test_situation_14_what_a_wrong_clock_dates_ahead_counts_once_its_author_corrects_it(
    field: Field,
) -> None:
    family = await field.family()
    field.day("2018-12-20")
    field.zaenal.clock.at_ms += 366 * 86_400_000
    written = await field.zaenal.written(
        "household_visited", family.household, on="2019-12-20", **VISIT
    )
    await field.sync()
    field.day("2018-12-20")

    for _ in range(2):
        said = await field.agreed(family.household)
        flags = (await field.entry(family.household, written.event)).flags
        assert {*flags} == {"clock_suspect", "future_date"}
        assert said.household.last_met is None
        field.day("2018-12-21")
    assert {*(await field.doubts(field.zaenal))[written.event]} == {*flags}
    assert (await field.story.ask("review"))["items"] == [], "its author sees it first"

    await corrected(field.zaenal, family.household, written.event, "on", "2018-12-20")
    assert (await field.agreed(family.household)).household.last_met == "2018-12-20"


@played()
async def test_situation_15_an_old_code_stays_in_its_events_and_counts_under_the_new_one(
    field: Field,
) -> None:
    family = await field.family()
    new = "36.03.40.2001"
    await field.story.ask(
        "record", "region_changed", "--code", new, "--name", "Pasir Ampo Baru",
        "--replaces", DESA, "--by", "Provinsi",
    )  # fmt: skip

    said = await field.agreed(family.household)

    assert said.household.region == new
    registered, *_ = (await field.history(field.rina, family.household)).values()
    assert isinstance(registered.body, HouseholdRegistered)
    assert registered.body.region == DESA, "no entry is written anew"
    rolled = await field.story.ask("rollup", "36.03", "--by", "desa")
    assert [row["key"] for row in rolled["groups"]] == [new]
    unknown = await field.rina.written(
        "address_changed", family.household, region="36.03.77.2001", kind="other_desa"
    )
    assert isinstance(unknown, Recorded)
    assert [problem.code for problem in unknown.warnings] == ["unknown_region"]
    assert await refused(
        field.rina, "address_changed", family.household, region="36.3.77", kind="other_desa"
    ) == ["bad_region"]
    assert (await field.agreed(family.household)).household.region == "36.03.77.2001"


@played()
async def test_situation_16_a_line_published_later_changes_no_decision_and_no_old_answer(
    field: Field,
) -> None:
    field.day("2019-12-10")
    family, _ = await graduated(field, "2019-12-10")
    before = await field.agreed(family.household)
    assert before.readiness.indicators["R1"].threshold is None
    known_at = field.zaenal.clock.at_ms

    field.day("2020-01-20")
    await field.story.ask(
        "record", "parameter_set", "--name", "poverty_line", "--region", "36", "--valid-from",
        "2019-09-01", "--valid-to", "2020-02-29", "--value", "470000", "--source",
        "BPS Banten", "--by", "Provinsi",
    )  # fmt: skip

    now = await field.agreed(family.household, "2019-12-10")
    assert now.readiness.indicators["R1"].threshold == 470_000
    assert (now.household.status, before.household.flags) == ("graduated", ())
    assert now.household.flags == ("decision_basis_changed",), "shown beside it, never undone"
    then = await field.office(family.household, "2019-12-10", known_at)
    assert (then.readiness, then.household) == (before.readiness, before.household)
