"""The fleet: agents that are added, stopped and deleted while others do the same, or while nobody waits any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import pytest

from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.domain.agents import AddedAgents, AgentSpec, AgentState
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.clock import Clock
from parley_server.domain.content import Content
from parley_server.domain.errors import AgentNotFound, AlreadyExists, StoreUnavailable
from parley_server.domain.runs import IncomingMessage, MessageOptions, MessageRequest, RunStatus
from parley_server.orchestrator.fleet import EPHEMERAL_IDLE_SECONDS
from parley_server.plugin_api import Plugin, Runtime, Service
from tests.fakes.models import Gate

CALLER = LOCAL_CALLER
HELLO = MessageRequest(
    agent="Ann", message=IncomingMessage(content=Content(text="hello")), options=MessageOptions(), request_id=""
)


class TurnedClock:
    """Implements Clock; goes on by itself, and ahead when it is turned."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time() + self.ahead


class SlowStop:
    """A plugin whose service takes its time to stop; counts how many run."""

    def __init__(self) -> None:
        self.running = 0
        self.stopping, self.may_stop = asyncio.Event(), asyncio.Event()

    def plugin(self) -> Plugin:
        outer = self

        class Slow(Service):
            service_type = "slow"

            @classmethod
            async def start(cls, runtime: Runtime) -> Self:  # noqa: ARG003 - the name is Service's
                outer.running += 1
                return cls()

            async def stop(self) -> None:
                outer.stopping.set()
                await outer.may_stop.wait()
                outer.running -= 1

        return Plugin(name="slow", services=(Slow,))


@asynccontextmanager
async def house_with(folder: Path, *plugins: Plugin, clock: Clock | None = None) -> AsyncIterator[House]:
    async with build(Settings(data=folder), plugins=plugins, clock=clock) as house:
        yield house


async def add(house: House, *, auto_start: bool = True, ephemeral: bool = False, request_id: str = "") -> AddedAgents:
    return await house.fleet.add(
        CALLER,
        [AgentSpec(character=Character(name="Ann"))],
        ephemeral=ephemeral,
        auto_start=auto_start,
        skip_migrations=False,
        test_mode=False,
        request_id=request_id,
    )


async def test_an_agent_that_is_being_deleted_is_neither_there_nor_started_again(tmp_path: Path) -> None:
    slow = SlowStop()
    async with house_with(tmp_path, slow.plugin()) as house:
        await add(house)
        async with asyncio.TaskGroup() as group:
            deleting = group.create_task(house.fleet.delete(CALLER, ["Ann"]))
            await slow.stopping.wait()
            starting = group.create_task(house.fleet.start(CALLER, ["Ann"]))
            with pytest.raises(AlreadyExists):
                await add(house)
            slow.may_stop.set()
        await asyncio.wait({deleting, starting})
        with pytest.raises(AgentNotFound):
            house.fleet.get(CALLER, "Ann")
        assert slow.running == 0
        (again,) = (await add(house)).agents

    assert again.state is AgentState.RUNNING


async def test_a_caller_who_goes_away_does_not_leave_an_agent_halfway_stopped(tmp_path: Path) -> None:
    slow = SlowStop()
    async with house_with(tmp_path, slow.plugin()) as house:
        await add(house)
        async with asyncio.TaskGroup() as group:
            stopping = group.create_task(house.fleet.stop(CALLER, ["Ann"], grace=None))
            await slow.stopping.wait()
            stopping.cancel()
        slow.may_stop.set()
        (agent,) = await house.fleet.stop(CALLER, ["Ann"], grace=None)

    assert agent.state is AgentState.STOPPED
    assert slow.running == 0


async def test_a_repeat_of_an_addition_starts_nobody_who_was_stopped_meanwhile(tmp_path: Path) -> None:
    async with house_with(tmp_path) as house:
        await add(house, request_id="once")
        await house.fleet.stop(CALLER, ["Ann"], grace=None)
        (repeated,) = (await add(house, request_id="once")).agents
        (asked,) = (await add(house)).agents

    assert repeated.state is AgentState.STOPPED
    assert asked.state is AgentState.RUNNING


async def test_an_agent_that_an_addition_starts_is_started_after_a_restart_as_well(tmp_path: Path) -> None:
    async with house_with(tmp_path) as house:
        await add(house, auto_start=False)
        await add(house, auto_start=True)
    async with house_with(tmp_path) as house:
        assert house.fleet.get(CALLER, "Ann").state is AgentState.RUNNING


@pytest.mark.parametrize("is_away", [False, True])
async def test_the_cache_of_an_idle_ephemeral_agent_is_gone_unless_the_store_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_away: bool
) -> None:
    async def refuse(*_args: object) -> None:
        raise StoreUnavailable("away")

    clock = TurnedClock()
    async with house_with(tmp_path, clock=clock) as house:
        (ann,) = (await add(house, ephemeral=True)).agents
        await house.store.cache.put(CALLER.tenant, ann.agent_id, "rates", 1)
        clock.ahead += EPHEMERAL_IDLE_SECONDS + 1
        if is_away:
            monkeypatch.setattr(house.store.agents, "forget", refuse)
        await house.fleet.sweep_once()
        with pytest.raises(AgentNotFound):
            house.fleet.get(CALLER, "Ann")
        assert await house.store.cache.get(CALLER.tenant, ann.agent_id, "rates") == (1 if is_away else None)


async def test_an_ephemeral_agent_ends_when_it_is_idle_and_not_while_it_works(tmp_path: Path) -> None:
    clock, gate = TurnedClock(), Gate()
    async with house_with(tmp_path, gate.plugin(), clock=clock) as house:
        await add(house, ephemeral=True)
        async with asyncio.TaskGroup() as group:
            handling = group.create_task(house.runs.handle(CALLER, HELLO))
            await gate.waiting.wait()
            clock.ahead += EPHEMERAL_IDLE_SECONDS + 1
            await house.fleet.sweep_once()
            gate.open.set()
        await house.fleet.sweep_once()
        assert house.fleet.get(CALLER, "Ann").state is AgentState.RUNNING
        clock.ahead += EPHEMERAL_IDLE_SECONDS + 1
        await house.fleet.sweep_once()
        with pytest.raises(AgentNotFound):
            house.fleet.get(CALLER, "Ann")

    assert handling.result().run.status is RunStatus.COMPLETED
