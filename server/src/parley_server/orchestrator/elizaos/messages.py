"""Messages of a program to its agents: waited for, or answered by callbacks (reference-values 1.6)."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

import structlog

from parley_server.domain.content import Content, Memory
from parley_server.domain.errors import AgentNotFound, AgentNotRunning, InvalidField
from parley_server.domain.events import MESSAGE_SENT_TO_AGENT, MESSAGES_SENT_TO_AGENTS
from parley_server.domain.ids import MemoryId
from parley_server.domain.runs import MessageOptions, Response, TextChunk
from parley_server.orchestrator.elizaos.embedded import Embedded
from parley_server.orchestrator.elizaos.inputs import Addressed, Message, read_message, read_options, require_list
from parley_server.orchestrator.registry import AgentEntry
from parley_server.orchestrator.runs.announcements import announce_many
from parley_server.plugin_api import Delivered, Runtime

OnResponse = Callable[[Content], Any]
OnStreamChunk = Callable[[str, MemoryId], Any]
OnError = Callable[[Exception], Any]
OnComplete = Callable[[], Any]

_ADDRESSED = frozenset(Addressed.__annotations__)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageOutcome:
    """What came of one message of several: a result, or the error that stands in its place."""

    agent_id: str
    result: Delivered | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Callbacks:
    on_response: OnResponse | None
    on_stream_chunk: OnStreamChunk | None
    on_error: OnError | None = None
    on_complete: OnComplete | None = None


class EmbeddedMessages(Embedded):
    """The part of ElizaOS that gives messages to agents."""

    async def handle_message(
        self,
        target: str | Runtime,
        message: Message,
        options: MessageOptions | None = None,
        *,
        on_response: OnResponse | None = None,
        on_stream_chunk: OnStreamChunk | None = None,
        on_error: OnError | None = None,
        on_complete: OnComplete | None = None,
    ) -> Delivered:
        """Give a message to an agent, named by its id or its runtime, and wait for what comes of it.

        With `on_response` it returns at once: replies go to `on_response`, pieces of text to `on_stream_chunk`, an
        error, also one of `on_response`, to `on_error`, and at the end of a run without an error `on_complete` is
        called; one after the other, each awaited where it can be. `on_stream_chunk` alone changes nothing of the
        waiting.

        Raises, before it returns: AgentNotFound (`Agent <id> not found in registry`), AgentNotRunning, InvalidField;
        and where it waits RunFailed when the run ends with ERROR or TIMEOUT, HopLimitExceeded and what a full house
        raises.
        """
        entry = self._target(target)
        complete = self._parts.deliveries.complete(entry.agent_id, read_message(message))
        _require_something(complete)
        chosen = read_options(options)
        callbacks = _Callbacks(
            on_response=on_response, on_stream_chunk=on_stream_chunk, on_error=on_error, on_complete=on_complete
        )
        if on_response is not None:
            self._spawn(self._converse(complete, chosen, callbacks))
            delivered = Delivered(agent_id=entry.agent_id, user_message=complete)
            self._tell_sent(delivered, mode="async")
            return delivered
        if on_stream_chunk is not None:
            delivered = await self._follow(complete, chosen, callbacks, background=False)
        else:
            delivered = await self._parts.deliveries.deliver(complete, chosen)
        self._tell_sent(delivered, mode="sync")
        return delivered

    async def handle_messages(self, messages: Sequence[Addressed | Mapping[str, Any]]) -> list[MessageOutcome]:
        """Give messages to agents in parallel, and wait for all; the results are in the order given.

        What fails stands in its place and touches no other.
        """
        require_list(messages, "messages")
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(self._handle_one(one)) for one in messages]
        results = [task.result() for task in tasks]
        outcomes = [one.result.outcome for one in results if one.result is not None and one.result.outcome is not None]
        if outcomes:
            await self._parts.announcer.tell([announce_many(self._parts.tenant, outcomes)])
        self._dispatch(MESSAGES_SENT_TO_AGENTS, results=results, count=len(results))
        return results

    async def _handle_one(self, given: Addressed | Mapping[str, Any]) -> MessageOutcome:
        target = given.get("agent_id", "")
        agent_id = target if isinstance(target, str) else str(getattr(target, "agent_id", target))
        try:
            for key in given:
                if key not in _ADDRESSED:
                    raise InvalidField(key, f"there is none; there are: {', '.join(sorted(_ADDRESSED))}")
            result = await self.handle_message(target, given.get("message", {}), given.get("options"))
        except Exception as error:  # noqa: BLE001 - one message's error touches no other
            return MessageOutcome(agent_id=agent_id, error=error)
        return MessageOutcome(agent_id=agent_id, result=result)

    def _target(self, target: str | Runtime) -> AgentEntry:
        parts = self._parts
        reference = target.agent_id if hasattr(target, "agent_id") else str(target)
        known = parts.registry.find(parts.tenant, reference) if hasattr(target, "agent_id") else self._listed(reference)
        elsewhere = getattr(target, "elizaos", None) not in (None, self)
        if known is None or elsewhere:
            raise AgentNotFound(reference, f"Agent {reference} not found in registry")
        if known.runtime is None or not known.runtime.is_initialized:
            words = f"messageService is not initialized on runtime: agent {reference} is {known.state.value}; start it"
            raise AgentNotRunning(reference, known.state.value, words)
        return known

    def _tell_sent(self, delivered: Delivered, *, mode: str) -> None:
        detail = {"agent_id": delivered.agent_id, "message_id": delivered.message_id, "mode": mode}
        further = {} if delivered.processing is None else {"processing": delivered.processing}
        self._dispatch(MESSAGE_SENT_TO_AGENT, **detail, **further)

    async def _converse(self, message: Memory, options: MessageOptions, callbacks: _Callbacks) -> None:
        try:
            await self._follow(message, options, callbacks, background=True)
            await _call(callbacks.on_complete)
        except Exception as error:  # noqa: BLE001 - whatever is wrong, the caller is told by its callback
            await self._tell_error(callbacks, error)

    async def _follow(
        self, message: Memory, options: MessageOptions, callbacks: _Callbacks, *, background: bool
    ) -> Delivered:
        """Pass on what a run says until it ends."""
        delivered: Delivered | None = None
        news = self._parts.deliveries.stream(message, options, background=background)
        async with aclosing(news) as bodies:
            async for body in bodies:
                if isinstance(body, TextChunk):
                    await self._tell_chunk(callbacks, body)
                elif isinstance(body, Response):
                    await self._tell_response(callbacks, body)
                elif isinstance(body, Delivered):
                    delivered = body
        assert delivered is not None, "a stream ends with what came of the message, or raises"
        return delivered

    async def _tell_chunk(self, callbacks: _Callbacks, chunk: TextChunk) -> None:
        try:
            await _call(callbacks.on_stream_chunk, chunk.text, chunk.message_id)
        except Exception as error:  # noqa: BLE001 - as in the reference, it changes nothing of the reply
            structlog.get_logger("parley.elizaos").error("on_stream_chunk_failed", exc_info=error)

    async def _tell_response(self, callbacks: _Callbacks, response: Response) -> None:
        try:
            await _call(callbacks.on_response, response.content)
        except Exception as error:  # noqa: BLE001 - the caller is told by its callback
            await self._tell_error(callbacks, error)

    async def _tell_error(self, callbacks: _Callbacks, error: Exception) -> None:
        log = structlog.get_logger("parley.elizaos")
        if callbacks.on_error is None:
            log.error("message_failed", exc_info=error)
            return
        try:
            await _call(callbacks.on_error, error)
        except Exception:  # there is nobody left to tell
            log.exception("on_error_failed")


async def _call(callback: Callable[..., Any] | None, *given: object) -> None:
    if callback is None:
        return
    result = callback(*given)
    if inspect.isawaitable(result):
        await result


def _require_something(message: Memory) -> None:
    """Refuse what says nothing before it is said to be on its way."""
    if not message.content.text and not message.content.attachments:
        raise InvalidField("message.content", "is empty: give a text or an attachment")
