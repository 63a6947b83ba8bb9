"""Paper forms: one order for print and typing, ids nobody has to write."""

import pytest

from events.paper import form_fields, forms
from events.schema import FIRST_NAMED, fields_of


def test_every_type_a_companion_fills_in_has_a_form() -> None:
    assert "housing_surveyed" in forms() and "sales_reported" in forms()
    assert {"fact_corrected", "graduation_proposed", "companion_assigned"}.isdisjoint(forms())


@pytest.mark.parametrize("name", forms())
def test_a_form_asks_everything_the_type_requires_but_what_the_device_makes(name: str) -> None:
    fields = [spec.name for spec in form_fields(name)]
    assert len(set(fields)) == len(fields)
    assert fields[-1] == "note" and "evidence" not in fields
    asked = {spec.name for spec in fields_of(name) if spec.required}
    assert asked - set(fields) == asked & set(FIRST_NAMED.get(name, ()))


def test_whom_it_is_about_comes_first_and_a_note_last() -> None:
    assert [spec.name for spec in form_fields("identity_verified")] == [
        "member", "number", "kind", "how", "note",
    ]  # fmt: skip
    assert [spec.name for spec in form_fields("sales_reported")][:2] == ["enterprise", "product"]
