"""The way of batches into a log: those that wait are merged into one transaction, then answered.

Before: an authenticated push from the edge. After: the log holds it durably; only then is it
answered, and whoever follows the log is told.

Merging is what makes the head row's lock cheap: it is taken once for up to 64 batches. Every
process has a committer for each log, any number of processes on one database; the lock orders them.

Devices take turns: whoever waits comes into the next transaction with one batch, in the order of
their turns, and the transaction is bounded in bytes. What one device piles up delays nobody else.
"""

import asyncio
from collections import OrderedDict, deque
from types import TracebackType
from typing import Self

from events import limits
from events.errors import InputRefused, JejakError
from events.ids import DeviceId, LogId
from server.clock import Clock
from server.database import Database
from server.intake.announcing import Growth
from server.intake.committing import CommitResult, commit_group
from server.intake.office_device import OfficeDevice
from server.intake.receiving import Chance, Push, Received, receive
from server.intake.writing import Writing
from server.keys import OfficeKeys


class OfficeBusy(JejakError):
    """More waits than the office keeps in memory; nothing was kept, come back later."""


class _Waiting:
    """A checked push and who waits for its answer."""

    __slots__ = ("answer", "bytes", "received")

    def __init__(self, received: Received) -> None:
        self.received = received
        self.bytes = sum(len(line.line) for line in received.lines if isinstance(line.line, bytes))
        self.answer: asyncio.Future[CommitResult] = asyncio.get_running_loop().create_future()


class Committer:
    """One log's committer in this process; it commits while its context is open."""

    def __init__(
        self,
        database: Database,
        log: LogId,
        keys: OfficeKeys,
        growth: Growth,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._database = database
        self._log = log
        self._keys = keys
        self._growth = growth
        self._clock = clock
        self._chance = chance
        self._office = OfficeDevice(database, log, keys, growth, clock, chance)
        self._turns: OrderedDict[DeviceId, deque[_Waiting]] = OrderedDict()
        """What waits of each device, whose turn is next first."""
        self._count_waiting = 0
        self._bytes_waiting = 0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._task is not None
        self._task.cancel()
        await asyncio.wait([self._task])
        for waiting in (one for queue in self._turns.values() for one in queue):
            if waiting.answer.done():
                continue  # whoever asked has stopped waiting
            waiting.answer.set_exception(OfficeBusy("the office is closing: send it again later"))

    async def submit(self, push: Push) -> CommitResult:
        """Commit what is new of a batch; returns when it is durable.

        The same batch again gets the same answer. A caller that stops waiting loses the answer,
        not the batch.
        Errors: InputRefused and its kinds, OfficeBusy, DatabaseUnavailable.
        """
        if (
            self._count_waiting >= limits.COMMIT_WAITING_MAX
            or self._bytes_waiting >= limits.COMMIT_WAITING_BYTES_MAX
        ):
            raise OfficeBusy("too many batches wait for this office: send it again later")
        if len(self._turns.get(push.device.id, ())) >= limits.COMMIT_WAITING_PER_DEVICE_MAX:
            raise OfficeBusy("too many batches of this device wait: send it again later")
        with self._growth.coming():
            waiting = _Waiting(receive(push, self._log, self._keys, self._chance))
            self._turns.setdefault(push.device.id, deque()).append(waiting)
            self._count(waiting, 1)
            self._wake.set()
            return await waiting.answer

    @property
    def waiting(self) -> int:
        """How many batches wait, for the metrics."""
        return self._count_waiting

    async def _run(self) -> None:
        while True:
            await self._wake.wait()
            group = self._next_group()
            if not group:
                self._wake.clear()
                continue
            try:
                await self._commit(group)
            except asyncio.CancelledError:
                self._put_back(group)
                raise
            await self._growth.tell(self._database)

    def _next_group(self) -> list[_Waiting]:
        """Who is committed next: one batch of each device, since each is placed alone."""
        group: list[_Waiting] = []
        total = 0
        for device in list(self._turns)[: limits.COMMIT_BATCHES_MAX]:
            queue = self._turns[device]
            total += queue[0].bytes
            if group and total > limits.COMMIT_BYTES_MAX:
                break
            group.append(queue.popleft())
            self._count(group[-1], -1)
            if queue:
                self._turns.move_to_end(device)
            else:
                del self._turns[device]
        return group

    def _put_back(self, group: list[_Waiting]) -> None:
        for waiting in group:
            self._turns.setdefault(waiting.received.push.device.id, deque()).appendleft(waiting)
            self._count(waiting, 1)

    def _count(self, waiting: _Waiting, by: int) -> None:
        self._count_waiting += by
        self._bytes_waiting += by * waiting.bytes

    async def _commit(self, group: list[_Waiting]) -> None:
        try:
            answers = await self._write(group)
        except Exception as error:
            # One batch must not fail the others: alone, each gets its own answer. What had been
            # committed after all, its acknowledgement lost, is a repeat now.
            if len(group) > 1:
                for waiting in group:
                    await self._commit([waiting])
                return
            answers = [error]
        for waiting, answer in zip(group, answers, strict=True):
            if waiting.answer.done():
                continue
            if isinstance(answer, CommitResult):
                waiting.answer.set_result(answer)
            else:
                waiting.answer.set_exception(answer)

    async def _write(self, group: list[_Waiting]) -> list[CommitResult | Exception]:
        async with self._database.write() as transaction:
            writing = await Writing.begin(transaction, self._log, self._clock())
            answers: list[CommitResult | InputRefused] = await commit_group(
                writing, [waiting.received for waiting in group], self._office
            )
        self._growth.announce(writing.size)
        return list(answers)
