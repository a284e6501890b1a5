"""The one writer of the file: units of all callers, many per transaction."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, Protocol

from parley_server.domain.errors import StoreUnavailable
from parley_server.sql.queries import Outcome, Unit
from parley_server.sql.sqlite.batch import BatchRunner, Result
from parley_server.sql.sqlite.connection import DRIVER_ERRORS, translate

# Units that wait at the most; further callers wait for a place.
QUEUE_LIMIT = 4096
# Units in one transaction. Inline, a batch holds up the event loop: these take a few milliseconds.
_INLINE_BATCH = 256
_THREAD_BATCH = 2048


class Writer(Protocol):
    """Runs units in the order of submitting. Belongs to one event loop."""

    async def submit(self, unit: Unit) -> list[Outcome]:
        """Run a unit in the next batch; see Database.write."""
        ...

    async def close(self) -> None:
        """Run what is waiting, then refuse further units with StoreUnavailable."""
        ...


class _Waiting(NamedTuple):
    unit: Unit
    result: asyncio.Future[list[Outcome]]


class _Queue:
    """Units that wait for a batch, and the places for them."""

    def __init__(self, limit: int) -> None:
        self._loop = asyncio.get_running_loop()
        self._places = asyncio.Semaphore(limit)
        self._waiting: list[_Waiting] = []
        self.closed = False

    def __len__(self) -> int:
        return len(self._waiting)

    async def take_place(self) -> None:
        """Wait for a place. Each is given back by `give_place`."""
        await self._places.acquire()
        if self.closed:
            self._places.release()
            raise StoreUnavailable("the store is closed")

    def give_place(self) -> None:
        self._places.release()

    def put(self, unit: Unit) -> "asyncio.Future[list[Outcome]]":
        result: asyncio.Future[list[Outcome]] = self._loop.create_future()
        self._waiting.append(_Waiting(unit, result))
        return result

    def take(self, limit: int) -> list[_Waiting]:
        """Take the next batch. Units whose callers have gone away meanwhile are dropped: nothing of them is stored."""
        batch, self._waiting = self._waiting[:limit], self._waiting[limit:]
        return [waiting for waiting in batch if not waiting.result.done()]


def _settle(batch: Sequence[_Waiting], results: Sequence[Result]) -> None:
    for waiting, result in zip(batch, results, strict=True):
        if waiting.result.done():
            continue  # the caller has gone away; its unit is stored all the same
        if isinstance(result, Exception):
            waiting.result.set_exception(result)
        else:
            waiting.result.set_result(result)


class InlineWriter:
    """Commits in the event loop, once a turn of the loop: for synchronous=NORMAL, where a commit waits for no disk."""

    def __init__(self, runner: BatchRunner, *, queue_limit: int = QUEUE_LIMIT) -> None:
        """Write through this runner, which nobody else uses."""
        self._runner = runner
        self._queue = _Queue(queue_limit)
        self._loop = asyncio.get_running_loop()
        self._scheduled = False

    async def submit(self, unit: Unit) -> list[Outcome]:
        """Run a unit at the end of this turn of the loop; see Database.write."""
        await self._queue.take_place()
        try:
            result = self._queue.put(unit)
            self._schedule()
            return await result
        finally:
            self._queue.give_place()

    async def close(self) -> None:
        """Run what is waiting, then refuse further units with StoreUnavailable."""
        self._queue.closed = True
        while len(self._queue):
            self._flush()

    def _schedule(self) -> None:
        if not self._scheduled:
            self._scheduled = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        batch = self._queue.take(_INLINE_BATCH)
        if len(self._queue):
            self._schedule()
        if batch:
            _settle(batch, _run_guarded(self._runner, [waiting.unit for waiting in batch]))


class ThreadWriter:
    """Commits in a thread: for synchronous=FULL, where a commit waits for the disk.

    While one batch is being committed the next one fills: one hand-over per commit, however many units.
    """

    def __init__(self, runner: BatchRunner, *, queue_limit: int = QUEUE_LIMIT) -> None:
        """Write through this runner, which nobody else uses."""
        self._runner = runner
        self._queue = _Queue(queue_limit)
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parley-writer")
        self._busy = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def submit(self, unit: Unit) -> list[Outcome]:
        """Run a unit in the next commit; see Database.write."""
        await self._queue.take_place()
        try:
            result = self._queue.put(unit)
            if not self._busy:
                # Not at once: units submitted in the same turn of the loop share the commit.
                self._busy = True
                self._idle.clear()
                self._loop.call_soon(self._hand_over)
            return await result
        finally:
            self._queue.give_place()

    async def close(self) -> None:
        """Run what is waiting, then refuse further units with StoreUnavailable."""
        self._queue.closed = True
        await self._idle.wait()
        await asyncio.to_thread(self._thread.shutdown)

    def _hand_over(self) -> None:
        batch = self._queue.take(_THREAD_BATCH)
        if not batch and not len(self._queue):
            self._busy = False
            self._idle.set()
            return
        units = [waiting.unit for waiting in batch]
        try:
            commit = self._loop.run_in_executor(self._thread, _run_guarded, self._runner, units)
        except RuntimeError as error:
            # The system gives no thread. Nobody else would tell those who wait, now and from now on.
            _settle(batch, [StoreUnavailable(f"the store cannot write: {error}") for _ in units])
            self._loop.call_soon(self._hand_over)
            return
        commit.add_done_callback(lambda done: self._finished(batch, done))

    def _finished(self, batch: Sequence[_Waiting], commit: "asyncio.Future[list[Result]]") -> None:
        _settle(batch, commit.result())
        self._hand_over()


def _run_guarded(runner: BatchRunner, units: Sequence[Unit]) -> list[Result]:
    # A fault of our own must reach the submitters: nobody else waits for this, and they would wait for ever.
    try:
        return runner.run(units) if units else []
    except Exception as error:  # noqa: BLE001 - each submitter raises it
        return [translate(error, "writing") if isinstance(error, DRIVER_ERRORS) else error for _ in units]
