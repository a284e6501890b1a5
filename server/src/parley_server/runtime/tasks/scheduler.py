"""The scheduler: one for the tasks of all agents.

What holds. A task is executed at least once for each time that it is due, never twice at the same time, and again only
when an execution failed, was cut by a stop, or its server ended before its end was stored. Who executes a task holds a
lease in the store, which is renewed while the work goes on; after a crash the lease runs out and the task is taken
again, under a higher fence. The end of an execution is stored only under its own fence: a task that is done once is
deleted by the statement that records it. So what a worker does under `task.occurrence_key`, or with `task.fence` where
lower ones are refused, happens once; anything else may happen again after a crash.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.content import Content, Memory, State
from parley_server.domain.errors import (
    AgentNotRunning,
    ComponentFailed,
    NotFound,
    ParleyError,
    StoreUnavailable,
    TaskAtWork,
)
from parley_server.domain.ids import AgentId, EntityId, MemoryId, RoomId, TaskId, TenantId
from parley_server.domain.tasks import Task, TaskStatus
from parley_server.plugin_api import Runtime
from parley_server.plugin_api.components import always
from parley_server.plugin_api.tasks import TaskOptions, TaskWorker
from parley_server.runtime.context import hop_scope, next_hops
from parley_server.runtime.tasks.outcomes import NOT_YET, Outcome, Verdict, after, vanished
from parley_server.storage.tasks import TaskStore


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLimits:
    """Bounds of the scheduler: executions at once, for all agents and for one; and times, in seconds.

    `timeout` is for workers that have none of their own; one that does not let go `stop` seconds after it was cancelled
    is left behind: its end counts for nothing, and its task is not begun again while it hangs.
    """

    at_once: int = 256
    per_agent: int = 8
    tick: float = 1.0
    timeout: float = 300.0
    stop: float = 2.0
    lease: float = 30.0
    renew: float = 10.0
    store_again: float = 1.0


_NO_LIMITS = TaskLimits()
_STORE_TRIES = 30


@dataclass(slots=True, kw_only=True)
class _Seat:
    """An agent at work: its workers by name, when to look for its tasks, and what it is doing.

    `faults` are what was wrong with the last execution, by worker, if anything. `at_work` and `idle` outlive the seat
    as long as a worker hangs.
    """

    tenant: TenantId
    runtime: Runtime
    workers: Mapping[str, TaskWorker]
    faults: MutableMapping[str, str]
    stop: asyncio.Future[None]
    at_work: dict[TaskId, Task]
    look_at: datetime | None = None
    idle: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def agent_id(self) -> AgentId:
        """Id of the agent."""
        return self.runtime.agent_id

    def look(self, at: datetime) -> None:
        """Look for tasks then, or earlier."""
        self.look_at = at if self.look_at is None else min(self.look_at, at)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """Why a task is executed: because it is due, or because somebody wants it, with `options`, until `cut`.

    `again_at` is when it is due if it was taken before its time and is cut. `ended` is set once its end is stored.
    """

    options: TaskOptions | None = None
    again_at: datetime | None = None
    cut: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    ended: asyncio.Future[Outcome] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class TaskScheduler:
    """Takes tasks that are due and lets the workers of their agents do them."""

    def __init__(self, *, store: TaskStore, clock: Clock, limits: TaskLimits = _NO_LIMITS) -> None:
        """Take tasks from this store; nothing is done before `run`."""
        self._store = store
        self._clock = clock
        self._limits = limits
        self._seats: dict[tuple[TenantId, AgentId], _Seat] = {}
        self._hanging: dict[tuple[TenantId, AgentId], _Seat] = {}
        self._group: asyncio.TaskGroup | None = None
        self._wake = asyncio.Event()
        self._ticking = asyncio.Lock()
        self._renewed = clock.monotonic()
        self._count = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._log = structlog.get_logger("parley.tasks")

    async def idle(self) -> None:
        """Wait until nothing is at work."""
        await self._idle.wait()

    def __len__(self) -> int:
        """Return the number of executions at work."""
        return self._count

    # ---- Agents ----

    async def join(
        self,
        tenant: TenantId,
        runtime: Runtime,
        workers: Mapping[str, TaskWorker],
        faults: MutableMapping[str, str],
    ) -> None:
        """Do the tasks of an agent, by these workers, which may become more; note in `faults` which of them fail."""
        key = (tenant, runtime.agent_id)
        if key in self._seats:
            await self.leave(*key)
        before = self._hanging.pop(key, None)
        self._seats[key] = _Seat(
            tenant=tenant,
            runtime=runtime,
            workers=workers,
            faults=faults,
            stop=asyncio.get_running_loop().create_future(),
            at_work=before.at_work if before is not None else {},
            idle=before.idle if before is not None else asyncio.Event(),
            look_at=self._clock.now(),
        )
        self._wake.set()

    async def leave(self, tenant: TenantId, agent_id: AgentId) -> None:
        """Do the tasks of an agent no more: what is at work is cancelled and given back. Unknown ones are ignored."""
        seat = self._seats.pop((tenant, agent_id), None)
        if seat is None:
            return
        seat.stop.set_result(None)
        if seat.at_work:
            # Twice: once to let go, once to store it.
            with suppress(TimeoutError):
                async with asyncio.timeout(2 * self._limits.stop):
                    await seat.idle.wait()
        if seat.at_work:
            self._hanging[tenant, agent_id] = seat

    def touch(self, tenant: TenantId, agent_id: AgentId, at: datetime) -> None:
        """Look for tasks of an agent at this time: there may be one. Agents that are not at work are ignored."""
        seat = self._seats.get((tenant, agent_id))
        if seat is not None:
            seat.look(at)
            if at <= self._clock.now():
                self._wake.set()

    # ---- Time ----

    async def run(self) -> None:
        """Tick once a second, and at once when there is something to do, until cancelled."""
        async with asyncio.TaskGroup() as group:
            self._group = group
            try:
                while True:
                    await self.tick()
                    with suppress(TimeoutError):
                        async with asyncio.timeout(self._limits.tick):
                            await self._wake.wait()
            finally:
                self._group = None

    async def tick(self) -> int:
        """Begin what is due, as far as there is room; return how much. A store that fails is asked at the next tick."""
        async with self._ticking:
            self._wake.clear()
            begun = 0
            try:
                await self._renew()
                for seat in self._due():
                    begun += await self._serve(seat)
            except StoreUnavailable as error:
                self._log.warning("tasks_not_taken", reason=error.reason, error=error.message)
            except Exception as error:  # noqa: BLE001 - tasks never take the server down
                self._log.error("tasks_broken", exc_info=error)
            return begun

    def _due(self) -> list[_Seat]:
        """Return the agents to look at, the one that waits longest first: without one, a tick asks nobody."""
        now = self._clock.now()
        due = [
            (seat.look_at, seat) for seat in self._seats.values() if seat.look_at is not None and seat.look_at <= now
        ]
        return [seat for _, seat in sorted(due, key=lambda pair: pair[0])]

    async def _renew(self) -> None:
        if self._clock.monotonic() - self._renewed < self._limits.renew:
            return
        until = self._clock.now() + timedelta(seconds=self._limits.lease)
        for seat in list(self._seats.values()):
            if seat.at_work:
                await self._store.renew(seat.tenant, list(seat.at_work.values()), until=until)
        self._renewed = self._clock.monotonic()

    async def _serve(self, seat: _Seat) -> int:
        room = min(self._limits.per_agent - len(seat.at_work), self._limits.at_once - self._count)
        if room <= 0:
            return 0
        now = self._clock.now()
        # Before the store is asked: what is created meanwhile sets it again.
        seat.look_at = None
        try:
            names = list(seat.workers)
            wanted = room + len(seat.at_work) + 1
            found = await self._store.next_ready(seat.tenant, seat.agent_id, names=names, limit=wanted)
            return await self._begin_all(seat, found, room, now)
        except StoreUnavailable:
            seat.look(now)
            raise
        except Exception as error:  # noqa: BLE001 - what is wrong with one agent's tasks holds up no other
            self._log.error("tasks_broken", agent_id=seat.agent_id, exc_info=error)
            seat.look(now + NOT_YET)
            return 0

    async def _begin_all(self, seat: _Seat, found: list[Task], room: int, now: datetime) -> int:
        begun = 0
        for task in found:
            if task.ready_at is not None and task.ready_at > now:
                seat.look(task.ready_at)
                break
            if task.task_id in seat.at_work:
                # Never beside itself, also when it hangs, or when the machine slept longer than a lease.
                seat.look(now + NOT_YET)
            elif begun == room or seat.stop.done():
                seat.look(now)
                break
            else:
                begun += await self._begin(seat, task, now)
        return begun

    async def _begin(self, seat: _Seat, task: Task, now: datetime) -> int:
        resting = vanished(task, now)
        if resting is not None:
            await self._store.replace(seat.tenant, resting)
            seat.look(resting.ready_at or now)
            return 0
        until = now + timedelta(seconds=self._limits.lease)
        taken = await self._store.take(seat.tenant, task, now=now, until=until)
        if taken is None:
            seat.look(now)
            return 0
        worker = seat.workers.get(taken.name)
        if worker is None or self._group is None or seat.stop.done():
            await self._settle(seat, taken, Outcome(Verdict.STOPPED))
            return 0
        self._start(seat, taken, worker, _Order())
        return 1

    # ---- Work ----

    async def run_now(self, tenant: TenantId, agent_id: AgentId, task_id: TaskId, options: TaskOptions) -> Outcome:
        """Execute a task at once, whatever its time and how much is at work, and say how that ended.

        A cancel cuts the execution. Raises NotFound, TaskAtWork, AgentNotRunning, and ComponentFailed when nobody does
        such tasks.
        """
        seat = self._seats.get((tenant, agent_id))
        if seat is None or self._group is None or seat.stop.done():
            raise AgentNotRunning(agent_id, "not at work")
        task = await self._store.get(tenant, agent_id, task_id)
        if task is None:
            raise NotFound("task", task_id)
        worker = seat.workers.get(task.name)
        if worker is None:
            raise ComponentFailed("", task.name, "no worker does such tasks")
        now = self._clock.now()
        if task_id in seat.at_work:
            raise TaskAtWork(task_id)
        until = now + timedelta(seconds=self._limits.lease)
        # Who is cut off while it is being taken leaves a lease behind.
        seat.look(until)
        taken = await self._store.take(tenant, task, now=now, until=until, early=True)
        if taken is None:
            raise TaskAtWork(task_id)
        again_at = None if task.status is TaskStatus.RUNNING else task.ready_at
        if self._group is None:
            await self._settle(seat, taken, Outcome(Verdict.STOPPED, again_at=again_at))
            raise AgentNotRunning(agent_id, "stopping")
        return await self._attend(seat, taken, worker, _Order(options=options, again_at=again_at))

    async def _attend(self, seat: _Seat, task: Task, worker: TaskWorker, order: _Order) -> Outcome:
        """Execute a task for somebody who waits for it; whoever goes cuts it, and its end is stored all the same."""
        self._start(seat, task, worker, order)
        try:
            await asyncio.wait({order.ended})
        except asyncio.CancelledError:
            if not order.ended.done():
                order.cut.set_result(None)
                await asyncio.wait({order.ended}, timeout=2 * self._limits.stop)
            raise
        return order.ended.result()

    def _start(self, seat: _Seat, task: Task, worker: TaskWorker, order: _Order) -> None:
        assert self._group is not None  # callers have looked, and nothing was awaited since
        seat.at_work[task.task_id] = task
        seat.idle.clear()
        self._count += 1
        self._idle.clear()
        self._group.create_task(self._execute(seat, task, worker, order, self._group))

    async def _execute(
        self, seat: _Seat, task: Task, worker: TaskWorker, order: _Order, group: asyncio.TaskGroup
    ) -> None:
        outcome = Outcome(Verdict.STOPPED)
        recorded = False
        work = group.create_task(self._call(seat, task, worker, order))
        try:
            outcome = await self._outcome(seat, worker, work, order)
            if outcome.verdict is Verdict.FAILED:
                seat.faults[worker.name] = outcome.error
            elif outcome.verdict is Verdict.DONE:
                seat.faults.pop(worker.name, None)
            recorded = await self._record(seat, task, outcome)
            # Nobody waits for a worker that hangs.
            order.ended.set_result(outcome)
            if not work.done():
                self._log.error("task_does_not_stop", agent_id=seat.agent_id, task_id=task.task_id, worker=worker.name)
                await asyncio.wait({work})
        except Exception as error:  # noqa: BLE001 - a fault of one task is never the server's; its lease runs out
            self._log.error("task_broken", agent_id=seat.agent_id, task_id=task.task_id, exc_info=error)
        finally:
            self._count -= 1
            if not self._count:
                self._idle.set()
            seat.at_work.pop(task.task_id, None)
            if not recorded:
                # The agent may have left, and be back.
                self.touch(seat.tenant, seat.agent_id, self._clock.now() + timedelta(seconds=self._limits.lease))
            if not seat.at_work:
                seat.idle.set()
                hanging = self._hanging.get((seat.tenant, seat.agent_id))
                if hanging is not None and hanging.idle is seat.idle:
                    del self._hanging[seat.tenant, seat.agent_id]
            if not order.ended.done():
                order.ended.set_result(outcome)
            self._wake.set()

    async def _outcome(self, seat: _Seat, worker: TaskWorker, work: asyncio.Task[Outcome], order: _Order) -> Outcome:
        limit = self._limits.timeout if worker.timeout is None else worker.timeout.total_seconds()
        either: set[asyncio.Future[Outcome] | asyncio.Future[None]] = {work, seat.stop, order.cut}
        await asyncio.wait(either, timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        by_itself = work.done()
        if not by_itself:
            work.cancel()
            await asyncio.wait({work}, timeout=self._limits.stop)
        if work.done() and not work.cancelled():
            return work.result()
        if seat.stop.done() or order.cut.done():
            return Outcome(Verdict.STOPPED, again_at=order.again_at)
        why = "it cancelled itself" if by_itself else f"took longer than {limit:g} s"
        self._log.error("task_failed", agent_id=seat.agent_id, worker=worker.name, error=why)
        return Outcome(Verdict.FAILED, why)

    async def _call(self, seat: _Seat, task: Task, worker: TaskWorker, order: _Order) -> Outcome:
        runtime = seat.runtime
        try:
            with hop_scope(max(task.hops, next_hops()) - 1):
                # Who has a task executed has decided that it is time.
                if order.options is None and not await self._wanted(runtime, worker, task):
                    return Outcome(Verdict.NOT_YET)
                await worker.run(runtime, order.options or {}, task)
        except Exception as error:  # noqa: BLE001 - a worker that fails harms no other, it is tried again
            where = {"agent_id": seat.agent_id, "task_id": task.task_id, "worker": worker.name}
            # The agent's own log takes the agent's secrets out.
            told = {**where, "attempt": task.attempts + 1, "error": str(error), "exc_info": error}
            runtime.logger.error("task_failed", **told)  # noqa: TRY400 - agents' logs have no `exception`
            return Outcome(Verdict.FAILED, runtime.redact_secrets(str(error)) or type(error).__name__)
        return Outcome(Verdict.DONE)

    async def _wanted(self, runtime: Runtime, worker: TaskWorker, task: Task) -> bool:
        return worker.validate is always or await worker.validate(runtime, self._nothing(task), State())

    def _nothing(self, task: Task) -> Memory:
        """Return the empty message that a worker's `validate` is given, as the reference does."""
        return Memory(
            memory_id=MemoryId(task.task_id),
            entity_id=task.spec.entity_id or EntityId(task.agent_id),
            agent_id=task.agent_id,
            room_id=task.spec.room_id or RoomId(task.agent_id),
            content=Content(),
            created_at=self._clock.now(),
        )

    async def _record(self, seat: _Seat, task: Task, outcome: Outcome) -> bool:
        """Store the end of an execution; while the store is away, the lease is kept for a while. Else return False."""
        for _ in range(_STORE_TRIES):
            try:
                await self._settle(seat, task, outcome)
            except ParleyError as error:
                self._log.warning("task_end_not_stored", task_id=task.task_id, reason=error.reason)
                await asyncio.sleep(self._limits.store_again)
            else:
                return True
        return False

    async def _settle(self, seat: _Seat, task: Task, outcome: Outcome) -> None:
        while (current := await self._store.get(seat.tenant, seat.agent_id, task.task_id)) is not None:
            if current.fence != task.fence:
                self._log.warning("task_taken_by_another", agent_id=seat.agent_id, task_id=task.task_id)
                return
            if current.status is not TaskStatus.RUNNING:
                # Stored already, by a try that seemed to fail.
                self._look(seat, current)
                return
            following = await after(current, outcome, self._clock.now())
            if following is None:
                stored = await self._store.complete(seat.tenant, current)
            else:
                stored = await self._store.replace(seat.tenant, following)
            if stored:
                if following is not None:
                    self._look(seat, following)
                return
            # It was changed in the meantime: what follows is found anew.

    def _look(self, seat: _Seat, task: Task) -> None:
        if task.ready_at is not None:
            self.touch(seat.tenant, seat.agent_id, task.ready_at)
