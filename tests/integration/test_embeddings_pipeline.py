"""Messages and replies of a whole server get their vectors, without any plugin asking for it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from parley_server.app.build import House
from parley_server.domain.content import Memory
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.ids import DEFAULT_TENANT, AgentId
from parley_server.plugin_api import Plugin
from tests.fakes.embedding_bench import EVENTS, Embedding, Heard, until
from tests.fakes.models import Gate
from tests.integration.test_overlap import CALLER, house_with, request


def talking(model: Embedding | None, heard: Heard) -> Plugin:
    """Return a plugin that answers, that embeds with a model, and that hears of it."""
    gate = Gate()
    gate.open.set()
    models = (*gate.plugin().models, *([model.handler] if model is not None else []))
    return Plugin(name="talking", models=models, events=heard.plugin().events)


async def vectors(house: House, agent_id: AgentId, model: Embedding) -> int:
    """Return how many memories have a vector."""
    return (await house.store.vectors.spaces(DEFAULT_TENANT, agent_id)).get(model.space, 0)


async def test_a_message_is_queued_high_and_its_reply_normal(tmp_path: Path) -> None:
    model, heard = Embedding(), Heard()
    async with house_with(tmp_path, talking(model, heard)) as house:
        run = (await house.runs.handle(CALLER, request("one"))).run
        await until(lambda: len(heard.told) == 4)
        assert await vectors(house, run.agent_id, model) == 2
        assert await house.store.embeddings.counts(DEFAULT_TENANT, run.agent_id) == {}
    asked = [(params["priority"], _text(params["memory"])) for event, params in heard.told if event == EVENTS[0]]
    assert asked == [("high", "one"), ("normal", "first, second, third one")]
    # What handlers do is no part of the run, which they are told.
    assert {params["runId"] for event, params in heard.told if event == EVENTS[0]} == {run.run_id}
    assert set(heard.runs) == {""}
    assert sorted(heard.texts("COMPLETED")) == ["first, second, third one", "one"]


async def test_without_a_model_nothing_is_queued(tmp_path: Path) -> None:
    heard = Heard()
    async with house_with(tmp_path, talking(None, heard)) as house:
        run = (await house.runs.handle(CALLER, request("one"))).run
        assert await house.store.embeddings.counts(DEFAULT_TENANT, run.agent_id) == {}
    assert heard.told == []


async def test_what_a_server_has_queued_its_next_start_embeds(tmp_path: Path) -> None:
    async def hang(_text: str) -> None:
        await asyncio.sleep(60)

    slow, heard = Embedding(work=hang), Heard()
    async with house_with(tmp_path, talking(slow, heard)) as house:
        run = (await house.runs.handle(CALLER, request("one"))).run
        await until(lambda: slow.at_once == 2)
        waiting = await house.store.embeddings.counts(DEFAULT_TENANT, run.agent_id)
        assert waiting == {EmbeddingPriority.HIGH: 1, EmbeddingPriority.NORMAL: 1}
    assert slow.at_once == 0
    model, heard = Embedding(), Heard()
    async with house_with(tmp_path, talking(model, heard)) as house:

        async def are_there() -> bool:
            return await vectors(house, run.agent_id, model) == 2

        await until(are_there)
        assert len(model.asked) == 2


def _text(memory: object) -> str:
    assert isinstance(memory, Memory)
    return memory.content.text
