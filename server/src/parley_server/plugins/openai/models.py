"""The models of one provider, for one agent."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar, cast

import structlog

from parley_server.domain.errors import ComponentFailed, ConfigurationMissing, ModelCredential, ParleyError
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult, ModelUsage
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Reach, Runtime, TextDelta
from parley_server.plugins.openai.connection import Connection
from parley_server.plugins.openai.faults import (
    Oversized,
    Passing,
    UnknownModel,
    of_api,
    oversized,
    silent,
    unreachable,
    unreadable,
)
from parley_server.plugins.openai.reading import Reading, usage_of
from parley_server.plugins.openai.requests import OBJECT_MODELS, chat_arguments
from parley_server.plugins.openai.sections import MODEL_TYPES, Section

if TYPE_CHECKING:
    from openai import AsyncStream
    from openai.types import CreateEmbeddingResponse
    from openai.types.chat import ChatCompletionChunk

T = TypeVar("T")

_LIST_SECONDS = 3.0
_LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How often a provider is asked again, and how patiently, in seconds.

    A provider that asks for a longer wait than `longest_wait` is not waited for: the next one is asked.
    """

    attempts: int = 3
    first_wait: float = 0.5
    max_wait: float = 8.0
    longest_wait: float = 20.0
    give_up_after: float = 90.0


