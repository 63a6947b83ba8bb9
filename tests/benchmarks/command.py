"""`uv run python -m tests.benchmarks`: every budget of this project, measured on this machine.

Each figure stands beside what a bare loop reached in the same run, since the machine decides half
of it: compare ratios between runs, not values. What is measured is said in each group's module.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Final, Literal, get_args

import click
import msgspec
from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    appending,
    as_of,
    bootstrap,
    day,
    ingest,
    load_office,
    pages,
    projecting,
    rebuild,
)
from tests.benchmarks.figures import Figure
from tests.benchmarks.full_device import a_full_device
from tests.benchmarks.loaded import loaded
from tests.benchmarks.stores import DIALECTS, Stores

Size = Literal["s", "m", "l"]
Group = Literal[
    "append", "page", "day", "bootstrap", "ingest", "load", "rebuild", "as_of", "project"
]
GROUPS: Final[tuple[Group, ...]] = get_args(Group)
_ON_A_DEVICE: Final[tuple[Group, ...]] = ("append", "page")
_ON_A_LOG: Final[tuple[Group, ...]] = ("rebuild", "as_of", "project")

Tell = Callable[[str], None]


@click.command(help="Measure the budgets, each beside a bare loop of the same run.")
@click.option(
    "--size",
    type=click.Choice(get_args(Size)),
    default="s",
    show_default=True,
    help="How much data: s 200 households, two minutes; m 3,100; l 50,000, a coffee or two.",
)
@click.option("--json", "for_programs", is_flag=True, help="Print one JSON array and nothing else.")
@click.option(
    "--only",
    type=click.Choice(GROUPS),
    multiple=True,
    metavar="NAME",
    help=f"Measure this alone, may be repeated: {', '.join(GROUPS)}.",
)
def main(size: Size, for_programs: bool, only: tuple[Group, ...]) -> None:
    progress = Console(stderr=True)
    tell = (lambda _: None) if for_programs else partial(progress.print, style="dim")
    figures = asyncio.run(measure(size, only or GROUPS, tell))
    if for_programs:
        sys.stdout.buffer.write(as_json(figures))
    else:
        Console().print(as_table(figures))


async def measure(size: Size, groups: Iterable[Group], tell: Tell) -> list[Figure]:
    """The figures of these groups, in the order of `GROUPS`."""
    wanted = frozenset(groups)
    figures: list[Figure] = []
    with Stores() as stores:
        if wanted.intersection(_ON_A_DEVICE):
            figures += await _on_a_device(size, wanted, stores, tell)
        if "day" in wanted:
            tell("a day's sync")
            figures += await day.measure(stores)
        if "bootstrap" in wanted:
            tell("a device's first sync")
            figures += await bootstrap.measure(stores)
        if "ingest" in wanted:
            tell("ingest over HTTP")
            figures += await ingest.measure(size, stores)
        if "load" in wanted:
            tell("pushes beside a heavy device, and at ten times the load")
            figures += await load_office.measure(stores)
        if wanted.intersection(_ON_A_LOG):
            figures += await _on_a_log(size, wanted, stores, tell)
    return figures


async def _on_a_device(
    size: Size, wanted: frozenset[Group], stores: Stores, tell: Tell
) -> list[Figure]:
    figures: list[Figure] = []
    tell("filling a device")
    async with a_full_device(stores) as full:
        if "append" in wanted:
            tell("appending")
            figures += await appending.measure(size, full, stores)
        if "page" in wanted:
            tell("pages of a device")
            figures += await pages.measure(full)
    return figures


async def _on_a_log(
    size: Size, wanted: frozenset[Group], stores: Stores, tell: Tell
) -> list[Figure]:
    figures: list[Figure] = []
    for dialect in DIALECTS:
        tell(f"loading a year into {dialect}")
        async with loaded(size, stores, dialect) as log:
            if "rebuild" in wanted:
                tell(f"rebuilding on {dialect}")
                figures += await rebuild.measure(size, log)
            if "as_of" in wanted:
                tell(f"answering as of a day on {dialect}")
                figures += await as_of.measure(log)
            if "project" in wanted:
                tell(f"projecting on {dialect}")
                figures += await projecting.measure(log)
    return figures


# --- what is printed -----------------------------------------------------------------------------


def as_json(figures: list[Figure]) -> bytes:
    """One JSON array, a figure a line."""
    return b"[\n" + b",\n".join(msgspec.json.encode(figure) for figure in figures) + b"\n]\n"


_MET: Final[Mapping[bool | None, str]] = MappingProxyType(
    {True: "[green]met[/]", False: "[red]missed[/]", None: ""}
)


def as_table(figures: list[Figure]) -> Table:
    """A line for each figure; `ratio` is the figure to its reference."""
    table = Table(box=None, pad_edge=False)
    table.add_column("figure")
    for column in ("value", "reference", "ratio", "budget"):
        table.add_column(column, justify="right")
    table.add_column("unit")
    table.add_column("")
    for figure in figures:
        numbers = (figure.value, figure.reference, figure.ratio, figure.budget)
        table.add_row(
            figure.name, *(_number(number) for number in numbers), figure.unit, _MET[figure.met]
        )
    return table


def _number(number: float | None) -> str:
    return "" if number is None else f"{number:,.10g}"
