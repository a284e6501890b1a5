"""Texts on their way to the model of one agent and back: once each, kept for the next time, stored in groups."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingJob, EmbeddingSpace
from parley_server.domain.errors import ComponentTimeout, ParleyError, StoreUnavailable
from parley_server.domain.ids import AgentId, MemoryId, TenantId
from parley_server.domain.models import TEXT_EMBEDDING
from parley_server.runtime.embeddings.limits import LONGEST_PAUSE, pause
from parley_server.runtime.embeddings.models import PROBE, EmbeddingModels, Made
from parley_server.runtime.embeddings.news import EmbeddingNews
from parley_server.runtime.embeddings.spaces import EmbeddingSpaces
from parley_server.runtime.embeddings.texts import hash_of, text_of
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.storage.embeddings import Embedded, EmbeddingStore, Taken
from parley_server.storage.memories import MemoryStore
from parley_server.storage.vectors import Vector, VectorStore

_STORE_TRIES = 10


@dataclass(slots=True, eq=False, kw_only=True)
class _Flight:
    """One text, with all the jobs that wait for its vector.

    `open`: the jobs, by memory and model, that have not come to an end, nor been put back; `over`: nobody waits for
    the model any more; `stored`: who has the vector now.
    """

    text: str
    key: bytes
    started: float
    items: list[tuple[EmbeddingJob, Memory]] = field(default_factory=list)
    task: asyncio.Task[None] | None = None
    open: set[tuple[MemoryId, str]] = field(default_factory=set)
    over: bool = False
    stored: frozenset[MemoryId] = frozenset()

    def add(self, job: EmbeddingJob, memory: Memory) -> None:
        self.items.append((job, memory))
        self.open.add(_key(job))

    @property
    def jobs(self) -> list[EmbeddingJob]:
        return [job for job, _ in self.items]


def _key(job: EmbeddingJob) -> tuple[MemoryId, str]:
    return job.memory_id, job.model_id


class Flights:
    """What is worked on. `completed` and `failed` count memories since the start."""

    def __init__(
        self,
        *,
        tenant: TenantId,
        agent_id: AgentId,
        store: EmbeddingStore,
        memories: Callable[[], MemoryStore],
        own_vectors: Callable[[], VectorStore | None],
        models: EmbeddingModels,
        spaces: EmbeddingSpaces,
        news: EmbeddingNews,
        worker: EmbeddingWorker,
        clock: Clock,
    ) -> None:
        """Begin with nothing.

        `memories` is where the agent keeps them, `own_vectors` where their vectors are unless that is the server's
        store.
        """
        self._tenant = tenant
        self._agent_id = agent_id
        self._store = store
        self._memories = memories
        self._own_vectors = own_vectors
        self._models = models
        self._spaces = spaces
        self._news = news
        self._worker = worker
        self._limits = worker.limits
        self._clock = clock
        self._flying: set[_Flight] = set()
        self._hanging: set[_Flight] = set()
        self._made: list[tuple[_Flight, Made]] = []
        self._storing = asyncio.Lock()
        self.look: Callable[[datetime], None] = lambda _at: None
        """Told when there is something to do."""
        self.ended: Callable[[int | None], None] = lambda _number: None
        """Told how many jobs have come to an end; None where that is not known."""
        self.completed = 0
        self.failed = 0
        self._log = structlog.get_logger("parley.embeddings").bind(agent_id=agent_id)

    def __len__(self) -> int:
        """Return how many texts are worked on, those of models that hang included."""
        return len(self._flying) + len(self._hanging)

    @property
    def memories(self) -> int:
        """How many memories wait for the texts that are worked on.

        Those whose end is stored are not among them, although it may still have to be told.
        """
        return len(set().union(*(flight.open for flight in self._flying)))

    def works_on(self, memory_id: MemoryId) -> bool:
        """Tell whether a memory waits for a text that is worked on."""
        return any(memory_id == waiting for flight in self._flying for waiting, _ in flight.open)

    # ---- Out ----

    async def begin(self, taken: Taken) -> None:
        """Have the vectors of memories made; those that cannot have one any more are given up."""
        flights = await self._loaded(taken)
        if not flights:
            return
        model = self._models.current()
        model_id = self._models.model_id(model) if model is not None else ""
        known = await self._store.cached(self._tenant, model_id, list(flights))
        for key, flight in flights.items():
            self._flying.add(flight)
            self._worker.begun(1)
            flight.task = self._worker.spawn(self._fly(flight, self._spaces.usable(model_id, known.get(key))))
            if flight.task is None:
                self._land(flight)

    async def _loaded(self, taken: Taken) -> dict[bytes, _Flight]:
        jobs, memories = taken.jobs, {memory.memory_id: memory for memory in taken.memories}
        if others := [job.memory_id for job in jobs if job.memory_id not in memories]:
            found = await self._memories().get(self._tenant, self._agent_id, others)
            memories |= {memory.memory_id: memory for memory in found}
        target = self._spaces.target
        flights: dict[bytes, _Flight] = {}
        idle: list[EmbeddingJob] = []
        for job in jobs:
            memory = memories.get(job.memory_id)
            text = text_of(memory) if memory is not None else ""
            # A model that is gone meanwhile needs nothing more.
            is_wanted = not job.model_id or (target is not None and job.model_id == target.model_id)
            if memory is None or not text or not is_wanted:
                idle.append(job)
                continue
            key = hash_of(text)
            flights.setdefault(key, _Flight(text=text, key=key, started=self._clock.monotonic())).add(job, memory)
        if idle:
            await self._give_up(idle)
        return flights

    async def _fly(self, flight: _Flight, known: Made | None) -> None:
        try:
            made = known or await self._models.make(flight.text, room_id=flight.items[0][1].room_id)
            if not flight.over:
                await self._arrive(flight, made)
        except Exception as error:  # noqa: BLE001 - a model that fails harms no other; its memories are tried again
            if not flight.over:
                await self._fail(flight, error)
        finally:
            self._land(flight)

    def _land(self, flight: _Flight) -> None:
        self._hanging.discard(flight)
        if flight in self._flying:
            self._flying.remove(flight)
            self._worker.ended(1)
        if flight.open:
            # Whatever it was: they are leased, and nobody works on them.
            self._look_after_lease()

    # ---- Back ----

    async def _arrive(self, flight: _Flight, made: Made) -> None:
        """Store a vector, together with all that arrive while somebody else is storing."""
        arrived = (flight, made)
        self._made.append(arrived)
        async with self._storing:
            if arrived in self._made:
                group, self._made = self._made, []
                for space in dict.fromkeys(one.space for _, one in group):
                    same = [(flight, one.vector) for flight, one in group if one.space == space]
                    await self._store_group(space, same)
        seconds = self._clock.monotonic() - flight.started
        for job, memory in flight.items:
            if memory.memory_id in flight.stored:
                whole = replace(memory, embedding=made.vector, embedding_model=made.space.model_id)
                await self._news.completed(whole, job, seconds)

    async def _store_group(self, space: EmbeddingSpace, group: Sequence[tuple[_Flight, Vector]]) -> None:
        group = [(flight, vector) for flight, vector in group if not flight.over]
        done = [Embedded(job, flight.key, vector) for flight, vector in group for job in flight.jobs]
        try:
            stored = frozenset(await self._completed(space, done))
        except ParleyError as error:
            self._log.error("embeddings_not_stored", reason=error.reason, error=error.message)
            return
        # At once, before anybody counts what the store has now.
        for flight, _ in group:
            flight.open.clear()
            flight.stored = stored
        self.completed += len(stored)
        if len(stored) == len(done):
            self.ended(len(done))
        else:
            self._look_again()
        self._worker.kept(self._tenant, len(group))
        try:
            await self._spaces.learn(space)
        except StoreUnavailable as error:
            # The next vector tells it again.
            self._log.warning("embedding_space_not_known", reason=error.reason, error=error.message)
        self._moved([one.job for one in done])

    async def _completed(self, space: EmbeddingSpace, done: Sequence[Embedded]) -> Sequence[MemoryId]:
        """Store what is done; a store that is away for a moment is asked again."""
        for _ in range(_STORE_TRIES - 1):
            try:
                return await self._complete(space, done)
            except StoreUnavailable as error:
                self._log.warning("embeddings_not_stored", reason=error.reason, error=error.message)
                await asyncio.sleep(self._limits.store_again)
        return await self._complete(space, done)

    async def _complete(self, space: EmbeddingSpace, done: Sequence[Embedded]) -> Sequence[MemoryId]:
        own = self._own_vectors()
        if own is not None:
            done = await self._of_this_text(done)
            if not done:
                return ()
            # First there: a job that is still here is done again, and its vector put in place of itself.
            await own.put(self._tenant, self._agent_id, space, {one.job.memory_id: one.vector for one in done})
        return await self._store.complete(self._tenant, self._agent_id, space, done, elsewhere=own is not None)

    async def _of_this_text(self, done: Sequence[Embedded]) -> list[Embedded]:
        """Put back the jobs of memories that say something else by now, and return the others.

        Where memories are elsewhere, the fence of a job does not tell of a change.
        """
        ids = [one.job.memory_id for one in done]
        present = await self._memories().get(self._tenant, self._agent_id, ids)
        keys = {memory.memory_id: hash_of(text_of(memory)) for memory in present}
        changed = [one.job for one in done if keys.get(one.job.memory_id, one.hash) != one.hash]
        now = self._clock.now()
        await self._store.again(self._tenant, [replace(job, ready_at=now) for job in changed])
        return [one for one in done if one.job not in changed]

    async def _fail(self, flight: _Flight, error: Exception) -> None:
        note = str(error) or type(error).__name__
        seconds = self._clock.monotonic() - flight.started
        try:
            for job, memory in flight.items:
                if _key(job) in flight.open:
                    await self._retry(flight, job, memory, note, seconds, error)
        except ParleyError as fault:
            self._log.error("embedding_end_not_stored", reason=fault.reason, error=fault.message)

    async def _retry(
        self, flight: _Flight, job: EmbeddingJob, memory: Memory, note: str, seconds: float, error: Exception
    ) -> None:
        tried = job.retry_count + 1
        if job.retry_count < job.max_retries or await self._may_be_the_model(job):
            wanted = error.retry_after if isinstance(error, ParleyError) else None
            ready_at = self._clock.now() + max(pause(tried), min(wanted or timedelta(), LONGEST_PAUSE))
            self._log.warning("embedding_failed", memory_id=job.memory_id, attempt=tried, error=note)
            await self._store.again(self._tenant, [replace(job, ready_at=ready_at, retry_count=tried)])
            flight.open.discard(_key(job))
            self.look(ready_at)
            return
        self._log.error("embedding_given_up", memory_id=job.memory_id, attempts=tried, error=note)
        await self._give_up([job])
        if job.model_id:
            self._spaces.is_without(job.memory_id)
        # Before it is told: what is being told is not worked on.
        flight.open.discard(_key(job))
        self.failed += 1
        await self._news.failed(memory, job, seconds, note)

    async def _may_be_the_model(self, job: EmbeddingJob) -> bool:
        """Tell whether a memory that is to be moved stays in the queue: the model takes no other text either.

        Else a model that is away for some minutes would let the agent forget everything.
        """
        if not job.model_id:
            return False
        try:
            await self._models.make(PROBE)
        except Exception:  # noqa: BLE001 - whatever it is, it is not the text
            return True
        return False

    async def _give_up(self, jobs: Sequence[EmbeddingJob]) -> None:
        await self._store.give_up(self._tenant, jobs)
        # One whose memory has changed meanwhile is not held any more: it is there, and ready.
        self._look_again()
        self._moved(jobs)

    def _moved(self, jobs: Sequence[EmbeddingJob]) -> None:
        for job in jobs:
            if job.model_id:
                self._spaces.moved(job.memory_id)
        # With the last of them it is seen whether all have moved, also when some went without a word.
        if self._spaces.wants_attention or (self._spaces.target is not None and not self.memories):
            self.look(self._clock.now())

    def _look_again(self) -> None:
        """Have counted what waits, and looked whether something is ready."""
        self.ended(None)
        self.look(self._clock.now())

    def _look_after_lease(self) -> None:
        self.look(self._clock.now() + timedelta(seconds=self._limits.lease))

    # ---- Ends ----

    async def give_back(self, jobs: Sequence[EmbeddingJob]) -> None:
        """Let jobs be ready again that nobody works on; without the store, their leases run out."""
        now = self._clock.now()
        try:
            await self._store.again(self._tenant, [replace(job, ready_at=now) for job in jobs])
        except Exception as error:  # noqa: BLE001 - whatever it is, the agent goes on stopping
            self._log.warning("embeddings_not_given_back", error=str(error) or type(error).__name__)

    async def leave(self) -> None:
        """Cancel what is at work and give it back; a model that does not let go is left behind."""
        flights = list(self._flying)
        tasks = [flight.task for flight in flights if flight.task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=self._limits.stop)
        for flight in list(self._flying):
            if flight.task is None or flight.task.done():
                self._land(flight)  # cancelled before it could begin
            else:
                self._leave_behind(flight)
        await self.give_back([job for flight in flights for job in flight.jobs])

    def leave_overdue_behind(self) -> None:
        """Give up waiting for models that were cancelled behind their deadline and hang on all the same."""
        limit = self._limits.model + self._limits.stop
        for flight in list(self._flying):
            if self._clock.monotonic() - flight.started > limit and not self._storing.locked():
                self._leave_behind(flight)
                self._worker.spawn(self._fail(flight, ComponentTimeout("", TEXT_EMBEDDING, limit)))

    def _leave_behind(self, flight: _Flight) -> None:
        self._log.error("embedding_model_does_not_stop", memories=len(flight.items))
        flight.over = True
        self._land(flight)
        self._hanging.add(flight)
