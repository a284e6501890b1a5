"""The orchestrator as plugins and programs see it: all agents together (document 3, "ElizaOS")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from parley_server.domain.content import Memory
from parley_server.domain.errors import ComponentFailed
from parley_server.domain.ids import AgentId, MemoryId
from parley_server.domain.runs import IncomingMessage, MessageOptions, MessageResult, RunOutcome

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime

MAX_HOPS = 8
"""So many agents may pass a message on from one to the next before it is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that was given to an agent, whole as it got it, and what came of it once that is known."""

    agent_id: AgentId
    user_message: Memory
    outcome: RunOutcome | None = None

    @property
    def message_id(self) -> MemoryId:
        """Id of the message."""
        return self.user_message.memory_id

    @property
    def processing(self) -> MessageResult | None:
        """What the agent did about it; None in the background."""
        return self.outcome.result if self.outcome else None


class RunFailed(ComponentFailed):
    """The run of a message ended with ERROR or TIMEOUT. `delivered` has all that came of it."""

    def __init__(self, delivered: Delivered) -> None:
        """Say why; the reason of the run's error is in the metadata."""
        outcome = delivered.outcome
        error = outcome.run.error if outcome else None
        super().__init__("", f"agent {delivered.agent_id}", error.message if error else "its run failed")
        self.delivered = delivered
        if error is not None:
            self.metadata["reason"] = error.reason


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

        From within a run it counts as passed on: more than MAX_HOPS in a row raise HopLimitExceeded. An agent may wait
        for one that waits for it: where the other is at work in the same room, the message does not queue there.
        Raises AgentNotFound, AgentNotRunning, RunFailed when the run ends with ERROR or TIMEOUT, and what a full house
        raises.
        """
        ...
