"""Agents with embeddings, on a real store, under a clock that is turned by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from parley_server.codec.xml import XmlCodec
from parley_server.domain.characters import Character
from parley_server.domain.content import Content, Memory
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import DEFAULT_TENANT, AgentId, EntityId, MemoryId, RoomId, new_id, string_to_uuid
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.message.service import DefaultMessageService
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime
from parley_server.plugin_api.components import EventParams
from parley_server.runtime.agent_runtime import AgentRuntime, RuntimeParts
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.context import current_run_id
from parley_server.runtime.embeddings.limits import EmbeddingLimits
from parley_server.runtime.embeddings.worker import EmbeddingWorker
from parley_server.runtime.journal import JournalWriter
from parley_server.storage.sql.store import SqlStore
from tests.fakes.agents import FakeClock
from tests.fakes.databases import opened

# The loop hardly ticks by itself: the tests do.
LIMITS = EmbeddingLimits(tick=0.2, stop=0.05, store_again=0.01)
# A call of a store, with whatever it is given.
Call = Callable[..., Awaitable[Any]]
EVENTS = tuple(f"EMBEDDING_GENERATION_{end}" for end in ("REQUESTED", "COMPLETED", "FAILED"))


@dataclass(kw_only=True)
class Embedding:
    """A model that notes what it was asked; `work` is what it does before it answers."""

    model_id: str = "m-1"
    dimension: int = 3
    says_so: bool = True
    work: Callable[[str], Awaitable[None]] | None = None
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def vector(self, text: str) -> tuple[float, ...]:
        return tuple(float(len(text) + place + 1) for place in range(self.dimension))

    @property
    def space(self) -> EmbeddingSpace:
        return EmbeddingSpace(model_id=self.model_id, dimension=self.dimension)

    @property
    def handler(self) -> ModelHandler:
        """The handler; unless it `says_so`, only its answers tell who it is."""
        return ModelHandler(
            model_type=TEXT_EMBEDDING, generate=self._generate, model_id=self.model_id if self.says_so else ""
        )

    def plugin(self, name: str = "vectors", priority: int = 0) -> Plugin:
        return Plugin(name=name, models=(replace(self.handler, priority=priority),))

    async def _generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        self.asked.append(request.prompt)
        self.at_once += 1
        self.most_at_once = max(self.at_once, self.most_at_once)
        try:
            if self.work is not None:
                await self.work(request.prompt)
        finally:
            self.at_once -= 1
        return ModelResult(embedding=self.vector(request.prompt), model_id=self.model_id)


def instead(store: object, **calls: Call) -> None:
    """Put calls in the place of a store's own: a store that fails, dawdles, or is well again."""
    vars(store).update(calls)


class Heard:
    """Notes events of embeddings, what they tell, and within which runs."""

    def __init__(self) -> None:
        self.told: list[tuple[str, EventParams]] = []
        self.runs: list[str] = []

    def texts(self, end: str) -> list[str]:
        return [_memory(params).content.text for event, params in self.told if event.endswith(end)]

    def plugin(self) -> Plugin:
        async def hear(event: str, params: EventParams) -> None:
            self.told.append((event, params))
            self.runs.append(current_run_id())

        def handler(event: str) -> Callable[[EventParams], Awaitable[None]]:
            return lambda params: hear(event, params)

        return Plugin(name="ears", events={event: (handler(event),) for event in EVENTS})


def _memory(params: EventParams) -> Memory:
    memory = params["memory"]
    assert isinstance(memory, Memory)
    return memory


@dataclass(kw_only=True)
class EmbeddingBench:
    """Agents of one worker."""

    store: SqlStore
    clock: FakeClock
    worker: EmbeddingWorker
    journal: JournalWriter

    async def agent(self, *plugins: Plugin, name: str = "Ann") -> AgentRuntime:
        """Return a running agent with these plugins."""
        runtime = AgentRuntime(
            agent_id=AgentId(string_to_uuid(name)),
            character=Character(name=name),
            plugins=plugins,
            settings={},
            parts=RuntimeParts(
                tenant=DEFAULT_TENANT,
                store=self.store,
                journal=self.journal,
                message_service=DefaultMessageService(model=ShapedModel(XmlCodec()), clock=self.clock, new_id=new_id),
                clock=self.clock,
                new_id=new_id,
                environment={},
                embeddings=self.worker,
            ),
        )
        await runtime.initialize()
        return runtime

    def memory(self, agent: AgentRuntime, text: str, memory_id: str | None = None) -> Memory:
        """Return a memory of an agent."""
        return Memory(
            memory_id=MemoryId(memory_id or new_id()),
            entity_id=EntityId(agent.agent_id),
            agent_id=agent.agent_id,
            room_id=RoomId(agent.agent_id),
            content=Content(text=text),
            created_at=self.clock.now(),
        )

    async def remembered(self, agent: AgentRuntime, *texts: str, priority: str = "normal") -> list[Memory]:
        """Store memories of an agent and queue them."""
        memories = [self.memory(agent, text) for text in texts]
        for memory in memories:
            await agent.create_memory(memory)
            assert await agent.queue_embedding_generation(memory, priority)
        return memories

    async def turn(self, seconds: float = 0) -> None:
        """Let time pass and wait until what is due then is done."""
        self.clock.seconds += seconds
        self.worker.tick()
        async with asyncio.timeout(5):
            await self.worker.idle()

    async def vectors(
        self, agent: AgentRuntime, space: EmbeddingSpace, memories: Sequence[Memory]
    ) -> list[tuple[float, ...]]:
        """Return the vectors that memories have in a space, those that are there."""
        ids = [memory.memory_id for memory in memories]
        found = await self.store.vectors.get(DEFAULT_TENANT, agent.agent_id, space, ids)
        return [found[memory_id] for memory_id in ids if memory_id in found]


async def until(done: Callable[[], bool | Awaitable[bool]]) -> None:
    """Wait for something, not longer than 5 s."""
    async with asyncio.timeout(5):
        while True:
            there = done()
            if there if isinstance(there, bool) else await there:
                return
            await asyncio.sleep(0.005)


@asynccontextmanager
async def embedding_bench(
    place: str | Path, clock: FakeClock | None = None, limits: EmbeddingLimits = LIMITS
) -> AsyncIterator[EmbeddingBench]:
    """Open a store and a worker; with the clock of an earlier one, this is a restart."""
    clock = clock or FakeClock()
    async with opened(place) as store:
        worker = EmbeddingWorker(store=store.embeddings, clock=clock, limits=limits)
        journal = JournalWriter(store.logs)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(worker.run()), group.create_task(journal.run())]
            try:
                yield EmbeddingBench(store=store, clock=clock, worker=worker, journal=journal)
            finally:
                for task in running:
                    task.cancel()
