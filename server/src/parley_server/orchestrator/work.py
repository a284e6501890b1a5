"""Parts of an agent's work that callers ask for by themselves: context for a message, actions of their own choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parley_server.domain.callers import Caller
from parley_server.domain.clock import Clock
from parley_server.domain.content import ActionsDone, Content, Memory, State
from parley_server.domain.ids import EntityId, IdSource, MemoryId, RunId
from parley_server.domain.runs import IncomingMessage, MessageOptions, MessageRequest
from parley_server.orchestrator.registry import AgentEntry, AgentRegistry
from parley_server.orchestrator.runs import Runs
from parley_server.orchestrator.runs.intake import make_input
from parley_server.runtime.limits import within

COMPOSE_SECONDS = 60.0
ACTIONS_SECONDS = 300.0
"""Longest times of one call outside of a message's run, whatever its caller's deadline."""


class AgentWork:
    """Does such work with agents that run. Nothing of it is stored but what the components themselves store."""

    def __init__(self, registry: AgentRegistry, runs: Runs, *, clock: Clock, new_id: IdSource) -> None:
        """Find agents and runs here."""
        self._registry = registry
        self._runs = runs
        self._clock = clock
        self._new_id = new_id

    async def compose_state(
        self,
        caller: Caller,
        agent: str,
        message: IncomingMessage,
        *,
        include_list: Sequence[str],
        only_include: bool,
        skip_cache: bool,
    ) -> State:
        """Run providers for a message, which need not be stored. Raises AgentNotFound, AgentNotRunning."""
        entry, runtime = self._registry.running(caller.tenant, agent)
        asked = self._memory(caller, entry, message)
        async with within(COMPOSE_SECONDS, "", "providers"):
            return await runtime.compose_state(
                asked, tuple(include_list), only_include=only_include, skip_cache=skip_cache
            )

    async def process_actions(
        self,
        caller: Caller,
        agent: str,
        message: IncomingMessage,
        responses: Sequence[IncomingMessage],
        *,
        state: State | None,
        run_id: RunId,
    ) -> ActionsDone:
        """Execute the actions that responses name, for an open run or for one of its own.

        Without a `state` one is composed. Raises AgentNotFound, AgentNotRunning, ComponentTimeout, what `Runs.within`
        raises, and what an action raises.
        """
        entry, runtime = self._registry.running(caller.tenant, agent)
        asked = self._memory(caller, entry, message)
        said = [self._reply(entry, asked, response) for response in responses]
        callbacks: list[Content] = []

        async def keep(content: Content) -> None:
            callbacks.append(content)

        async with self._runs.within(caller, entry.agent_id, run_id), within(ACTIONS_SECONDS, "", "actions"):
            if not run_id:
                runtime.start_run(asked.room_id)
            try:
                results = await runtime.process_actions(asked, said, state or await runtime.compose_state(asked), keep)
            finally:
                if not run_id:
                    runtime.end_run()
        return ActionsDone(results=results, callbacks=tuple(callbacks))

    def _memory(self, caller: Caller, entry: AgentEntry, message: IncomingMessage) -> Memory:
        request = MessageRequest(agent=entry.agent_id, message=message, options=MessageOptions())
        return make_input(caller, entry.agent_id, request, self._clock.now(), self._new_id).message

    def _reply(self, entry: AgentEntry, asked: Memory, response: IncomingMessage) -> Memory:
        content = replace(response.content, in_reply_to=response.content.in_reply_to or asked.memory_id)
        return replace(asked, memory_id=MemoryId(self._new_id()), entity_id=EntityId(entry.agent_id), content=content)
