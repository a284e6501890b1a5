"""Agents of a program: a model that says what it is told, and an ear for events."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

from parley_server import ElizaOS
from parley_server.domain.models import TEXT_LARGE, ModelResult
from parley_server.orchestrator.elizaos.events import EVENTS, ElizaEvent
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Purpose, Runtime, TextDelta

Answer = Callable[[ModelRequest], str]


def speaking(answer: Answer = lambda request: f"You said: {request.user_text}", name: str = "speaking") -> Plugin:
    """Return a plugin whose model answers so, word by word."""

    async def stream(_runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        if request.purpose is not Purpose.PLAN:
            yield ModelResult(text="<response><action>RESPOND</action></response>")
            return
        text = answer(request)
        whole = f"<response><thought>so</thought><actions>REPLY</actions><text>{text}</text></response>"
        for word in whole.split(" "):
            yield TextDelta(word + (" " if not whole.endswith(word) else ""))
        yield ModelResult(text=whole)

    async def generate(runtime: Runtime, request: ModelRequest) -> ModelResult:
        result = ModelResult()
        async for part in stream(runtime, request):
            result = part if isinstance(part, ModelResult) else result
        return result

    return Plugin(name=name, models=(ModelHandler(model_type=TEXT_LARGE, generate=generate, stream=stream),))


@dataclass
class Ear:
    """Hears all events of a program's agents."""

    events: list[ElizaEvent] = field(default_factory=list)

    def listen(self, elizaos: ElizaOS) -> None:
        for event_type in EVENTS:
            elizaos.add_event_listener(event_type, self.events.append)

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    def of(self, event_type: str) -> list[dict[str, object]]:
        """Return what the events of a type told."""
        return [vars(event.detail) for event in self.events if event.type == event_type]
