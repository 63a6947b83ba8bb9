"""A family is seen by whoever has its region or was given it, and by nobody else, whatever road
they try: every page a reader can ask for, every part of a sync, forged acts.
"""

from pathlib import Path
from typing import Final

import msgspec
import pytest

from events import limits
from events.entry import KeyGrant
from events.ids import DeviceId, HouseholdId, StreamId
from events.repair import ANY_DEVICE, Part
from events.types import REGISTRY
from events.types.fields import Role
from events.wire import Filling, SyncReply
from server.exchange.assigning import settle
from tests.builders import a_body, an_id
from tests.integration.test_attacks import KRESEK
from tests.integration.test_attacks_requests import described
from tests.office_app import Phone, a_family, a_phone, an_office_app
from tests.reading import until_projected

ELSEWHERE: Final = "36.03.07"
HERE_VILLAGE: Final = "36.03.06.2001"
THERE_VILLAGE: Final = "36.03.07.2001"
SECRET: Final = "Rahasiawati"


async def a_told_family(phone: Phone) -> HouseholdId:
    """A family of whom an entry of every type was written, and one with personal fields."""
    nana = await a_family(phone, "nana", HERE_VILLAGE)
    types = [name for name, known in REGISTRY.items() if "household" in known.streams]
    secret = phone.secret("family", nana)
    phone.keys = (secret.grant,)
    part = secret.part(note=SECRET)
    plain = [phone.line(name, number=at, stream=nana) for at, name in enumerate(sorted(types))]
    sent = await phone.write(secret.line(part), *plain, parts=[part, *[None] * len(plain)])
    phone.keys = ()
    await until_projected(phone.office, sent.size)
    return HouseholdId(nana)


# --- readers --------------------------------------------------------------------------------------


READERS: Final[tuple[Role, ...]] = ("pendamping", "koordinator_kecamatan", "province", "auditor")


async def test_no_page_shows_a_reader_a_family_of_another_region(
    tmp_path: Path, database_url: str
) -> None:
    """Every route that the office's own description names, also asked for that region."""
    async with an_office_app(tmp_path, database_url) as office:
        nana = await a_told_family(await a_phone(office, "Zaenal", region=KRESEK))
        actor = await office.actor("Dua", "koordinator_kecamatan", ELSEWHERE)
        enterprise = a_body("enterprise_started").enterprise  # type: ignore[attr-defined]
        urls = [
            path.replace("{household}", nana).replace("{enterprise}", enterprise)
            for path, methods in (await described(office)).items()
            if methods.get("get", {}).get("security")
        ]
        assert len(urls) > 12

        async def shown(role: Role, region: str) -> list[str]:
            header = await office.token(role, region, actor.id)
            queries = ("", f"?region={KRESEK}", "?kind=late", "?personal=service")
            return [
                url + query
                for url in urls
                for query in queries
                if holds_any(
                    (await office.http.get(url + query, headers=header)).text,
                    {nana, enterprise, SECRET} - set(url.split("/")),
                )
            ]

        for role in READERS:
            assert await shown(role, ELSEWHERE) == [], role
        assert len(await shown("koordinator_kecamatan", KRESEK)) > 5


