"""A whole server whose agents ask a model over HTTP: the fault server stands for the model's maker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parley.v1 import agents_pb2, messages_pb2, runtime_pb2
from tests.e2e.server import CALL_SECONDS, Api, assert_whole, connect, running, text_of
from tests.fakes.model_server import Exchange, ModelServer, model_server, refuses, says
from tests.fakes.models import envelope

KEY = "sk-planted-9876543210"


@asynccontextmanager
async def house(data: Path, server: ModelServer, environment: Mapping[str, str] | None = None) -> AsyncIterator[Api]:
    """Run a server whose environment names the model server."""
    known = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url, "OPENAI_LARGE_MODEL": "m-1"}
    async with running(data, environment={**known, **(environment or {})}) as process, connect(process.address) as api:
        yield api


async def ask(api: Api, agent: str = "") -> list[messages_pb2.RunEvent]:
    agent = agent or await api.add_agent()
    run = await api.submit(agent, "Hello")
    events = await api.watch(run.run_id)
    assert_whole(events)
    assert KEY not in repr(events)
    return events


async def test_an_agent_answers_with_the_model_and_tells_what_it_used(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    answer = envelope("Grüße von hier.")
    async with model_server(says(*answer)) as server, house(tmp_path, server) as api:
        events = await ask(api)
        agents = await api.runtime.ListAgents(runtime_pb2.ListAgentsRequest(), timeout=CALL_SECONDS)

    assert text_of(events) == "Grüße von hier."
    assert list(agents.agents[0].plugins) == ["bootstrap", "openai"]
    (usage,) = [event.step.usage for event in events if event.step.HasField("usage")]
    assert (usage.input_tokens, usage.output_tokens, usage.cost) == (100, 20, "")
    assert KEY not in repr(agents) + capfd.readouterr().err


@pytest.mark.parametrize(
    ("status", "reason"), [(401, "MODEL_CREDENTIAL"), (503, "MODEL_UNAVAILABLE"), (429, "MODEL_UNAVAILABLE")]
)
async def test_a_model_that_refuses_is_an_error_of_the_run_and_never_an_answer_of_classic(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], status: int, reason: str
) -> None:
    scene = refuses(status, f"no {KEY}", "retry-after: 0")
    async with model_server(scene) as server, house(tmp_path, server) as api:
        events = await ask(api)

    assert reason in repr(events[-1])
    assert text_of(events) == ""
    assert "classic" not in repr(events)
    assert KEY not in capfd.readouterr().err


async def test_cancelling_a_run_closes_the_stream_of_the_model(tmp_path: Path) -> None:
    writing, gone = asyncio.Event(), asyncio.Event()

    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.text("<response><thought>t</thought><actions>REPLY</actions><text>Once upon a time there was")
        writing.set()
        await exchange.gone()
        gone.set()

    async with model_server(scene) as server, house(tmp_path, server) as api:
        run = await api.submit(await api.add_agent(), "Tell me a story.")
        async with asyncio.timeout(20):
            await writing.wait()
            await api.messages.CancelRun(messages_pb2.CancelRunRequest(run_id=run.run_id), timeout=CALL_SECONDS)
            await gone.wait()
        assert_whole(await api.watch(run.run_id))


async def test_a_client_that_names_an_address_does_not_get_the_key_of_the_server(tmp_path: Path) -> None:
    async with (
        model_server(says(envelope("Hi"))) as operators,
        model_server(refuses(401)) as clients,
        house(tmp_path, operators, {"PARLEY_ALLOW_PRIVATE_ADDRESSES": "127.0.0.1"}) as api,
    ):
        character = agents_pb2.Character(name="Eve")
        character.settings.update({"OPENAI_BASE_URL": clients.url})
        spec = agents_pb2.AgentSpec(character=character)
        added = await api.runtime.AddAgents(
            runtime_pb2.AddAgentsRequest(agents=[spec], auto_start=True), timeout=CALL_SECONDS
        )
        events = await ask(api, added.agents[0].agent_id)

    assert "stays here" in repr(events[-1])
    assert "authorization" not in clients.requests[0].headers
    assert not operators.requests


async def test_a_client_cannot_have_the_server_call_its_own_network(tmp_path: Path) -> None:
    async with (
        model_server(says(envelope("Hi"))) as operators,
        model_server(says(envelope("Hi")), models=["m"]) as inside,
        house(tmp_path, operators) as api,
    ):
        character = agents_pb2.Character(name="Eve")
        character.settings.update({"OPENAI_BASE_URL": inside.url})
        added = await api.runtime.AddAgents(
            runtime_pb2.AddAgentsRequest(agents=[agents_pb2.AgentSpec(character=character)], auto_start=True),
            timeout=CALL_SECONDS,
        )

    assert added.agents[0].state == agents_pb2.AGENT_STATE_FAILED
    assert "OPENAI_BASE_URL: leads to a loopback address" in added.agents[0].last_error.message
    assert inside.connections == operators.connections == 0


async def test_an_operator_may_let_the_server_use_the_model_server_that_it_finds(tmp_path: Path) -> None:
    async with model_server(says(envelope("Hi from here.")), models=["llama"]) as server:
        environment = {
            "OPENAI_BASE_URL": "auto",
            "OPENAI_LARGE_MODEL": "",
            "PARLEY_MODEL_PORTS": server.url.rpartition(":")[2].removesuffix("/v1"),
        }
        async with house(tmp_path, server, environment) as api:
            events = await ask(api)

    assert text_of(events) == "Hi from here."
    assert server.requests[0].body["model"] == "llama"
    assert KEY not in repr([exchange.headers for exchange in server.exchanges])


async def test_half_an_answer_is_completed_and_nothing_is_taken_back(tmp_path: Path) -> None:
    async def half(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.text("<response><thought>t</thought><actions>REPLY</actions><text>One, two, three, four")
        exchange.reset()

    rest = says("<response><text>One, two, three, four and five.</text></response>")
    async with model_server(half, rest) as server, house(tmp_path, server) as api:
        events = await ask(api)

    assert text_of(events) == "One, two, three, four and five."
    assert [event.response.content.text for event in events if event.HasField("response")] == [text_of(events)]
