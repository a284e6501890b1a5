"""The fault server tells what goes wrong in its own scenes: the peer sees a broken stream, and might be content."""

from __future__ import annotations

import asyncio

import pytest

from parley_server.domain.errors import ModelUnavailable
from tests.fakes.model_scenes import half
from tests.fakes.model_server import Exchange, model_server, says
from tests.fakes.openai_agents import ASK, agent


async def crashes(exchange: Exchange) -> None:
    await half(exchange)
    raise KeyError("a slip in the scene")


async def crashes_at_last(exchange: Exchange) -> None:
    await half(exchange)
    await exchange.gone()
    raise KeyError("a slip in the scene")


async def test_a_scene_that_crashes_fails_a_test_that_would_pass() -> None:
    with pytest.raises(ExceptionGroup, match="scenes of the model server failed") as caught:
        async with model_server(crashes) as server, agent(server) as bench:
            with pytest.raises(ModelUnavailable):
                await bench.runtime.use_model(ASK)

    assert {repr(fault) for fault in caught.value.exceptions} == {"KeyError('a slip in the scene')"}


async def test_a_scene_that_crashes_after_its_peer_has_gone_counts_too() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        async with model_server(crashes_at_last) as server:
            reader, writer = await asyncio.open_connection(*server.url[7:-3].split(":"))
            writer.write(b"POST /v1/chat/completions HTTP/1.1\r\n\r\n")
            await reader.readuntil(b"Hel")
            writer.close()

    assert [repr(fault) for fault in caught.value.exceptions] == ["KeyError('a slip in the scene')"]


async def test_a_request_that_no_scene_was_written_for_counts_too() -> None:
    with pytest.raises(ExceptionGroup) as caught:
        async with model_server() as server, agent(server) as bench:
            with pytest.raises(ModelUnavailable):
                await bench.runtime.use_model(ASK)

    assert "no scene" in str(caught.value.exceptions[0])


async def test_a_scene_that_waits_for_ever_ends_with_the_server() -> None:
    async def waits(_exchange: Exchange) -> None:
        await asyncio.Event().wait()

    async with asyncio.timeout(10), model_server(waits) as server:
        _, writer = await asyncio.open_connection(*server.url[7:-3].split(":"))
        writer.write(b"POST /v1/chat/completions HTTP/1.1\r\n\r\n")
        while not server.requests:  # noqa: ASYNC110 - the server gives no sign but this
            await asyncio.sleep(0.01)
        writer.close()

    assert server.faults == []


async def test_scenes_that_end_well_are_no_faults() -> None:
    async with model_server(says("Hello")) as server, agent(server) as bench:
        result = await bench.runtime.use_model(ASK)

    assert result.text == "Hello"
    assert server.faults == []
