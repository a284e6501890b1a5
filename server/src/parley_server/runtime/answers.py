"""Answers in a wanted shape: from handlers that keep to it by themselves, else through a response codec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from parley_server.codec.door import ResponseCodec
from parley_server.domain.errors import ModelUnavailable
from parley_server.domain.json import JsonValue
from parley_server.domain.models import ModelResult
from parley_server.domain.shapes import Fields, FieldValue, ResponseShape
from parley_server.plugin_api import FieldDelta, ModelRequest, Runtime, TextDelta
from parley_server.plugin_api.components import TextSink
from parley_server.plugin_api.texts import parse_boolean_from_text
from parley_server.runtime.streams import closing

# Extractors refuse pieces above 1 Mi characters; events should stay far below that, too.
_PIECE = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of one call: the fields, None when they cannot be read; the text that was streamed; the raw result.

    `text_ended`: the streamed text came to its own end. `complete`: all of the answer did. `cut` is why the model's
    server broke it off, if it did.
    """

    fields: Fields | None
    streamed: str
    result: ModelResult
    text_ended: bool = False
    complete: bool = True
    cut: ModelUnavailable | None = None

    @property
    def is_half(self) -> bool:
        """Whether there was more to come. A model that ended by itself may only be careless with its end tags."""
        return not self.complete and (self.cut is not None or self.result.cut_short is not False)


class ShapedModel:
    """Asks a model for an answer in a shape and hands out its streamed field as it comes."""

    def __init__(self, codec: ResponseCodec) -> None:
        """Use this codec for handlers that are not structured."""
        self._codec = codec

    def prompt(self, request: ModelRequest, shape: ResponseShape, *, repair: bool, template: str = "") -> ModelRequest:
        """Return the request with the syntax that the codec reads, named again after a bad answer.

        `template` is what the prompt was made of, where it was: one that asks for the syntax by itself is left alone.
        """
        parts = [request.prompt]
        if not (template and self._codec.is_asked_for_in(template)):
            parts.append(self._codec.instructions(shape))
        if repair:
            parts.append(self._codec.repair_hint(shape))
        return replace(request, prompt="\n\n".join(part for part in parts if part), shape=shape)

    async def ask(
        self,
        runtime: Runtime,
        request: ModelRequest,
        shape: ResponseShape,
        *,
        on_text: TextSink,
        repair: bool = False,
        template: str = "",
    ) -> Answer:
        """Ask once. `on_text` gets the streamed field piece by piece; a cancel stops the model.

        An answer that breaks off is returned as far as it came. Raises ModelUnavailable where nothing came.
        """
        request = self.prompt(request, shape, repair=repair, template=template)
        extractor = self._codec.stream(shape)
        streamed: list[str] = []
        raw: list[str] = []
        result: ModelResult | None = None
        cut: ModelUnavailable | None = None

        async def send(text: str) -> None:
            if text:
                streamed.append(text)
                await on_text(text)

        wanted = shape.streamed.name if shape.streamed else ""
        try:
            async with closing(runtime.stream_model(request)) as parts:
                async for part in parts:
                    if isinstance(part, TextDelta):
                        raw.append(part.text)
                        for piece in _pieces(part.text):
                            await send(extractor.push(piece))
                    elif isinstance(part, FieldDelta):
                        await send(part.text if part.field == wanted else "")
                    else:
                        result = part
        except ModelUnavailable as error:
            if not raw and not streamed:
                raise
            cut = error
        await send(extractor.flush())
        result = result or ModelResult(text="".join(raw))
        fields = _structured(result.object, shape)
        complete = fields is not None
        if fields is None:
            fields = self._codec.parse(result.text, shape)
            complete = self._codec.is_complete(result.text, shape)
        return Answer(
            fields=fields,
            streamed="".join(streamed),
            result=result,
            text_ended=extractor.done,
            complete=complete,
            cut=cut,
        )

    async def ask_fields(
        self, runtime: Runtime, request: ModelRequest, shape: ResponseShape, *, attempts: int
    ) -> Fields | None:
        """Ask until an answer has all that the shape requires; None when no attempt gave it.

        Raises ModelUnavailable when the last answer broke off, and what the model raises.
        """
        last: Answer | None = None
        for _ in range(max(1, attempts)):
            repair = last is not None and last.cut is None
            last = await self.ask(runtime, request, shape, on_text=_nowhere, repair=repair)
            if last.fields is not None and not shape.missing(last.fields) and not last.is_half:
                return last.fields
        if last is not None and last.cut is not None:
            raise last.cut
        return None


async def _nowhere(_text: str) -> None:
    """Drop streamed text: nothing of such an answer is for the user's eyes."""


def _pieces(text: str) -> Sequence[str]:
    if len(text) <= _PIECE:
        return (text,)
    return [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]


def _structured(value: JsonValue, shape: ResponseShape) -> Fields | None:
    if not isinstance(value, Mapping):
        return None
    fields: dict[str, FieldValue] = {}
    for spec in shape.fields:
        item = value.get(spec.name)
        if item is None:
            continue
        if spec.kind == "list":
            items = item if isinstance(item, (list, tuple)) else [item]
            fields[spec.name] = tuple(str(entry) for entry in items)
        elif spec.kind == "flag":
            fields[spec.name] = parse_boolean_from_text(item)
        else:
            # A model that answers in JSON may write a list where lines of text were asked for.
            lines = item if isinstance(item, (list, tuple)) else [item]
            fields[spec.name] = "\n".join(str(line) for line in lines)
    return fields
