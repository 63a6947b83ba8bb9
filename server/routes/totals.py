"""What an office adds up: the money of each tranche, the figures of regions, what trainings led to.

All of it is as of today, from the read models, of households registered in the reader's region.
"""

from typing import Annotated, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from events.errors import InputRefused
from events.regions import contains, is_region
from events.types import RegionCode
from server.answers.access import ACCESS, Reader
from server.answers.payments import PROGRAMMES, Asked, PaymentPage, read_payments
from server.answers.rollup import GROUPINGS, By, RolledUp, add_up, level_below, read_groups
from server.answers.trainings import Trainings, read_trainings
from server.office import Office
from server.officers.written_twice import WrittenTwice
from server.routes.query import After, Limit, read_limit

_READER: Final = {ACCESS: "reader"}
_SECURITY: Final = [{"token": list[str]()}]

Region = Annotated[
    str | None,
    QueryParameter(description="A region in the reader's own, `36.03.06`; that one when left out."),
]
Programme = Annotated[
    str | None, QueryParameter(description="One of " + ", ".join(PROGRAMMES) + ".")
]
Year = Annotated[str | None, QueryParameter(description="The year of the tranche, `2019`.")]
Exceptions = Annotated[
    str | None, QueryParameter(description="`true`: only what a person should look into.")
]
Grouping = Annotated[
    str | None,
    QueryParameter(
        description="One of " + ", ".join(GROUPINGS) + "; the level below the region when left out."
    ),
]
Topic = Annotated[str | None, QueryParameter(description="A training's topic, `konveksi`.")]
TrainingBy = Annotated[
    str | None, QueryParameter(description="`month` of each topic, or `topic` alone.")
]


@get(
    "/v1/payments",
    opt=_READER,
    security=_SECURITY,
    tags=["figures"],
    summary="Ordered, paid and received money of each tranche, with what does not fit",
)
async def payments(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    twice: NamedDependency[WrittenTwice],
    region: Region = None,
    programme: Programme = None,
    year: Year = None,
    exceptions: Exceptions = None,
    after: After = None,
    limit: Limit = None,
) -> PaymentPage:
    asked = Asked(
        _region(reader, region),
        "" if programme is None else _one_of("programme", programme, PROGRAMMES),
        0 if year is None else _year(year),
        exceptions is not None and _one_of("exceptions", exceptions, ("true", "false")) == "true",
    )
    persons = await twice.persons(office, reader.log)
    async with office.database.read() as transaction:
        return await read_payments(
            transaction, reader.log, asked, persons, after, read_limit(limit)
        )


@get(
    "/v1/rollup",
    opt=_READER,
    security=_SECURITY,
    tags=["figures"],
    summary="Figures of a region: funnel, jobs, children, unmet indicators, cost",
)
async def rollup(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    region: Region = None,
    by: Grouping = None,
) -> RolledUp:
    # Who may see a household follows from where it was registered; it counts where it lives now.
    where = reader.region if region is None else _region(reader, region)
    grouping: By = level_below(where) if by is None else _grouping(by)
    asked = "" if region is None else where
    async with office.database.read() as transaction:
        groups = await read_groups(transaction, reader.log, asked, grouping, reader.region)
    return add_up(where, grouping, groups)


@get(
    "/v1/trainings",
    opt=_READER,
    security=_SECURITY,
    tags=["figures"],
    summary="What became of trainings: enterprises that followed, and how they are a year later",
)
async def trainings(
    office: NamedDependency[Office],
    reader: NamedDependency[Reader],
    region: Region = None,
    topic: Topic = None,
    by: TrainingBy = None,
) -> Trainings:
    where = _region(reader, region)
    by_topic = by is not None and _one_of("by", by, ("month", "topic")) == "topic"
    async with office.database.read() as transaction:
        return await read_trainings(
            transaction,
            reader.log,
            region=where,
            topic="" if topic is None else _word("topic", topic),
            by="topic" if by_topic else "month",
        )


# --- what is asked --------------------------------------------------------------------------------


def _region(reader: Reader, region: str | None) -> str:
    """Errors: InputRefused `bad_query` for a region that is none, or not the reader's."""
    if region is None:
        return reader.region
    if not is_region(region) or not contains(RegionCode(reader.region), RegionCode(region)):
        raise InputRefused("bad_query", f"`region` must be a code in {reader.region}")
    return region


def _grouping(text: str) -> By:
    for grouping in GROUPINGS:
        if text == grouping:
            return grouping
    raise InputRefused("bad_query", "`by` must be one of " + ", ".join(GROUPINGS))


def _one_of(name: str, text: str, choices: tuple[str, ...]) -> str:
    if text not in choices:
        raise InputRefused("bad_query", f"`{name}` must be one of " + ", ".join(choices))
    return text


def _year(text: str) -> int:
    if len(text) != 4 or not (text.isascii() and text.isdecimal()) or text == "0000":
        raise InputRefused("bad_query", "`year` must be a year like 2019")
    return int(text)


def _word(name: str, text: str) -> str:
    if "\0" in text or not text:  # which PostgreSQL cannot hold, or means all topics
        raise InputRefused("bad_query", f"`{name}` must be a word")
    return text


HANDLERS: Final = (payments, rollup, trainings)
