"""Mistakes put into the real code by name, each of which the simulation must catch.

A mutant is a rule of the design that is broken in one place: one that survives means that the
worlds never come where the rule matters, or that the oracle does not look. Each module here holds
those of one area and lists them at its end. Which seed caught each is in `seeds.py` and
`tests/README.md`, in this order.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Final

from tests.simulation.mutants import carried, device, intake, machines, pages, versions
from tests.simulation.mutants.patching import Patches

MUTANTS: Final[Mapping[str, Callable[[], Patches]]] = {
    mutant.__name__.replace("_", "-"): mutant
    for mutant in (
        *device.MUTANTS, *carried.MUTANTS, *intake.MUTANTS, *pages.MUTANTS, *machines.MUTANTS,
        *versions.MUTANTS,
    )
}  # fmt: skip
"""By the names the command line takes."""


@contextmanager
def mutated(name: str | None) -> Iterator[None]:
    """The code with this mistake in it, or as it is."""
    with ExitStack() as stack:
        for patched in () if name is None else MUTANTS[name]():
            stack.enter_context(patched)
        yield
