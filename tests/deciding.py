"""Who proposes and decides what of a household, as tests tell it, and what follows."""

from datetime import date

from events.entry import Entry
from events.folds import Readiness
from tests.builders import an_id
from tests.telling import Teller, Telling

DAY = date(2019, 12, 31)


def status(telling: Telling, as_of: date = DAY) -> str:
    return telling.answer(as_of).household.status


def enrols(
    teller: Teller, on: str = "2016-07-11", kind: str = "first", by: str = "zaenal"
) -> Entry:
    year = int(on[:4])
    return teller.says("programme_enrolled", on, by=by, kind=kind, cohort_year=year)


def proposes(
    teller: Teller, on: str = "2019-05-10", readiness: Readiness | None = None, **fields: object
) -> Entry:
    copies = (
        []
        if readiness is None
        else [
            {
                "id": name,
                "verdict": each.verdict,
                "value": each.value,
                "evidence": list(each.evidence),
            }
            for name, each in readiness.indicators.items()
        ]
    )
    by = str(fields.pop("by", "zaenal"))
    return teller.says(
        "graduation_proposed",
        on,
        by=by,
        as_of=on,
        indicators=copies,
        **fields,  # type: ignore[arg-type]
    )


def decides(
    teller: Teller,
    level: str,
    decision: str = "approved",
    on: str = "2019-06-03",
    by: str | None = None,
    effective_on: str | None = None,
    **fields: object,
) -> Entry:
    author = by or ("kabupaten" if level == "kabupaten" else "province")
    return teller.says(
        "graduation_decided", on, by=author, level=level, decision=decision,
        effective_on=effective_on, **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def flags(telling: Telling, entry: Entry) -> tuple[str, ...]:
    return telling.history()[entry.id].flags


# --- leaving otherwise, and coming back -----------------------------------------------------------


def exits(
    teller: Teller,
    reason: str = "own_request",
    by: str = "kabupaten",
    effective_on: str = "2019-08-01",
    **fields: object,
) -> Entry:
    teller.says("exit_proposed", "2019-07-01", reason=reason, **fields)  # type: ignore[arg-type]
    return teller.says(
        "programme_exited", "2019-08-01", by=by, reason=reason, effective_on=effective_on
    )


NOTICED = {"document": "463/12/2019", "family_notified": "2019-07-10"}


# --- flags ----------------------------------------------------------------------------------------


def attended(teller: Teller, month: str, done: int) -> None:
    teller.says(
        "commitment_verified", month, member=an_id("first child"), component="sd", required=20,
        done=done,
    )  # fmt: skip
