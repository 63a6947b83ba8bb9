"""What an office adds up: equal to a plain count over families, at the terminal and over HTTP."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from events.folds.rollup import Figures
from server.answers.payments import Asked, PaymentRow, read_payments
from server.answers.rollup import By, add_up, read_groups
from server.answers.trainings import read_trainings
from tests.builders import an_actor, an_id
from tests.integration.logs import TestLog
from tests.integration.logs import log as log
from tests.integration.village import SCHOOL, Family, Village

SEED: Final = 20_190_910
FAMILIES: Final = 60


# --- a plain count over the families --------------------------------------------------------------


def counted(families: Iterable[Family]) -> Figures:
    """The figures of families, one condition after the other."""
    count: Counter[str] = Counter()
    for family in families:
        enrolled, runs = family.cohort is not None, family.enterprise in ("runs", "paused")
        count["households"] += 1
        count["enrolled"] += enrolled
        count["in_programme"] += enrolled and family.way in ("stays", "proposed")
        count["with_enterprise"] += enrolled and runs
        count["proposed"] += family.way == "proposed"
        count["graduated"] += family.way in ("new", "old")
        count["year_passed"] += family.way == "old"
        count["held"] += family.way == "old" and family.aftercare == "still_above"
        count["not_held"] += family.way == "old" and family.aftercare == "fell_back"
        count["exited"] += family.way == "exited"
        count["running"] += runs
        if family.enterprise == "runs":
            count["jobs"] += family.workers if isinstance(family.workers, int) else 0
            count["jobs_unknown"] += not isinstance(family.workers, int)
        if family.way == "exited":
            continue
        count["accompanied"] += 1
        for born, component in family.children:
            count["pupils_open"] += component in SCHOOL
            count["balita_open"] += component == "usia_dini"
            count["age_unknown"] += born == "unknown"
            if isinstance(born, int):
                count["pupils_of_age"] += 7 <= 2019 - born <= 18
                count["balita_of_age"] += 2019 - born < 5
    return Figures(**count)


def grouped(
    families: Iterable[Family], key: Callable[[Family], str]
) -> dict[str, tuple[Figures, int]]:
    """The figures of each group, and for how many the family has not asked to graduate."""
    groups: dict[str, list[Family]] = {}
    for family in families:
        groups.setdefault(key(family), []).append(family)
    return {name: (counted(group), counted(group).in_programme) for name, group in groups.items()}


KEYS: Final[dict[By, Callable[[Family], str]]] = {
    "province": lambda family: family.region[:2],
    "kabupaten": lambda family: family.region[:5],
    "kecamatan": lambda family: family.region[:8],
    "desa": lambda family: family.region,
    "cohort": lambda family: str(family.cohort or ""),
    "companion": lambda family: (
        an_actor(family.companion) if family.companion and family.accompanied else ""
    ),
}


async def test_every_grouping_equals_a_plain_count_over_the_families(log: TestLog) -> None:
    print(f"seed {SEED}")
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()

    async with log.database.read() as transaction:
        for by, key in KEYS.items():
            groups = await read_groups(transaction, log.log, "", by)
            found = {group.key: (group.figures, group.not_met.get("R11", 0)) for group in groups}
            assert found == grouped(village.families, key), by
            rolled = add_up("", by, groups)
            assert rolled.total.figures == counted(village.families)
    assert (await log.verify()).differences == ()


async def test_a_region_holds_its_own_families_alone(log: TestLog) -> None:
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()
    kresek = [family for family in village.families if family.region.startswith("36.03.06.")]

    async with log.database.read() as transaction:
        inside = await read_groups(transaction, log.log, "36.03.06", "kecamatan")
        seen = await read_groups(transaction, log.log, "", "kecamatan", scope="36.03.06")
        nowhere = await read_groups(transaction, log.log, "36.03.07", "desa")
    assert [(group.key, group.figures) for group in inside] == [("36.03.06", counted(kresek))]
    assert seen == inside
    assert nowhere == []


async def test_money_adds_up_to_what_each_party_said(log: TestLog) -> None:
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()

    told = [f for f in village.families if {f.ordered, f.paid, f.received} != {None}]
    async with log.database.read() as transaction:
        page = await read_payments(transaction, log.log, Asked(), {}, limit=FAMILIES)
        others = [
            await read_payments(transaction, log.log, asked, {})
            for asked in (Asked(year=2018), Asked(programme="pkh"), Asked(region="36.03.07"))
        ]
    assert [other.items for other in others] == [()] * 3
    assert page.totals is not None
    (total,) = page.totals
    assert (total.programme, total.year, total.tranche) == ("jamsosratu", 2019, 1)
    assert total.households == len(told)
    for name in ("ordered", "paid", "received"):
        known = [amount for f in told if (amount := getattr(f, name)) is not None]
        assert (getattr(total, f"{name}_known"), getattr(total, name)) == (len(known), sum(known))
    rows = {str(row.household): (row.ordered, row.paid, row.received) for row in page.items}
    assert rows == {
        family.stream: (family.ordered, family.paid, family.received) for family in told
    }


async def test_pages_of_the_ledger_follow_each_other_without_a_gap(log: TestLog) -> None:
    await log.commit(Village(SEED, FAMILIES).events)
    await log.project()

    async with log.database.read() as transaction:
        for only_exceptions in (False, True):
            asked = Asked(only_exceptions=only_exceptions)
            whole = await read_payments(transaction, log.log, asked, {}, limit=FAMILIES)
            parts: list[PaymentRow] = []
            after: str | None = None
            while True:
                page = await read_payments(transaction, log.log, asked, {}, after, limit=7)
                assert (page.totals is None) == (after is not None)
                parts += page.items
                after = page.next
                if after is None:
                    break
            assert tuple(parts) == whole.items
            assert all(row.exceptions for row in whole.items) == only_exceptions
    assert parts


async def test_trainings_are_told_with_the_enterprises_that_followed(log: TestLog) -> None:
    village = Village(SEED, FAMILIES)
    await log.commit(village.events)
    await log.project()

    trained = [family for family in village.families if family.trained]
    ways = Counter(family.enterprise for family in trained)
    async with log.database.read() as transaction:
        for by, month in (("month", "2018-03"), ("topic", None)):
            (only,) = (await read_trainings(transaction, log.log, by=by)).items  # type: ignore[arg-type]
            assert (only.topic, only.month, only.sessions) == ("konveksi", month, 1)
            assert only.households == len(trained)
            assert only.started == ways["runs"] + ways["paused"] + ways["closed"]
            assert (only.paused, only.closed, only.unknown) == (
                ways["paused"], ways["closed"], ways["runs"],
            )  # fmt: skip
        of_other = await read_trainings(transaction, log.log, topic="pembukuan")
    assert of_other.items == ()


async def test_a_merged_household_is_counted_with_its_survivor_alone(log: TestLog) -> None:
    village = Village(SEED, 4)
    survivor, merged, *_ = village.families
    pair = {"act": an_id("act"), "survivor": survivor.stream, "merged": merged.stream}
    acts = [
        village.says(family.stream, "households_merged", "2019-08-01", "kabupaten", **pair)
        for family in (survivor, merged)
    ]
    await log.commit([*village.events, *acts])
    await log.project()

    async with log.database.read() as transaction:
        groups = await read_groups(transaction, log.log, "", "province")
        page = await read_payments(transaction, log.log, Asked(), {})
    assert [group.figures.households for group in groups] == [3]
    assert str(merged.stream) not in {str(row.household) for row in page.items}
