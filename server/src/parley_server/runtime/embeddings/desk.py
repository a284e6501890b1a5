"""The embeddings of one agent: what waits for a vector, and when there is something to be done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingJob, EmbeddingPriority
from parley_server.domain.errors import Overloaded, StoreUnavailable
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.plugin_api.embeddings import EmbeddingQueue
from parley_server.runtime.context import current_run_id
from parley_server.runtime.embeddings.backlog import Backlog
from parley_server.runtime.embeddings.flights import Flights
from parley_server.runtime.embeddings.limits import pause
from parley_server.runtime.embeddings.models import PROBE, EmbeddingModels
from parley_server.runtime.embeddings.news import EmbeddingNews
from parley_server.runtime.embeddings.spaces import EmbeddingSpaces
from parley_server.runtime.embeddings.texts import text_of
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.storage.embeddings import EmbeddingStore

# Each so many batches, age alone counts: what is less urgent is never starved.
_BY_AGE_EVERY = 4


class EmbeddingDesk:
    """Queues the memories of one agent, and has their vectors made when the worker says so."""

    def __init__(
        self,
        *,
        tenant: TenantId,
        agent_id: AgentId,
        store: EmbeddingStore,
        models: EmbeddingModels,
        spaces: EmbeddingSpaces,
        flights: Flights,
        news: EmbeddingNews,
        worker: EmbeddingWorker,
        clock: Clock,
    ) -> None:
        """Begin with nothing at work."""
        self._tenant = tenant
        self._agent_id = agent_id
        self._store = store
        self._models = models
        self._spaces = spaces
        self._flights = flights
        self._news = news
        self._worker = worker
        self._limits = worker.limits
        self._clock = clock
        self._joined = False
        self._probing: asyncio.Task[None] | None = None
        self._probe_at: datetime | None = None
        self._probes = 0
        self._turn = 0
        self._backlog = Backlog()
        self.look_at: datetime | None = None
        self._log = structlog.get_logger("parley.embeddings").bind(agent_id=agent_id)

    @property
    def at_work(self) -> int:
        """How many texts are worked on, those of models that hang included."""
        return len(self._flights)

    def leave_overdue_behind(self) -> None:
        """Give up waiting for models that should have ended long ago."""
        self._flights.leave_overdue_behind()

    # ---- Life ----

    async def join(self) -> None:
        """Let the worker serve the agent: it is ready. Without anything to do, that is all."""
        self._joined = True
        if self._models.current() is None:
            return
        # First of all: what is queued meanwhile is looked at, whether it is among what is read here or not.
        self._worker.join(self)
        await self._spaces.open()
        ready = await self._store.next_ready(self._tenant, self._agent_id)
        if self._spaces.wants_attention:
            ready = self._clock.now()
        if ready is not None:
            self.look(ready)

    async def leave(self) -> None:
        """Do nothing more: what is at work is cancelled and given back, to be done after the next start."""
        self._joined = False
        self.look_at = None
        await self._worker.leave(self)
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.wait({self._probing}, timeout=self._limits.stop)
        self._probing, self._probe_at, self._probes = None, None, 0
        await self._flights.leave()
        self._spaces.close()
        self._backlog.forget()

    def models_changed(self) -> None:
        """Take note that models have come or gone."""
        if self._joined:
            self._worker.join(self)
            self.look(self._clock.now())

    def look(self, at: datetime) -> None:
        """Look for something to do then, or earlier."""
        if self._joined:
            self.look_at = at if self.look_at is None else min(self.look_at, at)
            self._worker.touch(self)

    # ---- Queueing ----

    def wants(self, memory: Memory) -> bool:
        """Tell whether something would come of a memory: it has a text and no vector, and there is a model."""
        return not memory.embedding and bool(text_of(memory)) and self._models.current() is not None

    def works_on(self, memory_id: MemoryId) -> bool:
        """Tell whether the vector of a memory is being made."""
        return self._flights.works_on(memory_id)

    def to_be_embedded(self, memory: Memory, priority: EmbeddingPriority) -> Memory:
        """Return a memory that is queued when it is stored; as it is when nothing would come of it."""
        if not self.wants(memory):
            return memory
        waiting = self._backlog.number
        if waiting is not None and waiting >= self._limits.queue:
            self._log.warning("embedding_not_queued", memory_id=memory.memory_id, waiting=waiting)
            return memory
        return replace(memory, embedding_priority=priority)

    def stored(self, memory: Memory, run_id: str = "") -> None:
        """Take note that a memory is stored; one that was to be embedded waits for its vector now."""
        if memory.embedding_priority is not None:
            job = self._job(memory.memory_id, memory.embedding_priority)
            self._queued(memory, job, run_id or current_run_id())

    @contextmanager
    def storing(self) -> Iterator[None]:
        """Store inside what is to be queued. Where that is cut off, or fails, it may be stored all the same."""
        try:
            yield
        except BaseException:
            self._backlog.forget()
            self.look(self._clock.now() + pause(1))
            raise

    async def queue(self, memory: Memory, priority: EmbeddingPriority) -> bool:
        """Queue a stored memory; return whether anything comes of it. Raises Overloaded."""
        if not self.wants(memory):
            return False
        waiting = self._backlog.number
        if waiting is None or waiting >= self._limits.queue:
            # What was queued twice was counted twice.
            waiting = await self._backlog.count(self._count())
        if waiting >= self._limits.queue:
            raise Overloaded("memories that wait for their vectors", self._limits.queue)
        job = self._job(memory.memory_id, priority)
        with self.storing():
            await self._store.add(self._tenant, [job])
        self._queued(memory, job, current_run_id())
        return True

    async def status(self) -> EmbeddingQueue:
        """Return what waits, what is worked on and what came of it since the start."""
        counts = await self._store.counts(self._tenant, self._agent_id)
        return EmbeddingQueue(
            high=counts.get(EmbeddingPriority.HIGH, 0),
            normal=counts.get(EmbeddingPriority.NORMAL, 0),
            low=counts.get(EmbeddingPriority.LOW, 0),
            in_flight=self._flights.memories,
            completed=self._flights.completed,
            failed=self._flights.failed,
            texts_kept=self._worker.texts_kept.get(self._tenant, 0),
        )

    async def clear(self) -> int:
        """Forget what waits; what is worked on comes to nothing. Return how many there were."""
        self._backlog.forget()
        self._spaces.forget_the_way()
        return await self._store.clear(self._tenant, self._agent_id)

    async def _count(self) -> int:
        return sum((await self._store.counts(self._tenant, self._agent_id)).values())

    def _job(self, memory_id: MemoryId, priority: EmbeddingPriority, model_id: str = "") -> EmbeddingJob:
        now = self._clock.now()
        return EmbeddingJob(
            agent_id=self._agent_id,
            memory_id=memory_id,
            priority=priority,
            ready_at=now,
            created_at=now,
            model_id=model_id,
        )

    def _queued(self, memory: Memory, job: EmbeddingJob, run_id: str) -> None:
        self._backlog.add(1)
        self._news.requested(memory, job, run_id)
        self.look(self._clock.now())

    # ---- Serving ----

    def ended(self, number: int | None) -> None:
        """Count off jobs that have come to an end; where it is not known how many, those that wait are counted anew."""
        if number is None:
            self._backlog.forget()
        else:
            self._backlog.add(-number)

    async def serve(self, room: int) -> None:
        """Begin with so many memories at most; never raises anything but a cancellation."""
        now = self._clock.now()
        # Before the store is asked: what is queued meanwhile sets it again.
        self.look_at = None
        try:
            await self._serve(room, now)
        except StoreUnavailable as error:
            self._log.warning("embeddings_not_taken", reason=error.reason, error=error.message)
            self.look(now + timedelta(seconds=self._limits.store_again))
        except Exception as error:  # noqa: BLE001 - what is wrong with one agent's memories holds up no other
            self._log.error("embeddings_broken", exc_info=error)
            self.look(now + pause(1))
        except asyncio.CancelledError:
            # It may be that of something else, which an adapter has let out.
            self.look(now + pause(1))
            raise

    async def _serve(self, room: int, now: datetime) -> None:
        if self._models.current() is None:
            return  # what waits goes on waiting
        await self._spaces.open()
        if self._spaces.is_unsure and self._probing is None:
            if self._probe_at is None or now >= self._probe_at:
                self._probing = self._worker.spawn(self._probe())
            else:
                self.look(self._probe_at)
        if not self._backlog.is_sure and not self._flights.memories:
            await self._backlog.count(self._count(), surely=True)
        self._turn += 1
        taken = await self._store.take(
            self._tenant,
            self._agent_id,
            now=now,
            until=now + timedelta(seconds=self._limits.lease),
            limit=room,
            by_age=self._turn % _BY_AGE_EVERY == 0,
        )
        if not self._joined:
            await self._flights.give_back(taken.jobs)
            return
        if len(taken.jobs) == room:
            self.look(now)
        await self._flights.begin(taken)
        if not taken.jobs or (len(taken.jobs) < room and self._backlog.may_exceed(self._flights.memories)):
            await self._rest(now)

    async def _rest(self, now: datetime) -> None:
        """Find out what is to be done next: memories to be moved into another space, or what is ready later."""
        moving = await self._spaces.to_move()
        target = self._spaces.target
        if moving and target is not None:
            low = [self._job(memory_id, EmbeddingPriority.LOW, target.model_id) for memory_id in moving]
            try:
                await self._store.add(self._tenant, low)
            except BaseException:
                # Also where it was cut off: else they would count as on their way for good.
                self._spaces.forget_the_way()
                raise
            self._backlog.forget()
            self.look(now)
            return
        ready = await self._store.next_ready(self._tenant, self._agent_id)
        if ready is not None:
            self.look(ready)
        elif self._spaces.forget_the_way():
            # Nothing waits: their memories are gone, or have changed places.
            self.look(self._clock.now())

    async def _probe(self) -> None:
        """See which space the model makes vectors of; when it fails, it is asked again later."""
        try:
            made = await self._models.make(PROBE)
            await self._spaces.learn(made.space)
        except Exception as error:  # noqa: BLE001 - search goes on as it did; the model is asked again
            self._log.warning("embedding_model_not_known", error=str(error) or type(error).__name__)
            self._probes += 1
            self._probe_at = self._clock.now() + pause(self._probes)
            self.look(self._probe_at)
        else:
            self._probes, self._probe_at = 0, None
            self.look(self._clock.now())
        finally:
            self._probing = None
