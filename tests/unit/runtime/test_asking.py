"""What plugins ask models for: named fields, in whatever syntax the model keeps to."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from parley_server.domain.errors import ModelUnavailable, NoModelHandler
from parley_server.domain.models import TEXT_LARGE, TEXT_SMALL, ModelResult
from parley_server.domain.shapes import FieldSpec, ResponseShape
from parley_server.plugin_api import ModelHandler, ModelPart, ModelRequest, Plugin, Runtime, TextDelta
from tests.fakes.agents import Answer, ScriptedModel, make_agent

SHAPE = ResponseShape(
    name="fruit",
    fields=(FieldSpec(name="name", required=True), FieldSpec(name="tags", kind="list"), FieldSpec(name="notes")),
)
REQUEST = ModelRequest(model_type=TEXT_LARGE, prompt="Which fruit?")
GOOD = "<response><name>apple</name><tags>red, round</tags></response>"


async def asked(*answers: Answer) -> tuple[Runtime, ScriptedModel]:
    model = ScriptedModel(*answers)
    return (await make_agent(model.plugin())).runtime, model


async def test_the_fields_come_back_and_the_syntax_is_named_by_the_codec() -> None:
    runtime, model = await asked(GOOD)

    fields = await runtime.ask_fields(REQUEST, SHAPE)

    assert fields == {"name": "apple", "tags": ("red", "round")}
    assert "Which fruit?" in model.requests[0].prompt
    assert "<name>" in model.requests[0].prompt
    assert model.requests[0].shape == SHAPE


async def test_an_answer_that_cannot_be_read_is_asked_for_again_with_a_hint() -> None:
    runtime, model = await asked("An apple.", GOOD)

    assert await runtime.ask_fields(REQUEST, SHAPE) is not None
    first, second = (request.prompt for request in model.requests)
    assert "could not be read" not in first
    assert "could not be read" in second


@pytest.mark.parametrize("answer", ["An apple.", "<response><tags>red</tags></response>", ""])
async def test_when_no_attempt_has_what_is_required_there_are_no_fields(answer: str) -> None:
    runtime, model = await asked(answer)

    assert await runtime.ask_fields(REQUEST, SHAPE, attempts=3) is None
    assert len(model.requests) == 3


async def test_a_model_that_keeps_to_the_shape_needs_no_syntax_and_may_list_lines() -> None:
    runtime, _ = await asked(ModelResult(object={"name": "apple", "tags": "red", "notes": ["sweet", "cheap"]}))

    assert await runtime.ask_fields(REQUEST, SHAPE) == {"name": "apple", "tags": ("red",), "notes": "sweet\ncheap"}


async def test_what_the_model_raises_is_raised() -> None:
    runtime, _ = await asked(ModelUnavailable("away"))
    with pytest.raises(ModelUnavailable):
        await runtime.ask_fields(REQUEST, SHAPE)
    with pytest.raises(NoModelHandler):
        await runtime.ask_fields(ModelRequest(model_type=TEXT_SMALL, prompt="?"), SHAPE)


async def test_an_answer_that_breaks_off_is_asked_for_again_and_never_taken_by_half() -> None:
    calls: list[str] = []

    async def broken(_runtime: Runtime, request: ModelRequest) -> AsyncIterator[ModelPart]:
        calls.append(request.prompt)
        yield TextDelta("<response><name>app")
        raise ModelUnavailable("the line is dead")

    async def generate(_runtime: Runtime, _request: ModelRequest) -> ModelResult:
        raise AssertionError("it streams")

    handler = ModelHandler(model_type=TEXT_LARGE, generate=generate, stream=broken)
    runtime = (await make_agent(Plugin(name="broken", models=(handler,)))).runtime

    with pytest.raises(ModelUnavailable, match="the line is dead"):
        await runtime.ask_fields(REQUEST, SHAPE)
    # Nobody is blamed for bad syntax: the line broke.
    assert len(calls) == 2
    assert "could not be read" not in calls[1]
