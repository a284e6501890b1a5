"""A model's word on whether to respond, where the rules leave it open (reference-values 2.1, step 11)."""

from __future__ import annotations

from parley_server.domain.content import Memory
from parley_server.domain.ids import EntityId
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL
from parley_server.domain.runs import MessageOptions, ModelSize
from parley_server.domain.shapes import RESPOND_SHAPE
from parley_server.domain.worlds import ParticipantState
from parley_server.message import prompts
from parley_server.plugin_api import ModelRequest, Purpose, ResponseDecision, Runtime, text_model
from parley_server.runtime.answers import ShapedModel

_SILENT = frozenset({"IGNORE", "NONE", "STOP"})


class RespondModel:
    """Asks a model whether to respond."""

    def __init__(self, model: ShapedModel) -> None:
        """Ask through this model door."""
        self._model = model

    async def ask(self, runtime: Runtime, message: Memory, options: MessageOptions) -> tuple[ResponseDecision, str]:
        """Return the decision, and how to be silent: STOP or IGNORE. What is not said clearly is no reply.

        Raises ModelUnavailable for a decision that was broken off: that is no wish to be silent.
        """
        state = await runtime.compose_state(message, prompts.providers_for_respond(runtime), only_include=True)
        standing = await runtime.get_participant_state(message.room_id, EntityId(runtime.agent_id))
        prompt = prompts.respond(runtime, state, message, follows=standing is ParticipantState.FOLLOWED)
        request = ModelRequest(
            model_type=text_model(runtime, _size(runtime, options)),
            prompt=prompt.text,
            system=runtime.character.system,
            purpose=Purpose.RESPOND,
            user_text=message.content.text,
            agent_id=runtime.agent_id,
            room_id=message.room_id,
        )
        answer = await self._model.ask(runtime, request, RESPOND_SHAPE, on_text=_nowhere, template=prompt.template)
        fields = answer.fields or {}
        action = str(fields.get("action", "")).strip().upper()
        if not action and answer.cut is not None:
            raise answer.cut
        reason = str(fields.get("reasoning", "")) or f"the model says {action or 'nothing readable'}"
        should = bool(action) and action not in _SILENT
        decision = ResponseDecision(should_respond=should, skip_evaluation=True, reason=reason)
        return decision, "STOP" if action == "STOP" else "IGNORE"


def _size(runtime: Runtime, options: MessageOptions) -> str:
    wanted = options.should_respond_model
    if wanted is ModelSize.UNSPECIFIED:
        wanted = ModelSize.LARGE if runtime.get_setting("SHOULD_RESPOND_MODEL") == "large" else ModelSize.SMALL
    return TEXT_LARGE if wanted is ModelSize.LARGE else TEXT_SMALL


async def _nowhere(_text: str) -> None:
    """Drop streamed text: nothing of a decision is for the user's eyes."""
