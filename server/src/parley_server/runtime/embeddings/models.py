"""The TEXT_EMBEDDING models of one agent: who makes its vectors, and in which space they are."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from parley_server.domain.embeddings import EmbeddingSpace, check_vector
from parley_server.domain.errors import ComponentFailed, InvalidField, NoModelHandler
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.plugin_api import ModelRequest, Runtime
from parley_server.runtime.limits import within
from parley_server.runtime.model_calls import ModelCalls
from parley_server.runtime.models import ModelRegistry, RegisteredModel

PROBE = "space"
"""What a model is asked only to see whether it answers, and whose vectors it makes."""


class Made(NamedTuple):
    """A vector and its space."""

    space: EmbeddingSpace
    vector: tuple[float, ...]


class EmbeddingModels:
    """Asks for vectors, each call with a deadline. An answer that is no vector is a failure, never a searchable zero.

    A model goes by the id that its answers have, else its handler, else by the name of its provider. What it says of
    itself may only be known after its first answer.
    """

    def __init__(self, *, runtime: Runtime, registry: ModelRegistry, calls: ModelCalls, seconds: float) -> None:
        """Ask the models that are registered here; none may take longer than so many seconds."""
        self._runtime = runtime
        self._registry = registry
        self._calls = calls
        self._seconds = seconds
        self._said: dict[tuple[str, str], EmbeddingSpace] = {}

    def current(self) -> RegisteredModel | None:
        """Return the model that makes the vectors of new memories, None without one."""
        return self._registry.get(TEXT_EMBEDDING) if self._registry.has(TEXT_EMBEDDING) else None

    def of_space(self, space: EmbeddingSpace) -> RegisteredModel | None:
        """Return a model that makes vectors of this space, as far as that is known; the current one before others."""
        found = self._registry.of_type(TEXT_EMBEDDING)
        return next((one for one in found if self.model_id(one) == space.model_id), None)

    def model_id(self, model: RegisteredModel) -> str:
        """Return the id that vectors of a model have, as far as it is known."""
        said = self._said.get(_key(model))
        return said.model_id if said else model.handler.model_id or model.plugin

    async def make(self, text: str, *, room_id: str = "", model: RegisteredModel | None = None) -> Made:
        """Return the vector of a text, made by a model or by the current one; there is no other to stand in for it.

        Raises NoModelHandler, ComponentTimeout behind the deadline, ComponentFailed for an answer that is no vector,
        and what the model raises.
        """
        model = model or self.current()
        if model is None:
            raise NoModelHandler(TEXT_EMBEDDING)
        request = ModelRequest(
            model_type=TEXT_EMBEDDING,
            prompt=text,
            user_text=text,
            agent_id=self._runtime.agent_id,
            room_id=room_id,
        )
        async with within(self._seconds, model.plugin, TEXT_EMBEDDING):
            result = await self._ask(request, model)
        made = _made(result, model)
        self._said[_key(model)] = made.space
        return made

    async def _ask(self, request: ModelRequest, model: RegisteredModel) -> ModelResult:
        try:
            return await self._calls.use_model(self._runtime, request, model)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is not None and task.cancelling():
                raise
            raise ComponentFailed(model.plugin, TEXT_EMBEDDING, "the model cancelled itself") from None


def _key(model: RegisteredModel) -> tuple[str, str]:
    return model.plugin, model.handler.model_id


def _made(result: ModelResult, model: RegisteredModel) -> Made:
    vector = result.embedding
    try:
        check_vector(vector)
    except InvalidField as error:
        raise ComponentFailed(model.plugin, TEXT_EMBEDDING, error.message) from None
    return Made(EmbeddingSpace(model_id=result.model_id or model.plugin, dimension=len(vector)), vector)
