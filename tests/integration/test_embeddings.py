"""Embeddings of agents, on a real store: queued, made in the background, told, kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from parley_server.domain.content import Content
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.errors import InvalidField, Overloaded
from parley_server.domain.ids import DEFAULT_TENANT
from parley_server.plugin_api import Plugin
from parley_server.plugins.bootstrap import bootstrap_plugin
from parley_server.plugins.bootstrap.embedding_service import EmbeddingGenerationService
from parley_server.runtime.embeddings import worker
from tests.fakes.adapter import FakeAdapter
from tests.fakes.embedding_bench import LIMITS, Embedding, Heard, embedding_bench, until


async def test_a_queued_memory_gets_its_vector_and_plugins_hear_of_it(tmp_path: Path) -> None:
    model, heard = Embedding(), Heard()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), heard.plugin())
        (memory,) = await bench.remembered(agent, "hello")
        await bench.turn()
        assert await bench.vectors(agent, model.space, [memory]) == [model.vector("hello")]
        await until(lambda: len(heard.told) == 2)
        (requested, told), (completed, result) = heard.told
        assert (requested, completed) == ("EMBEDDING_GENERATION_REQUESTED", "EMBEDDING_GENERATION_COMPLETED")
        assert (told["memory"], told["priority"], told["source"]) == (memory, "normal", "runtime")
        assert (told["retryCount"], told["maxRetries"], told["runtime"]) == (0, 3, agent)
        assert result["memory"] == replace(memory, embedding=model.vector("hello"), embedding_model="m-1")
        assert result["source"] == "embeddingService"
        assert (await agent.get_embedding_queue()).total == 0


async def test_nothing_is_queued_for_none_for_a_known_vector_or_without_text(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memory = bench.memory(agent, "hello")
        assert not await agent.queue_embedding_generation(None)
        assert not await agent.queue_embedding_generation(replace(memory, embedding=(1.0,)))
        assert not await agent.queue_embedding_generation(replace(memory, content=Content(text=" \n")))
        assert (await agent.get_embedding_queue()).total == 0


async def test_priorities_come_as_words_and_normal_is_the_default(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(Embedding().plugin())
        await bench.worker.leave(agent._embeddings)
        for word in ("high", "low", EmbeddingPriority.LOW):
            memory = bench.memory(agent, "hello")
            await agent.create_memory(memory)
            await agent.queue_embedding_generation(memory, word)
        await agent.queue_embedding_generation(bench.memory(agent, "hello"))
        queue = await agent.get_embedding_queue()
        assert (queue.high, queue.normal, queue.low) == (1, 1, 2)
        with pytest.raises(InvalidField):
            await agent.queue_embedding_generation(bench.memory(agent, "hello"), "soon")
        assert await agent.clear_embedding_queue() == 4


async def test_without_a_model_nothing_is_queued(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent()
        memory = bench.memory(agent, "hello")
        await agent.create_memory(memory)
        assert not await agent.queue_embedding_generation(memory)
        assert agent.to_be_embedded(memory).embedding_priority is None
        assert await agent.ensure_embedding_dimension() is None


async def test_a_memory_is_queued_by_being_stored(tmp_path: Path) -> None:
    model, heard = Embedding(), Heard()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin(), heard.plugin())
        memory = bench.memory(agent, "hello")
        await agent.create_memory(agent.to_be_embedded(memory, "high"))
        await bench.turn()
        assert await bench.vectors(agent, model.space, [memory]) == [model.vector("hello")]
        await until(lambda: len(heard.told) == 2)
        assert [params["priority"] for _, params in heard.told] == ["high", "high"]


async def test_the_same_text_is_asked_for_once(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        ann, bob = await bench.agent(model.plugin()), await bench.agent(model.plugin(), name="Bob")
        first = await bench.remembered(ann, "hello", "hello")
        await bench.turn()
        second = await bench.remembered(bob, "hello", "other")
        await bench.turn()
        assert sorted(model.asked) == ["hello", "other"]
        assert await bench.vectors(ann, model.space, first) == [model.vector("hello")] * 2
        assert await bench.vectors(bob, model.space, second) == [model.vector("hello"), model.vector("other")]
        # Also of a query, and of a vector that is wanted at once.
        assert (await ann.embed_query("hello")).vector == model.vector("hello")
        assert (await bob.add_embedding_to_memory(bench.memory(bob, "other"))).embedding_model == "m-1"
        assert sorted(model.asked) == ["hello", "other"]


async def test_kept_texts_are_bounded_and_their_number_is_told(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path, limits=replace(LIMITS, keep_texts=5)) as bench:
        agent = await bench.agent(Embedding().plugin())

        async def are_trimmed() -> bool:
            return (await agent.get_embedding_queue()).texts_kept == 5

        await bench.remembered(agent, *map(str, range(10)))
        await bench.turn()
        # As many more make it time to look; nothing is added any more that this look would count.
        bench.worker.kept(DEFAULT_TENANT, 1000)
        await until(are_trimmed)


async def test_texts_that_were_only_searched_for_are_bounded_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_TRIM_EVERY", 10)
    async with embedding_bench(tmp_path, limits=replace(LIMITS, keep_texts=5)) as bench:
        agent = await bench.agent(Embedding().plugin())
        # The first one, and then each tenth, makes it time to look.
        for number in range(31):
            await agent.embed_query(f"query {number}")

        async def are_trimmed() -> bool:
            return (await agent.get_embedding_queue()).texts_kept == 5

        await until(are_trimmed)


async def test_the_most_urgent_come_first_and_the_others_are_not_starved(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path, limits=replace(LIMITS, per_agent=1)) as bench:
        agent = await bench.agent()
        # Queued while nobody works on them: the model comes later.
        for number, word in enumerate(["low", *["normal"] * 4, *["high"] * 8]):
            memory = bench.memory(agent, f"{word} {number}")
            job = agent._embeddings._job(memory.memory_id, EmbeddingPriority[word.upper()])
            await agent.create_memory(memory)
            await bench.store.embeddings.add(DEFAULT_TENANT, [job])
        agent.register_model(model.handler, provider="vectors")
        await bench.turn()
        words = [text.split()[0] for text in model.asked]
        assert words[:3] == ["high"] * 3
        assert words[3] == "low"
        assert words.index("normal") < 8
        assert len(words) == 13


async def test_too_many_are_refused_until_some_are_done(tmp_path: Path) -> None:
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    model = Embedding(work=wait)
    limits = replace(LIMITS, queue=3, per_agent=1)
    async with embedding_bench(tmp_path, limits=limits) as bench:
        agent = await bench.agent(model.plugin())
        await bench.remembered(agent, "a", "b", "c")
        memory = bench.memory(agent, "d")
        await agent.create_memory(memory)
        with pytest.raises(Overloaded):
            await agent.queue_embedding_generation(memory)
        # A message is stored all the same.
        assert agent.to_be_embedded(memory).embedding_priority is None
        gate.set()
        await bench.turn()
        assert await agent.queue_embedding_generation(memory)
        await bench.turn()
        assert len(await bench.vectors(agent, model.space, [memory])) == 1


async def test_a_vector_is_made_at_once_and_goes_with_the_memory(tmp_path: Path) -> None:
    model = Embedding()
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memory = await agent.add_embedding_to_memory(bench.memory(agent, "hello"))
        assert (memory.embedding, memory.embedding_model) == (model.vector("hello"), "m-1")
        assert await agent.add_embedding_to_memory(memory) is memory
        with pytest.raises(InvalidField):
            await agent.add_embedding_to_memory(bench.memory(agent, ""))


async def test_when_the_model_fails_a_vector_stays_missing_and_a_stored_memory_is_queued(tmp_path: Path) -> None:
    async def fail(_text: str) -> None:
        raise RuntimeError("no power")

    model = Embedding(work=fail)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(model.plugin())
        memory = bench.memory(agent, "hello")
        assert (await agent.add_embedding_to_memory(memory)).embedding == ()
        assert (await agent.get_embedding_queue()).total == 0
        await agent.create_memory(memory)
        assert (await agent.add_embedding_to_memory(memory)).embedding == ()
        assert (await agent.get_embedding_queue()).normal == 1
        model.work = None
        await bench.turn(5)
        assert await bench.vectors(agent, model.space, [memory]) == [model.vector("hello")]


async def test_calls_of_a_model_are_logged_and_so_is_what_came_of_them(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(Embedding().plugin())
        (memory,) = await bench.remembered(agent, "hello")
        await bench.turn()

        async def is_logged() -> bool:
            return bool(await bench.store.logs.recent(DEFAULT_TENANT, agent.agent_id, type_prefix="emb"))

        await until(is_logged)
        found = await bench.store.logs.recent(DEFAULT_TENANT, agent.agent_id, type_prefix="emb")
        assert (found[0].type, found[0].body["memoryId"]) == ("embedding_event", memory.memory_id)
        assert found[0].body["status"] == "completed"
        assert await bench.store.logs.recent(DEFAULT_TENANT, agent.agent_id, type_prefix="useModel:TEXT_EMBEDDING")


async def test_an_idle_agent_costs_no_query_and_no_task(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path) as bench:
        for number in range(5):
            await bench.agent(Embedding().plugin(), name=f"Agent {number}")
        await bench.turn()
        asked: list[object] = []
        tasks = len(asyncio.all_tasks())
        bench.store.embeddings.take = lambda *_a, **_k: asked.append(1)  # type: ignore[method-assign,assignment] # nobody calls it
        for _ in range(5):
            await bench.turn(3600)
        assert (asked, len(asyncio.all_tasks())) == ([], tasks)


async def test_so_many_at_once_and_no_more(tmp_path: Path) -> None:
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    model = Embedding(work=wait)
    async with embedding_bench(tmp_path, limits=replace(LIMITS, per_agent=4, at_once=6)) as bench:
        ann, bob = await bench.agent(model.plugin()), await bench.agent(model.plugin(), name="Bob")
        await bench.remembered(ann, *(f"a{number}" for number in range(20)))
        await until(lambda: model.at_once == 4)
        await bench.remembered(bob, *(f"b{number}" for number in range(20)))
        await until(lambda: model.at_once == 6)
        gate.set()
        await bench.turn()
        assert (len(model.asked), model.most_at_once) == (40, 6)


async def test_an_agent_with_a_database_of_its_own_has_its_vectors_there(tmp_path: Path) -> None:
    model, adapter = Embedding(), FakeAdapter()
    own = Plugin(name="own", adapter=lambda _runtime: adapter)
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(own, model.plugin())
        (memory,) = await bench.remembered(agent, "hello")
        other = bench.memory(agent, "with its storing")
        await agent.create_memory(agent.to_be_embedded(other))
        await bench.turn()
        ids = [memory.memory_id, other.memory_id]
        assert list(await adapter.get_vectors(agent.agent_id, model.space, ids)) == ids
        assert await bench.store.vectors.spaces(DEFAULT_TENANT, agent.agent_id) == {}
        assert (await agent.get_embedding_queue()).total == 0


async def test_the_service_of_bootstrap_tells_of_the_queue_and_empties_it(tmp_path: Path) -> None:
    gate = asyncio.Event()

    async def wait(_text: str) -> None:
        await gate.wait()

    model = Embedding(work=wait)
    async with embedding_bench(tmp_path, limits=replace(LIMITS, per_agent=2)) as bench:
        agent = await bench.agent(bootstrap_plugin(bench.clock), model.plugin())
        service = agent.get_service("embedding-generation")
        assert isinstance(service, EmbeddingGenerationService)
        await bench.remembered(agent, "a", "b", priority="high")
        await bench.remembered(agent, "c", "d", priority="low")
        await until(lambda: model.at_once == 2)
        queue = await service.get_queue_stats()
        assert (queue.high, queue.normal, queue.low, queue.in_flight) == (2, 0, 2, 2)
        assert await service.get_queue_size() == 4
        assert await service.clear_queue() == 4
        gate.set()
        await bench.turn()
        # What was worked on comes to nothing.
        assert await bench.store.vectors.spaces(DEFAULT_TENANT, agent.agent_id) == {}
        assert (await service.get_queue_stats()).total == 0
