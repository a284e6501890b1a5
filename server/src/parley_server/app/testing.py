"""For the tests of plugins: an agent of a whole server, in this process, with a model that says what it is told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from parley_server.app.build import House, build
from parley_server.app.settings import Settings
from parley_server.domain.agents import AgentSpec
from parley_server.domain.callers import LOCAL_CALLER
from parley_server.domain.characters import Character
from parley_server.domain.content import Content
from parley_server.domain.json import JsonObject
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.domain.runs import IncomingMessage, MessageOptions, MessageRequest
from parley_server.plugin_api import ModelHandler, ModelRequest, Plugin, Runtime

_NAME = "Ann"
_MODEL_PRIORITY = 1_000
_PATIENCE = timedelta(seconds=30)


class AgentNotStarted(AssertionError):
    """The agent of a test does not run; the message is the error that it ended with."""


@dataclass(kw_only=True)
class HostedAgent:
    """An agent that answers. `prompts` are what its model has read so far."""

    house: House
    plugins: Sequence[str]
    prompts: list[str] = field(default_factory=list)

    async def say(self, text: str) -> list[str]:
        """Send the agent a message and return what it said, in order: its reply, and what its actions said."""
        outcome = await self.house.runs.handle(
            LOCAL_CALLER,
            MessageRequest(
                agent=_NAME,
                message=IncomingMessage(content=Content(text=text)),
                options=MessageOptions(timeout=_PATIENCE),
                request_id="",
            ),
        )
        if outcome.result is None or outcome.run.error is not None:
            raise AssertionError(f"the run ended badly: {outcome.run.error or outcome.run.status}")
        return [one.content.text for one in outcome.result.response_messages if one.content.text]


@asynccontextmanager
async def hosted(
    *plugins: Plugin, data: Path, plans: Sequence[JsonObject], settings: JsonObject | None = None
) -> AsyncIterator[HostedAgent]:
    """Yield an agent with these plugins, started; it is stopped at the end.

    Its model answers with `plans` in turn, the last one for ever: {"thought": ..., "actions": [...], "text": ...}. One
    without a thought cannot be read; one without actions says nothing. `data` is a folder for its database. Raises
    AgentNotStarted with what keeps the agent from starting.
    """
    prompts: list[str] = []
    waiting = list(plans)

    async def answer(_runtime: Runtime, request: ModelRequest) -> ModelResult:
        prompts.append(request.prompt)
        return ModelResult(object=waiting.pop(0) if len(waiting) > 1 else waiting[0])

    model = ModelHandler(model_type=TEXT_LARGE, generate=answer, structured=True, priority=_MODEL_PRIORITY)
    told = Plugin(name="told_what_to_say", models=(model,))
    async with build(Settings(data=data, plugins=(), model_ports=()), plugins=[told, *plugins]) as house:
        added = await house.fleet.add(
            LOCAL_CALLER,
            [AgentSpec(character=Character(name=_NAME, settings=settings or {}))],
            ephemeral=False,
            auto_start=True,
            skip_migrations=False,
            test_mode=True,
            request_id="",
        )
        (agent,) = added.agents
        if agent.last_error is not None:
            raise AgentNotStarted(agent.last_error.message)
        yield HostedAgent(house=house, plugins=agent.plugins, prompts=prompts)
