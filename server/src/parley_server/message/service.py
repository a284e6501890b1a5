"""The default message service (document 4, "Message Flow")."""

from __future__ import annotations

from dataclasses import replace

from parley_server.domain.clock import Clock
from parley_server.domain.content import Memory
from parley_server.domain.ids import IdSource, MemoryId
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL
from parley_server.domain.runs import MessageOptions, MessageResult, ModelSize, RunStatus
from parley_server.domain.shapes import RESPOND_SHAPE
from parley_server.domain.worlds import Room
from parley_server.message import prompts, respond
from parley_server.message.delivery import Delivery
from parley_server.message.single_shot import SingleShot
from parley_server.plugin_api import ModelRequest, Purpose, ResponseDecision, Runtime
from parley_server.runtime.answers import ShapedModel
from parley_server.runtime.context import current_sink

_STAY_SILENT = frozenset({"IGNORE", "NONE", "STOP"})


class DefaultMessageService:
    """Stores a message, decides whether to respond, and answers in one shot. Holds no state of its own."""

    def __init__(self, *, model: ShapedModel, clock: Clock, new_id: IdSource) -> None:
        """Take the model door, time and ids from outside."""
        self._model = model
        self._single_shot = SingleShot(model)
        self._clock = clock
        self._new_id = new_id

    async def handle_message(self, runtime: Runtime, message: Memory, options: MessageOptions) -> MessageResult:
        """Handle one message within the current run and say what came of it."""
        if message.entity_id == runtime.agent_id:
            return _silent("the message is the agent's own")
        await runtime.create_memory(message)
        room = await runtime.get_room(message.room_id)
        decision = self.should_respond(runtime, message, room)
        if not decision.skip_evaluation:
            decision = await self._ask_whether(runtime, message, options)
        if not decision.should_respond:
            return _silent(decision.reason)
        delivery = Delivery(
            runtime=runtime,
            message=message,
            sink=current_sink(),
            clock=self._clock,
            new_id=self._new_id,
            message_id=MemoryId(self._new_id()),
        )
        result = await self._single_shot.answer(runtime, message, options, delivery)
        result = replace(result, reason=result.reason or decision.reason)
        if options.include_state:
            return replace(result, state=await runtime.compose_state(message))
        return result

    def should_respond(self, runtime: Runtime, message: Memory, room: Room | None) -> ResponseDecision:
        """Decide by rule alone."""
        return respond.decide(runtime, room, message.content.source, message.content.mention)

    async def _ask_whether(self, runtime: Runtime, message: Memory, options: MessageOptions) -> ResponseDecision:
        """Let a model decide; what it does not say clearly is no reply (reference-values 2.1, step 11)."""
        size = options.should_respond_model
        large = size is ModelSize.LARGE or (
            size is ModelSize.UNSPECIFIED and runtime.get_setting("SHOULD_RESPOND_MODEL") == "large"
        )
        state = await runtime.compose_state(message, ("CHARACTER", "RECENT_MESSAGES"), only_include=True)
        request = ModelRequest(
            model_type=TEXT_LARGE if large else TEXT_SMALL,
            prompt=prompts.compose(prompts.RESPOND_TASK, runtime.character.name, state, message),
            system=runtime.character.system,
            purpose=Purpose.RESPOND,
            user_text=message.content.text,
            agent_id=runtime.agent_id,
            room_id=message.room_id,
        )
        answer = await self._model.ask(runtime, request, RESPOND_SHAPE, on_text=_nowhere)
        fields = answer.fields or {}
        action = str(fields.get("action", "")).strip().upper()
        should = bool(action) and action not in _STAY_SILENT
        reason = str(fields.get("reasoning", "")) or f"the model says {action or 'nothing readable'}"
        return ResponseDecision(should_respond=should, skip_evaluation=True, reason=reason)


async def _nowhere(_text: str) -> None:
    """Drop streamed text: nothing of a decision is for the user's eyes."""


def _silent(reason: str) -> MessageResult:
    return MessageResult(status=RunStatus.IGNORED, did_respond=False, reason=reason)
