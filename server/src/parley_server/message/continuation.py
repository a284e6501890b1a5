"""The rest of an answer that broke off: what the user saw is never taken back, but added to."""

from __future__ import annotations

from dataclasses import replace

from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.message import prompts
from parley_server.plugin_api import ModelRequest, Purpose, Runtime
from parley_server.plugin_api.components import TextSink
from parley_server.runtime.answers import Answer, ShapedModel

CONTINUED_THOUGHT = "Response completed via continuation"

SHAPE = ResponseShape(
    name="continuation",
    fields=(FieldSpec(name="text", description="The rest of what you say.", required=True, streamed=True),),
)
_ANCHOR = 40


class Continuation:
    """Asks a model to go on with a text."""

    def __init__(self, model: ShapedModel) -> None:
        """Ask through this model door."""
        self._model = model

    async def ask(self, runtime: Runtime, request: ModelRequest, seen: str, on_text: TextSink) -> Answer:
        """Ask once for what comes after `seen`; its pieces go to `on_text`. `request` holds task and context.

        The answer's `streamed` is what was added. Raises ModelUnavailable where nothing came.
        """
        seam = Seam(seen)
        request = replace(
            request, prompt=prompts.go_on(request.prompt, seen, seam.anchor), purpose=Purpose.CONTINUE, shape=None
        )
        added: list[str] = []

        async def add(text: str) -> None:
            if text:
                added.append(text)
                await on_text(text)

        async def take(text: str) -> None:
            await add(seam.push(text))

        answer = await self._model.ask(runtime, request, SHAPE, on_text=take)
        if not answer.streamed:
            await take(_bare(answer))
        await add(seam.flush())
        return replace(answer, streamed="".join(added), complete=answer.complete or bool(_bare(answer)))


class Seam:
    """Joins a continuation to a text. It is asked to begin with the text's last words, so that no space gets lost.

    One that begins otherwise is added as it is.
    """

    def __init__(self, seen: str) -> None:
        """Join to this text."""
        self.anchor = _last_words(seen)
        self._held = ""
        self._open = not self.anchor

    def push(self, text: str) -> str:
        """Return what of `text` is new."""
        if self._open:
            return text
        self._held += text
        if len(self._held) < len(self.anchor) and self.anchor.startswith(self._held):
            return ""
        self._open = True
        return self._held.removeprefix(self.anchor)

    def flush(self) -> str:
        """Return what was held: nothing that is new."""
        self._open = True
        return ""


def _last_words(text: str) -> str:
    lines = text.rstrip().splitlines() or [""]
    tail = lines[-1][-_ANCHOR:]
    if len(tail) < len(lines[-1]) and " " in tail:
        tail = tail.partition(" ")[2]
    return tail.strip()


def _bare(answer: Answer) -> str:
    """Return a continuation without any markup, which some models write."""
    text = answer.result.text
    return text.strip() if answer.fields is None and answer.cut is None and "<" not in text else ""
