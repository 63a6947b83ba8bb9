"""Whatever lists are given in whatever order, the log holds each household and payment once."""

import asyncio
import random
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from events.ids import LogId
from server.importing.fields import ListKind
from server.importing.mapping import built_in
from server.importing.running import open_import
from server.keeping.initialising import make_office
from server.log import events_from
from server.office import Desk, Office, open_office
from server.officers.actors import Actor, register_actor
from server.settings import Settings
from tests.lists import BANK, HOUSEHOLDS, a_csv

LOG: Final = LogId("36.03")
Household = tuple[int, tuple[int, ...]]
"""A number, and the numbers of its members; the first is the head."""
Rows = list[tuple[object, ...]]

households = st.dictionaries(
    st.integers(0, 6), st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True), min_size=1
).map(lambda found: [(number, tuple(members)) for number, members in sorted(found.items())])
payments = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 4), st.sampled_from(("Cair", "Gagal")))
)


def rows_of(some: list[Household]) -> Rows:
    return [
        (f"K-{number}", "", f"Anggota {member}", "", "P", f"{1950 + member}-01-01",
         "Anak" if place else "Kepala", "36.03.06.2001", "", "1", "1", "2016")
        for number, members in some
        for place, member in enumerate(members)
    ]  # fmt: skip


def report_of(some: list[tuple[int, int, str]]) -> Rows:
    return [
        (f"K-{number}", 2017, tranche, 2_250_000, "463/SK", status, "", "2017-11-20")
        for number, tranche, status in dict.fromkeys(some)
    ]


class Lists:
    """Imports lists into one office."""

    def __init__(self, office: Office, desk: Desk, actor: Actor, home: Path) -> None:
        self.office, self.desk, self.actor, self.home = office, desk, actor, home

    async def imports(
        self, kind: ListKind, head: tuple[str, ...], rows: list[tuple[object, ...]]
    ) -> int:
        """How many entries it wrote."""
        file = a_csv(self.home / f"{kind}.csv", head, *rows)
        mapping = built_in(kind)
        run = await open_import(self.office, self.desk, self.actor, mapping, file, lambda _: None)
        checked = await run.check(lambda _: None)
        assert checked.refused == 0
        return (await run.write(checked)).written

    async def said(self) -> Counter[tuple[str, bytes]]:
        """How often each thing is said of a household."""
        async with self.office.database.read() as transaction:
            rows = await events_from(transaction, LOG, 0, 1_000)
        decoder = msgspec.json.Decoder(dict[str, msgspec.Raw])
        return Counter(
            (row["stream"], bytes(decoder.decode(row["line"])["body"]))
            for row in rows
            if row["stream"] not in ("programme", "office")
        )


@settings(max_examples=12, deadline=None)
@given(households, payments, st.lists(st.integers(0, 2**32), min_size=2, max_size=3))
def test_lists_that_overlap_are_in_the_log_once(
    whole: list[Household], paid: list[tuple[int, int, str]], seeds: list[int]
) -> None:
    async def scenario(home: Path) -> None:
        data = Settings(home / "office", f"sqlite://{home / 'office.sqlite'}", None)
        await make_office(data, LOG, "banten", story=False)
        async with open_office(data) as office:
            desk = office.desk(LOG)
            actor = await register_actor(
                office, desk, None, "Operator", "operator", LOG, office.administrator
            )
            lists = Lists(office, desk, actor, home)
            for seed in seeds:
                some = [each for each in whole if random.Random(seed).random() < 0.7] or whole
                random.Random(seed).shuffle(some)
                await lists.imports("households", HOUSEHOLDS, rows_of(some))
            await lists.imports("households", HOUSEHOLDS, rows_of(whole))
            known = {number for number, _ in whole}
            report = report_of([each for each in paid if each[0] in known])
            for _ in seeds:
                await lists.imports("bank", BANK, report)
            said = await lists.said()
            members = sum(len(members) for _, members in whole)
            assert sum(said.values()) == len(said) == 2 * len(whole) + members + len(report)
            assert await lists.imports("households", HOUSEHOLDS, rows_of(whole[::-1])) == 0

    with TemporaryDirectory() as home:
        asyncio.run(scenario(Path(home)))
