"""Who is written down twice: found by keyed hashes, suggested by names, named for a purpose."""

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from events import crypto
from server.answers.answering import Answering
from server.keys import read_keys
from server.officers.identities import catch_up
from tests.builders import NIK, NO_KK, an_id
from tests.integration.written_twice import (
    ELSEWHERE,
    NANA,
    OTHER,
    cases,
    lives,
    lives_there,
    twice,
    writes,
)
from tests.integration.written_twice import office as office
from tests.office_app import a_family, a_phone, an_office_app
from tests.office_terminal import Office

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
