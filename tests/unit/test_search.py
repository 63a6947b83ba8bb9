"""Looking people up: spelling, case, accents and a slip do not matter; another name does."""

import unicodedata

import pytest

from client_sync.reading.finding import find
from client_sync.reading.names import Called
from events.ids import StreamId
from events.search import Match, match, sounds, term
from tests.builders import a_household


def a_called(head: str, kampung: str | None = None, *others: str, known_as: str = "") -> Called:
    names = {name: name for name in (head, *others)}
    return Called(head, kampung, names, {head: known_as} if known_as else {})


def asked(text: str, *labels: str) -> Match | None:
    return match(sounds(text), [term(label) for label in labels])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("sukarti", "Sri Soekarti"),
        ("SRI SOEKARTI", "Sri Sukarti"),
        ("joko", "Djoko"),
        ("cicih", "Tjitjih"),
        ("yusuf", "Jusuf"),
        ("zainal", "Zaenal"),
        ("saenal", "Zaenal"),
        ("aisah", "Siti Aisyah"),
        ("muhamad", "Muhammad"),
        ("khadijah", "Chadidjah"),
        ("novi", "Nopi"),
        ("rene", unicodedata.normalize("NFD", "René")),
        ("rené", "Rene"),
        ("sit", "Siti"),
        ("ma'mun", "Mamun"),
    ],
)
def test_one_name_in_two_spellings_is_found(text: str, name: str) -> None:
    assert asked(text, name) is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("munawarah", "Munawaroh"),
        ("irnawti", "Irnawati"),
        ("sofniah", "Sofinah"),
        ("rohmha", "Rohmah"),
    ],
)
def test_a_slip_of_the_finger_is_forgiven(text: str, name: str) -> None:
    assert asked(text, name) is not None


@pytest.mark.parametrize(
    ("text", "name"), [("ani", "Adi"), ("nana", "Nani Sofiani"), ("sri", "Siti")]
)
def test_another_name_is_another_person_or_at_least_further_away(text: str, name: str) -> None:
    found = asked(text, name)
    assert found is None or found.distance > 2


def test_every_word_asked_for_must_be_there() -> None:
    assert asked("nana soge", "Nana Sofinah", "Baleman") is None
    assert asked("", "Nana") is None
    assert asked("... --", "Nana") is None


def test_the_nearest_household_comes_first() -> None:
    households = [
        (a_household("a"), a_called("Nani Sofiani")),
        (a_household("b"), a_called("Nana Sofinah", "Baleman", known_as="Mak Nana")),
        (a_household("c"), a_called("Irnawati", "Baleman", "Nana Kecil")),
    ]
    assert [each.called.head for each in find(households, "nana sofinah")] == ["Nana Sofinah"]
    assert [each.called.head for each in find(households, "nana baleman")] == [
        "Irnawati",
        "Nana Sofinah",
    ]
    (nicknamed,) = find(households, "mak")
    assert (nicknamed.household, nicknamed.labels) == (StreamId(a_household("b")), ("Mak Nana",))
    assert find(households, "tidak ada") == []
