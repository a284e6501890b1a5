"""The default message service (document 4, "Message Flow")."""

from __future__ import annotations

from dataclasses import replace

import structlog

from parley_server.domain.clock import Clock
from parley_server.domain.content import Content, Memory
from parley_server.domain.embeddings import EmbeddingPriority
from parley_server.domain.ids import EntityId, IdSource, MemoryId
from parley_server.domain.runs import MessageOptions, MessageResult, ResponseMode, RunStatus
from parley_server.domain.worlds import Room
from parley_server.message import respond
from parley_server.message.delivery import Delivery
from parley_server.message.respond_model import RespondModel
from parley_server.message.single_shot import SingleShot
from parley_server.plugin_api import ResponseDecision, Runtime
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.context import current_run, current_sink

IGNORED_THOUGHT = "Agent decided not to respond to this message."


class DefaultMessageService:
    """Checks and stores a message, decides whether to respond, and answers in one shot. Holds no state of its own."""

    def __init__(self, *, model: ShapedModel, clock: Clock, new_id: IdSource) -> None:
        """Take the model door, time and ids from outside."""
        self._respond_model = RespondModel(model)
        self._single_shot = SingleShot(model)
        self._clock = clock
        self._new_id = new_id
        self._log = structlog.get_logger("parley.messages")

    async def handle_message(self, runtime: Runtime, message: Memory, options: MessageOptions) -> MessageResult:
        """Handle one message within the current run and say what came of it."""
        if message.entity_id == EntityId(runtime.agent_id):
            return MessageResult(status=RunStatus.IGNORED, reason="the message is the agent's own")
        checked = await runtime.evaluate_pre(message)
        if checked.blocked:
            return MessageResult(status=RunStatus.BLOCKED, mode=ResponseMode.BLOCKED, reason=checked.reason)
        if checked.rewritten_text is not None:
            message = replace(message, content=replace(message.content, text=checked.rewritten_text))
        await runtime.create_memory(runtime.to_be_embedded(message, EmbeddingPriority.HIGH))
        room = await runtime.get_room(message.room_id)
        if room is not None:
            message = _placed(message, room)
        held_back = await respond.held_back(runtime, message)
        if held_back is not None:
            return held_back
        result = await self._answer(runtime, message, room, options)
        if (run := current_run()) is not None:
            run.result = result
        await self._reflect(runtime, message, did_respond=result.did_respond)
        if options.include_state:
            return replace(result, state=await runtime.compose_state(message))
        return result

    def should_respond(self, runtime: Runtime, message: Memory, room: Room | None) -> ResponseDecision:
        """Decide by rule alone."""
        return respond.decide(runtime, room, message.content.source, message.content.mention)

    async def _answer(
        self, runtime: Runtime, message: Memory, room: Room | None, options: MessageOptions
    ) -> MessageResult:
        decision = self.should_respond(runtime, message, room)
        silence = "IGNORE"
        if not decision.skip_evaluation:
            decision, silence = await self._respond_model.ask(runtime, message, options)
        if room is None:
            return MessageResult(status=RunStatus.IGNORED, reason=decision.reason)
        delivery = self._delivery(runtime, message)
        if not decision.should_respond:
            return await self._stay_silent(delivery, silence, decision.reason)
        result = await self._single_shot.answer(runtime, message, options, delivery)
        return replace(result, reason=result.reason or decision.reason)

    async def _stay_silent(self, delivery: Delivery, action: str, reason: str) -> MessageResult:
        """Tell caller and memory that there is no reply (reference-values 2.1, step 15)."""
        await delivery.deliver(Content(thought=IGNORED_THOUGHT, actions=(action,), simple=True))
        return MessageResult(
            status=RunStatus.IGNORED,
            reason=reason,
            response_content=delivery.sent[-1].content,
            response_messages=tuple(delivery.sent),
        )

    async def _reflect(self, runtime: Runtime, message: Memory, *, did_respond: bool) -> None:
        try:
            await runtime.evaluate_post(message, did_respond=did_respond)
        except Exception as error:  # noqa: BLE001 - what comes after the reply never changes how the run ends
            self._log.error(
                "evaluation_failed", agent_id=runtime.agent_id, message_id=message.memory_id, exc_info=error
            )

    def _delivery(self, runtime: Runtime, message: Memory) -> Delivery:
        return Delivery(
            runtime=runtime,
            message=message,
            sink=current_sink(),
            clock=self._clock,
            new_id=self._new_id,
            message_id=MemoryId(self._new_id()),
        )


def _placed(message: Memory, room: Room) -> Memory:
    """Return a message that says where it was written, so that no provider has to read its room for that."""
    content = replace(message.content, channel_type=room.type or message.content.channel_type)
    return replace(message, content=content, world_id=message.world_id or room.world_id)
