"""The orchestrator as a library: agents of a program, in its own process (document 3, "ElizaOS")."""

from parley_server.orchestrator.elizaos.agents import AgentsNotStarted, EmbeddedAgents, RuntimeAccessor
from parley_server.orchestrator.elizaos.embedded import EmbeddedParts
from parley_server.orchestrator.elizaos.events import ElizaEvent
from parley_server.orchestrator.elizaos.inputs import Addressed, NewAgent, NewMessage
from parley_server.orchestrator.elizaos.messages import EmbeddedMessages, MessageOutcome

__all__ = [
    "Addressed",
    "AgentsNotStarted",
    "ElizaEvent",
    "EmbeddedAgents",
    "EmbeddedMessages",
    "EmbeddedParts",
    "MessageOutcome",
    "NewAgent",
    "NewMessage",
    "RuntimeAccessor",
]
