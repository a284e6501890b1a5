"""A text model that costs next to nothing, as a plugin: PARLEY_PLUGINS=benchmarks.stub:plugin."""

from __future__ import annotations

from collections.abc import AsyncIterator

from benchmarks.tokens import Order, tokens
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Purpose, Runtime, TextDelta

_BEFORE = "<response><thought>I answer.</thought><actions>REPLY</actions><providers></providers><text>"
_BEHIND = "</text></response>"


async def _stream(_runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
    if request.purpose is Purpose.GENERAL and request.shape is not None:
        # A reflection, every few messages: nothing new, in the fields that it asks for.
        fields = "".join(
            f"<{one.name}>{'Nothing.' if one.required else ''}</{one.name}>" for one in request.shape.fields
        )
        yield ModelResult(text=f"<response>{fields}</response>")
        return
    before, behind = (_BEFORE, _BEHIND) if request.purpose is Purpose.PLAN else ("", "")
    whole = [before]
    yield TextDelta(before)
    async for token in tokens(Order.read(request.user_text)):
        whole.append(token)
        yield TextDelta(token)
    whole.append(behind)
    yield TextDelta(behind)
    yield ModelResult(text="".join(whole))


async def _generate(runtime: Runtime, request: ModelRequest) -> ModelResult:
    async for part in _stream(runtime, request):
        if isinstance(part, ModelResult):
            return part
    raise AssertionError("a stream ends with its result")


def plugin() -> Plugin:
    """Return the plugin: it answers an order with its tokens, in the XML that the codec asks for."""
    models = tuple(
        ModelHandler(model_type=kind, generate=_generate, stream=_stream, model_id="stub-1")
        for kind in (TEXT_SMALL, TEXT_LARGE)
    )
    return Plugin(name="stub", models=models)
