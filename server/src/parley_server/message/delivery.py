"""Replies on their way out: pieces first, then the whole, then stored (contract rule 10)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from parley_server.domain.clock import Clock
from parley_server.domain.content import Content, Memory, MemoryMetadata
from parley_server.domain.ids import EntityId, IdSource, MemoryId
from parley_server.domain.runs import MessageSent, Response, TextChunk
from parley_server.plugin_api import Runtime
from parley_server.runtime.context import RunSink, current_action

# Pieces stay far below the size of a frame.
_PIECE = 16 * 1024


@dataclass(slots=True, kw_only=True)
class Delivery:
    """Sends the replies to one message. What was streamed is never taken back: the rest follows it."""

    runtime: Runtime
    message: Memory
    sink: RunSink
    clock: Clock
    new_id: IdSource
    message_id: MemoryId
    sent: list[Memory] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)

    @property
    def streamed(self) -> str:
        """The part of the reply that went out already."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0] if self._pieces else ""

    async def stream(self, text: str) -> None:
        """Send a piece of the reply that is being written."""
        self._pieces.append(text)
        if len(text) <= _PIECE:
            await self.sink.append(TextChunk(message_id=self.message_id, text=text))
            return
        for start in range(0, len(text), _PIECE):
            await self.sink.append(TextChunk(message_id=self.message_id, text=text[start : start + _PIECE]))

    async def deliver(self, content: Content) -> None:
        """Send a whole reply: what is missing of its text, the reply itself, and its place in memory.

        Text that was streamed and is not the begin of this reply becomes a reply of its own first.
        """
        if not content.text.startswith(self.streamed):
            await self.keep_streamed()
        await self._send(content)

    async def keep_streamed(self) -> None:
        """Let what was streamed be a reply, where it is not the begin of one."""
        if self.streamed:
            await self._send(Content(text=self.streamed, actions=("REPLY",)))

    def draft(self, content: Content) -> Memory:
        """Return a reply as it would be stored, without sending it."""
        return Memory(
            memory_id=self.message_id,
            entity_id=EntityId(self.runtime.agent_id),
            agent_id=self.runtime.agent_id,
            room_id=self.message.room_id,
            world_id=self.message.world_id,
            content=self._addressed(content),
            created_at=self.clock.now(),
            metadata=MemoryMetadata(type="message", source=content.source or self.message.content.source),
        )

    async def _send(self, content: Content) -> None:
        rest = content.text[len(self.streamed) :]
        if rest:
            await self.stream(rest)
        memory = self.runtime.to_be_embedded(self.draft(content))
        frame = current_action()
        action = frame.action_name if frame else ""
        await self.sink.append(Response(message_id=self.message_id, content=memory.content, action_name=action))
        await self.sink.append(MessageSent(message=memory, source=memory.content.source), memories=[memory])
        self.sent.append(memory)
        self.message_id, self._pieces = MemoryId(self.new_id()), []

    def _addressed(self, content: Content) -> Content:
        return replace(
            content,
            source=content.source or self.message.content.source,
            in_reply_to=content.in_reply_to or self.message.memory_id,
            response_id=self.message_id,
        )
