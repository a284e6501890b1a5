"""GENERATE_IMAGE: a picture, made by an image model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley_server.domain.content import ActionResult, Content, Media, MediaKind, Memory, State
from parley_server.domain.ids import create_unique_uuid
from parley_server.domain.json import JsonValue
from parley_server.domain.models import IMAGE, TEXT_LARGE, ModelResult
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.plugin_api import Action, HandlerCallback, HandlerOptions, ModelRequest, Runtime
from parley_server.plugins.bootstrap.actions.asking import SAYING, Question, Saying, ask, text_of
from parley_server.plugins.bootstrap.actions.examples import exchange

_LONGEST_PROMPT = 4000
_ADDRESSES = ("https://", "http://", "data:image/")

_QUESTION = Question(
    template="imageGenerationTemplate",
    task=(
        "Describe the picture that {name} is asked for, to somebody who paints it and knows nothing of this "
        "conversation: what is to be seen, in which style, light and mood."
    ),
    shape=ResponseShape(
        name="picture",
        fields=(
            FieldSpec(name="thought", description="What picture is wanted."),
            FieldSpec(name="prompt", description="The description of the picture.", required=True),
            SAYING,
        ),
    ),
    model_type=TEXT_LARGE,
)


async def _can_paint(runtime: Runtime, _message: Memory, _state: State) -> bool:
    return runtime.has_model(IMAGE)


async def _paint(
    runtime: Runtime,
    message: Memory,
    state: State,
    _options: HandlerOptions,
    callback: HandlerCallback,
    _responses: Sequence[Memory],
) -> ActionResult:
    saying = Saying(action="GENERATE_IMAGE", callback=callback)
    if not runtime.has_model(IMAGE):
        return await saying.failed("I have no model that makes pictures.", "no IMAGE model")
    fields = await ask(runtime, message, state, _QUESTION)
    if fields is None:
        return await saying.unreadable("what the picture should show")
    prompt = text_of(fields, "prompt", longest=_LONGEST_PROMPT)
    result = await runtime.use_model(
        ModelRequest(
            model_type=IMAGE,
            prompt=prompt,
            params={"prompt": prompt, "count": 1},
            agent_id=runtime.agent_id,
            room_id=message.room_id,
        )
    )
    media_id = create_unique_uuid(runtime.agent_id, f"{message.memory_id}:GENERATE_IMAGE:{prompt}")
    picture = _picture(result, media_id, prompt)
    if picture is None:
        return await saying.failed("The image model gave me no picture.", "no picture in the model's answer")
    text = text_of(fields, "text", "Here is the picture.")
    await callback(Content(text=text, actions=("GENERATE_IMAGE",), attachments=(picture,)))
    # Bytes stay out of the result, which goes into the state of later actions.
    data = {"mediaId": media_id, "prompt": prompt, "url": "" if picture.url.startswith("data:") else picture.url}
    return ActionResult(action_name="GENERATE_IMAGE", success=True, text=text, data=data)


def _picture(result: ModelResult, media_id: str, prompt: str) -> Media | None:
    """Return the first picture of an answer: bytes, or an address under `url`, in a list or alone."""
    url = "" if result.data else _address(result.object) or _address(result.text)
    if not result.data and not url:
        return None
    return Media(
        media_id=media_id,
        url=url,
        data=result.data,
        mime_type=result.mime_type or ("image/png" if result.data else ""),
        kind=MediaKind.IMAGE,
        title="Picture",
        source="GENERATE_IMAGE",
        description=prompt,
        size_bytes=len(result.data),
    )


def _address(value: JsonValue) -> str:
    if isinstance(value, Mapping):
        return _address(value.get("url"))
    if isinstance(value, str):
        return value.strip() if value.strip().startswith(_ADDRESSES) else ""
    if isinstance(value, (list, tuple)):
        return next((found for one in value if (found := _address(one))), "")
    return ""


GENERATE_IMAGE = Action(
    name="GENERATE_IMAGE",
    description="Make a picture and show it. Only when somebody wants to see one.",
    similes=("PAINT_PICTURE", "DRAW_PICTURE", "MAKE_IMAGE", "ILLUSTRATE"),
    examples=(exchange("Can you draw me a lighthouse in the fog?", "I am at it.", "GENERATE_IMAGE"),),
    validate=_can_paint,
    handler=_paint,
)