class ProviderModels:
    """Asks the models of one provider. Safe to use from many rooms at once."""

    def __init__(self, section: Section, retry: RetryPolicy, reach: Reach) -> None:
        """Ask this provider; one whose address comes from outside has to be within reach."""
        self.section = section
        self._retry = retry
        self._connection = Connection(section, reach)
        self._found = ""
        self._log = structlog.get_logger("parley.openai")

    async def close(self) -> None:
        """Close all connections; a later call opens them anew."""
        await self._connection.close()

    async def handlers(self) -> list[ModelHandler]:
        """Return the handlers of all types that the provider has a model for.

        A server on this machine for which no model is named is asked what it has.
        """
        if self.section.is_local and not any(self.section.models.values()):
            names = await self.list_models()
            self._found = names[0] if len(names) == 1 else ""
            self._log.info("models_found", provider=self.section.name, host=self.section.host, models=names[:_LISTED])
        kinds = [kind for kind in MODEL_TYPES if kind != TEXT_EMBEDDING or self.section.model(kind)]
        return [self._handler(kind) for kind in kinds]

    def _handler(self, model_type: str) -> ModelHandler:
        return ModelHandler(
            model_type=model_type,
            generate=self.embed if model_type == TEXT_EMBEDDING else self.generate,
            stream=None if model_type == TEXT_EMBEDDING or model_type in OBJECT_MODELS else self.stream,
            model_id=self.section.model(model_type) or self._found,
        )

    async def generate(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        """Return the whole answer; for object models the object. One that breaks off is asked for anew."""
        model = await self._model(request.model_type)

        async def ask() -> ModelResult:
            async with aclosing(self._read(await self._begin(request, model), request, model)) as parts:
                async for part in parts:
                    if isinstance(part, ModelResult):
                        return part
            raise AssertionError("the last part is the result")

        result = await self._again(ask)
        if request.model_type in OBJECT_MODELS:
            return replace(result, object=_object(result.text, self.section, request.model_type))
        return result

    async def stream(self, _runtime: Runtime, request: ModelRequest) -> AsyncGenerator[ModelPart, None]:
        """Yield the answer as it comes, then the whole. Closing it closes the HTTP stream."""
        model = await self._model(request.model_type)
        reading = await self._again(lambda: self._begin(request, model))
        async with aclosing(self._read(reading, request, model)) as parts:
            async for part in parts:
                yield part

    async def _read(self, reading: Reading, request: ModelRequest, model: str) -> AsyncGenerator[ModelPart, None]:
        try:
            while (piece := await self._translated(reading.next(), request.model_type, model)) is not None:
                yield TextDelta(piece)
        finally:
            await reading.close()
        yield ModelResult(
            text=reading.text,
            usage=self._priced(reading.usage, model),
            model_id=model,
            cut_short=reading.finish == "length" if reading.finish else None,
        )

    async def embed(self, _runtime: Runtime, request: ModelRequest) -> ModelResult:
        """Return the vector of a text."""
        model = await self._model(request.model_type)
        text = request.prompt or request.user_text

        async def ask() -> ModelResult:
            client = await self._connection.client()
            call = client.embeddings.create(model=model, input=text, encoding_format="float")
            answer = await self._translated(call, request.model_type, model)
            return ModelResult(
                embedding=_vector(answer, self.section),
                usage=self._priced(_embedding_usage(answer), model),
                model_id=model,
            )

        return await self._again(ask)

    async def list_models(self) -> list[str]:
        """Return the names of the models that the provider has; none when it does not say."""
        try:
            client = await self._connection.client()
            async with asyncio.timeout(_LIST_SECONDS):
                page = await client.models.list()
                return [str(model.id) for model in page.data]
        except Exception:  # noqa: BLE001 - only asked to help; what is wrong shows in the call itself
            return []

    async def _model(self, model_type: str) -> str:
        """Return the name of the model of a type.

        Raises ConfigurationMissing where nobody named one, since none is ever guessed, and ModelCredential where there
        is no key for OpenAI: then nothing is sent at all.
        """
        if self.section.is_openai and not self.section.key:
            setting = self.section.setting("API_KEY")
            # Which servers are there is for the operator's eyes.
            other = f"{self.section.setting('BASE_URL')} for a server of yours (`parley doctor` finds those here)"
            raise ModelCredential(f"{self.section.name} wants a key; set {setting}, or {other}", setting)
        known = self.section.model(model_type) or self._found
        if known:
            return known
        setting = self.section.model_setting(model_type)
        names = await self.list_models()
        if len(names) == 1 and self.section.is_local:
            self._found = names[0]
            return self._found
        message = f"which model of {self.section.name} at {self.section.host}? Set {setting}{_choice(names)}"
        raise ConfigurationMissing(message, [setting])

    async def _begin(self, request: ModelRequest, model: str) -> Reading:
        client = await self._connection.client()
        arguments = chat_arguments(request, model, is_openai=self.section.is_openai)
        try:
            async with asyncio.timeout(self.section.timeout):
                stream = await self._translated(client.chat.completions.create(**arguments), request.model_type, model)
        except TimeoutError:
            raise silent(self.section) from None
        reading = Reading(cast("AsyncStream[ChatCompletionChunk]", stream), self.section, request.model_type)
        try:
            await self._translated(reading.begin(), request.model_type, model)
        except BaseException:
            await reading.close()
            raise
        return reading

    async def _again(self, work: Callable[[], Awaitable[T]]) -> T:
        """Do it, again when its error may pass and no answer has begun."""
        import stamina

        policy = self._retry
        retries = stamina.retry_context(
            on=lambda error: _wait(error, policy),
            attempts=policy.attempts,
            timeout=policy.give_up_after,
            wait_initial=policy.first_wait,
            wait_max=policy.max_wait,
            wait_jitter=policy.first_wait,
        )
        async for attempt in retries:
            with attempt:
                return await work()
        raise AssertionError("the last attempt returns or raises")

    async def _translated(self, call: Awaitable[T], model_type: str, model: str) -> T:
        """Wait for a call. What it raises is ours, and has neither key nor prompt with it."""
        import openai

        from parley_server.plugins.openai.body import MAX_BYTES

        fault: ParleyError
        try:
            return await call
        except openai.APITimeoutError:
            fault = silent(self.section)
        except openai.APIConnectionError:
            fault = unreachable(self.section)
        except openai.APIError as error:
            fault = of_api(error, self.section, model_type, model)
        except Oversized:
            fault = oversized(self.section, model_type, MAX_BYTES)
        except (ValueError, openai.OpenAIError):
            fault = unreadable(self.section)
        if isinstance(fault, UnknownModel):
            fault = UnknownModel(
                fault.message + _choice(await self.list_models()), [self.section.model_setting(model_type)]
            )
        raise fault

    def _priced(self, usage: ModelUsage, model: str) -> ModelUsage:
        price = self.section.prices.get(model)
        cost = None if price is None else price.cost(usage)
        return usage if price is None or cost is None else replace(usage, cost=cost, currency=price.currency)


def _wait(error: Exception, policy: RetryPolicy) -> bool | float:
    """Tell whether to try again; seconds where the provider says how long to wait."""
    if not isinstance(error, Passing):
        return False
    if error.retry_after is None:
        return True
    seconds = error.retry_after.total_seconds()
    return seconds if seconds <= policy.longest_wait else False


def _choice(names: Sequence[str]) -> str:
    if not names:
        return ""
    more = ", ..." if len(names) > _LISTED else ""
    return f" (there are: {', '.join(name[:80] for name in names[:_LISTED])}{more})"


def _object(text: str, section: Section, model_type: str) -> JsonValue:
    """Read the object of an answer, which models like to put into a code fence."""
    inner = text.strip()
    if inner.startswith("```") and inner.endswith("```"):
        inner = inner.strip("`").removeprefix("json")
    try:
        value: JsonValue = json.loads(inner)
    except (ValueError, RecursionError):
        note = f"{section.host} answered with text where JSON was asked for"
        raise ComponentFailed(section.name, model_type, note) from None
    return value


def _vector(answer: CreateEmbeddingResponse, section: Section) -> tuple[float, ...]:
    try:
        vector = tuple(float(number) for number in answer.data[0].embedding)
    except (AttributeError, TypeError, ValueError, IndexError):
        raise unreadable(section) from None
    if not vector or not all(map(math.isfinite, vector)) or not any(vector):
        raise unreadable(section)
    return vector


def _embedding_usage(answer: CreateEmbeddingResponse) -> ModelUsage:
    usage = getattr(answer, "usage", None)
    known = usage_of(usage) if usage is not None else ModelUsage()
    # Nothing is written by these models, which is known and not missing.
    return known if known.input_tokens is None else replace(known, output_tokens=0)
