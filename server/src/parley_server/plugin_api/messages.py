"""The message service: what turns a message into a reply. A plugin may replace it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from parley_server.domain.content import Memory
from parley_server.domain.runs import MessageOptions, MessageResult
from parley_server.domain.worlds import Room

if TYPE_CHECKING:
    from parley_server.plugin_api.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseDecision:
    """Whether the rules want a reply. `skip_evaluation`: they have decided, no model needs to be asked."""

    should_respond: bool
    skip_evaluation: bool
    reason: str


class MessageService(Protocol):
    """Handles messages of one agent (document 4)."""

    async def handle_message(self, runtime: Runtime, message: Memory, options: MessageOptions) -> MessageResult:
        """Handle one message within the current run and say what came of it.

        Text, steps and replies go to the run's log as they come. Cancellation stops the work.
        """
        ...

    def should_respond(self, runtime: Runtime, message: Memory, room: Room | None) -> ResponseDecision:
        """Decide by rule alone; the reasons are those of reference-values 1.1."""
        ...
