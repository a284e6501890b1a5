"""Evaluators: gates before, reflections after."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from parley_server.domain.content import Memory, State
from parley_server.domain.runs import StepKind, StepPhase
from parley_server.plugin_api import Evaluation, Evaluator, EvaluatorPhase, Plugin, Provider, ProviderResult, Runtime
from parley_server.runtime.context import run_scope
from parley_server.runtime.limits import ComponentLimits
from tests.fakes.agents import AgentBench, make_agent, make_message


class Judge:
    """An evaluator that keeps the texts it was given and finds what it is told to."""

    def __init__(
        self,
        name: str,
        found: Evaluation | Exception | None = None,
        *,
        post: bool = False,
        applies: bool | Exception = True,
        always_run: bool = False,
        fail_closed: bool = False,
    ) -> None:
        self.seen: list[str] = []
        self._found, self._applies = found, applies
        self.evaluator = Evaluator(
            name=name,
            description="",
            handler=self._judge,
            validate=self._validate,
            phase=EvaluatorPhase.POST if post else EvaluatorPhase.PRE,
            always_run=always_run,
            fail_closed=fail_closed,
        )

    async def _validate(self, _runtime: Runtime, _message: Memory, _state: State) -> bool:
        if isinstance(self._applies, Exception):
            raise self._applies
        return self._applies

    async def _judge(self, _runtime: Runtime, message: Memory, _state: State) -> Evaluation | None:
        self.seen.append(message.content.text)
        if isinstance(self._found, Exception):
            raise self._found
        return self._found


async def agent_with(*judges: Judge, fail_closed: bool = False, limits: ComponentLimits | None = None) -> AgentBench:
    return await make_agent(
        Plugin(name="test", evaluators=tuple(judge.evaluator for judge in judges)),
        settings={"PRE_EVALUATORS_FAIL_CLOSED": fail_closed},
        limits=limits or ComponentLimits(),
    )


async def test_gates_run_in_order_and_each_sees_what_the_one_before_it_left() -> None:
    first = Judge("FIRST", Evaluation(rewritten_text="one"))
    second = Judge("SECOND", Evaluation(rewritten_text="two"))
    third = Judge("THIRD")
    bench = await agent_with(first, second, third)

    found = await bench.runtime.evaluate_pre(make_message("zero"))

    assert (first.seen, second.seen, third.seen) == (["zero"], ["one"], ["two"])
    assert found == Evaluation(rewritten_text="two")


async def test_all_gates_run_after_a_block_and_the_last_reason_counts() -> None:
    judges = (
        Judge("A", Evaluation(blocked=True, reason="a")),
        Judge("B", Evaluation(blocked=True, reason="b")),
        Judge("C", Evaluation(blocked=True)),
        Judge("D", Evaluation(reason="no blocker's")),
    )
    bench = await agent_with(*judges)

    found = await bench.runtime.evaluate_pre(make_message())

    assert [len(judge.seen) for judge in judges] == [1, 1, 1, 1]
    assert (found.blocked, found.reason) == (True, "b")


async def test_without_gates_nothing_is_blocked() -> None:
    bench = await agent_with()

    assert await bench.runtime.evaluate_pre(make_message()) == Evaluation()


@pytest.mark.parametrize("where", ["handler", "validate"])
@pytest.mark.parametrize(
    ("own", "setting", "blocked"), [(False, False, False), (True, False, True), (False, True, True)]
)
async def test_a_gate_that_fails_is_open_unless_it_is_to_be_closed(
    where: str, own: bool, setting: bool, blocked: bool
) -> None:
    error = RuntimeError("no eyes")
    broken = Judge(
        "BROKEN",
        error if where == "handler" else None,
        applies=error if where == "validate" else True,
        fail_closed=own,
    )
    after = Judge("AFTER")
    bench = await agent_with(broken, after, fail_closed=setting)

    found = await bench.runtime.evaluate_pre(make_message())

    assert (found.blocked, len(after.seen)) == (blocked, 1)
    logged = [entry.body["evaluator"] for entry in await bench.entries("evaluator") if entry.body.get("blocked")]
    assert logged == (["BROKEN"] if blocked else [])


async def test_a_gate_that_hangs_counts_as_one_that_fails() -> None:
    async def hang(_runtime: Runtime, _message: Memory, _state: State) -> Evaluation | None:
        await asyncio.Event().wait()
        return None

    evaluator = Evaluator(name="SLOW", description="", handler=hang, phase=EvaluatorPhase.PRE, fail_closed=True)
    bench = await make_agent(Plugin(name="test", evaluators=(evaluator,)), limits=ComponentLimits(evaluator=0.0))

    with run_scope(bench.run()):
        found = await bench.runtime.evaluate_pre(make_message())

    assert found.blocked


async def test_a_gate_that_does_not_apply_is_not_asked() -> None:
    judge = Judge("GATE", Evaluation(blocked=True), applies=False)
    bench = await agent_with(judge)

    assert not (await bench.runtime.evaluate_pre(make_message())).blocked
    assert judge.seen == []


@pytest.mark.parametrize(("did_respond", "expected"), [(True, ("USUAL", "ALWAYS")), (False, ("ALWAYS",))])
async def test_without_a_response_only_those_run_that_always_do(did_respond: bool, expected: tuple[str, ...]) -> None:
    judges = (Judge("USUAL", post=True), Judge("ALWAYS", post=True, always_run=True))
    bench = await agent_with(*judges, Judge("GATE"), Judge("NEVER", post=True, applies=False, always_run=True))

    ran = await bench.runtime.evaluate_post(make_message(), did_respond=did_respond)

    assert ran == expected


async def test_reflections_run_side_by_side() -> None:
    met = asyncio.Barrier(2)

    async def meet(_runtime: Runtime, _message: Memory, _state: State) -> None:
        await met.wait()

    plugin = Plugin(
        name="test", evaluators=tuple(Evaluator(name=name, description="", handler=meet) for name in ("A", "B"))
    )
    bench = await make_agent(plugin)

    assert await bench.runtime.evaluate_post(make_message(), did_respond=True) == ("A", "B")


async def test_a_reflection_that_fails_harms_no_other_and_shows_as_a_failed_step() -> None:
    broken, unsure = Judge("BROKEN", RuntimeError("no"), post=True), Judge("UNSURE", post=True, applies=ValueError("?"))
    bench = await agent_with(broken, unsure, Judge("FINE", post=True))

    with run_scope(bench.run()):
        ran = await bench.runtime.evaluate_post(make_message(), did_respond=True)

    assert ran == ("FINE",)
    ends = {step.name: step.phase for step in bench.sink.steps(StepKind.EVALUATOR) if step.duration is not None}
    assert ends == {"BROKEN": StepPhase.FAILED, "FINE": StepPhase.COMPLETED}


async def test_a_second_evaluator_of_the_same_name_is_left_out() -> None:
    first, second = Judge("SAME"), Judge("SAME")
    bench = await agent_with(first, second)

    await bench.runtime.evaluate_pre(make_message())

    assert (len(first.seen), len(second.seen)) == (1, 0)


async def test_a_state_is_composed_anew_only_for_reflections_that_apply() -> None:
    asked: list[str] = []

    async def notice(_runtime: Runtime, _message: Memory, _state: State) -> ProviderResult:
        asked.append("RECENT_MESSAGES")
        return ProviderResult(values={"mood": "calm"})

    seen: list[State] = []

    async def sometimes(_runtime: Runtime, message: Memory, state: State) -> bool:
        seen.append(state)
        return message.content.text == "now"

    judge = Judge("SOMETIMES", post=True)
    evaluator = replace(judge.evaluator, validate=sometimes)
    provider = Provider(name="RECENT_MESSAGES", get=notice)
    plugin = Plugin(name="test", providers=(provider,), evaluators=(evaluator,))
    runtime = (await make_agent(plugin, bootstrap=False)).runtime

    await runtime.compose_state(make_message("later"))
    assert await runtime.evaluate_post(make_message("later"), did_respond=True) == ()
    assert (len(asked), seen[0].values["mood"]) == (1, "calm")
    assert await runtime.evaluate_post(make_message("now", number=2), did_respond=True) == ("SOMETIMES",)
    assert (len(asked), seen[1]) == (2, State())
