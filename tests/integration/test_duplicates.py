"""Who is written down twice: found by keyed hashes, decided by people, undone by people.

The commands are those of the office, given as a koordinator gives them, on both databases.
"""

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from events import crypto
from events.ids import HouseholdId, LogId
from server.answers.answering import Answering
from server.answers.readmodels import ReadModels
from server.database import open_database
from server.keeping.keys import read_keys
from server.officers.identities import catch_up
from tests.builders import NIK, NO_KK, an_id
from tests.office_app import a_family, a_phone, an_office_app
from tests.office_terminal import Office

NANA, OTHER = str(an_id("nana's household")), str(an_id("nana, written down again"))
KRESEK, ELSEWHERE = "36.03.06.2001", "36.03.07.2001"
NAMES = {"nana": "Nana Sofinah", "ujang": "Ujang"}


@pytest.fixture
def office(
    tmp_path: Path,
    database_url: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Office:
    """An office with a koordinator."""
    made = Office(tmp_path / "office", database_url, capsys, monkeypatch)
    assert made.run("init", "--log", "36.03", "--deployment", "banten")[0] == 0
    made.ask("invite", "Sri", "--role", "koordinator_kabupaten", "--region", "36.03")
    return made


def writes(
    office: Office, type_: str, household: str, on_: str | None = None, **fields: Any
) -> str:
    """An entry of the koordinator's; its event id."""
    on_day = () if on_ is None else ("--on", on_, "--late", "paper_first")
    found = office.ask(
        "record", type_, "--by", "Sri", "--household", household, *on_day,
        "--fields", json.dumps(fields),
    )  # fmt: skip
    return str(found["event"])


def lives(office: Office, household: str, region: str = KRESEK, enrolled: str = "2016") -> None:
    writes(
        office, "household_registered", household, head=an_id(f"nana in {household}"),
        region=region, source="musdes", notice_given=True,
    )  # fmt: skip
    writes(
        office, "programme_enrolled", household, enrolled, programme="jamsosratu", kind="first",
        cohort_year=int(enrolled),
    )  # fmt: skip


def lives_there(office: Office, household: str, who: str, **fields: Any) -> str:
    """A member of a household; the event that adds the person."""
    given = {
        "member": an_id(f"{who} in {household}"),
        "nik_status": "stated",
        "sex": "p",
        "birth_year": 1978,
        "relation": "kepala" if who == "nana" else "anak",
        "in_same_kk": True,
        "name": NAMES[who],
    }
    return writes(office, "member_added", household, **{**given, **fields})


def twice(office: Office) -> None:
    """Nana in two households, her NIK in both."""
    lives(office, OTHER, enrolled="2018")
    lives(office, NANA, enrolled="2016")
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, OTHER, "nana", nik=f"{NIK[:6]} {NIK[6:]}".replace(" ", ""))


def cases(office: Office, *options: str) -> list[tuple[str, list[str]]]:
    found = office.ask("duplicates", *options)["cases"]
    return [(each["basis"], [side["household"] for side in each["sides"]]) for each in found]


def card(office: Office, household: str) -> Any:
    """Status, alias and members as the read models have them, which `verify` finds sound."""
    office.ask("project")
    assert office.ask("verify", "--processes", "0")["difference_count"] == 0

    async def read() -> Any:
        database = await open_database(office.environment["JEJAK_DATABASE"])
        try:
            async with database.read() as transaction:
                models = await ReadModels.open(transaction, LogId("36.03"))
                return await models.card(HouseholdId(household))
        finally:
            await database.close()

    found = asyncio.run(read())
    return found.status, found.alias_of, found.members


# --- finding --------------------------------------------------------------------------------------


