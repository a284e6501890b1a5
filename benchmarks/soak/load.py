"""What is done to the server of a soak: conversations, runs that are cut, agents and subscribers that come and go."""

from __future__ import annotations

import asyncio
import itertools
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import grpc

from parley.v1 import (
    agents_pb2,
    bus_pb2,
    bus_pb2_grpc,
    common_pb2,
    events_pb2,
    memories_pb2,
    messages_pb2,
    messages_pb2_grpc,
    runtime_pb2,
    runtime_pb2_grpc,
)
from parley_server.domain.ids import new_id

_CALL_SECONDS = 60.0
_LISTEN_SECONDS = 5.0
_GOLDEN = 0.618034
# Messages in one room, until its people go elsewhere; those who leave early never come back.
_ROOM_LIFE = 4
# So many that the ids by which repeats are recognised, 400,000, are there within three minutes.
_EVENTS = 500
_EVENT_BYTES = 64
_SAYINGS = (
    "I am unhappy about my job",
    "My mother thinks that I should rest",
    "Do you remember what I said?",
    "Everybody is against me",
    "I had a dream about computers",
    "Perhaps I should call my brother",
)


def _spread() -> Callable[[], float]:
    """Return what gives numbers from 0 to 1, spread evenly, however many are taken."""
    numbers = itertools.count(1)
    return lambda: next(numbers) * _GOLDEN % 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is done: talkers an agent, and the seconds that each waits between what it does."""

    talkers: int = 2
    pause: float = 0.05


@dataclass(slots=True, kw_only=True)
class Soak:
    """All that goes on at once; `done` counts it by name, `faults` what was not answered as it should be."""

    address: str
    agents: list[str]
    pace: Pace
    done: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _chance: Callable[[], float] = field(default_factory=_spread)

    async def run(self) -> None:
        """Go on until `over` is set, and until what is under way then has ended."""
        async with grpc.aio.insecure_channel(self.address) as channel, asyncio.TaskGroup() as group:
            messages = messages_pb2_grpc.MessageServiceStub(channel)
            runtime = runtime_pb2_grpc.RuntimeServiceStub(channel)
            bus = bus_pb2_grpc.BusServiceStub(channel)
            for agent in self.agents:
                for _ in range(self.pace.talkers):
                    group.create_task(self._again("messages", _Talker(agent, messages).say))
                group.create_task(self._again("cut watchers", _Cutter(agent, messages, room_life=1).cut))
            group.create_task(self._again("cancelled runs", _Canceller(self.agents[0], messages).cancel))
            group.create_task(self._again("agents that came and went", _Visitors(runtime).come_and_go, rest=2.0))
            group.create_task(self._again("published frames", _Publisher(bus).publish))
            for _ in range(3):
                group.create_task(self._again("bus subscribers that left", _Listener(bus).listen, rest=1.0))

    async def _again(self, what: str, do: Callable[[], Awaitable[None]], *, rest: float = 0.0) -> None:
        while not self.over.is_set():
            try:
                await do()
                self.done[what] += 1
            except grpc.aio.AioRpcError as error:
                self.faults[f"{what}: {error.code().name}"] += 1
                await asyncio.sleep(0.5)
            await asyncio.sleep((rest or self.pace.pause) * (0.5 + self._chance()))


class _InRooms:
    """Somebody who talks in a room for a while, and then, under another name, in a new one."""

    def __init__(
        self, agent: str, messages: messages_pb2_grpc.MessageServiceStub, *, room_life: int = _ROOM_LIFE
    ) -> None:
        self._room_life = room_life
        self._agent = agent
        self._messages = messages
        self._said = 0
        self._room = self._entity = ""

    def _memory(self) -> memories_pb2.Memory:
        if self._said % self._room_life == 0:
            self._room, self._entity = new_id(), new_id()
        self._said += 1
        text = f"{_SAYINGS[self._said % len(_SAYINGS)]} ({self._said})"
        return memories_pb2.Memory(room_id=self._room, entity_id=self._entity, content=common_pb2.Content(text=text))


class _Talker(_InRooms):
    async def say(self) -> None:
        request = messages_pb2.StreamMessageRequest(agent_id=self._agent, message=self._memory())
        async for _ in self._messages.StreamMessage(request, timeout=_CALL_SECONDS):
            pass


class _Cutter(_InRooms):
    async def cut(self) -> None:
        """Watch a run, leave before its end, and come back for the rest: the run goes on meanwhile."""
        request = messages_pb2.SubmitMessageRequest(agent_id=self._agent, message=self._memory())
        reply = await self._messages.SubmitMessage(request, timeout=_CALL_SECONDS)
        call = self._messages.WatchRun(messages_pb2.WatchRunRequest(run_id=reply.run.run_id), timeout=_CALL_SECONDS)
        await call.read()
        call.cancel()
        # To the end: who only begins runs would put more and more of them on a server that is busy.
        rest = messages_pb2.WatchRunRequest(run_id=reply.run.run_id, after_sequence=1)
        async for _ in self._messages.WatchRun(rest, timeout=_CALL_SECONDS):
            pass


class _Canceller(_InRooms):
    async def cancel(self) -> None:
        request = messages_pb2.SubmitMessageRequest(agent_id=self._agent, message=self._memory())
        reply = await self._messages.SubmitMessage(request, timeout=_CALL_SECONDS)
        cancel = messages_pb2.CancelRunRequest(run_id=reply.run.run_id, reason="soak")
        await self._messages.CancelRun(cancel, timeout=_CALL_SECONDS)


class _Visitors:
    def __init__(self, runtime: runtime_pb2_grpc.RuntimeServiceStub) -> None:
        self._runtime = runtime

    async def come_and_go(self) -> None:
        """Add agents, start them, ask how they are, and delete them."""
        specs = [agents_pb2.AgentSpec(character=agents_pb2.Character(name=f"Visitor {new_id()}")) for _ in range(3)]
        added = await self._runtime.AddAgents(
            runtime_pb2.AddAgentsRequest(agents=specs, auto_start=True), timeout=_CALL_SECONDS
        )
        ids = [agent.agent_id for agent in added.agents]
        await self._runtime.CheckHealth(runtime_pb2.CheckHealthRequest(agent_ids=ids), timeout=_CALL_SECONDS)
        await self._runtime.DeleteAgents(runtime_pb2.DeleteAgentsRequest(agent_ids=ids), timeout=_CALL_SECONDS)


class _Publisher:
    def __init__(self, bus: bus_pb2_grpc.BusServiceStub) -> None:
        self._bus = bus

    async def publish(self) -> None:
        events = [
            events_pb2.Event(event_id=new_id(), type="custom:soak", payload=common_pb2.Payload(raw=b"x" * _EVENT_BYTES))
            for _ in range(_EVENTS)
        ]
        await self._bus.Publish(bus_pb2.PublishRequest(events=events), timeout=_CALL_SECONDS)


class _Listener:
    def __init__(self, bus: bus_pb2_grpc.BusServiceStub) -> None:
        self._bus = bus

    async def listen(self) -> None:
        """Subscribe to everything, take some frames, and leave without a word; also when there are no more of them."""
        call = self._bus.Subscribe(bus_pb2.SubscribeRequest(), timeout=_CALL_SECONDS)
        # At the end of a soak those who talk and publish are gone first.
        with suppress(TimeoutError):
            async with asyncio.timeout(_LISTEN_SECONDS):
                for _ in range(20):
                    await call.read()
        call.cancel()
