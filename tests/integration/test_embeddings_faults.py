"""What happens to embeddings when models fail, hang or come back, and when the server or the agent stops."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from parley_server.domain.content import Content, Memory
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.errors import ModelUnavailable, StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, TenantId
from parley_server.domain.logs import LogEntry
from parley_server.plugin_api import Plugin
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.runtime.journal import JournalWriter
from parley_server.storage.memories import MemoryStore
from tests.fakes.adapter import FakeAdapter
from tests.fakes.agents import FakeClock
from tests.fakes.embedding_bench import LIMITS, Call, Embedding, EmbeddingBench, Heard, embedding_bench, instead, until


class Weather:
    """What becomes of calls: they fail, hang, or hang on although they are cancelled."""

    def __init__(self) -> None:
        self.broken = False
        self.hangs = asyncio.Event()
        self.hangs.set()
        self.stubborn = False
        self.bad: set[str] = set()

    async def __call__(self, text: str) -> None:
        if self.broken or text in self.bad:
            raise RuntimeError("no power")
        while not self.hangs.is_set():
            try:
                await self.hangs.wait()
            except asyncio.CancelledError:
                if not self.stubborn:
                    raise


async def are_done(bench: EmbeddingBench, agent: AgentRuntime, model: Embedding, memories: Sequence[Memory]) -> bool:
    """Tell whether all memories have their vectors."""
    return len(await bench.vectors(agent, model.space, memories)) == len(memories)


async def test_a_model_that_fails_is_asked_three_times_more_and_then_never(tmp_path: Path) -> None:
    weather, heard = Weather(), Heard()
    weather.broken = True
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), heard.plugin())
        (memory,) = await bench.remembered(agent, "hello")
        await bench.turn()
        for pause, calls in ((4, 1), (1, 2), (25, 3), (125, 4), (3600, 4)):
            await bench.turn(pause)
            assert len(model.asked) == calls
        await until(lambda: len(heard.told) == 2)
        assert [event for event, _ in heard.told] == [
            "EMBEDDING_GENERATION_REQUESTED",
            "EMBEDDING_GENERATION_FAILED",
        ]
        failed = heard.told[-1][1]
        assert (failed["memory"], failed["error"]) == (memory, "TEXT_EMBEDDING: no power")
        assert (failed["retryCount"], failed["maxRetries"]) == (3, 3)
        queue = await agent.get_embedding_queue()
        assert (queue.total, queue.failed, queue.completed) == (0, 1, 0)
        assert await bench.store.vectors.spaces(DEFAULT_TENANT, agent.agent_id) == {}


async def test_a_model_that_comes_back_makes_what_waits(tmp_path: Path) -> None:
    weather = Weather()
    weather.broken = True
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memories = await bench.remembered(agent, *map(str, range(40)))
        await bench.turn()
        weather.broken = False
        await bench.turn(5)
        assert len(await bench.vectors(agent, model.space, memories)) == 40


async def test_an_answer_without_a_vector_is_a_failure(tmp_path: Path) -> None:
    class Zeros(Embedding):
        def vector(self, text: str) -> tuple[float, ...]:
            return (0.0,) * self.dimension

    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(Zeros().plugin())
        memory = bench.memory(agent, "hello")
        assert (await agent.add_embedding_to_memory(memory)).embedding == ()
        await bench.remembered(agent, "hello")
        await bench.turn()
        assert await bench.store.vectors.spaces(DEFAULT_TENANT, agent.agent_id) == {}
        assert (await agent.get_embedding_queue()).normal == 1


async def test_a_model_that_cancels_itself_has_failed(tmp_path: Path) -> None:
    async def cancel(_text: str) -> None:
        raise asyncio.CancelledError

    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(Embedding(work=cancel).plugin())
        await bench.remembered(agent, "hello")
        for pause in (0, 5, 25, 125):
            await bench.turn(pause)
        assert (await agent.get_embedding_queue()).failed == 1


async def test_a_model_that_asks_for_a_longer_rest_has_it(tmp_path: Path) -> None:
    async def rest(_text: str) -> None:
        raise ModelUnavailable("busy", retry_after=timedelta(seconds=60))

    model = Embedding(work=rest)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        await bench.remembered(agent, "hello")
        for pause, calls in ((0, 1), (59, 1), (1, 2)):
            await bench.turn(pause)
            assert len(model.asked) == calls


async def test_a_job_that_rests_is_not_forgotten_when_others_come_and_change(tmp_path: Path) -> None:
    weather = Weather()
    weather.bad.add("resting")
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        (changed,) = await bench.remembered(agent, "before")
        weather.hangs.clear()
        (changed,) = await bench.remembered(agent, "to be changed")
        await until(lambda: model.at_once > 0)
        after = replace(changed, content=Content(text="after all"))
        await bench.store.memories.update(DEFAULT_TENANT, after, keep_vectors=False)
        weather.hangs.set()
        await bench.turn()
        (resting,) = await bench.remembered(agent, "resting")
        await bench.turn()
        await bench.remembered(agent, "another")
        await bench.turn()
        weather.bad.clear()
        await bench.turn(5)
        assert len(await bench.vectors(agent, model.space, [changed, resting])) == 2


async def test_another_model_never_stands_in(tmp_path: Path) -> None:
    weather = Weather()
    weather.broken = True
    first, second = Embedding(work=weather), Embedding(model_id="m-2")
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(first.plugin("first", 10), second.plugin("second"))
        await bench.remembered(agent, "hello")
        await bench.turn()
        assert (first.asked, second.asked) == (["hello"], [])


async def test_a_model_that_hangs_is_cut_at_its_deadline_and_harms_no_other_agent(tmp_path: Path) -> None:
    weather = Weather()
    weather.hangs.clear()
    slow, quick = Embedding(work=weather), Embedding()
    limits = replace(LIMITS, model=0.5)
    async with embedding_bench(tmp_path, limits=limits) as bench:
        ann, bob = await bench.agent(slow.plugin()), await bench.agent(quick.plugin(), name="Bob")
        await bench.remembered(ann, *map(str, range(40)))
        memories = await bench.remembered(bob, "a", "b", "c")
        await until(lambda: are_done(bench, bob, quick, memories))
        assert await bench.vectors(ann, slow.space, memories) == []
        await bench.turn()
        assert slow.most_at_once == limits.per_agent
        assert slow.at_once == 0
        weather.hangs.set()
        await bench.turn(5)
        assert (await ann.get_embedding_queue()).total == 0


async def test_a_model_that_does_not_let_go_is_left_behind(tmp_path: Path) -> None:
    weather = Weather()
    weather.hangs.clear()
    weather.stubborn = True
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path, limits=replace(LIMITS, model=0.5, per_agent=2)) as bench:
        try:
            agent = await bench.agent(model.plugin())
            memories = await bench.remembered(agent, "a", "b", "c")
            await until(lambda: model.at_once == 2)
            # It is not waited for, and not asked beside itself.
            bench.clock.seconds += 1
            await until(lambda: not len(bench.worker))
            bench.clock.seconds += 5
            bench.worker.tick()
            assert (await agent.get_embedding_queue()).in_flight == 0
            assert model.asked == ["a", "b"]
        finally:
            weather.hangs.set()
        await until(lambda: not model.at_once)
        await bench.turn(30)
        # What came in the end counted for nothing: these were put back, and asked for again.
        assert len(await bench.vectors(agent, model.space, memories)) == 3
        assert sorted(model.asked) == ["a", "a", "b", "b", "c"]


async def test_an_agent_that_stops_lets_its_model_go_and_goes_on_where_it_was(tmp_path: Path) -> None:
    weather = Weather()
    weather.hangs.clear()
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memories = await bench.remembered(agent, *map(str, range(20)))
        await until(lambda: model.at_once == 16)
        await agent.stop()
        assert (model.at_once, len(bench.worker)) == (0, 0)
        weather.hangs.set()
        await bench.turn(3600)
        assert len(model.asked) == 16
        await agent.initialize()
        await bench.turn()
        assert len(await bench.vectors(agent, model.space, memories)) == 20


async def test_what_waits_at_a_restart_is_made_then(tmp_path: Path) -> None:
    weather, clock = Weather(), FakeClock()
    weather.hangs.clear()
    async with embedding_bench(tmp_path, clock) as bench:
        agent = await bench.agent(Embedding(work=weather).plugin())
        memories = await bench.remembered(agent, "a", "b")
        bench.worker.tick()
        await agent.stop()
    model = Embedding()
    async with embedding_bench(tmp_path, clock) as bench:
        agent = await bench.agent(model.plugin())
        await bench.turn()
        assert await bench.vectors(agent, model.space, memories) == [model.vector("a"), model.vector("b")]
        assert await agent.ensure_embedding_dimension() == 3


async def test_a_memory_that_is_deleted_or_changed_meanwhile(tmp_path: Path) -> None:
    weather = Weather()
    weather.hangs.clear()
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        gone, changed = await bench.remembered(agent, "gone", "before")
        await until(lambda: model.at_once == 2)
        store: MemoryStore = bench.store.memories
        await store.delete(DEFAULT_TENANT, agent.agent_id, [gone.memory_id])
        after = replace(changed, content=Content(text="after all"))
        await store.update(DEFAULT_TENANT, after, keep_vectors=False)
        weather.hangs.set()
        await bench.turn()
        await bench.turn()
        assert await bench.vectors(agent, model.space, [gone, changed]) == [model.vector("after all")]
        assert (await agent.get_embedding_queue()).total == 0


async def test_a_memory_whose_vector_comes_just_before_its_text_changes(tmp_path: Path) -> None:
    weather = Weather()
    model = Embedding(work=weather)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        await bench.remembered(agent, "the first one")
        await bench.turn()
        weather.hangs.clear()
        (memory,) = await bench.remembered(agent, "before")
        await until(lambda: model.at_once == 1)
        update: Call = bench.store.memories.update

        async def late(*arguments: object, **options: object) -> object:
            weather.hangs.set()
            await bench.worker.idle()
            return await update(*arguments, **options)

        instead(bench.store.memories, update=late)
        await agent.update_memory(replace(memory, content=Content(text="after all")))
        await bench.turn()
        assert await bench.vectors(agent, model.space, [memory]) == [model.vector("after all")]


async def test_a_memory_of_a_database_of_the_agents_own_that_is_changed_meanwhile(tmp_path: Path) -> None:
    weather = Weather()
    weather.hangs.clear()
    model, adapter = Embedding(work=weather), FakeAdapter()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), Plugin(name="database", adapter=lambda _runtime: adapter))
        changed, kept = await bench.remembered(agent, "before", "as it is")
        await until(lambda: model.at_once == 2)
        await agent.update_memory(replace(changed, content=Content(text="after all")))
        weather.hangs.set()
        await bench.turn()
        await bench.turn()
        ids = [changed.memory_id, kept.memory_id]
        made = await adapter.get_vectors(agent.agent_id, model.space, ids)
        assert made == dict(zip(ids, map(model.vector, ("after all", "as it is")), strict=True))
        assert (await agent.get_embedding_queue()).total == 0


async def test_a_store_that_is_away_for_a_moment_costs_nothing_but_time(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        (memory,) = await bench.remembered(agent, "hello")
        embeddings = bench.store.embeddings
        complete: Call = embeddings.complete
        tries = 0

        async def away(*arguments: object, **options: object) -> object:
            nonlocal tries
            tries += 1
            if tries < 3:
                raise StoreUnavailable("away")
            return await complete(*arguments, **options)

        instead(embeddings, complete=away)
        await bench.turn()
        assert (tries, model.asked) == (3, ["hello"])
        assert len(await bench.vectors(agent, model.space, [memory])) == 1


async def test_what_others_hold_is_not_forgotten_while_the_end_of_a_memory_is_being_told(tmp_path: Path) -> None:
    told = asyncio.Event()

    class SlowJournal(JournalWriter):
        async def put(self, tenant: TenantId, entry: LogEntry) -> None:
            if entry.type == "embedding_event":
                await told.wait()
            await super().put(tenant, entry)

    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        bench.journal = SlowJournal(bench.store.logs)
        agent = await bench.agent(model.plugin())

        async def made(number: int) -> None:
            bench.worker.tick()
            vectors = bench.store.vectors
            await until(lambda: are_there(number, vectors.spaces(DEFAULT_TENANT, agent.agent_id)))

        async def are_there(number: int, spaces: Awaitable[dict[EmbeddingSpace, int]]) -> bool:
            return await spaces == {model.space: number}

        # As a server leaves it that was killed.
        (held,) = await bench.remembered(agent, "held")
        now = bench.clock.now()
        until_then = now + timedelta(seconds=60)
        await bench.store.embeddings.take(DEFAULT_TENANT, agent.agent_id, now=now, until=until_then, limit=1)

        await bench.remembered(agent, "first")
        await made(1)
        await bench.remembered(agent, "second")
        await made(2)
        told.set()
        await bench.turn()
        await bench.turn(61)
        assert len(await bench.vectors(agent, model.space, [held])) == 1


async def test_a_store_that_breaks_for_a_group_costs_nothing_but_time(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        # From now on it is known how many wait: nobody looks again without a reason.
        await bench.remembered(agent, "before")
        await bench.turn()
        memories = await bench.remembered(agent, "a", "b", "c")
        embeddings = bench.store.embeddings
        complete, again = embeddings.complete, embeddings.again

        async def breaks(*_arguments: object, **_options: object) -> object:
            raise RuntimeError("broken")

        instead(embeddings, complete=breaks, again=breaks)
        await bench.turn()
        instead(embeddings, complete=complete, again=again)
        await bench.turn(61)
        assert len(await bench.vectors(agent, model.space, memories)) == 3


async def test_an_event_handler_that_hangs_holds_up_nothing(tmp_path: Path) -> None:
    hangs = asyncio.Event()
    heard, model = Heard(), Embedding()

    async def hang(_params: object) -> None:
        await hangs.wait()

    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), heard.plugin())
        agent.register_event("EMBEDDING_GENERATION_REQUESTED", hang)
        memories = await bench.remembered(agent, "a", "b")
        await bench.turn()
        assert len(await bench.vectors(agent, model.space, memories)) == 2
        hangs.set()
        await until(lambda: len(heard.told) == 4)
        assert sorted(heard.texts("REQUESTED")) == sorted(heard.texts("COMPLETED")) == ["a", "b"]