def test_one_nik_in_two_households_is_a_case_and_the_earlier_enrolment_would_go_on(
    office: Office,
) -> None:
    twice(office)

    [found] = office.ask("duplicates", "--basis", "same_nik")["cases"]

    assert found["survivor"] == NANA
    assert [side["household"] for side in found["sides"]] == [NANA, OTHER]
    assert [side["enrolled"] for side in found["sides"]] == ["2016", "2018"]
    assert found["age_days"] == 0
    code, out, _ = office.run("duplicates", "--basis", "same_nik")
    assert (code, "NIK sama" in out, "jejak-server merge" in out) == (0, True, True)


def test_a_number_is_kept_as_a_keyed_hash_alone(office: Office, tmp_path: Path) -> None:
    twice(office)
    office.ask("duplicates")
    _, out, err = office.run("duplicates")

    assert NIK not in out + err
    if office.environment["JEJAK_DATABASE"].startswith("sqlite"):
        database = sqlite3.connect(tmp_path / "office.sqlite")
        hashes = {mac for (mac,) in database.execute("SELECT mac FROM identity WHERE kind = 'nik'")}
        database.close()
        assert len(hashes) == 1
        pepper = read_keys(office.data / "keys").nik_pepper
        assert hashes == {crypto.mac(pepper, f"jejak.identity.v1\0nik\0{NIK}".encode()).hex()}
        everything = b"".join(path.read_bytes() for path in tmp_path.glob("office.sqlite*"))
        assert NIK.encode() not in everything


def test_a_corrected_number_closes_the_case_and_another_opens_it(office: Office) -> None:
    twice(office)
    other = f"{NIK[:10]}79{NIK[12:]}"
    added = lives_there(office, NANA, "ujang", nik=other, birth_year=1979)
    assert len(cases(office, "--basis", "same_nik")) == 1

    writes(
        office, "fact_corrected", NANA, target=added, field="nik", reason="typo", old=other,
        new=f"{NIK[:10]}81{NIK[12:]}",
    )  # fmt: skip
    assert len(cases(office, "--basis", "same_nik")) == 1

    verified = an_id(f"nana in {OTHER}")
    writes(
        office, "identity_verified", OTHER, member=verified, kind="nik", how="ktp_seen",
        number=f"{NIK[:10]}81{NIK[12:]}",
    )  # fmt: skip
    [case] = office.ask("duplicates", "--basis", "same_nik")["cases"]
    assert {side["member"] for side in case["sides"]} == {verified, an_id(f"ujang in {NANA}")}


def test_who_has_left_or_was_voided_is_in_no_case(office: Office) -> None:
    twice(office)
    writes(office, "member_left", OTHER, member=an_id(f"nana in {OTHER}"), reason="moved")

    assert cases(office) == []


def test_equal_names_birth_years_and_desa_only_suggest(office: Office) -> None:
    lives(office, NANA)
    lives(office, OTHER)
    lives_there(office, NANA, "nana")
    lives_there(office, OTHER, "nana", name="NANA  SOPINAH")
    assert cases(office) == [("same_people", [NANA, OTHER])]
    assert cases(office, "--basis", "same_nik") == []

    elsewhere = str(an_id("far away"))
    lives(office, elsewhere, ELSEWHERE)
    lives_there(office, elsewhere, "nana")
    older = str(an_id("born earlier"))
    lives(office, older)
    lives_there(office, older, "nana", birth_year=1958)
    assert cases(office) == [("same_people", [NANA, OTHER])]


def test_one_family_card_in_two_households_is_a_case(office: Office) -> None:
    for household in (NANA, OTHER):
        lives(office, household)
        lives_there(office, household, "nana", birth_year=1970 + (household == NANA))
        member = an_id(f"nana in {household}")
        writes(
            office, "identity_verified", household, member=member, kind="kk", how="kk_seen",
            number=NO_KK,
        )  # fmt: skip

    assert cases(office) == [("same_kk", [NANA, OTHER])]


def test_the_index_made_again_from_the_log_is_the_same(office: Office) -> None:
    twice(office)
    before = cases(office)

    found = office.ask("duplicates", "--again")
    assert [each["basis"] for each in found["cases"]] == [basis for basis, _ in before]
    assert cases(office) == before


