"""The Python client and a real server: runs are whole on connections that do not last."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from parley_client import ParleyClient, RetryPolicy, RunEvent, RunStream, Unavailable
from tests.e2e.server import assert_whole, running, text_of
from tests.fakes.cutting_proxy import cutting_proxy

PACED = "tests.fakes.models:paced"
FULL_TEXT = " ".join(f"word-{index}-ü" for index in range(250))
QUICK = RetryPolicy(initial=0.01, maximum=0.05, give_up_after=30.0)


async def test_a_run_is_whole_over_many_resets(tmp_path: Path) -> None:
    async with running(tmp_path, plugins=PACED) as server:
        async with ParleyClient(server.address) as direct:
            agent = (await direct.add_agent(character_file={"name": "Ann"})).agent.agent_id
        async with (
            cutting_proxy(server.address, limits=[1_000, 2_000, 4_000, 6_000, 8_000]) as proxy,
            ParleyClient(proxy.address, retry=QUICK) as client,
            client.stream(agent, "go") as run,
        ):
            events = [event async for event in run]

    assert proxy.cuts >= 4
    assert_whole(events)
    assert text_of(events) == FULL_TEXT
    assert run.result.text == FULL_TEXT


async def test_a_drained_server_is_resumed_at_its_successor(tmp_path: Path) -> None:
    """The run goes on in the grace of the old server, its log in the new one."""
    async with running(tmp_path, plugins=PACED) as first:
        port = first.address.rpartition(":")[2]
        async with ParleyClient(first.address, retry=QUICK) as client:
            agent = (await client.add_agent(character_file={"name": "Ann"})).agent.agent_id
            run = client.stream(agent, "go")
            events = [await anext(run) for _ in range(20)]
            first.terminate()
            async with asyncio.TaskGroup() as tasks:
                rest = tasks.create_task(_rest(run))
                await first.wait()
                async with running(tmp_path, plugins=PACED, environment={"PARLEY_PORT": port}):
                    events += await rest

    assert_whole(events)
    assert text_of(events) == FULL_TEXT


async def _rest(run: RunStream) -> list[RunEvent]:
    return [event async for event in run]


async def test_a_crashed_server_leaves_a_whole_log_and_says_that_the_run_was_cut(tmp_path: Path) -> None:
    async with running(tmp_path, plugins=PACED) as first, ParleyClient(first.address, retry=QUICK) as client:
        port = first.address.rpartition(":")[2]
        agent = (await client.add_agent(character_file={"name": "Ann"})).agent.agent_id
        run = client.stream(agent, "go")
        events = [await anext(run) for _ in range(30)]
        first.kill()
        await first.wait()
        async with running(tmp_path, plugins=PACED, environment={"PARLEY_PORT": port}):
            events += [event async for event in run]

    assert_whole(events)
    assert FULL_TEXT.startswith(text_of(events))
    assert run.result.error is not None
    assert run.result.error.reason == "RUN_INTERRUPTED"


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    policy = RetryPolicy(initial=0.01, give_up_after=0.05)
    async with ParleyClient("127.0.0.1:1", retry=policy) as client:
        with pytest.raises(Unavailable):
            await client.stream("Ann", "hello").wait()
