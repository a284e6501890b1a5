"""The actions REPLY, IGNORE and NONE."""

from __future__ import annotations

from collections.abc import Sequence

from parley_server.codec.xml import parse_key_value_xml
from parley_server.domain.content import ActionResult, Content, Memory, State
from parley_server.domain.models import TEXT_LARGE
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.plugin_api import (
    Action,
    HandlerCallback,
    HandlerOptions,
    ModelRequest,
    Purpose,
    Runtime,
    text_model,
)
from parley_server.plugin_api.prompts import tells_message
from parley_server.plugins.bootstrap.actions.asking import Question, ask, text_of

_LONGEST = 64 * 1024
_QUESTION = Question(
    template="replyTemplate",
    task="Write the next reply of {name}, in the words that {name} would use.",
    shape=ResponseShape(
        name="reply",
        fields=(
            FieldSpec(name="thought", description="What you think about the message."),
            FieldSpec(name="text", description="The reply.", required=True),
        ),
    ),
    model_type=TEXT_LARGE,
)


async def _reply(
    runtime: Runtime,
    message: Memory,
    state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    responses: Sequence[Memory],
) -> ActionResult:
    planned = next((response.content for response in responses if response.content.text), None)
    text = planned.text if planned else await _write(runtime, message, state)
    await callback(Content(text=text, thought=planned.thought if planned else "", actions=("REPLY",)))
    return ActionResult(action_name="REPLY", success=True, text=text)


async def _write(runtime: Runtime, message: Memory, state: State) -> str:
    """Write a reply that the plan left open, now that earlier actions may have told more."""
    name = runtime.character.name
    if runtime.character.templates.get(_QUESTION.template):
        fields = await ask(runtime, message, state, _QUESTION)
        if fields is not None:
            return text_of(fields, "text", longest=_LONGEST)
    said = "" if tells_message(state, message) else f"\n\n# Message to answer\n{message.content.text}"
    prompt = (
        f"# Task\nWrite the next reply of {name}, in the words that {name} would use. Answer with the reply alone.\n\n"
        f"{state.text}{said}"
    )
    result = await runtime.use_model(
        ModelRequest(
            model_type=text_model(runtime, TEXT_LARGE),
            prompt=prompt,
            system=runtime.character.system,
            purpose=Purpose.REPLY,
            user_text=message.content.text,
            agent_id=runtime.agent_id,
            room_id=message.room_id,
        )
    )
    return _spoken(result.text)


def _spoken(answer: str) -> str:
    """Return the words of an answer that nobody asked to be in XML, and which is so all the same."""
    if answer.lstrip().startswith("<"):
        fields = parse_key_value_xml(answer) or {}
        for name in ("text", "message"):
            if isinstance(words := fields.get(name), str) and words.strip():
                return words.strip()
    return answer.strip()


async def _ignore(
    _runtime: Runtime,
    _message: Memory,
    _state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    responses: Sequence[Memory],
) -> ActionResult:
    thought = responses[0].content.thought if responses else ""
    await callback(Content(thought=thought, actions=("IGNORE",)))
    return ActionResult(action_name="IGNORE", success=True)


async def _none(
    _runtime: Runtime,
    _message: Memory,
    _state: State,
    _options: HandlerOptions,
    _callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    return ActionResult(action_name="NONE", success=True)


REPLY = Action(
    name="REPLY",
    description="Say something in the conversation. The usual answer; goes before other actions that take long.",
    similes=("RESPOND", "ANSWER", "GREET", "SEND_REPLY"),
    handler=_reply,
)
IGNORE = Action(
    name="IGNORE",
    description="Stay silent: the message is not meant for you, or the conversation has come to its end.",
    similes=("STOP_TALKING", "STAY_SILENT", "NO_RESPONSE"),
    handler=_ignore,
)
NONE = Action(
    name="NONE",
    description="Do nothing beyond what you say.",
    similes=("NO_ACTION", "NOTHING"),
    handler=_none,
)
