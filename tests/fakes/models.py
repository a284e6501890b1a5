"""Text models for tests of whole servers, as plugins: PARLEY_PLUGINS=tests.fakes.models:paced.

They answer in the XML that the codec asks for, so that the whole way of a reply is taken.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import orjson

from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult, ModelUsage
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Purpose, Runtime, TextDelta

Reply = Callable[[ModelRequest], str]


def envelope(text: str, *, actions: str = "REPLY", thought: str = "I answer.") -> str:
    """Return an answer in the XML of the plan shape."""
    return (
        f"<response><thought>{thought}</thought><actions>{actions}</actions>"
        f"<providers></providers><text>{text}</text></response>"
    )


def model_plugin(name: str, answer: Reply, *, pause: float = 0.0, record: Path | None = None) -> Plugin:
    """Return a plugin whose models write `answer(request)`, word by word, with `pause` seconds between words."""

    async def stream(_runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        if record is not None:
            _append(record, request)
        whole = answer(request)
        for piece in _words(whole):
            yield TextDelta(piece)
            await asyncio.sleep(pause)
        yield ModelResult(text=whole, usage=ModelUsage(input_tokens=7, output_tokens=len(whole.split())))

    async def generate(runtime: Runtime, request: ModelRequest) -> ModelResult:
        async for part in stream(runtime, request):
            if isinstance(part, ModelResult):
                return part
        raise AssertionError("a stream ends with its result")

    models = tuple(
        ModelHandler(model_type=kind, generate=generate, stream=stream, model_id=f"{name}-1")
        for kind in (TEXT_SMALL, TEXT_LARGE)
    )
    return Plugin(name=name, models=models)


def _words(text: str) -> Sequence[str]:
    pieces = text.split(" ")
    return [piece + " " for piece in pieces[:-1]] + pieces[-1:]


def _append(path: Path, request: ModelRequest) -> None:
    line = orjson.dumps(
        {
            "model_type": request.model_type,
            "purpose": request.purpose.value,
            "system": request.system,
            "prompt": request.prompt,
            "user_text": request.user_text,
            "room_id": request.room_id,
            "agent_id": request.agent_id,
        }
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(descriptor, line + b"\n")
    os.close(descriptor)


def _reply(request: ModelRequest, text: str) -> str:
    return envelope(text) if request.purpose is Purpose.PLAN else text


def paced() -> Plugin:
    """Write PARLEY_TEST_WORDS words (250), PARLEY_TEST_PAUSE seconds apart (0.01)."""
    count = int(os.environ.get("PARLEY_TEST_WORDS", "250"))
    text = " ".join(f"word-{index}-ü" for index in range(count))
    pause = float(os.environ.get("PARLEY_TEST_PAUSE", "0.01"))
    return model_plugin("paced", lambda request: _reply(request, text), pause=pause)


def echo() -> Plugin:
    """Say what was said; requests are recorded in the file PARLEY_TEST_RECORD, if given."""
    record = os.environ.get("PARLEY_TEST_RECORD")
    return model_plugin(
        "echo",
        lambda request: _reply(request, f"You said: {request.user_text}"),
        record=Path(record) if record else None,
    )


def stubborn() -> Plugin:
    """Never answer, and refuse to be cancelled."""
    return Gate().plugin(stubborn=True)


class Gate:
    """Lets a test decide when a model goes on; one a test, found by the plugin that `gated` returns."""

    def __init__(self) -> None:
        """Start closed."""
        self.open = asyncio.Event()
        self.waiting = asyncio.Event()
        self.cancelled = asyncio.Event()
        self.seen: list[str] = []

    def plugin(self, *, stubborn: bool = False) -> Plugin:
        """Return a plugin whose model says "first ", waits at the gate, and says the rest.

        With `stubborn` it refuses to be cancelled until the gate opens.
        """

        async def stream(_runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
            self.seen.append(request.user_text)
            if request.purpose is not Purpose.PLAN:
                yield ModelResult(text="<response><action>RESPOND</action></response>")
                return
            whole = envelope(f"first {request.user_text}")
            head, tail = whole.split("first ")
            if not stubborn:
                yield TextDelta(head + "first, second, third ")
            self.waiting.set()
            await self._wait(stubborn=stubborn)
            yield TextDelta(tail)
            yield ModelResult(text=head + "first, second, third " + tail)

        async def generate(_runtime: Runtime, request: ModelRequest) -> ModelResult:
            return ModelResult(text=request.user_text)

        model = ModelHandler(model_type=TEXT_LARGE, generate=generate, stream=stream, model_id="gated-1")
        return Plugin(name="gated", models=(model,))

    async def _wait(self, *, stubborn: bool) -> None:
        while not self.open.is_set():
            try:
                await self.open.wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                if not stubborn:
                    raise
