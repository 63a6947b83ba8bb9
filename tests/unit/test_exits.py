"""Leaving otherwise than by graduating, and coming back."""

from datetime import date

import pytest

from tests.deciding import NOTICED, enrols, exits, flags, status
from tests.telling import Teller, Telling


@pytest.mark.parametrize(
    ("fields", "status_after", "flag"),
    [
        ({"reason": "own_request"}, "exited", ()),
        ({"reason": "no_component"}, "exited", ()),
        ({"reason": "non_commitment"}, "active", ("without_notice",)),
        ({"reason": "non_commitment", **NOTICED}, "exited", ()),
        (
            {"reason": "duplicate", **NOTICED, "effective_on": "2019-07-23"},
            "active",
            ("before_notice_ended",),
        ),
        ({"reason": "data_invalid", **NOTICED, "effective_on": "2019-07-24"}, "exited", ()),
        ({"reason": "own_request", "by": "zaenal"}, "active", ("role_not_allowed",)),
    ],
)
def test_a_family_is_put_out_only_with_a_document_a_notice_and_time(
    telling: Telling,
    zaenal: Teller,
    fields: dict[str, object],
    status_after: str,
    flag: tuple[str, ...],
) -> None:
    enrols(zaenal)
    exit_event = exits(zaenal, **fields)  # type: ignore[arg-type]
    zaenal.syncs()

    assert status(telling) == status_after
    assert flags(telling, exit_event) == flag


@pytest.mark.parametrize(("by", "expected"), [("kabupaten", "active"), ("zaenal", "exited")])
def test_a_household_comes_back_when_a_coordinator_says_so(
    telling: Telling, zaenal: Teller, by: str, expected: str
) -> None:
    enrols(zaenal)
    exits(zaenal)
    enrols(zaenal, "2019-10-01", "readmitted", by=by)
    zaenal.syncs()

    assert status(telling, date(2019, 9, 30)) == "exited"
    assert status(telling) == expected
