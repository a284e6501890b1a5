"""The openai plugin against a server that stalls, breaks off, talks nonsense or too much."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from parley_server.domain.errors import (
    ComponentFailed,
    ModelUnavailable,
    ParleyError,
)
from parley_server.domain.models import (
    ModelUsage,
)
from parley_server.plugin_api import ModelPart, TextDelta
from parley_server.plugins.openai.body import MAX_BYTES
from tests.fakes.model_scenes import then_end, then_error, then_garbage, then_nonsense, then_reset, then_stall
from tests.fakes.model_server import Exchange, delta, model_server, refuses, says
from tests.fakes.openai_agents import ASK, KEY, agent


async def test_a_stall_before_the_first_piece_is_a_time_out_and_tried_again() -> None:
    async def stall(exchange: Exchange) -> None:
        await exchange.head()
        await exchange.gone()

    scenes = (stall, says("Hi"))
    async with model_server(*scenes) as server, agent(server, settings={"OPENAI_TIMEOUT": "0.2"}) as bench:
        assert (await bench.runtime.use_model(ASK)).text == "Hi"


async def test_keeping_the_connection_warm_is_no_answer() -> None:
    async def warm(exchange: Exchange) -> None:
        await exchange.head()
        while True:
            await exchange.raw(b": still here\n\n")
            await asyncio.sleep(0.02)

    async with model_server(warm) as server, agent(server, settings={"OPENAI_TIMEOUT": 0.2}) as bench:
        with pytest.raises(ModelUnavailable, match=r"said nothing for 0\.2 s"):
            await bench.runtime.use_model(ASK)


@pytest.mark.parametrize("scene", [then_reset, then_end, then_stall, then_garbage, then_nonsense, then_error])
async def test_a_stream_that_breaks_after_its_first_piece_is_not_begun_anew(scene: object) -> None:
    async with (
        model_server(scene) as server,  # type: ignore[arg-type]  # each of these is a scene
        model_server(says("Hi")) as other,
        agent(server, other, settings={"OPENAI_TIMEOUT": 0.3}) as bench,
    ):
        seen: list[ModelPart] = []
        with pytest.raises(ModelUnavailable) as caught:
            await _read_into(seen, bench.runtime.stream_model(ASK))
        assert seen == [TextDelta("Hel")]
        assert (len(server.requests), len(other.requests)) == (1, 0)
    assert KEY not in str(caught.value)


async def _read_into(seen: list[ModelPart], parts: AsyncIterator[ModelPart]) -> None:
    async for part in parts:
        seen.append(part)  # noqa: PERF401 - what came before an error is looked at


@pytest.mark.parametrize(
    "body", [b"<html>Welcome to our network</html>", b"data: 7\n\n", b'data: {"choices": 3}\n\n', b"", b"\xff\xfe\n\n"]
)
async def test_garbage_is_no_answer_and_tried_again(body: bytes) -> None:
    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        if body:
            await exchange.raw(body)
        await exchange.close()

    async with model_server(scene, says("Hi")) as server, agent(server) as bench:
        assert (await bench.runtime.use_model(ASK)).text == "Hi"


async def test_a_dead_port_is_unavailable() -> None:
    async with model_server(says("Hi")) as server:
        pass
    async with agent(server) as bench:
        with pytest.raises(ModelUnavailable, match="cannot be reached"):
            await bench.runtime.use_model(ASK)


async def test_an_answer_without_end_is_cut_off() -> None:
    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        while True:
            await exchange.raw(b"x" * 65_536)

    async with model_server(scene) as server, agent(server) as bench:
        with pytest.raises(ComponentFailed, match=f"more than {MAX_BYTES} bytes"):
            await bench.runtime.use_model(ASK)
        assert len(server.requests) == 1


async def test_an_error_of_10_mb_is_cut_off_too() -> None:
    async with model_server(refuses(500, "x" * 10_000_000)) as server, agent(server) as bench:
        with pytest.raises(ParleyError) as caught:
            await bench.runtime.use_model(ASK)
    assert len(str(caught.value)) < 500


async def test_long_answers_come_whole() -> None:
    text = "0123456789" * 10_000
    async with model_server(says(*[text] * 10)) as server, agent(server) as bench:
        assert (await bench.runtime.use_model(ASK)).text == text * 10


async def test_characters_may_be_cut_anywhere() -> None:
    async def drip(exchange: Exchange) -> None:
        await exchange.head()
        whole = b"data: " + json.dumps(delta("Grüße 🙂"), ensure_ascii=False).encode() + b"\n\n"
        for byte in whole:
            await exchange.raw(bytes([byte]))
            await asyncio.sleep(0)
        await exchange.end()

    async with model_server(drip) as server, agent(server) as bench:
        assert (await bench.runtime.use_model(ASK)).text == "Grüße 🙂"


async def test_a_server_that_sends_no_finish_reason_but_the_end_mark_is_whole() -> None:
    async with model_server(says("Hi", finish=None, usage=None)) as server, agent(server) as bench:
        result = await bench.runtime.use_model(ASK)
    assert (result.text, result.cut_short, result.usage) == ("Hi", None, ModelUsage())


async def test_a_limit_that_cuts_an_answer_short_is_told() -> None:
    async with model_server(says("Hi", finish="length")) as server, agent(server) as bench:
        assert (await bench.runtime.use_model(ASK)).cut_short is True


@pytest.mark.parametrize("begun", [False, True])
async def test_closing_the_stream_is_seen_by_the_peer(begun: bool) -> None:
    arrived, gone = asyncio.Event(), asyncio.Event()

    async def scene(exchange: Exchange) -> None:
        await exchange.head()
        if begun:
            await exchange.text("Hel")
        arrived.set()
        await exchange.gone()
        gone.set()

    async with model_server(scene) as server, agent(server) as bench:
        parts = bench.runtime.stream_model(ASK)
        async with asyncio.TaskGroup() as group:
            reading = group.create_task(_read_all(parts))
            await arrived.wait()
            await asyncio.sleep(0.05)
            reading.cancel()
        async with asyncio.timeout(2):
            await gone.wait()


async def _read_all(parts: AsyncIterator[ModelPart]) -> None:
    async with aclosing(parts):  # type: ignore[type-var]  # it is an async generator
        async for _ in parts:
            pass
