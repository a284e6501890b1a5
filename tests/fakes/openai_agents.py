"""Agents whose openai plugin asks scripted servers on loopback."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from parley_server.domain.characters import Character
from parley_server.domain.json import JsonObject
from parley_server.domain.models import (
    TEXT_LARGE,
    ModelResult,
)
from parley_server.plugin_api import ModelPart, ModelRequest, Reach, TextDelta
from parley_server.plugins.openai import openai_plugin
from parley_server.plugins.openai.models import RetryPolicy
from tests.fakes.agents import AgentBench, make_agent
from tests.fakes.model_server import ModelServer

KEY = "sk-planted-0123456789"
LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1"))
"""What an operator allows whose characters may name servers of this machine."""
ASK = ModelRequest(model_type=TEXT_LARGE, prompt="Say hi.", system="Be kind.", room_id="room")
HASTY = RetryPolicy(attempts=3, first_wait=0.001, max_wait=0.002, longest_wait=1.0, give_up_after=30.0)


@asynccontextmanager
async def agent(
    *servers: ModelServer,
    settings: JsonObject | None = None,
    environment: Mapping[str, str] | None = None,
    character: Character | None = None,
    retry: RetryPolicy = HASTY,
    reach: Reach | None = None,
    ports: Sequence[int] = (),
) -> AsyncIterator[AgentBench]:
    """Make an agent whose providers are these servers: openai, then second, third."""
    names = ["openai", "second", "third"][: len(servers)]
    known: dict[str, str] = {"OPENAI_PROVIDERS": ",".join(names[1:]), "OPENAI_API_KEY": KEY}
    for name, server in zip(names, servers, strict=True):
        known |= {f"{name.upper()}_BASE_URL": server.url, f"{name.upper()}_LARGE_MODEL": f"{name}-1"}
    bench = await make_agent(
        openai_plugin(names[1:], retry=retry, reach=reach, ports=ports),
        settings=settings,
        environment={**known, **(environment or {})},
        character=character,
    )
    try:
        yield bench
    finally:
        await bench.runtime.stop()


async def streamed(bench: AgentBench, request: ModelRequest = ASK) -> tuple[list[str], ModelResult]:
    parts: list[ModelPart] = [part async for part in bench.runtime.stream_model(request)]
    assert isinstance(parts[-1], ModelResult)
    return [part.text for part in parts if isinstance(part, TextDelta)], parts[-1]