async def test_who_asks_for_a_family_of_another_region_is_told_nothing_and_written_down(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A family that nobody has is answered, and written down, in the same way."""
    monkeypatch.setattr(limits, "REFUSED_READS_PER_TOKEN_MAX", 4)
    async with an_office_app(tmp_path, database_url) as office:
        nana = await a_told_family(await a_phone(office, "Zaenal", region=KRESEK))
        spy = await office.actor("Dua", "koordinator_kecamatan", ELSEWHERE)
        spies = await office.token("koordinator_kecamatan", ELSEWHERE, spy.id)
        own = await office.token("koordinator_kecamatan", KRESEK)
        nobody, enterprise = an_id("nobody"), a_body("enterprise_started").enterprise  # type: ignore[attr-defined]
        answers = [
            await office.http.get(f"/v1/{path}", headers=spies)
            for path in (
                f"households/{nana}", f"households/{nana}/history?personal=service",
                f"enterprises/{enterprise}", f"households/{nobody}", f"proposals/{nobody}",
                *(f"households/{an_id(str(number))}" for number in range(3)),
            )
        ]  # fmt: skip
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.text for answer in answers}) == 1, "nothing tells one from another"
        assert (await office.http.get(f"/v1/households/{nana}", headers=own)).status_code == 200

        overseer = await office.token("auditor", "36.03")
        page = (await office.http.get("/v1/access/refused", headers=overseer)).json()["items"]
        found = {each["asked"]: (each["times"], each["registered"]) for each in page}
        assert found[nana] == (2, HERE_VILLAGE)
        assert found[enterprise] == (1, None)
        assert found[nobody] == (2, None)
        assert found[""] == (2, None), "so many ids of a token are kept, the rest is counted"
        assert {(each["actor"], each["role"], each["region"]) for each in page} == {
            (spy.id, "koordinator_kecamatan", ELSEWHERE)
        }
        for reader in (spies, own):
            answer = await office.http.get("/v1/access/refused", headers=reader)
            assert answer.status_code == 403


def holds_any(text: str, secrets: set[str]) -> bool:
    return any(secret in text for secret in secrets)


# --- devices --------------------------------------------------------------------------------------


async def seen_by(phone: Phone, nana: HouseholdId, keys: tuple[KeyGrant, ...] = ()) -> bool:
    """True when any road of a sync tells this phone of a family: each is tried."""
    looks = (
        Part(nana, ANY_DEVICE, 0, 0, 0, 0, bytes(16)),
        Part(nana, DeviceId("ab" * 16), 0, 0, 9, 1, bytes(16)),
    )
    whole = await phone.sync(scope_version=2**40)
    version = whole.scope.version if whole.scope is not None else 0
    head = phone.cursor[0], whole.size
    replies = [
        whole,
        await phone.sync(cursor=(head[0], 0), scope_version=version, echo=True),
        await phone.sync(
            cursor=head, scope_version=version, looks=looks, check_after="",
            filling=(Filling(nana, 0, head[1]),), keys_wanted=tuple(grant.id for grant in keys),
        ),
        await phone.sync(cursor=(head[0], 0), scope_version=version, pages_only=True),
    ]  # fmt: skip
    return any(told(reply, nana) for reply in replies)


def told(reply: SyncReply, nana: HouseholdId) -> bool:
    """True when a reply holds a line of a family, or names it in anything but lines."""
    items = [*(reply.page.items if reply.page else ())]
    items += [item for fill in reply.fills for item in fill.items]
    items += [item for found in reply.found for item in found.items or ()]
    if any(b'"stream":"' + nana.encode() in item.line for item in items):
        return True
    fills = [fill.household for fill in reply.fills]
    rest = (reply.scope, fills, reply.digests, reply.checked, reply.found, reply.keys)
    return nana.encode() in msgspec.json.encode(rest)


async def test_the_roads_of_a_sync_lead_to_a_family_in_scope(
    tmp_path: Path, database_url: str
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        nana = await a_told_family(await a_phone(office, "Zaenal", region=KRESEK))
        assert await seen_by(await a_phone(office, "Lain", region=KRESEK), nana)


FORGED: Final[dict[Role, tuple[str, ...]]] = {
    "pendamping": ("nothing", "household_registered", "address_changed", "companion_assigned"),
    "koordinator_kecamatan": ("companion_assigned", "merged into siti", "siti merged"),
}


@pytest.mark.parametrize("role", FORGED)
async def test_no_forged_entry_opens_a_family_of_another_region(
    tmp_path: Path, database_url: str, role: Role
) -> None:
    async with an_office_app(tmp_path, database_url) as office:
        here = await a_phone(office, "Zaenal", region=KRESEK)
        nana = await a_told_family(here)
        spy = await a_phone(office, "Dua", role, ELSEWHERE)
        reader = await office.token(role, ELSEWHERE, spy.reply.actor)
        grants = (here.secret("family", StreamId(nana)).grant,)
        for at, forged in enumerate(FORGED[role]):
            siti = HouseholdId(await a_family(spy, f"siti {at}", THERE_VILLAGE))
            await spy.write(*forgeries(spy, forged, nana, siti))
            await settle(office.desk.device)
            await until_projected(office, (await spy.write(spy.line(number=99 + at))).size)

            assert not await seen_by(spy, nana, grants), forged
            for url in (f"/v1/households/{siti}", f"/v1/households/{siti}/history"):
                answer = await office.http.get(url + "?personal=service", headers=reader)
                assert not holds_any(answer.text, {SECRET, "enterprise_started"}), forged


def forgeries(spy: Phone, name: str, nana: HouseholdId, siti: HouseholdId) -> list[bytes]:
    """What a spy writes into the stream of a family it does not see, and its own."""
    if name == "nothing":
        return []
    if name in ("merged into siti", "siti merged"):
        survivor, merged = (siti, nana) if name == "merged into siti" else (nana, siti)
        act = an_id(f"forged merge {name}")
        body = a_body("households_merged", act=act, survivor=survivor, merged=merged)
        return [spy.line("households_merged", stream=stream, body=body) for stream in (nana, siti)]
    if name == "companion_assigned":
        body = a_body(name, companion=spy.reply.actor, effective_on="2018-12-01")
    else:
        body = a_body(name, region=THERE_VILLAGE if name == "address_changed" else HERE_VILLAGE)
    return [spy.line(name, stream=nana, body=body)]