def test_names_are_opened_for_a_purpose_and_leave_an_event(office: Office) -> None:
    twice(office)
    assert "missing_by" in office.refusal("duplicates", "--names", "service")

    opened = office.ask("duplicates", "--names", "service", "--by", "Sri")["names"]

    assert set(opened.values()) == {"Nana Sofinah"}


# --- deciding -------------------------------------------------------------------------------------


def test_situation_4_two_registrations_become_one_and_two_again(office: Office) -> None:
    twice(office)
    lives_there(office, OTHER, "ujang", birth_year=2009)

    done = office.ask("merge", OTHER, NANA, "--by", "Sri", "--basis", "same_nik")

    assert (done["survivor"], done["merged"]) == (NANA, OTHER)
    assert done["same"] == {an_id(f"nana in {OTHER}"): an_id(f"nana in {NANA}")}
    assert done["more"] == [an_id(f"ujang in {OTHER}")]
    assert cases(office) == []
    assert card(office, NANA) == ("active", None, 2)
    assert card(office, OTHER) == ("merged", NANA, 0)

    # A companion who knows nothing of it writes under the old name and id.
    writes(office, "component_recorded", OTHER, member=an_id(f"nana in {OTHER}"),
           component="hamil_nifas", starts="2018-11")  # fmt: skip
    assert card(office, NANA) == ("active", None, 2)
    assert "is_alias" in office.refusal(
        "merge", OTHER, str(an_id("a third")), "--by", "Sri", "--basis", "same_kk"
    )

    undone = office.ask("unmerge", NANA, OTHER, "--by", "Sri", "--reason", "bukan orang yang sama")

    assert undone["acts"] == [done["act"]]
    assert card(office, NANA) == ("active", None, 1)
    assert card(office, OTHER) == ("active", None, 2)
    assert len(cases(office, "--basis", "same_nik")) == 1
    assert "not_merged" in office.refusal("unmerge", NANA, OTHER, "--by", "Sri")


def test_people_without_a_number_are_one_where_the_koordinator_says_so(office: Office) -> None:
    for household in (NANA, OTHER):
        lives(office, household)
        lives_there(office, household, "nana")
    ours, theirs = an_id(f"nana in {NANA}"), an_id(f"nana in {OTHER}")

    done = office.ask(
        "merge", NANA, OTHER, "--by", "Sri", "--basis", "same_people", "--survivor", NANA,
        "--same", f"{ours}={theirs}",
    )  # fmt: skip

    assert (done["same"], done["more"]) == ({theirs: ours}, [])
    assert card(office, NANA) == ("active", None, 1)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((NANA, NANA), "same_household"),
        ((NANA, str(an_id("nobody"))), "unknown_household"),
        ((NANA, "0190"), "missing_household"),
        ((NANA, OTHER, "--survivor", str(an_id("nobody"))), "unknown_survivor"),
        ((NANA, OTHER, "--same", "nana"), "bad_pair"),
        ((NANA, OTHER, "--same", f"{an_id('x')}={an_id('y')}"), "unknown_member"),
        ((NANA, OTHER, "--on", "kemarin"), "bad_day"),
    ],
)
def test_a_merge_that_cannot_be_meant_writes_nothing(
    office: Office, arguments: tuple[str, ...], code: str
) -> None:
    twice(office)
    size = office.ask("project")["position"]

    assert code in office.refusal("merge", *arguments, "--by", "Sri", "--basis", "same_nik")
    assert office.ask("project")["position"] == size


def test_who_may_not_merge_or_split_is_told_so(office: Office) -> None:
    twice(office)
    office.ask("invite", "Zaenal", "--role", "pendamping", "--region", "36.03.06")

    assert "role_not_allowed" in office.refusal(
        "merge", NANA, OTHER, "--by", "Zaenal", "--basis", "same_nik"
    )


