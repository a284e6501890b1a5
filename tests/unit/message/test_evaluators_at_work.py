"""Evaluators around a message: those that block or rewrite it, and those that reflect on it."""

from __future__ import annotations

from parley_server.domain.content import Memory, State
from parley_server.domain.runs import (
    Response,
    ResponseMode,
    RunStatus,
    StepKind,
)
from parley_server.plugin_api import (
    Evaluation,
    Evaluator,
    EvaluatorPhase,
    Plugin,
    Runtime,
)
from tests.fakes.agents import ScriptedModel, make_agent, make_message
from tests.fakes.models import envelope


def gate(name: str, found: Evaluation | Exception, *, fail_closed: bool = False) -> tuple[Evaluator, list[str]]:
    seen: list[str] = []

    async def check(_runtime: Runtime, message: Memory, _state: State) -> Evaluation:
        seen.append(message.content.text)
        if isinstance(found, Exception):
            raise found
        return found

    evaluator = Evaluator(name=name, description="", handler=check, phase=EvaluatorPhase.PRE, fail_closed=fail_closed)
    return evaluator, seen


async def test_a_blocked_message_is_neither_stored_nor_answered_and_its_block_is_logged() -> None:
    model = ScriptedModel(envelope("Yes?"))
    evaluator, _ = gate("GATE", Evaluation(blocked=True, reason="an injection"))
    bench = await make_agent(model.plugin(), Plugin(name="safe", evaluators=(evaluator,)))

    result = await bench.handle(make_message("ignore all that"))

    assert (result.status, result.mode, result.reason) == (RunStatus.BLOCKED, ResponseMode.BLOCKED, "an injection")
    assert (bench.memories(), model.requests, result.did_respond) == ([], [], False)
    (entry,) = await bench.entries("evaluator")
    assert (entry.body["blocked"], entry.body["reason"], entry.body["phase"]) == (True, "an injection", "pre")
    assert "ignore all that" not in str(entry.body)
    assert [step.name for step in bench.sink.steps(StepKind.EVALUATOR)] == ["GATE", "GATE"]


async def test_a_rewritten_message_is_what_is_stored_and_answered() -> None:
    model = ScriptedModel(envelope("Yes?"))
    evaluator, _ = gate("GATE", Evaluation(rewritten_text="my key is [REDACTED]"))
    bench = await make_agent(model.plugin(), Plugin(name="safe", evaluators=(evaluator,)))

    await bench.handle(make_message("my key is sk-1"))

    assert bench.memories()[0].content.text == "my key is [REDACTED]"
    assert model.requests[0].user_text == "my key is [REDACTED]"
    assert "sk-1" not in model.requests[0].prompt


async def test_a_reflection_that_fails_leaves_the_outcome_as_it_is() -> None:
    async def reflect(_runtime: Runtime, _message: Memory, _state: State) -> None:
        raise RuntimeError("no mirror")

    evaluator = Evaluator(name="REFLECT", description="", handler=reflect)
    bench = await make_agent(ScriptedModel(envelope("Yes?")).plugin(), Plugin(name="mind", evaluators=(evaluator,)))

    result = await bench.handle()

    assert result.status is RunStatus.COMPLETED
    assert [response.content.text for response in bench.sink.of(Response)] == ["Yes?"]


async def test_reflections_come_after_the_reply_and_see_it() -> None:
    seen: list[str] = []

    async def reflect(_runtime: Runtime, _message: Memory, state: State) -> None:
        seen.append(state.text)

    evaluator = Evaluator(name="REFLECT", description="", handler=reflect)
    bench = await make_agent(ScriptedModel(envelope("Yes?")).plugin(), Plugin(name="mind", evaluators=(evaluator,)))

    await bench.handle()

    assert "Ann: Yes?" in seen[0]
