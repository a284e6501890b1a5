"""Calls of models: a step of the run, a log entry, and the prompt kept with the action that made it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace

from parley_server.domain.clock import Clock
from parley_server.domain.errors import ComponentFailed, ModelUnavailable
from parley_server.domain.json import JsonValue
from parley_server.domain.models import TEXT_EMBEDDING, ModelResult
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import Logger, ModelPart, ModelRequest, Runtime
from parley_server.plugin_api.shapes import require_shape
from parley_server.runtime.context import PromptRecord, current_action, current_run_id
from parley_server.runtime.journal import Journal
from parley_server.runtime.model_settings import GetSetting, complete_params
from parley_server.runtime.models import ModelRegistry, RegisteredModel, model_key
from parley_server.runtime.steps import StepReport, Steps
from parley_server.runtime.streams import closing


class ModelCalls:
    """Asks the models of one agent."""

    def __init__(
        self,
        *,
        registry: ModelRegistry,
        steps: Steps,
        journal: Journal,
        clock: Clock,
        get_setting: GetSetting,
        log: Logger,
    ) -> None:
        """Put registry, step events, log and the settings of models together."""
        self._registry = registry
        self._steps = steps
        self._journal = journal
        self._clock = clock
        self._get_setting = get_setting
        self._events = log

    async def use(self, runtime: Runtime, request: ModelRequest, provider: str) -> ModelResult:
        """Ask a model and wait for the whole answer (document 2, "Model Usage with Run ID Tracking")."""
        *firsts, last = self._registry.chain(request.model_type, provider=provider)
        request = self._prepare(runtime, request)
        for model in firsts:
            try:
                return await self._use_one(runtime, request, model)
            except ModelUnavailable as error:
                self._warn(model, request, error)
        return await self._use_one(runtime, request, last)

    async def use_model(self, runtime: Runtime, request: ModelRequest, model: RegisteredModel) -> ModelResult:
        """Ask this model, with these parameters alone, and nobody in its place."""
        return await self._use_one(runtime, request, model)

    async def stream(self, runtime: Runtime, request: ModelRequest, provider: str) -> AsyncIterator[ModelPart]:
        """Ask a model and yield its parts; closing the iterator closes the handler's."""
        *firsts, last = self._registry.chain(request.model_type, provider=provider)
        request = self._prepare(runtime, request)
        for model in firsts:
            begun = False
            try:
                async with closing(self._stream_one(runtime, request, model)) as parts:
                    async for part in parts:
                        begun = True
                        yield part
            except ModelUnavailable as error:
                if begun:
                    raise  # what was seen is never taken back, so that nobody else can begin anew
                self._warn(model, request, error)
            else:
                return
        async with closing(self._stream_one(runtime, request, last)) as parts:
            async for part in parts:
                yield part

    async def _use_one(self, runtime: Runtime, request: ModelRequest, model: RegisteredModel) -> ModelResult:
        started = self._clock.monotonic()
        async with self._step(request, model) as report:
            result = _finished(await model.handler.generate(runtime, request), model, report)
        await self._log(request, model, result, started)
        return result

    async def _stream_one(
        self, runtime: Runtime, request: ModelRequest, model: RegisteredModel
    ) -> AsyncIterator[ModelPart]:
        if model.handler.stream is None:
            yield await self._use_one(runtime, request, model)
            return
        started = self._clock.monotonic()
        last: ModelResult | None = None
        async with self._step(request, model) as report, closing(model.handler.stream(runtime, request)) as parts:
            async for part in parts:
                if isinstance(part, ModelResult):
                    last = _finished(part, model, report)
                else:
                    yield part
            if last is None:
                raise ComponentFailed(model.plugin, request.model_type, "the stream ended without its result")
        await self._log(request, model, last, started)
        yield last

    def _warn(self, model: RegisteredModel, request: ModelRequest, error: ModelUnavailable) -> None:
        """Tell of a handler that another one stands in for; its step tells the run's watchers."""
        self._events.warning(
            "model_unavailable", provider=model.plugin, model_type=request.model_type, error=error.message
        )

    def _prepare(self, runtime: Runtime, request: ModelRequest) -> ModelRequest:
        """Complete the parameters, and keep the prompt with the action that made it."""
        frame = current_action()
        if frame is not None and model_key(request.model_type) != TEXT_EMBEDDING and (prompt := _prompt(request)):
            frame.prompts.append(
                PromptRecord(model_type=request.model_type, prompt=prompt, timestamp=self._clock.now())
            )
        params = complete_params(
            request.params,
            key=model_key(request.model_type),
            user=runtime.character.name,
            get_setting=self._get_setting,
        )
        return replace(request, params=params)

    def _step(self, request: ModelRequest, model: RegisteredModel) -> AbstractAsyncContextManager[StepReport]:
        detail = {"plugin": model.plugin, "modelId": model.handler.model_id}
        return self._steps.step(StepKind.MODEL, request.model_type, plugin=model.plugin, detail=detail)

    async def _log(self, request: ModelRequest, model: RegisteredModel, result: ModelResult, started: float) -> None:
        frame = current_action()
        took = round((self._clock.monotonic() - started) * 1000, 3)
        self._events.debug("model_used", model_type=request.model_type, provider=model.plugin, ms=took)
        body: dict[str, JsonValue] = {
            "modelType": request.model_type,
            "modelKey": model_key(request.model_type),
            "purpose": request.purpose.value,
            "params": dict(request.params),
            "prompt": _prompt(request),
            "system": request.system,
            "runId": current_run_id(),
            "executionTime": took,
            "provider": model.plugin,
            "modelId": result.model_id,
            "actionContext": {"actionName": frame.action_name, "actionId": frame.action_id} if frame else None,
            "timestamp": round(self._clock.now().timestamp() * 1000),
            "response": "[array]" if result.embedding else result.text or result.object,
        }
        await self._journal.write(f"useModel:{request.model_type}", room_id=request.room_id, body=body)


def _prompt(request: ModelRequest) -> str:
    """Return what a model was asked: the prompt, else `input`, else `messages` as JSON (reference-values 1.3)."""
    if request.prompt:
        return request.prompt
    asked = request.params.get("input")
    if isinstance(asked, str) and asked:
        return asked
    messages = request.params.get("messages")
    return json.dumps(messages, ensure_ascii=False) if messages else ""


def _finished(result: ModelResult, model: RegisteredModel, report: StepReport) -> ModelResult:
    """Sign the result of a handler and report what it used."""
    report.usage = require_shape(result, ModelResult, "model handlers return a").usage
    return replace(result, provider=result.provider or model.plugin, model_id=result.model_id or model.handler.model_id)
