"""Who is shown by the API that a family is written down twice, and how much of the other side."""

from pathlib import Path
from typing import Any

import pytest

from server.answers.answering import Answering
from server.database import Row
from server.officers.duplicates import Basis, Case, Duplicates
from server.officers.identities import catch_up
from tests.builders import NIK, a_body, a_household, an_id
from tests.integration.two_registrations import NANA, two_registrations
from tests.office_app import LOG, OfficeApp, a_phone, an_office_app


@pytest.mark.parametrize(
    ("role", "region", "households"),
    [
        ("koordinator_kabupaten", "36.03", 2),
        ("province", "36", 2),
        ("koordinator_kecamatan", "36.03.07", 0),
    ],
)
async def test_the_api_shows_cases_to_those_who_decide_them(
    tmp_path: Path, database_url: str, role: Any, region: str, households: int
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        token = await two.office.token(role, region)
        found = await two.office.http.get("/v1/duplicates", headers=token)

        assert found.status_code == 200, found.text
        items = found.json()["items"]
        assert sum(len(item["sides"]) for item in items) == households
        assert NIK not in found.text


async def test_a_side_in_another_region_is_told_by_its_kecamatan_alone(
    tmp_path: Path, database_url: str
) -> None:
    async with two_registrations(tmp_path, database_url) as two:
        away = await two.phones[0].written(
            "household_registered", region="36.03.07.2001", source="companion",
            notice_given=True, yes=True,
        )  # fmt: skip
        await two.phones[0].written("member_added", away.stream, **NANA)
        await two.phones[0].sync()
        token = await two.office.token("koordinator_kecamatan", "36.03.07")

        found = await two.office.http.get("/v1/duplicates?basis=same_nik", headers=token)

        [item] = found.json()["items"]
        shown = {side["household"]: side["region"] for side in item["sides"]}
        assert shown == {None: "36.03.06", away.stream: "36.03.07.2001"}
        assert item["survivor"] is None or item["survivor"] == away.stream


@pytest.mark.parametrize("role", ["pendamping", "operator", "auditor"])
async def test_the_api_shows_no_cases_to_others(
    tmp_path: Path, database_url: str, role: Any
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        token = await office.token(role, "36.03")
        found = await office.http.get("/v1/duplicates", headers=token)
        odd = await office.http.get(
            "/v1/duplicates?basis=guess", headers=await office.token("admin", "36.03")
        )

    assert (found.status_code, found.json()["code"]) == (403, "not_entitled")
    assert (odd.status_code, odd.json()["code"]) == (400, "bad_query")


async def test_a_personal_part_that_comes_late_is_found_too(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        phone = await a_phone(office)
        names = [a_household("nana"), a_household("nana again")]
        for name in names:
            secret = phone.secret(name, name)
            phone.keys = (secret.grant,)
            part = secret.part(name="Nana", nik=NIK)
            body = a_body("member_added", member=an_id(name))
            line = secret.line(part, "member_added", body=body, on="2018-12-01")
            registered = phone.line(
                "household_registered", stream=name, on="2018-12-01", number=len(phone.lines)
            )
            if name == names[0]:
                await phone.write(registered, line, parts=[None, part])
            else:
                await phone.write(registered, line, parts=[None, None])
                late = (len(phone.lines), part)
        assert await cases_of(office) == []

        phone.parts[late[0] - 1] = late[1]
        await phone.sync(phone.batch(late[0]))

        assert len(await cases_of(office)) == 0, "it waits in review until somebody released it"
        [kept] = [row for row in await rows_of(office) if row["household"] == names[1]][:1]
        assert kept["kind"] in ("nik", "name")


async def cases_of(office: OfficeApp) -> list[Case]:
    await catch_up(office.office, office.desk)
    async with office.office.database.read() as transaction:
        looking = Duplicates(transaction, LOG, Answering(), office.office.now_ms())
        bases: tuple[Basis, ...] = ("same_nik",)
        return await looking.cases(bases)


async def rows_of(office: OfficeApp) -> list[Row]:
    names = [str(a_household("nana")), str(a_household("nana again"))]
    async with office.office.database.read() as transaction:
        return list(await transaction.fetch("identities.of_households", LOG, names))
