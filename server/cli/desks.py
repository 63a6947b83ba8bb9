"""What commands about waiting things share: an open desk, its lists, words for who, where and when.

Read models are brought to the head of the log before a list is read, so that a command shows the
act of the one before, whether an office serves or not. Before: `terminal.py`. After: one module a
command; `deciding.py` beside it writes what they decide.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, ParamSpec, TypeVar

import click

from events import limits
from events.dates import rfc3339
from events.errors import InputRefused
from events.ids import ActorId, HouseholdId
from events.limits import DAY_MS
from events.regions import Regions
from events.types import RegionCode
from server.answers.inboxes import END_OF_ID, Filter, Inboxes, Page
from server.answers.readmodels import ReadModels
from server.cli.terminal import Terminal, choose_log
from server.cli.words import Language, say
from server.database import Transaction
from server.office import Desk, Office, open_office
from server.officers.actors import Actor, all_actors, check_region, known_actor
from server.officers.regions import known_regions
from server.projecting.projector import project

P = ParamSpec("P")
T = TypeVar("T")

DONE: Final = 0
REFUSED: Final = 3
A_PERSON_MUST_DECIDE: Final = 5
LIMIT_DEFAULT: Final = 50


class Names:
    """What people and places are called, for the officer at the terminal."""

    def __init__(self, language: Language, actors: list[Actor], regions: Regions) -> None:
        self._language = language
        self._actors = {actor.id: actor.name for actor in actors}
        self._regions = regions

    def actor(self, actor: ActorId | None) -> str:
        """A person's name; the id where it cannot be read."""
        if actor is None:
            return say(self._language, "nobody")
        return self._actors.get(actor) or actor

    def region(self, code: str | None) -> str:
        """A place with its code: names repeat."""
        if code is None:
            return say(self._language, "nowhere")
        name = self._regions.name(RegionCode(code))
        return f"{name} ({code})" if name else code


class Lists:
    """The office's lists within one reading transaction."""

    def __init__(
        self, office: Office, desk: Desk, transaction: Transaction, models: ReadModels, names: Names
    ) -> None:
        self.office = office
        self.desk = desk
        self.transaction = transaction
        self.inboxes = Inboxes(models)
        self.names = names

    def days_since(self, since_ms: int) -> int:
        """How many whole days something has waited."""
        return max(self.office.now_ms() - since_ms, 0) // DAY_MS

    async def filtered(self, region: str | None, companion: str | None, limit: int) -> Filter:
        """Errors: InputRefused for a region that is none, or a person nobody registered."""
        where = "" if region is None else check_region(self.desk, region)
        if companion is None:
            return Filter(where, limit=limit)
        who = await known_actor(self.office, self.desk, companion)
        return Filter(where, who.id, limit=limit)


@asynccontextmanager
async def open_desk(terminal: Terminal, log: str | None) -> AsyncIterator[tuple[Office, Desk]]:
    """The office and the desk a command is for, its read models at the head of the log."""
    async with open_office(terminal.settings) as office:
        desk = office.desk(choose_log(list(office.logs), log))
        await project(office.database, terminal.settings.database, desk.log, office.now_ms)
        yield office, desk


@asynccontextmanager
async def open_lists(terminal: Terminal, office: Office, desk: Desk) -> AsyncIterator[Lists]:
    """The lists of a desk as they are now."""
    async with office.database.read() as transaction:
        actors = await all_actors(office, desk, transaction)
        names = Names(terminal.language, actors, await known_regions(transaction, desk.log))
        models = await ReadModels.open(transaction, desk.log)
        yield Lists(office, desk, transaction, models, names)


async def household_named(transaction: Transaction, desk: Desk, prefix: str) -> HouseholdId:
    """The household whose id begins so.

    Errors: InputRefused when none does, or several.
    """
    text = prefix.lower()
    if not text or "\0" in text:
        raise InputRefused("unknown_household", "write the beginning of a household's id")
    rows = await transaction.fetch("reading.named", desk.log, text, text + END_OF_ID)
    if len(rows) > 1 and rows[0][0] != text:
        raise InputRefused("ambiguous", f"several households begin with {prefix}: write more of it")
    if not rows:
        raise InputRefused("unknown_household", f"no household begins with {prefix}")
    return HouseholdId(rows[0][0])


async def every(read: Callable[[Filter], Awaitable[Page[T]]]) -> list[T]:
    """All that waits in a list, page by page."""
    found: list[T] = []
    wanted = Filter()
    while True:
        page = await read(wanted)
        found += page.items
        if page.next is None:
            return found
        wanted = Filter(after=page.next)


def list_options(language: Language) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """The options of every list: whose, and how many."""
    options = (
        click.option("--region", metavar="CODE", help=say(language, "help_region")),
        click.option("--companion", metavar="ACTOR", help=say(language, "help_companion")),
        click.option(
            "--limit",
            type=click.IntRange(1, limits.API_PAGE_MAX),
            default=LIMIT_DEFAULT,
            show_default=True,
            help=say(language, "help_limit"),
        ),
        click.option("--log", metavar="PP.KK", help=say(language, "help_log")),
    )

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def waited(language: Language, days: int) -> str:
    """How long something has waited."""
    if days < 2:
        return say(language, "one_day" if days else "today")
    return say(language, "days", days=days)


def time_of(at_ms: int | None) -> str:
    """`2018-12-14 09:00`, in WIB."""
    return "-" if at_ms is None else rfc3339(at_ms)[:16].replace("T", " ")
