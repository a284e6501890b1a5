"""The plugin "classic": ELIZA as a text model. It needs no key and no network, and is nobody's failover.

Its handlers are structured: what a request is for (`Purpose`), the user's own words and the wanted fields are all they
look at; a prompt is never searched for them. In detail:

- RESPOND is decided by rule (`deciding.py`) and leaves the conversation as it is.
- PLAN and REPLY are one turn of the room's conversation; a plan is always a plain REPLY.
- CONTINUE finds nothing left to do: actions do not move a listener.
- GENERAL belongs to no conversation and is answered as the first thing said in one; where it brings no words of a user,
  the prompt is what was said.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from weakref import WeakKeyDictionary

from parley_server.domain.clock import Clock
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.plugin_api import (
    FieldDelta,
    ModelHandler,
    ModelPart,
    ModelRequest,
    Plugin,
    Purpose,
    Runtime,
    TextDelta,
)
from parley_server.plugins.classic.deciding import decide
from parley_server.plugins.classic.engine import Conversation, Reply, answer, hear
from parley_server.plugins.classic.library import Library
from parley_server.plugins.classic.rooms import Rooms
from parley_server.plugins.classic.script import Script

PLUGIN_NAME = "classic"
MODEL_ID = "eliza-1966"
SCRIPT_SETTING = "CLASSIC_SCRIPT"
"""Names a script, relative to the server's folder of scripts; without it the agent is Parley's own listener."""
LOWEST_PRIORITY = -1000
"""Any other text model that an agent has goes first."""
MAX_CONVERSATIONS = 2_000
MAX_CONVERSATION_AGE = 7 * 24 * 3600.0
"""Seconds without a word after which a conversation begins anew."""

_LONG_TEXT = 4_000
"""Texts of more characters are scanned beside the event loop."""
_PIECE = re.compile(r"\S+\s*")

Fields = Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class _Agent:
    """What the plugin knows of one agent. `number` is its own here: ids of agents may be alike in two tenants."""

    number: int
    script: Script


class ClassicModel:
    """Answers requests of all agents; one instance a plugin. Safe for concurrent use within one event loop."""

    def __init__(self, *, library: Library, rooms: Rooms) -> None:
        """Take scripts from `library`, keep conversations in `rooms`."""
        self._library = library
        self._rooms = rooms
        self._agents: WeakKeyDictionary[Runtime, _Agent] = WeakKeyDictionary()
        self._numbers = 0

    async def join(self, _config: Mapping[str, str], runtime: Runtime) -> None:
        """Load the script of an agent: the plugin's `init`.

        Raises:
            InvalidField, TooLarge: The script that the agent's settings name cannot be used.
        """
        path = runtime.get_setting(SCRIPT_SETTING)
        script = await self._library.load("" if path is None else str(path))
        self._numbers += 1
        self._agents[runtime] = _Agent(self._numbers, script)

    async def generate(self, runtime: Runtime, request: ModelRequest) -> ModelResult:
        """Return the whole answer, with the fields of the wanted shape where there is one."""
        agent = await self._agent(runtime)
        if request.purpose is Purpose.RESPOND:
            return _decision(runtime, agent, request)
        if request.purpose is Purpose.CONTINUE:
            done: Fields = {"thought": "There is nothing left to do.", "actions": ("IGNORE",), "text": ""}
            return _result(request, done, "")
        reply = await self._converse(agent, request)
        thought = "They take leave, and so do I." if reply.ends else "I listen, and I answer with their own words."
        fields: Fields = {"thought": thought, "actions": ("REPLY",), "providers": (), "text": reply.text}
        return _result(request, fields, reply.text)

    async def stream(self, runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        """Yield the answer word by word, then the whole result; the words together are exactly its text.

        With a shape the words are those of its streamed field; without such a field, nothing comes before the result.
        """
        result = await self.generate(runtime, request)
        if request.shape is None:
            for piece in _PIECE.findall(result.text):
                yield TextDelta(piece)
        elif request.shape.streamed is not None and isinstance(result.object, Mapping):
            name = request.shape.streamed.name
            for piece in _PIECE.findall(str(result.object[name])):
                yield FieldDelta(name, piece)
        yield result

    async def _converse(self, agent: _Agent, request: ModelRequest) -> Reply:
        """Take one turn: what is said in a room goes on from what was said before."""
        general = request.purpose is Purpose.GENERAL
        text = request.user_text or (request.prompt if general else "")
        if len(text) > _LONG_TEXT:
            heard = await asyncio.to_thread(hear, agent.script, text)
        else:
            heard = hear(agent.script, text)
        if general:
            return answer(agent.script, Conversation(), heard)
        # From here on nothing is awaited, so that two runs in one room cannot undo each other's turn.
        key = (agent.number, request.room_id)
        reply = answer(agent.script, self._rooms.get(key), heard)
        if reply.ends:
            self._rooms.forget(key)
        else:
            self._rooms.put(key, reply.conversation)
        return reply

    async def _agent(self, runtime: Runtime) -> _Agent:
        if runtime not in self._agents:
            await self.join({}, runtime)
        return self._agents[runtime]


def classic_plugin(clock: Clock, *, scripts: Path | None = None, max_conversations: int = MAX_CONVERSATIONS) -> Plugin:
    """Return the plugin, with conversations of its own.

    `scripts` is the folder below which agents may name scripts (setting CLASSIC_SCRIPT); None allows none.
    """
    model = ClassicModel(
        library=Library(setting=SCRIPT_SETTING, folder=scripts),
        rooms=Rooms(size=max_conversations, max_age=MAX_CONVERSATION_AGE, clock=clock),
    )
    handlers = tuple(
        ModelHandler(
            model_type=model_type,
            generate=model.generate,
            stream=model.stream,
            priority=LOWEST_PRIORITY,
            model_id=MODEL_ID,
            structured=True,
            failover=False,
        )
        for model_type in (TEXT_SMALL, TEXT_LARGE)
    )
    return Plugin(
        name=PLUGIN_NAME,
        description="ELIZA, after Weizenbaum (1966): a listener that answers without any model, key or network.",
        init=model.join,
        models=handlers,
        settings_keys=(SCRIPT_SETTING,),
    )


def _decision(runtime: Runtime, agent: _Agent, request: ModelRequest) -> ModelResult:
    character = runtime.character
    decision = decide(agent.script, (character.name, character.username), request.user_text)
    fields: Fields = {"name": character.name, "reasoning": decision.reasoning, "action": decision.action}
    return _result(request, fields, decision.action)


def _result(request: ModelRequest, known: Fields, text: str) -> ModelResult:
    """Return a result with the fields that are wanted; `text` is the whole where no shape is."""
    return ModelResult(text=text, object=None if request.shape is None else _shaped(request.shape, known, text))


def _shaped(shape: ResponseShape, known: Fields, text: str) -> Fields:
    """Return what is known of the wanted fields; required ones that nothing is known of get a value of their kind."""
    fields: dict[str, JsonValue] = {}
    for spec in shape.fields:
        if spec.name in known:
            fields[spec.name] = known[spec.name]
        elif spec.streamed:
            fields[spec.name] = text
        elif spec.required:
            fields[spec.name] = _stand_in(spec, text)
    return fields


def _stand_in(spec: FieldSpec, text: str) -> JsonValue:
    if spec.kind == "list":
        return ()
    if spec.kind == "flag":
        return False
    return spec.choices[0] if spec.choices else text
