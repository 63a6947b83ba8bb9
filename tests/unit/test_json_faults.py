"""What is wrong with a JSON text, said to people in their language and without its values."""

from typing import Final

import msgspec
import pytest

from events.words.json_faults import json_fault


class _Asked(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    count: int = 0
    fields: dict[str, object] = {}
    flag: bool | None = None


FAULTS: Final[tuple[tuple[str, str, str], ...]] = (
    ("", "teksnya terpotong", "the text is cut short"),
    ('{"type":"a"', "teksnya terpotong", "the text is cut short"),
    ('{"type":}', "ada tanda yang salah di sekitar huruf ke-8", "a wrong sign near character 8"),
    ("[1]", "harus objek `{…}`", "it must be an object `{…}`"),
    ('{"name":"Nana"}', "isian `name` tidak dikenal", "the field `name` is not known"),
    ('{"count":1}', "isian `type` belum ada", "the field `type` is missing"),
    ('{"type":3604}', "`type` harus teks", "`type` must be a text"),
    ('{"type":"a","count":1.5}', "`count` harus bilangan bulat", "`count` must be a whole number"),
    ('{"type":"a","flag":7}', "`flag` harus true atau false", "`flag` must be true or false"),
    ('{"type":"a","fields":[]}', "`fields` harus objek `{…}`", "`fields` must be an object `{…}`"),
)


@pytest.mark.parametrize(("text", "indonesian", "english"), FAULTS)
def test_each_fault_is_named_in_both_languages(text: str, indonesian: str, english: str) -> None:
    with pytest.raises(msgspec.DecodeError) as refused:
        msgspec.json.decode(text, type=_Asked)
    assert json_fault(refused.value) == (indonesian, english)


def test_what_has_no_words_of_its_own_is_said_all_the_same() -> None:
    with pytest.raises(RecursionError) as refused:
        msgspec.json.decode("[" * 100_000)
    assert json_fault(refused.value) == ("tidak terbaca", "it cannot be read")
