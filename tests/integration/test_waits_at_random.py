"""Agents come and go, the store fails, dawdles and lets callers go at random: at the end nothing waits any more."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.domain.agents import AgentSpec
from parley_server.domain.characters import Character
from parley_server.domain.content import Content, Memory
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.errors import ParleyError, StoreUnavailable
from parley_server.domain.ids import DEFAULT_TENANT, RoomId, RunId, string_to_uuid
from parley_server.domain.runs import DisconnectPolicy, IncomingMessage, MessageOptions, MessageRequest, RunStatus
from parley_server.domain.worlds import OverlapPolicy
from parley_server.orchestrator.runs import log, starter
from parley_server.runtime.agent_runtime import AgentRuntime
from parley_server.sql.queries import Backend, Params, Query, Row
from parley_server.sql.sqlite.readers import Readers
from tests.fakes.embedded import speaking
from tests.fakes.embedding_bench import LIMITS, Embedding, EmbeddingBench, embedding_bench, until
from tests.fakes.tasks import Doing, TaskBench, spec, task_bench
from tests.integration.test_fleet import CALLER, HELLO

STEPS = 80
SEEDS = range(15)


class Weather:
    """What becomes of calls: as a rule nothing, else a pause or a fault, before or after they have done their work."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.is_bad = True

    async def blow(self, _what: object = None) -> None:
        roll = self.dice.random() if self.is_bad else 1.0
        if roll < 0.3:
            for _ in range(self.dice.randrange(4)):
                await asyncio.sleep(0)
        elif roll < 0.34:
            raise StoreUnavailable("bad weather")
        elif roll < 0.36:
            raise RuntimeError("very bad weather")

    def spoil(self, store: object, *names: str) -> None:
        """Have its way with these calls of a store."""
        for name in names:
            setattr(store, name, self._over(getattr(store, name)))

    def _over(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def spoilt(*arguments: object, **options: object) -> object:
            await self.blow()
            result = await call(*arguments, **options)
            await self.blow()
            return result

        return spoilt

    async def over(self, work: Coroutine[object, object, object]) -> None:
        """Do something, sometimes not to its end. What goes wrong with it is its own fault."""

        async def calm() -> None:
            with suppress(ParleyError, RuntimeError):
                await work

        async with asyncio.TaskGroup() as group:
            task = group.create_task(calm())
            if self.dice.random() < 0.3:
                for _ in range(1 + self.dice.randrange(6)):
                    await asyncio.sleep(0)
                task.cancel()

    async def begin_again(self, agent: AgentRuntime) -> None:
        """Stop an agent, and let it begin again if that can be."""
        await agent.stop()
        try:
            await agent.initialize()
        except (ParleyError, RuntimeError):
            await agent.stop()


class Memories:
    """What happens to the memories of some agents."""

    def __init__(self, bench: EmbeddingBench, weather: Weather) -> None:
        self.bench, self.weather = bench, weather
        self.take = bench.store.embeddings.take
        self.models = [Embedding(model_id=f"m-{size}", dimension=size, work=weather.blow) for size in (3, 4)]
        self.agents: list[AgentRuntime] = []
        self.known: list[tuple[int, Memory]] = []
        self.has: list[Embedding] = self.models[:1] * 2

    async def begin(self, name: str) -> None:
        self.agents.append(await self.bench.agent(self.models[0].plugin(), name=name))

    async def step(self) -> None:
        dice = self.weather.dice
        place = dice.randrange(len(self.agents))
        agent = self.agents[place]
        match dice.randrange(11):
            case 0 | 1 | 2:
                memory = self._new(place)
                await self.weather.over(agent.create_memory(agent.to_be_embedded(memory)))
            case 3 | 4:
                memory = self._new(place)
                await self.weather.over(agent.create_memory(memory))
                await self.weather.over(agent.queue_embedding_generation(memory, dice.choice(list(EmbeddingPriority))))
            case 5 if self.known:
                place, memory = dice.choice(self.known)
                changed = replace(memory, content=Content(text=f"text {dice.randrange(9)}"))
                await self.weather.over(self.agents[place].update_memory(changed))
            case 6 if self.known:
                place, memory = self.known.pop(dice.randrange(len(self.known)))
                await self.agents[place].delete_memories([memory.memory_id])
            case 7:
                # A server that is killed at once.
                now = self.bench.clock.now()
                until = now + timedelta(seconds=60)
                await self.take(DEFAULT_TENANT, agent.agent_id, now=now, until=until, limit=1)
            case 8:
                await self.weather.begin_again(agent)
            case 9:
                await self._another_model(place)
            case _:
                self.bench.clock.seconds += dice.choice((0, 0, 5, 30, 61))
        self.bench.worker.tick()

    async def _another_model(self, place: int) -> None:
        agent, model = self.agents[place], self.weather.dice.choice(self.models)
        await agent.stop()
        await agent.unload_plugin("vectors")
        await agent.register_plugin(model.plugin())
        self.has[place] = model
        await self.weather.begin_again(agent)

    def _new(self, place: int) -> Memory:
        memory = self.bench.memory(self.agents[place], f"text {self.weather.dice.randrange(9)}")
        self.known.append((place, memory))
        return memory


@pytest.fixture(autouse=True)
def nothing_blocks_the_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Read in the loop, so that no thread decides what comes first; and keep the log, since writing it takes its time.

    In the place of the fixture that would forbid it.
    """

    async def read(readers: Readers, query: Query, params: Params) -> list[Row]:
        text, bind, _ = query.compiled(Backend.SQLITE)
        await asyncio.sleep(0)
        return readers._select(text, bind(params))

    monkeypatch.setattr(Readers, "read", read)
    with capture_logs():
        yield


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_memory_waits_for_ever(tmp_path: Path, seed: int) -> None:
    weather = Weather(seed)
    limits = replace(LIMITS, per_agent=3, at_once=4, store_again=0.0, page=4)
    async with embedding_bench(tmp_path, limits=limits) as bench:
        memories, store = Memories(bench, weather), bench.store.embeddings
        for name in ("Ann", "Bob"):
            await memories.begin(name)
        await bench.remembered(memories.agents[0], "one at least")
        weather.spoil(store, "add", "take", "next_ready", "counts", "complete", "again", "give_up", "cached")
        weather.spoil(store, "get_space", "left_behind", "set_space", "forget_left_behind")
        weather.spoil(bench.store.vectors, "missing", "drop")
        weather.spoil(bench.store.memories, "create", "update")
        for _ in range(STEPS):
            await memories.step()
        weather.is_bad = False
        for agent in memories.agents:
            if not agent.is_initialized:
                await agent.initialize()
        for _ in range(40):
            await bench.turn(61)
        for agent, model in zip(memories.agents, memories.has, strict=True):
            assert await store.counts(DEFAULT_TENANT, agent.agent_id) == {}
            assert await store.get_space(DEFAULT_TENANT, agent.agent_id) in (None, model.space)
        assert len(bench.worker) == 0
        assert any(model.asked for model in memories.models)


class Tasks:
    """What happens to the tasks of some agents."""

    def __init__(self, bench: TaskBench, weather: Weather, agents: list[AgentRuntime]) -> None:
        self.bench, self.weather, self.agents = bench, weather, agents
        self.take = bench.store.tasks.take

    async def step(self) -> None:
        dice = self.weather.dice
        agent = dice.choice(self.agents)
        now = self.bench.clock.now()
        due_at = now + timedelta(seconds=dice.choice((-1, 0, 5, 100)))
        known = await self.bench.store.tasks.find(DEFAULT_TENANT, agent.agent_id)
        match dice.randrange(10):
            case 0 | 1 | 2 | 3:
                await self.weather.over(agent.create_task(spec(due_at=due_at)))
            case 4 if known:
                await self.weather.over(agent.update_task(dice.choice(known).task_id, due_at=due_at))
            case 5 if known:
                await self.weather.over(agent.run_task(dice.choice(known).task_id))
            case 6 if known:
                # A server that is killed at once.
                await self.take(DEFAULT_TENANT, dice.choice(known), now=now, until=now + timedelta(seconds=30))
            case 7:
                await self.weather.begin_again(agent)
            case _:
                self.bench.clock.seconds += dice.choice((0, 0, 5, 31))
        await self.bench.scheduler.tick()


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_task_waits_for_ever(tmp_path: Path, seed: int) -> None:
    weather = Weather(seed)
    async with task_bench(tmp_path) as bench:
        doing = Doing(work=weather.blow)
        agents = [await bench.agent(doing.worker, name=name) for name in ("Ann", "Bob")]
        tasks = Tasks(bench, weather, agents)
        await agents[0].create_task(spec())
        weather.spoil(bench.store.tasks, "create", "get", "next_ready", "take", "renew", "replace", "complete")
        for _ in range(STEPS):
            await tasks.step()
        weather.is_bad = False
        for agent in agents:
            if not agent.is_initialized:
                await agent.initialize()
        for _ in range(30):
            await bench.turn(301)
        assert [(await agent.get_task_queue()).size for agent in agents] == [0, 0]
        assert len(bench.scheduler) == 0
        assert doing.done


class Talks:
    """What happens to the runs of some agents."""

    def __init__(self, house: House, weather: Weather) -> None:
        self.house, self.weather = house, weather
        self.begun: list[RunId] = []

    async def step(self) -> None:
        dice, house = self.weather.dice, self.house
        name = dice.choice(("Ann", "Bob"))
        match dice.randrange(10):
            case 0 | 1 | 2 | 3 | 4:
                await self.weather.over(self._say(name, wait=False))
            case 5:
                await self.weather.over(self._say(name, wait=True))
            case 6 if self.begun:
                await self.weather.over(house.runs.cancel(CALLER, dice.choice(self.begun), reason="no more"))
            case 7:
                await self.weather.over(house.fleet.stop(CALLER, [name], grace=timedelta(0)))
            case 8:
                await self.weather.over(house.fleet.start(CALLER, [name]))
            case _:
                await asyncio.sleep(0.001)

    async def _say(self, name: str, *, wait: bool) -> None:
        dice = self.weather.dice
        options = MessageOptions(
            overlap=dice.choice((OverlapPolicy.QUEUE, OverlapPolicy.SUPERSEDE, OverlapPolicy.PARALLEL)),
            on_disconnect=dice.choice(list(DisconnectPolicy)),
        )
        said = IncomingMessage(content=Content(text="hello"), room_id=RoomId(string_to_uuid(dice.choice("ab"))))
        request = MessageRequest(agent=name, message=said, options=options, request_id=dice.choice(("", "x", "y")))
        if wait:
            await self.house.runs.handle(CALLER, request)
        else:
            self.begun.append((await self.house.runs.submit(CALLER, request)).run_id)


@pytest.mark.parametrize("seed", SEEDS)
async def test_no_run_waits_for_ever(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_STORE_PAUSES", (0.0, 0.0))
    monkeypatch.setattr(starter, "_UNENDED_SECONDS", 0.01)
    weather = Weather(seed)
    async with build(Settings(data=tmp_path), plugins=[speaking()]) as house:
        specs = [AgentSpec(character=Character(name=name, plugins=("speaking",))) for name in ("Ann", "Bob")]
        await house.fleet.add(
            CALLER,
            specs,
            ephemeral=False,
            auto_start=True,
            skip_migrations=False,
            test_mode=False,
            request_id="",
        )
        talks = Talks(house, weather)
        # One at least begins, however bad the weather.
        talks.begun.append((await house.runs.submit(CALLER, HELLO)).run_id)
        weather.spoil(house.store.runs, "start", "append", "append_texts", "get")
        for _ in range(STEPS):
            await talks.step()
        weather.is_bad = False
        await house.fleet.start(CALLER, [])

        async def is_quiet() -> bool:
            sizes = house.host.sizes()
            return not any(sizes[name] for name in ("open_runs", "unended_runs", "rooms_with_runs", "waiting_runs"))

        await until(is_quiet)
        assert await house.store.runs.list_open(DEFAULT_TENANT) == []
        assert (await house.runs.handle(CALLER, HELLO)).run.status is RunStatus.COMPLETED
