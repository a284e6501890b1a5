"""How the agents of a program are, by measure, and what can be seen of them."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from parley_server import ElizaOS
from tests.fakes.embedded import speaking

pytestmark = pytest.mark.usefixtures("no_keys")

ANN = {"character": {"name": "Ann"}}


async def test_health_is_measured_and_an_unknown_agent_is_not_alive() -> None:
    unknown = str(uuid4())
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        health = await elizaos.health_check([ann, unknown])

    assert (health[ann].alive, health[ann].responsive, health[ann].ready) == (True, True, True)
    assert health[ann].uptime is not None
    assert health[ann].memory_bytes is not None
    assert (health[unknown].alive, health[unknown].responsive) == (False, False)


async def test_an_agent_whose_model_lacks_its_key_is_not_ready() -> None:
    async with ElizaOS() as elizaos:
        listed, secret = {"plugins": ["@elizaos/plugin-openai"]}, {"secrets": {"OPENAI_API_KEY": "sk-1"}}
        without, with_key = await elizaos.add_agents(
            [{**ANN, **listed}, {"character": {"name": "Bob", **secret}, **listed}], auto_start=True
        )
        health = await elizaos.health_check()

    assert [health[one].ready for one in (without, with_key)] == [False, True]
    assert health[without].problems == (
        "Plugin openai, whose text model would answer, lacks a setting that it needs, such as a key.",
    )


async def test_a_store_that_does_not_answer_shows_in_health(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = asyncio.Event()
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)

        async def hang() -> None:
            await answers.wait()

        monkeypatch.setattr("parley_server.orchestrator.health.PROBE_SECONDS", 0.05)
        monkeypatch.setattr(elizaos._parts.fleet._store, "ping", hang, raising=False)
        health = await elizaos.health_check([ann])
        answers.set()

    assert (health[ann].alive, health[ann].responsive) == (True, False)


async def test_it_is_told_who_has_the_key_that_its_model_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = str(uuid4())
    async with ElizaOS() as elizaos:
        none, own, needless = await elizaos.add_agents(
            [
                ANN,
                {"character": {"name": "Bob", "secrets": {"OPENAI_API_KEY": "sk-1"}}},
                {"character": {"name": "Cid"}, "plugins": [speaking()]},
            ]
        )
        assert await elizaos.validate_api_keys() == {none: False, own: True, needless: True}
        assert await elizaos.validate_api_keys([own, unknown]) == {own: True}
        assert await elizaos.validate_api_keys([]) == {}


async def test_the_last_state_of_an_agent_can_be_looked_at() -> None:
    async with ElizaOS() as elizaos:
        (ann,) = await elizaos.add_agents([ANN], auto_start=True)
        accessor = elizaos.get_runtime_accessor()
        assert accessor.get_state(ann) is None
        await elizaos.handle_message(ann, {"content": "hello", "room_id": uuid4()})
        state = accessor.get_state(ann)
        assert state is not None
        assert state.text
        assert accessor.get_state(str(uuid4())) is None
        assert accessor.get_agent(ann) is elizaos.get_agent(ann)
