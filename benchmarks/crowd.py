"""Many agents in one server: added, listed, asked how they are, stopped, started and deleted, each step timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import grpc

from parley.v1 import agents_pb2, runtime_pb2, runtime_pb2_grpc

T = TypeVar("T")
PAGE = 100
_CALL_SECONDS = 120.0


@dataclass(slots=True)
class Crowd:
    """Agents of nothing but a name. `seconds` are the times of the steps so far."""

    stub: runtime_pb2_grpc.RuntimeServiceStub
    ids: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    async def add(self, count: int) -> None:
        """Add so many agents and start them, a page at a time."""
        await self._timed("add and start", lambda: self._add(count))

    async def names(self) -> list[str]:
        """Return the names of all agents on the list, page by page."""
        return await self._timed("list", self._list)

    async def ready(self) -> int:
        """Ask all agents how they are; return how many are ready."""
        reply = await self._timed("health", lambda: self.stub.CheckHealth(_ALL_HEALTH, timeout=_CALL_SECONDS))
        return sum(one.alive and one.responsive and one.ready for one in reply.agents)

    async def stop(self) -> int:
        """Stop all agents; return how many are stopped."""
        reply = await self._timed("stop", lambda: self.stub.StopAgents(_ALL_STOP, timeout=_CALL_SECONDS))
        return sum(one.state == agents_pb2.AGENT_STATE_STOPPED for one in reply.agents)

    async def start(self) -> int:
        """Start all agents; return how many run."""
        reply = await self._timed("start", lambda: self.stub.StartAgents(_ALL_START, timeout=_CALL_SECONDS))
        return sum(one.state == agents_pb2.AGENT_STATE_RUNNING for one in reply.agents)

    async def delete(self) -> int:
        """Delete all agents; return how many are gone."""
        request = runtime_pb2.DeleteAgentsRequest(agent_ids=self.ids)
        return len((await self._timed("delete", lambda: self._delete(request))).agent_ids)

    async def sizes(self) -> dict[str, int]:
        """Return how much is in the server's memory."""
        info = await self.stub.GetServerInfo(runtime_pb2.GetServerInfoRequest(), timeout=_CALL_SECONDS)
        return dict(info.sizes)

    async def _add(self, count: int) -> None:
        for first in range(0, count, PAGE):
            request = runtime_pb2.AddAgentsRequest(auto_start=True)
            for number in range(first, min(first + PAGE, count)):
                request.agents.add(character=agents_pb2.Character(name=f"agent {number}"))
            reply = await self.stub.AddAgents(request, timeout=_CALL_SECONDS)
            bad = [agent for agent in reply.agents if agent.state != agents_pb2.AGENT_STATE_RUNNING]
            if bad:
                raise RuntimeError(f"an agent does not run: {bad[0].last_error.message}")
            self.ids += [agent.agent_id for agent in reply.agents]

    async def _list(self) -> list[str]:
        names: list[str] = []
        request = runtime_pb2.ListAgentsRequest(page_size=PAGE)
        while True:
            reply = await self.stub.ListAgents(request, timeout=_CALL_SECONDS)
            names += [agent.character.name for agent in reply.agents]
            if not reply.next_page_token:
                return names
            request.page_token = reply.next_page_token

    async def _delete(self, request: runtime_pb2.DeleteAgentsRequest) -> runtime_pb2.DeleteAgentsResponse:
        return await self.stub.DeleteAgents(request, timeout=_CALL_SECONDS)

    async def _timed(self, step: str, work: Callable[[], Awaitable[T]]) -> T:
        begin = time.monotonic()
        result = await work()
        self.seconds[step] = time.monotonic() - begin
        return result


_ALL_HEALTH = runtime_pb2.CheckHealthRequest()
_ALL_STOP = runtime_pb2.StopAgentsRequest()
_ALL_START = runtime_pb2.StartAgentsRequest()


@asynccontextmanager
async def crowd(address: str) -> AsyncIterator[Crowd]:
    """Yield nobody yet, on a server."""
    async with grpc.aio.insecure_channel(address) as channel:
        yield Crowd(runtime_pb2_grpc.RuntimeServiceStub(channel))


async def idle_share(cpu: Callable[[], float | None], seconds: float) -> float | None:
    """Return the share of one processor that a program uses while nobody asks anything of it."""
    # What the last step left to be done is not idleness.
    await asyncio.sleep(1.0)
    before, begin = cpu(), time.monotonic()
    await asyncio.sleep(seconds)
    after = cpu()
    return None if before is None or after is None else (after - before) / (time.monotonic() - begin)
