"""No memory is forgotten that waits for its vector, whatever comes in between the look and the wait."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parley_server.domain.content import Content, Memory
from parley_server.domain.embeddings import MAX_EMBEDDING_RETRIES, EmbeddingJob, EmbeddingPriority
from parley_server.domain.errors import RunAlreadyEnded, StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, RunId, TenantId
from parley_server.domain.logs import LogEntry
from parley_server.domain.runs import MessageSent, RunEventBody
from parley_server.plugin_api import Plugin
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.context import RunContext
from parley_server.runtime.journal import JournalWriter
from tests.fakes.adapter import FakeAdapter
from tests.fakes.agents import RecordingSink
from tests.fakes.embedding_bench import LIMITS, Call, Embedding, EmbeddingBench, Heard, embedding_bench, instead, until
from tests.fakes.store import FakeStore


async def made(bench: EmbeddingBench, agent: AgentRuntime, model: Embedding, memories: Sequence[Memory]) -> int:
    """Return how many of the memories have their vector."""
    return len(await bench.vectors(agent, model.space, memories))


async def on_its_last_try(bench: EmbeddingBench, agent: AgentRuntime, text: str) -> Memory:
    """Store a memory whose model has failed as often as it may."""
    memory = bench.memory(agent, text)
    await agent.create_memory(memory)
    job = EmbeddingJob(
        agent_id=agent.agent_id,
        memory_id=memory.memory_id,
        priority=EmbeddingPriority.NORMAL,
        ready_at=bench.clock.now(),
        created_at=bench.clock.now(),
        retry_count=MAX_EMBEDDING_RETRIES,
    )
    await bench.store.embeddings.add(DEFAULT_TENANT, [job])
    return memory


async def held_by_a_killed_server(bench: EmbeddingBench, agent: AgentRuntime) -> Memory:
    """Store a memory that is leased, and nobody works on it."""
    (held,) = await bench.remembered(agent, "held")
    now = bench.clock.now()
    lease = now + timedelta(seconds=60)
    await bench.store.embeddings.take(DEFAULT_TENANT, agent.agent_id, now=now, until=lease, limit=1)
    return held


async def test_what_is_queued_while_an_agent_joins_is_looked_at(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        embeddings = bench.store.embeddings
        next_ready: Call = embeddings.next_ready
        reading, go_on = asyncio.Event(), asyncio.Event()

        async def slow(*arguments: object) -> object:
            found = await next_ready(*arguments)
            reading.set()
            await go_on.wait()
            return found

        agent = await bench.agent(model.plugin())
        await agent.stop()
        instead(embeddings, next_ready=slow)
        async with asyncio.TaskGroup() as group:
            group.create_task(agent.initialize())
            await reading.wait()
            memories = await bench.remembered(agent, "hello")
            instead(embeddings, next_ready=next_ready)
            go_on.set()
        await bench.turn()
        assert await made(bench, agent, model, memories) == 1


@pytest.mark.parametrize("how", ["queued", "stored"])
async def test_what_was_stored_although_its_caller_was_cut_off_is_made(tmp_path: Path, how: str) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        await bench.turn()
        memory = bench.memory(agent, "hello")
        place, name = (bench.store.embeddings, "add") if how == "queued" else (bench.store.memories, "create")
        store, stored = getattr(place, name), asyncio.Event()

        async def stores_and_hangs(*arguments: object) -> None:
            await store(*arguments)
            stored.set()
            await asyncio.Event().wait()

        async def remember() -> None:
            if how == "queued":
                await agent.create_memory(memory)
                setattr(place, name, stores_and_hangs)
                await agent.queue_embedding_generation(memory)
            else:
                setattr(place, name, stores_and_hangs)
                await agent.create_memory(agent.to_be_embedded(memory))

        async with asyncio.TaskGroup() as group:
            caller = group.create_task(remember())
            await stored.wait()
            caller.cancel()
        await bench.turn(5)
        assert await made(bench, agent, model, [memory]) == 1


async def test_what_a_run_stored_in_its_agents_own_database_before_it_ended_is_made(tmp_path: Path) -> None:
    class Ended(RecordingSink):
        async def append(self, body: RunEventBody, *, memories: Sequence[Memory] = ()) -> None:
            raise RunAlreadyEnded("run")

    model, adapter = Embedding(), FakeAdapter()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), Plugin(name="database", adapter=lambda _runtime: adapter))
        await bench.turn()
        memory = bench.memory(agent, "a reply")
        context = RunContext(run_id=RunId("run"), sink=Ended(FakeStore()))
        await agent.enter_run(context, memory)
        with pytest.raises(RunAlreadyEnded):
            await context.sink.append(
                MessageSent(message=memory, source="test"), memories=[agent.to_be_embedded(memory)]
            )
        await bench.turn(5)
        assert await adapter.get_vectors(agent.agent_id, model.space, [memory.memory_id])


async def test_a_memory_that_says_to_be_of_another_time_does_not_wait_for_it(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memory = replace(bench.memory(agent, "before"), created_at=bench.clock.now() + timedelta(days=9))
        await agent.create_memory(agent.to_be_embedded(memory))
        changed = replace(memory, content=Content(text="afterwards"))
        await agent.update_memory(changed)
        await bench.turn()
        assert await bench.vectors(agent, model.space, [memory]) == [model.vector("afterwards")]


async def test_a_change_whose_caller_was_cut_off_leaves_no_memory_without_its_vector(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        (memory,) = await bench.remembered(agent, "before")
        await bench.turn()
        update: Call = bench.store.memories.update
        stored = asyncio.Event()

        async def stores_and_hangs(*arguments: object, **options: object) -> object:
            await update(*arguments, **options)
            stored.set()
            return await asyncio.Event().wait()

        instead(bench.store.memories, update=stores_and_hangs)
        async with asyncio.TaskGroup() as group:
            caller = group.create_task(agent.update_memory(replace(memory, content=Content(text="afterwards"))))
            await stored.wait()
            caller.cancel()
        await bench.turn(5)
        assert await bench.vectors(agent, model.space, [memory]) == [model.vector("afterwards")]


async def test_what_others_hold_is_not_forgotten_while_it_is_told_that_a_memory_was_given_up(tmp_path: Path) -> None:
    told, telling = asyncio.Event(), asyncio.Event()

    class SlowJournal(JournalWriter):
        async def put(self, tenant: TenantId, entry: LogEntry) -> None:
            if entry.body.get("status") == "failed":
                telling.set()
                await told.wait()
            await super().put(tenant, entry)

    async def fail(text: str) -> None:
        if text == "bad":
            raise RuntimeError("no power")

    model = Embedding(work=fail)
    async with embedding_bench(tmp_path) as bench:
        bench.journal = SlowJournal(bench.store.logs)
        agent = await bench.agent(model.plugin())

        async def are_made(memories: Sequence[Memory]) -> bool:
            bench.worker.tick()
            return await made(bench, agent, model, memories) == len(memories)

        held = await held_by_a_killed_server(bench, agent)
        await on_its_last_try(bench, agent, "bad")
        first = await bench.remembered(agent, "first")
        bench.worker.tick()
        await telling.wait()
        await until(lambda: are_made(first))
        second = await bench.remembered(agent, "second")
        await until(lambda: are_made(second))
        told.set()
        await bench.turn()
        await bench.turn(61)
        assert await made(bench, agent, model, [held]) == 1


async def test_a_memory_that_changes_while_its_last_try_fails_is_tried_again(tmp_path: Path) -> None:
    fails = asyncio.Event()

    async def fail(text: str) -> None:
        if text == "before":
            await fails.wait()
            raise RuntimeError("no power")

    model = Embedding(work=fail)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memory = await on_its_last_try(bench, agent, "before")
        await bench.remembered(agent, "another")
        bench.worker.tick()
        await until(lambda: "before" in model.asked)
        after = replace(memory, content=Content(text="after"))
        await bench.store.memories.update(DEFAULT_TENANT, after, keep_vectors=False)
        fails.set()
        await bench.turn()
        assert await made(bench, agent, model, [memory]) == 1


async def test_memories_that_could_not_be_queued_to_move_are_queued_later(tmp_path: Path) -> None:
    old, new = Embedding(), Embedding(model_id="m-2", dimension=4)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(old.plugin())
        memories = await bench.remembered(agent, "a", "b", "c")
        await bench.turn()
        await agent.stop()
        embeddings = bench.store.embeddings
        add = embeddings.add

        async def fail_once(*_arguments: object) -> None:
            instead(embeddings, add=add)
            raise StoreUnavailable("for a moment")

        instead(embeddings, add=fail_once)
        agent = await bench.agent(new.plugin())
        for _ in range(10):
            await bench.turn(1)
        assert await made(bench, agent, new, memories) == 3
        assert await embeddings.get_space(DEFAULT_TENANT, agent.agent_id) == new.space


async def test_an_agent_moves_also_when_memories_are_deleted_that_are_on_the_way(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def wait(text: str) -> None:
        if text.isdigit():
            await go_on.wait()

    old, new = Embedding(), Embedding(model_id="m-2", dimension=4, work=wait)
    async with embedding_bench(tmp_path, limits=replace(LIMITS, page=8, per_agent=2)) as bench:
        agent = await bench.agent(old.plugin())
        memories = await bench.remembered(agent, *map(str, range(20)))
        await bench.turn()
        await agent.stop()
        agent = await bench.agent(new.plugin())
        await until(lambda: new.at_once == 2)
        # Six more of the page wait.
        await agent.delete_memories([memory.memory_id for memory in memories[12:18]])
        go_on.set()
        for _ in range(30):
            await bench.turn(1)
        assert await made(bench, agent, new, [*memories[:12], *memories[18:]]) == 14
        assert await bench.store.embeddings.get_space(DEFAULT_TENANT, agent.agent_id) == new.space


async def test_a_model_that_was_away_is_asked_again_although_something_else_came_first(tmp_path: Path) -> None:
    away = True

    async def fail(_text: str) -> None:
        if away:
            raise RuntimeError("no power")

    old, new = Embedding(), Embedding(model_id="m-2", dimension=4, work=fail)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(old.plugin())
        memories = await bench.remembered(agent, "a", "b", "c")
        await bench.turn()
        await agent.stop()
        agent = await bench.agent(new.plugin())
        await until(lambda: len(new.asked) == 1)
        await until(bench.worker._idle.is_set)
        await bench.remembered(agent, "gone")
        await agent.clear_embedding_queue()
        await bench.turn(1)
        away = False
        for _ in range(10):
            await bench.turn(1)
        assert await made(bench, agent, new, memories) == 3


async def test_an_agent_that_stops_before_a_model_is_asked_has_all_its_room_afterwards(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path, limits=replace(LIMITS, per_agent=2)) as bench:
        agent = await bench.agent(model.plugin())
        memories = await bench.remembered(agent, "a", "b")
        embeddings = bench.store.embeddings
        cached: Call = embeddings.cached
        stopped = asyncio.Event()

        async def stop() -> None:
            await agent.stop()
            stopped.set()

        async with asyncio.TaskGroup() as group:

            async def stop_then(*arguments: object) -> object:
                found = await cached(*arguments)
                group.create_task(stop())  # its first step comes before that of what is begun now
                return found

            instead(embeddings, cached=stop_then)
            bench.worker.tick()
            await stopped.wait()
        instead(embeddings, cached=cached)
        assert model.asked == []
        await agent.initialize()
        await bench.turn()
        assert await made(bench, agent, model, memories) == 2


async def test_a_cancellation_that_an_adapter_lets_out_costs_nothing_but_time(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        embeddings = bench.store.embeddings
        take = embeddings.take

        async def cancel_once(*_arguments: object, **_options: object) -> object:
            instead(embeddings, take=take)
            raise asyncio.CancelledError

        instead(embeddings, take=cancel_once)
        memories = await bench.remembered(agent, "a")
        await bench.turn()
        await bench.turn(5)
        assert await made(bench, agent, model, memories) == 1


async def test_a_vector_that_is_stored_is_told_although_the_space_could_not_be_read(tmp_path: Path) -> None:
    model, heard = Embedding(), Heard()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), heard.plugin())
        embeddings = bench.store.embeddings
        get_space = embeddings.get_space

        async def fail_once(*_arguments: object) -> object:
            instead(embeddings, get_space=get_space)
            raise StoreUnavailable("for a moment")

        instead(embeddings, get_space=fail_once)
        memories = await bench.remembered(agent, "a")
        await bench.turn()
        assert await made(bench, agent, model, memories) == 1
        await until(lambda: len(heard.texts("COMPLETED")) == 1)
        assert (await agent.get_embedding_queue()).completed == 1
        assert heard.texts("FAILED") == []


async def test_nobody_waits_for_an_agent_that_has_left_before_its_turn(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(Embedding().plugin())
        await bench.remembered(agent, "a")
        await agent.stop()
        async with asyncio.timeout(5):
            await bench.worker.idle()
