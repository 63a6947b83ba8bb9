"""Processes of the office's own, each with its own connection to the database: a second core.

Before: `workers.py` has units to hand out, `sharing.py` the households of a page. After: one answer
to each question. Processes are forked from one that was started afresh and has read the program
once, so nothing of this one's connections or threads comes along.
"""

import asyncio
import gc
import multiprocessing
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from itertools import count as count_from
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final, Generic, Protocol, TypeVar, cast

import msgspec

from events.errors import JejakError
from server.database import Database, open_database
from server.projecting.generations import Abandoned

_ANSWERS_BETWEEN_COLLECTIONS: Final = 20
_STOP_WAIT_S: Final = 10

_Q = TypeVar("_Q")
_A = TypeVar("_A")
_Q_contra = TypeVar("_Q_contra", contravariant=True)
_A_co = TypeVar("_A_co", covariant=True)


class WorkerFailed(JejakError):
    """A process that shared the work has failed; nothing half done is visible, so try again."""


class Answers(Protocol[_Q_contra, _A_co]):
    """What does the work in a process."""

    async def run(self, question: _Q_contra, /) -> _A_co:
        """Errors: Abandoned."""


class Process(Generic[_Q, _A]):
    """A process that answers one question at a time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def ask(self, question: _Q) -> _A:
        """Errors: Abandoned as it was raised there; WorkerFailed."""
        answer = await asyncio.to_thread(self._exchange, question)
        if answer is None:
            raise Abandoned
        if isinstance(answer, _Failed):
            raise _worker_failed(answer.why)
        return cast(_A, answer)

    def _exchange(self, question: _Q) -> object:
        try:
            with suppress(BrokenPipeError):  # it has ended, and may have said why
                self._connection.send(question)
            return cast(object, self._connection.recv())
        except (EOFError, OSError):
            return _Failed("it has ended")


class _Failed(msgspec.Struct, frozen=True):
    why: str


@asynccontextmanager
async def started(
    url: str, make: Callable[[Database], Answers[_Q, _A]]
) -> AsyncIterator[Process[_Q, _A]]:
    """A process on a database, ended with the block; `make` is a name that it can import.

    Errors: WorkerFailed when none can be started.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "server.projecting.workers"])
    here, there = context.Pipe()
    process = context.Process(target=_serve, args=(there, url, make), daemon=True)
    try:
        await _start(process)
    except BaseException:
        here.close()
        raise
    finally:
        there.close()
    try:
        yield Process(here)
        with suppress(OSError):  # it has ended already
            here.send(None)
    except BaseException:
        # Whoever waits for its answer in a thread hears that it has ended.
        process.terminate()
        raise
    finally:
        await asyncio.to_thread(process.join, _STOP_WAIT_S)
        here.close()


async def _start(process: BaseProcess) -> None:
    """Start a process beside the loop: the first one waits until the program has been read."""
    starting = asyncio.ensure_future(asyncio.to_thread(process.start))
    try:
        await asyncio.shield(starting)
    except asyncio.CancelledError:
        # It starts all the same, and nobody else would end it.
        with suppress(OSError):
            await starting
            process.terminate()
        raise
    except OSError as error:
        raise _worker_failed(f"none can be started: {error}") from error


def _worker_failed(why: str) -> WorkerFailed:
    return WorkerFailed(
        f"a process that shared the work has failed, nothing half done is visible: "
        f"mend the cause and try again ({why})"
    )


# --- in the process -------------------------------------------------------------------------------


def _serve(connection: Connection, url: str, make: Callable[[Database], Answers[_Q, _A]]) -> None:
    # An interrupt at the terminal reaches the whole group; the parent ends this process itself.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Folding makes many objects and no cycles: looking for cycles would cost a fifth of the time.
    gc.disable()
    asyncio.run(_serve_questions(connection, url, make))


async def _serve_questions(
    connection: Connection, url: str, make: Callable[[Database], Answers[_Q, _A]]
) -> None:
    try:
        database = await open_database(url)
    except Exception as error:
        connection.send(_failed(error))
        return
    try:
        answers = make(database)
        for count in count_from(1):
            question = connection.recv()
            if question is None:
                return
            connection.send(await _answer(answers, question))
            if count % _ANSWERS_BETWEEN_COLLECTIONS == 0:
                gc.collect()
    except (EOFError, OSError):
        return  # the process that asks is gone
    finally:
        await database.close()


async def _answer(answers: Answers[_Q, _A], question: _Q) -> _A | _Failed | None:
    try:
        return await answers.run(question)
    except Abandoned:
        return None
    except Exception as error:
        return _failed(error)


def _failed(error: Exception) -> _Failed:
    return _Failed(f"{type(error).__name__}: {error}")
