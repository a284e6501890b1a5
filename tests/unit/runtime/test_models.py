"""Models: who is asked, with which parameters, and what is logged."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from parley_server.domain.characters import Character
from parley_server.domain.clock import SystemClock
from parley_server.domain.errors import ComponentFailed, ModelCredential, ModelUnavailable, NoModelHandler
from parley_server.domain.json import JsonObject, JsonValue
from parley_server.domain.models import TEXT_EMBEDDING, TEXT_LARGE, TEXT_SMALL, ModelResult, ModelUsage
from parley_server.domain.runs import StepKind, StepPhase
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Runtime, TextDelta
from parley_server.plugins.classic import classic_plugin
from parley_server.runtime.context import run_scope
from tests.fakes.agents import ScriptedModel, make_agent
from tests.fakes.values import NOW

ASK = ModelRequest(model_type=TEXT_LARGE, prompt="Say hi.", room_id="room")


async def test_nobody_handles_the_type() -> None:
    bench = await make_agent()

    with pytest.raises(NoModelHandler, match="No handler found"):
        await bench.runtime.use_model(ASK)


@pytest.mark.parametrize(
    ("priorities", "provider", "winner"),
    [
        ((1, 5), "", "another"),
        ((5, 1), "", "one"),
        ((3, 3), "", "one"),
        ((1, 5), "one", "one"),
        ((1, 5), "x", "another"),
    ],
)
async def test_the_handler_is_chosen_by_provider_then_priority_then_order(
    priorities: tuple[int, int], provider: str, winner: str
) -> None:
    plugins = [
        ScriptedModel(name, priority=priority).plugin(name)
        for name, priority in zip(("one", "another"), priorities, strict=True)
    ]
    bench = await make_agent(*plugins)

    result = await bench.runtime.use_model(ASK, provider=provider)

    assert (result.text, result.provider, result.model_id) == (winner, winner, "scripted-1")


@pytest.mark.parametrize("alias", ["LARGE", "MEDIUM", "TEXT_LARGE"])
async def test_aliases_stand_for_their_type(alias: str) -> None:
    bench = await make_agent(ScriptedModel("hi").plugin())

    assert (await bench.runtime.use_model(ModelRequest(model_type=alias))).text == "hi"


@pytest.mark.parametrize("kind", [TEXT_SMALL, TEXT_LARGE, "OBJECT_SMALL", "OBJECT_LARGE"])
@pytest.mark.parametrize(
    ("settings", "params", "expected"),
    [
        ({}, {}, {}),
        ({"MODEL_TEMPERATURE": "0.1"}, {}, {"temperature": 0.1}),
        ({"MODEL_TEMPERATURE": 0.1, "DEFAULT_TEMPERATURE": 0.2}, {}, {"temperature": 0.2}),
        ({"DEFAULT_TEMPERATURE": 0.2, "{kind}_TEMPERATURE": 0.3}, {}, {"temperature": 0.3}),
        ({"{kind}_TEMPERATURE": 0.3}, {"temperature": 0.9}, {"temperature": 0.9}),
        ({"{kind}_TEMPERATURE": "warm", "DEFAULT_TEMPERATURE": "0"}, {}, {"temperature": 0}),
        ({"{kind}_TEMPERATURE": "nan", "DEFAULT_TEMPERATURE": True, "MODEL_TEMPERATURE": ""}, {}, {}),
        ({"MODEL_MAX_TOKEN": "4096", "DEFAULT_SEED": 7}, {}, {"maxTokens": 4096, "seed": 7}),
        ({"MODEL_FREQ_PENALTY": 1, "MODEL_PRESENCE_PENALTY": 2}, {}, {"frequencyPenalty": 1, "presencePenalty": 2}),
        (
            {"DEFAULT_TOP_P": ".5", "DEFAULT_TOP_K": 40, "DEFAULT_MIN_P": "1e-2", "DEFAULT_REPETITION_PENALTY": 2},
            {},
            {"topP": 0.5, "topK": 40, "minP": 0.01, "repetitionPenalty": 2},
        ),
    ],
)
async def test_parameters_come_from_caller_type_default_and_legacy_in_this_order(
    kind: str, settings: JsonObject, params: JsonObject, expected: JsonObject
) -> None:
    model = ScriptedModel("hi", model_type=kind)
    named = {key.format(kind=kind): value for key, value in settings.items()}
    bench = await make_agent(model.plugin(), character=Character(name="Ann", settings=named))

    await bench.runtime.use_model(ModelRequest(model_type=kind, params=params))

    assert model.requests[0].params == {"user": "Ann", **expected}


@pytest.mark.parametrize("user", ["", None, "Bob"])
async def test_the_user_is_the_character_only_when_nobody_is_named(user: JsonValue) -> None:
    model = ScriptedModel("hi")
    bench = await make_agent(model.plugin())

    await bench.runtime.use_model(ModelRequest(model_type=TEXT_LARGE, params={"user": user}))

    assert model.requests[0].params["user"] == user


async def test_reasoning_models_read_settings_under_their_value() -> None:
    model = ScriptedModel("hi", model_type="TEXT_REASONING_SMALL")
    bench = await make_agent(model.plugin(), settings={"REASONING_SMALL_TEMPERATURE": 1})

    await bench.runtime.use_model(ModelRequest(model_type="TEXT_REASONING_SMALL"))

    assert model.requests[0].params["temperature"] == 1


async def test_a_call_is_logged_and_shown_as_a_step_with_its_usage() -> None:
    usage = ModelUsage(input_tokens=2, output_tokens=3)
    bench = await make_agent(ScriptedModel(ModelResult(text="hi", usage=usage)).plugin())

    with run_scope(bench.run()):
        await bench.runtime.use_model(ASK)

    (entry,) = await bench.entries("useModel")
    assert (entry.type, entry.run_id, entry.room_id) == ("useModel:TEXT_LARGE", "run", "room")
    assert (entry.body["prompt"], entry.body["response"], entry.body["provider"]) == ("Say hi.", "hi", "scripted")
    assert (entry.body["runId"], entry.body["params"], entry.body["executionTime"]) == ("run", {"user": "Ann"}, 0.0)
    begin, end = bench.sink.steps(StepKind.MODEL)
    assert (begin.phase, end.phase, end.usage) == (StepPhase.STARTED, StepPhase.COMPLETED, usage)


async def test_vectors_are_not_logged() -> None:
    model = ScriptedModel(ModelResult(embedding=(0.5, 0.25)), model_type=TEXT_EMBEDDING)
    bench = await make_agent(model.plugin())

    await bench.runtime.use_model(ModelRequest(model_type=TEXT_EMBEDDING, prompt="hi"))

    assert (await bench.entries("useModel"))[0].body["response"] == "[array]"


async def test_a_handler_that_fails_is_the_components_fault() -> None:
    bench = await make_agent(ScriptedModel(RuntimeError("no power")).plugin())

    with run_scope(bench.run()), pytest.raises(ComponentFailed, match="no power"):
        await bench.runtime.use_model(ASK)

    assert bench.sink.steps(StepKind.MODEL)[-1].phase is StepPhase.FAILED


async def test_a_stream_yields_pieces_and_then_its_result() -> None:
    bench = await make_agent(ScriptedModel("seven and more", streams=True).plugin())

    parts = [part async for part in bench.runtime.stream_model(ASK)]

    assert parts[:-1] == [TextDelta("seven a"), TextDelta("nd more")]
    assert isinstance(parts[-1], ModelResult)


async def test_a_handler_that_cannot_stream_yields_its_result_alone() -> None:
    bench = await make_agent(ScriptedModel("hi").plugin())

    (part,) = [part async for part in bench.runtime.stream_model(ASK)]

    assert isinstance(part, ModelResult)


async def _generate(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
    return ModelResult()


async def test_a_stream_without_a_result_is_the_components_fault() -> None:
    async def stream(_runtime: Runtime, _request: ModelRequest) -> AsyncIterator[ModelPart]:
        yield TextDelta("hi")

    model = ModelHandler(model_type=TEXT_LARGE, generate=_generate, stream=stream)
    bench = await make_agent(Plugin(name="test", models=(model,)))

    with pytest.raises(ComponentFailed, match="without its result"):
        _ = [part async for part in bench.runtime.stream_model(ASK)]


async def test_closing_a_stream_closes_the_handlers_and_ends_its_step() -> None:
    closed = asyncio.Event()

    async def stream(_runtime: Runtime, _request: ModelRequest) -> AsyncIterator[ModelPart]:
        try:
            yield TextDelta("hi")
            await asyncio.Event().wait()
        finally:
            closed.set()

    model = ModelHandler(model_type=TEXT_LARGE, generate=_generate, stream=stream)
    bench = await make_agent(Plugin(name="test", models=(model,)))

    with run_scope(bench.run()):
        parts = bench.runtime.stream_model(ASK)
        async with aclosing(parts):  # type: ignore[type-var] # it is a generator, though not promised
            await anext(parts)

    assert closed.is_set()
    end = bench.sink.steps(StepKind.MODEL)[-1]
    assert end.phase is StepPhase.FAILED
    assert end.error is not None
    assert end.error.reason == "RUN_CANCELLED"


DOWN = ModelUnavailable("down")


async def test_the_next_handler_stands_in_for_one_that_is_not_available() -> None:
    bench = await make_agent(
        ScriptedModel(DOWN, priority=2).plugin("first"), ScriptedModel("hi", priority=1).plugin("second")
    )

    with run_scope(bench.run()):
        result = await bench.runtime.use_model(ASK)

    assert (result.text, result.provider) == ("hi", "second")
    ends = [step for step in bench.sink.steps(StepKind.MODEL) if step.phase is not StepPhase.STARTED]
    assert [(step.phase, step.detail["plugin"]) for step in ends] == [
        (StepPhase.FAILED, "first"),
        (StepPhase.COMPLETED, "second"),
    ]


async def test_the_last_error_is_told_when_nobody_is_available() -> None:
    bench = await make_agent(
        ScriptedModel(DOWN).plugin("first"), ScriptedModel(ModelUnavailable("down too")).plugin("second")
    )

    with pytest.raises(ModelUnavailable, match="down too"):
        await bench.runtime.use_model(ASK)


async def test_other_errors_are_not_for_the_next_handler() -> None:
    second = ScriptedModel("hi")
    wrong = ScriptedModel(ModelCredential("wrong key", "KEY"), priority=1).plugin("first")
    bench = await make_agent(wrong, second.plugin("second"))

    with pytest.raises(ModelCredential):
        await bench.runtime.use_model(ASK)

    assert not second.requests


async def test_classic_never_stands_in() -> None:
    bench = await make_agent(ScriptedModel(DOWN).plugin("first"), classic_plugin(SystemClock()))

    with pytest.raises(ModelUnavailable, match="down"):
        await bench.runtime.use_model(ASK)


async def test_nobody_stands_in_for_embeddings_or_for_a_provider_asked_by_name() -> None:
    request = ModelRequest(model_type=TEXT_EMBEDDING, prompt="x")
    plugins = [
        Plugin(
            name=name,
            models=(ScriptedModel(answer, model_type=TEXT_EMBEDDING).handler, ScriptedModel(answer).handler),
        )
        for name, answer in (("first", DOWN), ("second", "hi"))
    ]
    bench = await make_agent(*plugins)

    with pytest.raises(ModelUnavailable):
        await bench.runtime.use_model(request)
    with pytest.raises(ModelUnavailable):
        await bench.runtime.use_model(ASK, provider="first")


async def test_what_plugins_register_by_themselves_is_asked_by_priority() -> None:
    bench = await make_agent(ScriptedModel("low").plugin())

    bench.runtime.register_model(ScriptedModel("high", priority=9).handler, provider="mine")

    result = await bench.runtime.use_model(ASK)
    assert (result.text, result.provider) == ("high", "mine")


@pytest.mark.parametrize(
    ("prompt", "params", "logged"),
    [
        ("Say hi.", {"input": "other"}, "Say hi."),
        ("", {"input": "Read this."}, "Read this."),
        ("", {"messages": [{"role": "user", "content": "Grüß Gott"}]}, '[{"role": "user", "content": "Grüß Gott"}]'),
        ("", {}, ""),
    ],
)
async def test_what_was_asked_is_logged_in_whatever_form_it_came(
    prompt: str, params: dict[str, JsonValue], logged: str
) -> None:
    bench = await make_agent(ScriptedModel("hi", model_type="TEXT_COMPLETION").plugin())

    await bench.runtime.use_model(ModelRequest(model_type="COMPLETION", prompt=prompt, params=params))

    (entry,) = await bench.entries("useModel")
    assert (entry.body["prompt"], entry.body["modelKey"]) == (logged, "TEXT_COMPLETION")
    assert entry.body["timestamp"] == round(NOW.timestamp() * 1000)
