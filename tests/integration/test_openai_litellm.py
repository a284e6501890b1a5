"""The openai plugin against litellm's proxy: a server with the API of OpenAI that others wrote.

`make peers` brings it, and `make test` does that first. It asks no provider: its models are its own mocks, and those of
tests/fixtures/litellm/scripted.py, which it streams from as from any provider.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parley_server.domain.errors import ConfigurationMissing, ModelCredential, ModelUnavailable
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.plugin_api import ModelRequest, TextDelta
from parley_server.plugins.openai import openai_plugin
from parley_server.plugins.openai.models import RetryPolicy
from parley_server.runtime.streams import closing
from tests.e2e.server import assert_whole, connect, running, text_of
from tests.fakes.agents import AgentBench, make_agent
from tests.fakes.litellm_proxy import KEY, START_SECONDS, Proxy, find_litellm, litellm_proxy
from tests.fakes.openai_agents import streamed

LITELLM = find_litellm()
ASK = ModelRequest(model_type=TEXT_LARGE, prompt="Say hi.")

if LITELLM is None and os.environ.get("CI") != "true":
    # One line for all of them.
    pytest.skip(
        "litellm is not at hand: `make peers` brings it, or PARLEY_TEST_LITELLM names its program",
        allow_module_level=True,
    )

# The first test waits for the proxy to start.
pytestmark = pytest.mark.timeout(START_SECONDS + 40)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    assert LITELLM is not None, "litellm is wanted, since CI=true: `make peers` brings it"
    with litellm_proxy(LITELLM, tmp_path_factory.mktemp("litellm")) as one:
        yield one


@asynccontextmanager
async def agent(proxy: Proxy, model: str, *, key: str = KEY, attempts: int = 3) -> AsyncIterator[AgentBench]:
    retry = RetryPolicy(attempts=attempts, first_wait=0.01, max_wait=0.02)
    environment = {"OPENAI_BASE_URL": proxy.url, "OPENAI_LARGE_MODEL": model, "OPENAI_API_KEY": key}
    bench = await make_agent(openai_plugin(retry=retry), environment=environment)
    try:
        yield bench
    finally:
        await bench.runtime.stop()


async def test_a_mocked_answer_comes_in_pieces_and_tells_its_tokens(proxy: Proxy) -> None:
    async with agent(proxy, "words") as bench:
        pieces, result = await streamed(bench, ASK)

    assert result.text == "".join(pieces) == "One two three four five six seven eight."
    assert len(pieces) > 3
    assert result.usage.input_tokens
    assert result.usage.output_tokens


async def test_a_piece_is_here_before_the_next_one_is_made(proxy: Proxy) -> None:
    async with agent(proxy, "gated") as bench, closing(bench.runtime.stream_model(ASK)) as parts:
        first = await anext(parts)
        made_meanwhile = proxy.events("gated")
        proxy.go()
        rest = [part async for part in parts]

    assert first == TextDelta("first ")
    assert made_meanwhile == ["asked"]
    assert isinstance(rest[-1], ModelResult)
    assert rest[-1].text == "first second"
    assert (rest[-1].usage.input_tokens, rest[-1].usage.output_tokens) == (11, 3)


async def test_a_429_is_asked_again_until_there_is_an_answer(proxy: Proxy) -> None:
    async with agent(proxy, "limited-twice") as bench:
        result = await bench.runtime.use_model(ASK)

    assert result.text == "at last"
    assert proxy.events("limited-twice") == ["asked", "asked", "asked", "ended"]


async def test_a_429_that_stays_is_told(proxy: Proxy) -> None:
    async with agent(proxy, "limited", attempts=2) as bench:
        with pytest.raises(ModelUnavailable, match="429"):
            await bench.runtime.use_model(ASK)


async def test_the_proxy_sees_that_a_stream_is_cancelled(proxy: Proxy) -> None:
    async with agent(proxy, "endless") as bench:
        async with closing(bench.runtime.stream_model(ASK)) as parts:
            assert await anext(parts) == TextDelta("more ")
            assert proxy.events("endless") == ["asked"]
        seen = await proxy.event("endless", "CancelledError", "GeneratorExit", "ended")

    assert seen != "ended"
    assert proxy.events("endless").count("asked") == 1


async def test_a_model_that_is_not_there_is_told_with_those_that_are(proxy: Proxy) -> None:
    async with agent(proxy, "unheard-of") as bench:
        with pytest.raises(ConfigurationMissing, match=r"'unheard-of'; set OPENAI_LARGE_MODEL .*words"):
            await bench.runtime.use_model(ASK)


async def test_a_wrong_key_is_told_by_the_name_of_its_setting(proxy: Proxy) -> None:
    async with agent(proxy, "words", key="sk-wrong") as bench:
        with pytest.raises(ModelCredential, match="OPENAI_API_KEY") as caught:
            await bench.runtime.use_model(ASK)

    assert "sk-wrong" not in str(caught.value)


async def test_a_whole_server_answers_with_it_and_records_the_tokens(proxy: Proxy, tmp_path: Path) -> None:
    environment = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": proxy.url, "OPENAI_LARGE_MODEL": "reply"}
    async with running(tmp_path, environment=environment) as process, connect(process.address) as api:
        run = await api.submit(await api.add_agent(), "Hello")
        events = await api.watch(run.run_id)

    assert_whole(events)
    assert text_of(events) == "Hello from over there."
    (usage,) = [event.step.usage for event in events if event.step.HasField("usage")]
    assert (usage.input_tokens, usage.output_tokens) == (11, 3)
