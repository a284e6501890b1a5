"""A change of model: search goes on in the old space, the memories move in the background, then the agent does."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from parley_server.domain.content import Memory, MemoryFilter
from parley_server.domain.embeddings import EmbeddingSpace
from parley_server.domain.ids import DEFAULT_TENANT
from parley_server.runtime.agent_runtime import AgentRuntime
from tests.fakes.agents import FakeClock
from tests.fakes.embedding_bench import LIMITS, Embedding, EmbeddingBench, embedding_bench, until

TEXTS = tuple(f"text {number}" for number in range(30))


async def filled(bench: EmbeddingBench, model: Embedding, *texts: str) -> list[Memory]:
    """Let an agent remember texts with a model, and stop it."""
    agent = await bench.agent(model.plugin())
    memories = await bench.remembered(agent, *(texts or TEXTS))
    await bench.turn()
    await agent.stop()
    return memories


async def spaces(bench: EmbeddingBench, agent: AgentRuntime) -> dict[EmbeddingSpace, int]:
    """Return how many vectors there are in each space."""
    return await bench.store.vectors.spaces(DEFAULT_TENANT, agent.agent_id)


async def searched(bench: EmbeddingBench, agent: AgentRuntime) -> EmbeddingSpace | None:
    """Return the space that the agent searches."""
    return await bench.store.embeddings.get_space(DEFAULT_TENANT, agent.agent_id)


async def settled(bench: EmbeddingBench) -> None:
    """Let all be done that is to be done one after the other."""
    for _ in range(50):
        await bench.turn(0.2)


async def test_the_same_model_after_a_restart_is_not_asked_for_anything(tmp_path: Path) -> None:
    clock = FakeClock()
    async with embedding_bench(tmp_path, clock) as bench:
        await filled(bench, Embedding())
    model = Embedding()
    async with embedding_bench(tmp_path, clock) as bench:
        agent = await bench.agent(model.plugin())
        await settled(bench)
        assert (model.asked, await agent.ensure_embedding_dimension()) == ([], 3)


async def test_after_a_change_of_model_all_move_and_then_the_agent_does(tmp_path: Path) -> None:
    old, new, gate = Embedding(), Embedding(model_id="m-2", dimension=4), asyncio.Event()

    async def wait(_text: str) -> None:
        if len(new.asked) > 5:
            await gate.wait()

    new.work = wait
    async with embedding_bench(tmp_path, limits=replace(LIMITS, page=8, per_agent=4)) as bench:
        memories = await filled(bench, old)
        agent = await bench.agent(new.plugin())
        await until(lambda: new.at_once == 4)
        # In the middle: the old space is whole and searched, the newest go first.
        assert await searched(bench, agent) == old.space
        assert (await spaces(bench, agent))[old.space] == len(TEXTS)
        found = await bench.store.vectors.search(
            DEFAULT_TENANT, agent.agent_id, old.space, old.vector("text 1"), MemoryFilter(), threshold=0.9, limit=99
        )
        assert len(found) == len(TEXTS)
        assert set(new.asked[1:9]) <= set(TEXTS[-8:])
        gate.set()
        await settled(bench)
        assert await searched(bench, agent) == new.space
        assert await spaces(bench, agent) == {new.space: len(TEXTS)}
        assert await bench.vectors(agent, new.space, memories) == [new.vector(text) for text in TEXTS]
        assert sorted(new.asked[1:]) == sorted(TEXTS)
        assert await agent.ensure_embedding_dimension() == 4
        assert await bench.store.embeddings.left_behind(DEFAULT_TENANT, agent.agent_id) is None


async def test_a_model_that_tells_only_in_its_answers_who_it_is(tmp_path: Path) -> None:
    async with embedding_bench(tmp_path) as bench:
        await filled(bench, Embedding(says_so=False))
        # Nothing has changed: one question was enough to know.
        same = Embedding(says_so=False)
        agent = await bench.agent(same.plugin())
        await settled(bench)
        assert len(same.asked) == 1
        assert await spaces(bench, agent) == {same.space: len(TEXTS)}
        await agent.stop()
        other = Embedding(model_id="m-2", says_so=False)
        agent = await bench.agent(other.plugin())
        await settled(bench)
        assert await spaces(bench, agent) == {other.space: len(TEXTS)}


async def test_another_length_under_the_same_name_is_another_space(tmp_path: Path) -> None:
    old, new = Embedding(), Embedding(dimension=5)
    async with embedding_bench(tmp_path) as bench:
        await filled(bench, old)
        agent = await bench.agent(new.plugin())
        await bench.remembered(agent, "another")
        await settled(bench)
        assert await searched(bench, agent) == new.space
        assert await spaces(bench, agent) == {new.space: len(TEXTS) + 1}


async def test_a_restart_in_the_middle_goes_on(tmp_path: Path) -> None:
    clock = FakeClock()
    old, half = Embedding(), Embedding(model_id="m-2")

    async def stop_half_way(_text: str) -> None:
        if len(half.asked) > 11:
            await asyncio.sleep(60)

    half.work = stop_half_way
    async with embedding_bench(tmp_path, clock, replace(LIMITS, page=8, per_agent=4)) as bench:
        await filled(bench, old)
        agent = await bench.agent(half.plugin())
        await until(lambda: half.at_once == 4)
        await agent.stop()
        assert 5 < (await spaces(bench, agent))[half.space] < len(TEXTS)
    new = Embedding(model_id="m-2")
    async with embedding_bench(tmp_path, clock) as bench:
        agent = await bench.agent(new.plugin())
        await settled(bench)
        assert await spaces(bench, agent) == {new.space: len(TEXTS)}
        assert await searched(bench, agent) == new.space
        # What had moved was not made again.
        assert len(new.asked) + len(half.asked) <= len(TEXTS) + 4 + 2


async def test_what_was_to_be_dropped_at_a_crash_is_dropped_at_the_next_start(tmp_path: Path) -> None:
    clock = FakeClock()
    old, new = Embedding(), Embedding(model_id="m-2")
    async with embedding_bench(tmp_path, clock) as bench:
        await filled(bench, old)
        agent = await bench.agent(new.plugin())
        drop = bench.store.vectors.drop
        bench.store.vectors.drop = _crash  # type: ignore[method-assign,assignment] # the server ends here
        await settled(bench)
        assert len(await spaces(bench, agent)) == 2
        bench.store.vectors.drop = drop  # type: ignore[method-assign] # as it was
    async with embedding_bench(tmp_path, clock) as bench:
        agent = await bench.agent(Embedding(model_id="m-2").plugin())
        await settled(bench)
        assert await spaces(bench, agent) == {new.space: len(TEXTS)}


async def test_a_new_model_that_is_away_for_long_costs_no_vector(tmp_path: Path) -> None:
    old, new = Embedding(), Embedding(model_id="m-2")
    broken = True

    async def work(text: str) -> None:
        if broken or text == TEXTS[3]:
            raise RuntimeError("no power")

    new.work = work
    async with embedding_bench(tmp_path) as bench:
        await filled(bench, old)
        agent = await bench.agent(new.plugin())
        for _ in range(20):
            await bench.turn(300)
        assert await spaces(bench, agent) == {old.space: len(TEXTS)}
        assert await searched(bench, agent) == old.space
        broken = False
        for _ in range(20):
            await bench.turn(300)
        # One text that the model never takes does not hold up all others for ever.
        assert await spaces(bench, agent) == {new.space: len(TEXTS) - 1}
        assert await searched(bench, agent) == new.space


async def test_a_new_model_that_does_not_answer_is_asked_less_and_less(tmp_path: Path) -> None:
    async def fail(_text: str) -> None:
        raise RuntimeError("no power")

    new = Embedding(model_id="m-2", work=fail)
    async with embedding_bench(tmp_path) as bench:
        await filled(bench, Embedding())
        await bench.agent(new.plugin())
        for pause, calls in ((0, 1), (4, 1), (1, 2), (24, 2), (1, 3), (124, 3), (1, 4)):
            await bench.turn(pause)
            await until(lambda wanted=calls: len(new.asked) == wanted)  # type: ignore[misc] # a default, since it is a loop


async def test_a_query_is_made_by_the_model_of_the_space_that_is_searched(tmp_path: Path) -> None:
    old, new = Embedding(), Embedding(model_id="m-2")

    async def wait(text: str) -> None:
        if text in TEXTS:
            await asyncio.sleep(60)

    new.work = wait
    async with embedding_bench(tmp_path) as bench:
        await filled(bench, old)
        agent = await bench.agent(new.plugin("new", 10), old.plugin("old"))
        await until(lambda: new.at_once == 16)
        assert (await agent.embed_query("query")).space == old.space
        # Without the old model nobody can ask in the old space: what has moved already is searched.
        assert await agent.unload_plugin("old")
        assert (await agent.embed_query("another")).space == new.space


async def test_a_change_of_model_while_the_agent_runs(tmp_path: Path) -> None:
    old, new = Embedding(), Embedding(model_id="m-2")
    async with embedding_bench(tmp_path) as bench:
        agent = await bench.agent(old.plugin("old"))
        await bench.remembered(agent, *TEXTS)
        await bench.turn()
        agent.register_model(replace(new.handler, priority=10), provider="new")
        await settled(bench)
        assert await spaces(bench, agent) == {new.space: len(TEXTS)}


async def _crash(*_arguments: object) -> None:
    raise RuntimeError("kill -9")
