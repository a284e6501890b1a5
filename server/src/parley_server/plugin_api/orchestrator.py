"""The orchestrator as plugins and programs see it: all agents together (document 3, "ElizaOS")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from parley_server.domain.ids import AgentId, MemoryId
from parley_server.domain.runs import IncomingMessage, MessageOptions, MessageResult, RunOutcome

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

MAX_HOPS = 8
"""So many agents may pass a message on from one to the next before it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that was given to an agent: its id, and what came of it once that is known."""

    agent_id: AgentId
    message_id: MemoryId
    outcome: RunOutcome | None = None

    @property
    def processing(self) -> MessageResult | None:
        """What the agent did about it; None in the background."""
        return self.outcome.result if self.outcome else None


class Orchestrator(Protocol):
    """What an agent can ask of the others around it, as `runtime.elizaos`."""

    def get_agent(self, agent_id: AgentId) -> Runtime | None:
        """Return a running agent by id, or None."""
        ...

    def get_agent_by_name(self, name: str) -> Runtime | None:
        """Return a running agent by name, in any case, or None."""
        ...

    def get_agents(self) -> Sequence[Runtime]:
        """Return the running agents, in order of adding."""
        ...

    async def handle_message(
        self, target: AgentId | Runtime, message: IncomingMessage, options: MessageOptions | None = None
    ) -> Delivered:
        """Give a message to an agent and wait for the end of its run.

        From within a run it counts as passed on: more than MAX_HOPS in a row raise HopLimitExceeded. Raises
        AgentNotFound and AgentNotRunning.
        """
        ...
