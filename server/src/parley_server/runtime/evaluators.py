"""Evaluators: gates before a message is stored, reflections after it is answered (document 4, reference-values A)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog

from parley_server.domain.content import Memory, State
from parley_server.domain.errors import ParleyError
from parley_server.domain.ids import IdSource
from parley_server.domain.json import JsonValue
from parley_server.domain.runs import StepKind
from parley_server.plugin_api import Evaluation, Evaluator, EvaluatorPhase, Logger, Runtime
from parley_server.plugin_api.shapes import require_shape
from parley_server.plugin_api.texts import parse_boolean_from_text
from parley_server.runtime.context import current_sink, step_scope
from parley_server.runtime.journal import Journal
from parley_server.runtime.limits import ComponentLimits, within
from parley_server.runtime.ownership import current_plugin
from parley_server.runtime.steps import Steps

FAIL_CLOSED_SETTING = "PRE_EVALUATORS_FAIL_CLOSED"
"""When true, a gate that fails blocks the message, whatever the evaluator itself says."""
_STATE_PROVIDERS = ("RECENT_MESSAGES", "EVALUATORS")


class EvaluatorRegistry:
    """Keeps the evaluators of one agent."""

    def __init__(self) -> None:
        """Start empty."""
        self._evaluators: dict[str, tuple[Evaluator, str]] = {}
        self._log = structlog.get_logger("parley.evaluators")

    @property
    def evaluators(self) -> tuple[Evaluator, ...]:
        """Registered evaluators, in order of registration."""
        return tuple(evaluator for evaluator, _ in self._evaluators.values())

    def register(self, evaluator: Evaluator, *, plugin: str) -> bool:
        """Add an evaluator; False when its name is taken (reference-values A: refused with a warning)."""
        if evaluator.name in self._evaluators:
            self._log.warning("evaluator_already_registered", evaluator=evaluator.name, plugin=plugin)
            return False
        self._evaluators[evaluator.name] = (evaluator, plugin or current_plugin())
        return True

    def remove_of(self, plugin: str) -> None:
        """Forget the evaluators of a plugin; those that are at work end their work."""
        self._evaluators = {name: entry for name, entry in self._evaluators.items() if entry[1] != plugin}

    def plugin_of(self, evaluator: Evaluator) -> str:
        """Return the plugin that brought an evaluator, empty for one that is gone."""
        _, plugin = self._evaluators.get(evaluator.name, (evaluator, ""))
        return plugin

    def of(self, phase: EvaluatorPhase) -> tuple[Evaluator, ...]:
        """Return the evaluators of a phase, in order of registration."""
        return tuple(evaluator for evaluator in self.evaluators if evaluator.phase is phase)


class EvaluatorRunner:
    """Runs the evaluators of one agent. None of them can break a run."""

    def __init__(
        self,
        *,
        registry: EvaluatorRegistry,
        kept_state: Callable[[Memory], State],
        steps: Steps,
        journal: Journal,
        new_id: IdSource,
        limits: ComponentLimits,
        log: Logger,
    ) -> None:
        """Put registry, the states of messages, step events and log together."""
        self._kept_state = kept_state
        self._registry = registry
        self._steps = steps
        self._journal = journal
        self._new_id = new_id
        self._limits = limits
        self._log = log

    async def evaluate_pre(self, runtime: Runtime, message: Memory) -> Evaluation:
        """Run the gates in order, each on the text that the one before it left, all of them even after a block.

        One that fails is passed over; one that is to fail closed blocks then. The reason is that of the last blocker
        that gives one; `rewritten_text` is None when nobody rewrote.
        """
        blocked, reason, rewritten = False, "", None
        for evaluator in self._registry.of(EvaluatorPhase.PRE):
            found = await self._gate(runtime, evaluator, message)
            if found.blocked:
                blocked, reason = True, found.reason or reason
            if found.rewritten_text is not None:
                rewritten = found.rewritten_text
                message = replace(message, content=replace(message.content, text=rewritten))
        return Evaluation(blocked=blocked, reason=reason, rewritten_text=rewritten)

    async def evaluate_post(self, runtime: Runtime, message: Memory, *, did_respond: bool) -> tuple[str, ...]:
        """Run those that apply, side by side; return the names of those that did their work.

        Whether they apply is asked with the state that the message was handled with: most do not, most of the time, and
        a new one is composed only for those that do (as in the reference).
        """
        wanted = [one for one in self._registry.of(EvaluatorPhase.POST) if did_respond or one.always_run]
        if not wanted:
            return ()
        await current_sink().flush()
        kept = self._kept_state(message)
        async with asyncio.TaskGroup() as group:
            checks = [group.create_task(self._applies(runtime, one, message, kept)) for one in wanted]
        applying = [one for one, check in zip(wanted, checks, strict=True) if check.result()]
        if not applying:
            return ()
        state = await runtime.compose_state(message, _STATE_PROVIDERS, only_include=True)
        async with asyncio.TaskGroup() as group:
            works = [group.create_task(self._reflect(runtime, one, message, state)) for one in applying]
        return tuple(one.name for one, work in zip(applying, works, strict=True) if work.result())

    async def _gate(self, runtime: Runtime, evaluator: Evaluator, message: Memory) -> Evaluation:
        try:
            # Providers see a message only once it has passed: gates get no state.
            async with within(self._limits.evaluator, self._registry.plugin_of(evaluator), evaluator.name):
                applies = await evaluator.validate(runtime, message, State())
            return await self._run(runtime, evaluator, message, State()) if applies else Evaluation()
        except Exception as error:  # noqa: BLE001 - the spec lets a broken gate block nothing, unless it is to
            self._note(evaluator, error)
            if evaluator.fail_closed or parse_boolean_from_text(runtime.get_setting(FAIL_CLOSED_SETTING)):
                closed = Evaluation(blocked=True, reason=f"{evaluator.name} could not check the message")
                await self._write(evaluator, message, closed, {"phase": evaluator.phase.value, "blocked": True})
                return closed
            return Evaluation()

    async def _applies(self, runtime: Runtime, evaluator: Evaluator, message: Memory, state: State) -> bool:
        try:
            async with within(self._limits.evaluator, self._registry.plugin_of(evaluator), evaluator.name):
                return await evaluator.validate(runtime, message, state)
        except Exception as error:  # noqa: BLE001 - evaluators are isolated from one another and from the run
            self._note(evaluator, error)
            return False

    async def _reflect(self, runtime: Runtime, evaluator: Evaluator, message: Memory, state: State) -> bool:
        try:
            await self._run(runtime, evaluator, message, state)
        except Exception as error:  # noqa: BLE001 - evaluators are isolated from one another and from the run
            self._note(evaluator, error)
            return False
        return True

    async def _run(self, runtime: Runtime, evaluator: Evaluator, message: Memory, state: State) -> Evaluation:
        """Call a handler within its step, and log what it found: never the message, which may be what it hides."""
        plugin, step_id = self._registry.plugin_of(evaluator), self._new_id()
        detail: dict[str, JsonValue] = {"plugin": plugin, "phase": evaluator.phase.value}
        step = self._steps.step(StepKind.EVALUATOR, evaluator.name, plugin=plugin, step_id=step_id, detail=detail)
        async with step as report:
            with step_scope(step_id):
                async with within(self._limits.evaluator, plugin, evaluator.name):
                    returned = await evaluator.handler(runtime, message, state)
            found = require_shape(returned or Evaluation(), Evaluation, "evaluators return an")
            if evaluator.phase is EvaluatorPhase.PRE:
                detail = {**detail, "blocked": found.blocked, "rewritten": found.rewritten_text is not None}
            report.detail = detail
        await self._write(evaluator, message, found, detail)
        return found

    async def _write(
        self, evaluator: Evaluator, message: Memory, found: Evaluation, detail: Mapping[str, JsonValue]
    ) -> None:
        facts = {"evaluator": evaluator.name, "messageId": message.memory_id, "reason": found.reason}
        await self._journal.write(
            "evaluator",
            room_id=message.room_id,
            entity_id=message.entity_id,
            body={**facts, "data": found.data, **detail},
        )

    def _note(self, evaluator: Evaluator, error: Exception) -> None:
        plugin = self._registry.plugin_of(evaluator)
        # One that says itself what is wrong, such as a model's answer that cannot be read, needs no traceback.
        says_itself = isinstance(error, ParleyError) and error.__cause__ is None
        self._log.error(
            "evaluator_failed",
            evaluator=evaluator.name,
            plugin=plugin,
            error=str(error),
            exc_info=None if says_itself else error,
        )
