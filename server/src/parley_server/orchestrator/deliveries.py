"""Messages for agents from within this process: from other agents, and from a program that embeds the server."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from parley_server.domain.callers import LOCAL_CALLER, Caller
from parley_server.domain.clock import Clock
from parley_server.domain.content import Memory
from parley_server.domain.errors import HopLimitExceeded
from parley_server.domain.events import agent_source
from parley_server.domain.ids import AgentId, EntityId, IdSource, TenantId
from parley_server.domain.runs import (
    IncomingMessage,
    MessageOptions,
    MessageRequest,
    RunEnded,
    RunEventBody,
    RunOutcome,
    RunStatus,
)
from parley_server.orchestrator.registry import AgentRegistry
from parley_server.orchestrator.runs import Runs, intake
from parley_server.plugin_api import MAX_HOPS, Delivered, RunFailed
from parley_server.runtime.context import current_run, next_hops

DEFAULT_OPTIONS = MessageOptions()
_FAILED = (RunStatus.ERROR, RunStatus.TIMEOUT)

Decode = Callable[[bytes], RunEventBody | None]


class Deliveries:
    """Gives messages to the agents of one tenant. What an agent's work sends counts as passed on."""

    def __init__(
        self, *, tenant: TenantId, registry: AgentRegistry, runs: Runs, decode: Decode, clock: Clock, new_id: IdSource
    ) -> None:
        """Put the parts together; `decode` reads the events of runs as watchers get them."""
        self._tenant = tenant
        self._registry = registry
        self._runs = runs
        self._decode = decode
        self._clock = clock
        self._new_id = new_id

    def caller(self) -> Caller:
        """Return who speaks: the agent at work here, else the program itself."""
        run = current_run()
        entry = self._registry.find(self._tenant, run.agent_id) if run is not None and run.agent_id else None
        if entry is None:
            return replace(LOCAL_CALLER, tenant=self._tenant)
        source, name = agent_source(entry.agent_id), entry.character.name
        return Caller(tenant=self._tenant, source=source, entity_id=EntityId(entry.agent_id), name=name)

    def complete(self, agent_id: AgentId, message: IncomingMessage) -> Memory:
        """Return a message with all its ids, as the agent gets it."""
        request = MessageRequest(agent=agent_id, message=message, options=DEFAULT_OPTIONS)
        return intake.make_input(self.caller(), agent_id, request, self._clock.now(), self._new_id).message

    async def deliver(self, message: Memory, options: MessageOptions) -> Delivered:
        """Give a message to its agent and wait for the end of the run.

        Raises HopLimitExceeded, RunFailed, and what `Runs.handle` raises.
        """
        request = self._request(message, options)
        return _checked(message, await self._runs.handle(self.caller(), request))

    async def stream(
        self, message: Memory, options: MessageOptions, *, background: bool
    ) -> AsyncGenerator[RunEventBody | Delivered]:
        """Give a message to its agent and yield what happens, last what came of it; raises what `deliver` raises."""
        request = replace(self._request(message, options), background=background)
        async with aclosing(self._runs.stream(self.caller(), request)) as batches:
            async for body in self._bodies(batches):
                yield body
                if isinstance(body, RunEnded):
                    yield _checked(message, RunOutcome(run=body.run, result=body.result))

    async def _bodies(self, batches: AsyncIterator[Sequence[bytes]]) -> AsyncGenerator[RunEventBody]:
        async for batch in batches:
            for data in batch:
                body = self._decode(data)
                if body is not None:
                    yield body

    def _request(self, message: Memory, options: MessageOptions) -> MessageRequest:
        hops = next_hops()
        if hops > MAX_HOPS:
            raise HopLimitExceeded(MAX_HOPS)
        run = current_run()
        return MessageRequest(
            agent=message.agent_id,
            message=IncomingMessage(
                content=message.content,
                memory_id=message.memory_id,
                entity_id=message.entity_id,
                room_id=message.room_id,
                world_id=message.world_id,
                created_at=message.created_at,
            ),
            options=options,
            sent_by=run.run_id if run is not None else None,
            hops=hops,
        )


def _checked(message: Memory, outcome: RunOutcome) -> Delivered:
    delivered = Delivered(agent_id=message.agent_id, user_message=message, outcome=outcome)
    if outcome.run.status in _FAILED:
        raise RunFailed(delivered)
    return delivered
