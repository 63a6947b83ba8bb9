"""Properties of merges: whatever was merged, undone or voided, by whom and in which order, each
household counts under one name, and equal sets of entries give equal answers for all names."""

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from events.entry import Entry
from events.folds import answer, history
from events.ids import HouseholdId
from tests.builders import a_household, an_id
from tests.properties.drawing import Draw
from tests.telling import Teller, Telling, gathered, programme_of

NAMES = [a_household(f"name {number}") for number in range(4)]
DAYS = ("2018-03-01", "2018-06-01", "2018-09-01")
AS_OF = st.sampled_from([date(2018, 5, 1), date(2018, 12, 31)])


@st.composite
def mergings(draw: st.DrawFn) -> list[Entry]:
    """Four streams, what people said in them, and merges of all kinds between them."""
    number = draw(st.randoms(use_true_random=True)).randrange
    telling = Telling()
    tellers = [telling.device(name, "kabupaten") for name in ("D1", "D2")]
    said: list[Entry] = []
    for name in NAMES:
        tellers[0].says("household_registered", "2018", stream=name, head=an_id(f"head of {name}"))
        said.append(tellers[0].says("member_added", "2018", stream=name, member=an_id(name)))
    for _ in range(number(25)):
        teller = tellers[number(2)]
        if number(4) == 0:
            teller.syncs()
        else:
            said += _says(teller, number, said)
    if number(3):
        for teller in tellers:
            teller.syncs()
    return [*telling.committed, *(entry for teller in tellers for entry in teller.unsent)]


def _says(teller: Teller, number: Draw, said: list[Entry]) -> list[Entry]:
    on, by = DAYS[number(3)], ("kabupaten", "kabupaten", "zaenal")[number(3)]
    one, other = NAMES[number(4)], NAMES[number(4)]
    what = number(10)
    if what < 6:
        kind = "households_unmerged" if what == 5 else "households_merged"
        pair: dict[str, Any] = {
            "survivor": one,
            "merged": other,
            "act": an_id(f"{one} {other} {number(2)}"),
        }
        sides = (one, other) if number(4) else (NAMES[number(4)],)
        return [teller.says(kind, on, by=by, stream=side, **pair) for side in sides]
    target = said[number(len(said))]
    stream = (str(target.event.stream), one)[number(2)]
    if what == 6:
        return [teller.says("event_voided", on, by=by, stream=stream, target=target.id)]
    if what == 7:
        new = an_id(NAMES[number(4)])
        fields: dict[str, Any] = {
            "target": target.id,
            "field": "member",
            "old": an_id(other),
            "new": new,
        }
        return [teller.says("fact_corrected", on, by=by, stream=stream, **fields)]
    if what == 8:
        return [teller.says("member_left", on, stream=one, member=an_id(other))]
    return [teller.says("household_visited", on, stream=one)]


@settings(max_examples=150, deadline=None)
@given(st.data(), mergings(), AS_OF)
def test_merges_in_any_order_and_repeated_give_every_name_the_same_answer(
    data: st.DataObject, entries: list[Entry], as_of: date
) -> None:
    shuffled = data.draw(st.permutations(entries + entries[: data.draw(st.integers(0, 5))]))
    programme, other_programme = programme_of(entries), programme_of(shuffled)

    for name in NAMES:
        one = gathered(name, entries, programme)
        other = gathered(name, shuffled, other_programme)
        assert answer(other, other_programme, as_of) == answer(one, programme, as_of)
        assert history(other, other_programme) == history(one, programme)


@settings(max_examples=150, deadline=None)
@given(mergings(), AS_OF)
def test_every_entry_counts_under_one_name(entries: list[Entry], as_of: date) -> None:
    programme = programme_of(entries)
    found = {
        HouseholdId(name): answer(gathered(name, entries, programme), programme, as_of).household
        for name in NAMES
    }

    for name, standing in found.items():
        assert (standing.alias_of is None) == (standing.status != "merged")
        if standing.alias_of is not None:
            assert standing.aliases == ()
            assert name in found[standing.alias_of].aliases
            assert found[standing.alias_of].alias_of is None
        for alias in standing.aliases:
            assert found[alias].alias_of == name


@settings(max_examples=100, deadline=None)
@given(mergings(), AS_OF, st.integers(0, 40))
def test_as_known_at_a_moment_is_what_had_been_received(
    entries: list[Entry], as_of: date, size: int
) -> None:
    at = max((entry.received or 0 for entry in entries[:size]), default=0)
    then = [entry for entry in entries if entry.received is not None and entry.received <= at]
    programme, before = programme_of(entries), programme_of(then)

    for name in NAMES:
        known = answer(gathered(name, entries, programme, at), programme, as_of, at)
        assert known.household == answer(gathered(name, then, before), before, as_of).household