def test_situation_9_a_child_who_marries_has_a_household_of_their_own(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    added = lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    child = an_id(f"ujang in {NANA}")
    writes(office, "fact_corrected", NANA, target=added, field="name", reason="typo",
           old="Ujang", new="Ujang Sopian")  # fmt: skip
    writes(office, "enterprise_started", NANA, enterprise=an_id("bengkel"), owner=child,
           kind="bengkel", origin="own_skill")  # fmt: skip

    done = office.ask(
        "split", NANA, "--by", "Sri", "--member", child, "--head", child, "--reason", "married",
        "--region", ELSEWHERE, "--enterprise", an_id("bengkel"),
    )  # fmt: skip

    new = done["new_household"]
    assert done["programme_stays_with"] == NANA
    assert card(office, NANA) == ("active", None, 1)
    assert card(office, new) == ("candidate", None, 1)
    code, out, _ = office.run("duplicates", "--names", "service", "--by", "Sri")
    assert (code, "Tidak ada" in out) == (0, True), "who moved is nobody's duplicate"
    assert "nobody_stays" in office.refusal(
        "split", NANA, "--by", "Sri", "--member", str(an_id(f"nana in {NANA}")),
        "--head", str(an_id(f"nana in {NANA}")), "--reason", "other",
    )  # fmt: skip
    assert "unknown_member" in office.refusal(
        "split", NANA, "--by", "Sri", "--member", child, "--head", child, "--reason", "other"
    )


def test_those_who_stay_are_not_left_without_a_head_by_the_way(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    head = str(an_id(f"nana in {NANA}"))
    asked = ("split", NANA, "--by", "Sri", "--member", head, "--head", head, "--reason", "divorce")

    code, out, err = office.run(*asked)
    assert (code, out) == (5, "")
    assert head in err and "head_changed" in err and "--yes" in err
    assert card(office, NANA) == ("active", None, 2), "nothing was written"
    assert office.run(*asked, "--yes")[0] == 0
    assert card(office, NANA) == ("active", None, 1)


def test_an_officer_of_another_region_splits_no_household(office: Office) -> None:
    lives(office, NANA)
    lives_there(office, NANA, "nana", nik=NIK)
    lives_there(office, NANA, "ujang", birth_year=1998, sex="l")
    child = str(an_id(f"ujang in {NANA}"))
    office.ask("invite", "Tuti", "--role", "koordinator_kecamatan", "--region", "36.03.07")
    assert "outside_region" in office.refusal(
        "split", NANA, "--by", "Tuti", "--member", child, "--head", child, "--reason", "married"
    )
    assert card(office, NANA) == ("active", None, 2)


# --- many readers ---------------------------------------------------------------------------------


async def test_many_readers_at_once_cost_one_look_until_something_changes(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folding the households of five hundred groups is a second of the office's work."""
    looked: list[str] = []
    gathered = Answering.gathered

    async def counted(self: Answering, *asked: Any) -> Any:
        looked.append(asked[2])
        return await gathered(self, *asked)

    monkeypatch.setattr(Answering, "gathered", counted)
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        for name in ("one", "two"):
            family = await a_family(phone, name)
            secret = phone.secret(name, family)
            phone.keys = (secret.grant,)
            part = secret.part(name="Nana", nik=NIK)
            await phone.write(secret.line(part, "member_added"), parts=[part])
        reader = await office.token("koordinator_kabupaten", "36.03")

        async def ask(kind: str) -> Any:
            answer = await office.http.get(f"/v1/{kind}", headers=reader)
            assert answer.status_code == 200, answer.text
            return answer.json()

        await catch_up(office.office, office.desk)
        answers = await asyncio.gather(*(ask("duplicates?basis=same_nik") for _ in range(9)))
        assert all(answer == answers[0] for answer in answers)
        assert len(answers[0]["items"]) == 1
        assert len(looked) == 2, "each of the two households once"
        await asyncio.gather(*(ask("payments") for _ in range(9)))
        assert len(looked) == 4
        await phone.write(phone.line(number=9))
        await ask("duplicates?basis=same_nik")
        assert len(looked) == 6
