"""Folding pauses the search for cycles, and never leaves it paused."""

import gc
from contextlib import ExitStack

import pytest

from server.projecting.folding import without_collections


@pytest.mark.parametrize("first_out", [0, 1])
def test_several_that_pause_at_once_may_end_in_any_order(first_out: int) -> None:
    assert gc.isenabled()
    pauses = [ExitStack(), ExitStack()]
    for pause in pauses:
        pause.enter_context(without_collections())
        assert not gc.isenabled()

    pauses.pop(first_out).close()
    pauses.pop().close()

    assert gc.isenabled()


def test_what_fails_meanwhile_leaves_nothing_paused() -> None:
    with pytest.raises(ZeroDivisionError), without_collections():
        raise ZeroDivisionError
    assert gc.isenabled()


def test_who_never_collects_is_left_alone() -> None:
    gc.disable()
    try:
        with without_collections():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
